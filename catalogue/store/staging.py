"""What a run has said so far, in private tables on disk: others see nothing of it, and memory does not grow with the feed.

A run reads its source for seconds or minutes and writes here meanwhile. At its end all of it is taken over at once
(`catalogue.store.writer`): only for that moment does it hold the one lock of those who write.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    exists,
    func,
    literal,
    select,
    true,
)

from catalogue.offer.identity import offer_id
from catalogue.offer.model import Offer
from catalogue.offer.problems import Problem
from catalogue.store.database import Database, kept, storable
from catalogue.store.instants import to_microseconds
from catalogue.store.log import LIVE
from catalogue.store.providers import ProviderBook
from catalogue.store.tables import Exact, changes, offers, records

MAX_PROBLEMS: Final = 10_000
"""Kept per run; the counts are right however many there were."""

_private = MetaData()

said = Table(
    "run_said",
    _private,
    Column("identifier", Exact, primary_key=True),
    Column("what", Exact, nullable=False),
    Column("n", Integer),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
"""The last word of the source on each record: `here` as we have it, `written` in row `n`, `refused`, or `gone`."""

met = Table(
    "run_met",
    _private,
    Column("identifier", Exact, primary_key=True),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)

written = Table(
    "run_written",
    _private,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("identifier", Exact, nullable=False),
    Column("offer", Exact, nullable=False),
    Column("provider", Integer, nullable=False),
    Column("derived", Boolean, nullable=False),
    Column("modified", BigInteger, nullable=False),
    Column("modified_inferred", Boolean, nullable=False),
    Column("valid_through", Date),
    Column("digest", LargeBinary, nullable=False),
    Column("raw_digest", LargeBinary),
    Column("body", LargeBinary, nullable=False),
    prefixes=["TEMPORARY"],
)

found = Table(
    "run_found",
    _private,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("run", Exact, nullable=False),
    Column("record", Exact),
    Column("body", LargeBinary, nullable=False),
    prefixes=["TEMPORARY"],
)


class Known(Struct, frozen=True, kw_only=True):
    """What the store has of a record, and what this run said of it."""

    digest: bytes
    raw_digest: bytes | None
    offer_id: str
    gone_reason: str | None
    """Why its offer is gone; `None` while it is live."""
    seen: bool
    """It came earlier in this very run."""


class Row(Struct, frozen=True, kw_only=True):
    """A record to write: new, changed or back again."""

    identifier: str
    offer: Offer
    body: bytes
    """The offer as JSON."""
    digest: bytes
    """Of the body."""
    raw_digest: bytes | None
    """Of the bytes as sent, where they need not be read again while they are the same."""
    derived: bool


class Staging:
    """What a run is told and what it says, record by record."""

    def __init__(self, database: Database, connection: Connection, feed: str, now: datetime) -> None:
        self._db = database
        self._on = connection
        self._feed = feed
        self._now = now
        self._began = int(connection.execute(select(func.max(changes.c.seq))).scalar() or 0)
        self._rows = 0
        self._found = 0
        _private.create_all(connection, checkfirst=False)
        self._providers = ProviderBook(database, connection, feed, now)

    # — what there is —

    def known(self, identifiers: Sequence[str]) -> dict[str, Known]:
        """By identifier, for those that the store has or this run wrote. Batches of about a thousand."""
        if not identifiers:
            return {}
        has = select(
            records.c.identifier, records.c.digest, records.c.raw_digest, records.c.offer, offers.c.gone_reason
        ).where(
            records.c.feed == self._feed,
            self._db.among(records.c.identifier, identifiers),
            offers.c.id == records.c.offer,
        )
        known = {
            name: Known(digest=digest, raw_digest=raw_digest, offer_id=id_, gone_reason=reason, seen=False)
            for name, digest, raw_digest, id_, reason in self._on.execute(has).all()
        }
        earlier = (
            select(said.c.identifier, said.c.what, written.c.digest, written.c.raw_digest, written.c.offer)
            .outerjoin(written, written.c.n == said.c.n)
            .where(self._db.among(said.c.identifier, identifiers))
        )
        for row in self._on.execute(earlier).all():
            before = known.get(row.identifier)
            if row.what == "written":
                known[row.identifier] = Known(
                    digest=row.digest,
                    raw_digest=row.raw_digest,
                    offer_id=before.offer_id if before else row.offer,
                    gone_reason=None,
                    seen=True,
                )
            elif before:
                gone = "tombstone" if row.what == "gone" else before.gone_reason
                known[row.identifier] = msgspec.structs.replace(before, gone_reason=gone, seen=True)
        return known

    def live_count(self) -> int:
        """Live offers of this feed, without what this run wrote."""
        counted = select(func.count()).select_from(offers).where(LIVE, offers.c.feed == self._feed)
        return int(self._on.execute(counted).scalar_one())

    def derived_missing(self) -> list[tuple[str, str]]:
        """(identifier, a title) of live records without an identifier of their own that this run did not see."""
        rows = self._on.execute(
            select(records.c.identifier, records.c.body).where(
                records.c.feed == self._feed,
                records.c.derived,
                offers.c.id == records.c.offer,
                LIVE,
                ~was_seen(),
            ),
            execution_options={"yield_per": 1000},  # bodies are large, titles are not
        )
        titled = msgspec.json.Decoder(_Titled)
        return [(row.identifier, next(iter(titled.decode(row.body).title.values()))) for row in rows]

    # — what the source says —

    def put(self, rows: Sequence[Row]) -> None:
        """Records to write with their offers; what is created, updated or back is logged."""
        once = {row.identifier: row for row in rows}
        if not once:
            return
        providers = self._providers.number([row.offer.provider for row in once.values()])
        now = to_microseconds(self._now)
        self._db.load(
            self._on,
            written,
            [
                (
                    n,
                    row.identifier,
                    offer_id(self._db.catalogue, self._feed, row.identifier),
                    provider,
                    row.derived,
                    to_microseconds(row.offer.modified) if row.offer.modified else now,
                    row.offer.modified is None,
                    row.offer.valid_through.isoformat() if row.offer.valid_through else None,
                    row.digest,
                    row.raw_digest,
                    row.body,
                )
                for n, (row, provider) in enumerate(zip(once.values(), providers, strict=True), self._rows)
            ],
        )
        self._say("written", list(once))
        self._rows += len(once)

    def saw(self, identifiers: Sequence[str]) -> None:
        """These are in the source as we have them."""
        self._say("here", identifiers)

    def mark_refused(self, identifiers: Sequence[str]) -> None:
        """These came in a version that was refused: the last good one stays for the grace."""
        self._say("refused", identifiers)

    def tombstone(self, identifiers: Sequence[str]) -> int:
        """The source says that these are gone. Returns how many were live."""
        live = [name for name, known in self.known(identifiers).items() if known.gone_reason is None]
        self._say("gone", live)
        return len(live)

    def report(self, run: str, findings: Iterable[tuple[str | None, Problem]]) -> None:
        """Keep findings of this run, at most `MAX_PROBLEMS`."""
        rows = [
            (n, run, record and storable(record), msgspec.json.encode(problem))
            for n, (record, problem) in enumerate(islice(findings, MAX_PROBLEMS - self._found), self._found)
        ]
        self._found += len(rows)
        self._db.load(self._on, found, rows)

    def newly_met(self, identifiers: Sequence[str]) -> set[str]:
        """Those that this was not asked of before in this run. It does not mean that they were seen."""
        once = dict.fromkeys(kept(identifiers))
        earlier = select(met.c.identifier).where(self._db.among(met.c.identifier, list(once)))
        new = set(identifiers).difference(self._on.execute(earlier).scalars())
        self._db.load(self._on, met, [(one,) for one in once if one in new])
        return new

    def _say(self, what: str, identifiers: Sequence[str]) -> None:
        once = list(dict.fromkeys(kept(identifiers)))
        if not once:
            return
        listed = self._db.listed(once)
        n = listed.c.at + self._rows if what == "written" else literal(None, Integer)
        put = self._db.upsert(said).from_select(
            ["identifier", "what", "n"], select(listed.c.value, literal(what), n).where(true())
        )
        self._on.execute(
            put.on_conflict_do_nothing()
            if what == "here"
            else put.on_conflict_do_update(
                index_elements=[said.c.identifier], set_={"what": put.excluded.what, "n": put.excluded.n}
            )
        )


def was_seen() -> Any:
    """Whether a record came in this run, in whatever version."""
    return exists().where(said.c.identifier == records.c.identifier)


class _Titled(Struct, frozen=True):
    title: dict[str, str]
