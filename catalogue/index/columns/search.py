"""One search of one generation: candidates from the words, one pass over the conditions, then order and counts."""

import hashlib
from collections.abc import Sequence

import msgspec
import numpy as np

from catalogue import cursor
from catalogue.errors import BadCursor, CursorExpired, TooDeep
from catalogue.index.base import MAX_DEPTH, Hit, Hits, Query
from catalogue.index.columns.conditions import conditions
from catalogue.index.columns.facets import Judged, count_facet, count_unknown
from catalogue.index.columns.generation import Generation, Part
from catalogue.index.columns.highlights import highlights
from catalogue.index.columns.lists import Array
from catalogue.index.columns.matching import Matches, match
from catalogue.index.columns.ranking import Ranked, top
from catalogue.index.columns.rows import at_midnight
from catalogue.index.columns.view import View
from catalogue.text import groups


def search(generation: Generation, query: Query) -> Hits:
    """Raises `BadCursor`, `CursorExpired`, `TooDeep`."""
    start, last = _start(generation, query)
    asked = groups(query.text) if query.text else []
    matches: Sequence[Matches | None] = (None,) * len(generation.parts)
    if asked:
        matches = match(asked, generation.parts, generation.live)
    judged = [
        judge(query, part, found.rows if found else None) for part, found in zip(generation.parts, matches, strict=True)
    ]
    total = sum(len(one.hits) for one in judged)
    # A page more than asked: to see whether there is a next one, and to find the last hit again where it moved.
    most = min(start + 2 * query.first + 1, MAX_DEPTH + 1)
    ranked: list[Ranked] = []
    for at, (one, found) in enumerate(zip(judged, matches, strict=True)):
        scores = None if found is None else _scores(found, one)
        ranked += top(query, one.view.only(one.hits), scores, at, most)
    ranked.sort(key=lambda row: row.key)
    begin = _after(ranked[:most], start, last)
    page = ranked[begin : min(begin + query.first, MAX_DEPTH)]
    return Hits(
        total=total,
        hits=tuple(_hit(generation, query, row, begin + at, asked) for at, row in enumerate(page, 1)),
        has_next=begin + len(page) < total,
        facets={facet: count_facet(facet, judged, query.where, query.facet_size) for facet in query.facets},
        hidden_by_unknown=count_unknown(judged) if query.count_unknown else {},
    )


def judge(query: Query, part: Part, rows: Array | None) -> Judged:
    """Weigh the rows of a part (those of the words, or all) against every condition."""
    view, dead = View(part.segment, rows), part.dead
    kept: Array | None = None
    if dead is not None and rows is None:
        kept = ~dead  # what words find is alive already
    if query.fresh_since is not None:
        fresh = view.column("fresh") >= at_midnight(query.fresh_since)
        kept = fresh if kept is None else kept & fresh
    if kept is not None and not kept.all():
        view = view.only(np.flatnonzero(kept))
    asked = conditions(query.where, query.near, view.segment)
    failed = np.zeros(view.size, dtype=np.uint32)
    for at, condition in enumerate(asked):
        holds = condition.holds(view)
        if query.where.include_unknown and condition.unknown is not None:
            holds |= condition.unknown(view)
        np.bitwise_or(failed, np.uint32(1 << at), out=failed, where=~holds)
    return Judged(view, asked, failed, np.flatnonzero(failed == 0))


def _scores(found: Matches, judged: Judged) -> Array:
    rows = judged.view.rows
    scores = found.scores
    if rows is not None and len(rows) != len(found.rows):
        scores = scores.take(np.searchsorted(found.rows, rows))
    return scores.take(judged.hits)


# — cursors —


def _digest(query: Query) -> str:
    """Of everything a cursor is bound to."""
    asked = (query.text, query.where, query.near, query.sort)
    return hashlib.blake2b(msgspec.json.encode(asked), digest_size=8).hexdigest()


def _start(generation: Generation, query: Query) -> tuple[int, str | None]:
    """The position to start from, and the id of the hit before it."""
    if query.after is None:
        return 0, None
    epoch, digest, position, last = cursor.decode(query.after, str, str, int, str)
    if epoch != generation.epoch:
        raise CursorExpired("The catalogue was restored since this cursor was given: start again without `after`.")
    if digest != _digest(query) or not isinstance(position, int) or not position > 0:
        raise BadCursor(
            "after: this cursor is of another search. Keep all arguments but `first` and `after` as they were."
        )
    if position >= MAX_DEPTH:
        raise TooDeep(
            f"Results beyond the {MAX_DEPTH}th are not given: narrow the search, or follow `changes` or the dumps."
        )
    return position, str(last)


def _after(ranked: Sequence[Ranked], start: int, last: str | None) -> int:
    """Where the page begins: behind the hit the cursor names, which may have moved a little since."""
    if last is None:
        return 0
    if 0 < start <= len(ranked) and ranked[start - 1].id == last:
        return start
    return next((at for at, row in enumerate(ranked, 1) if row.id == last), min(start, len(ranked)))


def _hit(generation: Generation, query: Query, row: Ranked, position: int, asked: Sequence[tuple[str, ...]]) -> Hit:
    return Hit(
        id=row.id,
        cursor=cursor.encode(generation.epoch, _digest(query), position, row.id),
        score=row.score,
        distance_km=row.distance_km,
        highlights=highlights(generation.parts[row.part].segment.text(row.row), asked) if query.highlight else (),
    )
