"""Which rows the words of a question are in, and how well: every group of alternatives must be met."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from catalogue.index.columns.generation import Part
from catalogue.index.columns.lists import Array

_SCATTER: Final = 16
"""A list of postings longer than this fraction of all rows is laid out over them; shorter ones are sorted together."""


class Matches(Struct, frozen=True):
    """Rows (ascending) of one part and their scores."""

    rows: Array
    scores: Array


class _Postings(Struct, frozen=True):
    """The rows of one term, and what it is worth in each."""

    rows: Array
    scores: Array


def match(groups: Sequence[tuple[str, ...]], parts: Sequence[Part], live: int) -> list[Matches]:
    """Per part, the live rows that have a term of every group, scored by BM25F: of a group the best term counts.

    How rare a term is, is counted over the live rows of all parts, so that a score does not depend on how they are cut.
    """
    found = [[[_postings(part, term) for term in group] for group in groups] for part in parts]
    for at in range(len(groups)):
        for which in range(len(groups[at])):
            frequency = sum(len(of_part[at][which].rows) for of_part in found)
            rarity = np.float32(math.log(1 + (live - frequency + 0.5) / (frequency + 0.5)))
            for of_part in found:
                one = of_part[at][which]
                of_part[at][which] = _Postings(one.rows, one.scores * rarity)
    return [_all_groups(of_part, part.segment.rows) for of_part, part in zip(found, parts, strict=True)]


def _postings(part: Part, term: str) -> _Postings:
    segment = part.segment
    at = segment.strings["terms"].find(term)
    lists = segment.lists["postings"]
    if at < 0:
        return _Postings(lists.values[:0], segment.impacts[:0])
    rows, impacts = lists.of(at), segment.impacts[lists.offsets[at] : lists.offsets[at + 1]]
    if part.dead is not None:
        held = ~part.dead.take(rows)
        rows, impacts = rows[held], impacts[held]
    return _Postings(rows, impacts)


def _all_groups(groups: list[list[_Postings]], size: int) -> Matches:
    """The smallest group first: the others need only be looked up for its rows."""
    by_size = sorted(groups, key=lambda group: sum(len(one.rows) for one in group))
    first = _any_term(by_size[0], size)
    rows, scores = first.rows, first.scores
    for group in by_size[1:]:
        if not len(rows):
            break
        here = np.zeros(len(rows), dtype=np.float32)
        for one in group:
            np.maximum(here, _looked_up(one, rows, size), out=here)
        held = here > 0
        rows, scores = rows[held], scores[held] + here[held]
    return Matches(rows, scores)


def _any_term(group: list[_Postings], size: int) -> Matches:
    given = [one for one in group if len(one.rows)]
    if not given:
        return Matches(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32))
    if len(given) == 1:
        return Matches(given[0].rows, given[0].scores)
    if sum(len(one.rows) for one in given) * _SCATTER > size:
        whole = np.zeros(size, dtype=np.float32)
        for one in given:
            whole[one.rows] = np.maximum(whole.take(one.rows), one.scores)
        rows = np.flatnonzero(whole)
        return Matches(rows, whole.take(rows))
    every = np.concatenate([one.rows for one in given])
    order = np.argsort(every, kind="stable")
    every, scores = every.take(order), np.concatenate([one.scores for one in given]).take(order)
    starts = np.flatnonzero(np.concatenate(([True], every[1:] != every[:-1])))
    return Matches(every.take(starts), np.maximum.reduceat(scores, starts))


def _looked_up(one: _Postings, rows: Array, size: int) -> Array:
    """The score of each of these rows, 0 where it lacks the term."""
    if not len(one.rows):
        return np.zeros(len(rows), dtype=np.float32)
    if len(rows) * _SCATTER > len(one.rows):
        whole = np.zeros(size, dtype=np.float32)
        whole[one.rows] = one.scores
        found: Array = whole.take(rows)
        return found
    at = np.minimum(np.searchsorted(one.rows, rows), len(one.rows) - 1)
    return np.where(one.rows.take(at) == rows, one.scores.take(at), np.float32(0))
