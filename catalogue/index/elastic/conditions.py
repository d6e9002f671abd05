"""The conditions of a query in the engine's own language: what holds, and what fails only by not saying."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from catalogue.index.base import UNKNOWN, FacetField, Near, Where
from catalogue.index.elastic.documents import LEVELS, slot_token
from catalogue.index.moments import microseconds
from catalogue.offer.model import PARTS, WEEKDAYS

Clause = dict[str, Any]
"""A query clause; `Any` because the engine's language nests freely."""
NOTHING: Final[Clause] = {"match_none": {}}


class Condition(Struct, frozen=True, kw_only=True):
    """As in the embedded engine: `unknown` is `None` where an offer always says."""

    name: str
    holds: Clause
    unknown: Clause | None = None
    facets: tuple[FacetField, ...] = ()

    def met(self, *, include_unknown: bool) -> Clause:
        return any_of(self.holds, self.unknown) if include_unknown and self.unknown else self.holds


def conditions(where: Where, near: Near | None) -> list[Condition]:
    found = [*_coded(where), *_listed(where), *_measured(where)]
    if where.weekday or where.part_of_day:
        found.append(_slots(where))
    if near is not None:
        found.append(_near(near))
    return found


def all_of(*clauses: Clause) -> Clause:
    return {"bool": {"filter": list(clauses)}}


def any_of(*clauses: Clause | None) -> Clause:
    return {"bool": {"should": [one for one in clauses if one], "minimum_should_match": 1}}


def none_of(*clauses: Clause) -> Clause:
    return {"bool": {"must_not": list(clauses)}}


def terms(name: str, values: Iterable[object]) -> Clause:
    listed = list(values)
    return {"terms": {name: listed}} if listed else NOTHING


def exists(name: str) -> Clause:
    return {"exists": {"field": name}}


def missing(name: str) -> Clause:
    return none_of(exists(name))


def span(name: str, **bounds: float) -> Clause:
    return {"range": {name: bounds}}


def is_true(name: str) -> Clause:
    return {"term": {name: True}}


def _coded(where: Where) -> Iterator[Condition]:
    for name, facets in (
        ("kind", ("kind",)),
        ("perspective", ("perspective",)),
        ("contact_form", ("contact_form",)),
        ("place_mode", ("place_mode",)),
        ("taalicoon", ()),
        ("provider", ("provider",)),
        ("source", ("source",)),
        ("sector", ("sector",)),
        ("bridge_language", ("bridge_language",)),
    ):
        if asked := getattr(where, name):
            yield Condition(name=name, holds=terms(name, asked), unknown=missing(name), facets=facets)  # type: ignore[arg-type]
    for name, own in (("availability", True), ("childcare", True), ("gender_audience", False)):
        if asked := getattr(where, name):
            facets = (name,) if own else ()
            holds = terms(name, (one for one in asked if one != UNKNOWN))
            if UNKNOWN in asked:
                yield Condition(name=name, holds=any_of(holds, missing(name)), facets=facets)  # type: ignore[arg-type]
            else:
                yield Condition(name=name, holds=holds, unknown=missing(name), facets=facets)  # type: ignore[arg-type]
    if where.dutch_level_at_most:
        most = LEVELS.index(where.dutch_level_at_most) + 1
        yield Condition(
            name="dutch_level_at_most",
            holds=span("dutch_level", lte=most),
            unknown=missing("dutch_level"),
            facets=("dutch_level",),
        )
    for name in ("free_of_charge", "expenses_reimbursed", "counts_for_the_hours"):
        if (asked := getattr(where, name)) is not None:
            yield Condition(name=name, holds={"term": {name: asked}}, unknown=missing(name))


def _listed(where: Where) -> Iterator[Condition]:
    if where.municipality:
        yield Condition(
            name="municipality",
            holds=terms("municipalities", where.municipality),
            unknown=missing("municipalities"),
            facets=("municipality",),
        )
    if where.quality:
        told = [{"term": {"told": one}} for one in dict.fromkeys(where.quality)]
        yield Condition(
            name="quality", holds=terms("met", where.quality), unknown=none_of(all_of(*told)), facets=("quality",)
        )


def _measured(where: Where) -> Iterator[Condition]:
    if (most := where.hours_per_week_at_most) is not None:
        yield Condition(name="hours_per_week_at_most", holds=span("hours", lte=most), unknown=missing("hours"))
    for name, asked, bound in (
        ("starts_before", where.starts_before, "lte"),
        ("starts_after", where.starts_after, "gte"),
    ):
        if asked is not None:
            yield Condition(
                name=name,
                holds=any_of(is_true("rolling"), span("starts", **{bound: asked.toordinal()})),
                unknown=none_of(is_true("rolling"), exists("starts")),
            )
    if where.age is not None:
        yield Condition(
            name="age",
            holds=all_of(
                is_true("has_age"), _within("age_min", "lte", where.age), _within("age_max", "gte", where.age)
            ),
            unknown=none_of(is_true("has_age")),
        )
    if where.updated_since is not None:
        yield Condition(name="updated_since", holds=span("modified", gte=microseconds(where.updated_since)))


def _within(name: str, bound: str, age: int) -> Clause:
    return span(name, **{bound: max(min(age, 2**31 - 1), -1)})


def slot_clause(days: Sequence[int], parts: Sequence[int]) -> Clause:
    return terms("slots", (slot_token(day, part) for day in days for part in parts))


def asked_slots(where: Where) -> tuple[list[int], list[int]]:
    """Codes of the weekdays and of the parts asked; all, unknown (0) included, where none is."""
    days = [WEEKDAYS.index(one) + 1 for one in where.weekday] or list(range(len(WEEKDAYS) + 1))
    parts = [PARTS.index(one) + 1 for one in where.part_of_day] or list(range(len(PARTS) + 1))
    return days, parts


def _slots(where: Where) -> Condition:
    days, parts = asked_slots(where)
    possible = slot_clause([0, *days] if where.weekday else days, [0, *parts] if where.part_of_day else parts)
    return Condition(
        name="weekday" if where.weekday else "part_of_day",
        holds=slot_clause(days, parts),
        unknown=any_of(missing("slots"), possible),
        facets=("weekday", "part_of_day"),
    )


def _near(near: Near) -> Condition:
    reached = [within_km(near), is_true("online"), is_true("anywhere")]
    if near.nis:
        reached.append({"term": {"served": near.nis}})
    return Condition(
        name="near",
        holds=any_of(*reached),
        unknown=none_of(is_true("has_point"), is_true("has_area"), is_true("online")),
    )


def within_km(near: Near) -> Clause:
    """The engine rounds points to about a centimetre: so much is allowed on top."""
    return {"geo_distance": {"distance": f"{near.km + 0.00002}km", "point": {"lat": near.lat, "lon": near.lon}}}
