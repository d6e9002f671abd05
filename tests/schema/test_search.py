"""Searching: filters, places, counts and order, from the arguments to what comes out."""

from typing import Any

import pytest

from tests.records import record
from tests.schema.served import Served

SEARCH = """query(
  $text: String $where: OfferFilter $near: Near $sort: OfferSort $first: Int $after: String
) {
  offers(text: $text, where: $where, near: $near, sort: $sort, first: $first, after: $after) {
    totalCount edges { distanceKm score node { identifier } } hiddenByUnknown { condition label count }
  }
}"""
ALL = ["alles-1", "alles-1", "alles-1", "buddy-1", "loket-1", "naai-1", "praat-1", "stage-1"]


def found(served: Served, **variables: Any) -> list[str]:
    """Identifiers of the offers found, in order."""
    edges = served.data(SEARCH, **variables)["offers"]["edges"]
    return [edge["node"]["identifier"] for edge in edges]


def test_without_arguments_all_live_offers(served: Served) -> None:
    """Every live offer, most recently confirmed or changed first."""
    order = ["alles-1", "alles-1", "alles-1", "buddy-1", "loket-1", "praat-1", "naai-1", "stage-1"]
    assert order == found(served)


def test_null_arguments_ask_nothing(served: Served) -> None:
    """An argument that is null is one that is left out."""
    nothing = dict.fromkeys(("text", "where", "near", "sort", "first", "after"))
    assert found(served) == found(served, **nothing)


@pytest.mark.parametrize("text", ["", "   ", "?!"])
def test_text_without_words_asks_nothing(served: Served, text: str) -> None:
    """Blanks and signs are no words."""
    assert ALL == sorted(found(served, text=text))


# — filters —

FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"kind": ["BUDDY"]}, ["alles-1", "alles-1", "alles-1", "buddy-1"]),
    ({"kind": ["BUDDY", "INTERNSHIP"]}, ["alles-1", "alles-1", "alles-1", "buddy-1", "stage-1"]),
    ({"kind": ["MENTORING"]}, []),
    ({"kind": []}, ALL),
    ({"kind": None}, ALL),
    ({"kind": "BUDDY", "perspective": "PROFESSIONAL"}, ["alles-1", "alles-1", "alles-1"]),
    ({"contactForm": ["SMALL_GROUP"]}, ["naai-1"]),
    ({"dutchLevelAtMost": "NONE"}, ["buddy-1"]),
    ({"dutchLevelAtMost": "A2"}, ["buddy-1", "naai-1", "stage-1"]),
    ({"taalicoon": [3]}, ["alles-1", "alles-1", "alles-1"]),
    ({"taalicoon": [-1, 2147483647]}, []),
    ({"availability": ["OPEN"]}, ["naai-1"]),
    ({"availability": ["UNKNOWN"]}, ["buddy-1", "loket-1", "praat-1", "stage-1"]),
    ({"placeMode": ["ONLINE", "BY_ARRANGEMENT"]}, ["buddy-1", "praat-1"]),
    ({"childcare": ["PROVIDED"]}, ["buddy-1"]),
    ({"childcare": ["NONE", "UNKNOWN"]}, ["loket-1", "naai-1", "praat-1", "stage-1"]),
    ({"genderAudience": ["WOMEN"]}, ["naai-1"]),
    ({"partOfDay": ["EVENING"]}, ["alles-1", "alles-1", "alles-1", "praat-1"]),
    ({"weekday": ["TUESDAY"]}, ["loket-1", "naai-1"]),
    ({"weekday": ["TUESDAY"], "partOfDay": ["MORNING"]}, ["naai-1"]),
    ({"sector": ["sewing"]}, ["alles-1", "alles-1", "alles-1", "naai-1"]),
    ({"sector": ["https://w3id.org/pijler4/id/concept/sector/sewing"]}, ["alles-1", "alles-1", "alles-1", "naai-1"]),
    ({"sector": ["https://aanbod.example.org/id/concept/sector/it"]}, ["alles-1", "alles-1", "alles-1"]),
    ({"sector": ["crafts"]}, ["alles-1", "alles-1", "alles-1", "naai-1"]),
    ({"bridgeLanguage": ["ar", "uk"]}, ["alles-1", "alles-1", "alles-1", "buddy-1"]),
    ({"bridgeLanguage": ["xx"]}, []),
    ({"municipality": ["Mechelen"]}, ["naai-1", "stage-1"]),
    ({"municipality": ["24062", "2000"]}, ["buddy-1", "loket-1"]),
    ({"source": ["stadsloket"]}, ["alles-1", "loket-1"]),
    ({"source": ["bestaat-niet"]}, []),
    ({"provider": ["or_bestaat_niet"]}, []),
    ({"quality": ["insurance"]}, ["naai-1"]),
    ({"hoursPerWeekAtMost": 2}, ["alles-1", "alles-1", "alles-1"]),
    ({"hoursPerWeekAtMost": 1.5}, []),
    ({"startsBefore": "2026-12-01"}, ["alles-1", "alles-1", "alles-1", "buddy-1"]),
    ({"startsAfter": "2026-12-02"}, ["buddy-1"]),
    ({"age": 18}, ["alles-1", "alles-1", "alles-1"]),
    ({"age": 17}, []),
    ({"freeOfCharge": True}, ["buddy-1", "loket-1", "naai-1"]),
    ({"freeOfCharge": False}, ["alles-1", "alles-1", "alles-1"]),
    ({"expensesReimbursed": True}, ["alles-1", "alles-1", "alles-1"]),
    ({"countsForTheHours": True}, ALL),
    ({"countsForTheHours": False}, []),
    ({"updatedSince": "2026-11-10T09:00:00+01:00"}, ["alles-1", "alles-1", "alles-1", "buddy-1"]),
    ({"dutchLevelAtMost": "NONE", "includeUnknown": True}, ["buddy-1", "praat-1"]),
    ({"dutchLevelAtMost": "NONE", "includeUnknown": None}, ["buddy-1"]),
]


@pytest.mark.parametrize(("where", "expected"), FILTERS)
def test_filter(served: Served, where: dict[str, Any], expected: list[str]) -> None:
    """A condition keeps the offers that satisfy it, and no others."""
    assert expected == sorted(found(served, where=where))


def test_every_filter_is_tested(served: Served) -> None:
    """No condition of the filter is left out of these tests."""
    fields = served.data('{ __type(name: "OfferFilter") { inputFields { name } } }')["__type"]["inputFields"]
    assert {field["name"] for field in fields} == {name for where, _ in FILTERS for name in where}


def test_provider_by_id_and_by_iri(served: Served) -> None:
    """Id and IRI of an organisation filter alike."""
    query = "query($id: ID!) { offer(id: $id) { provider { id iri } } }"
    provider = served.data(query, id=served.id("praat-1"))["offer"]["provider"]
    answers = [sorted(found(served, where={"provider": [key]})) for key in (provider["id"], provider["iri"])]
    assert [["naai-1", "praat-1"]] * 2 == answers


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            {"sector": ["sewingg"]},
            "where.sector: “sewingg” is not a code or IRI of the scheme sector. Did you mean 'sewing'",
        ),
        (
            {"quality": ["insurence"]},
            "where.quality: “insurence” is not a code or IRI of the scheme quality-criterion. Did you mean 'insurance'?",
        ),
        (
            {"sector": ["https://w3id.org/pijler4/id/concept/kind/sewing"]},
            "where.sector: “https://w3id.org/pijler4/id/concept/kind/sewing” is not a code or IRI of the scheme sector. "
            "Did you mean 'sewing'",
        ),
        ({"quality": [""]}, "where.quality: “” is not a code or IRI of the scheme quality-criterion."),
        ({"source": ["x"] * 401}, "where.source: 401 values, expected at most 400."),
    ],
)
def test_unknown_concept_is_refused(served: Served, where: dict[str, Any], message: str) -> None:
    """What is no concept of the scheme is refused, with what may have been meant."""
    error = served.error(SEARCH, where=where)
    assert ("BAD_USER_INPUT", True) == (error["extensions"]["code"], error["message"].startswith(message))


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            {"kind": ["BUDDI"]},
            "Variable '$where' has invalid value at .kind[0]: Value 'BUDDI' does not exist in 'Kind' enum. "
            "Did you mean the enum value 'BUDDY'?",
        ),
        (
            {"startsBefore": "morgen"},
            "Variable '$where' has invalid value at .startsBefore: Expected value of type 'Date'; found: 'morgen'. "
            "Give a day such as 2026-11-24.",
        ),
        (
            {"updatedSince": "2026-11-24T09:00:00"},
            "Variable '$where' has invalid value at .updatedSince: Expected value of type 'DateTime'; "
            "found: '2026-11-24T09:00:00'. Give an instant with its offset from UTC, such as 2026-11-24T09:00:00Z.",
        ),
    ],
)
def test_value_of_another_type_is_refused(served: Served, where: dict[str, Any], message: str) -> None:
    """A value that does not fit its type is refused with where it stands and what to give."""
    assert message == served.error(SEARCH, where=where)["message"]


@pytest.mark.parametrize("day", ["2026-02-31", "2026-W01-1", "20261124", "2026-11-24T09:00:00Z", "", "٢٠٢٦-١١-٢٤"])
def test_no_day(served: Served, day: str) -> None:
    """Only a day of the calendar, written as in RFC 3339, is a Date."""
    assert served.error(SEARCH, where={"startsBefore": day})["message"].endswith("Give a day such as 2026-11-24.")


@pytest.mark.parametrize(
    "instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-24T25:00:00Z", "nu"]
)
def test_no_instant(served: Served, instant: str) -> None:
    """What is no instant, or none that can be told in UTC, is refused like any other."""
    message = served.error(SEARCH, where={"updatedSince": instant})["message"]
    assert message.endswith("Give an instant with its offset from UTC, such as 2026-11-24T09:00:00Z.")


# — unknown —


def test_hidden_by_unknown(served: Served) -> None:
    """How many more would come if unknown were let in, by the path of the condition and in words."""
    answer = served.data(SEARCH, where={"dutchLevelAtMost": "NONE"})["offers"]
    assert [{"condition": "where.dutchLevelAtMost", "label": "gevraagd niveau Nederlands", "count": 1}] == answer[
        "hiddenByUnknown"
    ]


@pytest.mark.parametrize(
    ("where", "conditions"),
    [
        ({"childcare": ["PROVIDED"]}, {"where.childcare": 2}),
        ({"childcare": ["UNKNOWN"]}, {}),
        ({"freeOfCharge": True}, {"where.freeOfCharge": 2}),
        ({"dutchLevelAtMost": "B1", "freeOfCharge": True}, {"where.freeOfCharge": 1}),
        ({"dutchLevelAtMost": "NONE", "includeUnknown": True}, {}),
        ({}, {}),
    ],
)
def test_unknown_counts(served: Served, where: dict[str, Any], conditions: dict[str, int]) -> None:
    """Each condition counts the offers that fail it alone, and only because they do not say."""
    counts = served.data(SEARCH, where=where)["offers"]["hiddenByUnknown"]
    assert conditions == {one["condition"]: one["count"] for one in counts}


def test_unknown_of_a_place(own: Served) -> None:
    """An offer that does not say where is counted under `near`, which is no part of `where`."""
    own.run("breikring", [record(identifier="nergens-1", place=...)], now=own.settings.now())
    own.catch_up()
    counts = own.data(SEARCH, near={"municipality": "Mechelen"})["offers"]["hiddenByUnknown"]
    assert [("near", 1)] == [(one["condition"], one["count"]) for one in counts]


# — places —


def test_near_gives_distances(served: Served) -> None:
    """Offers within the radius have a distance; one that is online has none and sorts after them."""
    edges = served.data(SEARCH, near={"municipality": "Mechelen"}, sort="DISTANCE")["offers"]["edges"]
    distances = [(edge["node"]["identifier"], edge["distanceKm"] is None) for edge in edges]
    assert [("naai-1", False), ("stage-1", False), ("praat-1", True)] == distances


@pytest.mark.parametrize(
    ("near", "expected"),
    [
        ({"municipality": "Leuven"}, ["buddy-1", "praat-1"]),
        ({"municipality": "Malines"}, ["naai-1", "praat-1", "stage-1"]),
        ({"municipality": "24062"}, ["buddy-1", "praat-1"]),
        ({"postcode": "2800"}, ["naai-1", "praat-1", "stage-1"]),
        ({"lat": 51.0259, "lon": 4.4776, "km": 0.1}, ["naai-1", "praat-1"]),
        ({"lat": 51.0259, "lon": 4.4776, "km": 30}, ["loket-1", "naai-1", "praat-1", "stage-1"]),
        ({"lat": 51.0259, "lon": 4.4776, "km": None}, ["naai-1", "praat-1", "stage-1"]),
        ({"lat": -90, "lon": 180, "km": 500}, ["praat-1"]),
    ],
)
def test_near(served: Served, near: dict[str, Any], expected: list[str]) -> None:
    """A place finds what lies around it, what serves its municipality, and what is online."""
    assert expected == sorted(found(served, near=near))


ONE = "near: give exactly one of municipality, postcode, or lat and lon together."


@pytest.mark.parametrize(
    ("near", "message"),
    [
        ({}, ONE),
        ({"km": 5}, ONE),
        ({"municipality": ""}, ONE),
        ({"municipality": None, "postcode": None}, ONE),
        ({"municipality": "Gent", "postcode": "9000"}, ONE),
        ({"municipality": "Gent", "lat": 51, "lon": 4}, ONE),
        ({"postcode": "9000", "lon": 4}, ONE),
        ({"lat": 51}, "near: lat and lon go together."),
        ({"lon": 4}, "near: lat and lon go together."),
        ({"lat": 91, "lon": 4}, "near: 91, 4 is not a point in degrees (WGS84)."),
        ({"lat": 51, "lon": -181}, "near: 51, -181 is not a point in degrees (WGS84)."),
        ({"municipality": "Gent", "km": 0}, "near.km is 0: expected more than 0, at most 500."),
        ({"municipality": "Gent", "km": -1}, "near.km is -1: expected more than 0, at most 500."),
        ({"municipality": "Gent", "km": 501}, "near.km is 501: expected more than 0, at most 500."),
    ],
)
def test_bad_place(served: Served, near: dict[str, Any], message: str) -> None:
    """Any other combination, and any impossible point or radius, is refused with what to give."""
    error = served.error(SEARCH, near=near)
    assert (message, "BAD_USER_INPUT") == (error["message"], error["extensions"]["code"])


@pytest.mark.parametrize("literal", ["lat: 1e400, lon: 4", 'municipality: "Gent", km: 1e400'])
def test_endless_numbers_are_refused(served: Served, literal: str) -> None:
    """A number that no float holds is no place and no radius."""
    assert (
        "BAD_USER_INPUT" == served.error(f"{{ offers(near: {{ {literal} }}) {{ totalCount }} }}")["extensions"]["code"]
    )


def test_ambiguous_place(served: Served) -> None:
    """What several places are called is refused with all of them, in `extensions`."""
    error = served.error(SEARCH, near={"postcode": "1040"})
    assert {
        "code": "AMBIGUOUS_PLACE",
        "classification": "ValidationError",
        "candidates": [
            {"text": "1040", "nis": "21004", "municipality": "Brussel"},
            {"text": "1040", "nis": "21005", "municipality": "Etterbeek"},
        ],
    } == error["extensions"]


def test_unknown_place(served: Served) -> None:
    """A name of no place is refused with the nearest names."""
    extensions = served.error(SEARCH, near={"municipality": "Mechlen"})["extensions"]
    assert ("UNKNOWN_PLACE", {"text": "Mechelen", "nis": "12025", "municipality": "Mechelen"}) == (
        extensions["code"],
        extensions["candidates"][0],
    )


def test_an_address_is_refused(served: Served) -> None:
    """Nobody's address is asked: one is refused with what to give instead."""
    message = served.error(SEARCH, near={"municipality": "Kerkstraat 12, Gent"})["message"]
    assert "“Kerkstraat 12, Gent” looks like an address; use the municipality or the postcode." == message


@pytest.mark.parametrize("condition", [["Bestaatniet"], ["Gent", "99999"]])
def test_unknown_municipality_in_a_filter(served: Served, condition: list[str]) -> None:
    """A filter on a municipality knows places as `near` does."""
    assert "UNKNOWN_PLACE" == served.error(SEARCH, where={"municipality": condition})["extensions"]["code"]


# — order —


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("FRESHEST", ["alles-1", "alles-1", "alles-1", "buddy-1", "loket-1", "praat-1", "naai-1", "stage-1"]),
        ("TITLE", ["alles-1", "alles-1", "alles-1", "buddy-1", "loket-1", "stage-1", "naai-1", "praat-1"]),
        ("STARTS_SOONEST", ["buddy-1", "alles-1", "alles-1", "alles-1", "loket-1", "praat-1", "naai-1", "stage-1"]),
    ],
)
def test_sort(served: Served, sort: str, expected: list[str]) -> None:
    """Each order is that of its name."""
    assert expected == found(served, sort=sort)


def test_words_score(served: Served) -> None:
    """Words give a score, highest first; without words there is none."""
    scores = [edge["score"] for edge in served.data(SEARCH, text="naaien")["offers"]["edges"]]
    assert (True, sorted(scores, reverse=True)) == (all(score > 0 for score in scores), scores)
    assert {None} == {edge["score"] for edge in served.data(SEARCH)["offers"]["edges"]}


def test_long_text_is_refused(served: Served) -> None:
    """A search of more than 500 characters is no search."""
    assert "text is 501 characters long: expected at most 500." == served.error(SEARCH, text="a" * 501)["message"]


def test_highlights_are_escaped(own: Served) -> None:
    """All but <mark> of a highlight is escaped."""
    title = {"nl": "Naaien & <b>stikken</b> voor allen"}
    own.run("breikring", [record(identifier="html-1", title=title)], now=own.settings.now())
    own.catch_up()
    query = '{ offers(text: "stikken") { edges { node { identifier } highlights { field html } } } }'
    marks = {edge["node"]["identifier"]: edge["highlights"] for edge in own.data(query)["offers"]["edges"]}
    assert {"field": "title", "html": "Naaien &amp; <mark>stikken</mark> voor allen"} in marks["html-1"]
