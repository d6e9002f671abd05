"""A running server with one list, and a fetcher that may ask it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvesters.fetch import HttpFetcher
from tests.harvesters.fetching import LIST, fetcher
from tests.harvesters.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        running.serve("/lijst.csv", LIST)
        yield running


@pytest.fixture
def http(server: Server, tmp_path: Path) -> Iterator[HttpFetcher]:
    with fetcher(tmp_path) as opened:
        yield opened
