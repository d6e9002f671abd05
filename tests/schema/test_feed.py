"""Feeds, their runs, and what was found wrong; and the log of changes."""

from datetime import timedelta
from typing import Any

import pytest

from catalogue.feed import Counts, Feed, Run
from tests.schema.served import SEWING, Served

FEED = """query($id: ID!) { feed(id: $id) {
  id title format url licence redistribution status unreachableSince lastSuccess publisher { name }
} }"""


def test_a_feed(served: Served) -> None:
    """What it is called, where it is read from, under which licence and level, and how it fares."""
    assert {
        "id": "breikring",
        "title": "Lijst van breikring",
        "format": "p4",
        "url": "https://breikring.example.org/aanbod.jsonl",
        "licence": "https://example.org/licentie",
        "redistribution": "FULL",
        "status": "HEALTHY",
        "unreachableSince": None,
        "lastSuccess": "2026-11-23T09:00:00Z",
        "publisher": None,
    } == served.data(FEED, id="breikring")["feed"]


def test_a_path_is_not_shown(served: Served) -> None:
    """A list read from this machine has no address to show."""
    feed = served.data(FEED, id="stadsloket")["feed"]
    assert (None, "FACETS") == (feed["url"], feed["redistribution"])


def test_the_publisher_among_the_organisations(own: Served) -> None:
    """Where exactly one organisation is called like the publisher, the feed leads to it."""
    named = Feed(
        key="draad",
        format="p4",
        url="",
        title="Draad",
        publisher="de losse draad fictief",
        licence="https://example.org/",
    )
    own.store.put_feed(named, now=own.settings.now())
    assert {"name": "De Losse Draad (fictief)"} == own.data(FEED, id="draad")["feed"]["publisher"]


def test_feeds_by_id(served: Served) -> None:
    """All of them, in the order of their ids."""
    feeds = served.data("{ feeds { totalCount nodes { id } } }")["feeds"]
    assert {"totalCount": 3, "nodes": [{"id": key} for key in ("bedrijvengids", "breikring", "stadsloket")]} == feeds


RUNS = """query($id: ID!) { feed(id: $id) { status runs { totalCount nodes {
  id started finished status read new changed unchanged removed held rejected quarantined problems { totalCount }
} } } }"""


def test_runs_newest_first(served: Served) -> None:
    """Each with its counts and how many problems it had."""
    runs = served.data(RUNS, id="breikring")["feed"]["runs"]
    zeros = dict.fromkeys(("changed", "unchanged", "held", "rejected", "quarantined"), 0)
    newest = {
        "id": "run_20261123T090000_breikring",
        "started": "2026-11-23T09:00:00Z",
        "finished": "2026-11-23T09:00:02Z",
        "status": "DONE",
        "read": 4,
        "new": 4,
        "removed": 1,
        "problems": {"totalCount": 4},
        **zeros,
    }
    assert (2, newest, "2026-11-22T09:00:00Z") == (runs["totalCount"], runs["nodes"][0], runs["nodes"][1]["started"])


def run(feed: str, own: Served, **changes: Any) -> Run:
    started = own.settings.now()
    given = {
        "id": f"run_{changes['status']}",
        "feed": feed,
        "started": started,
        "finished": started + timedelta(seconds=1),
        "counts": Counts(),
        "complete": False,
        "requests": 1,
        "seconds": 1.0,
        "message": "",
        **changes,
    }
    return Run(**given)


def test_an_unreachable_source(own: Served) -> None:
    """Its run and its feed say so, and since when."""
    own.store.record_run(run("breikring", own, status="unreachable", finished=None))
    feed = own.data(FEED, id="breikring")["feed"]
    newest = own.data(RUNS, id="breikring")["feed"]["runs"]["nodes"][0]
    assert ("UNREACHABLE", "2026-11-24T09:00:00Z", "UNREACHABLE", None) == (
        feed["status"],
        feed["unreachableSince"],
        newest["status"],
        newest["finished"],
    )


def test_an_unchanged_source_still_has_its_problems(own: Served) -> None:
    """A run that found its source unchanged shows what an earlier one found in it."""
    examined = "run_20261123T090000_breikring"
    own.store.record_run(run("breikring", own, status="unchanged", examined=examined))
    newest = own.data(RUNS, id="breikring")["feed"]["runs"]["nodes"][0]
    assert ("UNCHANGED", 4) == (newest["status"], newest["problems"]["totalCount"])


@pytest.mark.parametrize(
    ("lang", "message", "suggestion"),
    [
        ("nl", "“gratis” is geen getal.", "Schrijf 0."),
        ("en", "“gratis” is not a number.", "Write 0."),
        ("fr", "“gratis” is geen getal.", "Schrijf 0."),
        (None, "“gratis” is geen getal.", "Schrijf 0."),
    ],
)
def test_a_problem(served: Served, lang: str | None, message: str, suggestion: str) -> None:
    """Which record, where in it, what stands there, and what to do, in the language asked or in Dutch."""
    query = """query($lang: String) { feed(id: "breikring") { runs(first: 1) { nodes { problems(first: 1) { nodes {
        record code pointer value message(lang: $lang) suggestion(lang: $lang)
    } } } } } }"""
    (newest,) = served.data(query, lang=lang)["feed"]["runs"]["nodes"]
    assert [
        {
            "record": "naai-1",
            "code": "wrong-type",
            "pointer": "/costEur",
            "value": "gratis",
            "message": message,
            "suggestion": suggestion,
        }
    ] == newest["problems"]["nodes"]


# — the log of changes —

CHANGES = """query($first: Int, $after: String) { changes(first: $first, after: $after) {
  edges { cursor node { cursor type at id iri replacedBy offer { identifier gone title { value } } } }
  pageInfo { hasNextPage endCursor }
} }"""


def changes(served: Served, **asked: Any) -> list[tuple[str, str]]:
    """(type, identifier) of each change."""
    edges = served.data(CHANGES, **asked)["changes"]["edges"]
    return [(edge["node"]["type"], edge["node"]["offer"]["identifier"]) for edge in edges]


def test_the_whole_log(served: Served) -> None:
    """Every creation, update and removal, oldest first."""
    assert [
        ("CREATED", "naai-1"),
        ("CREATED", "voorbij-1"),
        ("UPDATED", "naai-1"),
        ("CREATED", "buddy-1"),
        ("CREATED", "praat-1"),
        ("CREATED", "alles-1"),
        ("REMOVED", "voorbij-1"),
        ("CREATED", "loket-1"),
        ("CREATED", "alles-1"),
        ("CREATED", "stage-1"),
        ("CREATED", "alles-1"),
    ] == changes(served)


def test_a_change_shows_the_present(served: Served) -> None:
    """Whatever happened then, the offer is as it is now: one that went later is gone already."""
    node = served.data(CHANGES, first=2)["changes"]["edges"][1]["node"]
    id_ = served.id("voorbij-1")
    assert {
        "cursor": node["cursor"],
        "type": "CREATED",
        "at": "2026-11-22T09:00:00Z",
        "id": id_,
        "iri": f"https://aanbod.example.org/id/offer/{id_}",
        "replacedBy": None,
        "offer": {
            "identifier": "voorbij-1",
            "gone": "2026-11-23T09:00:00Z",
            "title": {"value": "Wandeling die voorbij is"},
        },
    } == node


def test_a_change_has_the_cursor_of_its_edge(served: Served) -> None:
    """One may keep the change itself, without its edge."""
    edges = served.data(CHANGES)["changes"]["edges"]
    assert [edge["cursor"] for edge in edges] == [edge["node"]["cursor"] for edge in edges]


def test_a_mirror_sees_what_comes_after(own: Served) -> None:
    """A mirror that goes on after its last cursor gets what happened since, once."""
    last = own.data(CHANGES)["changes"]["pageInfo"]["endCursor"]
    assert [] == changes(own, after=last)
    own.run("breikring", [{**SEWING, "places": 1}], now=own.settings.now(), gone=["praat-1"])
    assert [("UPDATED", "naai-1"), ("REMOVED", "praat-1")] == changes(own, after=last)


def test_a_mirror_has_what_search_has(own: Served) -> None:
    """Whoever applies the whole log in order holds exactly the live offers."""
    own.run("stadsloket", [], now=own.settings.now(), gone=["loket-1"])
    own.catch_up()
    held: dict[str, str] = {}
    for edge in own.data(CHANGES)["changes"]["edges"]:
        change = edge["node"]
        if change["type"] == "REMOVED":
            held.pop(change["id"], None)
        else:
            held[change["id"]] = change["offer"]["identifier"]
    found = {
        node["id"]: node["identifier"] for node in own.data("{ offers { nodes { id identifier } } }")["offers"]["nodes"]
    }
    assert found == held


def test_withheld_text_stays_in_the_log(served: Served) -> None:
    """A change shows of an offer what its source lets leave."""
    query = "{ changes(first: 1000) { nodes { offer { sources { feed { id } } description { value } } } } }"
    nodes = [node["offer"] for node in served.data(query)["changes"]["nodes"]]
    shown = {offer["sources"][0]["feed"]["id"] for offer in nodes if offer["description"]}
    assert {"breikring"} == shown
