"""Real servers for the scale tests, one of each for all of them."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.servers import postgres


@pytest.fixture
def folder() -> Iterator[Path]:
    """For a server that runs as another user: pytest keeps its own folders to itself, whenever it starts anywhere."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server's own database."""
    with tempfile.TemporaryDirectory() as made, postgres(Path(made)) as address:
        yield address


@pytest.fixture(scope="session")
def new_database(server: str) -> Callable[[], str]:
    """Makes an empty database and gives its address."""
    made = iter(range(1_000_000))

    def make() -> str:
        name = f"catalogue_{next(made)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    return make
