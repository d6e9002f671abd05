"""Counts of what was found: per facet and value, and per condition what fails it only by not saying."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from catalogue.index.base import UNKNOWN, Bucket, FacetField, Where
from catalogue.index.columns.conditions import Condition
from catalogue.index.columns.layout import SCHEMES, slot_bit
from catalogue.index.columns.lists import Array
from catalogue.index.columns.strings import Strings
from catalogue.index.columns.view import View
from catalogue.offer.model import PARTS, WEEKDAYS


class Judged(Struct, frozen=True):
    """What a search makes of one part: the rows that fail at most one condition, by which they fail."""

    view: View
    """Rows that meet what no filter can drop: live, fresh, and of the text."""
    conditions: Sequence[Condition]
    failed: Array
    """Per row of the view, bit `n` for each condition `n` that does not hold."""
    hits: Array
    """Positions in the view of what holds entirely."""

    def but_for(self, facet: FacetField) -> View:
        """The rows that hold, or would if the facet's own condition were not asked."""
        own = [at for at, condition in enumerate(self.conditions) if facet in condition.facets]
        if not own:
            return self.view.only(self.hits)
        return self.view.only(np.flatnonzero((self.failed & ~np.uint32(1 << own[0])) == 0))


_MASKED: Final = ("kind", "perspective")
_CODED: Final = ("contact_form", "availability", "place_mode", "childcare")
_SAYS_UNKNOWN: Final = ("availability", "childcare")
"""Facets of which “unknown” is a value one can ask for."""
_OPEN: Final[Mapping[FacetField, tuple[str, str]]] = {
    "sector": ("sector", "sector"),
    "municipality": ("municipalities", "municipality"),
    "bridge_language": ("bridge_language", "language"),
    "quality": ("met", "criterion"),
}
"""Facet → the list of a row, and the open list its codes are from."""


def count_facet(facet: FacetField, judged: Sequence[Judged], where: Where, size: int) -> tuple[Bucket, ...]:
    """The values with most offers first, then by value; at most `size`."""
    counted = [_counts(facet, one.but_for(facet), where) for one in judged]
    return _largest(counted, size)


def count_unknown(judged: Sequence[Judged]) -> dict[str, int]:
    """Condition → rows that fail it alone, only because they do not say; conditions without any are left out."""
    found: dict[str, int] = {}
    for one in judged:
        for at, condition in enumerate(one.conditions):
            if condition.unknown is None:
                continue
            alone = one.view.only(np.flatnonzero(one.failed == np.uint32(1 << at)))
            if alone.size and (count := int(np.count_nonzero(condition.unknown(alone)))):
                found[condition.name] = found.get(condition.name, 0) + count
    return found


class _Counts(Struct, frozen=True):
    """How often each value of one part occurs."""

    counts: Array
    names: Strings | tuple[str, ...]
    """What each position of the counts stands for."""


def _counts(facet: FacetField, view: View, where: Where) -> _Counts:
    if facet in _MASKED:
        return _Counts(bit_counts(view.column(facet), len(SCHEMES[facet])), SCHEMES[facet])
    if facet in _CODED:
        names = (UNKNOWN, *SCHEMES[facet])
        counts = np.bincount(view.column(facet), minlength=len(names))
        if facet not in _SAYS_UNKNOWN:
            counts[0] = 0
        return _Counts(counts, names)
    if facet == "dutch_level":
        levels = np.bincount(view.column("dutch_level"), minlength=len(SCHEMES[facet]) + 1)[1:]
        # A level is asked as “at most”: choosing it gives the lower ones too.
        return _Counts(np.cumsum(levels), SCHEMES[facet])
    if facet in ("weekday", "part_of_day"):
        return _slot_counts(facet, view, where)
    if facet in ("provider", "source"):
        counts = np.bincount(view.column(facet), minlength=len(view.segment.strings[facet]) + 1)[1:]
        return _Counts(counts, view.segment.strings[facet])
    name, of = _OPEN[facet]
    table = view.segment.strings[of]
    lists = view.segment.lists[name]
    codes = lists.values if view.rows is None else lists.take(view.rows)[0]
    return _Counts(np.bincount(codes, minlength=len(table) + 1)[1:], table)


def bit_counts(masks: Array, bits: int) -> Array:
    """How many of these masks (at most 8 bits wide) have each bit."""
    per_mask = np.bincount(masks, minlength=256)
    return np.array([per_mask[_WITH_BIT[bit]].sum() for bit in range(bits)])


_WITH_BIT: Final = tuple(np.flatnonzero(np.arange(256) >> bit & 1) for bit in range(8))


def _slot_counts(facet: FacetField, view: View, where: Where) -> _Counts:
    """A slot counts for a day when its part is one of those asked, and the other way round."""
    slots = view.column("slots")
    days = [WEEKDAYS.index(one) + 1 for one in where.weekday] or range(len(WEEKDAYS) + 1)
    parts = [PARTS.index(one) + 1 for one in where.part_of_day] or range(len(PARTS) + 1)
    if facet == "weekday":
        masks = [_bits((day,), parts) for day in range(1, len(WEEKDAYS) + 1)]
    else:
        masks = [_bits(days, (part,)) for part in range(1, len(PARTS) + 1)]
    counts = np.array([np.count_nonzero(slots & mask) for mask in masks])
    return _Counts(counts, SCHEMES[facet])


def _bits(days: Iterable[int], parts: Iterable[int]) -> np.uint32:
    all_parts = tuple(parts)
    return np.uint32(sum(slot_bit(day, part) for day in days for part in all_parts))


def _largest(parts: Sequence[_Counts], size: int) -> tuple[Bucket, ...]:
    """Of a long list, only values that can be among the first are spelt out: the first of the largest part, and every value
    of the others."""
    if not parts or size <= 0:
        return ()
    by_length = sorted(parts, key=lambda one: len(one.counts))
    summed: dict[str, int] = {}
    for one in by_length[:-1]:
        for code in np.flatnonzero(one.counts).tolist():
            value = one.names[code]
            summed[value] = summed.get(value, 0) + int(one.counts[code])
    largest = by_length[-1]
    codes = np.flatnonzero(largest.counts)
    names = largest.names
    if isinstance(names, Strings) and len(codes) > (wanted := len(summed) + size):
        bound = np.partition(largest.counts.take(codes), len(codes) - wanted)[len(codes) - wanted]
        also = [at for value in summed if (at := names.find(value)) >= 0]
        codes = np.union1d(codes[largest.counts.take(codes) >= bound], np.array(also, dtype=codes.dtype))
    for code in codes.tolist():
        value = names[code]
        summed[value] = summed.get(value, 0) + int(largest.counts[code])
    ordered = sorted(((value, count) for value, count in summed.items() if count), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Bucket(value, count) for value, count in ordered[:size])
