"""One small catalogue for all tests of the interface that only read, and one of its own for those that write."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from catalogue.app import create_app
from catalogue.places import Places
from tests.schema.served import Served, opened


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, places: Places) -> Iterator[Served]:
    """Filled, and only read."""
    with opened(tmp_path_factory.mktemp("served"), places) as catalogue:
        catalogue.fill()
        yield catalogue


@pytest.fixture
def own(tmp_path: Path, places: Places) -> Iterator[Served]:
    """Filled alike, for a test that changes it."""
    with opened(tmp_path, places) as catalogue:
        catalogue.fill()
        yield catalogue


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory, places: Places) -> Iterator[httpx.Client]:
    """A client of the whole web application, served on loopback over a catalogue filled alike."""
    with opened(tmp_path_factory.mktemp("client"), places) as catalogue:
        catalogue.fill()
        settings = catalogue.settings
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as asking:
            yield asking
    finally:
        server.should_exit = True
        thread.join()
