"""The same answers as the oracle, to whatever is generated."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from catalogue.index.base import FACET_FIELDS, Change, FacetField, Hits, Index, Query, Where
from catalogue.offer.model import Offer
from catalogue.text import groups
from tests import generated
from tests.contracts.index_paging import walk
from tests.contracts.opened import EPOCH, Opened
from tests.oracle import Oracle

_TOLERANCE = 1e-4
"""Scores are compared this closely: what is nearer may stand either way."""
_PREFIXES = (
    "f",
    "fie",
    "fiest",
    "voetb",
    "voetbl",
    "naai",
    "nai",
    "dra",
    "daraad",
    "café b",
    "baebl",
    "l'e",
    "sewin",
    "zzz",
    "fict",
)


_SMALL = settings(
    max_examples=100,
    deadline=None,
    # The class of every engine runs the same body; its index is filled anew for each example.
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _refill(index: Index, offers: Sequence[Offer]) -> None:
    """By changes: that is cheaper than a rebuild."""
    if index.epoch is None:
        index.rebuild((), epoch=EPOCH, upto=0)
    there = index.search(Query(first=1000, today=generated.TODAY)).hits
    told = [*((hit.id, None) for hit in there), *((str(offer.id), offer) for offer in offers)]
    changes = [Change(seq=seq, id=id_, offer=offer) for seq, (id_, offer) in enumerate(told, index.seq + 1)]
    index.apply(changes, index.seq + len(changes))


def _oracle(offers: Sequence[Offer]) -> Oracle:
    oracle = Oracle()
    oracle.rebuild(offers, epoch=EPOCH, upto=1)
    return oracle


class Agreement(Opened):
    @pytest.mark.parametrize("seed", range(8))
    def test_searches_agree(self, index: Index, seed: int) -> None:
        """Totals, hits in their order, distances, facets, silence, highlighted fields."""
        rng = Random(seed)
        offers = generated.corpus(rng, 300)
        index.rebuild(offers, epoch=EPOCH, upto=1)
        self._agree(index, _oracle(offers), rng, 120)

    @_SMALL
    @given(offers=generated.corpora(), query=generated.queries())
    def test_small_searches_agree(self, index: Index, offers: list[Offer], query: Query) -> None:
        """The same with a few offers, so that a difference comes down to what makes it."""
        _refill(index, offers)
        self._search_agrees(index, _oracle(offers), query)

    @_SMALL
    @given(history=generated.histories(), query=generated.queries())
    def test_small_histories_agree(self, index: Index, history: tuple[list[Offer], list[Change]], query: Query) -> None:
        """A few changes to a few offers, one by one."""
        before, changes = history
        _refill(index, before)
        oracle = _oracle(before)
        for change in changes:
            index.apply([msgspec.structs.replace(change, seq=index.seq + 1)], index.seq + 1)
        oracle.apply([msgspec.structs.replace(change, seq=change.seq + 1) for change in changes], changes[-1].seq + 1)
        self._search_agrees(index, oracle, query)

    @pytest.mark.parametrize("seed", range(4))
    def test_changes_agree(self, index: Index, seed: int) -> None:
        """Offers created, changed, removed and created again, in batches of any size, some told twice."""
        rng = Random(100 + seed)
        offers = generated.corpus(rng, 150)
        index.rebuild(offers, epoch=EPOCH, upto=1)
        oracle = _oracle(offers)
        log = generated.Log({str(one.id): one for one in offers}, 1)
        for _ in range(12):
            changes = log.changes(rng, rng.choice((0, 1, 5, 40)))
            for told in (changes, changes) if rng.random() < 0.3 else (changes,):
                assert log.seq == index.apply(told, log.seq)
            oracle.apply(changes, log.seq)
            self._agree(index, oracle, rng, 8)

    def test_a_rebuild_agrees(self, index: Index) -> None:
        """After changes, from what is live then."""
        rng = Random(5)
        log = generated.Log({str(one.id): one for one in generated.corpus(rng, 150)}, 1)
        index.rebuild(list(log.live.values()), epoch=EPOCH, upto=1)
        index.apply(log.changes(rng, 60), log.seq)
        index.rebuild(list(log.live.values()), epoch=EPOCH, upto=log.seq)
        self._agree(index, _oracle(list(log.live.values())), rng, 40)

    def test_what_is_opened_again_agrees(self, index: Index, tmp_path: Path) -> None:
        """After it is told what the log says since the mark it lasts to."""
        rng = Random(6)
        log = generated.Log({str(one.id): one for one in generated.corpus(rng, 150)}, 1)
        index.rebuild(list(log.live.values()), epoch=EPOCH, upto=1)
        changes = log.changes(rng, 60)
        index.apply(changes, log.seq)
        index.close()
        again = self.open(tmp_path / "index")
        try:
            again.apply([change for change in changes if change.seq > again.seq], log.seq)
            assert (EPOCH, log.seq) == (again.epoch, again.seq)
            self._agree(again, _oracle(list(log.live.values())), rng, 40)
        finally:
            again.close()

    @pytest.mark.parametrize("seed", range(3))
    def test_pages_agree(self, index: Index, seed: int) -> None:
        """Page after page of searches sorted by something else than words."""
        rng = Random(200 + seed)
        offers = generated.corpus(rng, 120)
        index.rebuild(offers, epoch=EPOCH, upto=1)
        oracle = _oracle(offers)
        for _ in range(15):
            query = msgspec.structs.replace(generated.query(rng), first=rng.choice((1, 7, 50)), facets=(), text=None)
            assert walk(oracle, query) == walk(index, query), query

    @pytest.mark.parametrize("seed", range(3))
    def test_supply_agrees(self, index: Index, seed: int) -> None:
        """Over one to three dimensions, before and after changes."""
        rng = Random(300 + seed)
        offers = generated.corpus(rng, 150)
        index.rebuild(offers, epoch=EPOCH, upto=1)
        oracle = _oracle(offers)
        log = generated.Log({str(one.id): one for one in offers}, 1)
        for at in range(16):
            if at == 8:
                changes = log.changes(rng, 50)
                index.apply(changes, log.seq)
                oracle.apply(changes, log.seq)
            by, where = generated.dimensions(rng), generated.where(rng)
            fresh_since = rng.choice((None, *generated.FRESH_SINCE))
            expected, actual = (
                one.cells(by, where, today=generated.TODAY, fresh_since=fresh_since) for one in (oracle, index)
            )
            assert expected == actual, (by, where)

    def test_completions_agree(self, index: Index) -> None:
        """Before and after changes."""
        rng = Random(9)
        offers = generated.corpus(rng, 150)
        index.rebuild(offers, epoch=EPOCH, upto=1)
        oracle = _oracle(offers)
        log = generated.Log({str(one.id): one for one in offers}, 1)
        for _ in range(3):
            for prefix in _PREFIXES:
                for first in (3, 50):
                    assert oracle.complete(prefix, first) == index.complete(prefix, first), prefix
            changes = log.changes(rng, 60)
            index.apply(changes, log.seq)
            oracle.apply(changes, log.seq)

    @pytest.mark.parametrize("facet", FACET_FIELDS)
    def test_a_facet_counts_what_choosing_its_value_gives(self, index: Index, facet: FacetField) -> None:
        """For every value, in searches that let nothing unknown in."""
        rng = Random(10)
        index.rebuild(generated.corpus(rng, 150), epoch=EPOCH, upto=1)
        for _ in range(6):
            query = generated.query(rng)
            where = msgspec.structs.replace(query.where, include_unknown=False)
            query = msgspec.structs.replace(query, where=where, facets=(facet,), facet_size=99)
            for bucket in index.search(query).facets[facet]:
                chosen = index.search(msgspec.structs.replace(query, where=_choosing(where, facet, bucket.value)))
                assert chosen.total == bucket.count, (where, bucket)

    # — inside —

    def _agree(self, index: Index, oracle: Oracle, rng: Random, count: int) -> None:
        for _ in range(count):
            self._search_agrees(index, oracle, generated.query(rng))

    def _search_agrees(self, index: Index, oracle: Oracle, query: Query) -> None:
        """The page asked, and the whole list."""
        for asked in (query, msgspec.structs.replace(query, first=1000)):
            expected, actual = oracle.search(asked), index.search(asked)
            by_words = query.sort == "relevance" and bool(groups(query.text or ""))
            assert _told(expected, ordered=not by_words) == _told(actual, ordered=not by_words), asked
        if by_words and self.ranks_alike:
            scores = {hit.id: hit.score or 0.0 for hit in expected.hits}
            in_order = [scores[hit.id] for hit in actual.hits]
            assert all(later <= min(in_order[:at]) + _TOLERANCE for at, later in enumerate(in_order) if at), asked


def _told(hits: Hits, *, ordered: bool) -> dict[str, Any]:
    """What engines must say alike. Of a page in the order of words, only how long it is: near ties may change its members."""
    told = {"total": hits.total, "has_next": hits.has_next, "count": len(hits.hits), "facets": dict(hits.facets)}
    told["hidden_by_unknown"] = dict(hits.hidden_by_unknown)
    if not ordered and hits.has_next:
        return told
    shown = [
        (
            hit.id,
            hit.score is None,
            None if hit.distance_km is None else round(hit.distance_km, 6),
            [mark.field for mark in hit.highlights],
        )
        for hit in hits.hits
    ]
    return told | {"hits": shown if ordered else sorted(shown)}


def _choosing(where: Where, facet: FacetField, value: str) -> Where:
    if facet == "dutch_level":
        return msgspec.structs.replace(where, dutch_level_at_most=value)
    return msgspec.structs.replace(where, **{str(facet): (value,)})
