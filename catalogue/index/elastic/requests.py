"""A query as requests to the engine: one for the counts, and one for each stretch of the order."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from catalogue.index.base import FacetField, Near, Query, Where
from catalogue.index.elastic.conditions import (
    Clause,
    Condition,
    all_of,
    any_of,
    asked_slots,
    conditions,
    exists,
    is_true,
    none_of,
    slot_clause,
    span,
    within_km,
)
from catalogue.index.elastic.documents import token
from catalogue.index.moments import at_midnight
from catalogue.offer.model import PARTS, WEEKDAYS

EVERY_VALUE: Final = 50_000
"""Values a shard may return for a facet: as long as there are no more, counts are exact over any number of shards."""
_FRESHEST: Final[list[Clause]] = [{"fresh": "desc"}, {"id": "asc"}]
_FIELDS: Final[dict[FacetField, str]] = {
    "municipality": "municipalities",
    "quality": "met",
}
"""Facets that are counted over a field of another name."""


class Requests(Struct, frozen=True):
    """Bodies of `_search`: the first brings the counts too."""

    bodies: list[dict[str, Any]]
    asked: list[Condition]


def requests(query: Query, groups: Sequence[tuple[str, ...]], most: int) -> Requests:
    """`most` hits from the top, in as many stretches as the order has."""
    asked = conditions(query.where, query.near)
    met = [one.met(include_unknown=query.where.include_unknown) for one in asked]
    base: Clause = {"bool": {"must": [_group(group) for group in groups], "filter": _fresh(query)}}
    bodies = [
        {
            "query": base,
            "post_filter": all_of(*met, *([stretch] if stretch else [])),
            "sort": order,
            "size": most,
            "track_scores": bool(groups),
            "track_total_hits": False,
            "_source": False,
            "docvalue_fields": ["id", "lat", "lon"],
        }
        for stretch, order in _stretches(query, bool(groups))
    ]
    bodies[0]["aggs"] = _counts(query, asked, met)
    return Requests(bodies, asked)


def _group(group: tuple[str, ...]) -> Clause:
    """Any of the terms satisfies a group, and the best one counts."""
    return {"dis_max": {"queries": [{"term": {"terms": {"value": token(term)}}} for term in group]}}


def _fresh(query: Query) -> list[Clause]:
    return [] if query.fresh_since is None else [span("fresh", gte=at_midnight(query.fresh_since))]


def _stretches(query: Query, scored: bool) -> list[tuple[Clause | None, list[Any]]]:
    """The order as pieces one after the other, each with the condition for what belongs in it: orders that depend on what
    an offer lacks would need scripts otherwise."""
    match query.sort:
        case "relevance" if scored:
            return [(None, [{"_score": "desc"}, *_FRESHEST])]
        case "distance" if query.near is not None:
            return _by_distance(query.near)
        case "starts-soonest":
            begun = any_of(is_true("rolling"), span("starts", lte=query.today.toordinal()))
            later = all_of(span("starts", gt=query.today.toordinal()), none_of(is_true("rolling")))
            return [
                (begun, _FRESHEST),
                (later, [{"starts": "asc"}, *_FRESHEST]),
                (none_of(is_true("rolling"), exists("starts")), _FRESHEST),
            ]
        case "title":
            return [(None, [{"title": "asc"}, *_FRESHEST])]
    return [(None, _FRESHEST)]


def _by_distance(near: Near) -> list[tuple[Clause | None, list[Any]]]:
    apart = {"_geo_distance": {"point": {"lat": near.lat, "lon": near.lon}, "order": "asc", "unit": "km"}}
    within = within_km(near)
    comes = any_of(is_true("has_area"), is_true("online"))
    return [
        (within, [apart, *_FRESHEST]),
        (all_of(comes, none_of(within)), _FRESHEST),
        (none_of(within, comes), _FRESHEST),
    ]


# — counts —


def _counts(query: Query, asked: Sequence[Condition], met: Sequence[Clause]) -> dict[str, Any]:
    counts: dict[str, Any] = {"found": {"filter": all_of(*met)}}
    for facet in query.facets:
        others = [clause for one, clause in zip(asked, met, strict=True) if facet not in one.facets]
        counts[f"facet:{facet}"] = {"filter": all_of(*others), "aggs": _facet(facet, query.where, query.facet_size)}
    if query.count_unknown and not query.where.include_unknown:
        for at, one in enumerate(asked):
            if one.unknown is not None:
                others = [clause for other, clause in enumerate(met) if other != at]
                counts[f"unknown:{one.name}"] = {"filter": all_of(*others, none_of(one.holds), one.unknown)}
    return counts


def _facet(facet: FacetField, where: Where, size: int) -> dict[str, Any]:
    if facet in ("weekday", "part_of_day"):
        days, parts = asked_slots(where)
        if facet == "weekday":
            filters: dict[str, Clause] = {name: slot_clause([at], parts) for at, name in enumerate(WEEKDAYS, 1)}
        else:
            filters = {name: slot_clause(days, [at]) for at, name in enumerate(PARTS, 1)}
        return {"values": {"filters": {"filters": filters}}}
    if facet == "dutch_level":
        return {"values": {"terms": {"field": "dutch_level", "size": 20}}}
    field = _FIELDS.get(facet, facet)
    values: dict[str, Any] = {"values": {"terms": {"field": field, "size": max(size, 1), "shard_size": EVERY_VALUE}}}
    if facet in ("availability", "childcare"):
        values["unknown"] = {"missing": {"field": field}}
    return values
