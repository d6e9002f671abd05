"""An offer as GraphQL gives it, field by field against what its record says."""

from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLScalarType, get_named_type

from schema.build import build_schema
from tests.records import record
from tests.schema.served import CRITERIA, Served

SECTORS = "https://w3id.org/pijler4/id/concept/sector/"

# What an offer that says everything (`served.WHOLE`) gives: selection → value.
SAID: dict[str, Any] = {
    "identifier": "alles-1",
    "title { value language }": {"value": "Alles ingevuld", "language": "nl"},
    "description { value language }": {"value": "Omschrijving met het woord kwikstaart.", "language": "nl"},
    "plainText { value language }": {"value": "Gewone taal met het woord roerdomp.", "language": "nl"},
    "url": "https://alles.example.org/aanbod",
    "kind": ["BUDDY", "VOLUNTEERING"],
    "perspective": ["SOCIAL", "PROFESSIONAL"],
    "contactForm": "DUO",
    "inDutch": True,
    "dutchLevelMin": "B2",
    "taalicoon": 3,
    "readingWriting": "LITTLE",
    "bridgeLanguages": ["tr", "uk"],
    "provider { name type kbo vCode ovo url municipality { name } contact { telephone } }": {
        "name": "Alles vzw (fictief)",
        "type": "NON_PROFIT",
        "kbo": "0123456749",
        "vCode": "V0000001",
        "ovo": "OVO000001",
        "url": "https://alles.example.org",
        "municipality": {"name": "Gent"},
        "contact": {"telephone": "09 000 00 01"},
    },
    "programme": "Werking wielewaal",
    "place { municipality { nis name province referenceRegion } postcode street lat lon nearestStop }": {
        "municipality": {
            "nis": "44021",
            "name": "Gent",
            "province": "Oost-Vlaanderen",
            "referenceRegion": "Regio Gent",
        },
        "postcode": "9000",
        "street": "Scholeksterstraat 1",
        "lat": 51.05,
        "lon": 3.72,
        "nearestStop": "Halte Watersnip",
    },
    "areaServed { name }": [{"name": "Gent"}, {"name": "Deinze"}],
    "placeMode": "HYBRID",
    "transport { value }": {"value": "Met de fiets langs de tureluur."},
    "hoursPerWeek { min max }": {"min": 2, "max": 4},
    "hoursTotal { min max }": {"min": None, "max": 40},
    "duration": "P3M",
    "schedule { weekday part from to duringSchoolHolidays text }": [
        {
            "weekday": "WEDNESDAY",
            "part": "AFTERNOON",
            "from": "13:30",
            "to": "16:00",
            "duringSchoolHolidays": False,
            "text": "Behalve bij vorst",
        },
        {"weekday": "FRIDAY", "part": "EVENING", "from": None, "to": None, "duringSchoolHolidays": None, "text": None},
    ],
    "starts": "2026-12-01",
    "rollingStart": False,
    "applyBy": "2026-11-28",
    "ends": "2027-03-01",
    "validThrough": "2027-03-31",
    "availability": "WAITING_LIST",
    "availabilityAsOf": "2026-11-20",
    "places": 3,
    "waitingDays": 14,
    "intake { value }": {"value": "Kom langs bij de kluut."},
    "audience { value }": {"value": "Voor wie van de goudplevier houdt."},
    "ageMin": 18,
    "ageMax": 65,
    "genderAudience": "EVERYONE",
    "requirements": ["BICYCLE", "MEMBERSHIP"],
    "childcare": "REIMBURSED",
    "accessibility": ["wheelchair"],
    "costEur": 12.5,
    "expensesReimbursed": True,
    "insured": False,
    "sectors { iri scheme code label broader { code } }": [
        {
            "iri": SECTORS + "sewing",
            "scheme": "SECTOR",
            "code": "sewing",
            "label": "naaien",
            "broader": [{"code": "crafts"}],
        },
        {"iri": SECTORS + "it", "scheme": "SECTOR", "code": "it", "label": "informatica", "broader": []},
    ],
    "keywords": ["grutto"],
    "contact { url email telephone telephoneHours desk languages firstContactBy }": {
        "url": "https://alles.example.org/contact",
        "email": "kemphaan@alles.example.org",
        "telephone": "09 000 00 02",
        "telephoneHours": "9–12",
        "desk": "Loket 3",
        "languages": ["nl", "fr"],
        "firstContactBy": "counsellor",
    },
    "countsForTheHours { test verdict reason assertedBy date inferred }": [
        {
            "test": "social-participation",
            "verdict": "FITS",
            "reason": "Waarschijnlijk in orde: je doet het met twee of in groep.",
            "assertedBy": "SELF",
            "date": "2026-11-15",
            "inferred": True,
        },
        {
            "test": "dutch-context",
            "verdict": "FITS",
            "reason": "Waarschijnlijk in orde: volgens de bron spreekt men er Nederlands.",
            "assertedBy": "SELF",
            "date": "2026-11-15",
            "inferred": False,
        },
    ],
    "quality { criterion { iri code label } status assertedBy by date evidence until }": [
        {
            "criterion": {"iri": CRITERIA + "insurance", "code": "insurance", "label": "verzekering"},
            "status": "NOT_MET",
            "assertedBy": "PEER",
            "by": "Koepel (fictief)",
            "date": "2026-05-01",
            "evidence": "https://koepel.example.org/1",
            "until": "2027-05-01",
        }
    ],
    "complaints { name handler url independent }": {
        "name": "Ombudsdienst",
        "handler": "Stad (fictief)",
        "url": "https://ombuds.example.org",
        "independent": None,
    },
    "funding { funder programme from until }": [
        {"funder": "Fonds (fictief)", "programme": "Samen", "from": "2026-01-01", "until": "2026-12-31"}
    ],
    "nextSteps { title url perspective offer { id } }": [
        {"title": "Cursus bergeend", "url": "https://cursus.example.org", "perspective": "EDUCATIONAL", "offer": None}
    ],
    "sources { feed { id } origin licence redistribution retrieved }": [
        {
            "feed": {"id": "breikring"},
            "origin": "https://breikring.example.org/aanbod.jsonl",
            "licence": "https://example.org/licentie",
            "redistribution": "FULL",
            "retrieved": "2026-11-23T09:00:00Z",
        }
    ],
    "inferred": [],
    "withheld": [],
    "modified": "2026-11-12T08:00:00Z",
    "firstSeen": "2026-11-23T09:00:00Z",
    "lastSeen": "2026-11-23T09:00:00Z",
    "confirmed": "2026-11-15T10:30:00Z",
    "gone": None,
}

# What an offer gives that says next to nothing: `served.TALKING` and `served.BUDDY` together leave each of these out.
NOTHING: dict[str, dict[str, Any]] = {
    "praat-1": {
        "plainText { value }": None,
        "url": None,
        "contactForm": None,
        "inDutch": None,
        "dutchLevelMin": None,
        "taalicoon": None,
        "readingWriting": None,
        "bridgeLanguages": [],
        "programme": None,
        "place { postcode }": None,
        "areaServed { nis }": [],
        "transport { value }": None,
        "hoursPerWeek { min }": None,
        "hoursTotal { min }": None,
        "duration": None,
        "starts": None,
        "rollingStart": None,
        "applyBy": None,
        "ends": None,
        "availability": "UNKNOWN",
        "availabilityAsOf": None,
        "places": None,
        "waitingDays": None,
        "intake { value }": None,
        "audience { value }": None,
        "ageMin": None,
        "ageMax": None,
        "genderAudience": "UNKNOWN",
        "requirements": [],
        "childcare": "UNKNOWN",
        "accessibility": [],
        "costEur": None,
        "expensesReimbursed": None,
        "insured": None,
        "sectors { code }": [],
        "keywords": [],
        "quality { status }": [],
        "complaints { name }": None,
        "funding { funder }": [],
        "nextSteps { title }": [],
        "confirmed": None,
    },
    "buddy-1": {"schedule { weekday }": [], "contact { email }": None, "placeMode": "BY_ARRANGEMENT"},
}


@pytest.mark.parametrize("selection", SAID)
def test_what_is_said_comes_out(served: Served, selection: str) -> None:
    """A field gives what the record says."""
    offer = served.data(f"query($id: ID!) {{ offer(id: $id) {{ {selection} }} }}", id=served.id("alles-1"))["offer"]
    assert {selection.split()[0]: SAID[selection]} == offer


@pytest.mark.parametrize(("identifier", "selection"), [(one, field) for one in NOTHING for field in NOTHING[one]])
def test_what_is_not_said_is_unknown(served: Served, identifier: str, selection: str) -> None:
    """A field that the record leaves out is null, empty or UNKNOWN: never a default."""
    offer = served.data(f"query($id: ID!) {{ offer(id: $id) {{ {selection} }} }}", id=served.id(identifier))["offer"]
    assert {selection.split()[0]: NOTHING[identifier][selection]} == offer


def test_every_field_is_tested() -> None:
    """No field of an offer is left out of these tests."""
    type_ = build_schema()._schema.type_map["Offer"]
    assert isinstance(type_, GraphQLObjectType)
    elsewhere = {"id", "iri", "similar"}
    assert set(type_.fields) - elsewhere == {selection.split()[0] for selection in SAID}


def test_every_leaf_is_tested() -> None:
    """Nor is any leaf of the values inside an offer."""
    types = build_schema()._schema.type_map
    elsewhere = {
        *("Organisation.id", "Organisation.iri", "Concept.altLabels", "LocalText.language", "SourceRecord.fields"),
        *("Contact.url", "Contact.email", "Contact.telephoneHours", "Contact.desk", "Contact.languages"),
    }
    untested = []
    for type_name, selection in (
        ("Municipality", "place"),
        ("Place", "place"),
        ("Slot", "schedule"),
        ("HoursRange", "hoursPerWeek"),
        ("Organisation", "provider"),
        ("Contact", "contact"),
        ("Concept", "sectors"),
        ("QualityStatement", "quality"),
        ("ComplaintsChannel", "complaints"),
        ("Funding", "funding"),
        ("NextStep", "nextSteps"),
        ("HoursTest", "countsForTheHours"),
        ("SourceRecord", "sources"),
    ):
        (asked,) = [one for one in SAID if one.split()[0] == selection]
        type_ = types[type_name]
        assert isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items():
            is_leaf = isinstance(get_named_type(field.type), (GraphQLScalarType, GraphQLEnumType))
            if is_leaf and name not in asked.split() and f"{type_name}.{name}" not in elsewhere:
                untested.append(f"{type_name}.{name}")
    assert [] == untested


def test_the_source_names_what_it_said(served: Served) -> None:
    """`sources.fields` names what the source says: not what it leaves out, not what we add."""
    (source,) = served.data("query($id: ID!) { offer(id: $id) { sources { fields } } }", id=served.id("buddy-1"))[
        "offer"
    ]["sources"]
    assert {
        *("identifier", "title", "description", "provider", "kind", "contactForm", "areaServed", "placeMode"),
        *("dutchLevelMin", "bridgeLanguage", "rollingStart", "childcare", "validThrough", "costEur", "modified"),
    } == set(source["fields"])


def test_what_we_derived_is_named(served: Served) -> None:
    """The perspective of a buddy is inferred from its kind, and said to be."""
    offer = served.data("query($id: ID!) { offer(id: $id) { perspective inferred } }", id=served.id("buddy-1"))["offer"]
    assert {"perspective": ["SOCIAL"], "inferred": ["perspective"]} == offer


def test_contact_falls_back_to_the_organisation(served: Served) -> None:
    """An offer without a contact of its own has that of its provider."""
    offer = served.data("query($id: ID!) { offer(id: $id) { contact { email } } }", id=served.id("naai-1"))["offer"]
    assert {"contact": {"email": "info@draad.example.org"}} == offer


def test_complaints_to_oneself_are_not_independent(served: Served) -> None:
    """Where the handler is the provider itself, however it is written, the channel is not independent."""
    offer = served.data("query($id: ID!) { offer(id: $id) { complaints { independent } } }", id=served.id("naai-1"))[
        "offer"
    ]
    assert {"complaints": {"independent": False}} == offer


def test_similar_offers(served: Served) -> None:
    """Offers of the same kind, nearest first, without the offer itself."""
    query = "query($id: ID!) { offer(id: $id) { similar(first: 2) { id } } }"
    similar = served.data(query, id=served.id("alles-1"))["offer"]["similar"]
    assert {served.id("alles-1", "stadsloket"), served.id("alles-1", "bedrijvengids")} == {one["id"] for one in similar}


@pytest.mark.parametrize(
    ("first", "message"), [(-1, "first is -1: expected 0 to 20."), (21, "first is 21: expected 0 to 20.")]
)
def test_similar_is_bounded(served: Served, first: int, message: str) -> None:
    """More similar offers than there is use for are refused."""
    query = "query($id: ID!, $first: Int) { offer(id: $id) { similar(first: $first) { id } } }"
    assert message == served.error(query, id=served.id("alles-1"), first=first)["message"]


# — languages —


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("nl", ("Naaiatelier op dinsdag", "nl")),
        ("en", ("Sewing workshop on Tuesday", "en")),
        ("en-GB", ("Sewing workshop on Tuesday", "en")),
        ("fr", ("Naaiatelier op dinsdag", "nl")),
        ("", ("Naaiatelier op dinsdag", "nl")),
        (None, ("Naaiatelier op dinsdag", "nl")),
        ("../../etc", ("Naaiatelier op dinsdag", "nl")),
        ("x" * 5000, ("Naaiatelier op dinsdag", "nl")),
    ],
)
def test_language_asked_or_dutch(served: Served, lang: str | None, expected: tuple[str, str]) -> None:
    """The language asked, else Dutch; and it says which one came."""
    query = "query($id: ID!, $lang: String) { offer(id: $id) { title(lang: $lang) { value language } } }"
    title = served.data(query, id=served.id("naai-1"), lang=lang)["offer"]["title"]
    assert expected == (title["value"], title["language"])


def test_any_language_where_there_is_no_dutch(own: Served) -> None:
    """Text in neither the language asked nor Dutch comes in the language it has."""
    own.run("breikring", [record(identifier="fr-1", title={"fr": "Atelier couture"})], now=own.settings.now())
    title = own.data('query($id: ID!) { offer(id: $id) { title(lang: "en") { value language } } }', id=own.id("fr-1"))
    assert {"value": "Atelier couture", "language": "fr"} == title["offer"]["title"]


@pytest.mark.parametrize(
    ("lang", "label", "other"),
    [("fr", "couture", "machine à coudre"), ("fr-BE", "couture", "machine à coudre"), ("xx", "naaien", "naaimachine")],
)
def test_labels_and_other_labels_share_a_language(served: Served, lang: str, label: str, other: str) -> None:
    """What else a concept is called comes in the language of its label."""
    query = (
        "query($id: ID!, $lang: String) { offer(id: $id) { sectors { label(lang: $lang) altLabels(lang: $lang) } } }"
    )
    sector = served.data(query, id=served.id("naai-1"), lang=lang)["offer"]["sectors"][0]
    assert (label, True) == (sector["label"], other in sector["altLabels"])


def test_municipality_in_french(served: Served) -> None:
    """A town has its French name for French of any country, and its own where it has none."""
    query = 'query($id: ID!) { offer(id: $id) { areaServed { fr: name(lang: "fr-BE") nl: name } } }'
    served_area = served.data(query, id=served.id("buddy-1"))["offer"]["areaServed"]
    assert [{"fr": "Louvain", "nl": "Leuven"}, {"fr": "Herent", "nl": "Herent"}] == served_area
