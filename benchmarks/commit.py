"""S9: from the commit of a harvest to the moment another process, busy searching, finds what it brought."""

import multiprocessing
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.figure import Figure, Result
from benchmarks.ground import Ground, changed, feed, read, settings
from benchmarks.offers import NOW
from benchmarks.questions import Questions
from catalogue.app import Upkeep, opened
from catalogue.index.base import Query
from catalogue.projection import catch_up

CHANGED: Final = 10
_GIVE_UP_S: Final = 60


def measure(ground: Ground) -> Result:
    feed_file = ground.feed_file()
    with ground.catalogue() as catalogue:
        source = feed(str(feed_file))
        elsewhere, here, searches = [], [], []
        # Spawned, as another replica would be: nothing of this process is in it.
        context = multiprocessing.get_context("spawn")
        mine, its = context.Pipe()
        process = context.Process(target=_search, args=(ground.folder / "catalogue", feed_file, ground.seed, its))
        process.start()
        its.close()
        try:
            _answer(mine)
            for run in range(ground.runs):
                ground.tell(f"changing {CHANGED} offers, run {run + 1} of {ground.runs}")
                word = f"ongehoord{_letters(run)}"
                list_now = ground.folder / "changed.jsonl"
                changed(feed_file, list_now, CHANGED, word)
                mine.send(word)
                read(catalogue, feed(str(list_now)), now=NOW + timedelta(hours=run + 1))
                committed = time.monotonic()
                catch_up(catalogue.store, catalogue.index)
                assert catalogue.index.search(Query(text=word, today=NOW.date())).total == CHANGED
                here.append(time.monotonic() - committed)
                found, asked = _answer(mine)
                elsewhere.append(max(0.0, found - committed))
                searches.append(asked)
            mine.send(None)
        finally:
            mine.close()
            process.join()
        # As it was, for whoever measures next.
        read(catalogue, source, now=NOW + timedelta(hours=ground.runs + 1))
        catch_up(catalogue.store, catalogue.index)
    return Result(
        figures=(
            Figure(goal="S9", what="commit to found, another process", values=tuple(elsewhere), unit="s", at_most=1),
            Figure(goal="S9", what="commit to found, the process that wrote", values=tuple(here), unit="s", at_most=1),
        ),
        notes=(
            f"The other process made {median(searches):.0f} searches a run meanwhile (median), of all three kinds.",
        ),
        leaves_out=f"Larger changes ({CHANGED} offers here), Elasticsearch, several machines.",
    )


def _answer(connection: Connection) -> tuple[float, int]:
    if not connection.poll(_GIVE_UP_S):
        raise RuntimeError(f"The searching process found nothing in {_GIVE_UP_S} s.")
    answer: tuple[float, int] = connection.recv()
    return answer


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _search(folder: Path, feed_file: Path, seed: int, told: Connection) -> None:
    """What the other process does: serve as `catalogue serve` would, search without pause, tell when a word is found."""
    kinds = Questions(feed_file, seed).of_each_kind(60, 0)
    busy = [query for asked in kinds.values() for query in asked]
    with opened(settings(folder)) as catalogue:
        catch_up(catalogue.store, catalogue.index)
        upkeep = Upkeep(catalogue)
        upkeep.start()
        try:
            told.send((time.monotonic(), 0))
            while word := told.recv():
                asked = 0
                while catalogue.index.search(Query(text=word, first=1, today=NOW.date())).total < CHANGED:
                    catalogue.index.search(busy[asked % len(busy)])
                    asked += 1
                told.send((time.monotonic(), asked))
        except EOFError:
            pass  # the other side has had enough
        finally:
            upkeep.stop()
