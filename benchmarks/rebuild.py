"""S10: a rebuild of the index from the store ÷ Elasticsearch's bulk indexing of the same tokens; a merge ÷ copying its files."""

import contextlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Final

import msgspec

from benchmarks.figure import Figure, Result
from benchmarks.ground import Ground
from benchmarks.questions import Questions
from benchmarks.search import documents, prepare, started
from catalogue.app import Catalogue
from catalogue.index.base import Change, Query
from catalogue.index.columns import ColumnIndex
from catalogue.index.columns.index import TAIL_ROWS, TAIL_SHARE
from catalogue.projection import rebuild
from tests.servers import Failed, Missing

_LEAVES_OUT: Final = (
    "Elasticsearch: `_source` (off), merging to one segment, memory; in “÷ bulk” also reading the store and analysing, which the "
    "embedded side does."
)


def measure(ground: Ground, *, peer: bool = True) -> Result:
    with ground.catalogue() as catalogue:
        questions = Questions(ground.feed_file(), ground.seed).of_each_kind(20, 0)
        busy = [query for asked in questions.values() for query in asked]
        rebuilds = [_rebuilt(ground, catalogue, run) for run in range(ground.runs)]
        merges = [_merged(ground, catalogue, run) for run in range(ground.runs)]
        searched, slowest_s = _searched(ground, catalogue, busy)
        bulks: list[tuple[float, float]] = []
        left_out = "" if peer else "Elasticsearch is left out: not asked for."
        if peer:
            try:
                bulks = _bulks(ground, catalogue)
            except (Missing, Failed) as error:
                left_out = f"Elasticsearch is left out: {error}"
    what = f"rebuild of {ground.offers} offers"
    if bulks:
        pairs = list(zip(rebuilds, bulks, strict=True))
        whole = tuple(ours / (prepared + bulk) for ours, (prepared, bulk) in pairs)
        compared = [
            Figure(
                goal="S10", what=f"{what} ÷ bulk", values=tuple(ours / bulk for ours, (_, bulk) in pairs), at_most=1
            ),
            Figure(goal="S10", what="the same ÷ analysing for Elasticsearch and bulk", values=whole),
        ]
    else:
        compared = [Figure(goal="S10", what=f"{what}, alone", values=tuple(rebuilds), unit="s")]
    return Result(
        figures=(
            *compared,
            Figure(goal="S10", what="merge ÷ copying its files", values=tuple(merges), at_most=10),
        ),
        notes=(
            *((left_out,) if left_out else ()),
            f"Medians: rebuild {median(rebuilds):.2f} s"
            + (f", bulk {median(bulk for _, bulk in bulks):.2f} s." if bulks else "."),
            f"{searched} searches of another thread were answered during one more merge, the slowest in {1000 * slowest_s:.0f} ms.",
        ),
        leaves_out=_LEAVES_OUT,
    )


def _rebuilt(ground: Ground, catalogue: Catalogue, run: int) -> float:
    ground.tell(f"rebuilding, run {run + 1} of {ground.runs}")
    folder = ground.folder / "rebuilt"
    with contextlib.closing(ColumnIndex(folder)) as index:
        took_s = _timed(lambda: rebuild(catalogue.store, index))
    shutil.rmtree(folder)
    return took_s


def _bulks(ground: Ground, catalogue: Catalogue) -> list[tuple[float, float]]:
    """(Seconds to read the store and write documents of tokens, seconds to index those), a run."""
    bodies, again = documents(ground, catalogue.store), ground.folder / "again"
    with started(ground) as elastic:
        times = []
        for run in range(ground.runs + 1):
            ground.tell(f"bulk indexing, run {run} of {ground.runs}" if run else "bulk indexing, once to warm up")
            prepared_s = _timed(lambda: prepare(catalogue.store, again))
            shutil.rmtree(again)
            elastic.empty()
            times.append((prepared_s, _timed(lambda: elastic.fill(bodies))))
        return times[1:]


def _merged(ground: Ground, catalogue: Catalogue, run: int) -> float:
    """A merge ÷ copying the files it makes."""
    ground.tell(f"merging, run {run + 1} of {ground.runs}")
    copy = ground.folder / "copied"
    with _tailed(ground, catalogue) as index:
        merged_s = _timed(index.close)
    copied_s = _timed(lambda: _copy(ground.folder / "merged", copy))
    shutil.rmtree(copy)
    return merged_s / copied_s


def _searched(ground: Ground, catalogue: Catalogue, busy: list[Query]) -> tuple[int, float]:
    """Searches of another thread while a merge goes on, and the seconds of the slowest."""
    ground.tell("searching while merging")
    with _tailed(ground, catalogue) as index, _searching(index, busy) as times:
        index.close()
    return len(times), max(times, default=0.0)


@contextlib.contextmanager
def _tailed(ground: Ground, catalogue: Catalogue) -> Iterator[ColumnIndex]:
    """The index with so many changes that it has just begun to merge them; closing it waits for that."""
    folder = ground.folder / "merged"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ground.folder / "catalogue" / "index", folder)
    rows = max(TAIL_ROWS, int(TAIL_SHARE * ground.offers)) + 1
    with contextlib.closing(ColumnIndex(folder)) as index:
        changes = _changes(catalogue, min(rows, ground.offers), index.seq)
        index.apply(changes, index.seq + len(changes))
        yield index
    with contextlib.closing(ColumnIndex(folder)) as merged:
        if merged.seq < index.seq:
            raise RuntimeError(f"Nothing was merged: {ground.offers} offers are too few for it.")


def _changes(catalogue: Catalogue, count: int, seq: int) -> list[Change]:
    """As if so many offers had got another title."""
    offers = catalogue.store.offers([change.offer_id for change in catalogue.store.changes(0, count)])
    return [
        Change(
            seq=seq + at, id=id_, offer=msgspec.structs.replace(offer, title={"nl": f"{offer.title['nl']} gewijzigd"})
        )
        for at, (id_, offer) in enumerate(offers.items(), 1)
    ]


@contextlib.contextmanager
def _searching(index: ColumnIndex, busy: list[Query]) -> Iterator[list[float]]:
    """Another thread searches for the length of the block: the seconds of each search."""
    times: list[float] = []
    stop = threading.Event()

    def search() -> None:
        at = 0
        while not stop.is_set():
            began = time.perf_counter()
            index.search(busy[at % len(busy)])
            times.append(time.perf_counter() - began)
            at += 1

    thread = threading.Thread(target=search)
    thread.start()
    try:
        yield times
    finally:
        stop.set()
        thread.join()


def _copy(folder: Path, copy: Path) -> None:
    """Every file, and make it last as the merge does."""
    shutil.copytree(folder, copy)
    for path in copy.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
