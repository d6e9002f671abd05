"""Supply counted over dimensions: every offer once in each combination of its values."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

import numpy as np
from msgspec import Struct

from catalogue.index.base import UNKNOWN, Cell, Dimension, Query
from catalogue.index.columns.generation import Generation
from catalogue.index.columns.layout import HAS_AREA, IS_ONLINE, SCHEMES
from catalogue.index.columns.lists import Array
from catalogue.index.columns.search import judge
from catalogue.index.columns.view import View

_MASKS: Final[Mapping[Dimension, str]] = {"kind": "kind", "perspective": "perspective", "part_of_day": "parts"}
"""Dimensions of which an offer may have several values → the column of masks."""


class _Along(Struct, frozen=True):
    """One dimension over the rows of a view: which row has which key (by number, 0 is unknown), one pair a value."""

    rows: Array
    keys: Array
    names: Sequence[str]


def cells(generation: Generation, by: tuple[Dimension, ...], query: Query) -> tuple[Cell, ...]:
    """Every combination of known keys and UNKNOWN, also those of nothing; of municipalities those that occur."""
    counts: dict[tuple[str, ...], list[int | None]] = {}
    for part in generation.parts:
        judged = judge(query, part, None)
        _count(judged.view.only(judged.hits), by, counts)
    names = [_every(dimension, {keys[at] for keys in counts}) for at, dimension in enumerate(by)]
    return tuple(_cell(keys, counts.get(keys, [0, 0, None])) for keys in product(*names))


def _every(dimension: Dimension, occurring: set[str]) -> list[str]:
    known = SCHEMES[dimension] if dimension in SCHEMES else tuple(sorted(occurring - {UNKNOWN}))
    return [*known, UNKNOWN]


def _cell(keys: tuple[str, ...], counted: Sequence[int | None]) -> Cell:
    count, region_wide, places = counted
    return Cell(keys=keys, count=count or 0, region_wide=region_wide or 0, places=places)


def _count(view: View, by: tuple[Dimension, ...], counts: dict[tuple[str, ...], list[int | None]]) -> None:
    rows = np.arange(view.size)
    code = np.zeros(view.size, dtype=np.int64)
    spans: list[Sequence[str]] = []
    for dimension in by:
        along = _along(view, dimension)
        order = np.argsort(along.rows, kind="stable")
        starts = np.searchsorted(along.rows[order], np.arange(view.size + 1))
        # Each pair so far goes on with every value of its row.
        several = np.diff(starts).take(rows)
        ends = np.cumsum(several)
        at = np.repeat(starts.take(rows) - ends + several, several) + np.arange(ends[-1] if len(ends) else 0)
        rows, code = np.repeat(rows, several), np.repeat(code, several)
        code = code * len(along.names) + along.keys[order].take(at)
        spans.append(along.names)
    wide = np.zeros(len(rows), dtype=bool)
    if "municipality" in by:
        reach = view.column("reach").take(rows)
        wide = (_homes(view).take(rows) == 0) & ((reach & (HAS_AREA | IS_ONLINE)) != 0)
    places = view.column("places").take(rows)
    codes, at = np.unique(code, return_inverse=True)
    count = np.bincount(at, ~wide, len(codes))
    region_wide = np.bincount(at, wide, len(codes))
    known = np.bincount(at, places >= 0, len(codes))
    summed = np.bincount(at, np.maximum(places, 0), len(codes))
    for one, number in enumerate(codes.tolist()):
        keys = _decoded(number, spans)
        cell = counts.setdefault(keys, [0, 0, None])
        cell[0] = (cell[0] or 0) + int(count[one])
        cell[1] = (cell[1] or 0) + int(region_wide[one])
        if known[one]:
            cell[2] = (cell[2] or 0) + int(summed[one])


def _along(view: View, dimension: Dimension) -> _Along:
    every = np.arange(view.size)
    if dimension in _MASKS:
        masks = view.column(_MASKS[dimension])
        pairs = [(np.flatnonzero(masks == 0), 0)]
        pairs += [(np.flatnonzero(masks >> bit & 1), bit + 1) for bit in range(len(SCHEMES[dimension]))]
        keys = np.concatenate([np.full(len(rows), key) for rows, key in pairs])
        return _Along(np.concatenate([rows for rows, _ in pairs]), keys, (UNKNOWN, *SCHEMES[dimension]))
    if dimension == "municipality":
        names = view.segment.strings["municipality"]
        return _Along(every, _homes(view), (UNKNOWN, *names))
    return _Along(every, view.column(dimension).astype(np.int64), (UNKNOWN, *SCHEMES[dimension]))


def _homes(view: View) -> Array:
    """Code of the municipality an offer belongs to: that of its place, or else the only one it serves; 0 for none, and for
    what is online."""
    homes = view.column("municipality").astype(np.int64)
    lists = view.segment.lists["municipalities"]
    lone = np.flatnonzero((homes == 0) & (view.lengths("municipalities") == 1))
    homes[lone] = lists.take(view.numbers(lone))[0]
    homes[(view.column("reach") & IS_ONLINE) != 0] = 0
    return homes


def _decoded(number: int, spans: Sequence[Sequence[str]]) -> tuple[str, ...]:
    keys = []
    for names in reversed(spans):
        number, at = divmod(number, len(names))
        keys.append(names[at])
    return tuple(reversed(keys))
