"""What is asked: words, four filters, ten kilometres around a place, six facets, and what is unknown."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final, Literal, get_args

import msgspec

from benchmarks.offers import NOW
from benchmarks.words import vocabulary
from catalogue.index.base import FacetField, Near, Query, Where
from catalogue.offer import model
from catalogue.places import Places

Kind = Literal["typical words", "frequent words", "browse"]
FACETS: Final[tuple[FacetField, ...]] = ("kind", "dutch_level", "availability", "weekday", "sector", "municipality")
_SAMPLE: Final = 1000
"""Offers that words and places are taken from: people ask for what exists, where it exists."""


class Questions:
    """Questions to the offers of a feed. Typical words stand in one offer of twenty or (far) fewer, frequent ones in one of
    five."""

    def __init__(self, feed: Path, seed: int) -> None:
        words = vocabulary(seed)
        telling = set(words.words[words.functional + 50 :])
        with feed.open("rb") as file:
            sample = [msgspec.json.decode(line) for line in islice(file, _SAMPLE)]
        titles = ([word for word in one["title"]["nl"].lower().split() if word in telling] for one in sample)
        self._seed = seed
        self._frequent = words.frequent
        self._titles = [words_of_it for words_of_it in titles if words_of_it]
        self._homes = [one["place"]["municipality"] for one in sample if "place" in one]

    def of_each_kind(self, count: int, turn: int) -> Mapping[Kind, Sequence[Query]]:
        """So many of each; every turn asks something else."""
        rng = Random(f"{self._seed} {turn}")
        return {
            "typical words": [
                self._query(rng, rng.choice(self._titles)[: rng.choice((1, 1, 2))]) for _ in range(count)
            ],
            "frequent words": [self._query(rng, rng.sample(self._frequent, rng.randint(1, 2))) for _ in range(count)],
            "browse": [self._query(rng, ()) for _ in range(count)],
        }

    def _query(self, rng: Random, words: Sequence[str]) -> Query:
        home = Places.bundled().get(rng.choice(self._homes))
        assert home is not None
        return Query(
            text=" ".join(words) or None,
            where=Where(
                kind=tuple(rng.sample(get_args(model.Kind), rng.randint(2, 4))),
                dutch_level_at_most=rng.choice(("A2", "B1", "B2")),
                availability=("open", "limited"),
                weekday=tuple(rng.sample(model.WEEKDAYS, rng.randint(3, 5))),
            ),
            near=Near(lat=home.lat, lon=home.lon, km=10.0, nis=home.nis),
            facets=FACETS,
            count_unknown=True,
            today=NOW.date(),
        )
