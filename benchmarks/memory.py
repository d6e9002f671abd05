"""S8: peak memory of a harvest above idle, for a list and for one ten times as long, each in a process of its own."""

import multiprocessing
import resource
import shutil
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.figure import Figure, Result
from benchmarks.ground import Ground, feed, read, settings
from catalogue.app import opened
from catalogue.projection import catch_up

_STATUS: Final = Path("/proc/self/status")
_MB: Final = 1024


def measure(ground: Ground) -> Result:
    sizes = (ground.offers, 10 * ground.offers) if ground.large else (max(1, ground.offers // 10), ground.offers)
    apart, searchable_apart, told = [], [], []
    for run in range(ground.runs):
        peaks = []
        for count in sizes:
            path = ground.feed_file(count)
            ground.tell(f"harvesting {count} offers in a process of its own, run {run + 1} of {ground.runs}")
            peaks.append(_peaks(ground, path))
        (small, small_searchable), (large, large_searchable) = peaks
        apart.append(large - small)
        searchable_apart.append(large_searchable - small_searchable)
        told.append((small, large, small_searchable, large_searchable))
    small, large, small_searchable, large_searchable = (median(values) for values in zip(*told, strict=True))
    what = f"{sizes[1]} against {sizes[0]} records"
    return Result(
        figures=(
            Figure(goal="S8", what=f"harvest, {what}: peaks apart", values=tuple(apart), unit="MB", at_most=64),
            Figure(goal="S8", what="and made searchable: peaks apart", values=tuple(searchable_apart), unit="MB"),
        ),
        notes=(
            f"Peaks above idle: harvest {small:.0f} and {large:.0f} MB, "
            f"with making searchable {small_searchable:.0f} and {large_searchable:.0f} MB.",
            *(() if ground.large else ("The goal is about 100 000 and 1 000 000 records: --large measures those.",)),
        ),
        leaves_out="What the operating system keeps of files beside the pages this process maps.",
    )


def _peaks(ground: Ground, path: Path) -> tuple[float, float]:
    folder = ground.folder / "memory"
    # Spawned: a forked process would begin with the memory of this one.
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_harvest, args=(folder, path, sending))
    process.start()
    sending.close()
    try:
        idle_kb, harvested_kb, searchable_kb = receiving.recv()
    finally:
        process.join()
    shutil.rmtree(folder)
    return (harvested_kb - idle_kb) / _MB, (searchable_kb - idle_kb) / _MB


def _harvest(folder: Path, path: Path, told: Connection) -> None:
    """What the process does: open, harvest, make searchable, and tell its memory (kB) after each."""
    with opened(settings(folder)) as catalogue:
        idle_kb = _peak_kb()
        read(catalogue, feed(str(path)))
        harvested_kb = _peak_kb()
        catch_up(catalogue.store, catalogue.index)
        told.send((idle_kb, harvested_kb, _peak_kb()))


def _peak_kb() -> int:
    """The most this process held so far. Linux counts what it was forked from into `getrusage`, hence its own file first."""
    if _STATUS.exists():
        found = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(found.split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
