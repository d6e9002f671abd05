"""Connections and what differs between databases: SQLite by default, PostgreSQL when shared."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from catalogue.errors import BadSetting, Unavailable
from catalogue.store.migrations import migrate
from catalogue.store.tables import meta

BUSY_S: Final = 60
"""How long a writer waits for another one before it gives up."""
_LOG_LOCK: Final = 7_354_021
"""Advisory lock (PostgreSQL) under which `seq` is given; SQLite's one writer needs none."""


class Database:
    """An engine, opened and migrated."""

    def __init__(self, url: str, *, catalogue: str) -> None:
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine = _engine(url)
        except (ArgumentError, NoSuchModuleError) as error:
            raise BadSetting(
                f"CATALOGUE_STORE_URL: this is not the address of a database we can use: {error}"
            ) from error
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        with self.writing() as connection:
            migrate(connection)
            self._found(connection, catalogue)
        with self.reading() as connection:
            self.catalogue: str = self._meta(connection, "catalogue")

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose reads all see one state of the database."""
        with _wrapped(), self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self, *, immediately: bool = True) -> Iterator[Connection]:
        """One transaction: committed when the block ends well, rolled back whole when it does not.

        `immediately` takes SQLite's write lock at once; without, it is taken at the first write, so that long reading
        before it holds nobody up.
        """
        options = {"sqlite_begin": "BEGIN IMMEDIATE" if immediately else "BEGIN"}
        with _wrapped(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def upsert(self, table: Any) -> Any:
        """An insert that knows `on_conflict_do_update`: the one statement the two dialects spell through their own class."""
        return (sqlite if self.is_sqlite else postgresql).insert(table)

    def lock_log(self, connection: Connection) -> None:
        """From here to the end of the transaction nobody else gives out `seq`: visible order is `seq` order."""
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOG_LOCK})

    def epoch(self) -> str:
        with self.reading() as connection:
            return self._meta(connection, "epoch")

    def renew_epoch(self) -> str:
        """A new epoch, after a restore: cursors given before then are refused."""
        fresh = secrets.token_hex(8)
        with self.writing() as connection:
            connection.execute(update(meta).where(meta.c.key == "epoch").values(value=fresh))
        return fresh

    @staticmethod
    def _found(connection: Connection, catalogue: str) -> None:
        """What is set once, when the store is made: the epoch of its log and the catalogue that mints its ids."""
        present = set(connection.execute(select(meta.c.key)).scalars())
        for key, value in (("epoch", secrets.token_hex(8)), ("catalogue", catalogue)):
            if key not in present:
                connection.execute(insert(meta).values(key=key, value=value))

    @staticmethod
    def _meta(connection: Connection, key: str) -> str:
        return str(connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one())


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_S})

    # The driver's own transaction handling begins too late and too eagerly; SQLAlchemy documents this way around it.
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = FILE", "cache_size = -32000",
            "mmap_size = 268435456",
        ):  # fmt: skip
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine


@contextlib.contextmanager
def _wrapped() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or "locked" in str(error.orig) or "unable to open" in str(error.orig):
            raise Unavailable("The store cannot answer now. Try again in a moment.") from error
        raise
