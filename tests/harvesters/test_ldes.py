"""Format ldes: each version once, each finished page once, and nothing that a stream may hold breaks a run."""

import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from catalogue.feed import Counts, Feed
from catalogue.places import Places
from catalogue.store import Store
from harvesters import frontier, walk
from harvesters.base import Draft, Gone, Page, Rejected
from harvesters.ldes import LDES
from harvesters.tree import Context, TreePage
from tests.catalogue.listed import Listed
from tests.harvesters.apis.ldes import FORMATS, KIND, PREFIXES, Stream, offer
from tests.harvesters.fetching import fetcher
from tests.harvesters.server import Reply, Server

DAY = timedelta(days=1)
ForFeed = Callable[..., Listed]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def listed(server: Server, store: Store, places: Places, tmp_path: Path, now: datetime) -> ForFeed:
    def made(options: dict[str, Any] | None = None, **feed: Any) -> Listed:
        given = {"url": server.url("/ldes"), **feed}
        return Listed(server, store, places, tmp_path, now, format="ldes", options=options or {}, **given)

    return made


def live(feed: Listed) -> dict[str, str]:
    """Last part of the identifier → title."""
    return {name.rpartition("/")[2]: title for name, title in feed.live().items()}


def asked(server: Server) -> list[str]:
    """What was asked of the stream, in short."""
    targets = [target for target in server.targets() if target.startswith("/ldes")]
    return [target.removeprefix("/ldes/page?n=").removeprefix("/ldes/") for target in targets]


def parsed(folder: Path, turtle: str, **options: Any) -> list[Draft | Gone | Rejected]:
    """What becomes of the members of one page."""
    address = "https://example.org/ldes/1"
    path = folder / "page.trig"
    path.write_text(f"{PREFIXES} @base <{address}> . {turtle}", encoding="utf-8")
    feed = Feed(key="a", format="ldes", url=address, title="t", publisher="p", licence="l", options=options)
    return list(LDES(feed).parse(Page(url=address, path=str(path), content_type="application/trig")))


# — versions —


@pytest.mark.parametrize("tree", ["chain", "time"])
def test_first_run_reads_the_whole_tree(server: Server, listed: ForFeed, tree: str) -> None:
    """From the description to the root, and along its relations to every page."""
    stream = Stream(server, tree=tree)
    for name in "abcde":
        stream.publish(name)
    feed = listed()
    run = feed.run()
    assert ("done", True, Counts(read=5, new=5)) == (run.status, run.complete, run.counts)
    assert {name: f"Maatje {name}" for name in "abcde"} == live(feed)
    assert ["/ldes", "root", "0", "1", "2"] == asked(server)


def test_root_or_redirect_may_be_given(server: Server, listed: ForFeed) -> None:
    """The address of the root, or one that redirects to it, does as well as that of the stream."""
    Stream(server).publish("a")
    server.redirect("/stroom", "/ldes/root")
    assert ["done", "done"] == [listed(url=server.url(path)).run().status for path in ("/ldes/root", "/stroom")]


def test_newest_version_wins(server: Server, listed: ForFeed) -> None:
    """Of several versions, on one page and over pages, the newest is the offer; the others are not even counted."""
    stream = Stream(server)
    for title in ("eerste", "tweede", "derde"):
        stream.publish("a", title)
    stream.publish("b")
    feed = listed()
    run = feed.run()
    assert (Counts(read=2, new=2), "derde") == (run.counts, live(feed)["a"])


def test_newest_version_wins_on_pages_out_of_order(server: Server, listed: ForFeed) -> None:
    """Where pages overlap in time, as in a tree by place, the time of a version decides and not its page."""
    stream = Stream(server)
    stream.publish("x")
    stream.publish("a", "nieuwste", hours=60)
    stream.publish("a", "oud", hours=-10)
    stream.publish("y", hours=50)
    feed = listed()
    run = feed.run()
    assert (Counts(read=3, new=3), "nieuwste") == (run.counts, live(feed)["a"])


def test_unchanged_stream_is_asked_whether_it_is(server: Server, listed: ForFeed) -> None:
    """Only the root and the page that is not full are asked again, and say that they are the same."""
    stream = Stream(server)
    for name in "abcde":
        stream.publish(name)
    feed = listed()
    feed.run()
    server.asked.clear()
    run = feed.run(after=DAY)
    assert ("unchanged", 2, ["root", "2"]) == (run.status, run.requests, asked(server))


def test_unchanged_without_etags(server: Server, listed: ForFeed) -> None:
    """A server without validators is asked for both, and found to give the same bytes."""
    stream = Stream(server, etags=False, media="application/n-quads")
    stream.publish(
        "a", facts=f'dct:title "A"@nl ; a p4:Offer ; dct:type <{KIND}> ; schema:provider <https://example.org/kring>'
    )
    feed = listed()
    feed.run()
    page = server.routes["/ldes/root"](server.asked[-1]).body
    server.serve("/ldes/root", page, content_type="application/n-quads")
    feed.run(after=DAY)
    assert "unchanged" == feed.run(after=DAY).status


@pytest.mark.parametrize("tree", ["chain", "time"])
def test_new_versions_are_read_and_finished_pages_are_not(server: Server, listed: ForFeed, tree: str) -> None:
    """What was added since is read, on the page it was added to and on new ones; no finished page is fetched twice."""
    stream = Stream(server, tree=tree, said="ldes:versionOfPath dct:isVersionOf")
    for name in "abcde":
        stream.publish(name)
    feed = listed()
    feed.run()
    stream.publish("a", "Veranderd")
    stream.publish("f")
    stream.publish("g")
    run = feed.run(after=DAY)
    feed.run(after=DAY)
    times = Counter(asked(server))
    assert (False, Counts(read=3, new=2, changed=1)) == (run.complete, run.counts)
    assert (7, "Veranderd", 1, 1) == (len(live(feed)), live(feed)["a"], times["0"], times["1"])


def test_members_of_an_open_page_are_read_once(server: Server, listed: ForFeed) -> None:
    """A page that has to be read again is read for what is new on it: an older version does not come back over a newer one."""
    stream = Stream(server, marked="", etags=False)  # every page is open, and looks different each time
    for name, title in (("a", "oud"), ("b", "b"), ("a", "nieuw")):
        stream.publish(name, title)
    feed = listed()
    feed.run()
    stream.publish("c")
    run = feed.run(after=DAY)
    assert (Counts(read=1, new=1), "nieuw") == (run.counts, live(feed)["a"])


@pytest.mark.parametrize(
    ("said", "marker"),
    [
        ("", "a as:Delete"),
        ("", "a p4:Removed"),
        ("", "owl:deprecated true"),
        ("", 'p4:change "REMOVED"'),
        ("", f'{offer("Maatje")} ; p4:gone "2026-11-02T00:00:00Z"^^xsd:dateTime'),
        ("ldes:versionDeleteObject as:Remove", "a as:Remove"),
        ("ldes:versionDeletePath p4:event ; ldes:versionDeleteObject p4:Ended", "p4:event p4:Ended"),
    ],
)
def test_tombstone_is_a_version(server: Server, listed: ForFeed, said: str, marker: str) -> None:
    """A member that says it was removed, in the stream's own way or in one of ours, removes what it is a version of."""
    stream = Stream(
        server, said=f"ldes:timestampPath dct:modified ; ldes:versionOfPath dct:isVersionOf ; {said}".rstrip(" ;")
    )
    stream.publish("a")
    stream.publish("b")
    feed = listed()
    feed.run()
    stream.remove("a", marker)
    run = feed.run(after=DAY)
    assert (1, {"b"}) == (run.counts.removed, set(live(feed)))
    stream.publish("a", "Terug")
    feed.run(after=DAY)
    assert {"a", "b"} == set(live(feed))


def test_gone_in_the_run_that_first_sees_it(server: Server, listed: ForFeed) -> None:
    """What was published and removed before our first run was never here."""
    stream = Stream(server)
    stream.publish("a")
    stream.remove("a")
    stream.publish("b")
    feed = listed()
    assert (Counts(read=1, new=1), {"b"}) == (feed.run().counts, set(live(feed)))


def test_stays_without_being_mentioned(server: Server, listed: ForFeed) -> None:
    """Offers of a stream that goes on live on, however long ago their last version."""
    stream = Stream(server)
    stream.publish("a")
    feed = listed(grace_s=0)
    feed.run()
    for at in range(4):
        stream.publish("b", f"versie {at}")
        feed.run(after=30 * DAY)
    assert (0, {"a", "b"}) == (feed.store.sweep(now=feed.now), set(live(feed)))


@pytest.mark.parametrize(
    ("policy", "complete"),
    [
        ("", True),
        ("; ldes:retentionPolicy [ ldes:versionAmount 1 ]", True),
        ("; ldes:retentionPolicy [ a ldes:LatestVersionSubset ; ldes:amount 1 ]", True),
        ("; ldes:retentionPolicy [ ldes:fullLogDuration 'P1Y'^^xsd:duration ; ldes:versionAmount 1 ]", True),
        ("; ldes:retentionPolicy [ ldes:fullLogDuration 'P1Y'^^xsd:duration ]", False),
        ("; ldes:retentionPolicy [ a ldes:DurationAgoPolicy ; tree:value 'P1Y'^^xsd:duration ]", False),
        ("; ldes:retentionPolicy [ ldes:versionAmount 1 ; ldes:versionDuration 'P1Y'^^xsd:duration ]", False),
    ],
)
def test_absence_where_the_stream_forgets(server: Server, listed: ForFeed, policy: str, complete: bool) -> None:
    """A view that lets the only version of something go is no proof that it is gone."""
    Stream(server, view=policy).publish("a")
    assert complete == listed().run().complete


# — pages —


@pytest.mark.parametrize("media", sorted(FORMATS))
def test_every_serialisation(server: Server, listed: ForFeed, media: str) -> None:
    """Turtle, TriG, N-Triples, N-Quads and JSON-LD are the same stream."""
    stream = Stream(server, media=media)
    stream.publish("a")
    stream.publish("b", "Maatje met “tekens” \\\\ en ëën")
    feed = listed()
    feed.run()
    assert {"a": "Maatje a", "b": "Maatje met “tekens” \\ en ëën"} == live(feed)


@pytest.mark.parametrize("media", ["text/plain", "application/octet-stream", ""])
def test_undeclared_serialisation(server: Server, listed: ForFeed, media: str) -> None:
    """Where the media type says nothing, the document does."""
    Stream(server).publish("a")
    turtle = server.routes["/ldes/page"]
    server.routes["/ldes/page"] = lambda request: Reply(headers={"Content-Type": media}, body=turtle(request).body)
    assert 1 == listed().run().counts.new


def test_remote_context_is_never_loaded(server: Server, listed: ForFeed) -> None:
    """JSON-LD whose context is elsewhere cannot be read, and nobody is asked for it."""
    body = f'{{"@context": "{server.url("/context.jsonld")}", "@id": "{server.url("/ldes")}", "tree:view": "x"}}'
    server.serve("/ldes", body.encode(), content_type="application/ld+json")
    run = listed().run()
    assert ("failed", ["/ldes"]) == (run.status, [one for one in server.targets() if one != "/robots.txt"])
    assert "no remote context is ever loaded" in run.message


def test_page_that_was_removed_is_empty(server: Server, listed: ForFeed) -> None:
    """410 is a page without members and relations; any other refusal fails the run."""
    stream = Stream(server, tree="time")
    for name in "abcdef":
        stream.publish(name)
    page = server.routes["/ldes/page"]
    status = 410
    server.routes["/ldes/page"] = lambda request: (
        Reply(status=status) if request.target.endswith("1") else page(request)
    )
    feed = listed()
    first = feed.run()
    status = 404
    second = listed({"hosts": []}).run(after=DAY)
    assert ("done", 4, "failed") == (first.status, first.counts.new, second.status)


@pytest.mark.parametrize("marked", ["data", "header"])
def test_finished_by_data_or_header(server: Server, listed: ForFeed, marked: str) -> None:
    """`ldes:immutable` and `Cache-Control: immutable` both keep a page from being fetched twice."""
    stream = Stream(server, marked=marked)
    for name in "abcd":
        stream.publish(name)
    feed = listed()
    feed.run()
    stream.publish("e")
    feed.run(after=DAY)
    assert (1, 1) == (Counter(asked(server))["0"], Counter(asked(server))["2"])


def test_pages_before_the_newest_member_are_not_asked_again(server: Server, listed: ForFeed) -> None:
    """Relations that bound a page to before what is known say that it is finished, though it does not say so itself."""
    stream = Stream(server, tree="time", marked="")
    for name in "abcde":
        stream.publish(name)
    feed = listed()
    feed.run()
    stream.publish("f")
    stream.publish("g")
    server.asked.clear()
    run = feed.run(after=DAY)
    assert (["root", "2", "3"], 2) == (asked(server), run.counts.new)


@pytest.mark.parametrize(
    "said",
    [
        "ldes:timestampPath dct:created ; ldes:versionOfPath dct:isVersionOf",
        "ldes:versionOfPath dct:isVersionOf",
        "ldes:timestampPath dct:modified ; ldes:versionTimestampPath dct:created ; ldes:versionOfPath dct:isVersionOf",
    ],
)
def test_bounds_of_another_time_say_nothing(server: Server, listed: ForFeed, said: str) -> None:
    """Only bounds on the time by which the stream is ordered show that a page is finished."""
    stream = Stream(server, tree="time", marked="", said=said)
    for name in "abcde":
        stream.publish(name)
    feed = listed()
    feed.run()
    server.asked.clear()
    feed.run(after=DAY)
    assert ["root", "0", "1", "2"] == asked(server)


@pytest.mark.parametrize(
    ("relations", "before"),
    [
        ("a tree:LessThanRelation ; tree:path dct:modified ; tree:value '2026-11-02T00:00:00Z'", "2026-11-02T00:00:00"),
        (
            "a tree:LessThanOrEqualToRelation ; tree:path dct:modified ; tree:value '2026-11-02T00:00:00Z'",
            "2026-11-02T00:00:00.000001",
        ),
        (
            "a tree:EqualToRelation ; tree:path dct:modified ; tree:value '2026-11-02T01:00:00+01:00'",
            "2026-11-02T00:00:00.000001",
        ),
        ("a tree:LessThanRelation ; tree:path dct:modified ; tree:value '2026-11-02T00:00:00'", "2026-11-02T14:00:00"),
        (
            "a tree:LessThanRelation ; tree:path dct:modified ; tree:value '2026-11-03T00:00:00Z' ] , "
            "[ tree:node <#n> ; a tree:LessThanRelation ; tree:path dct:modified ; tree:value '2026-11-02T00:00:00Z'",
            "2026-11-02T00:00:00",
        ),
        (
            "a tree:GreaterThanRelation ; tree:path dct:modified ; tree:value '2026-11-01T00:00:00Z' ] , "
            "[ tree:node <#n> ; a tree:LessThanRelation ; tree:path dct:modified ; tree:value '2026-11-02T00:00:00Z'",
            "2026-11-02T00:00:00",
        ),
        ("a tree:GreaterThanRelation ; tree:path dct:modified ; tree:value '2026-11-02T00:00:00Z'", None),
        ("a tree:LessThanRelation ; tree:path dct:created ; tree:value '2026-11-02T00:00:00Z'", None),
        ("a tree:LessThanRelation ; tree:path dct:modified ; tree:value 'morgen'", None),
        ("a tree:LessThanRelation ; tree:path dct:modified", None),
        ("a tree:SubstringRelation ; tree:path dct:modified ; tree:value '2026-11-02T00:00:00Z'", None),
        ("a tree:Relation", None),
    ],
)
def test_bound_of_a_page(tmp_path: Path, relations: str, before: str | None) -> None:
    """All relations to a page hold together; only an upper bound on the time of the stream is one."""
    path = tmp_path / "page.ttl"
    turtle = f"<> tree:relation [ tree:node <#n> ; {relations} ] ."
    path.write_text(f"{PREFIXES} {turtle}", encoding="utf-8")
    page = TreePage(Page(url="https://example.org/1", path=str(path), content_type="text/turtle"))
    (link,) = page.links(Context(times=("http://purl.org/dc/terms/modified",)))
    assert ("https://example.org/1#n", before) == (link.url, link.before and link.before.isoformat().partition("+")[0])


def test_order_by_a_path_of_properties(server: Server, listed: ForFeed) -> None:
    """The times of a stream may lie one step further."""
    stream = Stream(server, said="ldes:timestampPath ( p4:event dct:created ) ; ldes:versionOfPath dct:isVersionOf")
    moment = 'p4:event [ dct:created "2026-11-0{}T00:00:00Z"^^xsd:dateTime ] ;'
    stream.publish("a", facts=offer("nieuw", moment.format(9)))
    stream.publish("a", facts=offer("oud", moment.format(2)))
    feed = listed()
    feed.run()
    assert {"a": "nieuw"} == live(feed)


def test_interrupted_run_keeps_nothing(server: Server, listed: ForFeed) -> None:
    """When a page in the middle cannot be had, nothing of the run is kept; the next one reads all."""
    stream = Stream(server)
    for name in "abcde":
        stream.publish(name)
    page = server.routes["/ldes/page"]
    down = True
    server.routes["/ldes/page"] = lambda asked: (
        Reply(status=502) if down and asked.target.endswith("1") else page(asked)
    )
    feed = listed()
    first = feed.run()
    assert ("unreachable", {}) == (first.status, live(feed))
    down = False
    assert Counts(read=5, new=5) == feed.run(after=DAY).counts


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_busy_server_is_asked_again(server: Server, listed: ForFeed, status: int) -> None:
    """Every answer that means “later” is tried again before a run gives up."""
    Stream(server).publish("a")
    page = server.routes["/ldes/page"]
    busy = [Reply(status=status, headers={"Retry-After": "0"})]
    server.routes["/ldes/page"] = lambda request: busy.pop() if busy else page(request)
    assert ("done", 1) == ((run := listed().run()).status, run.counts.new)


def test_run_out_of_time_goes_on_next_time(server: Server, listed: ForFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not reached is reached by the next run, and absence proves nothing meanwhile."""
    stream = Stream(server)
    for name in "abcdef":
        stream.publish(name)
    feed = listed(grace_s=0)
    turns = iter([*[False] * 3, True])
    monkeypatch.setattr(walk.Walk, "is_late", property(lambda _: next(turns, True)))
    first = feed.run()
    monkeypatch.undo()
    second = feed.run(after=DAY)
    assert [(False, 2), (False, 4)] == [(one.complete, one.counts.new) for one in (first, second)]
    assert (6, 1) == (len(live(feed)), Counter(asked(server))["0"])


def test_polling_interval_is_remembered(server: Server, listed: ForFeed, store: Store) -> None:
    """How often the source wants to be asked is kept for whoever plans the runs."""
    Stream(server, said="ldes:pollingInterval 86400 ; ldes:timestampPath dct:modified").publish("a")
    listed().run()
    state = store.feed("lijst")
    assert state is not None
    assert state.cursor is not None
    assert 86_400 == state.cursor.every_s


# — hostile —


@pytest.mark.parametrize(
    ("turtle", "said"),
    [
        ("<a> <b", "not readable Turtle"),
        ("<https://example.org/a> a tree:Node .", "of no stream"),
        ("<{here}> tree:view <{here}?1>, <{here}?2> .", "several views"),
        ("<{here}#a> tree:view <{here}> . <{here}#b> tree:view <{here}> .", "of several streams"),
        ("<{here}> tree:view <https://example.org/root> .", "another host"),
        ("<{here}> tree:view <urn:x:root> .", "was expected"),
        ("<#s> tree:view <{here}> . <{here}> tree:relation [ tree:node <http://localhost/x> ] .", "another host"),
        ("<#s> tree:view <{here}> . <{here}> tree:relation [ tree:node 5 ] .", "another host|404|was expected"),
        ("", "of no stream"),
    ],
)
def test_what_is_no_stream_fails_the_run(server: Server, listed: ForFeed, turtle: str, said: str) -> None:
    """With a reason, and with nothing else asked."""
    here = server.url("/ldes")
    body = f"{PREFIXES} {turtle.replace('{here}', here)}".encode()
    server.serve("/ldes", body, content_type="text/turtle")
    run = listed().run()
    assert "failed" == run.status
    assert any(one in run.message for one in said.split("|"))


def test_circle_is_walked_once(server: Server, listed: ForFeed) -> None:
    """Relations back to pages that were read are not followed again."""
    server.serve("/ldes", f"{PREFIXES} <#s> tree:view <> . <> tree:relation [ tree:node </ldes/b> ] .".encode())
    back = "<> tree:relation [ tree:node </ldes> ] , [ tree:node </ldes/b> ] ."
    server.serve("/ldes/b", f"{PREFIXES} {back}".encode())
    run = listed().run()
    assert ("done", ["/ldes", "b"]) == (run.status, asked(server))


def test_tree_without_end_is_bounded(server: Server, listed: ForFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that each lead to new ones are read up to a bound."""
    monkeypatch.setattr(walk, "PAGES", 20)
    server.serve("/ldes", f"{PREFIXES} <#s> tree:view <> . <> tree:relation [ tree:node </ldes/page?n=1> ] .".encode())
    server.routes["/ldes/page"] = lambda request: Reply(
        body=f"{PREFIXES} <> tree:relation [ tree:node <{request.target}1> ] , [ tree:node <{request.target}2> ] .".encode()
    )
    run = listed().run()
    assert ("failed", 20) == (run.status, len(asked(server)))
    assert "more than 20 pages" in run.message


def test_too_many_open_pages_are_refused(server: Server, listed: ForFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that never finishes a page would be asked for all of them each time."""
    monkeypatch.setattr(frontier, "PAGES", 3)
    stream = Stream(server, marked="")
    for name in "abcdefgh":
        stream.publish(name)
    run = listed().run()
    assert ("failed", True) == (run.status, "mark finished ones" in run.message)


def test_memory_of_members_is_bounded(server: Server, listed: ForFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound, members of an open page are read again when it changes: nothing but work is lost."""
    monkeypatch.setattr(frontier, "SEEN_CHARS", 4 * 8)
    stream = Stream(server, size=100)
    for name in "abcdef":
        stream.publish(name)
    feed = listed()
    feed.run()
    stream.publish("g")
    assert Counts(read=7, new=1, unchanged=6) == feed.run(after=DAY).counts


def test_giant_page_is_not_read(server: Server, listed: ForFeed) -> None:
    """A page of more than 20 MB is refused before anything of it is parsed."""
    server.serve("/ldes", b"# " + b"x" * 21_000_000, content_type="text/turtle")
    run = listed().run()
    assert ("failed", True) == (run.status, "21 MB" in run.message)


def test_deep_page_does_no_harm(tmp_path: Path) -> None:
    """However deep nodes nest, a page is read."""
    deep = "p4:x " + "[ p4:x " * 20_000 + "1" + " ]" * 20_000
    (draft,) = parsed(tmp_path, f"<#s> tree:member <#a> . <#a> {offer('Maatje')} ; {deep} .")
    assert isinstance(draft, Draft)


def test_page_costs_little_memory(server: Server, listed: ForFeed, tmp_path: Path) -> None:
    """A page costs a few kilobytes while a run lasts, whatever it holds: it lies on disk until it is read."""
    stream = Stream(server, size=25)
    feed = listed().feed

    def peak(pages: int) -> int:
        for at in range(len(stream._members), pages * 25):
            stream.publish(str(at))
        with fetcher(tmp_path) as http:
            tracemalloc.start()
            format_ = LDES(feed)
            read = sum(1 for page in list(format_.fetch(http, None)) for _ in format_.parse(page))
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert pages * 25 == read
        return most

    peak(1)  # what is loaded once
    few, many = peak(2), peak(12)
    assert 15_000 > (many - few) / 10


# — members —


def test_payload_in_a_named_graph(tmp_path: Path) -> None:
    """What is said of an offer may stand in the graph of the member, of the offer itself."""
    (draft,) = parsed(
        tmp_path,
        f"""<#s> tree:member <#v1> . <#v1> dct:isVersionOf </id/1> ; dct:created "2026-11-01T09:00:00+01:00"^^xsd:dateTime .
        <#v1> {{ </id/1> {offer("Maatje")} . }}  <#v2> {{ </id/1> {offer("Niet dit")} . }}""",
    )
    assert isinstance(draft, Draft)
    assert isinstance(draft.data, dict)
    assert ("https://example.org/id/1", {"nl": "Maatje"}, "2026-11-01T08:00:00+00:00") == (
        draft.data["identifier"],
        draft.data["title"],
        draft.data["modified"],
    )


def test_member_that_is_no_version_is_its_own(tmp_path: Path) -> None:
    """An offer that is published once, without versions, is called by its own IRI."""
    (draft,) = parsed(tmp_path, f"<#s> tree:member </id/1> . </id/1> {offer('Maatje')} .")
    assert isinstance(draft, Draft)
    assert isinstance(draft.data, dict)
    assert "https://example.org/id/1" == draft.data["identifier"]


def test_other_members_are_counted_by_kind(tmp_path: Path) -> None:
    """A thousand parking places are one finding with their number, and each counts as rejected."""
    lots = " ".join(f"<#s> tree:member <#p{at}> . <#p{at}> a <https://example.org/ns#Lot> ." for at in range(30))
    rest, lot = sorted(
        parsed(tmp_path, f"{lots} <#s> tree:member <#x> , <#y> . <#x> dct:title 'x' ."), key=lambda one: one.count
    )
    assert isinstance(lot, Rejected)
    assert isinstance(rest, Rejected)
    assert ((30, "https://example.org/ns#Lot"), (2, "?")) == (
        (lot.count, lot.problems[0].value),
        (rest.count, rest.problems[0].value),
    )


def test_counts_add_up_whatever_comes(server: Server, listed: ForFeed) -> None:
    """Offers, broken offers and other things: each member counts once."""
    stream = Stream(server, size=10)
    stream.publish("a")
    stream.publish("b", facts="a p4:Offer")
    for name in "cde":
        stream.publish(name, facts="a <https://example.org/ns#Lot>")
    run = listed().run()
    assert Counts(read=5, new=1, rejected=4) == run.counts


def test_unknown_properties_are_said_once(tmp_path: Path) -> None:
    """For the whole source, by their name; how a version is told is no news."""
    members = " ".join(
        f"<#s> tree:member <#m{at}> . <#m{at}> {offer('M', 'p4:unheard 1 ; dct:modified 1 ;')} ." for at in range(3)
    )
    drafts = parsed(tmp_path, members)
    found = [one.pointer for draft in drafts if isinstance(draft, Draft) for one in draft.warnings]
    assert ["https://w3id.org/pijler4/ns#unheard"] == found


def test_properties_about_a_person_are_quarantined(server: Server, listed: ForFeed) -> None:
    """Also where they stand in a node within the offer; another offer that it names answers for itself."""
    stream = Stream(server, size=10)
    stream.publish("a", facts=offer("A", "p4:contact [ p4:attendance 'Ann Persona (fictief)' ] ;"))
    stream.publish("b", facts=offer("B", "p4:nextStep [ dct:title 'a' ; p4:offer </id/offer/a> ] ;"))
    feed = listed()
    run = feed.run()
    found, _ = feed.store.problems(run.id, first=10)
    assert (Counts(read=2, new=1, quarantined=1), {"b"}) == (run.counts, set(live(feed)))
    assert "Persona" not in str(found)


def test_language_of_texts_that_say_none(tmp_path: Path) -> None:
    """Is Dutch, or what the operator says."""
    turtle = f"<#s> tree:member <#a> . <#a> {offer('x').replace('@nl', '')} ."
    titles = [
        one.data["title"]
        for options in ({}, {"language": "fr"})
        for one in parsed(tmp_path, turtle, **options)
        if isinstance(one, Draft) and isinstance(one.data, dict)
    ]
    assert [{"nl": "x"}, {"fr": "x"}] == titles


def test_copy_on_this_machine_is_one_page(tmp_path: Path) -> None:
    """A page that was saved can be tried out; what it links to is not asked."""
    path = tmp_path / "page.ttl"
    turtle = f"{PREFIXES} <https://example.org/s> tree:member <https://example.org/1> . <https://example.org/1> {offer('M')} ."
    quads = parse(turtle, RdfFormat.TURTLE)
    path.write_bytes(serialize(quads, format=RdfFormat.TURTLE) or b"")
    feed = Feed(key="a", format="ldes", url=str(path), title="t", publisher="p", licence="l")
    with fetcher(tmp_path, local=True) as http:
        format_ = LDES(feed)
        (page,) = format_.fetch(http, None)
        (draft,) = format_.parse(page)
    assert (0, False, "https://example.org/1") == (http.requests, format_.complete, draft.data["identifier"])  # type: ignore[union-attr,index]
