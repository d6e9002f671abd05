"""Harvests and index updates killed at random moments, and every invariant checked after each.

`python -m tests.killed --kills 200` is the long form of what `tests/test_killed.py` does. A child process takes over a new
version of a list and makes it searchable; it is killed (SIGKILL) somewhere on its way, and this process then looks: the store
holds the former version or the new one whole, the log tells how it came about, and the index, opened again, finds exactly
what the store holds.
"""

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from rich.progress import track

from catalogue.feed import Feed
from catalogue.harvest import harvest
from catalogue.index.base import Query
from catalogue.index.columns import ColumnIndex, index
from catalogue.places import Places
from catalogue.projection import catch_up, rebuild
from catalogue.store import Store
from harvesters.fetch import HttpFetcher, Limits
from tests.records import record

NOW: Final = datetime(2026, 11, 24, 9, tzinfo=UTC)
SIZE: Final = 400
Titles = Mapping[str, str]
"""Identifier → title of every live offer."""


class Trial:
    """A store and an index in a folder, and a list that changes."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.version = 0
        self.next = 0
        self.titles: dict[str, str] = {}
        self.feed = Feed(
            key="lijst",
            format="p4",
            url=str(folder / "lijst.jsonl"),
            title="Lijst (fictief)",
            publisher="De Losse Draad (fictief)",
            licence="https://creativecommons.org/publicdomain/zero/1.0/",
            grace_s=0,
        )
        with self._store() as store:
            store.put_feed(self.feed, now=NOW)

    @contextlib.contextmanager
    def _store(self) -> Iterator[Store]:
        opened = Store.open(f"sqlite:///{self.folder}/store.db", catalogue="https://aanbod.example.org")
        try:
            yield opened
        finally:
            opened.close()

    def publish(self, live: Titles) -> Titles:
        """A new version of the list: of what is live some gone, some mended, and some new. Returns what it holds."""
        self.version += 1
        self.titles = dict(live)
        for name in self.random.sample(sorted(self.titles), len(self.titles) // 10):
            del self.titles[name]
        for name in self.random.sample(sorted(self.titles), len(self.titles) // 5):
            self.titles[name] = f"Naaiatelier {name} versie {self.version}"
        while len(self.titles) < SIZE:
            name = f"n-{self.next}"
            self.next += 1
            self.titles[name] = f"Naaiatelier {name} versie {self.version}"
        lines = (record(identifier=name, title={"nl": title}) for name, title in self.titles.items())
        (self.folder / "lijst.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, lines)))
        return dict(self.titles)

    def work(self, *, anew: bool) -> None:
        """What a child does: take over the list and make it searchable."""
        with (
            self._store() as store,
            HttpFetcher(limits=Limits(), allow=(), local=True, cache=self.folder / "robots") as http,
        ):
            now = NOW + timedelta(hours=self.version)
            run = harvest(self.feed, store=store, http=http, places=Places.bundled(), now=now)
            if run.status not in ("done", "unchanged"):
                raise AssertionError(run)
            columns = ColumnIndex(self.folder / "index")
            (rebuild if anew else catch_up)(store, columns)
            columns.close()

    def kill(self, after_s: float, *, anew: bool) -> bool:
        """Whether the child was killed; false when it had finished before."""
        child = os.fork()
        if child == 0:
            try:
                self.work(anew=anew)
            except BaseException as error:
                print(f"child: {error!r}", file=sys.stderr)
                os._exit(1)
            os._exit(0)
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            raise AssertionError("the child failed by itself")
        return os.WIFSIGNALED(status)

    def check(self, *allowed: Titles) -> Titles:
        """What is live, which must be one of these versions whole; raises `AssertionError` otherwise."""
        with self._store() as store:
            _, offers = store.live()
            live = [(offer.id, offer.identifier, offer.title["nl"]) for offer in offers]
            titles = {name: title for _, name, title in live}
            assert len(live) == len(titles), "an offer is there twice"
            assert titles in allowed, "neither the former version nor the new one"
            _check_log(store, {id_ or "" for id_, _, _ in live})
            columns = ColumnIndex(self.folder / "index")
            catch_up(store, columns)
            found = _every_id(columns)
            columns.close()
            assert sorted(found) == sorted(id_ for id_, _, _ in live), (
                "the index finds something else than the store holds"
            )
        return titles


def _check_log(store: Store, live: set[str]) -> None:
    """Creations and removals of an offer alternate, and replaying them gives what is live."""
    replayed: set[str] = set()
    last = 0
    for change in store.changes(0, 10_000_000):
        assert change.seq > last, "the log goes back"
        last = change.seq
        assert (change.offer_id in replayed) == (change.type != "CREATED"), f"{change} does not follow what came before"
        (replayed.discard if change.type == "REMOVED" else replayed.add)(change.offer_id)
    assert replayed == live, "the log tells something else than the store holds"


def _every_id(columns: ColumnIndex) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        hits = columns.search(Query(today=NOW.date(), first=100, after=after))
        found += [hit.id for hit in hits.hits]
        if not hits.has_next:
            assert hits.total == len(found)
            return found
        after = hits.hits[-1].cursor


def kills(folder: Path, count: int, seed: int, *, quiet: bool = True) -> int:
    """Do it so often; returns how many children were killed before they had finished."""
    index.TAIL_ROWS = 20  # type: ignore[misc]  # so that a few changes already make a new base, and merges are hit too
    trial = Trial(folder, seed)
    killed = 0
    wanted = trial.publish({})
    started = time.monotonic()
    trial.work(anew=False)
    took_s = time.monotonic() - started
    live = trial.check(wanted)
    for at in track(range(count), "killing", disable=quiet):
        wanted = trial.publish(live)
        killed += trial.kill(trial.random.uniform(0, 1.1 * took_s), anew=at % 5 == 4)
        live = trial.check(live, wanted)
    wanted = trial.publish(live)
    trial.work(anew=False)
    trial.check(wanted)
    return killed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=50, help="how often (default 50)")
    parser.add_argument("--seed", type=int, default=1, help="for the same moments again, about")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        hit = kills(Path(made), asked.kills, asked.seed, quiet=not sys.stderr.isatty())
    print(
        f"{asked.kills} kills, {hit} of them before the work was done: nothing lost, nothing doubled, every start correct."
    )
