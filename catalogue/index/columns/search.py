"""One search of one generation: candidates from the words, one pass over the conditions, then order and counts."""

from collections.abc import Sequence

import msgspec
import numpy as np

from catalogue.index import paging
from catalogue.index.base import Hit, Hits, Query
from catalogue.index.columns.conditions import conditions
from catalogue.index.columns.facets import Judged, count_facet, count_unknown
from catalogue.index.columns.generation import Generation, Part
from catalogue.index.columns.lists import Array
from catalogue.index.columns.matching import Matches, match
from catalogue.index.columns.ranking import Ranked, top
from catalogue.index.columns.view import View
from catalogue.index.highlights import highlights
from catalogue.index.moments import at_midnight
from catalogue.text import groups


def search(generation: Generation, query: Query) -> Hits:
    """Raises `BadCursor`, `CursorExpired`, `TooDeep`."""
    start = paging.start(query, generation.epoch)
    asked = groups(query.text) if query.text else []
    matches: Sequence[Matches | None] = (None,) * len(generation.parts)
    if asked:
        matches = match(asked, generation.parts, generation.live)
    judged = [
        judge(query, part, found.rows if found else None) for part, found in zip(generation.parts, matches, strict=True)
    ]
    total = sum(len(one.hits) for one in judged)
    most = start.reach(query.first)
    ranked: list[Ranked] = []
    for at, (one, found) in enumerate(zip(judged, matches, strict=True)):
        scores = None if found is None else _scores(found, one)
        ranked += top(query, one.view.only(one.hits), scores, at, most)
    ranked.sort(key=lambda row: row.key)
    page = start.within([row.id for row in ranked[:most]], query.first)
    shown = ranked[page]
    return Hits(
        total=total,
        hits=tuple(_hit(generation, query, row, at, asked) for at, row in enumerate(shown, page.start + 1)),
        has_next=page.start + len(shown) < total,
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
        failed |= (~holds).astype(np.uint32) << np.uint32(at)  # several times as fast as `where=`
    # All that is counted or shown fails one condition at most: from here on the others need not be looked at.
    if len(asked) > 1:
        close = np.flatnonzero((failed & (failed - np.uint32(1))) == 0)
        view, failed = view.only(close), failed.take(close)
    return Judged(view, asked, failed, np.flatnonzero(failed == 0))


def _scores(found: Matches, judged: Judged) -> Array:
    rows = judged.view.rows
    scores = found.scores
    if rows is not None and len(rows) != len(found.rows):
        scores = scores.take(np.searchsorted(found.rows, rows))
    return scores.take(judged.hits)


def _hit(generation: Generation, query: Query, row: Ranked, position: int, asked: Sequence[tuple[str, ...]]) -> Hit:
    texts = generation.parts[row.part].segment.text(row.row) if query.highlight else None
    return Hit(
        id=row.id,
        cursor=paging.after(query, generation.epoch, position, row.id),
        score=row.score,
        distance_km=row.distance_km,
        highlights=highlights(msgspec.json.decode(texts), asked) if texts is not None else (),
    )
