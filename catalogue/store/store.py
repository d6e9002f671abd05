"""The store: the truth of the catalogue."""

import contextlib
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import msgspec
from sqlalchemy import Connection, delete, func, insert, literal, or_, select, update

from catalogue.feed import Feed, Run
from catalogue.offer.day import BRUSSELS, today_in_brussels
from catalogue.store.database import Database
from catalogue.store.reader import STALE_DAYS, StoreReader
from catalogue.store.tables import feeds, leases, offers, runs
from catalogue.store.writer import RunWriter, expired, remove_offers, run_row


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
        self._db.engine.dispose()

    # — runs —

    @contextlib.contextmanager
    def writing(self, feed: str, *, now: datetime) -> Iterator[RunWriter]:
        """The one transaction of a run: committed with its log when the block ends well, else nothing happened."""
        with self._db.writing(immediately=False) as connection:
            writer = RunWriter(self._db, connection, feed, now)
            yield writer
            writer.write_log()

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
        unseen = datetime.combine(today - timedelta(days=STALE_DAYS), time(), tzinfo=BRUSSELS).astimezone(UTC)
        gone = expired(today, unseen)
        with self._db.reading() as connection:
            if connection.execute(select(offers.c.id).where(gone).limit(1)).first() is None:
                return 0
        with self._db.writing() as connection:
            writer = RunWriter(self._db, connection, "", now)
            past = remove_offers(connection, gone & (offers.c.valid_through < today), literal("expired"), now)
            stale = select(offers.c.feed).where(gone)
            connection.execute(update(feeds).where(feeds.c.key.in_(stale)).values(cursor=None))
            past += remove_offers(connection, gone, literal("unseen"), now)
            writer.write_log()
        return past

    # — feeds —

    def put_feed(self, feed: Feed, *, now: datetime) -> None:
        """Register a feed or change its definition; another address or format is read afresh."""
        del now  # nothing of a feed's definition is dated yet
        definition = msgspec.json.encode(feed, order="deterministic")
        with self._db.reading() as connection:
            former = connection.execute(select(feeds.c.definition).where(feeds.c.key == feed.key)).scalar_one_or_none()
        if former == definition:
            return
        with self._db.writing() as connection:
            put = self._db.upsert(feeds).values(key=feed.key, definition=definition, status="healthy")
            connection.execute(
                put.on_conflict_do_update(index_elements=[feeds.c.key], set_={"definition": definition, "cursor": None})
            )

    def remove_feed(self, key: str, *, now: datetime) -> int:
        """Forget a feed; its offers go, and keep answering that they are gone. Returns how many went."""
        with self._db.writing() as connection:
            writer = RunWriter(self._db, connection, key, now)
            live = (offers.c.feed == key) & offers.c.gone.is_(None)
            removed = remove_offers(connection, live, literal("feed-removed"), now)
            connection.execute(delete(feeds).where(feeds.c.key == key))
            writer.write_log()
        return removed

    # — leases —

    def lease(self, name: str, holder: str, *, seconds: int) -> bool:
        """Whether `holder` may do the thing called `name` for so many seconds; others may not meanwhile.

        Real time, whatever clock offers live by. A holder on this machine whose process is dead holds nothing.
        """
        now = datetime.now(UTC)
        held_by = f"{socket.gethostname()}/{os.getpid()}/{holder}"
        with self._db.writing() as connection:
            _drop_dead(connection, name)
            put = self._db.upsert(leases).values(name=name, holder=held_by, expires=now + timedelta(seconds=seconds))
            taken = connection.execute(
                put.on_conflict_do_update(
                    index_elements=[leases.c.name],
                    set_={"holder": put.excluded.holder, "expires": put.excluded.expires},
                    where=or_(leases.c.expires <= now, leases.c.holder == held_by),
                )
            )
            return taken.rowcount == 1

    def release(self, name: str, holder: str) -> None:
        with self._db.writing() as connection:
            connection.execute(
                delete(leases).where(leases.c.name == name, leases.c.holder.endswith(f"/{holder}", autoescape=True))
            )


def _drop_dead(connection: Connection, name: str) -> None:
    holder = connection.execute(select(leases.c.holder).where(leases.c.name == name)).scalar_one_or_none()
    host, _, rest = (holder or "").partition("/")
    pid = rest.partition("/")[0]
    if host == socket.gethostname() and pid.isdecimal() and not _is_alive(int(pid)):
        connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
