"""Another process over the same store: `python -m tests.contracts.store_child URL WHAT …` says `ready`, waits for a line, does
it, prints what came of it, and lives until its standard input ends."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from catalogue.store import Store
from tests.contracts.stored import CATALOGUE, NOW, run

_ROOT = Path(__file__).parents[2]


def main(url: str, what: str, *arguments: str) -> str:
    print("ready", flush=True)
    sys.stdin.readline()
    store = Store.open(url, catalogue=CATALOGUE)
    if what == "open":
        return f"{store.epoch} {store.catalogue}"
    if what == "lease":
        name, holder = arguments
        return str(store.lease(name, holder, seconds=3600))
    if what == "runs":
        feed, count = arguments
        for at in range(int(count)):
            run(store, *(f"{feed}-{at}-{one}" for one in range(5)), feed=feed, complete=False, at=NOW)
        return str(store.last_seq())
    raise ValueError(what)


class Child:
    """Such a process, started and ready."""

    def __init__(self, url: str, *asked: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.contracts.store_child", url, *asked],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
        )

    def wait_until_ready(self) -> None:
        assert self._process.stdout
        assert "ready\n" == self._process.stdout.readline()

    def go(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def result(self) -> str:
        """What came of it. Raises `AssertionError` when it failed."""
        assert self._process.stdout
        said = self._process.stdout.readline().strip()
        assert said, "the child failed"
        return said

    def end(self) -> None:
        """It ends without giving anything back, as a process that is killed does."""
        self._process.communicate(timeout=60)


def at_once(children: Iterable[Child]) -> list[str]:
    """Let them all go at one moment; what each of them printed."""
    started = list(children)
    for child in started:
        child.wait_until_ready()
    for child in started:
        child.go()
    results = [child.result() for child in started]
    for child in started:
        child.end()
    return results


if __name__ == "__main__":
    print(main(*sys.argv[1:]), flush=True)
    sys.stdin.read()
    os._exit(0)
