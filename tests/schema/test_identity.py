"""Ids and addresses of offers, organisations and feeds; what is gone, and what became part of another."""

from typing import Any

import pytest
from sqlalchemy import insert, update

from catalogue.store.tables import changes, offers
from tests.schema.served import SEWING, Served

OFFER = "query($id: ID!) { offer(id: $id) { id iri identifier gone } }"
NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
BASE = "https://aanbod.example.org/id/"


def provider_of(served: Served, identifier: str) -> dict[str, Any]:
    query = "query($id: ID!) { offer(id: $id) { provider { id iri name } } }"
    provider: dict[str, Any] = served.data(query, id=served.id(identifier))["offer"]["provider"]
    return provider


def absorb(served: Served, identifier: str, into: str) -> tuple[str, str]:
    """Let one offer become part of another, as merging does in the store: (its id, that of the survivor)."""
    absorbed, survivor, now = served.id(identifier), served.id(into), served.settings.now()
    with served.store._db.writing() as connection:
        gone = {"gone": now, "gone_reason": "merged", "replaced_by": survivor}
        connection.execute(update(offers).where(offers.c.id == absorbed).values(gone))
        row = {"type": "REMOVED", "at": now, "offer": absorbed, "replaced_by": survivor}
        connection.execute(insert(changes).values(row))
    served.catch_up()
    return absorbed, survivor


def test_offer_by_id_and_by_iri(served: Served) -> None:
    """Both name the same offer."""
    id_ = served.id("naai-1")
    expected = {"id": id_, "iri": f"{BASE}offer/{id_}", "identifier": "naai-1", "gone": None}
    assert [expected] * 2 == [served.data(OFFER, id=key)["offer"] for key in (id_, f"{BASE}offer/{id_}")]


def nothing() -> list[str]:
    return [
        *("", "of_", "of_bestaatniet", "naai-1", "breikring", "of_\x00", "%", "' OR 1=1 --", "💥", "x" * 90_000),
        *(f"{BASE}offer/", f"{BASE}organisation/of_x", "https://elders.example.org/id/offer/of_x"),
    ]


@pytest.mark.parametrize("id_", nothing())
def test_no_offer(served: Served, id_: str) -> None:
    """What never existed is null, without an error."""
    assert {"offer": None} == served.data(OFFER, id=id_)


@pytest.mark.parametrize("id_", [one for one in nothing() if one != "breikring"])
def test_no_node(served: Served, id_: str) -> None:
    """Nor is it a node or a feed."""
    query = "query($id: ID!) { node(id: $id) { id } feed(id: $id) { id } }"
    assert {"node": None, "feed": None} == served.data(query, id=id_)


def test_nodes_of_every_type(served: Served) -> None:
    """An id leads to what it names, of whatever type."""
    ids = {"Offer": served.id("naai-1"), "Organisation": provider_of(served, "naai-1")["id"], "Feed": "breikring"}
    expected = {type_: {"__typename": type_, "id": id_} for type_, id_ in ids.items()}
    assert expected == {type_: served.data(NODE, id=id_)["node"] for type_, id_ in ids.items()}


def test_an_id_of_another_type_is_no_offer(served: Served) -> None:
    """The id of an organisation names no offer."""
    assert {"offer": None} == served.data(OFFER, id=provider_of(served, "naai-1")["id"])


def test_iri_of_an_organisation(served: Served) -> None:
    """It is made of the catalogue's address and the id."""
    provider = provider_of(served, "naai-1")
    assert f"{BASE}organisation/{provider['id']}" == provider["iri"]


def test_a_gone_offer_answers(served: Served) -> None:
    """An offer that went keeps its id and says since when; search does not find it."""
    id_ = served.id("voorbij-1")
    offer = {"id": id_, "iri": f"{BASE}offer/{id_}", "identifier": "voorbij-1", "gone": "2026-11-23T09:00:00Z"}
    assert {"offer": offer} == served.data(OFFER, id=id_)
    query = '{ offers(text: "voorbij") { totalCount } }'
    assert {"offers": {"totalCount": 0}} == served.data(query)


def test_a_gone_offer_has_no_similar_ones(served: Served) -> None:
    """What is gone leads to nothing else."""
    query = "query($id: ID!) { offer(id: $id) { similar { id } } }"
    assert {"offer": {"similar": []}} == served.data(query, id=served.id("voorbij-1"))


def test_an_absorbed_id_gives_the_survivor(own: Served) -> None:
    """The id of an offer that became part of another leads there, by `offer`, by `node` and by its address."""
    absorbed, survivor = absorb(own, "praat-1", "naai-1")
    query = "query($id: ID!, $iri: ID!) { offer(id: $id) { id gone } node(id: $id) { id } iri: offer(id: $iri) { id } }"
    assert {"offer": {"id": survivor, "gone": None}, "node": {"id": survivor}, "iri": {"id": survivor}} == own.data(
        query, id=absorbed, iri=f"{BASE}offer/{absorbed}"
    )


def test_an_absorbed_offer_is_not_found(own: Served) -> None:
    """Only the survivor is found."""
    absorbed, _ = absorb(own, "praat-1", "naai-1")
    ids = [node["id"] for node in own.data("{ offers { nodes { id } } }")["offers"]["nodes"]]
    assert (7, False) == (len(ids), absorbed in ids)


def test_the_log_says_what_absorbed_it(own: Served) -> None:
    """REMOVED, with the id of the survivor, which is the present state."""
    absorbed, survivor = absorb(own, "praat-1", "naai-1")
    query = "{ changes(first: 1000) { nodes { type id iri replacedBy offer { id } } } }"
    last = own.data(query)["changes"]["nodes"][-1]
    assert {
        "type": "REMOVED",
        "id": absorbed,
        "iri": f"{BASE}offer/{absorbed}",
        "replacedBy": survivor,
        "offer": {"id": survivor},
    } == last


def test_a_next_step_leads_to_an_offer_here(own: Served) -> None:
    """A step that names an offer of this catalogue by its address gives that offer."""
    step = {"title": "Eerst praten", "offer": f"{BASE}offer/{own.id('praat-1')}"}
    own.run("breikring", [{**SEWING, "nextSteps": [step]}], now=own.settings.now())
    query = "query($id: ID!) { offer(id: $id) { nextSteps { title offer { identifier } } } }"
    steps = own.data(query, id=own.id("naai-1"))["offer"]["nextSteps"]
    assert [{"title": "Eerst praten", "offer": {"identifier": "praat-1"}}] == steps


# — organisations —

ORGANISATIONS = """query($text: String, $municipality: String) {
  organisations(text: $text, municipality: $municipality) { totalCount nodes { name } }
}"""


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"text": "draad"}, ["De Losse Draad (fictief)"]),
        ({"text": "DRÁAD losse"}, ["De Losse Draad (fictief)"]),
        ({"text": "buddys"}, []),
        ({"text": "%"}, ["Alles", "Buddy", "De Lo", "Drukk", "Stads"]),
        ({"text": "_"}, []),
        ({"text": "draad leuven"}, []),
        ({"municipality": "Leuven"}, ["Buddy's Leuven (fictief)"]),
        ({"municipality": "Louvain"}, ["Buddy's Leuven (fictief)"]),
        ({"municipality": "9000"}, ["Alles vzw (fictief)"]),
        ({"municipality": "Brugge"}, []),
        ({"text": "", "municipality": ""}, ["Alles", "Buddy", "De Lo", "Drukk", "Stads"]),
        ({"text": None, "municipality": None}, ["Alles", "Buddy", "De Lo", "Drukk", "Stads"]),
    ],
)
def test_organisations(served: Served, asked: dict[str, Any], names: list[str]) -> None:
    """By words of the name, without case and accents, and by municipality; in the order of names."""
    found = served.data(ORGANISATIONS, **asked)["organisations"]
    assert len(names) == found["totalCount"] == len(found["nodes"])
    assert [True] * len(names) == [
        node["name"].startswith(name) for node, name in zip(found["nodes"], names, strict=True)
    ]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"text": "a" * 201}, "BAD_USER_INPUT"),
        ({"municipality": "Bestaatniet"}, "UNKNOWN_PLACE"),
        ({"municipality": "1040"}, "AMBIGUOUS_PLACE"),
    ],
)
def test_organisations_refused(served: Served, asked: dict[str, Any], code: str) -> None:
    """A name nobody has, or a place nobody knows."""
    assert code == served.error(ORGANISATIONS, **asked)["extensions"]["code"]


def test_offers_of_an_organisation(served: Served) -> None:
    """Its live offers, counted and faceted as any search is."""
    query = """query($id: ID!) { node(id: $id) { ... on Organisation {
        offers { totalCount nodes { identifier } facets(fields: [KIND]) { buckets { value count } } }
    } } }"""
    assert {
        "totalCount": 2,
        "nodes": [{"identifier": "praat-1"}, {"identifier": "naai-1"}],
        "facets": [
            {
                "buckets": [
                    {"value": "GROUP_ACTIVITY", "count": 1},
                    {"value": "LANGUAGE_PRACTICE", "count": 1},
                ]
            }
        ],
    } == served.data(query, id=provider_of(served, "naai-1")["id"])["node"]["offers"]
