"""Counts beside the offers found, and coverage."""

from typing import Any

import pytest

from tests.schema.served import Served

FACETS = """query($fields: [FacetField!]!, $first: Int, $where: OfferFilter, $text: String) {
  offers(where: $where, text: $text) { facets(fields: $fields, first: $first) { field buckets { value label count } } }
}"""


def counts(served: Served, field: str, **variables: Any) -> list[tuple[str, str, int]]:
    """(value, label, count) of the buckets of one facet."""
    (facet,) = served.data(FACETS, fields=[field], **variables)["offers"]["facets"]
    assert field == facet["field"]
    return [(bucket["value"], bucket["label"], bucket["count"]) for bucket in facet["buckets"]]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("KIND", ("BUDDY", "buddy", 4)),
        ("PERSPECTIVE", ("SOCIAL", "sociaal", 6)),
        ("CONTACT_FORM", ("DUO", "duo", 4)),
        ("DUTCH_LEVEL", ("A1", "A1", 2)),
        ("AVAILABILITY", ("UNKNOWN", "niet gezegd", 4)),
        ("PLACE_MODE", ("HYBRID", "hybride", 3)),
        ("CHILDCARE", ("UNKNOWN", "niet gezegd", 2)),
        ("PART_OF_DAY", ("AFTERNOON", "namiddag", 4)),
        ("WEEKDAY", ("FRIDAY", "vrijdag", 3)),
        ("SECTOR", ("sewing", "naaien", 4)),
        ("MUNICIPALITY", ("44021", "Gent", 3)),
        ("BRIDGE_LANGUAGE", ("ar", "Arabisch", 1)),
        ("QUALITY", ("insurance", "verzekering", 1)),
        ("SOURCE", ("breikring", "Lijst van breikring", 4)),
    ],
)
def test_facet(served: Served, field: str, expected: tuple[str, str, int]) -> None:
    """A facet counts the offers of each value, under what people call it."""
    assert expected in counts(served, field)


def test_facet_of_providers(served: Served) -> None:
    """A provider is counted by its id and called by its name."""
    assert ("Alles vzw (fictief)", 3) in [(label, count) for _, label, count in counts(served, "PROVIDER")]


FILTER_OF = {
    "KIND": "kind",
    "PERSPECTIVE": "perspective",
    "CONTACT_FORM": "contactForm",
    "AVAILABILITY": "availability",
    "PLACE_MODE": "placeMode",
    "CHILDCARE": "childcare",
    "PART_OF_DAY": "partOfDay",
    "WEEKDAY": "weekday",
    "SECTOR": "sector",
    "MUNICIPALITY": "municipality",
    "PROVIDER": "provider",
    "BRIDGE_LANGUAGE": "bridgeLanguage",
    "QUALITY": "quality",
    "SOURCE": "source",
}


@pytest.mark.parametrize("field", [*FILTER_OF, "DUTCH_LEVEL"])
def test_a_value_goes_back_into_where(served: Served, field: str) -> None:
    """Every value of a facet, put unchanged into `where`, finds as many offers as were counted."""
    query = "query($where: OfferFilter) { offers(where: $where) { totalCount } }"
    expected, actual = {}, {}
    for value, _, count in counts(served, field):
        where = {FILTER_OF[field]: [value]} if field in FILTER_OF else {"dutchLevelAtMost": value}
        expected[value], actual[value] = count, served.data(query, where=where)["offers"]["totalCount"]
    assert expected == actual


def test_every_facet_is_tested(served: Served) -> None:
    """No facet is left out of these tests."""
    values = served.data('{ __type(name: "FacetField") { enumValues { name } } }')["__type"]["enumValues"]
    assert {value["name"] for value in values} == {*FILTER_OF, "DUTCH_LEVEL"}


def test_a_facet_leaves_its_own_filter_out(served: Served) -> None:
    """Counts of kinds are what each kind would give, whatever kind is chosen now."""
    assert counts(served, "KIND") == counts(served, "KIND", where={"kind": ["INTERNSHIP"]})


def test_a_facet_keeps_the_other_filters(served: Served) -> None:
    """Counts of kinds are under the words and the other filters."""
    assert [("INTERNSHIP", "kennismakingsstage", 1)] == counts(
        served, "KIND", where={"municipality": ["12025"]}, text="drukkerij"
    )


def test_first_bounds_the_buckets(served: Served) -> None:
    """`first` gives the largest buckets, none for 0."""
    assert [1, 0] == [len(counts(served, "KIND", first=first)) for first in (1, 0)]


@pytest.mark.parametrize("first", [-1, 1001])
def test_first_of_buckets_is_bounded(served: Served, first: int) -> None:
    """More buckets than any facet has are refused."""
    message = f"first is {first}: expected 0 to 1000."
    assert message == served.error(FACETS, fields=["KIND"], first=first)["message"]


def test_several_selections_of_facets(served: Served) -> None:
    """Facets asked twice, under names of their own and through a fragment, each get their own number of buckets."""
    query = """{ offers { few: facets(fields: [KIND], first: 1) { buckets { value } } ...More } }
    fragment More on OfferConnection { many: facets(fields: [KIND, SOURCE], first: 3) { buckets { value } } }"""
    offers = served.data(query)["offers"]
    assert [[1], [3, 3]] == [[len(facet["buckets"]) for facet in offers[name]] for name in ("few", "many")]


def test_facets_through_variables_and_directives(served: Served) -> None:
    """What a directive leaves out is not counted, what it lets in is."""
    query = """query($with: Boolean!) { offers {
        facets(fields: [KIND]) @include(if: $with) { field } hiddenByUnknown @skip(if: $with) { count }
    } }"""
    assert [{"facets": [{"field": "KIND"}]}, {"hiddenByUnknown": []}] == [
        served.data(query, **{"with": given})["offers"] for given in (True, False)
    ]


@pytest.mark.parametrize(("lang", "label"), [("fr", "arabe"), ("en", "Arabic"), ("xx", "Arabisch"), (None, "Arabisch")])
def test_labels_of_languages(served: Served, lang: str | None, label: str) -> None:
    """A language is called by its name in the language asked, else in Dutch."""
    query = """query($lang: String) { offers {
        facets(fields: [BRIDGE_LANGUAGE]) { buckets { value label(lang: $lang) } }
    } }"""
    (facet,) = served.data(query, lang=lang)["offers"]["facets"]
    assert label == {bucket["value"]: bucket["label"] for bucket in facet["buckets"]}["ar"]


# — coverage —

COVERAGE = """query($by: [CoverageDimension!]!, $where: OfferFilter) {
  coverage(by: $by, where: $where) { keys labels count regionWide places }
}"""


def cells(served: Served, *by: str, **where: Any) -> dict[tuple[str, ...], tuple[int, int, int | None]]:
    """Keys → (count, region-wide, places)."""
    found = served.data(COVERAGE, by=by, where=where)["coverage"]
    return {tuple(cell["keys"]): (cell["count"], cell["regionWide"], cell["places"]) for cell in found}


def test_coverage_of_kinds(served: Served) -> None:
    """One cell a kind, those without offers too; an offer of two kinds counts in both."""
    assert {
        ("BUDDY",): (4, 0, 9),
        ("MENTORING",): (0, 0, None),
        ("TUTORING",): (0, 0, None),
        ("INTERNSHIP",): (1, 0, None),
        ("VOLUNTEERING",): (4, 0, 9),
        ("LANGUAGE_PRACTICE",): (1, 0, None),
        ("CLUB_LIFE",): (0, 0, None),
        ("GROUP_ACTIVITY",): (1, 0, 4),
        ("UNKNOWN",): (0, 0, None),
    } == cells(served, "KIND")


def test_coverage_of_municipalities(served: Served) -> None:
    """Every municipality has its cell; what serves several or is online is counted apart, in none of them."""
    found = cells(served, "MUNICIPALITY")
    assert {("12025",): (2, 0, 4), ("11002",): (1, 0, None), ("44021",): (3, 0, 9), ("UNKNOWN",): (0, 2, None)} == {
        keys: cell for keys, cell in found.items() if cell != (0, 0, None)
    }
    assert len(served.data("{ municipalities(first: 400) { nis } }")["municipalities"]) + 1 == len(found)


def test_coverage_over_three_dimensions(served: Served) -> None:
    """Keys come in the order of `by`, labels with them."""
    query = COVERAGE.replace("labels", 'labels(lang: "fr")')
    found = served.data(query, by=["KIND", "DUTCH_LEVEL", "AVAILABILITY"])["coverage"]
    (cell,) = [one for one in found if one["keys"] == ["GROUP_ACTIVITY", "A1", "OPEN"]]
    assert {
        "keys": ["GROUP_ACTIVITY", "A1", "OPEN"],
        "labels": ["activité de groupe", "A1", "places libres"],
        "count": 1,
        "regionWide": 0,
        "places": 4,
    } == cell


def test_the_largest_coverage_is_answered(served: Served) -> None:
    """The three dimensions with the most cells are within what one request may ask."""
    answer = served.ask(COVERAGE, by=["MUNICIPALITY", "KIND", "DUTCH_LEVEL"])
    assert (None, True) == (answer.get("errors"), len(answer["data"]["coverage"]) > 20_000)


def test_coverage_under_a_filter(served: Served) -> None:
    """`where` filters coverage as it does offers."""
    assert {("SOCIAL",): (1, 0, None), ("PROFESSIONAL",): (0, 0, None)}.items() <= cells(
        served, "PERSPECTIVE", municipality=["Antwerpen"]
    ).items()


@pytest.mark.parametrize("by", [[], ["KIND", "KIND"], ["KIND", "PERSPECTIVE", "DUTCH_LEVEL", "AVAILABILITY"]])
def test_dimensions_of_coverage(served: Served, by: list[str]) -> None:
    """None, four, or the same twice are refused."""
    assert "coverage(by:) takes one to three different dimensions." == served.error(COVERAGE, by=by)["message"]
