"""Runs of a feed against a real server and a real store: what is kept, what goes, and what is said of it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from catalogue.feed import Counts
from catalogue.harvest import release
from catalogue.places import Places
from catalogue.store import Store
from tests.catalogue.listed import Listed, numbered
from tests.harvesters.server import Server
from tests.records import record

DAY = timedelta(days=1)
ForFeed = Callable[..., Listed]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def listed(server: Server, store: Store, places: Places, tmp_path: Path, now: datetime) -> ForFeed:
    return lambda **feed: Listed(server, store, places, tmp_path, now, **feed)


def sum_of(counts: Counts) -> int:
    return counts.new + counts.changed + counts.unchanged + counts.rejected + counts.quarantined


def test_first_run_takes_everything(listed: ForFeed) -> None:
    """Every good record becomes an offer, and the log says so in the order of the list."""
    feed = listed()
    feed.publish(*numbered(3))
    run = feed.run()
    assert ("done", Counts(read=3, new=3)) == (run.status, run.counts)
    assert [("CREATED", "n-0"), ("CREATED", "n-1"), ("CREATED", "n-2")] == feed.log()


def test_unchanged_source_costs_one_request(listed: ForFeed) -> None:
    """With an ETag, a second run asks once and writes nothing; what was new then is unchanged now."""
    feed = listed()
    feed.publish(*numbered(3), etag='"1"')
    feed.run()
    run = feed.run(after=DAY)
    assert ("unchanged", 1, Counts(read=3, unchanged=3)) == (run.status, run.requests, run.counts)
    assert 3 == len(feed.log())


def test_same_bytes_are_not_read_again(listed: ForFeed) -> None:
    """A source without validators is fetched, but not read when it is the same."""
    feed = listed()
    feed.publish(*numbered(3))
    feed.run()
    assert "unchanged" == feed.run(after=DAY).status


def test_one_change_writes_one(listed: ForFeed) -> None:
    """Of a list with one record mended, one offer is written."""
    feed = listed()
    records = numbered(30)
    feed.publish(*records)
    feed.run()
    feed.publish(*records[:29], {**records[29], "title": {"nl": "Naaiatelier op zaterdag"}})
    run = feed.run(after=DAY)
    assert Counts(read=30, changed=1, unchanged=29) == run.counts
    assert [("UPDATED", "n-29")] == feed.log()[30:]


def test_same_content_in_other_bytes_writes_nothing(listed: ForFeed) -> None:
    """Keys in another order are the same offer."""
    feed = listed()
    records = numbered(3)
    feed.publish(*records)
    feed.run()
    feed.publish(*(dict(reversed(one.items())) for one in records))
    assert Counts(read=3, unchanged=3) == feed.run(after=DAY).counts
    assert 3 == len(feed.log())


def test_absent_goes_at_once_without_grace(listed: ForFeed) -> None:
    """With a grace of nothing, what a complete run does not see is removed, and keeps answering that it is gone."""
    feed = listed(grace_s=0)
    feed.publish(*numbered(3))
    feed.run()
    feed.publish(*numbered(2))
    run = feed.run(after=DAY)
    assert (1, ("REMOVED", "n-2")) == (run.counts.removed, feed.log()[-1])
    removed = feed.store.offers([feed.store.changes(3, 1)[0].offer_id])
    assert [feed.now] == [offer.gone for offer in removed.values()]


def test_absent_stays_for_the_grace(listed: ForFeed) -> None:
    """Six days absent it is still there, eight days and it is gone."""
    feed = listed(grace_s=7 * 86_400)
    feed.publish(*numbered(3))
    feed.run()
    feed.publish(*numbered(2))
    feed.run(after=DAY)
    feed.run(after=6 * DAY)
    assert "n-2" in feed.live()
    feed.run(after=2 * DAY)
    assert "n-2" not in feed.live()


def test_back_in_time_was_never_away(listed: ForFeed) -> None:
    """What comes back within the grace starts a new grace when it goes again."""
    feed = listed(grace_s=7 * 86_400)
    for count, after in ((3, 0), (2, 1), (3, 6), (2, 6)):
        feed.publish(*numbered(count))
        feed.run(after=after * DAY)
    assert "n-2" in feed.live()


def test_removed_comes_back_as_itself(listed: ForFeed) -> None:
    """A record that reappears has its old id again, and is created anew in the log."""
    feed = listed(grace_s=0)
    feed.publish(*numbered(3))
    feed.run()
    before = {change.offer_id for change in feed.store.changes(0, 10)}
    feed.publish(*numbered(2))
    feed.run(after=DAY)
    feed.publish(*numbered(3))
    assert Counts(read=3, new=1, unchanged=2) == feed.run(after=DAY).counts
    assert before == {change.offer_id for change in feed.store.changes(0, 10)}
    assert ("CREATED", "n-2") == feed.log()[-1]


def test_broken_record_is_rejected_with_every_reason(listed: ForFeed) -> None:
    """A record without title and with an impossible level is out, for both reasons; the others are in."""
    feed = listed()
    feed.publish(*numbered(2), record(identifier="stuk", title=..., dutchLevelMin="D1"))
    run = feed.run()
    assert Counts(read=3, new=2, rejected=1) == run.counts
    assert [("stuk", "missing"), ("stuk", "not-in-scheme")] == sorted(feed.problems(run))


def test_company_may_not_engage_volunteers(listed: ForFeed) -> None:
    """A company's volunteering is rejected with that reason."""
    feed = listed()
    feed.publish(record(kind=["volunteering"], provider={"name": "Bakkerij Korst (fictief)", "type": "company"}))
    run = feed.run()
    assert (1, [("naai-1", "company-volunteering")]) == (run.counts.rejected, feed.problems(run))


def test_person_is_quarantined_and_nothing_of_it_kept(listed: ForFeed) -> None:
    """A record with somebody's birth date is quarantined, and the report does not repeat the date."""
    feed = listed()
    feed.publish(record(geboortedatum="1990-01-02"))
    run = feed.run()
    found, _ = feed.store.problems(run.id, first=10)
    assert (1, {}) == (run.counts.quarantined, feed.live())
    assert b"1990" not in msgspec.json.encode([one for _, _, one in found])


def test_second_of_the_same_identifier_is_rejected(listed: ForFeed) -> None:
    """The first of two records with one identifier counts, wherever they stand."""
    feed = listed()
    feed.publish(record(title={"nl": "Eerste"}), *numbered(1200), record(title={"nl": "Tweede"}))
    run = feed.run()
    assert (1, "Eerste") == (run.counts.rejected, feed.live()["naai-1"])
    assert [("naai-1", "duplicate-identifier")] == feed.problems(run)


def test_refused_update_leaves_the_last_good_version(listed: ForFeed) -> None:
    """When a record breaks, its last good version stays for the grace, and then goes."""
    feed = listed(grace_s=7 * 86_400)
    feed.publish(*numbered(2), record())
    feed.run()
    feed.publish(*numbered(2), record(dutchLevelMin="D1"))
    assert Counts(read=3, unchanged=2, rejected=1) == feed.run(after=DAY).counts
    assert "naai-1" in feed.live()
    feed.run(after=8 * DAY)
    assert "naai-1" not in feed.live()


def test_half_the_list_gone_is_held(listed: ForFeed) -> None:
    """Too much at once looks like a hiccup: what is new comes in, what is absent stays, and somebody is told."""
    feed = listed(grace_s=0)
    feed.publish(*numbered(20))
    feed.run()
    feed.publish(*numbered(10), record())
    run = feed.run(after=timedelta(hours=6))
    assert ("held", Counts(read=11, new=1, unchanged=10, held=10)) == (run.status, run.counts)
    assert 21 == len(feed.live())
    assert "catalogue feeds release lijst" in run.message
    assert "held" == feed.store.feed("lijst").status


def test_held_removals_are_released_by_hand(listed: ForFeed) -> None:
    """After a look at the source, an operator lets them go."""
    feed = listed(grace_s=0)
    feed.publish(*numbered(20))
    feed.run()
    feed.publish(*numbered(10))
    feed.run(after=timedelta(hours=6))
    assert 10 == release("lijst", store=feed.store, now=feed.now)
    assert 10 == len(feed.live())


def test_runs_that_agree_over_the_grace_release_it(listed: ForFeed) -> None:
    """A source that stays small is believed in the end: a day at least, the feed's own grace where that is longer."""
    feed = listed(grace_s=2 * 86_400)
    feed.publish(*numbered(20))
    feed.run()
    feed.publish(*numbered(10))
    assert ["held", "held", "unchanged"] == [feed.run(after=DAY).status for _ in range(3)]
    assert 10 == len(feed.live())


def test_five_of_ten_are_not_held(listed: ForFeed) -> None:
    """In a small list, five that go are not suspicious."""
    feed = listed(grace_s=0)
    feed.publish(*numbered(10))
    feed.run()
    feed.publish(*numbered(5))
    assert ("done", 5) == ((run := feed.run(after=DAY)).status, run.counts.removed)


@pytest.mark.parametrize("body", [b"[]", b"[]\n"])
def test_emptied_list_is_held(listed: ForFeed, body: bytes) -> None:
    """An empty list empties nothing, however few offers there were."""
    feed = listed(grace_s=0)
    feed.publish(*numbered(3))
    feed.run()
    feed.publish_bytes(body)
    run = feed.run(after=timedelta(hours=1))
    assert ("held", 3) == (run.status, len(feed.live()))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"<!doctype html><title>Aanmelden</title>", "web page"),
        (b'[{"identifier": "n-0"', "breaks"),
        (b"titel;gemeente\n", "expected"),
    ],
)
def test_unreadable_document_fails_the_run(listed: ForFeed, body: bytes, said: str) -> None:
    """What is no list fails the run with a reason; yesterday's offers stay."""
    feed = listed(grace_s=0)
    feed.publish(*numbered(3))
    feed.run()
    feed.publish_bytes(body)
    run = feed.run(after=DAY)
    assert ("failed", 3) == (run.status, len(feed.live()))
    assert said in run.message
    assert "failing" == feed.store.feed("lijst").status


def test_unreachable_is_not_absent(listed: ForFeed) -> None:
    """A source that is down keeps its offers, says since when, and is healthy again when it is back."""
    feed = listed(grace_s=0)
    feed.publish(*numbered(3))
    feed.run()
    feed.fail(503)
    first = feed.run(after=DAY)
    feed.run(after=DAY)
    state = feed.store.feed("lijst")
    assert ("unreachable", "unreachable", first.started) == (first.status, state.status, state.unreachable_since)
    assert 3 == len(feed.live())
    feed.publish(*numbered(3))
    feed.run(after=DAY)
    assert ("healthy", None) == ((state := feed.store.feed("lijst")).status, state.unreachable_since)


def test_unread_for_ninety_days_goes_and_returns(listed: ForFeed) -> None:
    """Offers of a source that stays down leave after 90 days, and are all back when it is."""
    feed = listed()
    feed.publish(*numbered(3, validThrough="2028-01-01"), etag='"1"')
    feed.run()
    assert 0 == feed.store.sweep(now=feed.now + 89 * DAY)
    assert 3 == feed.store.sweep(now=feed.now + 92 * DAY)
    assert Counts(read=3, new=3) == feed.run(after=93 * DAY).counts


def test_past_its_last_day_it_goes(listed: ForFeed) -> None:
    """An offer is removed the day after the one it was valid through, as an event in the log."""
    feed = listed()
    feed.publish(record(validThrough="2026-11-30"))
    feed.run()
    assert 0 == feed.store.sweep(now=datetime.fromisoformat("2026-11-30T22:59:00+00:00"))
    assert 1 == feed.store.sweep(now=datetime.fromisoformat("2026-11-30T23:01:00+00:00"))
    assert [("CREATED", "naai-1"), ("REMOVED", "naai-1")] == feed.log()


def test_another_address_is_read_afresh(listed: ForFeed, server: Server) -> None:
    """A feed that moved is not taken for unchanged because its first document was."""
    feed = listed()
    feed.publish(*numbered(3), etag='"1"')
    feed.run()
    moved = msgspec.structs.replace(feed.feed, options={"anders": 1})
    feed.store.put_feed(moved, now=feed.now)
    feed.feed = moved
    assert ("done", Counts(read=3, unchanged=3)) == ((run := feed.run(after=DAY)).status, run.counts)


def test_only_one_run_at_a_time(listed: ForFeed, store: Store) -> None:
    """While another run of the feed goes on, a second one does not start."""
    feed = listed()
    feed.publish(*numbered(3))
    assert store.lease("feed:lijst", "another", seconds=60)
    run = feed.run()
    assert ("failed", {}) == (run.status, feed.live())
    assert "still going on" in run.message


def test_counts_add_up_whatever_comes(listed: ForFeed) -> None:
    """Nothing read is lost from the counts: good, broken, forbidden, doubled and unreadable lines."""
    feed = listed()
    mixed: list[Any] = [
        *numbered(5),
        record(kind=["zwemmen"]),
        record(identifier="n-1"),
        record(niss="1"),
        7,
        "tekst",
        [],
    ]
    feed.publish_bytes(b"\n".join([msgspec.json.encode(one) for one in mixed] + [b"{kapot", b"\xff\xfe", b"null"]))
    run = feed.run()
    assert (14, 14) == (run.counts.read, sum_of(run.counts))
    assert Counts(read=14, new=5, rejected=8, quarantined=1) == run.counts


def test_titles_mended_in_a_sheet_keep_their_offer(listed: ForFeed, server: Server) -> None:
    """Rows without a number, in another order and with one title mended, change one offer."""
    feed = listed(format="csv", url=server.url("/lijst.csv"))
    rows = [
        "Naaiatelier op dinsdag;Losse Draad (fictief);vzw;groepsactiviteit;Mechelen",
        "Wandelen langs de Dijle;Losse Draad (fictief);vzw;groepsactiviteit;Mechelen",
        "Samen koken in de wijk;Losse Draad (fictief);vzw;groepsactiviteit;Leuven",
    ]
    header = "titel;aanbieder;soort aanbieder;soort;gemeente"
    server.serve("/lijst.csv", "\n".join([header, *rows]).encode())
    feed.run()
    mended = [rows[2], rows[1].replace("Dijle", "mooie Dijle"), rows[0]]
    server.serve("/lijst.csv", "\n".join([header, *mended]).encode())
    run = feed.run(after=DAY)
    assert Counts(read=3, changed=1, unchanged=2) == run.counts
    assert "Wandelen langs de mooie Dijle" in feed.live().values()
