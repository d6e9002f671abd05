"""Feeds, what they remember, and their runs."""

from typing import Any

import pytest

from catalogue.errors import BadInput
from catalogue.feed import Counts, Cursor, FeedState
from catalogue.offer.problems import Problem, problem
from catalogue.store import Store
from tests.contracts.stored import DAY, NOW, Stored, a_feed, a_run, live, log, offer_of, run, take

CURSOR = Cursor(etag='"1"', url="https://example.org/next", version="v")


class Feeds(Stored):
    def test_new_feed_remembers_nothing(self, store: Store) -> None:
        """It is there with its definition."""
        expected = FeedState(
            feed=a_feed(),
            status="healthy",
            cursor=None,
            live=0,
            last_success=None,
            last_complete=None,
            unreachable_since=None,
        )
        assert (expected, [expected], None) == (store.feed("lijst"), store.feeds(), store.feed("andere"))

    def test_run_is_remembered(self, store: Store) -> None:
        """When it was, and where the next one goes on."""
        run(store, "a", "b", cursor=CURSOR)
        state = store.feed("lijst")
        assert state
        assert (CURSOR, 2, NOW, NOW) == (state.cursor, state.live, state.last_success, state.last_complete)

    def test_run_without_a_cursor_keeps_the_former(self, store: Store) -> None:
        """As when the source said that nothing changed."""
        run(store, "a", cursor=CURSOR)
        run(store, "a", at=NOW + DAY)
        assert CURSOR == _state(store).cursor

    def test_incomplete_run_is_a_success_all_the_same(self, store: Store) -> None:
        """But proves no absence."""
        run(store, "a", complete=False)
        assert (NOW, None) == (_state(store).last_success, _state(store).last_complete)

    def test_same_definition_again_changes_nothing(self, store: Store) -> None:
        """The cursor stays."""
        run(store, "a", cursor=CURSOR)
        store.put_feed(a_feed(options={}), now=NOW)
        assert CURSOR == _state(store).cursor

    @pytest.mark.parametrize(
        "changes", [{"url": "https://example.org/x"}, {"format": "csv"}, {"options": {"b": 1, "a": 2}}]
    )
    def test_other_definition_is_read_afresh(self, store: Store, changes: dict[str, Any]) -> None:
        """Its offers stay, its cursor goes, its last run holds."""
        run(store, "a", cursor=CURSOR)
        store.put_feed(a_feed(**changes), now=NOW + DAY)
        state = _state(store)
        assert (a_feed(**changes), None, 1, NOW) == (state.feed, state.cursor, state.live, state.last_success)

    @pytest.mark.parametrize(
        ("changes", "logged"),
        [
            ({"licence": "https://example.org/licence"}, 1),
            ({"redistribution": "link"}, 1),
            ({"url": "https://example.org/x"}, 1),
            ({"title": "Andere titel"}, 0),
            ({"every_s": 60}, 0),
        ],
    )
    def test_what_changes_offers_is_logged(self, store: Store, changes: dict[str, Any], logged: int) -> None:
        """Mirrors learn of another licence, level or origin; offers that are gone do not change."""
        run(store, "a", "b")
        run(store, "a", at=NOW + DAY)
        at = store.last_seq()
        store.put_feed(a_feed(**changes), now=NOW + 2 * DAY)
        assert [("UPDATED", "a")] * logged == log(store, after=at)

    def test_removed_feed_takes_its_offers_along(self, store: Store) -> None:
        """They answer that they are gone, and show no more than their source ever allowed all."""
        store.put_feed(a_feed("andere"), now=NOW)
        run(store, "a", "b")
        run(store, "x", feed="andere")
        assert 2 == store.remove_feed("lijst", now=NOW + DAY)
        offer = offer_of(store, "a")
        assert (None, ["x"], NOW + DAY, "link") == (store.feed("lijst"), live(store), offer.gone, offer.redistribution)
        assert {("REMOVED", "a"), ("REMOVED", "b")} == set(log(store, after=3))

    def test_removed_feed_comes_back(self, store: Store) -> None:
        """Under its key, its offers are themselves again."""
        run(store, "a")
        before = offer_of(store, "a").id
        store.remove_feed("lijst", now=NOW)
        store.put_feed(a_feed(), now=NOW)
        run(store, "a")
        assert (["a"], before) == (live(store), offer_of(store, "a").id)

    def test_feed_that_is_not_there(self, store: Store) -> None:
        """Can be removed: nothing goes."""
        assert 0 == store.remove_feed("andere", now=NOW)

    def test_feed_removed_during_its_run(self, store: Store) -> None:
        """The run ends with an error and leaves nothing."""
        run(store, "a")
        with pytest.raises(BadInput, match="lijst"):
            _run_and_remove(store)
        assert ([], [("CREATED", "a"), ("REMOVED", "a")]) == (live(store), log(store))

    def test_held_run_shows_on_the_feed(self, store: Store) -> None:
        """Until a run that holds nothing."""
        statuses = []
        for at, held in enumerate((3, 0)):
            with store.writing("lijst", now=NOW) as writer:
                writer.finish(a_run(f"r-{at}", counts=Counts(held=held)), cursor=None, complete=True)
            statuses.append(_state(store).status)
        assert ["held", "healthy"] == statuses

    def test_unreachable_since_the_first_time(self, store: Store) -> None:
        """However often it is tried; offers stay; a good run ends it."""
        run(store, "a")
        for days in (1, 2):
            at = NOW + days * DAY
            store.record_run(a_run(f"r-{days}", at=at, status="unreachable", complete=False, examined=None))
        assert ("unreachable", NOW + DAY, 1) == (
            _state(store).status,
            _state(store).unreachable_since,
            _state(store).live,
        )
        run(store, "a", at=NOW + 3 * DAY)
        assert ("healthy", None) == (_state(store).status, _state(store).unreachable_since)

    def test_failed_run_shows_on_the_feed(self, store: Store) -> None:
        """And does not count as a success."""
        store.record_run(a_run("r", status="failed", complete=False, examined=None))
        assert ("failing", None, None) == (
            _state(store).status,
            _state(store).unreachable_since,
            _state(store).last_success,
        )

    def test_run_is_kept_as_it_was(self, store: Store) -> None:
        """With every count."""
        counts = Counts(read=7, new=1, changed=2, unchanged=1, rejected=2, quarantined=1, removed=3, held=4)
        ended = a_run("r", counts=counts, message="Gedaan.", requests=3, seconds=1.25, examined="r-0")
        with store.writing("lijst", now=NOW) as writer:
            writer.finish(ended, cursor=None, complete=True)
        assert ([ended], 1) == store.runs("lijst", first=10)

    def test_runs_in_pages(self, store: Store) -> None:
        """Newest first, past one, with how many there are in all; of this feed; those of one instant do not get lost."""
        for at in range(5):
            store.record_run(a_run(f"r-{at}", at=NOW + (at // 2) * DAY))
        store.record_run(a_run("x", feed="andere"))
        first, total = store.runs("lijst", first=2)
        second, _ = store.runs("lijst", first=2, after=first[-1].id)
        third, _ = store.runs("lijst", first=2, after=second[-1].id)
        assert (["r-4", "r-3", "r-2", "r-1", "r-0"], 5) == ([one.id for one in first + second + third], total)

    def test_findings_in_pages(self, store: Store) -> None:
        """In their order, past one, with how many there are in all."""
        with store.writing("lijst", now=NOW) as writer:
            writer.report("r", [(f"n-{at}", _finding()) for at in range(5)])
            writer.report("andere", [("x", _finding())])
        first, total = store.problems("r", first=3)
        second, _ = store.problems("r", first=3, after=first[-1][0])
        assert (["n-0", "n-1", "n-2", "n-3", "n-4"], 5) == ([record for _, record, _ in first + second], total)

    def test_findings_of_long_ago_go(self, store: Store) -> None:
        """Those that hold now stay, however long the source has been the same; those of the last runs stay too."""
        for at in range(30):
            with store.writing("lijst", now=NOW + at * DAY) as writer:
                examined = f"r-{at}" if at < 12 else "r-11"
                writer.report(f"r-{at}", [("a", _finding())] if at < 12 else [])
                writer.finish(a_run(f"r-{at}", at=NOW + at * DAY, examined=examined), cursor=None, complete=True)
        assert [0, 1, 30] == [
            store.problems("r-0", first=1)[1],
            store.problems("r-11", first=1)[1],
            store.runs("lijst", first=1)[1],
        ]


def _run_and_remove(store: Store) -> None:
    with store.writing("lijst", now=NOW) as writer:
        take(writer, "a", "b")
        store.remove_feed("lijst", now=NOW)
        writer.finish(a_run("r"), cursor=None, complete=True)


def _state(store: Store) -> FeedState:
    state = store.feed("lijst")
    assert state
    return state


def _finding() -> Problem:
    return problem("missing", "/title", nl="Er is geen titel.", en="There is no title.")
