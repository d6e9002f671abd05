"""Servers as child processes: started, waited for, and stopped for sure."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

STOP_S: Final = 20
"""How long a server may take to end by itself."""
_POLL_S: Final = 0.1
_SHOWN_BYTES: Final = 2000


class Missing(Exception):
    """A program this machine does not have: leave the server out, and say so with this message."""


class Failed(Exception):
    """A server that could be started but did not become ready."""


@contextlib.contextmanager
def running(command: Sequence[str], log: Path, cwd: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process for the length of the block; what it says goes to `log`.

    It must end when its standard input does: that happens when the block ends, and also when this process is killed.
    """
    with log.open("ab") as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, stderr=said, cwd=cwd)
    try:
        yield process
    finally:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, timeout_s: float) -> None:
    """Until `ready` says so. Raises `Failed`, with the end of the log, when the process ends or time runs out before."""
    deadline = time.monotonic() + timeout_s
    while not ready():
        ended = process.poll() is not None
        if ended or time.monotonic() > deadline:
            how = f"ended with status {process.returncode}" if ended else f"was not ready after {timeout_s:.0f} s"
            end = log.read_bytes()[-_SHOWN_BYTES:].decode(errors="replace")
            raise Failed(f"The server {how}. The end of what it said ({log.name}):\n{end}")
        time.sleep(_POLL_S)


def free_ports(count: int) -> list[int]:
    """So many loopback ports that nobody listens on now."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
