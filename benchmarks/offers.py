"""Fictional offers by the hundred thousand, in the shape publishers send (format p4): the same seed gives the same offers.

What an offer leaves out, how often, and how unevenly words, kinds, sectors, places and providers are spread follows what
real lists look like, so that searches meet frequent and rare values, and unknowns of every kind.
"""

import functools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar, get_args

import msgspec
import numpy as np
from msgspec import Struct

from benchmarks.words import Ids, Vocabulary, vocabulary
from catalogue.offer import model
from catalogue.places import Municipality, Places
from vocab.terms import concepts

NOW: Final = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""The moment all benchmarks live in: dates of offers lie around it."""
_BLOCK: Final = 2000
"""Offers whose words are drawn at once."""
_RUNNING: Final = 120
_TELLING: Final = 12
"""Words of each drawn for an offer: for its sentences, and for its title and keywords."""
_OFFERS_PER_PROVIDER: Final = 40
_NEIGHBOURS: Final = 8
_LANGUAGES: Final = ("fr", "en", "ar", "tr", "uk", "es", "fa", "ps", "so", "ti", "pl", "ro")
_CRITERIA: Final = ("screening", "intake", "matching", "insurance", "mentor-training", "no-controlling-role")
_TYPES: Final[tuple[model.ProviderType, ...]] = (
    "non-profit", "non-profit", "non-profit", "informal-association", "municipality", "public-service", "school", "company",
)  # fmt: skip
_FROM: Final = ("08:30", "09:00", "09:30", "10:00", "13:00", "13:30", "14:00", "18:30", "19:00", "19:30", "20:00")

_T = TypeVar("_T")


class Spread(Struct, frozen=True):
    """Values some of which occur far more often than others: the share of the n-th falls as 1 / n."""

    values: tuple[Any, ...]
    shares: tuple[float, ...]

    @classmethod
    def over(cls, values: Sequence[_T]) -> "Spread":
        return cls(tuple(values), tuple(accumulate(1 / (at + 1) for at in range(len(values)))))

    def one(self, rng: Random) -> Any:
        return rng.choices(self.values, cum_weights=self.shares)[0]

    def some(self, rng: Random, most: int) -> list[Any]:
        return list(dict.fromkeys(rng.choices(self.values, cum_weights=self.shares, k=rng.randint(1, most))))


def offers(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many records, numbered in their order."""
    words = vocabulary(seed)
    make = _Maker(words, Random(seed), max(5, count // _OFFERS_PER_PROVIDER))
    source = np.random.default_rng(seed)
    for start in range(0, count, _BLOCK):
        rows = min(_BLOCK, count - start)
        running = words.draw(source, rows * _RUNNING, words.text).reshape(rows, _RUNNING)
        telling = words.draw(source, rows * _TELLING, words.content).reshape(rows, _TELLING)
        for at in range(rows):
            yield make.offer(start + at, running[at], telling[at])


def write(path: Path, count: int, seed: int = 1) -> None:
    """The offers as JSON Lines."""
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for record in offers(count, seed):
            file.write(encode(record) + b"\n")


class _Maker:
    def __init__(self, words: Vocabulary, rng: Random, providers: int) -> None:
        self.words, self.rng = words.words, rng
        self.homes = Spread.over(_shuffled(Places.bundled().in_order(), rng))
        self.kinds = Spread.over(("volunteering", *(kind for kind in get_args(model.Kind) if kind != "volunteering")))
        self.sectors = Spread.over(_shuffled([one.code for one in concepts("sector")], rng))
        self.languages = Spread.over(_LANGUAGES)
        self.providers = Spread.over([self._provider(at) for at in range(providers)])

    def offer(self, number: int, running: Ids, telling: Ids) -> dict[str, Any]:
        rng, chance = self.rng, self.rng.random
        provider = self.providers.one(rng)
        own = [self.words[at] for at in telling.tolist()]
        record: dict[str, Any] = {
            "identifier": f"n-{number:07d}",
            "title": {"nl": self._title(own)},
            "description": {"nl": self._sentences(running, rng.randint(40, 120))},
            "provider": provider,
            "kind": self._kinds(provider),
            "contact": {"email": f"onthaal@aanbieder-{number % 977}.example.org", "functional": True},
        }
        if chance() < 0.15:
            record["plainText"] = {"nl": self._sentences(running[::-1], rng.randint(15, 35))}
        if chance() < 0.3:
            record["keyword"] = own[9 : 9 + rng.randint(1, 3)]
        if chance() < 0.75:
            record["sector"] = self.sectors.some(rng, 3)
        if chance() < 0.5:
            record["perspective"] = rng.sample(get_args(model.Perspective), rng.choice((1, 1, 2)))
        record |= self._where(record["kind"][0], provider)
        record |= self._when()
        record |= self._for_whom()
        return record

    def _kinds(self, provider: dict[str, Any]) -> list[str]:
        kinds = self.kinds.some(self.rng, 2)
        if provider["type"] == "company":  # may not engage volunteers: such a record would be refused
            kinds = [kind for kind in kinds if kind != "volunteering"] or ["internship"]
        return kinds

    def _provider(self, number: int) -> dict[str, Any]:
        home: Municipality = self.homes.one(self.rng)
        first, second = self.rng.sample(self.words[100:800], 2)
        return {
            "name": f"{first.capitalize()} {second} {home.name_nl} {number} (fictief)",
            "type": self.rng.choice(_TYPES),
            "municipality": home.nis,
        }

    def _title(self, own: list[str]) -> str:
        length = self.rng.randint(3, 8)
        chosen = own[:length]
        if length > 4:
            chosen[2] = self.rng.choice(("voor", "met", "in", "en", "van"))
        return " ".join(chosen).capitalize()

    def _sentences(self, drawn: Ids, length: int) -> str:
        chosen = [self.words[at] for at in drawn[:length].tolist()]
        sentences = []
        at = 0
        while at < length:
            end = at + self.rng.randint(7, 15)
            sentences.append(" ".join(chosen[at:end]).capitalize())
            at = end
        return ". ".join(sentences) + "."

    def _where(self, kind: str, provider: dict[str, Any]) -> dict[str, Any]:
        """Most have a place, half of those a point of their own; buddies and mentors more often serve an area."""
        rng, chance = self.rng, self.rng.random
        own = Places.bundled().get(provider["municipality"])
        home: Municipality = own if own and chance() < 0.6 else self.homes.one(rng)
        if chance() < (0.6 if kind in ("buddy", "mentoring", "tutoring") else 0.1):
            if chance() < 0.1:
                return {"placeMode": "by-arrangement"}
            served = rng.sample(_around(home.nis), rng.randint(1, _NEIGHBOURS))
            return {"placeMode": "by-arrangement", "areaServed": served}
        if chance() < 0.05:
            return {"placeMode": "online"}
        if chance() < 0.05:
            return {}
        place: dict[str, Any] = {"municipality": home.nis}
        if chance() < 0.5:
            place["lat"] = round(home.lat + rng.uniform(-0.03, 0.03), 5)
            place["lon"] = round(home.lon + rng.uniform(-0.04, 0.04), 5)
        mode = {"placeMode": rng.choice(("on-site", "on-site", "on-site", "hybrid"))} if chance() < 0.85 else {}
        return {"place": place, **mode}

    def _when(self) -> dict[str, Any]:
        rng, chance = self.rng, self.rng.random
        found: dict[str, Any] = {}
        if chance() < 0.6:
            found["schedule"] = [self._slot() for _ in range(rng.randint(1, 3))]
        if chance() < 0.55:
            found["hoursPerWeek"] = {"min": rng.choice((1, 1.5, 2, 2, 3, 4, 8))}
        if chance() < 0.3:
            found["rollingStart"] = True
        elif chance() < 0.4:
            found["starts"] = _day(rng.randint(-60, 120))
        if chance() < 0.7:
            found["validThrough"] = _day(rng.randint(30, 600))
        if chance() < 0.7:
            found["availability"] = rng.choices(get_args(model.Availability), weights=(60, 20, 8, 12))[0]
        if chance() < 0.8:
            found["modified"] = (NOW - timedelta(minutes=rng.randint(0, 380 * 1440))).isoformat()
        return found

    def _slot(self) -> dict[str, Any]:
        rng, chance = self.rng, self.rng.random
        slot: dict[str, Any] = {"weekday": rng.choice(model.WEEKDAYS)} if chance() < 0.85 else {}
        if chance() < 0.5:
            slot["from"] = rng.choice(_FROM)
        elif chance() < 0.6 or not slot:
            slot["part"] = rng.choice(model.PARTS)
        return slot

    def _for_whom(self) -> dict[str, Any]:
        rng, chance = self.rng, self.rng.random
        found: dict[str, Any] = {}
        if chance() < 0.65:
            found["contactForm"] = rng.choice(get_args(model.ContactForm))
        if chance() < 0.6:
            found["dutchLevelMin"] = rng.choices(get_args(model.DutchLevel), weights=(25, 25, 22, 15, 9, 3, 1))[0]
        if chance() < 0.25:
            found["taalicoon"] = rng.randint(1, 4)
        if chance() < 0.2:
            found["bridgeLanguage"] = self.languages.some(rng, 2)
        if chance() < 0.5:
            found["inDutch"] = chance() < 0.95
        if chance() < 0.3:
            found["childcare"] = rng.choice(get_args(model.Childcare))
        if chance() < 0.3:
            found["ageMin"] = rng.choice((12, 16, 18, 18, 18, 21))
        if chance() < 0.2:
            found["genderAudience"] = rng.choice(("everyone", "everyone", "women", "men"))
        if chance() < 0.6:
            found["costEur"] = rng.choice((0, 0, 0, 0, 2, 5, 12.5))
        if chance() < 0.4:
            found["expensesReimbursed"] = chance() < 0.6
        if chance() < 0.1:
            found["quality"] = [
                {"criterion": one, "status": "met", "assertedBy": "self", "date": _day(-90)}
                for one in rng.sample(_CRITERIA, rng.randint(1, 3))
            ]
        return found


def _shuffled(values: Sequence[_T], rng: Random) -> Sequence[_T]:
    return rng.sample(values, len(values))


def _day(after: int) -> str:
    return (NOW.date() + timedelta(days=after)).isoformat()


@functools.cache
def _around(nis: str) -> tuple[str, ...]:
    """The municipality itself and those nearest to it."""
    every = Places.bundled().in_order()
    home = next(one for one in every if one.nis == nis)
    near = sorted(every, key=lambda one: (one.lat - home.lat) ** 2 + ((one.lon - home.lon) * 0.63) ** 2)
    return tuple(one.nis for one in near[:_NEIGHBOURS])
