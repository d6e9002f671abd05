"""What somebody asks on the search page, from its address and its form.

Text, place and filters of the offer stand in the address, so that it can be kept and passed on. What says something of a
person's situation (level of Dutch, free moments, childcare) travels in the body of a POST and is never written into an
address by us. A value that cannot be understood is not guessed at: it stands in `misread`.
"""

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from catalogue.index.base import FacetField, Near, Sort, Where
from catalogue.offer import model
from catalogue.places import AmbiguousPlace, Places, UnknownPlace
from catalogue.read import Reader
from vocab.terms import concept

RADII_KM: Final = (2, 5, 10, 25, 50)
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)
LEVELS: Final[tuple[str, ...]] = get_args(model.DutchLevel)
_MAX_KM: Final = 200
_NEARBY_KM: Final = 10
_MAX_TEXT: Final = 200
_MAX_VALUES: Final = 40
_MAX_PAGES: Final = 60
Items = Iterable[tuple[str, str]]
"""Names and values, as in an address or a form."""


class Refinement(Struct, frozen=True):
    """A group of choices: its name in addresses and forms, the facet that counts it, the scheme that labels it."""

    name: str
    facet: FacetField
    scheme: str
    codes: tuple[str, ...] = ()
    """What may be asked, in order; none for open lists, such as sectors."""
    situation: bool = False
    """Whether it says something of a person, and so stays out of the address."""

    def knows(self, value: str) -> bool:
        return value in self.codes if self.codes else concept(self.scheme, value) is not None


REFINEMENTS: Final = (
    Refinement("kind", "kind", "kind", get_args(model.Kind)),
    Refinement("level", "dutch_level", "dutch-level", LEVELS, situation=True),
    Refinement("day", "weekday", "weekday", model.WEEKDAYS, situation=True),
    Refinement("part", "part_of_day", "part-of-day", model.PARTS, situation=True),
    Refinement("childcare", "childcare", "childcare", get_args(model.Childcare), situation=True),
    Refinement("availability", "availability", "availability", get_args(model.Availability)),
    Refinement("perspective", "perspective", "perspective", get_args(model.Perspective)),
    Refinement("mode", "place_mode", "place-mode", get_args(model.PlaceMode)),
    Refinement("sector", "sector", "sector"),
)


class Asked(Struct, frozen=True, kw_only=True):
    text: str
    place: str
    km: int
    chosen: Mapping[str, tuple[str, ...]]
    """Name of a refinement → the values chosen; those without any are left out."""
    unknown: bool
    """Whether offers that do not say what is asked are let in."""
    sort: Sort
    after: tuple[str, ...]
    """The cursors of the pages gone through, the last one of the page asked."""
    lang: str
    misread: tuple[tuple[str, str], ...]
    """(name, value) of what was not understood; it is left out of all the rest."""

    @property
    def situation(self) -> list[tuple[str, str]]:
        """(name, value) of what belongs in the body of a POST."""
        return [(one.name, value) for one in REFINEMENTS if one.situation for value in self.chosen.get(one.name, ())]

    @property
    def own_sort(self) -> Sort | None:
        """The order asked, where it is not the usual one: with words the best first, else the last confirmed."""
        return self.sort if self.sort != usual_sort(self.text) else None

    def where(self) -> Where:
        fields: dict[str, Any] = {one.facet: self.chosen[one.name] for one in REFINEMENTS if one.name in self.chosen}
        if levels := fields.pop("dutch_level", ()):
            fields["dutch_level_at_most"] = levels[0]
        return Where(**fields, include_unknown=self.unknown)

    def near(self, reader: Reader) -> Near | None:
        """Raises `UnknownPlace` and `AmbiguousPlace`."""
        return reader.near(municipality=self.place, km=float(self.km)) if self.place else None

    def but(self, **changes: Any) -> "Asked":
        """The same search with some of it changed, from its first page on; `chosen` gives only what changes of it."""
        chosen = {**self.chosen, **changes.pop("chosen", {})}
        changes.setdefault("after", ())
        asked = msgspec.structs.replace(self, chosen={name: some for name, some in chosen.items() if some}, **changes)
        return msgspec.structs.replace(asked, sort=_possible(asked.sort, asked.text, asked.place))

    def without_filters(self) -> "Asked":
        return self.but(chosen={one.name: () for one in REFINEMENTS})

    def address(self) -> str:
        """Where the search stands, all but the situation and what was misread."""
        open_ = [(one.name, self.chosen.get(one.name)) for one in REFINEMENTS if not one.situation]
        items: list[tuple[str, Any]] = [
            ("q", self.text),
            ("place", self.place),
            ("km", self.km if self.place else None),
            *open_,
            ("unknown", "1" if self.unknown else None),
            ("sort", self.own_sort),
            ("after", self.after),
            ("lang", self.lang),
        ]
        return "/?" + urlencode([(name, value) for name, value in items if value], doseq=True)


def read_asked(items: Items, lang: str) -> Asked:
    """What an address and a form ask together. `without` takes away single choices, written `name=value`."""
    given: dict[str, list[str]] = {}
    for name, value in items:
        if value and len(values := given.setdefault(name, [])) < max(_MAX_VALUES, _MAX_PAGES):
            values.append(value)
    taken = {tuple(one.partition("=")[::2]) for one in given.get("without", [])}
    misread: list[tuple[str, str]] = []
    chosen = {}
    for one in REFINEMENTS:
        asked = dict.fromkeys(given.get(one.name, [])[:_MAX_VALUES])
        misread += [(one.name, value) for value in asked if not one.knows(value)]
        kept = tuple(value for value in asked if one.knows(value) and (one.name, value) not in taken)
        if kept:
            chosen[one.name] = (max(kept, key=LEVELS.index),) if one.name == "level" else kept
    text, place = _line(given, "q", _MAX_TEXT), _line(given, "place", _MAX_TEXT)
    km = (given.get("km") or [str(_NEARBY_KM)])[0]
    if not (km.isascii() and km.isdecimal() and len(km) <= 3 and 1 <= int(km) <= _MAX_KM):
        misread.append(("km", km))
        km = str(_NEARBY_KM)
    sort = (given.get("sort") or [usual_sort(text)])[0]
    if sort not in SORTS:
        misread.append(("sort", sort))
        sort = usual_sort(text)
    return Asked(
        text=text,
        place=place,
        km=int(km),
        chosen=chosen,
        unknown="1" in given.get("unknown", []),
        sort=_possible(sort, text, place),
        after=tuple(given.get("after", [])),
        lang=lang,
        misread=tuple((name, _shown(value)) for name, value in misread),
    )


def usual_sort(text: str) -> Sort:
    return "relevance" if text else "freshest"


def possible_sorts(text: str, place: str) -> tuple[Sort, ...]:
    """What results can be ordered by: there is no best without words, no nearest without a place."""
    return tuple(one for one in SORTS if (text or one != "relevance") and (place or one != "distance"))


def named_place(places: Places, text: str, nis: str) -> str:
    """A name for a place that leads to this municipality and nowhere else: its own words where they do."""
    home = places.get(nis)
    for name in (text, f"{text} ({home.name_nl})", home.name_nl) if home else ():
        with contextlib.suppress(UnknownPlace, AmbiguousPlace):
            if places.resolve(name).municipality.nis == nis:
                return name
    return nis


def _possible(sort: str, text: str, place: str) -> Sort:
    sorts = possible_sorts(text, place)
    return next((one for one in sorts if one == sort), usual_sort(text))


def _line(given: Mapping[str, list[str]], name: str, longest: int) -> str:
    """One line of printable text."""
    words = (given.get(name) or [""])[0]
    return " ".join("".join(char if char.isprintable() else " " for char in words).split())[:longest]


def _shown(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"
