"""Connections, and all that differs between databases: SQLite by default, PostgreSQL when shared."""

import contextlib
import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Subquery,
    Table,
    Text,
    column,
    create_engine,
    event,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from catalogue.errors import BadSetting, Unavailable
from catalogue.store import migrations
from catalogue.store.tables import meta

BUSY_S: Final = 180
"""How long a writer waits for another one before it gives up: longer than it takes to take over a very long list."""
CONNECT_S: Final = 10
STATEMENT_S: Final = 600
"""How long one statement of PostgreSQL may take; the longest are those that take over a whole run."""
_LOG_LOCK: Final = 7_354_021
_OPEN_LOCK: Final = 7_354_022
_AWAY: Final = frozenset({5, 6, 8, 10, 13, 14, 15})
"""SQLite's result codes for a file that cannot be used now: busy, locked, read-only, I/O error, full, cannot open, protocol.
Source: https://www.sqlite.org/rescode.html"""
_NOT_STORABLE: Final = re.compile("[\0\ud800-\udfff]")


class Database:
    """An engine, opened and migrated."""

    def __init__(self, url: str, *, catalogue: str) -> None:
        self._engine = engine(url)
        self.is_sqlite = self._engine.dialect.name == "sqlite"
        # What a reader sees must be of one moment. SQLite gives each transaction a snapshot by itself.
        self._snapshots = (
            self._engine
            if self.is_sqlite
            else self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )
        try:
            self._open(catalogue)
            with self.reading() as connection:
                self.catalogue: str = _value(connection, "catalogue")
        except (Unavailable, DBAPIError) as error:
            self.close()
            raise _not_opened(self._engine.url, error) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._engine.dispose()

    # — transactions —

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose reads all see one state of the database."""
        with _answering(), self._snapshots.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends well, rolled back whole when it does not."""
        with _answering(), self._engine.connect().execution_options(**_AT_ONCE) as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def staging(self) -> Iterator[Connection]:
        """A connection of its own that may keep private tables and holds nobody up, until `turn_to_writing`.

        What it wrote is committed when the block ends well. Then it is closed, and the private tables are gone.
        """
        with _answering(), self._engine.connect() as connection:
            connection.detach()
            yield connection
            connection.commit()

    def turn_to_writing(self, connection: Connection) -> None:
        """From here on a staging connection writes, in one transaction that sees all that others committed until now."""
        connection.commit()
        connection.execution_options(**_AT_ONCE)
        self.lock_log(connection)

    def lock_log(self, connection: Connection) -> None:
        """From here to the end of the transaction nobody else changes offers or gives out `seq`: visible order is `seq` order.

        SQLite's one writer needs no lock.
        """
        self._lock(connection, _LOG_LOCK)

    def _lock(self, connection: Connection, key: int) -> None:
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    # — statements that the two spell differently —

    def upsert(self, table: Any) -> Any:
        """An insert that knows `on_conflict_do_update` and `on_conflict_do_nothing`."""
        return (sqlite if self.is_sqlite else postgresql).insert(table)

    def listed(self, values: Sequence[str]) -> Subquery:
        """Texts as a table of `value` and `at` (0, 1, 2 …): one parameter and one plan, however many there are."""
        if self.is_sqlite:
            each = func.json_each(msgspec.json.encode(values).decode()).table_valued(
                column("value", Text), column("key", Integer)
            )
            return select(each.c.value, each.c.key.label("at")).subquery()
        array = literal(values, ARRAY(Text))
        nested = func.unnest(array).table_valued(column("value", Text), with_ordinality="at", name="each")
        nested = nested.render_derived()
        return select(nested.c.value, (nested.c.at - 1).label("at")).subquery()

    def among(self, one: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
        """Whether a text is one of these. What no database keeps (NUL, half characters) is nowhere."""
        return one.in_(select(self.listed(kept(values)).c.value))

    def load(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows to a private table in the fastest way there is; values in the order of its columns, as drivers take them."""
        if not rows:
            return
        if self.is_sqlite:
            marks = ", ".join("?" * len(table.c))
            connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks})", list(rows))
            return
        if not connection.in_transaction():  # the driver begins one by itself; SQLAlchemy must know
            connection.begin()
        raw: Any = connection.connection
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def analyse(self, connection: Connection, *tables: Table) -> None:
        """Let PostgreSQL look at private tables, which it never does by itself, before it plans with them."""
        if not self.is_sqlite:
            for table in tables:
                connection.exec_driver_sql(f"ANALYZE {table.name}")

    # — what a store knows of itself —

    def epoch(self) -> str:
        with self.reading() as connection:
            return _value(connection, "epoch")

    def renew_epoch(self) -> str:
        """A new epoch, after a restore: cursors given before then are refused."""
        fresh = secrets.token_hex(8)
        with self.writing() as connection:
            connection.execute(update(meta).where(meta.c.key == "epoch").values(value=fresh))
        return fresh

    def _open(self, catalogue: str) -> None:
        """Make or migrate what is not there yet; a store that is as it should be is only read, and waits for no writer."""
        with self.reading() as connection:
            if migrations.version(connection) == len(migrations.STEPS):
                return
        with self.writing() as connection:
            self._lock(connection, _OPEN_LOCK)
            if not self.is_sqlite:  # rather fail than stand in line for a table before everybody who reads it
                connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            migrations.migrate(connection)
            present = set(connection.execute(select(meta.c.key)).scalars())
            # Set once, when the store is made: the epoch of its log and the catalogue that mints its ids.
            for key, value in (("epoch", secrets.token_hex(8)), ("catalogue", catalogue)):
                if key not in present:
                    connection.execute(insert(meta).values(key=key, value=value))


_COUNTED: Final = {"preserve_rowcount": True}
"""How many rows an insert wrote is told too."""
_AT_ONCE: Final = {"sqlite_begin": "BEGIN IMMEDIATE"}
"""SQLite's write lock, taken when a transaction begins: one taken later fails where another process wrote in between."""


def kept(texts: Sequence[str]) -> Sequence[str]:
    """Those of some texts that a database keeps as they are."""
    if not _NOT_STORABLE.search("\n".join(texts)):
        return texts
    return [one for one in texts if not _NOT_STORABLE.search(one)]


def storable(text: str) -> str:
    """The text with a mark in the place of what no database keeps: NUL, and halves of characters."""
    return _NOT_STORABLE.sub("\ufffd", text)


def _parsed(url: str) -> URL:
    """The address as SQLAlchemy takes it: `postgresql://` means psycopg 3. The error never shows a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise BadSetting(_NO_ADDRESS) from None
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadSetting(_NO_ADDRESS)
    return parsed


def _not_opened(url: URL, error: Unavailable | DBAPIError) -> Unavailable | BadSetting:
    """What an operator is told at the start, with the database's own reason; the address without password or options."""
    shown = url.set(query={}).render_as_string(hide_password=True)
    first = error.__cause__ if isinstance(error, Unavailable) else error
    reason = str(getattr(first, "orig", first)).partition("\n")[0]
    if isinstance(error, Unavailable):
        return Unavailable(
            f"CATALOGUE_STORE_URL: no database answers at {shown}: {reason}. "
            "Look whether it runs, and whether its name and the password are right."
        )
    return BadSetting(f"CATALOGUE_STORE_URL: {shown} cannot be used as a store: {reason}.")


_NO_ADDRESS: Final = (
    "CATALOGUE_STORE_URL is not the address of a database we can use: "
    "expected sqlite:///path/to/file.db or postgresql://user:password@host:5432/name."
)


def engine(url: str) -> Engine:
    """Connections to the database at this address, set up as the store needs them. Raises `BadSetting`."""
    parsed = _parsed(url)
    try:
        return _sqlite_engine(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql_engine(parsed)
    except (ArgumentError, NoSuchModuleError):
        raise BadSetting(_NO_ADDRESS) from None
    except ModuleNotFoundError as error:
        raise BadSetting(
            "CATALOGUE_STORE_URL names PostgreSQL, whose driver is not installed. Install `offer-catalogue[scale]`."
        ) from error


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        execution_options=_COUNTED,
        pool_pre_ping=True,  # a connection that the server closed meanwhile is replaced unseen
        connect_args={
            "connect_timeout": CONNECT_S,
            "tcp_user_timeout": 1000 * BUSY_S,  # a server that vanished without a word is noticed
            "application_name": "offer-catalogue",
        },
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.execute(f"SET lock_timeout = '{BUSY_S}s'")
        connection.execute(f"SET statement_timeout = '{STATEMENT_S}s'")
        connection.commit()

    return engine


def _sqlite_engine(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, execution_options=_COUNTED, connect_args={"timeout": BUSY_S})

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
def _answering() -> Iterator[None]:
    """Turns what a database raises when it cannot answer now into `Unavailable`; what is our own mistake stays what it is."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or _is_away(error.orig):
            raise Unavailable(_NOT_NOW) from error
        raise
    except PoolTimeout as error:
        raise Unavailable(_NOT_NOW) from error
    except Exception as error:
        if _is_away(error):  # straight from the driver
            raise Unavailable(_NOT_NOW) from error
        raise


_NOT_NOW: Final = "The store cannot answer now. Try again in a moment."


def _is_away(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _AWAY
    if type(error).__module__.partition(".")[0] != "psycopg":
        return False
    state = getattr(error, "sqlstate", None) or "08"
    # Connection, transaction state (such as a server turned read-only), rollback, resources, operator, system.
    # Source: PostgreSQL, appendix A, “PostgreSQL Error Codes”.
    return state[:2] in ("08", "25", "28", "3D", "40", "53", "55", "57", "58")


def _value(connection: Connection, key: str) -> str:
    return str(connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one())
