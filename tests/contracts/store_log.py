"""The change log: one transaction with what it tells of, in the order in which it can be read."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event

from catalogue.store import LoggedChange, Store
from tests.contracts.store_child import Child
from tests.contracts.stored import CATALOGUE, NOW, Stored, a_feed, a_row, fail, live, log, run, take

FEEDS = ("eerste", "tweede")
RUNS = 12


class Log(Stored):
    def test_nothing_shows_before_the_end_of_a_run(self, store: Store) -> None:
        """Neither offers nor log nor runs, until the block ends; then all at once."""
        run(store, "oud")
        with store.writing("lijst", now=NOW) as writer:
            take(writer, "a", "b")
            writer.settle(grace_s=0, remove=True)
            assert (["oud"], 1) == (live(store), store.last_seq())
        assert (["a", "b"], 4) == (live(store), store.last_seq())

    def test_failed_run_leaves_nothing(self, store: Store) -> None:
        """Whatever it wrote before."""
        run(store, "oud")
        with pytest.raises(ZeroDivisionError):
            fail(store, "a", "b")
        assert (["oud"], [("CREATED", "oud")]) == (live(store), log(store))

    def test_run_after_a_failed_one_starts_clean(self, store: Store) -> None:
        """It knows nothing of what that one saw."""
        with pytest.raises(ZeroDivisionError):
            fail(store, "a")
        with store.writing("lijst", now=NOW) as writer:
            assert {} == writer.known(["a"])
            take(writer, "b")
        assert ["b"] == live(store)

    def test_run_under_way_holds_nobody_up(self, store: Store) -> None:
        """Another feed's run may begin and end while one reads its source, and both are there."""
        store.put_feed(a_feed("andere"), now=NOW)
        run(store, "oud")
        with store.writing("lijst", now=NOW) as writer:
            assert {"oud"} == set(writer.known(["oud"]))
            take(writer, "a")
            run(store, "x", feed="andere")
            take(writer, "b")
        assert [("CREATED", "x"), ("CREATED", "a"), ("CREATED", "b")] == log(store, after=1)

    def test_writers_are_held_up_for_the_end_of_a_run_only(self, store: Store) -> None:
        """From its first word about the end another run waits for this one; it goes on as soon as this one is over."""
        store.put_feed(a_feed("andere"), now=NOW)
        other = threading.Thread(target=run, args=(store, "x"), kwargs={"feed": "andere"})
        with store.writing("lijst", now=NOW) as writer:
            take(writer, "a")
            writer.settle(grace_s=0, remove=True)
            other.start()
            assert 0 == store.last_seq()
        other.join()
        assert [("CREATED", "a"), ("CREATED", "x")] == log(store)

    def test_statements_do_not_grow_with_records(self, store: Store) -> None:
        """A thousand cost as many as ten."""
        run(store, "a")
        ten = _statements(lambda: run(store, *(f"x-{at}" for at in range(10)), complete=False))
        thousand = _statements(lambda: run(store, *(f"y-{at}" for at in range(1000)), complete=False))
        assert ten == thousand

    def test_pages_of_the_log(self, store: Store) -> None:
        """At most so many past a number, ascending; past the end nothing."""
        run(store, "a", "b", "c", "d")
        assert [2, 3] == [change.seq for change in store.changes(1, 2)]
        assert [4] == [change.seq for change in store.changes(3, 2)]
        assert [] == store.changes(4, 2)

    def test_log_of_an_empty_store(self, store: Store) -> None:
        """Its newest change is number 0."""
        assert (0, []) == (store.last_seq(), store.changes(0, 10))

    def test_two_threads_that_write(self, store: Store) -> None:
        """Who follows the log by its numbers misses nothing, and each run stands in it as one block."""
        _register(store)

        def write(feed: str) -> None:
            for at in range(RUNS):
                run(store, *(f"{feed}-{at}-{one}" for one in range(5)), feed=feed, complete=False)

        threads = [threading.Thread(target=write, args=(feed,)) for feed in FEEDS]
        for thread in threads:
            thread.start()
        followed = _follow(store, lambda: any(thread.is_alive() for thread in threads))
        for thread in threads:
            thread.join()
        assert store.changes(0, 1000) == followed
        assert RUNS * len(FEEDS) == len(_blocks(store))

    def test_two_processes_that_write(self, store: Store, url: str) -> None:
        """The same holds between processes."""
        _register(store)
        children = [Child(url, "runs", feed, str(RUNS)) for feed in FEEDS]
        for child in children:
            child.wait_until_ready()
        for child in children:
            child.go()
        wanted = RUNS * len(FEEDS) * 5
        followed = _follow(store, lambda: store.last_seq() < wanted)
        for child in children:
            child.result()
            child.end()
        assert store.changes(0, 1000) == followed
        assert RUNS * len(FEEDS) == len(_blocks(store))

    def test_stream_of_live_offers_is_of_one_moment(self, store: Store, url: str) -> None:
        """However much another process writes while it is read; its number is that of the log at that moment."""
        names = [f"n-{at:04}" for at in range(1500)]
        run(store, *names)
        seq, offers = store.live()
        first = next(offers)
        other = Store.open(url, catalogue=CATALOGUE)
        run(other, *(a_row(name, cost_eur=5) for name in names[:700]))
        other.close()
        streamed = [first, *offers]
        assert (1500, names) == (seq, sorted(offer.identifier for offer in streamed))
        assert {None} == {offer.cost_eur for offer in streamed}
        assert ([one.id for one in streamed], 700) == (sorted(str(one.id) for one in streamed), store.live_count())

    def test_stream_that_is_left(self, store: Store) -> None:
        """It can be closed halfway, and the store goes on."""
        run(store, "a", "b")
        _, offers = store.live()
        next(offers)
        offers.close()  # type: ignore[attr-defined]  # a generator
        assert 0 == run(store, "a", "b")

    def test_epoch_lasts(self, store: Store, url: str) -> None:
        """It is that of the store, whoever opens it."""
        again = Store.open(url, catalogue=CATALOGUE)
        assert store.epoch == again.epoch
        again.close()

    def test_renewed_epoch(self, store: Store, url: str) -> None:
        """Another one, for everybody who has the store open."""
        again = Store.open(url, catalogue=CATALOGUE)
        before = again.epoch
        renewed = store.renew_epoch()
        assert (renewed, True) == (again.epoch, renewed != before)
        again.close()


def _statements(work: Callable[[], object]) -> int:
    """How many statements a piece of work sends to the database."""
    sent: list[object] = []

    def note(*told: object) -> None:
        sent.append(told)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(sent)


def _register(store: Store) -> None:
    for feed in FEEDS:
        store.put_feed(a_feed(feed), now=NOW)


def _follow(store: Store, going_on: Callable[[], bool]) -> list[LoggedChange]:
    """The log as somebody reads it who asks again and again for what is past the last number seen."""
    followed: list[LoggedChange] = []
    last = False
    while not last:
        last = not going_on()
        while page := store.changes(followed[-1].seq if followed else 0, 7):
            followed += page
    return followed


def _blocks(store: Store) -> list[str]:
    """Which run each change is of, without repeats of the one before."""
    runs = [name.rpartition("-")[0] for _, name in log(store)]
    return [name for at, name in enumerate(runs) if at == 0 or runs[at - 1] != name]
