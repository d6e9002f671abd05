"""A list somebody publishes on a real server, and runs of the feed that reads it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from catalogue.feed import Feed, Run
from catalogue.harvest import harvest
from catalogue.places import Places
from catalogue.store import Store
from tests.harvesters.fetching import fetcher
from tests.harvesters.server import Reply, Server
from tests.records import record


class Listed:
    """One feed of format p4 with its store; `grace_s` and other settings of the feed as given."""

    def __init__(self, server: Server, store: Store, places: Places, folder: Path, now: datetime, **feed: Any) -> None:
        self.server, self.store, self.places, self.folder, self.now = server, store, places, folder, now
        settings: dict[str, Any] = {
            "key": "lijst",
            "format": "p4",
            "url": server.url("/aanbod.jsonl"),
            "title": "Lijst (fictief)",
            "publisher": "De Losse Draad (fictief)",
            "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
        }
        self.feed = Feed(**{**settings, **feed})
        store.put_feed(self.feed, now=now)

    def publish(self, *records: Mapping[str, Any], etag: str | None = None) -> None:
        """What the list holds from now on."""
        lines = b"".join(msgspec.json.encode(one) + b"\n" for one in records)
        self.publish_bytes(lines, etag=etag)

    def publish_bytes(self, body: bytes, etag: str | None = None) -> None:
        def answer(asked: Any) -> Reply:
            if etag and asked.headers.get("if-none-match") == etag:
                return Reply(status=304, headers={"ETag": etag})
            return Reply(headers={"ETag": etag} if etag else {}, body=body)

        self.server.routes["/aanbod.jsonl"] = answer

    def fail(self, status: int) -> None:
        self.server.routes["/aanbod.jsonl"] = lambda asked: Reply(status=status)

    def run(self, *, after: timedelta = timedelta()) -> Run:
        """One run, this long after the one before."""
        self.now += after
        with fetcher(self.folder) as http:
            return harvest(self.feed, store=self.store, http=http, places=self.places, now=self.now)

    def live(self) -> dict[str, str]:
        """Identifier → Dutch title of what is live."""
        _, offers = self.store.live()
        return {offer.identifier: offer.title["nl"] for offer in offers}

    def log(self) -> list[tuple[str, str]]:
        """The change log: (type, identifier)."""
        logged = self.store.changes(0, 10_000)
        offers = self.store.offers(list({change.offer_id for change in logged}))
        return [(change.type, offers[change.offer_id].identifier) for change in logged]

    def problems(self, run: Run) -> list[tuple[str | None, str]]:
        """(record, code) of what a run found."""
        found, _ = self.store.problems(run.examined or run.id, first=1000)
        return [(name, one.code) for _, name, one in found]


def numbered(count: int, **changes: Any) -> Sequence[dict[str, Any]]:
    """So many records that differ in number and title."""
    return [record(identifier=f"n-{at}", title={"nl": f"Naaiatelier nummer {at}"}, **changes) for at in range(count)]
