"""Supply over dimensions, from composite aggregations."""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, Final, get_args

from catalogue.index.base import UNKNOWN, Cell, Dimension
from catalogue.index.elastic.conditions import Clause, is_true
from catalogue.index.elastic.documents import LEVELS
from catalogue.offer import model

Search = Callable[[dict[str, Any]], Mapping[str, Any]]

_PAGE: Final = 5000
_FIELDS: Final[Mapping[Dimension, str]] = {"municipality": "home", "part_of_day": "parts"}
_CODES: Final[Mapping[Dimension, tuple[str, ...]]] = {
    "kind": get_args(model.Kind),
    "perspective": get_args(model.Perspective),
    "dutch_level": LEVELS,
    "part_of_day": model.PARTS,
    "availability": get_args(model.Availability),
}


def cells(search: Search, by: Sequence[Dimension], query: Clause) -> tuple[Cell, ...]:
    """Every combination of known keys and UNKNOWN; of municipalities those that occur."""
    counted: dict[tuple[str, ...], Cell] = {}
    after: Mapping[str, Any] | None = None
    while True:
        page = search({"size": 0, "query": query, "aggs": {"cells": _composite(by, after)}})["aggregations"]["cells"]
        for bucket in page["buckets"]:
            cell = _cell(by, bucket)
            counted[cell.keys] = cell
        after = page.get("after_key")
        if after is None or len(page["buckets"]) < _PAGE:
            break
    names = [_every(dimension, {keys[at] for keys in counted}) for at, dimension in enumerate(by)]
    return tuple(counted.get(keys) or Cell(keys=keys, count=0, region_wide=0, places=None) for keys in product(*names))


def _composite(by: Sequence[Dimension], after: Mapping[str, Any] | None) -> dict[str, Any]:
    sources = [{name: {"terms": {"field": _FIELDS.get(name, name), "missing_bucket": True}}} for name in by]
    composite: dict[str, Any] = {"size": _PAGE, "sources": sources}
    if after is not None:
        composite["after"] = after
    return {
        "composite": composite,
        "aggs": {
            "wide": {"filter": is_true("region_wide")},
            "places": {"sum": {"field": "places"}},
            "known": {"value_count": {"field": "places"}},
        },
    }


def _cell(by: Sequence[Dimension], bucket: Mapping[str, Any]) -> Cell:
    keys = tuple(_key(dimension, bucket["key"][dimension]) for dimension in by)
    wide = bucket["wide"]["doc_count"] if "municipality" in by and keys[by.index("municipality")] == UNKNOWN else 0
    places = int(bucket["places"]["value"]) if bucket["known"]["value"] else None
    return Cell(keys=keys, count=bucket["doc_count"] - wide, region_wide=wide, places=places)


def _key(dimension: Dimension, value: Any) -> str:
    if value is None:
        return UNKNOWN
    return LEVELS[value - 1] if dimension == "dutch_level" else str(value)


def _every(dimension: Dimension, occurring: set[str]) -> list[str]:
    known = _CODES.get(dimension) or tuple(sorted(occurring - {UNKNOWN}))
    return [*known, UNKNOWN]
