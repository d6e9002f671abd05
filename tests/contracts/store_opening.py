"""Opening a store: new, known, of another release, by many at once."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from catalogue.errors import BadSetting
from catalogue.store import Store
from catalogue.store.database import engine as open_engine
from catalogue.store.migrations import STEPS, migrate
from catalogue.store.tables import metadata
from tests.contracts.store_child import Child, at_once
from tests.contracts.stored import CATALOGUE, NOW, Stored, a_feed, live, run


class Opening(Stored):
    @pytest.fixture
    def engine(self, url: str) -> Iterator[Engine]:
        """The database, without the store."""
        engine = open_engine(url)
        yield engine
        engine.dispose()

    def test_empty_database_becomes_a_store(self, url: str, engine: Engine) -> None:
        """With every table, and the number of the last step."""
        Store.open(url, catalogue=CATALOGUE).close()
        assert {*metadata.tables, "schema_version"} == set(inspect(engine).get_table_names())
        assert len(STEPS) == _version(engine)

    def test_opened_again_it_is_the_same(self, url: str) -> None:
        """With what was in it."""
        first = Store.open(url, catalogue=CATALOGUE)
        first.put_feed(a_feed(), now=NOW)
        run(first, "a")
        epoch = first.epoch
        first.close()
        again = Store.open(url, catalogue=CATALOGUE)
        assert (epoch, ["a"]) == (again.epoch, live(again))
        again.close()

    def test_store_of_a_newer_release_is_refused(self, url: str, engine: Engine) -> None:
        """It says which schema it has and what to do."""
        Store.open(url, catalogue=CATALOGUE).close()
        with engine.begin() as connection:
            connection.execute(text("UPDATE schema_version SET version = 99"))
        with pytest.raises(BadSetting) as caught:
            Store.open(url, catalogue=CATALOGUE)
        assert (
            f"This store has schema 99; this release knows up to {len(STEPS)}. Run the newer release, or restore a backup."
        ) == str(caught.value)
        assert 99 == _version(engine)

    def test_steps_run_once_in_order(self, engine: Engine) -> None:
        """A later release runs only what is new to this store."""
        done: list[str] = []

        def step(name: str) -> "object":
            return lambda connection: done.append(name)

        steps = [step("een"), step("twee")]
        with engine.begin() as connection:
            migrate(connection, steps[:1])  # type: ignore[arg-type]
            migrate(connection, steps)  # type: ignore[arg-type]
            migrate(connection, steps)  # type: ignore[arg-type]
        assert (["een", "twee"], 2) == (done, _version(engine))

    def test_failed_step_leaves_the_store_as_it_was(self, engine: Engine) -> None:
        """Steps and their number are one transaction."""

        def broken(connection: Connection) -> None:
            connection.execute(text("CREATE TABLE half (x INTEGER)"))
            raise ZeroDivisionError

        with engine.begin() as connection:
            migrate(connection, [lambda connection: None])
        with pytest.raises(ZeroDivisionError), engine.begin() as connection:
            migrate(connection, [lambda connection: None, broken])
        assert (1, False) == (_version(engine), inspect(engine).has_table("half"))

    def test_opening_waits_for_no_writer(self, url: str) -> None:
        """A store that is as it should be opens while a run holds the lock of those who write."""
        store = Store.open(url, catalogue=CATALOGUE)
        with store.writing("lijst", now=NOW) as writer:
            writer.settle(grace_s=0, remove=True)
            again = Store.open(url, catalogue=CATALOGUE)
        assert store.epoch == again.epoch
        again.close()
        store.close()

    def test_many_processes_open_an_empty_store(self, url: str) -> None:
        """At one moment: all of them find the same store."""
        found = at_once(Child(url, "open") for _ in range(4))
        assert 1 == len(set(found))


def _version(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT version FROM schema_version")).scalar_one())
