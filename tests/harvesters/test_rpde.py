"""Format rpde: read to its end, read on from there, and stopped where it would never end."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from catalogue.errors import BadInput
from catalogue.feed import Counts, Feed
from catalogue.places import Places
from catalogue.store import Store
from harvesters import walk
from harvesters.base import Draft, Gone, Page, Rejected
from harvesters.rpde import RPDE
from tests.catalogue.listed import Listed
from tests.harvesters.apis.rpde import Sessions, session
from tests.harvesters.fetching import fetcher
from tests.harvesters.server import Asked, Reply, Server

DAY = timedelta(days=1)
ForFeed = Callable[..., Listed]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def sessions(server: Server) -> Sessions:
    return Sessions(server)


@pytest.fixture
def listed(server: Server, store: Store, places: Places, tmp_path: Path, now: datetime) -> ForFeed:
    def made(options: dict[str, Any] | None = None, **feed: Any) -> Listed:
        given = {"kind": "group-activity", **(options or {})}
        return Listed(
            server, store, places, tmp_path, now, format="rpde", url=server.url("/rpde"), options=given, **feed
        )

    return made


def asked(server: Server) -> list[str]:
    """What was asked of the feed: its queries."""
    return [target.partition("?")[2] for target in server.targets() if target.startswith("/rpde")]


def parsed(folder: Path, *items: Any, **options: Any) -> list[Draft | Gone | Rejected]:
    """What becomes of the items of one page."""
    address = "https://example.org/rpde"
    given = {"kind": "buddy", **options}
    feed = Feed(key="lijst", format="rpde", url=address, title="Lijst", publisher="Kring", licence="x", options=given)
    path = folder / "page.json"
    path.write_text(json.dumps({"next": address, "items": items}), encoding="utf-8")
    return list(RPDE(feed).parse(Page(url=address, path=str(path))))


def item(**changes: Any) -> dict[str, Any]:
    return {"state": "updated", "kind": "Event", "id": 1, "modified": 1, "data": session("Maatje")} | changes


# — reading on —


@pytest.mark.parametrize("by", ["timestamp", "number"])
def test_first_run_reads_to_the_end(server: Server, listed: ForFeed, by: Any) -> None:
    """Every page is read in its order, whichever of the two orderings the source has; the last one is empty."""
    sessions = Sessions(server, by=by)
    for id_ in ("a", "b", "c", "d", "e"):
        sessions.put(id_)
    feed = listed()
    run = feed.run()
    assert ("done", True, Counts(read=5, new=5)) == (run.status, run.complete, run.counts)
    assert {"a", "b", "c", "d", "e"} == set(feed.live())
    assert 4 == len(asked(server))


def test_same_timestamp_is_ordered_by_id(sessions: Sessions, listed: ForFeed) -> None:
    """Items of one moment over several pages are all read."""
    for id_ in ("a", "b", "c", "d", "e"):
        sessions.put(id_, tick=0)
    assert Counts(read=5, new=5) == listed().run().counts


def test_unchanged_feed_costs_one_request(sessions: Sessions, listed: ForFeed) -> None:
    """A second run asks for the end only, and finds it where it was."""
    for id_ in range(5):
        sessions.put(id_)
    feed = listed()
    feed.run()
    run = feed.run(after=DAY)
    assert ("unchanged", 1, 5) == (run.status, run.requests, len(feed.live()))


def test_one_change_is_one_write(sessions: Sessions, listed: ForFeed) -> None:
    """Of what changed since, the page is read and then the new end; nothing else is touched."""
    for id_ in range(5):
        sessions.put(id_)
    feed = listed()
    feed.run()
    sessions.put(3, session("Sessie op zaterdag"))
    run = feed.run(after=DAY)
    assert (2, False, Counts(read=1, changed=1)) == (run.requests, run.complete, run.counts)
    assert [("UPDATED", "3")] == feed.log()[5:]


def test_deleted_is_gone(sessions: Sessions, listed: ForFeed) -> None:
    """A deletion has no data: the id is enough."""
    for id_ in range(3):
        sessions.put(id_)
    feed = listed()
    feed.run()
    sessions.delete(1)
    run = feed.run(after=DAY)
    assert (Counts(removed=1), {"0", "2"}) == (run.counts, set(feed.live()))
    assert ("REMOVED", "1") == feed.log()[-1]


def test_absence_means_nothing_after_the_first_walk(sessions: Sessions, listed: ForFeed) -> None:
    """What a later run does not mention stays, however short the grace and however long ago."""
    for id_ in range(3):
        sessions.put(id_)
    feed = listed(grace_s=0)
    feed.run()
    for _ in range(4):
        sessions.put(0)
        feed.run(after=30 * DAY)
    assert (0, {"0", "1", "2"}) == (feed.store.sweep(now=feed.now), set(feed.live()))


def test_whole_walk_shows_what_is_absent(sessions: Sessions, listed: ForFeed) -> None:
    """When all is read again, as after a change of options, an item that was dropped without a word goes."""
    for id_ in range(3):
        sessions.put(id_)
    feed = listed(grace_s=0)
    feed.run()
    sessions.forget(1)
    again = listed({"hosts": []}, grace_s=0)
    run = again.run(after=DAY)
    assert (True, 1, {"0", "2"}) == (run.complete, run.counts.removed, set(again.live()))


def test_absent_that_returns_as_it_was_stays(sessions: Sessions, listed: ForFeed) -> None:
    """Absent from a whole walk but told again before its grace is over, an item has no grace running any more."""
    for id_ in range(3):
        sessions.put(id_)
    listed(grace_s=2 * 86_400).run()
    sessions.forget(1)
    feed = listed({"hosts": []}, grace_s=2 * 86_400)
    feed.run(after=DAY)
    sessions.put(1)
    feed.run(after=DAY)
    sessions.put(2)
    feed.run(after=5 * DAY)
    assert "1" in feed.live()


def test_later_version_wins_within_a_run(sessions: Sessions, listed: ForFeed) -> None:
    """An item that changes while its feed is read comes twice: it is read once, as it was last."""
    for id_ in range(4):
        sessions.put(id_)
    first = True

    def answer(request: Asked) -> Reply:
        nonlocal first
        reply = sessions.answer(request)
        if first:
            first = False
            sessions.put(0, session("Verplaatst"))
        return reply

    sessions.server.routes["/rpde"] = answer
    feed = listed()
    run = feed.run()
    assert (Counts(read=4, new=4), "Verplaatst") == (run.counts, feed.live()["0"])
    assert 4 == len(feed.log())


def test_last_of_many_versions_wins(sessions: Sessions, listed: ForFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often an item comes, over pages and over the batches in which a run reads, it is read and logged once."""
    monkeypatch.setattr("catalogue.harvest.BATCH", 2)
    titles = [f"versie {at}" for at in range(9)]
    pages = [[item(id=at % 2, data=session(title)) for at, title in enumerate(titles)][at : at + 3] for at in (0, 3, 6)]
    left = [*pages, []]

    def answer(request: Asked) -> Reply:
        at = len(left)
        here = sessions.server.url(request.target)
        return sessions.page(left.pop(0), f"{sessions.url}?{at}" if at > 1 else here)

    sessions.server.routes["/rpde"] = answer
    feed = listed()
    run = feed.run()
    assert (Counts(read=2, new=2), {"0": "versie 8", "1": "versie 7"}) == (run.counts, feed.live())
    assert 2 == len(feed.log())


@pytest.mark.parametrize(("states", "live"), [(("updated", "deleted"), set()), (("deleted", "updated"), {"1"})])
def test_last_word_on_an_item_counts(
    sessions: Sessions, listed: ForFeed, states: tuple[str, str], live: set[str]
) -> None:
    """Added and deleted in one run it is not there; deleted and added it is, even on one page."""
    items = [item(state=state, modified=at) for at, state in enumerate(states)]
    end = sessions.server.url("/rpde?afterTimestamp=9&afterId=1")
    sessions.server.routes["/rpde"] = lambda request: sessions.page([] if "?" in request.target else items, end)
    feed = listed()
    feed.run()
    assert live == set(feed.live())


def test_cancelled_leaves_after_the_grace(sessions: Sessions, listed: ForFeed) -> None:
    """An item whose newest version is out leaves its last good one for the grace, though no run mentions it any more."""
    for id_ in range(3):
        sessions.put(id_)
    feed = listed(grace_s=7 * 86_400)
    feed.run()
    sessions.put(1, session("Sessie 1", eventStatus="https://schema.org/EventCancelled"))
    run = feed.run(after=DAY)
    assert (Counts(read=1, rejected=1), True) == (run.counts, "1" in feed.live())
    feed.run(after=8 * DAY)
    assert {"0", "2"} == set(feed.live())


def test_filtered_page_is_not_the_end(sessions: Sessions, listed: ForFeed) -> None:
    """A page may be empty because its items are filtered out; only its own address says that it is the last."""
    for id_ in range(3):
        sessions.put(id_)

    def answer(request: Asked) -> Reply:
        if "?" in request.target:
            return sessions.answer(Asked(target=request.target.replace("filtered&", ""), headers={}, at=0))
        return sessions.page([], sessions.url + "?filtered&limit=2")

    sessions.server.routes["/rpde"] = answer
    assert Counts(read=3, new=3) == listed().run().counts


def test_ids_of_any_size_and_shape(sessions: Sessions, listed: ForFeed) -> None:
    """Whole numbers beyond what a float can tell apart, GUIDs in braces, and words are all ids."""
    ids = (9_007_199_254_740_993, 9_007_199_254_740_992, "{c15814e5-8931-470c-8a16-ef45afedaece}", "élan/1 a")
    for id_ in ids:
        sessions.put(id_)
    feed = listed()
    feed.run()
    sessions.delete(9_007_199_254_740_993)
    feed.run(after=DAY)
    assert {str(one) for one in ids[1:]} == set(feed.live())


# — what goes wrong —


def test_interrupted_run_keeps_nothing(sessions: Sessions, listed: ForFeed) -> None:
    """When a page in the middle cannot be had, nothing of the run is kept; the next one reads all."""
    for id_ in range(5):
        sessions.put(id_)
    down = True

    def answer(request: Asked) -> Reply:
        return Reply(status=503) if down and "afterId=1" in request.target else sessions.answer(request)

    sessions.server.routes["/rpde"] = answer
    feed = listed()
    first = feed.run()
    down = False
    second = feed.run(after=DAY)
    assert ("unreachable", "done", 5) == (first.status, second.status, second.counts.new)


@pytest.mark.parametrize("status", [429, 503])
def test_too_busy_is_waited_for(sessions: Sessions, listed: ForFeed, status: int) -> None:
    """A source that asks to come back in a moment is asked again."""
    sessions.put(1)
    busy = [Reply(status=status, headers={"Retry-After": "0"})]
    sessions.server.routes["/rpde"] = lambda request: busy.pop() if busy else sessions.answer(request)
    run = listed().run()
    assert ("done", 1, 3) == (run.status, run.counts.new, len(asked(sessions.server)))


@pytest.mark.parametrize("status", [404, 410])
def test_feed_that_is_not_there_is_not_asked_again(sessions: Sessions, listed: ForFeed, status: int) -> None:
    """An endpoint that is gone is in error, without a second try."""
    sessions.server.routes["/rpde"] = lambda request: Reply(status=status)
    run = listed().run()
    assert ("failed", 1) == (run.status, len(asked(sessions.server)))
    assert str(status) in run.message


def test_forgotten_end_is_read_from_the_start(sessions: Sessions, listed: ForFeed) -> None:
    """Where the address that was remembered is gone but the feed is not, all is read again: a whole walk."""
    for id_ in range(3):
        sessions.put(id_)
    feed = listed(grace_s=0)
    feed.run()
    sessions.forget(2)
    end = asked(sessions.server)[-1]
    sessions.server.routes["/rpde"] = lambda request: (
        Reply(status=404) if request.target.endswith(end) else sessions.answer(request)
    )
    run = feed.run(after=DAY)
    assert ("done", True, Counts(read=2, unchanged=2, removed=1)) == (run.status, run.complete, run.counts)


@pytest.mark.parametrize(
    ("following", "said"),
    [
        (["/rpde?a", "/rpde"], "in a circle"),
        (["/rpde?a", "/rpde?b", "/rpde?a"], "in a circle"),
        (["/rpde"], "in a circle"),
        (["http://localhost:1/rpde"], "another host"),
        (["https://example.org/rpde"], "another host"),
        (["file:///etc/passwd"], "was expected"),
        (["mailto:info@example.org"], "was expected"),
        ([""], "was expected"),
        (["http://[::1/rpde"], "was expected"),
    ],
)
def test_next_that_leads_nowhere_good(sessions: Sessions, listed: ForFeed, following: list[str], said: str) -> None:
    """Pages in a circle, other hosts and addresses that are none fail the run with a reason; nothing else is asked."""
    left = list(following)

    def answer(request: Asked) -> Reply:
        at = left.pop(0)
        one = item(id=len(left), modified=10 - len(left))
        return sessions.page([one], sessions.server.url(at) if at.startswith("/") else at)

    sessions.server.routes["/rpde"] = answer
    feed = listed()
    run = feed.run()
    assert ("failed", {}) == (run.status, feed.live())
    assert said in run.message
    assert len(following) == len(asked(sessions.server))


def test_same_items_under_ever_new_addresses(sessions: Sessions, listed: ForFeed) -> None:
    """A server that does not look at the query, and counts, is found out."""
    count = iter(range(10**9))
    sessions.server.routes["/rpde"] = lambda request: sessions.page([item()], f"{sessions.url}?page={next(count)}")
    run = listed().run()
    assert ("failed", 2) == (run.status, len(asked(sessions.server)))
    assert "again and again" in run.message


def test_pages_without_end_are_bounded(sessions: Sessions, listed: ForFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """New items for ever are read up to a bound."""
    monkeypatch.setattr(walk, "PAGES", 20)
    count = iter(range(10**9))
    sessions.server.routes["/rpde"] = lambda request: sessions.page(
        [item(id=(at := next(count)), modified=at)], f"{sessions.url}?after={at}"
    )
    run = listed().run()
    assert ("failed", 20) == (run.status, len(asked(sessions.server)))
    assert "more than 20 pages" in run.message


def test_run_out_of_time_goes_on_next_time(
    sessions: Sessions, listed: ForFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a run could read is kept; the next one goes on behind it, and absence proves nothing meanwhile."""
    for id_ in range(6):
        sessions.put(id_)
    feed = listed(grace_s=0)
    monkeypatch.setattr(walk, "WITHIN_S", -1)
    first = feed.run()
    second = feed.run(after=DAY)
    monkeypatch.undo()
    third = feed.run(after=DAY)
    assert [(False, 2), (False, 2), (False, 2)] == [(one.complete, one.counts.new) for one in (first, second, third)]
    assert 6 == len(feed.live())


def test_other_host_may_be_allowed(sessions: Sessions, listed: ForFeed) -> None:
    """Where the operator names the host, its pages are read."""
    sessions.put(1)
    port = sessions.server.port
    sessions.server.routes["/rpde"] = lambda request: (
        sessions.page([], sessions.server.url(request.target, host="localhost"))
        if "?" in request.target
        else sessions.page([item()], sessions.server.url("/rpde?a", host="localhost"))
    )
    assert ("failed", "done") == (listed().run().status, listed({"hosts": [f"localhost:{port}"]}).run(after=DAY).status)


@pytest.mark.parametrize("hosts", ["example.org", [1], {"a": 1}])
def test_hosts_must_be_names(listed: ForFeed, hosts: Any, sessions: Sessions) -> None:
    """A slip in the option fails the run and names it."""
    run = listed({"hosts": hosts}).run()
    assert ("failed", True) == (run.status, "options.hosts" in run.message)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"<!doctype html><title>Fout</title>", "web page"),
        (b'{"next": "x"', "RPDE"),
        (b"[]", "RPDE"),
        (b'{"items": []}', "RPDE"),
        (b'{"next": 5, "items": []}', "RPDE"),
        (b'{"next": "x", "items": {}}', "RPDE"),
        (b'{"next": "x", "items": null}', "RPDE"),
        (b'{"next": "x", "items": [' + b"[" * 100_000, "RPDE"),
        (b'\xff\xfe{"next": "x", "items": []}', "RPDE"),
    ],
)
def test_what_is_no_page_fails_the_run(sessions: Sessions, listed: ForFeed, body: bytes, said: str) -> None:
    """Yesterday's offers stay."""
    sessions.put(1)
    feed = listed()
    feed.run()
    sessions.server.routes["/rpde"] = lambda request: Reply(body=body)
    run = feed.run(after=DAY)
    assert ("failed", {"1"}) == (run.status, set(feed.live()))
    assert said in run.message


def test_giant_page_is_not_read(sessions: Sessions, listed: ForFeed) -> None:
    """A page of more than 20 MB is refused before anything of it is decoded."""
    body = b'{"next": "x", "items": ["' + b"x" * 21_000_000 + b'"]}'
    sessions.server.routes["/rpde"] = lambda request: Reply(body=body)
    run = listed().run()
    assert ("failed", True) == (run.status, "21 MB" in run.message)


def test_memory_does_not_grow_with_the_pages(sessions: Sessions, listed: ForFeed, tmp_path: Path) -> None:
    """A page costs a few kilobytes while a run lasts, whatever it holds: it lies on disk until it is read, and then is let go."""
    sessions.limit = 50
    feed = listed().feed

    def peak(pages: int) -> int:
        for id_ in range(len(sessions), pages * 50):
            sessions.put(id_)
        with fetcher(tmp_path) as http:
            tracemalloc.start()
            format_ = RPDE(feed)
            read = sum(1 for page in list(format_.fetch(http, None)) for _ in format_.parse(page))
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert pages * 50 == read
        return most

    peak(1)  # what is loaded once
    few, many = peak(2), peak(12)
    assert 10_000 > (many - few) / 10


# — items —


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        (7, "not-an-object", "#/items/0"),
        (None, "not-an-object", "#/items/0"),
        ([item()], "not-an-object", "#/items/0"),
        (item(id=None), "missing", "#/items/0/id"),
        (item(id=True), "missing", "#/items/0/id"),
        (item(id=1.5), "missing", "#/items/0/id"),
        (item(id=" "), "missing", "#/items/0/id"),
        (item(state="nieuw"), "not-in-scheme", "#/items/0/state"),
        (item(state=None), "not-in-scheme", "#/items/0/state"),
        (item(state={"a": 1}), "not-in-scheme", "#/items/0/state"),
        (item(data=None), "not-an-object", "#/items/0/data"),
        (item(data="tekst"), "not-an-object", "#/items/0/data"),
        (item(data={}), "out-of-scope", "#/items/0/data"),
        (item(data={"@type": "Place", "event": session("Binnenin")}), "out-of-scope", "#/items/0/data"),
        (item(data=json.loads('{"a":' * 100 + "1" + "}" * 100)), "too-deep", "#/items/0/data"),
    ],
)
def test_item_that_cannot_be_read(tmp_path: Path, given: Any, code: str, pointer: str) -> None:
    """It is rejected with its place; the other items of the page are read."""
    broken, good = parsed(tmp_path, given, item(id=2))
    assert isinstance(broken, Rejected)
    assert [(code, pointer)] == [(one.code, one.pointer) for one in broken.problems]
    assert isinstance(good, Draft)


def test_item_is_called_by_its_id(tmp_path: Path) -> None:
    """Whatever the data call themselves, a deletion has only the id; problems point into the page."""
    (draft,) = parsed(tmp_path, item(id=12, data=session("Maatje", identifier="anders", description=None)))
    assert isinstance(draft, Draft)
    assert isinstance(draft.data, dict)
    assert ("12", "#/items/0/id", False) == (draft.data["identifier"], draft.places["/identifier"], draft.derived)
    assert "#/items/0/data/name" == draft.places["/title"]


def test_kind_is_not_guessed(tmp_path: Path) -> None:
    """Without a kind in the data or of the feed, an item is out."""
    (out,) = parsed(tmp_path, item(), kind=[])
    assert isinstance(out, Rejected)
    assert ("1", "not-an-offer") == (out.record, out.problems[0].code)


def test_unknown_properties_are_said_once(tmp_path: Path) -> None:
    """For the whole source, not for each item."""
    drafts = parsed(tmp_path, *(item(id=at, data=session("M", **{"beta:x": 1, "level": "y"})) for at in range(3)))
    found = [one.pointer for draft in drafts if isinstance(draft, Draft) for one in draft.warnings]
    assert ["#/items/0/data/beta:x", "#/items/0/data/level"] == found


def test_data_about_a_person_is_quarantined(sessions: Sessions, listed: ForFeed) -> None:
    """An item that lists its participants is not kept, nor are their names."""
    sessions.put(1, session("Maatje", participants=[{"name": "Ann Persona (fictief)"}]))
    feed = listed()
    run = feed.run()
    found, _ = feed.store.problems(run.id, first=10)
    assert (Counts(read=1, quarantined=1), {}) == (run.counts, feed.live())
    assert "Persona" not in str(found)


@pytest.mark.parametrize("options", [{"kind": "zwemmen"}, {"language": "??"}, {"provider": "Kring"}])
def test_options_are_checked(tmp_path: Path, options: dict[str, Any]) -> None:
    """A wrong option is said when the feed is made."""
    with pytest.raises(BadInput, match="options"):
        parsed(tmp_path, **options)


def test_copy_on_this_machine_is_one_page(sessions: Sessions, listed: ForFeed, tmp_path: Path) -> None:
    """A page that was saved can be tried out; what it links to is not asked."""
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"next": "https://example.org/rpde?a", "items": [item()]}), encoding="utf-8")
    feed = Feed(key="a", format="rpde", url=str(path), title="t", publisher="p", licence="l", options={"kind": "buddy"})
    with fetcher(tmp_path, local=True) as http:
        format_ = RPDE(feed)
        pages = list(format_.fetch(http, None))
        assert (1, 0, False) == (len(pages), http.requests, format_.complete)
