"""Concepts, municipalities, and help while typing."""

from typing import Any

import pytest

from schema.enums import ConceptScheme
from tests.schema.served import Served
from vocab import terms


@pytest.mark.parametrize("scheme", [member.name for member in ConceptScheme])
def test_concepts_of_a_scheme(served: Served, scheme: str) -> None:
    """Every concept of a scheme, in its order, with its IRI and its label in the language asked."""
    query = """query($scheme: ConceptScheme!) {
        concepts(scheme: $scheme) { iri scheme code label(lang: "fr") broader { code } }
    }"""
    expected = [
        {
            "iri": concept.iri,
            "scheme": scheme,
            "code": concept.code,
            "label": concept.labels["fr"],
            "broader": [{"code": code} for code in concept.broader],
        }
        for concept in terms.concepts(ConceptScheme[scheme].value)
    ]
    assert expected == served.data(query, scheme=scheme)["concepts"]
    assert expected


def test_misspellings_are_not_shown(served: Served) -> None:
    """What the thesaurus knows as a misspelling is no other label."""
    hidden = {word for one in terms.concepts("sector") for words in one.hidden_labels.values() for word in words}
    shown = {
        word
        for one in served.data("{ concepts(scheme: SECTOR) { altLabels } }")["concepts"]
        for word in one["altLabels"]
    }
    assert set() == hidden & shown


# — municipalities —

MUNICIPALITIES = "query($text: String, $first: Int) { municipalities(text: $text, first: $first) { nis name } }"
GENT = {"nis": "44021", "name": "Gent"}
PUURS = {"nis": "12041", "name": "Puurs-Sint-Amands"}


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Gent", GENT),
        ("gent", GENT),
        ("Gand", GENT),
        ("9000", GENT),
        ("44021", GENT),
        ("Sint-Amandsberg", GENT),
        ("st amandsberg", GENT),
        ("Puurs", PUURS),
        ("12030", PUURS),
        ("12041", PUURS),
        ("Gnet", GENT),
    ],
)
def test_municipality_by_any_name(served: Served, text: str, best: dict[str, str]) -> None:
    """By name (Dutch or French, present, former or part of town), NIS code, former too, or postcode; best first."""
    assert best == served.data(MUNICIPALITIES, text=text)["municipalities"][0]


@pytest.mark.parametrize("text", ["Bestaatniet", "99999", "x" * 50_000, "(" * 50_000, "\x00"])
def test_no_municipality(served: Served, text: str) -> None:
    """What is no place gives none."""
    assert [] == served.data(MUNICIPALITIES, text=text)["municipalities"]


@pytest.mark.parametrize("text", ["", None])
def test_all_municipalities(served: Served, text: str | None) -> None:
    """Without text all of them, by name."""
    found = served.data(MUNICIPALITIES, text=text, first=400)["municipalities"]
    assert (304, "Aalst", "Zwevegem") == (len(found), found[0]["name"], found[-1]["name"])


@pytest.mark.parametrize(("asked", "count"), [({}, 8), ({"first": None}, 8), ({"first": 0}, 0), ({"first": 3}, 3)])
def test_first_of_municipalities(served: Served, asked: dict[str, Any], count: int) -> None:
    """Eight, or as many as asked."""
    assert count == len(served.data(MUNICIPALITIES, **asked)["municipalities"])


def test_a_municipality_once(served: Served) -> None:
    """A municipality that is found under several names comes once."""
    found = [one["nis"] for one in served.data(MUNICIPALITIES, text="Sint", first=400)["municipalities"]]
    assert (len(set(found)), True) == (len(found), len(found) > 10)


# — suggestions —

SUGGEST = "query($prefix: String!, $first: Int) { suggest(prefix: $prefix, first: $first) { text type value } }"


def suggested(served: Served, prefix: str, **asked: Any) -> list[tuple[str, str, str]]:
    return [(one["text"], one["type"], one["value"]) for one in served.data(SUGGEST, prefix=prefix, **asked)["suggest"]]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("mech", ("Mechelen", "PLACE", "12025")),
        ("2800", ("2800 Mechelen", "PLACE", "12025")),
        ("Malines", ("Malines", "PLACE", "12025")),
        ("Sint-Amandsb", ("Sint-Amandsberg (Gent)", "PLACE", "44021")),
        ("budd", ("buddy", "CONCEPT", "https://w3id.org/pijler4/id/concept/kind/buddy")),
        ("naaima", ("naaimachine", "CONCEPT", "https://w3id.org/pijler4/id/concept/sector/sewing")),
        ("drukke", ("drukkerij", "CONCEPT", "https://w3id.org/pijler4/id/concept/sector/printing")),
        ("infolok", ("infoloket", "WORD", "infoloket")),
        ("infolket", ("infoloket", "WORD", "infoloket")),
    ],
)
def test_suggestion(served: Served, prefix: str, expected: tuple[str, str, str]) -> None:
    """Places, concepts and words that start like what was typed, also with a typing error."""
    assert expected in suggested(served, prefix)


def test_suggestion_of_an_organisation(served: Served) -> None:
    """An organisation is suggested by its name, with its id."""
    query = "query($id: ID!) { node(id: $id) { ... on Organisation { name } } }"
    (found,) = [one for one in suggested(served, "inktv") if one[1] == "ORGANISATION"]
    name = "Drukkerij Inktvlek (fictief)"
    assert (name, {"node": {"name": name}}) == (found[0], served.data(query, id=found[2]))


def test_a_suggestion_leads_to_offers(served: Served) -> None:
    """What is suggested as a word is found by searching it."""
    query = "query($text: String) { offers(text: $text) { totalCount } }"
    words = [
        value
        for prefix in ("na", "dr", "in")
        for _, type_, value in suggested(served, prefix, first=50)
        if type_ == "WORD"
    ]
    assert [True] * len(words) == [served.data(query, text=word)["offers"]["totalCount"] > 0 for word in words]
    assert words


def test_a_typing_error_is_a_last_resort(served: Served) -> None:
    """Where something starts exactly so, no place comes that is called almost so."""
    assert [] == [one for one in suggested(served, "drukke") if one[1] == "PLACE"]


@pytest.mark.parametrize("prefix", ["", "   ", "\x00", "(((", "%", "zzzzzzzz", "é" * 40_000])
def test_nothing_to_suggest(served: Served, prefix: str) -> None:
    """What nothing starts with suggests nothing."""
    assert [] == suggested(served, prefix)


@pytest.mark.parametrize(("asked", "most"), [({}, 8), ({"first": None}, 8), ({"first": 3}, 3), ({"first": 0}, 0)])
def test_suggestions_are_few(served: Served, asked: dict[str, Any], most: int) -> None:
    """Eight, or as many as asked; each text once."""
    texts = [text for text, _, _ in suggested(served, "s", **asked)]
    assert (most, most) == (len(texts), len(set(texts)))


@pytest.mark.parametrize("first", [-1, 51])
def test_first_of_suggestions_is_bounded(served: Served, first: int) -> None:
    """More suggestions than a list on a screen has are refused."""
    assert f"first is {first}: expected 0 to 50." == served.error(SUGGEST, prefix="s", first=first)["message"]
