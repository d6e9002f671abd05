"""S3: a search on the embedded index ÷ the same on Elasticsearch (one node, one segment), both warm, answers compared."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final, cast

from msgspec import Struct

from benchmarks.elastic import Elastic, prepared
from benchmarks.figure import Figure, Result
from benchmarks.ground import Ground
from benchmarks.questions import Kind, Questions
from catalogue.index.base import Hits, Index, Query
from catalogue.offer.model import Offer
from catalogue.projection import rebuild
from catalogue.store import Store
from tests.servers import Failed, Missing, elasticsearch

QUESTIONS: Final = 60
GOALS: Final[dict[Kind, float]] = {"typical words": 0.08, "frequent words": 0.15, "browse": 0.15}
_WARM_TURNS: Final = 25
_HEAP_OFFERS: Final = 500
"""Offers for each megabyte of Elasticsearch's heap, which is a gigabyte at least."""
_LEAVES_OUT: Final = (
    "Elasticsearch: `_source` (off), order among equal ranks, security, replicas. Both: fetching the offers themselves, "
    "several clients at once, writing meanwhile."
)


class Times(Struct):
    """Seconds of each question, and of the processors for all of them, per engine."""

    embedded: list[float]
    elastic: list[float]
    embedded_cpu_s: float = 0.0
    elastic_cpu_s: float = 0.0
    """Of client and server."""


def measure(ground: Ground, *, peer: bool = True) -> Result:
    with contextlib.ExitStack() as stack:
        catalogue = stack.enter_context(ground.catalogue())
        left_out = "" if peer else "Elasticsearch is left out: not asked for."
        elastic = None
        if peer:
            try:
                elastic = stack.enter_context(filled(ground, catalogue.store))
            except (Missing, Failed) as error:
                left_out = f"Elasticsearch is left out: {error}"
        return _compare(ground, catalogue.index, elastic) if elastic else _alone(ground, catalogue.index, left_out)


@contextlib.contextmanager
def filled(ground: Ground, store: Store) -> Iterator[Elastic]:
    """Elasticsearch with the offers of this store in one segment. Raises `Missing` and `Failed`."""
    with started(ground) as elastic:
        bodies = documents(ground, store)
        ground.tell("filling Elasticsearch")
        elastic.empty()
        elastic.fill(bodies)
        elastic.merge()
        yield elastic


@contextlib.contextmanager
def started(ground: Ground) -> Iterator[Elastic]:
    ground.tell("starting Elasticsearch (the first time Maven fetches it)")
    heap = f"{max(1024, ground.offers // _HEAP_OFFERS)}m"
    with (
        elasticsearch(ground.folder / "elasticsearch", heap=heap) as (node,),
        contextlib.closing(Elastic(node)) as one,
    ):
        yield one


def documents(ground: Ground, store: Store) -> Sequence[Path]:
    """Bodies of bulk requests with what the embedded index is built from, written the first time."""
    folder = ground.folder / "documents"
    if not folder.exists():
        ground.tell("analysing for Elasticsearch")
        prepare(store, folder)
    return sorted(folder.iterdir())


def prepare(store: Store, folder: Path) -> None:
    """Write them into a new folder: through the door of every index, so that all hold the very same offers."""
    folder.mkdir()
    rebuild(store, cast("Index", _Prepared(folder)))


class _Prepared:
    """Looks like an index for as long as it is rebuilt."""

    seq = 0

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rebuild(self, offers: Iterator[Offer], **_: object) -> None:
        prepared(offers, self._folder)


def _compare(ground: Ground, embedded: Index, elastic: Elastic) -> Result:
    questions = Questions(ground.feed_file(), ground.seed)
    ground.tell("warming up")
    best, stale = float("inf"), 0
    for turn in range(_WARM_TURNS):
        # The virtual machine compiles for thousands of requests: until three turns bring nothing more.
        kinds = questions.of_each_kind(QUESTIONS, -1 - turn)
        took_s = sum(median(_ask(embedded, elastic, asked)[0].elastic) for asked in kinds.values())
        best, stale = min(best, took_s), 0 if took_s < 0.97 * best else stale + 1
        if stale == 3:
            break
    spent: dict[Kind, list[Times]] = {kind: [] for kind in GOALS}
    equal = asked_in_all = 0
    for run in range(ground.runs):
        ground.tell(f"searching, run {run + 1} of {ground.runs}")
        for kind, asked in questions.of_each_kind(QUESTIONS, run).items():
            times, same = _ask(embedded, elastic, asked)
            spent[kind].append(times)
            equal, asked_in_all = equal + same, asked_in_all + len(asked)
    return Result(
        figures=(
            *(
                Figure(
                    goal="S3",
                    what=f"search, {kind}, p50",
                    values=tuple(median(one.embedded) / median(one.elastic) for one in spent[kind]),
                    at_most=goal,
                )
                for kind, goal in GOALS.items()
            ),
            *(
                Figure(
                    goal="S3",
                    what=f"search, {kind}, time of the processors",
                    values=tuple(one.embedded_cpu_s / one.elastic_cpu_s for one in spent[kind]),
                )
                for kind in GOALS
                if elastic.cpu_s() is not None
            ),
        ),
        notes=(
            "Time of the processors is what a busy machine distorts least; Elasticsearch's holds its own upkeep.",
            f"Answers equal (total, six facets, unknown counts): {equal} of {asked_in_all} searches.",
            *(f"{kind}: p50 {_p50_ms(spent[kind])}" for kind in GOALS),
        ),
        leaves_out=_LEAVES_OUT,
    )


def _alone(ground: Ground, embedded: Index, left_out: str) -> Result:
    """The embedded index without anything to compare it with."""
    questions = Questions(ground.feed_file(), ground.seed)
    found: dict[Kind, list[float]] = {kind: [] for kind in GOALS}
    for run in range(-1, ground.runs):
        for kind, asked in questions.of_each_kind(QUESTIONS, run).items():
            times = [_timed(embedded.search, query)[0] for query in asked]
            if run >= 0:  # the first turn is for warming up
                found[kind].append(round(1000 * median(times), 3))
    return Result(
        figures=tuple(
            Figure(
                goal="S3", what=f"search, {kind}, p50 of the embedded index alone", values=tuple(found[kind]), unit="ms"
            )
            for kind in GOALS
        ),
        notes=(left_out,),
        leaves_out=_LEAVES_OUT,
    )


def _ask(embedded: Index, elastic: Elastic, asked: Sequence[Query]) -> tuple[Times, int]:
    """Each question to one engine and then the other; also how many got the same answer."""
    times, same = Times([], []), 0
    before_s = elastic.cpu_s() or 0.0
    for query in asked:
        took_s, cpu_s, ours = _timed(embedded.search, query)
        times.embedded.append(took_s)
        times.embedded_cpu_s += cpu_s
        took_s, cpu_s, theirs = _timed(elastic.search, query)
        times.elastic.append(took_s)
        times.elastic_cpu_s += cpu_s
        same += _told(ours) == _told(theirs)
    times.elastic_cpu_s += (elastic.cpu_s() or 0.0) - before_s
    return times, same


def _timed(search: Callable[[Query], Hits], query: Query) -> tuple[float, float, Hits]:
    """(Seconds, seconds of this process, answer)."""
    began, began_cpu = time.perf_counter(), time.process_time()
    hits = search(query)
    return time.perf_counter() - began, time.process_time() - began_cpu, hits


def _told(hits: Hits) -> tuple[object, ...]:
    return hits.total, dict(hits.facets), dict(hits.hidden_by_unknown)


def _p50_ms(spent: Sequence[Times]) -> str:
    ours = 1000 * median(median(one.embedded) for one in spent)
    theirs = 1000 * median(median(one.elastic) for one in spent)
    return f"{ours:.2f} ms embedded, {theirs:.2f} ms Elasticsearch"
