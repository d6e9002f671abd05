"""A catalogue filled with fictional offers and really served, for programs that nobody here wrote to look at.

Everything they need is installed by `make check-outside`, beside the product and never into it: Python programs in
`.venv-outside`, those of Node in `node_modules` here.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from catalogue.places import Places
from tests.schema.served import Served, opened

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
START_S = 30
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, places: Places) -> Iterator[Served]:
    """The catalogue that is served, to compare with."""
    with opened(tmp_path_factory.mktemp("outside"), places) as catalogue:
        catalogue.fill()
        yield catalogue


@pytest.fixture(scope="session")
def address(served: Served) -> Iterator[str]:
    """Where `catalogue serve` answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "PATH": os.environ["PATH"],
        "CATALOGUE_DATA": str(served.settings.data),
        "CATALOGUE_CLOCK": served.settings.now().isoformat(),
        "CATALOGUE_BASE_URL": served.settings.base_url,
        "CATALOGUE_PORT": str(port),
    }
    with subprocess.Popen([Path(sys.executable).with_name("catalogue"), "serve"], env=settings) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + START_S
            while not _is_ready(url):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield url
            assert process.poll() is None, "the server ended by itself"
        finally:
            process.terminate()


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a program in a folder of its own; what it says is in the failure when it does not end well."""

    def running(
        command: Sequence[str | Path], *, cwd: Path = tmp_path, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        given = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **environment}
        done = subprocess.run(command, cwd=cwd, env=given, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{done.stdout[-5000:]}\n{done.stderr[-5000:]}"
        return done

    return running
