"""PostgreSQL, through the suite of every database, and what is its own: a server that goes away."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from catalogue.errors import CatalogueError, Unavailable
from catalogue.store import Store
from tests.contracts.store_contract import StoreContract
from tests.contracts.stored import CATALOGUE, NOW, a_feed, live, log, run, take
from tests.servers import postgres
from tests.servers.process import free_ports

_OURS = "datname = current_database() AND pid <> pg_backend_pid()"


class TestPostgreSQL(StoreContract):
    @pytest.fixture
    def url(self, new_database: Callable[[], str]) -> str:
        return new_database()

    @pytest.fixture
    def operator(self, url: str) -> Iterator[psycopg.Connection]:
        """Somebody with a connection to the same database who can end those of others."""
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection

    def test_connection_lost_while_a_run_reads(self, store: Store, operator: psycopg.Connection) -> None:
        """The run ends clean, nothing of it is there, and the next one is right."""
        run(store, "oud")
        with pytest.raises(Unavailable, match="Try again"):
            _broken_run(store, operator, settled=False)
        assert (["oud"], [("CREATED", "oud")]) == (live(store), log(store))
        run(store, "a")
        assert [("CREATED", "a"), ("REMOVED", "oud")] == log(store, after=1)

    def test_connection_lost_while_a_run_writes(self, store: Store, operator: psycopg.Connection) -> None:
        """When all is written but not committed, the same holds."""
        run(store, "oud")
        with pytest.raises(Unavailable, match="Try again"):
            _broken_run(store, operator, settled=True)
        assert (["oud"], [("CREATED", "oud")]) == (live(store), log(store))
        run(store, "a")
        assert [("CREATED", "a"), ("REMOVED", "oud")] == log(store, after=1)

    def test_connection_lost_while_offers_are_streamed(self, store: Store, operator: psycopg.Connection) -> None:
        """The stream ends with an error rather than short."""
        run(store, *(f"n-{at}" for at in range(3000)))
        _, offers = store.live()
        next(offers)
        _end_all(operator)
        with pytest.raises(Unavailable):
            list(offers)

    def test_connections_lost_while_nobody_uses_them(self, store: Store, operator: psycopg.Connection) -> None:
        """Nobody notices."""
        run(store, "a")
        _end_all(operator)
        assert ["a"] == live(store)

    def test_writer_that_waits_is_cancelled(self, store: Store, operator: psycopg.Connection) -> None:
        """As when it waited too long for another: it ends clean, the other goes on."""
        store.put_feed(a_feed("andere"), now=NOW)
        raised: list[CatalogueError] = []

        def other() -> None:
            try:
                run(store, "x", feed="andere")
            except CatalogueError as error:
                raised.append(error)

        waiting = threading.Thread(target=other)
        with store.writing("lijst", now=NOW) as writer:
            take(writer, "a")
            writer.settle(grace_s=0, remove=True)
            waiting.start()
            ask = (
                f"SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'advisory' AND {_OURS}"
            )
            while operator.execute(ask).fetchone() != (1,):
                pass
            waiting.join()
        assert ([Unavailable], ["a"]) == ([type(error) for error in raised], live(store))


def test_server_that_is_not_there() -> None:
    """The start fails, names the variable and the address, and keeps the password to itself."""
    (port,) = free_ports(1)
    url = f"postgresql://lezer:geheim@127.0.0.1:{port}/aanbod?password=geheim"
    with pytest.raises(Unavailable) as caught:
        Store.open(url, catalogue=CATALOGUE)
    said = str(caught.value)
    expected = f"CATALOGUE_STORE_URL: no database answers at postgresql+psycopg://lezer:***@127.0.0.1:{port}/aanbod: "
    assert (expected, False) == (said[: len(expected)], "geheim" in said)
    assert "Connection refused" in said


def test_database_that_is_not_there(server: str) -> None:
    """A server without this database says the same."""
    with pytest.raises(Unavailable, match="CATALOGUE_STORE_URL: no database answers at"):
        Store.open(server.replace("/postgres?", "/bestaat_niet?"), catalogue=CATALOGUE)


def test_server_that_is_away_for_a_while(folder: Path) -> None:
    """Reads and runs fail clean meanwhile; when it is back all goes on by itself, and nothing is lost."""
    with postgres(folder) as url:
        store = Store.open(url, catalogue=CATALOGUE)
        store.put_feed(a_feed(), now=NOW)
        run(store, "a")
    for work in (store.last_seq, lambda: run(store, "b"), lambda: store.lease("x", "een", seconds=60)):
        with pytest.raises(Unavailable, match="The store cannot answer now"):
            work()
    with postgres(folder) as again:
        assert (url, ["a"]) == (again, live(store))
        run(store, "a", "b")
        assert [("CREATED", "a"), ("CREATED", "b")] == log(store)
        store.close()


def _broken_run(store: Store, operator: psycopg.Connection, *, settled: bool) -> None:
    with store.writing("lijst", now=NOW) as writer:
        take(writer, "a", "b")
        if settled:
            writer.settle(grace_s=0, remove=True)
        _end_all(operator)
        take(writer, "c")


def _end_all(operator: psycopg.Connection) -> None:
    """End every other connection to this database, and wait until they are gone."""
    operator.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {_OURS}")
    while operator.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {_OURS}").fetchone() != (0,):
        pass
