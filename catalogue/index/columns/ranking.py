"""The order of hits: the first few of a part by the sort asked for, then of all parts together."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from msgspec import Struct

from catalogue.index.base import Near, Query
from catalogue.index.columns.conditions import distances_km
from catalogue.index.columns.layout import HAS_AREA, IS_ONLINE, ROLLING
from catalogue.index.columns.lists import Array
from catalogue.index.columns.view import View

_COMES: Final = 1e6
_ANYWHERE: Final = 2e6
"""In the place of km: what serves an area or is online comes after all distances, what may be anywhere after that."""
_NO_DATE: Final = 2**31 - 2


class Ranked(Struct, frozen=True, kw_only=True):
    """A row near the top, with what it is compared by across parts."""

    key: tuple[Any, ...]
    id: str
    part: int
    row: int
    score: float | None
    distance_km: float | None


def top(query: Query, view: View, scores: Array | None, part: int, most: int) -> list[Ranked]:
    """The first rows of a view, at most `most`, in order."""
    if not view.size or most <= 0:
        return []
    compare, key_of = _keys(query, view, scores)
    rank = view.at(view.segment.rank)
    best = _smallest(compare, rank, most)
    near = query.near
    apart = distances_km(near, view.only(best)) if near else None
    found = []
    for at, position in enumerate(best.tolist()):
        row = position if view.rows is None else int(view.rows[position])
        id_ = view.segment.id(row)
        # What lies further than asked was found because it comes to the person or is online: it has no distance.
        is_within = apart is not None and near is not None and bool(apart[at] <= near.km)
        found.append(
            Ranked(
                key=(key_of(position), -int(view.segment.columns["fresh"][row]), id_),
                id=id_,
                part=part,
                row=row,
                score=None if scores is None else float(scores[position]),
                distance_km=float(apart[at]) if apart is not None and is_within else None,
            )
        )
    return found


def _keys(query: Query, view: View, scores: Array | None) -> tuple[Array | None, Callable[[int], Any]]:
    """What rows are compared by, ascending (`None`: freshness alone), and the same comparable between parts."""
    match query.sort:
        case "relevance" if scores is not None:
            descending = -scores
            return descending, lambda at: float(descending[at])
        case "distance" if query.near is not None:
            apart = _distance_keys(query.near, view)
            return apart, lambda at: float(apart[at])
        case "starts-soonest":
            starts = view.column("starts")
            today = query.today.toordinal()
            soon = np.where(starts == 0, _NO_DATE, np.where((starts == ROLLING) | (starts <= today), 0, starts))
            return soon, lambda at: int(soon[at])
        case "title":
            titles = view.column("title")
            table = view.segment.strings["titles"]
            return titles, lambda at: table[int(titles[at])]
    return None, lambda _: 0


def _distance_keys(near: Near, view: View) -> Array:
    apart = distances_km(near, view)
    comes = (view.column("reach") & (HAS_AREA | IS_ONLINE)) != 0
    return np.where(apart <= near.km, apart, np.where(comes, _COMES, _ANYWHERE))


def _smallest(compare: Array | None, rank: Array, most: int) -> Array:
    """Positions of the smallest by (compare, rank), in that order."""
    if compare is None:
        chosen = _least(rank, most)
        return chosen[np.argsort(rank.take(chosen), kind="stable")]
    if len(compare) > most:
        bound = np.partition(compare, most - 1)[most - 1]
        sure = np.flatnonzero(compare < bound)
        tied = np.flatnonzero(compare == bound)
        tied = tied[_least(rank.take(tied), most - len(sure))]
        chosen = np.concatenate((sure, tied))
    else:
        chosen = np.arange(len(compare))
    return chosen[np.lexsort((rank.take(chosen), compare.take(chosen)))]


def _least(values: Array, most: int) -> Array:
    return np.arange(len(values)) if len(values) <= most else np.argpartition(values, most - 1)[:most]
