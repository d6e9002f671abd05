"""Every benchmark at a very small size and without Elasticsearch, so that none rots; what they measure is not tested here."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import typer

from benchmarks import commit, harvest, memory, rebuild, reharvest, search, start
from benchmarks.__main__ import BENCHMARKS, chosen
from benchmarks.figure import Figure, Result
from benchmarks.ground import Ground, changed
from benchmarks.offers import NOW, offers, write
from benchmarks.questions import Questions
from benchmarks.words import vocabulary
from catalogue.offer.reading import read_offer
from catalogue.places import Places

ROOT = Path(__file__).parents[1]
COUNT = 300


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    folder = tmp_path_factory.mktemp("benchmarks")
    return Ground(folder=folder, offers=COUNT, runs=1, seed=1, large=False, tell=lambda what: None)


def told(result: Result) -> list[tuple[str, str, int]]:
    """Goal, unit and runs of each figure."""
    return [(one.goal, one.unit, len(one.values)) for one in result.figures]


# — offers and questions —


def test_the_same_seed_gives_the_same_offers() -> None:
    """And another seed others."""
    first, again, other = list(offers(50, 3)), list(offers(50, 3)), list(offers(50, 4))
    assert (True, False) == (first == again, first == other)


def test_every_offer_is_taken_as_it_is(places: Places) -> None:
    """Without a single finding: benchmarks measure good records."""
    found = [one for record in offers(COUNT) for one in read_offer(record, places=places, now=NOW).problems]
    assert [] == found


def test_unknowns_are_everywhere() -> None:
    """Each key that may be left out is there in some offers, and not in others."""
    counts = Counter(key for record in offers(COUNT) for key in record)
    always = {"identifier", "title", "description", "provider", "kind", "contact"}
    assert always == {key for key, count in counts.items() if count == COUNT}


def test_words_are_as_frequent_as_in_real_texts() -> None:
    """A frequent word stands in one text of ten to three; most words in less than one of fifty."""
    texts = [set(record["description"]["nl"].lower().replace(".", "").split()) for record in offers(COUNT)]
    words = vocabulary(1)
    shares = {word: sum(word in text for text in texts) / COUNT for word in words.words}
    frequent = sum(shares[word] for word in words.frequent) / len(words.frequent)
    rare = sum(share < 0.02 for share in shares.values()) / len(shares)
    assert (True, True, True) == (len(words.words) > 5000, 0.1 < frequent < 0.34, rare > 0.8)


def test_a_changed_list_differs_in_so_many_records(tmp_path: Path) -> None:
    """And in nothing else."""
    write(tmp_path / "before", COUNT)
    changed(tmp_path / "before", tmp_path / "after", 10, "gewijzigd")
    before, after = ((tmp_path / name).read_bytes().splitlines() for name in ("before", "after"))
    assert (COUNT, 10) == (len(after), sum(one != other for one, other in zip(before, after, strict=True)))


def test_questions_differ_by_turn(ground: Ground) -> None:
    """So that no cache knows the answers; the same turn asks the same."""
    questions = Questions(ground.feed_file(), ground.seed)
    first, again, other = (questions.of_each_kind(5, turn) for turn in (0, 0, 1))
    assert (True, False) == (first == again, first == other)


# — the benchmarks —


def test_search(ground: Ground) -> None:
    """Without Elasticsearch there is no ratio, and that is said."""
    result = search.measure(ground, peer=False)
    assert [("S3", "ms", 1)] * 3 == told(result)
    assert ("Elasticsearch is left out: not asked for.",) == result.notes


def test_harvest(ground: Ground) -> None:
    """A harvest against its floors."""
    assert [("S5", "×", 1)] == told(harvest.measure(ground))


def test_reharvest(ground: Ground) -> None:
    """Unchanged costs one request; ten changes are ten in the log, ten records and ten documents, whatever the size."""
    figures = reharvest.measure(ground).figures
    counted = {one.what: one.median for one in figures if one.unit != "×"}
    assert 10 >= counted.pop("the same: offer rows written")
    assert [1, 10, 10, 10] == list(counted.values())


def test_memory(ground: Ground) -> None:
    """Peaks of two lists apart."""
    assert [("S8", "MB", 1)] * 2 == told(memory.measure(ground))


def test_commit(ground: Ground) -> None:
    """Found by another process, and by the one that wrote."""
    assert [("S9", "s", 1)] * 2 == told(commit.measure(ground))


def test_rebuild(tmp_path: Path) -> None:
    """Alone, and a merge: below a thousand offers or so the index never merges."""
    larger = Ground(folder=tmp_path, offers=1100, runs=1, seed=1, large=False, tell=lambda what: None)
    assert [("S10", "s", 1), ("S10", "×", 1)] == told(rebuild.measure(larger, peer=False))


def test_start(ground: Ground) -> None:
    """A served catalogue against bare imports."""
    assert [("S11", "×", 1)] == told(start.measure(ground))


# — the command —


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["S7"], ["reharvest"]), (["memory", "s8", "S3"], ["memory", "search"]), ([], list(BENCHMARKS))],
)
def test_names_and_goals_choose(names: list[str], expected: list[str]) -> None:
    """By name or by goal, each once; all where nothing is named."""
    assert expected == chosen(names)


def test_an_unknown_name_is_refused() -> None:
    """With those there are."""
    with pytest.raises(typer.BadParameter, match=r"no benchmark 'S99'.*search \(S3\)"):
        chosen(["S99"])


def test_the_command_prints_json() -> None:
    """One figure a line, with its median and whether the goal is met; progress goes to standard error."""
    asked = ["harvest", "--offers", str(COUNT), "--runs", "1", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *asked], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    (line,) = done.stdout.splitlines()
    figure = json.loads(line)
    assert ("harvest", "S5", figure["values"][0]) == (figure["benchmark"], figure["goal"], figure["median"])
    assert figure["met"] == (figure["median"] <= figure["at_most"])


@pytest.mark.parametrize(("value", "at_most", "met"), [(0.9, 1, True), (1.1, 1, False), (1.1, None, None)])
def test_a_goal_is_met_at_most(value: float, at_most: float | None, met: bool | None) -> None:
    """By the median; without a goal nothing is met or missed."""
    assert met == Figure(goal="S0", what="", values=(0.0, value, 9.0), at_most=at_most).met
