"""The conditions of a query over columns: which rows hold, and which do not only because they do not say."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Final

import numpy as np
from msgspec import Struct

from catalogue.index.base import UNKNOWN, FacetField, Near, Where
from catalogue.index.columns.layout import (
    BY_ARRANGEMENT,
    HAS_AREA,
    HAS_MUNICIPALITY,
    HAS_POINT,
    IS_ONLINE,
    NO,
    NO_MAX,
    NO_MIN,
    ROLLING,
    SCHEMES,
    YES,
    slot_bit,
)
from catalogue.index.columns.lists import Array
from catalogue.index.columns.segment import Segment
from catalogue.index.columns.view import View
from catalogue.index.moments import microseconds
from catalogue.offer.model import PARTS, WEEKDAYS
from catalogue.places import EARTH_RADIUS_KM

Test = Callable[[View], Any]
"""Gives an array of bool; numpy's comparisons are typed no more exactly than that."""


class Condition(Struct, frozen=True):
    """`unknown` is asked of rows that do not hold: whether they do not say. `None` where they always do."""

    name: str
    holds: Test
    unknown: Test | None = None
    facets: tuple[FacetField, ...] = ()
    """What this is the own condition of."""


def conditions(where: Where, near: Near | None, segment: Segment) -> list[Condition]:
    """What is asked, for one segment (codes of open lists differ between segments)."""
    found = [*_coded(where), *_listed(where, segment), *_measured(where)]
    if where.weekday or where.part_of_day:
        found.append(_slots(where))
    if near is not None:
        found.append(_near(near, segment))
    return found


# — closed schemes —

_MASKED: Final[tuple[FacetField, ...]] = ("kind", "perspective")
_SINGLE: Final[tuple[tuple[str, tuple[FacetField, ...]], ...]] = (
    ("contact_form", ("contact_form",)),
    ("availability", ("availability",)),
    ("place_mode", ("place_mode",)),
    ("childcare", ("childcare",)),
    ("gender_audience", ()),
)


def _coded(where: Where) -> Iterator[Condition]:
    for masked in _MASKED:
        if asked := getattr(where, masked):
            yield Condition(masked, _any_bit(masked, _mask(masked, asked)), _is_zero(masked), (masked,))
    for name, facets in _SINGLE:
        if asked := getattr(where, name):
            scheme = (UNKNOWN, *SCHEMES[name])
            codes = tuple(scheme.index(one) for one in asked if one in scheme)
            yield Condition(name, _any_code(name, codes), None if 0 in codes else _is_zero(name), facets)
    if where.dutch_level_at_most:
        highest = np.uint8(SCHEMES["dutch_level"].index(where.dutch_level_at_most) + 1)
        yield Condition(
            "dutch_level_at_most",
            lambda view: view.column("dutch_level") - np.uint8(1) < highest,  # 0 (unknown) becomes 255
            _is_zero("dutch_level"),
            ("dutch_level",),
        )
    if where.taalicoon:
        icons = tuple(one for one in where.taalicoon if one > 0)  # 0 stands for unknown in the column
        yield Condition("taalicoon", _any_code("taalicoon", icons), _is_zero("taalicoon"))
    for name, column, asked in (
        ("free_of_charge", "free", where.free_of_charge),
        ("expenses_reimbursed", "expenses", where.expenses_reimbursed),
        ("counts_for_the_hours", "counts", where.counts_for_the_hours),
    ):
        if asked is not None:
            yield Condition(name, _any_code(column, (YES if asked else NO,)), _is_zero(column))


def _slots(where: Where) -> Condition:
    """One slot satisfies both; what it leaves open might be anything."""
    days = tuple(WEEKDAYS.index(one) + 1 for one in where.weekday) or tuple(range(len(WEEKDAYS) + 1))
    parts = tuple(PARTS.index(one) + 1 for one in where.part_of_day) or tuple(range(len(PARTS) + 1))
    open_days = (0, *days) if where.weekday else days
    open_parts = (0, *parts) if where.part_of_day else parts
    asked = _slot_mask(days, parts)
    possible = _slot_mask(open_days, open_parts)

    def unknown(view: View) -> Any:
        slots = view.column("slots")
        return (slots == 0) | ((slots & possible) != 0)

    name = "weekday" if where.weekday else "part_of_day"
    return Condition(name, _any_bit("slots", asked), unknown, ("weekday", "part_of_day"))


def _slot_mask(days: Iterable[int], parts: tuple[int, ...]) -> np.uint32:
    return np.uint32(sum(slot_bit(day, part) for day in days for part in parts))


def _mask(name: str, values: Iterable[str]) -> np.uint8:
    return np.uint8(sum(1 << SCHEMES[name].index(value) for value in set(values)))


def _any_bit(name: str, mask: np.uint8 | np.uint32) -> Test:
    return lambda view: (view.column(name) & mask) != 0


def _any_code(name: str, codes: tuple[int, ...]) -> Test:
    def holds(view: View) -> Any:
        column = view.column(name)
        if len(codes) > 8:
            return np.isin(column, codes)
        found = np.zeros(view.size, dtype=bool)
        for code in codes:
            found |= column == code
        return found

    return holds


def _is_zero(name: str) -> Test:
    return lambda view: view.column(name) == 0


# — open lists —


def _listed(where: Where, segment: Segment) -> Iterator[Condition]:
    for name, values, of, facets in (
        ("sector", "sector", "sector", ("sector",)),
        ("bridge_language", "bridge_language", "language", ("bridge_language",)),
        ("municipality", "municipalities", "municipality", ("municipality",)),
    ):
        if asked := getattr(where, name):
            yield Condition(name, _has(values, codes_of(segment, of, asked)), _has_none(values), facets)  # type: ignore[arg-type]
    for name in ("provider", "source"):
        if asked := getattr(where, name):
            yield Condition(name, _any_code(name, codes_of(segment, name, asked)), _is_zero(name), (name,))  # type: ignore[arg-type]
    if where.quality:
        codes = codes_of(segment, "criterion", where.quality)

        def not_all_told(view: View) -> Any:
            told = np.zeros(view.size, dtype=np.int64)
            for code in codes:
                told += view.at(view.segment.masks.of("told", code))
            return told < len(set(where.quality))

        yield Condition("quality", _has("met", codes), not_all_told, ("quality",))


def codes_of(segment: Segment, name: str, values: Iterable[str]) -> tuple[int, ...]:
    """Codes of an open list; a value the segment does not have has none."""
    found = (segment.strings[name].find(value) + 1 for value in dict.fromkeys(values))
    return tuple(code for code in found if code)


def _has(name: str, codes: tuple[int, ...]) -> Test:
    return lambda view: view.has(name, codes)


def _has_none(name: str) -> Test:
    return lambda view: view.lengths(name) == 0


# — measures —


def _measured(where: Where) -> Iterator[Condition]:
    if (most := where.hours_per_week_at_most) is not None:
        yield Condition(
            "hours_per_week_at_most",
            lambda view: view.column("hours") <= most,
            lambda view: np.isnan(view.column("hours")),
        )
    for name, asked in (("starts_before", where.starts_before), ("starts_after", where.starts_after)):
        if asked is not None:
            yield Condition(name, _starts(asked, before=name == "starts_before"), _is_zero("starts"))
    if where.age is not None:
        yield Condition("age", _age(where.age), _no_age)
    if where.updated_since is not None:
        since = microseconds(where.updated_since)
        yield Condition("updated_since", lambda view: view.column("modified") >= since)


def _starts(day: date, *, before: bool) -> Test:
    ordinal = day.toordinal()

    def holds(view: View) -> Any:
        starts = view.column("starts")
        asked = (starts > 0) & (starts <= ordinal) if before else starts >= ordinal
        return asked | (starts == ROLLING)

    return holds


def _age(age: int) -> Test:
    within = min(max(age, NO_MIN), NO_MAX - 1)

    def holds(view: View) -> Any:
        return (view.column("age_min") <= within) & (view.column("age_max") >= within) & ~_no_age(view)

    return holds


def _no_age(view: View) -> Any:
    return (view.column("age_min") == NO_MIN) & (view.column("age_max") == NO_MAX)


def _near(near: Near, segment: Segment) -> Condition:
    serving = segment.serving(near.nis)

    def holds(view: View) -> Any:
        reach = view.column("reach")
        anywhere = (reach & (BY_ARRANGEMENT | HAS_POINT | HAS_MUNICIPALITY | HAS_AREA)) == BY_ARRANGEMENT
        found = (reach & IS_ONLINE) != 0
        found |= anywhere
        close = _in_box(near, view)
        found[close[distances_km(near, view.only(close)) <= near.km]] = True
        if serving is not None:
            found |= view.at(serving)
        return found

    def unknown(view: View) -> Any:
        return (view.column("reach") & (HAS_POINT | HAS_AREA | IS_ONLINE)) == 0

    return Condition("near", holds, unknown)


def _in_box(near: Near, view: View) -> Array:
    """Positions of points that may lie within the radius: trigonometry is for those alone."""
    high = np.degrees(near.km / EARTH_RADIUS_KM) * 1.001
    wide = high / max(np.cos(np.radians(min(abs(near.lat) + high, 89.0))), 0.01)
    inside = np.abs(view.column("lat") - near.lat) <= high
    inside &= np.abs(view.column("lon") - near.lon) <= wide
    return np.flatnonzero(inside)


def distances_km(near: Near, view: View) -> Array:
    """Great-circle distance of each row's point (haversine, as `catalogue.places.distance_km`); NaN where it has none."""
    here = np.radians(near.lat)
    phi = np.radians(view.column("lat"))
    half = np.sin((phi - here) / 2) ** 2
    half += np.cos(here) * np.cos(phi) * np.sin(np.radians(view.column("lon") - near.lon) / 2) ** 2
    apart: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
    return apart
