"""The store: the truth of the catalogue."""

import contextlib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, delete, func, insert, literal, or_, select, update

from catalogue.feed import Feed, Run
from catalogue.offer.day import BRUSSELS, today_in_brussels
from catalogue.store import leases, log
from catalogue.store.database import Database
from catalogue.store.log import LIVE
from catalogue.store.reader import STALE_DAYS, StoreReader
from catalogue.store.tables import feeds, offers, records, runs
from catalogue.store.writer import RunWriter, run_row

_OUTWARD: Final = ("licence", "redistribution", "url")
"""What of a feed's definition shows in each of its offers."""


class Store(StoreReader):
    """Offers, their records, providers, feeds, runs and the change log, in one database.

    Any number of threads and processes may use one. What changes offers is one transaction with its log.
    Raises `Unavailable` where the database cannot answer, `BadSetting` where it cannot be opened.
    """

    @classmethod
    def open(cls, url: str, *, catalogue: str) -> "Store":
        """Open or create the store at a database URL; `catalogue` mints the ids of a new one, and is then kept."""
        return cls(Database(url, catalogue=catalogue))

    @property
    def catalogue(self) -> str:
        """The base address this store mints ids under."""
        return self._db.catalogue

    @property
    def epoch(self) -> str:
        """Of the change log; another one after a restore."""
        return self._db.epoch()

    def renew_epoch(self) -> str:
        return self._db.renew_epoch()

    def close(self) -> None:
        self._db.close()

    # — runs —

    @contextlib.contextmanager
    def writing(self, feed: str, *, now: datetime) -> Iterator[RunWriter]:
        """One run: what it says takes effect at once, with its log, when the block ends well; else nothing happened.

        Others may write while the block lasts, except from its first word about the end on (see `RunWriter`).
        """
        with self._db.staging() as connection:
            writer = RunWriter(self._db, connection, feed, now)
            yield writer
            writer.take_over()

    def record_run(self, run: Run) -> None:
        """A run that could not read its source: offers stay as they are."""
        with self._db.writing() as connection:
            connection.execute(insert(runs).values(run_row(run)))
            state: dict[str, object] = {"status": "unreachable" if run.status == "unreachable" else "failing"}
            if run.status == "unreachable":
                state["unreachable_since"] = func.coalesce(
                    feeds.c.unreachable_since, literal(run.started, feeds.c.unreachable_since.type)
                )
            connection.execute(update(feeds).where(feeds.c.key == run.feed).values(state))

    def sweep(self, *, now: datetime) -> int:
        """Expiry as an event: offers past the day they are valid through, and those of sources not read for 90 days, go.

        Such a source is read afresh when it comes back, so that its offers return. Returns how many went.
        """
        today = today_in_brussels(now)
        unseen = datetime.combine(today - timedelta(days=STALE_DAYS), time(), tzinfo=BRUSSELS)
        past = offers.c.valid_through < today
        absent = offers.c.id.in_(_absent_since_before(unseen))
        stale = offers.c.id.in_(_of_stale_feeds(unseen))
        with self._db.reading() as connection:
            expiring = (
                connection.execute(select(offers.c.id).where(LIVE, one).limit(1)) for one in (past, absent, stale)
            )
            if not any(found.first() for found in expiring):
                return 0
        with self._db.writing() as connection:
            self._db.lock_log(connection)
            gone = log.remove(connection, past, literal("expired"), now)
            gone += log.remove(connection, absent, literal("unseen"), now)
            sources = select(offers.c.feed).where(LIVE, stale)
            connection.execute(update(feeds).where(feeds.c.key.in_(sources)).values(cursor=None))
            return gone + log.remove(connection, stale, literal("unseen"), now)

    # — feeds —

    def put_feed(self, feed: Feed, *, now: datetime) -> None:
        """Register a feed or change its definition; another one is read afresh, and what it changes of offers is logged."""
        definition = msgspec.json.encode(feed, order="deterministic")
        if self._definition(feed.key) == definition:
            return
        with self._db.writing() as connection:
            self._db.lock_log(connection)
            former = self._definition(feed.key, connection)
            put = self._db.upsert(feeds).values(key=feed.key, definition=definition, status="healthy")
            connection.execute(
                put.on_conflict_do_update(index_elements=[feeds.c.key], set_={"definition": definition, "cursor": None})
            )
            before = msgspec.json.decode(former, type=Feed) if former else None
            if before and any(getattr(before, name) != getattr(feed, name) for name in _OUTWARD):
                log.updated(connection, offers.c.feed == feed.key, now)

    def remove_feed(self, key: str, *, now: datetime) -> int:
        """Forget a feed; its offers go, and keep answering that they are gone. Returns how many went."""
        with self._db.writing() as connection:
            self._db.lock_log(connection)
            connection.execute(delete(feeds).where(feeds.c.key == key))
            return log.remove(connection, offers.c.feed == key, literal("feed-removed"), now)

    def _definition(self, key: str, connection: Connection | None = None) -> bytes | None:
        asked = select(feeds.c.definition).where(feeds.c.key == key)
        with contextlib.nullcontext(connection) if connection else self._db.reading() as on:
            return on.execute(asked).scalar_one_or_none()

    # — leases —

    def lease(self, name: str, holder: str, *, seconds: int) -> bool:
        """Whether `holder` may do the thing called `name` for so many seconds; others may not meanwhile.

        Real time, whatever clock offers live by. A holder on this machine whose process is dead holds nothing.
        """
        return leases.take(self._db, name, holder, seconds)

    def release(self, name: str, holder: str) -> None:
        """Give a lease back, in the process that took it; where somebody else holds it, nothing happens."""
        leases.give_back(self._db, name, holder)


def _absent_since_before(instant: datetime) -> Select[Any]:
    """Ids of offers whose record is absent and was last seen before an instant."""
    return select(records.c.offer).where(
        records.c.feed == feeds.c.key, records.c.absent_since.is_not(None), records.c.last_seen < instant
    )


def _of_stale_feeds(instant: datetime) -> Select[Any]:
    """Ids of offers whose source was not read since an instant."""
    read = func.coalesce(feeds.c.last_complete, feeds.c.last_success)
    return select(records.c.offer).where(
        records.c.feed == feeds.c.key,
        or_(read < instant, read.is_(None)),
        records.c.last_seen.is_(None),
        func.coalesce(read, records.c.first_seen) < instant,
    )
