"""The operations of the contract, unchanged, through the endpoint: what a client of them gets."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.schema.served import Served

QUERIES = Path(__file__).parents[1] / "contract/queries"
SERVED = ["search-basic", "offer", "suggest", "coverage", "changes", "feeds"]
LATER = ["search", "plans", "director", "receipt"]


def ask(client: httpx.Client, name: str, **variables: Any) -> Any:
    """The data of an operation of the contract."""
    query = (QUERIES / f"{name}.graphql").read_text(encoding="utf-8")
    response = client.post("/graphql", json={"query": query, "variables": variables})
    answer = response.json()
    assert (200, None) == (response.status_code, answer.get("errors"))
    return answer["data"]


def test_every_operation_is_tested() -> None:
    """No file of the contract is left out here."""
    assert sorted(SERVED + LATER) == sorted(path.stem for path in QUERIES.glob("*.graphql"))


@pytest.mark.parametrize("name", LATER)
def test_operation_of_a_later_release(client: httpx.Client, name: str) -> None:
    """An operation on what is not served yet is refused as bad input: no stub answers it."""
    query = (QUERIES / f"{name}.graphql").read_text(encoding="utf-8")
    answer = client.post("/graphql", json={"query": query}).json()
    assert (False, {"BAD_USER_INPUT"}) == (
        "data" in answer,
        {error["extensions"]["code"] for error in answer["errors"]},
    )


def test_search_basic(client: httpx.Client, served: Served) -> None:
    """Words, a filter and a place: the offer with its distance, highlights, and the counts beside it."""
    offers = ask(
        client,
        "search-basic",
        text="naaiatelier",
        where={"kind": ["GROUP_ACTIVITY"]},
        near={"municipality": "Mechelen", "km": 5},
    )["offers"]
    (edge,) = offers["edges"]
    id_ = served.id("naai-1")
    assert 1 == offers["totalCount"]
    assert {
        "id": id_,
        "iri": f"https://aanbod.example.org/id/offer/{id_}",
        "identifier": "naai-1",
        "title": {"value": "Naaiatelier op dinsdag", "language": "nl"},
        "kind": ["GROUP_ACTIVITY"],
        "perspective": ["SOCIAL"],
        "contactForm": "SMALL_GROUP",
        "dutchLevelMin": "A1",
        "availability": "OPEN",
        "place": {"postcode": "2800", "municipality": {"nis": "12025", "name": "Mechelen"}},
        "hoursPerWeek": None,
        "schedule": [{"weekday": "TUESDAY", "part": "MORNING", "from": "09:30", "to": "11:30", "text": None}],
        "starts": None,
        "validThrough": "2027-06-30",
        "childcare": "UNKNOWN",
        "costEur": 0,
        "modified": "2026-11-02T08:00:00Z",
    } == {name: value for name, value in edge["node"].items() if name != "provider"}
    assert ("De Losse Draad (fictief)", "NON_PROFIT") == (
        edge["node"]["provider"]["name"],
        edge["node"]["provider"]["type"],
    )
    assert 0 <= edge["distanceKm"] < 1
    assert {"field": "title", "html": "<mark>Naaiatelier</mark> op dinsdag"} in edge["highlights"]
    assert ["KIND", "PERSPECTIVE", "DUTCH_LEVEL", "PART_OF_DAY", "SECTOR", "MUNICIPALITY"] == [
        facet["field"] for facet in offers["facets"]
    ]
    assert {"hasNextPage": False, "endCursor": edge["cursor"]} == offers["pageInfo"]


def test_search_basic_without_variables(client: httpx.Client) -> None:
    """Every argument is optional: all live offers come."""
    assert 8 == ask(client, "search-basic")["offers"]["totalCount"]


def test_search_basic_page_by_page(client: httpx.Client) -> None:
    """Going on with `endCursor` until there is no next page gives every offer once."""
    ids, after = [], None
    for _ in range(8):
        offers = ask(client, "search-basic", first=3, after=after, sort="TITLE")["offers"]
        ids += [edge["node"]["id"] for edge in offers["edges"]]
        after = offers["pageInfo"]["endCursor"]
        if not offers["pageInfo"]["hasNextPage"]:
            break
    assert (8, 8) == (len(ids), len(set(ids)))


def test_offer(client: httpx.Client, served: Served) -> None:
    """The sheet of one offer, in the language asked."""
    offer = ask(client, "offer", id=served.id("buddy-1"), lang="fr")["offer"]
    assert {"value": "Un buddy à Louvain", "language": "fr"} == offer["title"]
    assert (["BUDDY"], ["perspective"]) == (offer["kind"], offer["inferred"])
    assert ["social-participation", "dutch-context"] == [test["test"] for test in offer["countsForTheHours"]]


def test_offer_that_never_was(client: httpx.Client) -> None:
    """Null."""
    assert {"offer": None} == ask(client, "offer", id="of_nooit")


def test_suggest(client: httpx.Client) -> None:
    """Places, concepts and words that start like this."""
    assert {"text": "Mechelen", "type": "PLACE", "value": "12025"} in ask(client, "suggest", prefix="mech")["suggest"]


def test_coverage(client: httpx.Client) -> None:
    """Supply by perspective and level, zero cells and UNKNOWN among them, in Dutch."""
    cells = ask(client, "coverage", by=["PERSPECTIVE", "DUTCH_LEVEL"], where={"municipality": ["Mechelen"]})["coverage"]
    found = {tuple(cell["keys"]): cell for cell in cells}
    assert {
        "keys": ["SOCIAL", "A1"],
        "labels": ["sociaal", "A1"],
        "count": 1,
        "regionWide": 0,
        "places": 4,
    } == found["SOCIAL", "A1"]
    assert (4 * 8, 0) == (len(cells), found["UNKNOWN", "UNKNOWN"]["count"])


def test_changes(client: httpx.Client, served: Served) -> None:
    """The log page by page, to its end."""
    first = ask(client, "changes", first=4)["changes"]
    second = ask(client, "changes", first=1000, after=first["pageInfo"]["endCursor"])["changes"]
    nodes = [edge["node"] for edge in first["edges"] + second["edges"]]
    assert (True, False, 11) == (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"], len(nodes))
    assert ("CREATED", served.id("naai-1")) == (nodes[0]["type"], nodes[0]["id"])
    assert [node["iri"] for node in nodes] == [node["offer"]["iri"] for node in nodes]


def test_feeds(client: httpx.Client) -> None:
    """Every source with its last run and what was wrong in it."""
    feeds = {feed["id"]: feed for feed in ask(client, "feeds")["feeds"]["nodes"]}
    (run,) = feeds["breikring"]["runs"]["nodes"]
    assert {"bedrijvengids": "LINK", "breikring": "FULL", "stadsloket": "FACETS"} == {
        id_: feed["redistribution"] for id_, feed in feeds.items()
    }
    assert ("DONE", 4, 1, 4) == (run["status"], run["read"], run["removed"], run["problems"]["totalCount"])
    assert "“gratis” is geen getal." == run["problems"]["nodes"][0]["message"]
