"""What goes, when, and how it comes back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from catalogue.feed import Cursor
from catalogue.store import Store
from tests.contracts.stored import DAY, DAY_S, NOW, Stored, a_feed, a_row, live, log, offer_of, refuse, run, take

WEEK_S = 7 * DAY_S


class Removal(Stored):
    def test_absent_goes_at_once_without_grace(self, store: Store) -> None:
        """It is logged, and keeps answering that it is gone, and when it was last seen."""
        run(store, "a", "b")
        assert 1 == run(store, "a", at=NOW + DAY)
        offer = offer_of(store, "b")
        assert ("REMOVED", "b") == log(store)[-1]
        assert (["a"], NOW + DAY, NOW) == (live(store), offer.gone, offer.last_seen)

    def test_removals_come_after_what_came_in(self, store: Store) -> None:
        """In the log of one run, in the order of their ids."""
        run(store, "a", "b", "c")
        run(store, "d", at=NOW + DAY)
        logged = store.changes(3, 10)
        assert ["CREATED", "REMOVED", "REMOVED", "REMOVED"] == [change.type for change in logged]
        assert sorted(change.offer_id for change in logged[1:]) == [change.offer_id for change in logged[1:]]

    @pytest.mark.parametrize(("days", "removed"), [(6, 0), (7, 1)])
    def test_grace_runs_from_when_absence_was_noted(self, store: Store, days: int, removed: int) -> None:
        """For as long as the grace it stays."""
        run(store, "a", "b", grace_s=WEEK_S)
        run(store, "a", at=NOW + DAY, grace_s=WEEK_S)
        assert removed == run(store, "a", at=NOW + (1 + days) * DAY, grace_s=WEEK_S)

    def test_back_within_the_grace_was_never_away(self, store: Store) -> None:
        """Absence starts anew when it goes again, and nothing is logged."""
        for days, records in ((0, "ab"), (1, "a"), (6, "ab"), (12, "a")):
            assert 0 == run(store, *records, at=NOW + days * DAY, grace_s=WEEK_S)
        assert (["a", "b"], 2) == (live(store), store.last_seq())

    def test_back_changed_was_never_away(self, store: Store) -> None:
        """A new version ends an absence as the same one does."""
        for days, records in ((0, ("a", "b")), (1, ("a",)), (6, ("a", a_row("b", cost_eur=5))), (12, ("a",))):
            assert 0 == run(store, *records, at=NOW + days * DAY, grace_s=WEEK_S)
        assert ["a", "b"] == live(store)

    def test_absence_is_noted_though_removal_is_withheld(self, store: Store) -> None:
        """The grace runs while a guard holds removals back."""
        run(store, "a", "b", grace_s=WEEK_S)
        with store.writing("lijst", now=NOW + DAY) as writer:
            take(writer, "a")
            assert 0 == writer.settle(grace_s=0, remove=False)
        assert 1 == run(store, "a", at=NOW + 8 * DAY, grace_s=WEEK_S)

    def test_unchanged_source_lets_the_grace_go_on(self, store: Store) -> None:
        """Nothing is newly absent, what was absent goes in the end."""
        run(store, "a", "b", grace_s=WEEK_S)
        run(store, "a", at=NOW + DAY, grace_s=WEEK_S)
        for days, removed in ((2, 0), (8, 1)):
            with store.writing("lijst", now=NOW + days * DAY) as writer:
                assert removed == writer.settle(grace_s=WEEK_S, remove=True, only_absent=True)
        assert ["a"] == live(store)

    def test_removed_comes_back_as_itself(self, store: Store) -> None:
        """With its id and the day it was first seen; the log has it created again."""
        run(store, "a", "b")
        before = offer_of(store, "b")
        run(store, "a", at=NOW + DAY)
        run(store, "a", "b", at=NOW + 2 * DAY)
        after = offer_of(store, "b")
        assert [("REMOVED", "b"), ("CREATED", "b")] == log(store, after=2)
        assert (before.id, NOW, None) == (after.id, after.first_seen, after.gone)

    def test_known_tells_why_it_is_gone(self, store: Store) -> None:
        """So that a run knows it must be read again, though its bytes are the same."""
        run(store, "a", "b")
        run(store, "a")
        with store.writing("lijst", now=NOW) as writer:
            assert "absent" == writer.known(["b"])["b"].gone_reason

    def test_other_feeds_are_left_alone(self, store: Store) -> None:
        """A run sees and removes records of its own feed."""
        store.put_feed(a_feed("andere"), now=NOW)
        run(store, "a", "b", feed="andere")
        assert 0 == run(store, "b")
        assert ["a", "b", "b"] == live(store)

    @pytest.mark.parametrize(("days", "there"), [(6, True), (7, False)])
    def test_refused_version_leaves_the_last_good_one(self, store: Store, days: int, there: bool) -> None:
        """For the grace."""
        run(store, "a", "b")
        run(store, "a", refused=["b"], at=NOW + DAY, grace_s=WEEK_S)
        run(store, "a", refused=["b"], at=NOW + (1 + days) * DAY, grace_s=WEEK_S)
        assert there == ("b" in live(store))

    def test_known_tells_that_it_was_refused(self, store: Store) -> None:
        """When its last good version went for that."""
        run(store, "a", "b")
        run(store, "a", refused=["b"], at=NOW + DAY)
        with store.writing("lijst", now=NOW) as writer:
            assert "refused" == writer.known(["b"])["b"].gone_reason

    @pytest.mark.parametrize("version", [a_row("b"), a_row("b", cost_eur=5)])
    def test_mended_record_is_refused_no_longer(self, store: Store, version: object) -> None:
        """Whether it is what we have or new: the next refusal has a grace of its own."""
        run(store, "a", "b")
        for days in (1, 7):
            run(store, "a", refused=["b"], at=NOW + days * DAY, grace_s=WEEK_S)
            run(store, "a", version, at=NOW + (days + 1) * DAY, grace_s=WEEK_S)  # type: ignore[arg-type]
        run(store, "a", refused=["b"], at=NOW + 9 * DAY, grace_s=WEEK_S)
        assert ["a", "b"] == live(store)

    def test_refusal_of_what_is_not_known(self, store: Store) -> None:
        """Leaves nothing behind."""
        run(store, "a", refused=["b"])
        assert [("CREATED", "a")] == log(store)

    def test_removed_is_not_restored_by_a_refused_version(self, store: Store) -> None:
        """What is gone and comes back broken stays gone."""
        run(store, "a", "b")
        run(store, "a")
        run(store, "a", refused=["b"])
        assert ["a"] == live(store)

    def test_tombstone_removes_at_once(self, store: Store) -> None:
        """However long the grace; of those that were live, the number is told."""
        run(store, "a", "b")
        with store.writing("lijst", now=NOW + DAY) as writer:
            assert [1, 0, 0] == [writer.tombstone(["b", "x"]), writer.tombstone(["b"]), writer.tombstone(["y"])]
        assert (["a"], [("REMOVED", "b")]) == (live(store), log(store, after=2))

    def test_tombstone_tells_its_reason(self, store: Store) -> None:
        """The source said so."""
        run(store, "a")
        with store.writing("lijst", now=NOW) as writer:
            writer.tombstone(["a"])
        with store.writing("lijst", now=NOW) as writer:
            assert "tombstone" == writer.known(["a"])["a"].gone_reason

    def test_buried_and_back_in_one_run(self, store: Store) -> None:
        """What a source last says of a record holds."""
        run(store, "a", "b")
        with store.writing("lijst", now=NOW + DAY) as writer:
            writer.tombstone(["b"])
            writer.put([a_row("b", cost_eur=5)])
            writer.settle(grace_s=0, remove=True, only_absent=True)
        assert (["a", "b"], 5) == (live(store), offer_of(store, "b").cost_eur)

    def test_written_and_buried_in_one_run(self, store: Store) -> None:
        """It is not live, and nobody has seen that it was."""
        run(store, "a")
        with store.writing("lijst", now=NOW + DAY) as writer:
            writer.put([a_row("b")])
            assert 1 == writer.tombstone(["b"])
        assert ["a"] == live(store)

    def test_buried_is_not_missing(self, store: Store) -> None:
        """The guard counts what went without a word."""
        run(store, "a", "b", "c")
        with store.writing("lijst", now=NOW) as writer:
            writer.tombstone(["b"])
            take(writer, "a")
            assert 1 == writer.missing()

    @pytest.mark.parametrize(
        ("last", "instant"),
        [
            (date(2026, 11, 24), datetime(2026, 11, 24, 23, tzinfo=UTC)),
            (date(2026, 7, 15), datetime(2026, 7, 15, 22, tzinfo=UTC)),
            (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
            (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        ],
        ids=["winter", "summer", "clocks-forward", "clocks-back"],
    )
    def test_valid_through_its_last_day_in_brussels(self, store: Store, last: date, instant: datetime) -> None:
        """It goes at midnight there, not a microsecond before; whatever the season."""
        run(store, a_row("a", valid_through=last), "b", at=instant - 10 * DAY)
        assert [0, 1, 0] == [
            store.sweep(now=instant - timedelta(microseconds=1)),
            store.sweep(now=instant),
            store.sweep(now=instant),
        ]
        assert ("REMOVED", "a") == log(store)[-1]
        assert instant == offer_of(store, "a").gone

    def test_prolonged_offer_comes_back(self, store: Store) -> None:
        """An expired offer with a new end date is created again, and not swept again."""
        run(store, a_row("a", valid_through=date(2026, 11, 23)))
        store.sweep(now=NOW)
        run(store, a_row("a", valid_through=date(2026, 12, 1)), at=NOW)
        assert 0 == store.sweep(now=NOW)
        assert [("CREATED", "a"), ("REMOVED", "a"), ("CREATED", "a")] == log(store)

    @pytest.mark.parametrize(("days", "swept"), [(90, 0), (91, 2)])
    def test_source_not_read_for_ninety_days(self, store: Store, days: int, swept: int) -> None:
        """Its offers go, those with an end date far away too, exactly when they read that they are no longer valid."""
        run(store, "a", a_row("b", valid_through=date(2030, 1, 1)))
        assert (NOW + 90 * DAY).date() == offer_of(store, "a").valid_through
        assert swept == store.sweep(now=NOW + days * DAY)

    def test_swept_source_is_read_afresh(self, store: Store) -> None:
        """Its cursor is forgotten, so that an unchanged source brings its offers back; other feeds keep theirs."""
        store.put_feed(a_feed("andere"), now=NOW)
        run(store, "a", cursor=Cursor(etag='"1"'))
        run(store, "x", cursor=Cursor(etag='"2"'), feed="andere", at=NOW + 90 * DAY)
        store.sweep(now=NOW + 100 * DAY)
        cursors = {state.feed.key: state.cursor for state in store.feeds()}
        assert {"lijst": None, "andere": Cursor(etag='"2"')} == cursors

    def test_expiry_alone_forgets_no_cursor(self, store: Store) -> None:
        """An offer past its end date says nothing about its source."""
        run(store, a_row("a", valid_through=date(2026, 11, 23)), cursor=Cursor(etag='"1"'))
        store.sweep(now=NOW)
        assert [Cursor(etag='"1"')] == [state.cursor for state in store.feeds()]

    def test_absent_for_ninety_days(self, store: Store) -> None:
        """An absence that was withheld ends with the sweep, though its source is read."""
        run(store, "a", "b")
        for days in (1, 95):
            run(store, "a", at=NOW + days * DAY, grace_s=1000 * DAY_S)
        assert (1, ["a"]) == (store.sweep(now=NOW + 95 * DAY), live(store))

    def test_swept_while_a_run_sees_it(self, store: Store) -> None:
        """A source that comes back just then keeps its offers: what the run saw is there."""
        run(store, "a", "b")
        with store.writing("lijst", now=NOW + 100 * DAY) as writer:
            take(writer, "a")
            refuse(writer, "b")
            store.sweep(now=NOW + 100 * DAY)
        assert ["a"] == live(store)
        assert ("CREATED", "a") == log(store)[-1]
