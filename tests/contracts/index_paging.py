"""Paging, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import get_args

import msgspec
import pytest

from catalogue.errors import BadCursor, CursorExpired, TooDeep, Unavailable
from catalogue.index.base import MAX_DEPTH, Change, Index, Query, Sort, Where
from tests import generated
from tests.contracts.opened import EPOCH, MECHELEN, TODAY, Opened, an_offer, ask, fill


def walk(index: Index, query: Query) -> list[str]:
    """The ids of all pages."""
    ids = []
    while True:
        hits = index.search(query)
        ids += [hit.id for hit in hits.hits]
        if not hits.has_next:
            return ids
        query = msgspec.structs.replace(query, after=hits.hits[-1].cursor)


class Paging(Opened):
    @pytest.mark.parametrize("first", [1, 7, 19, 60, 61])
    @pytest.mark.parametrize("sort", get_args(Sort))
    def test_pages_together_are_the_whole(self, index: Index, sort: Sort, first: int) -> None:
        """In the same order, nothing twice, nothing missed, whatever the size of a page."""
        fill(index, *generated.corpus(Random(7), 60))
        query = Query(sort=sort, near=MECHELEN, where=Where(include_unknown=True), today=TODAY)
        whole = [hit.id for hit in index.search(msgspec.structs.replace(query, first=100)).hits]
        assert whole == walk(index, msgspec.structs.replace(query, first=first))

    def test_pages_of_words_together_are_the_whole(self, index: Index) -> None:
        """Best first, as in one page."""
        fill(index, *generated.corpus(Random(8), 60))
        whole = [hit.id for hit in ask(index, text="buddy", first=100).hits]
        assert whole == walk(index, Query(text="buddy", first=3, today=TODAY))

    def test_every_hit_has_a_cursor_to_go_on_from(self, index: Index) -> None:
        """Not only the last of a page."""
        fill(index, *(an_offer(name) for name in "abcd"))
        cursor = ask(index, first=3).hits[1].cursor
        assert ["of_c", "of_d"] == [hit.id for hit in ask(index, after=cursor).hits]

    def test_the_last_page_has_no_next(self, index: Index) -> None:
        """Also when it is just full."""
        fill(index, *(an_offer(name) for name in "abcd"))
        first = ask(index, first=2)
        second = ask(index, first=2, after=first.hits[-1].cursor)
        assert (True, False) == (first.has_next, second.has_next)

    def test_after_the_last_there_is_nothing(self, index: Index) -> None:
        """And that is no error; the total stays."""
        fill(index, an_offer("a"), an_offer("b"))
        hits = ask(index, after=ask(index).hits[-1].cursor)
        assert (2, (), False) == (hits.total, hits.hits, hits.has_next)

    def test_counts_alone(self, index: Index) -> None:
        """A page of no hits still counts."""
        fill(index, an_offer("a"), an_offer("b"))
        hits = ask(index, first=0, facets=("kind",))
        assert (2, (), True, 2) == (hits.total, hits.hits, hits.has_next, hits.facets["kind"][0].count)

    def test_what_a_page_shows_beside_its_hits_may_differ(self, index: Index) -> None:
        """Facets, highlights and its size are no part of the question."""
        fill(index, an_offer("a"), an_offer("b"))
        cursor = ask(index, first=1).hits[0].cursor
        hits = ask(index, first=9, after=cursor, facets=("kind",), facet_size=3, count_unknown=True, highlight=True)
        assert ["of_b"] == [hit.id for hit in hits.hits]

    def test_paging_goes_on_over_midnight(self, index: Index) -> None:
        """The clock is no part of the question."""
        fill(index, an_offer("a"), an_offer("b"))
        query = Query(first=1, today=TODAY, fresh_since=date(2025, 11, 24))
        cursor = index.search(query).hits[0].cursor
        later = Query(first=1, today=TODAY + timedelta(days=1), fresh_since=date(2025, 11, 25), after=cursor)
        assert ["of_b"] == [hit.id for hit in index.search(later).hits]

    @pytest.mark.parametrize(("gone", "expected"), [("of_a", ["of_c", "of_d"]), ("of_d", ["of_c"]), ("of_b", ["of_d"])])
    def test_paging_goes_on_after_a_change(self, index: Index, gone: str, expected: list[str]) -> None:
        """Behind the hit that the cursor names, wherever that is now; where it is gone, at the same place in the list."""
        fill(index, *(an_offer(name) for name in "abcd"))
        cursor = ask(index, first=2).hits[-1].cursor
        index.apply([Change(seq=2, id=gone, offer=None)], 2)
        assert expected == [hit.id for hit in ask(index, first=2, after=cursor).hits]

    # — depth —

    def test_pages_reach_the_thousandth_and_no_further(self, index: Index) -> None:
        """The last page is cut, and says that there is more."""
        fill(index, *(an_offer(f"{number:04d}") for number in range(MAX_DEPTH + 30)))
        ids, query = [], Query(first=300, sort="title", today=TODAY)
        for _ in range(4):
            hits = index.search(query)
            ids += [hit.id for hit in hits.hits]
            query = msgspec.structs.replace(query, after=hits.hits[-1].cursor)
        assert ([f"of_{number:04d}" for number in range(MAX_DEPTH)], True, MAX_DEPTH + 30) == (
            ids,
            hits.has_next,
            hits.total,
        )
        with pytest.raises(TooDeep):
            index.search(query)

    def test_one_page_reaches_no_further_either(self, index: Index) -> None:
        """However large it is asked."""
        fill(index, *(an_offer(f"{number:04d}") for number in range(MAX_DEPTH + 30)))
        hits = ask(index, first=5000)
        assert (MAX_DEPTH, True) == (len(hits.hits), hits.has_next)

    # — cursors that are not for this search —

    @pytest.mark.parametrize("cursor", ["", "x", "AAAA", "W10", "🙂", "%00", "a" * 4000, "W1siZSJdLDEsMiwzXQ"])
    def test_what_we_did_not_make_is_no_cursor(self, index: Index, cursor: str) -> None:
        """Whatever it looks like."""
        fill(index, an_offer("a"))
        with pytest.raises(BadCursor):
            ask(index, after=cursor)

    @pytest.mark.parametrize(
        "other",
        [{"text": "b"}, {"where": Where(age=18)}, {"near": MECHELEN}, {"sort": "title"}],
        ids=lambda other: next(iter(other)),
    )
    def test_a_cursor_of_another_search_is_refused(self, index: Index, other: dict[str, object]) -> None:
        """It would point at a place in another list."""
        fill(index, an_offer("a"), an_offer("b"))
        cursor = ask(index, first=1).hits[0].cursor
        with pytest.raises(BadCursor):
            ask(index, after=cursor, **other)

    def test_a_cursor_of_another_epoch_has_expired(self, index: Index) -> None:
        """The store was restored: what was where is not known."""
        fill(index, an_offer("a"), an_offer("b"))
        cursor = ask(index, first=1).hits[0].cursor
        index.rebuild([an_offer("a"), an_offer("b")], epoch="epoch-2", upto=1)
        with pytest.raises(CursorExpired):
            ask(index, after=cursor)

    def test_a_cursor_outlives_a_rebuild(self, index: Index) -> None:
        """As long as the log is the same."""
        fill(index, an_offer("a"), an_offer("b"))
        cursor = ask(index, first=1).hits[0].cursor
        index.rebuild([an_offer("a"), an_offer("b")], epoch=EPOCH, upto=2)
        assert ["of_b"] == [hit.id for hit in ask(index, after=cursor).hits]

    # — before there is anything —

    def test_nothing_built_has_no_epoch(self, index: Index) -> None:
        """Which is how one sees that it must be."""
        assert (None, 0) == (index.epoch, index.seq)

    def test_nothing_built_cannot_be_asked(self, index: Index) -> None:
        """Saying that nothing was found would be wrong."""
        for asking in (
            lambda: ask(index),
            lambda: index.complete("naai", 8),
            lambda: index.cells(("kind",), Where(), today=TODAY, fresh_since=None),
            lambda: index.apply([Change(seq=1, id="of_a", offer=an_offer("a"))], 1),
        ):
            with pytest.raises(Unavailable):
                asking()

    # — following the log —

    def test_a_rebuild_says_up_to_where_it_follows(self, index: Index) -> None:
        """Epoch and high-water mark."""
        index.rebuild([an_offer("a")], epoch=EPOCH, upto=41)
        assert (EPOCH, 41) == (index.epoch, index.seq)

    def test_changes_move_the_mark(self, index: Index) -> None:
        """To `upto`, also where nothing in between concerns it."""
        fill(index, an_offer("a"))
        reached = index.apply([Change(seq=3, id="of_b", offer=an_offer("b"))], 7)
        assert (7, 7) == (reached, index.seq)

    def test_created_changed_removed_and_created_again(self, index: Index) -> None:
        """Each is searchable as soon as it is applied."""
        fill(index)
        seen = []
        for seq, offer in enumerate(
            (
                an_offer("a", title={"nl": "Naaien"}),
                an_offer("a", title={"nl": "Koken"}),
                None,
                an_offer("a", title={"nl": "Naaien"}),
            ),
            2,
        ):
            index.apply([Change(seq=seq, id="of_a", offer=offer)], seq)
            seen.append((ask(index, text="naaien").total, ask(index, text="koken").total))
        assert [(1, 0), (0, 1), (0, 0), (1, 0)] == seen

    def test_the_last_of_several_changes_counts(self, index: Index) -> None:
        """Of one offer in one go."""
        fill(index, an_offer("a"))
        index.apply(
            [
                Change(seq=2, id="of_a", offer=None),
                Change(seq=3, id="of_b", offer=an_offer("b", title={"nl": "Naaien"})),
                Change(seq=4, id="of_a", offer=an_offer("a", title={"nl": "Naaien"})),
                Change(seq=5, id="of_b", offer=None),
            ],
            5,
        )
        assert ["of_a"] == [hit.id for hit in ask(index, text="naaien").hits]

    def test_what_it_has_already_is_passed_over(self, index: Index) -> None:
        """An older state told again does not come back."""
        fill(index)
        old = [Change(seq=2, id="of_a", offer=an_offer("a", title={"nl": "Naaien"}))]
        index.apply(old, 2)
        index.apply([Change(seq=3, id="of_a", offer=an_offer("a", title={"nl": "Koken"}))], 3)
        reached = index.apply(old, 2)
        assert (3, 0, 1) == (reached, ask(index, text="naaien").total, ask(index, text="koken").total)

    def test_removing_what_never_was_is_nothing(self, index: Index) -> None:
        """A log may begin before the index."""
        fill(index, an_offer("a"))
        index.apply([Change(seq=2, id="of_nobody", offer=None)], 2)
        assert (1, 2) == (ask(index).total, index.seq)

    def test_a_rebuild_forgets_what_was(self, index: Index) -> None:
        """Changes that came after the former one among it."""
        fill(index, an_offer("a", modified=datetime(2026, 11, 2, tzinfo=UTC)))
        index.apply([Change(seq=2, id="of_b", offer=an_offer("b"))], 2)
        index.rebuild([an_offer("c")], epoch="epoch-2", upto=1)
        assert (["of_c"], 1) == ([hit.id for hit in ask(index).hits], index.seq)
