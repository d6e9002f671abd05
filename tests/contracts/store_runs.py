"""What a run writes, and what it is told of what there is."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from catalogue.offer.identity import offer_id
from catalogue.offer.problems import Problem, problem
from catalogue.store import Known, Store
from catalogue.store.staging import MAX_PROBLEMS
from tests.contracts.stored import CATALOGUE, DAY, DAY_S, NOW, Stored, a_feed, a_row, live, log, offer_of, run, take


class Runs(Stored):
    def test_records_become_offers_in_order(self, store: Store) -> None:
        """The log has them in the order in which they came."""
        run(store, "c", "a", "b")
        assert [("CREATED", "c"), ("CREATED", "a"), ("CREATED", "b")] == log(store)

    def test_order_holds_across_batches(self, store: Store) -> None:
        """Of more records than one batch, too."""
        names = [str(uuid4()) for _ in range(2500)]
        with store.writing("lijst", now=NOW) as writer:
            for at in range(0, len(names), 1000):
                take(writer, *names[at : at + 1000])
        assert [("CREATED", name) for name in names] == log(store)

    def test_id_is_that_of_the_contract(self, store: Store) -> None:
        """From the minting catalogue, the feed's key and the identifier."""
        run(store, "a")
        assert offer_id(CATALOGUE, "lijst", "a") == offer_of(store, "a").id

    def test_same_identifier_in_two_feeds_is_two_offers(self, store: Store) -> None:
        """A record is one feed and one identifier."""
        store.put_feed(a_feed("andere"), now=NOW)
        run(store, "a")
        run(store, "a", feed="andere")
        assert ["a", "a"] == live(store)

    def test_changed_record_is_updated(self, store: Store) -> None:
        """It keeps its id and the day it was first seen, and has its new content."""
        run(store, "a")
        before = offer_of(store, "a")
        run(store, a_row("a", title={"nl": "Breiatelier"}), at=NOW + DAY)
        after = offer_of(store, "a")
        assert [("CREATED", "a"), ("UPDATED", "a")] == log(store)
        assert (before.id, NOW, {"nl": "Breiatelier"}) == (after.id, after.first_seen, after.title)

    def test_unchanged_records_write_nothing(self, store: Store) -> None:
        """A day later, the log is what it was."""
        run(store, "a", "b")
        run(store, "a", "b", at=NOW + DAY)
        assert 2 == len(log(store))

    def test_same_identifier_twice_in_one_run(self, store: Store) -> None:
        """One offer, logged once, with what was written last."""
        with store.writing("lijst", now=NOW) as writer:
            writer.put([a_row("a", title={"nl": "Eerste"}), a_row("b")])
            writer.put([a_row("a", title={"nl": "Tweede"})])
        assert [("CREATED", "a"), ("CREATED", "b")] == sorted(log(store), key=lambda one: one[1])
        assert {"nl": "Tweede"} == offer_of(store, "a").title

    def test_known_tells_what_the_store_has(self, store: Store) -> None:
        """For those it has, by identifier."""
        row = a_row("a", raw_digest=b"\0raw")
        run(store, row)
        with store.writing("lijst", now=NOW) as writer:
            known = writer.known(["a", "b"])
        id_ = offer_id(CATALOGUE, "lijst", "a")
        expected = Known(digest=row.digest, raw_digest=b"\0raw", offer_id=id_, gone_reason=None, seen=False)
        assert {"a": expected} == known

    def test_known_is_of_this_feed(self, store: Store) -> None:
        """Another feed's record of that name is not meant."""
        run(store, "a")
        with store.writing("andere", now=NOW) as writer:
            assert {} == writer.known(["a"])

    @pytest.mark.parametrize("before", [True, False])
    def test_known_tells_what_came_in_this_run(self, store: Store, before: bool) -> None:
        """Whether the store had it before or not."""
        if before:
            run(store, "a", "b")
        with store.writing("lijst", now=NOW) as writer:
            take(writer, "a")
            known = writer.known(["a", "b"])
        assert ("a", True) == next((name, one.seen) for name, one in known.items() if one.seen)
        assert before == ("b" in known)

    def test_known_has_what_this_run_wrote(self, store: Store) -> None:
        """The digest is that of the version just put."""
        run(store, "a")
        row = a_row("a", title={"nl": "Breiatelier"})
        with store.writing("lijst", now=NOW) as writer:
            writer.put([row])
            assert row.digest == writer.known(["a"])["a"].digest

    def test_known_of_many(self, store: Store) -> None:
        """A whole batch at once."""
        names = [f"n-{at}" for at in range(1000)]
        run(store, *names)
        with store.writing("lijst", now=NOW) as writer:
            assert set(names) == set(writer.known(names))

    def test_met_once(self, store: Store) -> None:
        """Each identifier is newly met the first time it is asked about in a run, and that does not make it seen."""
        run(store, "a")
        with store.writing("lijst", now=NOW) as writer:
            asked = (["a", "b", "a"], ["b", "c", "\0"], [])
            assert [{"a", "b"}, {"c", "\0"}, set()] == [writer.newly_met(names) for names in asked]
            assert not writer.known(["a"])["a"].seen
        with store.writing("lijst", now=NOW) as writer:
            assert {"a"} == writer.newly_met(["a"])

    def test_nothing_is_harmless(self, store: Store) -> None:
        """Empty batches ask and write nothing."""
        run(store, "a")
        with store.writing("lijst", now=NOW) as writer:
            writer.put([])
            writer.saw([])
            writer.mark_refused([])
            writer.report("r", [])
            assert ({}, 0) == (writer.known([]), writer.tombstone([]))
        assert [("CREATED", "a")] == log(store)

    def test_live_count_is_of_the_feed(self, store: Store) -> None:
        """Live offers only, of this feed only."""
        store.put_feed(a_feed("andere"), now=NOW)
        run(store, "a", "b", "c")
        run(store, "a", "b")
        run(store, "x", feed="andere")
        with store.writing("lijst", now=NOW) as writer:
            assert 2 == writer.live_count()
        assert 3 == store.live_count()

    def test_missing_counts_live_records_not_seen(self, store: Store) -> None:
        """Gone ones are not missed, refused ones were seen."""
        run(store, "a", "b", "c", "d", "weg")
        run(store, "a", "b", "c", "d")
        with store.writing("lijst", now=NOW) as writer:
            take(writer, "a", "nieuw")
            writer.saw(["b"])
            assert 2 == writer.missing()

    def test_missing_before_this_run(self, store: Store) -> None:
        """What an earlier run found absent is missing, though this run did not look."""
        run(store, "a", "b", "c", grace_s=7 * DAY_S)
        run(store, "a", at=NOW + DAY, grace_s=7 * DAY_S)
        with store.writing("lijst", now=NOW + 2 * DAY) as writer:
            assert 2 == writer.missing(only_absent=True)

    def test_records_without_identifiers_of_their_own(self, store: Store) -> None:
        """Those not seen are told with a title; those seen, gone, or with an identifier of their own are not."""
        rows = [a_row(name, derived=True) for name in ("gezien", "gemist", "weg")]
        run(store, *rows, "eigen")
        run(store, *rows[:2], "eigen")
        with store.writing("lijst", now=NOW) as writer:
            take(writer, rows[0])
            assert [("gemist", "Naaiatelier gemist")] == writer.derived_missing()

    def test_source_says_when_it_changed(self, store: Store) -> None:
        """Its date is kept to the microsecond, without being called inferred."""
        at = datetime(2026, 3, 29, 0, 59, 59, 999_999, tzinfo=UTC)
        run(store, a_row("a", modified=at))
        offer = offer_of(store, "a")
        assert (at, False) == (offer.modified, "modified" in offer.inferred)

    def test_source_does_not_say_when_it_changed(self, store: Store) -> None:
        """Then it is when we saw the change, and that is called inferred."""
        run(store, "a")
        run(store, "a", at=NOW + DAY)
        offer = offer_of(store, "a")
        assert (NOW, True) == (offer.modified, "modified" in offer.inferred)

    @pytest.mark.parametrize("at", [NOW + timedelta(microseconds=1), datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC)])
    def test_instants_are_exact(self, store: Store, at: datetime) -> None:
        """To the microsecond, also before 1970."""
        run(store, "a", at=at)
        offer = offer_of(store, "a")
        assert (at, at, at) == (offer.first_seen, offer.last_seen, store.changes(0, 1)[0].at)

    def test_seeing_writes_nothing(self, store: Store) -> None:
        """When an offer was last seen, and how long it holds without a date of its own, follow the feed's complete runs."""
        run(store, "a")
        run(store, "a", at=NOW + 10 * DAY)
        offer = offer_of(store, "a")
        assert (NOW + 10 * DAY, (NOW + 100 * DAY).date()) == (offer.last_seen, offer.valid_through)
        assert ("validThrough" in offer.inferred, 1) == (True, store.last_seq())

    def test_incomplete_run_proves_no_absence(self, store: Store) -> None:
        """What it did not see was last seen by the complete run before it."""
        run(store, "a", "b")
        run(store, "b", at=NOW + DAY, complete=False)
        assert (NOW, ["a", "b"]) == (offer_of(store, "a").last_seen, live(store))

    def test_absent_was_last_seen_before(self, store: Store) -> None:
        """By the last complete run that saw it, however many follow."""
        run(store, "a", "b")
        run(store, "a", "b", at=NOW + DAY)
        for days in (2, 3):
            run(store, "a", at=NOW + days * DAY, grace_s=7 * DAY_S)
        assert (NOW + DAY, NOW + 3 * DAY) == (offer_of(store, "b").last_seen, offer_of(store, "a").last_seen)

    def test_findings_are_kept_with_their_run(self, store: Store) -> None:
        """In order, with the record they are about where there is one."""
        found = [("a", _finding("missing")), (None, _finding("not-json"))]
        with store.writing("lijst", now=NOW) as writer:
            writer.report("r-1", found)
            writer.report("r-1", [("b", _finding("too-long"))])
        kept, total = store.problems("r-1", first=10)
        assert [*found, ("b", _finding("too-long"))] == [(record, one) for _, record, one in kept]
        assert 3 == total

    def test_findings_are_kept_to_a_limit(self, store: Store) -> None:
        """Up to exactly so many of a run, however they come."""
        some = [(f"n-{at}", _finding("missing")) for at in range(3_700)]
        with store.writing("lijst", now=NOW) as writer:
            for _ in range(4):
                writer.report("r-1", some)
        assert MAX_PROBLEMS == store.problems("r-1", first=1)[1]


def _finding(code: str) -> Problem:
    return problem(code, "/title", nl="Er is geen titel.", en="There is no title.")
