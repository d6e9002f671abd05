"""Pages of lists: bounds, cursors, and cursors that are not theirs."""

import base64
from itertools import permutations
from typing import Any

import msgspec
import pytest

from catalogue import cursor
from tests.schema.served import Served

# Connection → (query with $first and $after, path to it, default page, largest page).
LISTS = {
    "offers": ("offers(first: $first, after: $after) { %s totalCount }", ["offers"], 100),
    "organisations": ("organisations(first: $first, after: $after) { %s totalCount }", ["organisations"], 100),
    "feeds": ("feeds(first: $first, after: $after) { %s totalCount }", ["feeds"], 100),
    "changes": ("changes(first: $first, after: $after) { %s }", ["changes"], 1000),
    "runs": ('feed(id: "breikring") { runs(first: $first, after: $after) { %s totalCount } }', ["feed", "runs"], 100),
    "problems": (
        'feed(id: "breikring") { runs(first: 1) { nodes { problems(first: $first, after: $after) { %s totalCount } } } }',
        ["feed", "runs", "nodes", 0, "problems"],
        100,
    ),
    "organisation.offers": (
        'organisations(text: "alles") { nodes { offers(first: $first, after: $after) { %s totalCount } } }',
        ["organisations", "nodes", 0, "offers"],
        100,
    ),
}
NODE = {"changes": "cursor", "problems": "record", "runs": "id", "offers": "id", "organisation.offers": "id"}
PAGE = "edges { cursor node { %s } } nodes { %s } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


def query(name: str) -> str:
    field = NODE.get(name, "id")
    return "query($first: Int, $after: String) { " + LISTS[name][0] % (PAGE % (field, field)) + " }"


def page(served: Served, name: str, **variables: Any) -> dict[str, Any]:
    """One page of a list."""
    answer = served.data(query(name), **variables)
    for step in LISTS[name][1]:
        answer = answer[step]
    result: dict[str, Any] = answer
    return result


def refusal(served: Served, name: str, **variables: Any) -> tuple[str, str]:
    """(code, message) of the one error."""
    error = served.error(query(name), **variables)
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_one_are_the_whole(served: Served, name: str) -> None:
    """Going on after each `endCursor` gives every element once, in the order of the whole."""
    whole = page(served, name, first=100)
    pages, after = [], None
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        pages.append(page(served, name, first=1, after=after))
        after = pages[-1]["pageInfo"]["endCursor"]
    assert whole["edges"] == [edge for one in pages for edge in one["edges"]]
    assert len(whole["edges"]) > 1


@pytest.mark.parametrize("name", LISTS)
def test_page_info(served: Served, name: str) -> None:
    """The first page has nothing before it, the last nothing after it; cursors are those of the edges."""
    first, whole = page(served, name, first=1), page(served, name, first=100)
    rest = page(served, name, first=100, after=first["pageInfo"]["endCursor"])
    cursors = [edge["cursor"] for edge in whole["edges"]]
    assert [
        {"hasNextPage": True, "hasPreviousPage": False, "startCursor": cursors[0], "endCursor": cursors[0]},
        {"hasNextPage": False, "hasPreviousPage": True, "startCursor": cursors[1], "endCursor": cursors[-1]},
    ] == [first["pageInfo"], rest["pageInfo"]]


@pytest.mark.parametrize("name", LISTS)
def test_nodes_are_those_of_the_edges(served: Served, name: str) -> None:
    """`nodes` spares clients the edges."""
    whole = page(served, name)
    assert [edge["node"] for edge in whole["edges"]] == whole["nodes"]


@pytest.mark.parametrize("name", [name for name in LISTS if name != "changes"])
def test_total_count_is_of_all_pages(served: Served, name: str) -> None:
    """`totalCount` does not depend on the page."""
    whole = page(served, name, first=100)
    after = whole["edges"][0]["cursor"]
    assert {len(whole["edges"])} == {
        page(served, name, **asked)["totalCount"] for asked in ({"first": 1}, {"after": after}, {})
    }


@pytest.mark.parametrize("name", LISTS)
def test_a_page_of_none(served: Served, name: str) -> None:
    """`first: 0` asks for no element: what there is beside them comes."""
    none = page(served, name, first=0)
    assert ([], [], None, None) == (
        none["edges"],
        none["nodes"],
        none["pageInfo"]["startCursor"],
        none["pageInfo"]["endCursor"],
    )


@pytest.mark.parametrize("name", LISTS)
def test_past_the_end_is_empty(served: Served, name: str) -> None:
    """After the last element comes an empty page."""
    last = page(served, name, first=100)["pageInfo"]["endCursor"]
    beyond = page(served, name, after=last)
    assert ([], False, True) == (
        beyond["edges"],
        beyond["pageInfo"]["hasNextPage"],
        beyond["pageInfo"]["hasPreviousPage"],
    )


@pytest.mark.parametrize("name", LISTS)
def test_first_is_bounded(served: Served, name: str) -> None:
    """Fewer than none and more than a page are refused."""
    most = LISTS[name][2]
    assert [("BAD_USER_INPUT", f"first is {first}: expected 0 to {most}.") for first in (-1, most + 1)] == [
        refusal(served, name, first=first) for first in (-1, most + 1)
    ]


def forged(*parts: Any) -> str:
    """A cursor of our making, with whatever inside."""
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).rstrip(b"=").decode()


GARBAGE = {
    "empty": "",
    "blank": " ",
    "text": "niet-van-ons",
    "not base64": "!!!!",
    "not ASCII": "é",
    "NUL": "\x00",
    "base64 of no JSON": base64.urlsafe_b64encode(b"{{{").decode(),
    "an object": base64.urlsafe_b64encode(b"{}").decode(),
    "nothing inside": forged(),
    "null inside": forged(None, None, None, None),
    "lists inside": base64.urlsafe_b64encode(b'[["offers"],{}]').decode(),
    "a large number": base64.urlsafe_b64encode(b'["runs:breikring",1' + b"0" * 30 + b"]").decode(),
    "long": "A" * 50_000,
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_no_cursor(served: Served, name: str, garbage: str) -> None:
    """What is no cursor is refused without a word of what reading it ran into."""
    advice = "The cursor is not one of ours. Use `endCursor` or an edge's `cursor` of an earlier page, unchanged."
    assert ("BAD_CURSOR", advice) == refusal(served, name, after=GARBAGE[garbage])


def test_numbers_no_database_takes(served: Served) -> None:
    """A number beyond 64 bits inside a well-formed cursor is garbage too, wherever it stands."""
    epoch = served.store.epoch
    large = [
        base64.urlsafe_b64encode(f'["log","{epoch}",{number}]'.encode()).decode()
        for number in (2**63, 10**40, -(10**40))
    ]
    assert {"BAD_CURSOR"} == {refusal(served, "changes", after=one)[0] for one in large}
    (run,) = served.data('{ feed(id: "breikring") { runs(first: 1) { nodes { id } } } }')["feed"]["runs"]["nodes"]
    problem = base64.urlsafe_b64encode(f'["problems:{run["id"]}",{2**63}]'.encode()).decode()
    assert "BAD_CURSOR" == refusal(served, "problems", after=problem)[0]


@pytest.mark.parametrize(("name", "other"), list(permutations(LISTS, 2)))
def test_cursor_of_another_list(served: Served, name: str, other: str) -> None:
    """A cursor goes on with its own list only."""
    theirs = page(served, other, first=1)["pageInfo"]["endCursor"]
    assert "BAD_CURSOR" == refusal(served, name, after=theirs)[0]


def test_cursor_of_another_run(served: Served) -> None:
    """Problems of one run are not gone on with after a cursor of another's."""
    runs = """query($after: String) { feed(id: "breikring") { runs { nodes {
        problems(first: 1, after: $after) { pageInfo { endCursor } }
    } } } }"""
    newest, older = served.data(runs)["feed"]["runs"]["nodes"]
    codes = [
        served.ask(runs, after=run["problems"]["pageInfo"]["endCursor"])["errors"][0]["extensions"]["code"]
        for run in (newest, older)
    ]
    assert ["BAD_CURSOR"] * 2 == codes


SEARCH = """query($text: String, $where: OfferFilter, $near: Near, $sort: OfferSort, $after: String) {
  offers(text: $text, where: $where, near: $near, sort: $sort, first: 1, after: $after) { edges { cursor } totalCount }
}"""


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "buddy"},
        {"where": {"kind": ["BUDDY"]}},
        {"where": {"includeUnknown": True}},
        {"near": {"municipality": "Gent"}},
        {"sort": "TITLE"},
    ],
)
def test_cursors_are_bound_to_the_arguments(served: Served, changed: dict[str, Any]) -> None:
    """A cursor of a search with other words, filters, place or order is refused."""
    (edge,) = served.data(SEARCH)["offers"]["edges"]
    error = served.error(SEARCH, **changed, after=edge["cursor"])
    assert ("BAD_CURSOR", True) == (error["extensions"]["code"], "of another search" in error["message"])


def test_what_is_shown_beside_may_differ(served: Served) -> None:
    """A cursor stays good when a page of another size, with other fields, goes on after it."""
    (edge,) = served.data(SEARCH)["offers"]["edges"]
    query = (
        "query($after: String) { offers(first: 3, after: $after) { nodes { id } facets(fields: [KIND]) { field } } }"
    )
    assert 3 == len(served.data(query, after=edge["cursor"])["offers"]["nodes"])


def moved(given: str, position: int) -> str:
    """The same cursor at another position."""
    epoch, digest, _, last = msgspec.json.decode(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    return cursor.encode(epoch, digest, position, last)


def test_too_deep(served: Served) -> None:
    """Past the 1000th result one goes on with the change log or the dumps."""
    (edge,) = served.data(SEARCH)["offers"]["edges"]
    error = served.error(SEARCH, after=moved(edge["cursor"], 1000))
    assert ("TOO_DEEP", True) == (error["extensions"]["code"], "`changes`" in error["message"])


@pytest.mark.parametrize("position", [0, -1])
def test_no_position(served: Served, position: int) -> None:
    """A position that no element has is no cursor of ours."""
    (edge,) = served.data(SEARCH)["offers"]["edges"]
    assert "BAD_CURSOR" == served.error(SEARCH, after=moved(edge["cursor"], position))["extensions"]["code"]


@pytest.mark.parametrize("name", ["offers", "changes"])
def test_cursor_from_before_a_restore(own: Served, name: str) -> None:
    """Once the store was restored, cursors of searches and of the log are expired."""
    before = page(own, name, first=1)["pageInfo"]["endCursor"]
    own.store.renew_epoch()
    own.catch_up()
    code, message = refusal(own, name, after=before)
    assert ("CURSOR_EXPIRED", True) == (code, "start again without `after`" in message)


@pytest.mark.parametrize("name", ["organisations", "feeds", "runs", "problems"])
def test_cursors_that_name_an_element_outlive_a_restore(own: Served, name: str) -> None:
    """A cursor of a list in the order of its keys stays good: it says after which element to go on."""
    first = page(own, name, first=1)
    own.store.renew_epoch()
    own.catch_up()
    assert page(own, name, first=100)["edges"][1:] == page(own, name, after=first["pageInfo"]["endCursor"])["edges"]
