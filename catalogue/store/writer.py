"""Writing one run of one feed: everything in one transaction, with the change log."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from catalogue.feed import Cursor, Run
from catalogue.offer.identity import offer_id
from catalogue.offer.model import Offer
from catalogue.offer.problems import Problem
from catalogue.store.database import Database
from catalogue.store.providers import ProviderBook
from catalogue.store.tables import changes, feeds, offers, problems, records, runs

MAX_PROBLEMS: Final = 10_000
"""Kept per run; the counts are right however many there were."""

# Private to one connection, on disk: what grows with a feed does not grow in memory.
_private = MetaData()
seen = Table("run_seen", _private, Column("identifier", Text, primary_key=True), prefixes=["TEMPORARY"])
pending = Table(
    "run_changes",
    _private,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("type", String, nullable=False),
    Column("offer", String, nullable=False),
    prefixes=["TEMPORARY"],
)


class Known(Struct, frozen=True, kw_only=True):
    """What the store has of a record."""

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


class RunWriter:
    """The writes of one run. Made by `Store.writing`, which commits or rolls back."""

    def __init__(self, database: Database, connection: Connection, feed: str, now: datetime) -> None:
        self._db = database
        self._on = connection
        self._feed = feed
        self._now = now
        self._reported = 0
        self._problems: list[dict[str, Any]] = []
        self._run: str | None = None
        self._providers = ProviderBook(database, connection, feed)
        _private.create_all(connection)
        for table in (seen, pending):
            connection.execute(delete(table))

    # — what there is —

    def known(self, identifiers: Sequence[str]) -> dict[str, Known]:
        """By identifier, for those that the store has. Batches of about a thousand."""
        if not identifiers:
            return {}
        earlier = set(self._on.execute(select(seen.c.identifier).where(seen.c.identifier.in_(identifiers))).scalars())
        rows = self._on.execute(
            select(
                records.c.identifier,
                records.c.digest,
                records.c.raw_digest,
                records.c.offer,
                offers.c.gone,
                offers.c.gone_reason,
            )
            .join(offers, offers.c.id == records.c.offer)
            .where(records.c.feed == self._feed, records.c.identifier.in_(identifiers))
        )
        return {
            row.identifier: Known(
                digest=row.digest,
                raw_digest=row.raw_digest,
                offer_id=row.offer,
                gone_reason=row.gone_reason if row.gone else None,
                seen=row.identifier in earlier,
            )
            for row in rows
        }

    def live_count(self) -> int:
        """Live offers of this feed, this run's included."""
        counted = select(func.count()).where(offers.c.feed == self._feed, offers.c.gone.is_(None))
        return int(self._on.execute(counted).scalar_one())

    def missing(self, *, only_absent: bool = False) -> int:
        """How many live records this run did not see; with `only_absent`, how many an earlier run found absent."""
        absent = records.c.absent_since.is_not(None) if only_absent else ~_was_seen()
        counted = (
            select(func.count())
            .select_from(records)
            .join(offers, offers.c.id == records.c.offer)
            .where(records.c.feed == self._feed, offers.c.gone.is_(None), absent)
        )
        return int(self._on.execute(counted).scalar_one())

    def derived_missing(self) -> list[tuple[str, str]]:
        """(identifier, a title) of live records without an identifier of their own that this run did not see."""
        rows = self._on.execute(
            select(records.c.identifier, records.c.body)
            .join(offers, offers.c.id == records.c.offer)
            .where(records.c.feed == self._feed, records.c.derived, offers.c.gone.is_(None), ~_was_seen())
        )
        titled = msgspec.json.Decoder(_Titled)
        return [(row.identifier, next(iter(titled.decode(row.body).title.values()))) for row in rows]

    # — writing —

    def put(self, rows: Sequence[Row]) -> None:
        """Write records and their offers; log what is created, updated or back."""
        if not rows:
            return
        names = [row.identifier for row in rows]
        have = self.known(names)
        ids = [
            known.offer_id if (known := have.get(one)) else offer_id(self._db.catalogue, self._feed, one)
            for one in names
        ]
        providers = self._providers.resolve([row.offer.provider for row in rows])
        self._on.execute(self._put_records, [self._record(*three) for three in zip(rows, ids, providers, strict=True)])
        self._on.execute(
            self._put_offers,
            [
                {"id": id_, "feed": self._feed, "identifier": row.identifier, "valid_through": row.offer.valid_through}
                for row, id_ in zip(rows, ids, strict=True)
            ],
        )
        self._on.execute(
            insert(pending),
            [
                {
                    "type": "UPDATED" if (known := have.get(name)) and known.gone_reason is None else "CREATED",
                    "offer": id_,
                }
                for name, id_ in zip(names, ids, strict=True)
            ],
        )
        self.saw(names)

    def saw(self, identifiers: Sequence[str]) -> None:
        """These are in the source now."""
        if identifiers:
            adding = self._db.upsert(seen).on_conflict_do_nothing()
            self._on.execute(adding, [{"identifier": one} for one in identifiers])

    def mark_refused(self, identifiers: Sequence[str]) -> None:
        """These came in a version that was refused: the last good one stays for the grace."""
        if identifiers:
            self._on.execute(
                update(records)
                .where(
                    records.c.feed == self._feed,
                    records.c.identifier.in_(identifiers),
                    records.c.refused_since.is_(None),
                )
                .values(refused_since=self._now)
            )

    def accepted(self, identifiers: Sequence[str]) -> None:
        """These came again in the version we have: a refusal in between no longer counts."""
        if identifiers:
            refused = select(records.c.identifier).where(
                records.c.feed == self._feed,
                records.c.identifier.in_(identifiers),
                records.c.refused_since.is_not(None),
            )
            if again := list(self._on.execute(refused).scalars()):
                self._on.execute(
                    update(records)
                    .where(records.c.feed == self._feed, records.c.identifier.in_(again))
                    .values(refused_since=None)
                )

    def tombstone(self, identifiers: Sequence[str]) -> int:
        """The source says that these are gone. Returns how many were live."""
        chosen = select(records.c.offer).where(records.c.feed == self._feed, records.c.identifier.in_(identifiers))
        return self._remove(chosen, literal("tombstone"))

    def settle(self, *, grace_s: int, remove: bool, only_absent: bool = False) -> int:
        """At the end of a complete run: note what is absent, and remove what has been absent or refused for the grace.

        `only_absent` for a source that did not change: nothing is newly absent, the grace goes on.
        Returns how many offers were removed.
        """
        if not only_absent:
            self._note_absent()
        if not remove:
            return 0
        until = self._now - timedelta(seconds=grace_s)
        chosen = select(records.c.offer).where(
            records.c.feed == self._feed, or_(records.c.absent_since <= until, records.c.refused_since <= until)
        )
        reason = select(case((records.c.absent_since.is_not(None), "absent"), else_="refused")).where(
            records.c.feed == offers.c.feed, records.c.identifier == offers.c.identifier
        )
        return self._remove(chosen, reason.scalar_subquery())

    def report(self, run: str, found: Iterable[tuple[str | None, Problem]]) -> None:
        """Keep findings of this run, at most `MAX_PROBLEMS`."""
        for record, problem in found:
            if self._reported >= MAX_PROBLEMS:
                return
            self._reported += 1
            self._problems.append({"run": run, "record": record, "body": msgspec.json.encode(problem)})
        if self._problems:
            self._on.execute(insert(problems), self._problems)
            self._problems.clear()

    def finish(self, run: Run, *, cursor: Cursor | None, complete: bool) -> None:
        """Write the run, what the feed remembers (`None` keeps its cursor), and the log."""
        self._on.execute(insert(runs).values(run_row(run)))
        state: dict[str, Any] = {
            "status": "held" if run.counts.held else "healthy",
            "last_success": self._now,
            "unreachable_since": None,
        }
        if complete:
            state["last_complete"] = self._now
        if cursor is not None:
            state["cursor"] = msgspec.json.encode(cursor)
        self._on.execute(update(feeds).where(feeds.c.key == self._feed).values(state))

    def write_log(self) -> None:
        """Move what happened into the log, in its order, under the one lock that gives `seq`."""
        if self._on.execute(select(pending.c.n).limit(1)).first() is None:
            return
        self._db.lock_log(self._on)
        self._on.execute(
            insert(changes).from_select(
                ["type", "at", "offer"],
                select(pending.c.type, literal(self._now, changes.c.at.type), pending.c.offer).order_by(pending.c.n),
            )
        )

    # — inside —

    def _record(self, row: Row, id_: str, provider: str) -> dict[str, Any]:
        return {
            "feed": self._feed,
            "identifier": row.identifier,
            "offer": id_,
            "provider": provider,
            "digest": row.digest,
            "raw_digest": row.raw_digest,
            "derived": row.derived,
            "body": row.body,
            "modified": row.offer.modified or self._now,
            "modified_inferred": row.offer.modified is None,
            "first_seen": self._now,
        }

    @property
    def _put_records(self) -> Any:
        put = self._db.upsert(records)
        kept = ("provider", "digest", "raw_digest", "derived", "body", "modified", "modified_inferred")
        return put.on_conflict_do_update(
            index_elements=[records.c.feed, records.c.identifier],
            set_={
                **{name: put.excluded[name] for name in kept},
                "last_seen": null(),
                "absent_since": null(),
                "refused_since": null(),
            },
        )

    @property
    def _put_offers(self) -> Any:
        put = self._db.upsert(offers)
        return put.on_conflict_do_update(
            index_elements=[offers.c.id],
            set_={"valid_through": put.excluded.valid_through, "gone": null(), "gone_reason": null()},
        )

    def _note_absent(self) -> None:
        last = self._on.execute(select(feeds.c.last_complete).where(feeds.c.key == self._feed)).scalar_one_or_none()
        seen_until = records.c.first_seen if last is None else literal(last, records.c.last_seen.type)
        live = exists().where(offers.c.id == records.c.offer, offers.c.gone.is_(None))
        self._on.execute(
            update(records)
            .where(records.c.feed == self._feed, records.c.absent_since.is_(None), ~_was_seen(), live)
            .values(absent_since=self._now, last_seen=seen_until)
        )
        self._on.execute(
            update(records)
            .where(records.c.feed == self._feed, records.c.absent_since.is_not(None), _was_seen())
            .values(absent_since=None, last_seen=None)
        )

    def _remove(self, chosen: Select[tuple[str]], reason: Any) -> int:
        return remove_offers(self._on, and_(offers.c.gone.is_(None), offers.c.id.in_(chosen)), reason, self._now)


def remove_offers(connection: Connection, which: Any, reason: Any, now: datetime) -> int:
    """Mark offers as gone and queue REMOVED for the log, in the order of their ids. Returns how many."""
    chosen = list(connection.execute(select(offers.c.id).where(which).order_by(offers.c.id)).scalars())
    for at in range(0, len(chosen), 1000):
        part = chosen[at : at + 1000]
        connection.execute(update(offers).where(offers.c.id.in_(part)).values(gone=now, gone_reason=reason))
        connection.execute(insert(pending), [{"type": "REMOVED", "offer": one} for one in part])
    return len(chosen)


def run_row(run: Run) -> dict[str, Any]:
    """A run as its table has it."""
    row = msgspec.structs.asdict(run)
    return {**row, "counts": msgspec.json.encode(run.counts)}


def expired(today: date, seen_before: datetime) -> Any:
    """The condition of `Store.sweep`: past the day it was valid through, or of a source not read since `seen_before`."""
    last_seen = select(func.coalesce(records.c.last_seen, feeds.c.last_complete, records.c.first_seen)).where(
        records.c.feed == offers.c.feed, records.c.identifier == offers.c.identifier
    )
    last_seen = last_seen.select_from(records.outerjoin(feeds, feeds.c.key == records.c.feed))
    return and_(
        offers.c.gone.is_(None),
        or_(offers.c.valid_through < today, last_seen.correlate(offers).scalar_subquery() < seen_before),
    )


class _Titled(Struct, frozen=True):
    title: dict[str, str]


def _was_seen() -> Any:
    return exists().where(seen.c.identifier == records.c.identifier)
