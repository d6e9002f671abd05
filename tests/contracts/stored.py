"""A store under test, and runs of small feeds written into it."""

import hashlib
import itertools
import os
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
import pytest

from catalogue.feed import Counts, Cursor, Feed, Run
from catalogue.offer.model import Offer, Provider
from catalogue.store import Row, RunWriter, Store

NOW: Final = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY: Final = timedelta(days=1)
DAY_S: Final = 86_400
CATALOGUE: Final = "https://aanbod.example.org"
_NUMBERS: Final = itertools.count(1)


class Stored:
    """What the parts of the suite share."""

    @pytest.fixture
    def url(self) -> str:
        """The address of an empty database."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        """An open store that knows the feed `lijst`."""
        opened = Store.open(url, catalogue=CATALOGUE)
        opened.put_feed(a_feed(), now=NOW)
        yield opened
        opened.close()


def a_feed(key: str = "lijst", **changes: Any) -> Feed:
    settings: dict[str, Any] = {
        "key": key,
        "format": "p4",
        "url": f"https://example.org/{key}.jsonl",
        "title": "Lijst (fictief)",
        "publisher": "De Losse Draad (fictief)",
        "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
    }
    return Feed(**(settings | changes))


def a_row(identifier: str, *, derived: bool = False, raw_digest: bytes | None = None, **fields: Any) -> Row:
    """A record as a run writes it, with what it must say and these fields of the offer."""
    required: dict[str, Any] = {
        "title": {"nl": f"Naaiatelier {identifier}"},
        "provider": Provider(name="De Losse Draad (fictief)"),
        "kind": ("group-activity",),
    }
    offer = Offer(identifier=identifier, **(required | fields))
    body = msgspec.json.encode(offer)
    digest = hashlib.blake2b(body, digest_size=16).digest()
    return Row(identifier=identifier, offer=offer, body=body, digest=digest, raw_digest=raw_digest, derived=derived)


def a_run(id_: str, *, feed: str = "lijst", at: datetime = NOW, **fields: Any) -> Run:
    required: dict[str, Any] = {
        "finished": at,
        "status": "done",
        "counts": Counts(),
        "complete": True,
        "requests": 1,
        "seconds": 0.5,
        "message": "",
        "examined": id_,
    }
    return Run(id=id_, feed=feed, started=at, **(required | fields))


def take(writer: RunWriter, *records: Row | str) -> None:
    """These records are in the source: what is new or changed is written, the rest is seen."""
    rows = [one if isinstance(one, Row) else a_row(one) for one in records]
    have = writer.known([row.identifier for row in rows])
    same = [
        row.identifier
        for row in rows
        if (known := have.get(row.identifier)) and known.digest == row.digest and known.gone_reason is None
    ]
    writer.put([row for row in rows if row.identifier not in same])
    writer.saw(same)


def refuse(writer: RunWriter, *identifiers: str) -> None:
    """These records are in the source in a version that cannot be taken."""
    writer.mark_refused(identifiers)


def run(
    store: Store,
    *records: Row | str,
    feed: str = "lijst",
    at: datetime = NOW,
    refused: Collection[str] = (),
    grace_s: int = 0,
    complete: bool = True,
    cursor: Cursor | None = None,
) -> int:
    """A whole run of a feed that holds these records; returns how many offers were removed."""
    with store.writing(feed, now=at) as writer:
        take(writer, *records)
        refuse(writer, *refused)
        removed = writer.settle(grace_s=grace_s, remove=True) if complete else 0
        finished = a_run(f"run_{os.getpid()}_{next(_NUMBERS)}", feed=feed, at=at, complete=complete)
        writer.finish(finished, cursor=cursor, complete=complete)
    return removed


def fail(store: Store, *records: str, feed: str = "lijst") -> None:
    """A run of these records that breaks when all is written but the end."""
    with store.writing(feed, now=NOW) as writer:
        take(writer, *records)
        writer.settle(grace_s=0, remove=True)
        raise ZeroDivisionError


def live(store: Store) -> list[str]:
    """Identifiers of the live offers, sorted."""
    return sorted(offer.identifier for offer in store.live()[1])


def log(store: Store, after: int = 0) -> list[tuple[str, str]]:
    """The change log: (type, identifier)."""
    logged = store.changes(after, 100_000)
    offers = store.offers(list({change.offer_id for change in logged}))
    return [(change.type, offers[change.offer_id].identifier) for change in logged]


def offer_of(store: Store, identifier: str) -> Offer:
    """The offer with this identifier, live or gone."""
    ids = list({change.offer_id for change in store.changes(0, 100_000)})
    (found,) = (offer for offer in store.offers(ids).values() if offer.identifier == identifier)
    return found
