"""What a source does not let us pass on: it may match, and it never shows."""

from typing import Any, cast

import msgspec
import pytest
from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, get_named_type

from schema.build import build_schema
from tests.schema.served import Served

BIRDS = "kwikstaart roerdomp wielewaal grutto tureluur kluut goudplevier kemphaan bergeend".split()
"""In texts and contact of `served.WHOLE`, which neither `facets` nor `link` passes on."""
PLACES = ["Scholeksterstraat", "Watersnip", "9000"]
"""In its place, which `link` does not pass on."""
ALWAYS = {
    *("id", "iri", "identifier", "title", "url", "provider", "kind", "perspective", "starts", "applyBy", "ends"),
    *(
        "validThrough",
        "availabilityAsOf",
        "modified",
        "confirmed",
        "firstSeen",
        "lastSeen",
        "gone",
        "sources",
        "inferred",
    ),
    *("withheld", "similar", "countsForTheHours"),
}
FACETS = ALWAYS | {
    *("place", "areaServed", "placeMode", "inDutch", "dutchLevelMin", "taalicoon", "readingWriting", "availability"),
    *("places", "waitingDays", "schedule", "rollingStart"),
}
KEPT = {"stadsloket": FACETS, "bedrijvengids": ALWAYS}
"""Feed → fields of an offer that its level passes on."""


def selection(type_: Any, depth: int = 5, without: tuple[str, ...] = ("similar", "offers", "runs", "publisher")) -> str:
    """Every field of a type and of what is inside it."""
    named = get_named_type(type_)
    if not isinstance(named, GraphQLObjectType):
        return ""
    if not depth:
        return "{ __typename }"
    fields = (
        f"{name} {selection(field.type, depth - 1, without)}"
        for name, field in named.fields.items()
        if name not in without
    )
    return "{ " + " ".join(fields) + " }"


OFFER = cast("GraphQLObjectType", build_schema()._schema.type_map["Offer"])
WHOLE = selection(OFFER)
EMPTY = {"availability": "UNKNOWN", "genderAudience": "UNKNOWN", "childcare": "UNKNOWN"}


def whole(served: Served, feed: str) -> dict[str, Any]:
    offer: dict[str, Any] = served.data(f"query($id: ID!) {{ offer(id: $id) {WHOLE} }}", id=served.id("alles-1", feed))[
        "offer"
    ]
    return offer


def emptied(field: str) -> Any:
    """What stands where a field is withheld: UNKNOWN, an empty list, or null."""
    type_ = OFFER.fields[field].type
    is_list = isinstance(type_, GraphQLNonNull) and isinstance(type_.of_type, GraphQLList)
    return EMPTY.get(field, [] if is_list else None)


@pytest.mark.parametrize("feed", KEPT)
def test_what_is_withheld_is_empty(served: Served, feed: str) -> None:
    """A field beyond the level of its source is null, empty or UNKNOWN; that of a full source is not."""
    given, shown = whole(served, "breikring"), whole(served, feed)
    hidden = set(shown) - KEPT[feed]
    assert {field: emptied(field) for field in hidden} == {field: shown[field] for field in hidden}
    assert [] == [field for field in hidden if given[field] == emptied(field)]


@pytest.mark.parametrize("feed", KEPT)
def test_what_may_leave_leaves(served: Served, feed: str) -> None:
    """A field within the level is as a full source gives it."""
    given, shown = whole(served, "breikring"), whole(served, feed)
    same = KEPT[feed] - {"id", "iri", "provider", "sources", "inferred", "withheld", "similar", "countsForTheHours"}
    assert {field: given[field] for field in same} == {field: shown[field] for field in same}


@pytest.mark.parametrize("feed", KEPT)
def test_what_is_withheld_is_named(served: Served, feed: str) -> None:
    """`withheld` names every field kept back, by its key in `offer.schema.json`."""
    keys = {
        "bridgeLanguages": "bridgeLanguage",
        "requirements": "requirement",
        "sectors": "sector",
        "keywords": "keyword",
    }
    shown = whole(served, feed)
    hidden = {keys.get(field, field) for field in set(shown) - KEPT[feed]}
    without_field = {"ageReason", "genderAudienceReason"}
    assert hidden | without_field == set(shown["withheld"])


@pytest.mark.parametrize("feed", KEPT)
def test_of_a_provider_name_and_type_leave(served: Served, feed: str) -> None:
    """Every level passes on who it is; page, numbers, town and contact stay."""
    provider = {name: value for name, value in whole(served, feed)["provider"].items() if name not in ("id", "iri")}
    kept = {"name": "Alles vzw (fictief)", "type": "NON_PROFIT"}
    assert {**dict.fromkeys(provider), **kept} == provider


@pytest.mark.parametrize(("feed", "secrets"), [("stadsloket", BIRDS), ("bedrijvengids", BIRDS + PLACES)])
def test_nothing_withheld_stands_anywhere(served: Served, feed: str, secrets: list[str]) -> None:
    """Whatever is asked of an offer, no withheld word is in the answer."""
    text = msgspec.json.encode(whole(served, feed)).decode()
    assert [] == [word for word in secrets if word in text]


@pytest.mark.parametrize("word", ["kwikstaart", "roerdomp", "grutto"])
def test_withheld_words_match_unseen(served: Served, word: str) -> None:
    """A word that only withheld text has finds the offer at every level, and is highlighted where all may leave."""
    query = "query($text: String) { offers(text: $text) { edges { node { sources { feed { id } } } highlights { html } } } }"
    edges = served.data(query, text=word)["offers"]["edges"]
    marked = {
        edge["node"]["sources"][0]["feed"]["id"]: f"<mark>{word}</mark>" in str(edge["highlights"]) for edge in edges
    }
    assert {"breikring": True, "stadsloket": False, "bedrijvengids": False} == marked


def test_title_is_highlighted_at_every_level(served: Served) -> None:
    """What may leave is marked, whatever the level."""
    query = '{ offers(text: "ingevuld") { edges { highlights { field html } } } }'
    title = {"field": "title", "html": "Alles <mark>ingevuld</mark>"}
    assert [[title]] * 3 == [edge["highlights"] for edge in served.data(query)["offers"]["edges"]]


def test_withheld_fields_filter_unseen(served: Served) -> None:
    """A filter on a withheld field finds the offer, which does not show it."""
    query = "{ offers(where: { childcare: [REIMBURSED] }) { nodes { childcare } } }"
    found = sorted(node["childcare"] for node in served.data(query)["offers"]["nodes"])
    assert ["REIMBURSED", "UNKNOWN", "UNKNOWN"] == found


def test_withheld_reason_says_so(served: Served) -> None:
    """A test that rests on a withheld field says that we may not tell, in the language asked."""
    query = 'query($id: ID!) { offer(id: $id) { countsForTheHours { verdict reason(lang: "en") assertedBy } } }'
    _, dutch = served.data(query, id=served.id("alles-1", "bedrijvengids"))["offer"]["countsForTheHours"]
    reason = "To be checked: we may not pass on what the source says about it."
    assert {"verdict": "UNKNOWN", "reason": reason, "assertedBy": None} == dutch


def test_source_names_nothing_withheld(served: Served) -> None:
    """`sources.fields` names what the source says and lets leave."""
    (source,) = whole(served, "bedrijvengids")["sources"]
    named = {
        *("identifier", "title", "url", "provider", "kind", "perspective", "starts", "applyBy", "ends", "validThrough"),
        *("availabilityAsOf", "modified", "confirmed"),
    }
    assert named == set(source["fields"])


def test_a_path_is_no_address(served: Served) -> None:
    """The source of a list read from a path is named by its identifier here, never by the path."""
    (source,) = whole(served, "stadsloket")["sources"]
    assert ("https://aanbod.example.org/id/dataset/stadsloket", None) == (source["origin"], source["feed"]["url"])


# — organisations —

ORGANISATION = """query($id: ID!) { node(id: $id) { ... on Organisation {
  name type kbo url municipality { name } contact { email }
} } }"""


def organisation(served: Served, identifier: str) -> dict[str, Any]:
    """The organisation behind an offer, asked by its own id."""
    id_ = served.data("query($id: ID!) { offer(id: $id) { provider { id } } }", id=served.id(identifier))["offer"][
        "provider"
    ]["id"]
    node: dict[str, Any] = served.data(ORGANISATION, id=id_)["node"]
    return node


@pytest.mark.parametrize(
    ("identifier", "name", "type_"),
    [
        ("loket-1", "Stadsloket Antwerpen (fictief)", "PUBLIC_SERVICE"),
        ("stage-1", "Drukkerij Inktvlek (fictief)", "COMPANY"),
    ],
)
def test_an_organisation_of_such_a_source_shows_its_name(
    served: Served, identifier: str, name: str, type_: str
) -> None:
    """By its own id too, an organisation that no full source names shows its name and type alone."""
    node = organisation(served, identifier)
    assert {**dict.fromkeys(node), "name": name, "type": type_} == node


def test_an_organisation_of_several_sources_shows_what_the_full_one_says(served: Served) -> None:
    """What a full source says of it may leave, whatever others keep."""
    assert ("0123456749", "https://alles.example.org") == (
        organisation(served, "alles-1")["kbo"],
        organisation(served, "alles-1")["url"],
    )


def test_lists_of_organisations_keep_the_same(served: Served) -> None:
    """A list of organisations shows no more of each than its own id does."""
    nodes = served.data("{ organisations { nodes { name contact { email } } } }")["organisations"]["nodes"]
    shown = {node["name"]: node["contact"] and node["contact"]["email"] for node in nodes}
    assert {"De Losse Draad (fictief)": "info@draad.example.org"} == {
        name: email for name, email in shown.items() if email
    }


def test_a_removed_source_passes_on_names(own: Served) -> None:
    """Once its feed is removed, an organisation shows its name alone: nobody says any more what may leave."""
    own.store.remove_feed("breikring", now=own.settings.now())
    assert None is organisation(own, "naai-1")["contact"]


# — reports —

REPORT = """query($id: ID!) { feed(id: $id) { runs(first: 1) { nodes { problems { nodes {
  record code pointer value message(lang: "en") suggestion
} } } } } }"""


@pytest.mark.parametrize(
    ("feed", "value", "message"),
    [
        ("breikring", "gratis", "“gratis” is not a number."),
        ("stadsloket", None, "What stands here is not right. Its source does not let us show it."),
        ("bedrijvengids", None, "What stands here is not right. Its source does not let us show it."),
    ],
)
def test_a_report_keeps_the_text_of_its_source(served: Served, feed: str, value: str | None, message: str) -> None:
    """What stands in a list whose text may not leave is neither in the value nor in the sentence of a problem."""
    (run,) = served.data(REPORT, id=feed)["feed"]["runs"]["nodes"]
    problem = run["problems"]["nodes"][-1]
    assert {
        "record": "alles-1",
        "code": "wrong-type",
        "pointer": "/costEur",
        "value": value,
        "message": message,
        "suggestion": "Schrijf 0.",
    } == problem
