"""What benchmarks stand on: a feed in a file, a catalogue in a folder, both made from the same seed."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks import offers
from benchmarks.offers import NOW
from catalogue.app import Catalogue, opened
from catalogue.feed import Feed, Run
from catalogue.harvest import harvest
from catalogue.projection import catch_up
from catalogue.settings import Settings, read_settings

Tell = Callable[[str], None]
"""Told what is being done now."""


class Ground(Struct, frozen=True, kw_only=True):
    """Where and how large to measure."""

    folder: Path
    offers: int
    runs: int
    seed: int
    large: bool
    tell: Tell

    def feed_file(self, count: int | None = None) -> Path:
        """The feed of so many offers, written the first time."""
        count = count or self.offers
        path = self.folder / f"feed-{count}.jsonl"
        if not path.exists():
            self.tell(f"writing a feed of {count} offers")
            offers.write(path, count, self.seed)
        return path

    @contextlib.contextmanager
    def catalogue(self) -> Iterator[Catalogue]:
        """The catalogue that several benchmarks search: harvested and searchable, made the first time."""
        folder = self.folder / "catalogue"
        made = folder.exists()
        with opened(settings(folder)) as catalogue:
            if not made:
                path = self.feed_file()
                self.tell(f"harvesting {self.offers} offers")
                take(catalogue, feed(str(path)))
            yield catalogue


def settings(folder: Path) -> Settings:
    return read_settings(environment(folder))


def environment(folder: Path) -> dict[str, str]:
    return {
        "CATALOGUE_DATA": str(folder),
        "CATALOGUE_CLOCK": NOW.isoformat(),
        "CATALOGUE_FETCH_ALLOW": "127.0.0.0/8",
    }


def feed(url: str) -> Feed:
    return Feed(
        key="lijst",
        format="p4",
        url=url,
        title="Grote lijst (fictief)",
        publisher="Netwerk (fictief)",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
    )


def take(catalogue: Catalogue, source: Feed, *, now: datetime = NOW) -> Run:
    """Harvest and make searchable. Raises `AssertionError` where the run did not take every record as it is."""
    run = read(catalogue, source, now=now)
    catch_up(catalogue.store, catalogue.index)
    return run


def read(catalogue: Catalogue, source: Feed, *, now: datetime = NOW) -> Run:
    """Harvest only."""
    catalogue.store.put_feed(source, now=now)
    with catalogue.fetcher() as http:
        run = harvest(source, store=catalogue.store, http=http, places=catalogue.places, now=now)
    counts = run.counts
    if run.status not in ("done", "unchanged") or counts.rejected or counts.quarantined:
        raise AssertionError(f"{run.status}: {run.message}")
    return run


def changed(path: Path, to: Path, count: int, word: str) -> None:
    """The same feed with `count` records, spread over it, that have another title."""
    with path.open("rb") as file:
        total = sum(1 for _ in file)
    step = max(1, total // count)
    with path.open("rb") as source, to.open("wb") as target:
        left = count
        for at, line in enumerate(source):
            if left and at % step == step // 2:
                record = msgspec.json.decode(line)
                record["title"] = {"nl": f"{record['title']['nl']} {word}"}
                line = msgspec.json.encode(record) + b"\n"
                left -= 1
            target.write(line)
