"""Nodes of schema.org as publishers write them, and what of them ends up in an offer."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalogue.feed import Feed
from harvesters.base import Draft, Gone, Page, Rejected
from harvesters.jsonld import JSONLD

NODE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "Service",
    "identifier": "maatje-1",
    "name": "Een maatje in de buurt",
    "additionalType": "https://w3id.org/pijler4/id/concept/kind/buddy",
    "provider": {"@type": "NGO", "name": "De Losse Draad (fictief)"},
}
Outcome = Draft | Gone | Rejected


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def feed(**options: Any) -> Feed:
    return Feed(
        key="lijst",
        format="jsonld",
        url="https://example.org/aanbod",
        title="Lijst (fictief)",
        publisher="De Losse Draad (fictief)",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        options=options,
    )


def outcomes(
    folder: Path, document: Any, *, url: str = "https://example.org/aanbod.json", **options: Any
) -> list[Outcome]:
    path = folder / "document"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return list(JSONLD(feed(**options)).parse(Page(url=url, path=str(path))))


def drafted(folder: Path, document: Any, **options: Any) -> Draft:
    """The one draft that a document gives."""
    (draft,) = outcomes(folder, document, **options)
    assert isinstance(draft, Draft)
    return draft


def data(folder: Path, changes: dict[str, Any], **options: Any) -> dict[str, Any]:
    """What the draft of the node holds with these properties changed; a value of `...` takes the property away."""
    node = {key: value for key, value in {**NODE, **changes}.items() if value is not ...}
    return dict(drafted(folder, node, **options).data)


def refused(folder: Path, changes: dict[str, Any], **options: Any) -> list[str]:
    """Codes of why the node is no offer."""
    node = {key: value for key, value in {**NODE, **changes}.items() if value is not ...}
    (rejected,) = outcomes(folder, node, **options)
    assert isinstance(rejected, Rejected)
    return [problem.code for problem in rejected.problems]


def warned(folder: Path, changes: dict[str, Any]) -> list[tuple[str, str]]:
    draft = drafted(folder, {**NODE, **changes})
    return [(warning.code, warning.pointer) for warning in draft.warnings]


# — names —


@pytest.mark.parametrize(
    "node",
    [
        {"@context": "https://schema.org", "@type": ["Thing", "Service"], "name": "Buddy"},
        {"@context": "http://schema.org/", "@type": "http://schema.org/Service", "http://schema.org/name": "Buddy"},
        {"@type": "schema:Service", "schema:name": "Buddy"},
        {"@context": {"s": "http://schema.org/"}, "@type": "s:Service", "s:name": "Buddy"},
        {"@context": {"@vocab": "https://schema.org/"}, "@type": "Service", "name": "Buddy"},
        {"@context": {"naam": "schema:name", "soort": "@type"}, "soort": "Service", "naam": "Buddy"},
        {"@context": {"naam": {"@id": "https://schema.org/name"}}, "@type": "Service", "naam": {"@value": "Buddy"}},
        {"@context": [None, "https://openactive.io/"], "type": "Service", "name": ["Buddy"]},
    ],
)
def test_names_in_every_spelling(folder: Path, node: dict[str, Any]) -> None:
    """Full, prefixed, aliased and bare names mean the same, without any context being fetched."""
    assert {"nl": "Buddy"} == drafted(folder, node, kind="buddy").data["title"]


def test_names_of_another_vocabulary(folder: Path) -> None:
    """Bare names of a vocabulary that is not schema.org's are not taken for it, prefixed ones are."""
    node = {
        "@context": {"@vocab": "https://example.org/ns#"},
        "@type": "schema:Service",
        "name": "x",
        "schema:name": "Buddy",
    }
    assert {"nl": "Buddy"} == drafted(folder, node, kind="buddy").data["title"]


# — kind —


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["buddy"]),
        ({"additionalType": {"@id": "https://aanbod.example.org/id/concept/kind/tutoring"}}, ["tutoring"]),
        (
            {"additionalType": ..., "p4:kind": {"@id": "https://w3id.org/pijler4/id/concept/kind/mentoring"}},
            ["mentoring"],
        ),
        ({"additionalType": ..., "https://w3id.org/pijler4/ns#kind": "club-life"}, ["club-life"]),
        ({"additionalType": ..., "serviceType": "Taaloefenkans"}, ["language-practice"]),
        (
            {"additionalType": ..., "category": ["Vrije tijd", {"@type": "CategoryCode", "name": "Praattafel"}]},
            ["language-practice"],
        ),
        ({"additionalType": ["Mentoring", "Buddy", "Stage"]}, ["mentoring", "buddy"]),
        ({"additionalType": ..., "@type": "WorkBasedProgram"}, ["internship"]),
        ({"additionalType": ..., "@type": "VolunteerAction"}, ["volunteering"]),
        ({"additionalType": ..., "@type": "JobPosting", "employmentType": ["PART_TIME", "INTERN"]}, ["internship"]),
        (
            {"additionalType": ..., "@type": "JobPosting", "employmentType": "https://schema.org/VOLUNTEER"},
            ["volunteering"],
        ),
        ({"additionalType": ..., "@type": "JobPosting", "employmentType": "Vrijwilligerswerk"}, ["volunteering"]),
        ({"additionalType": "https://w3id.org/pijler4/id/concept/kind/koffieklets"}, ["koffieklets"]),
    ],
)
def test_kind_in_words_by_address_or_type(folder: Path, changes: dict[str, Any], expected: list[str]) -> None:
    """The kind comes from what names it, else from the type; a code of ours that does not exist is passed on to be refused."""
    assert expected == data(folder, changes)["kind"]


@pytest.mark.parametrize("type_", ["Event", "MusicEvent", "SocialEvent", "SessionSeries", "Course", "Service", "Offer"])
def test_kind_is_not_guessed(folder: Path, type_: str) -> None:
    """Where nothing says the kind, neither title nor text make an offer of a concert or a fitness class."""
    assert ["not-an-offer"] == refused(folder, {"additionalType": ..., "@type": type_, "name": "Buddy's gezocht"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"@type": "Event", "additionalType": ...}, ["group-activity"]),
        ({"@type": "JobPosting", "additionalType": ..., "employmentType": "OTHER"}, ["group-activity"]),
        ({}, ["buddy"]),
    ],
)
def test_kind_of_the_feed(folder: Path, changes: dict[str, Any], expected: list[str]) -> None:
    """The feed says it for nodes that say nothing, and only for those."""
    assert expected == data(folder, changes, kind="groepsactiviteit")["kind"]


def test_ordinary_job_is_out(folder: Path) -> None:
    """A job is no offer of this catalogue, not even where the feed has a kind for all."""
    job = {"additionalType": ..., "@type": "JobPosting", "employmentType": "FULL_TIME"}
    assert ["out-of-scope"] == refused(folder, job, kind="internship")


@pytest.mark.parametrize("status", ["https://schema.org/EventCancelled", "EventPostponed"])
def test_cancelled_event_is_out(folder: Path, status: str) -> None:
    """What does not take place is refused with that reason."""
    assert ["out-of-scope"] == refused(folder, {"@type": "Event", "eventStatus": status})


# — words —


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"nl": "Een maatje in de buurt"}),
        ({"name": {"@value": "A buddy", "@language": "en-GB"}}, {"en-GB": "A buddy"}),
        (
            {"name": [{"@value": "Un parrain", "@language": "fr"}, "Een maatje"]},
            {"fr": "Un parrain", "nl": "Een maatje"},
        ),
        ({"name": {"nl": "Een maatje", "fr": "Un parrain"}}, {"nl": "Een maatje", "fr": "Un parrain"}),
        ({"inLanguage": {"@type": "Language", "name": "French"}}, {"fr": "Een maatje in de buurt"}),
        ({"@context": {"@vocab": "https://schema.org/", "@language": "en"}}, {"en": "Een maatje in de buurt"}),
        ({"name": "Thee &amp; taal <b>samen</b>"}, {"nl": "Thee & taal samen"}),
        ({"name": ..., "title": "Maatje"}, {"nl": "Maatje"}),
    ],
)
def test_languages_of_text(folder: Path, changes: dict[str, Any], expected: dict[str, str]) -> None:
    """The language of a text is its own, else its context's, its node's or the feed's."""
    assert expected == data(folder, changes)["title"]


def test_language_of_the_feed(folder: Path) -> None:
    """A feed in French says so once."""
    assert {"fr": "Un parrain"} == data(folder, {"name": "Un parrain"}, language="Frans")["title"]


def test_description_holds_all_that_is_told(folder: Path) -> None:
    """Duties and benefits are told under the description, each as plain text."""
    told = data(
        folder,
        {"description": "<p>Eén.</p><p>Twee.</p>", "responsibilities": "Drie.", "jobBenefits": ["Vier.", "Vijf."]},
    )
    assert {"nl": "Eén.\nTwee.\nDrie.\nVier.\nVijf."} == told["description"]


def test_keywords_sectors_and_occupations(folder: Path) -> None:
    """Words stay words, an ESCO address is an occupation, and a word that was the kind is not repeated."""
    found = data(
        folder,
        {
            "keywords": "naaien, taal",
            "serviceType": ["Buddywerking", "Duo"],
            "industry": "Textiel",
            "occupationalCategory": ["naaister", "http://data.europa.eu/esco/occupation/1"],
        },
    )
    assert (["naaien", "taal", "Duo", "naaister"], ["Textiel"], ["http://data.europa.eu/esco/occupation/1"]) == (
        found["keyword"],
        found["sector"],
        found["occupation"],
    )


# — identity and page —


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"identifier": 76121}, "76121"),
        ({"identifier": {"@type": "PropertyValue", "name": "nummer", "value": "A-1"}}, "A-1"),
        ({"identifier": [{"@type": "PropertyValue"}, "B-2"]}, "B-2"),
        (
            {"identifier": ..., "@id": "https://example.org/1#x", "url": "https://example.org/1"},
            "https://example.org/1#x",
        ),
        ({"identifier": ..., "@id": "#x"}, "https://example.org/aanbod.json#x"),
        ({"identifier": ..., "@id": "_:b0", "url": "/1"}, "https://example.org/1"),
    ],
)
def test_identifier_of_the_source(folder: Path, changes: dict[str, Any], expected: str) -> None:
    """Its number, else its @id, else its page; never the name of a blank node."""
    assert expected == data(folder, changes)["identifier"]


def test_identifier_is_derived_where_there_is_none(folder: Path) -> None:
    """Records without any number keep theirs when the order changes, and two of the same differ."""
    nodes = [{**NODE, "name": name} for name in ("Eén", "Twee", "Eén")]
    for node in nodes:
        del node["identifier"]
    there, back = (
        [draft.data["identifier"] for draft in outcomes(folder, several) if isinstance(draft, Draft) and draft.derived]
        for several in (nodes, nodes[::-1])
    )
    assert (3, f"{there[0]}-2", set(there)) == (len(set(there)), there[2], set(back))


def test_page_and_same_as(folder: Path) -> None:
    """Relative addresses count from the document; its own IRI and what it says to be the same are links."""
    same = ["https://example.com/a", "geen adres", "javascript:alert(1)"]
    found = data(folder, {"@id": "#1", "url": "1.html", "sameAs": same})
    assert "https://example.org/1.html" == found["url"]
    assert ["https://example.com/a", "https://example.org/aanbod.json#1"] == found["sameAs"]


# — provider and contact —


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        ("De Losse Draad (fictief)", {"name": "De Losse Draad (fictief)"}),
        (
            {
                "@type": "Corporation",
                "@id": "https://example.org/#o",
                "name": "Draad nv (fictief)",
                "url": "https://example.org/",
            },
            {
                "@id": "https://example.org/#o",
                "name": "Draad nv (fictief)",
                "type": "company",
                "url": "https://example.org/",
            },
        ),
        (
            {"@type": "GovernmentOrganization", "legalName": "Dienst (fictief)"},
            {"name": "Dienst (fictief)", "type": "public-service"},
        ),
        (
            {"@type": ["Organization", "School"], "name": "School (fictief)"},
            {"name": "School (fictief)", "type": "school"},
        ),
        (
            {"@type": "Organization", "name": "Kring (fictief)", "nonprofitStatus": "NonprofitType"},
            {"name": "Kring (fictief)", "type": "non-profit"},
        ),
        ({"name": "Kring (fictief)", "vatID": "BE 0000.000.196"}, {"name": "Kring (fictief)", "kbo": "0000000196"}),
        ({"name": "Kring (fictief)", "vatID": "BE 0000.000.195"}, {"name": "Kring (fictief)"}),
        (
            {"name": "Kring (fictief)", "identifier": {"propertyID": "KBO", "value": "0000000196"}},
            {"name": "Kring (fictief)", "kbo": "0000000196"},
        ),
        ({"name": "Kring (fictief)", "identifier": "0000000196"}, {"name": "Kring (fictief)"}),
        (
            {"name": "Kring (fictief)", "address": {"addressLocality": "Gent", "addressCountry": "BE"}},
            {"name": "Kring (fictief)", "municipality": "Gent"},
        ),
        (
            {"name": "Kring (fictief)", "address": {"addressLocality": "Bergen", "addressCountry": "Nederland"}},
            {"name": "Kring (fictief)"},
        ),
    ],
)
def test_provider(folder: Path, provider: Any, expected: dict[str, Any]) -> None:
    """Name, kind of organisation, number and place, each only where it is clearly given."""
    assert expected == data(folder, {"provider": provider})["provider"]


def test_provider_by_reference(folder: Path) -> None:
    """A node that is only named by its @id is looked up in the document, also where a plain string names it."""
    organisation = {"@type": "NGO", "@id": "#kring", "name": "Kring (fictief)"}
    for reference in ({"@id": "#kring"}, "#kring"):
        graph = {"@graph": [{**NODE, "provider": reference}, organisation]}
        assert "Kring (fictief)" == drafted(folder, graph).data["provider"]["name"]


def test_provider_is_never_a_person(folder: Path) -> None:
    """A person who offers is left out and said to be; the organisation beside her stays."""
    person, organisation = {"@type": "Person", "name": "Jo (fictief)"}, {"@type": "NGO", "name": "Kring (fictief)"}
    draft = drafted(folder, {**NODE, "provider": [person, organisation]})
    assert ("Kring (fictief)", [("personal-data-dropped", "#/provider/0")], False) == (
        draft.data["provider"]["name"],
        [(one.code, one.pointer) for one in draft.warnings],
        "Jo" in repr(draft),
    )


def test_provider_of_the_feed(folder: Path) -> None:
    """The feed's provider stands for nodes that name none, and completes those that name it."""
    ours = {"name": "Kring (fictief)", "type": "non-profit"}
    assert ours == data(folder, {"provider": ...}, provider=ours)["provider"]
    assert ours == data(folder, {"provider": "Kring (fictief)"}, provider=ours)["provider"]
    assert {"name": "Andere (fictief)"} == data(folder, {"provider": "Andere (fictief)"}, provider=ours)["provider"]


def test_provider_that_it_stands_under(folder: Path) -> None:
    """What an organisation lists as its offers needs no provider of its own."""
    node = {key: value for key, value in NODE.items() if key != "provider"}
    listing = {
        "@type": "NGO",
        "name": "Kring (fictief)",
        "makesOffer": {"@type": "Offer", "price": 0, "itemOffered": node},
    }
    draft = drafted(folder, listing)
    assert ("Kring (fictief)", "non-profit", 0) == (
        draft.data["provider"]["name"],
        draft.data["provider"]["type"],
        draft.data["costEur"],
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {
                "contactPoint": {
                    "@type": "ContactPoint",
                    "contactType": "onthaal",
                    "email": "mailto:onthaal@example.org",
                }
            },
            {"email": "onthaal@example.org", "functional": True},
        ),
        (
            {
                "applicationContact": {
                    "@type": "ContactPoint",
                    "telephone": "tel:015 000 700",
                    "availableLanguage": ["nl", "Arabic"],
                }
            },
            {"telephone": "015 000 700", "languages": ["nl", "ar"]},
        ),
        (
            {
                "availableChannel": {
                    "serviceUrl": "https://example.org/mee",
                    "servicePhone": {"telephone": "015 000 700"},
                    "availableLanguage": {"@type": "Language", "name": "Frans"},
                }
            },
            {"url": "https://example.org/mee", "telephone": "015 000 700", "languages": ["fr"]},
        ),
        (
            {"email": "onthaal@example.org", "telephone": 15000700},
            {"email": "onthaal@example.org", "telephone": "15000700"},
        ),
    ],
)
def test_contact(folder: Path, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    """A mailbox counts as the organisation's only where the contact point names its function."""
    assert expected == data(folder, changes)["contact"]


def test_contact_is_never_a_person(folder: Path) -> None:
    """A person as contact point is left out, with what she can be reached at."""
    draft = drafted(
        folder, {**NODE, "contactPoint": {"@type": "Person", "contactType": "x", "email": "jo@example.org"}}
    )
    assert (False, ["personal-data-dropped"]) == ("jo@" in repr(draft), [one.code for one in draft.warnings])


# — place —


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {
                "location": {
                    "@type": "Place",
                    "address": {"streetAddress": "Steenweg 1", "postalCode": "B-2800", "addressLocality": "Mechelen"},
                    "geo": {"latitude": "51,03", "longitude": 4.48},
                }
            },
            {
                "place": {
                    "municipality": "Mechelen",
                    "postcode": "2800",
                    "street": "Steenweg 1",
                    "lat": 51.03,
                    "lon": 4.48,
                }
            },
        ),
        (
            {"location": "Steenweg 1, 2800 Mechelen"},
            {"place": {"municipality": "Mechelen", "postcode": "2800", "street": "Steenweg 1"}},
        ),
        ({"location": {"address": "2800 Mechelen"}}, {"place": {"municipality": "Mechelen", "postcode": "2800"}}),
        ({"location": {"@type": "PostalAddress", "postalCode": 2800}}, {"place": {"postcode": "2800"}}),
        ({"location": {"@type": "City", "name": "Mechelen"}}, {"place": {"municipality": "Mechelen"}}),
        ({"location": ["Mechelen", "Lier"]}, {"areaServed": ["Mechelen", "Lier"]}),
        ({"areaServed": ["Lier", {"@type": "City", "name": "Mechelen"}]}, {"areaServed": ["Lier", "Mechelen"]}),
        ({"location": {"@type": "VirtualLocation", "url": "https://example.org/mee"}}, {"placeMode": "online"}),
        ({"location": "Online"}, {"placeMode": "online"}),
        (
            {"location": ["Mechelen", {"@type": "VirtualLocation"}]},
            {"place": {"municipality": "Mechelen"}, "placeMode": "hybrid"},
        ),
        ({"eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode"}, {"placeMode": "hybrid"}),
        ({"eventAttendanceMode": "OfflineEventAttendanceMode"}, {"placeMode": "on-site"}),
        ({"jobLocationType": "TELECOMMUTE"}, {"placeMode": "online"}),
    ],
)
def test_place(folder: Path, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    """Addresses as nodes or in one line; several places are where it is served; a link is online."""
    found = data(folder, changes)
    assert expected == {key: found[key] for key in ("place", "areaServed", "placeMode") if key in found}


def test_place_of_an_internship(folder: Path) -> None:
    """An internship without a place takes place at the company, and that this was derived is marked."""
    company = {"@type": "Corporation", "name": "Draad nv (fictief)", "address": {"addressLocality": "Lier"}}
    found = data(folder, {"@type": "WorkBasedProgram", "provider": company})
    assert ({"municipality": "Lier"}, ["place"]) == (found["place"], found["inferred"])
    assert "place" not in data(folder, {"provider": company})


def test_place_abroad_is_out(folder: Path) -> None:
    """A town in another country is not looked for in this one, where it may have a namesake."""
    location = {"address": {"addressLocality": "Bergen", "addressCountry": {"@type": "Country", "name": "Nederland"}}}
    assert ["out-of-scope"] == refused(folder, {"location": location})


def test_region_is_no_place(folder: Path) -> None:
    """A whole region or country is left out with a remark; no offer is refused for it."""
    draft = drafted(folder, {**NODE, "areaServed": ["Vlaanderen", {"@type": "Country", "name": "BE"}, "Lier"]})
    assert (["Lier"], ["unused-value"] * 2) == (draft.data["areaServed"], [one.code for one in draft.warnings])


# — time —

WEEKLY = {"@type": "Schedule", "byDay": "https://schema.org/Tuesday", "startTime": "09:30:00", "endTime": "11:30"}
SLOT = {"weekday": "tuesday", "from": "09:30", "to": "11:30"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"eventSchedule": WEEKLY}, [SLOT]),
        ({"eventSchedule": {**WEEKLY, "repeatFrequency": "P1W"}}, [SLOT]),
        (
            {"eventSchedule": {**WEEKLY, "repeatFrequency": "P2W"}},
            [{**SLOT, "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"}],
        ),
        (
            {"eventSchedule": {**WEEKLY, "byDay": "1TU", "repeatFrequency": "monthly"}},
            [{**SLOT, "rrule": "FREQ=MONTHLY;INTERVAL=1;BYDAY=1TU"}],
        ),
        ({"eventSchedule": {**WEEKLY, "byDay": ..., "startDate": "2026-12-01"}}, [SLOT]),
        (
            {"hoursAvailable": {"dayOfWeek": ["Monday"], "opens": "9:00", "closes": "12:00"}},
            [{"weekday": "monday", "from": "09:00", "to": "12:00"}],
        ),
        ({"workHours": "di 9u30-11u30"}, [SLOT]),
        ({"workHours": "ma 6-14u"}, [{"weekday": "monday", "from": "06:00", "to": "14:00"}]),
        ({"dayOfWeek": ["Tuesday"], "timeOfDay": "09:30-11:30"}, [SLOT]),
        ({"dayOfWeek": "Tuesday", "timeOfDay": "voormiddag"}, [{"weekday": "tuesday", "part": "morning"}]),
        ({"@type": "Event", "startDate": "2026-12-01T08:30:00Z", "endDate": "2026-12-01T11:30:00+01:00"}, [SLOT]),
        (
            {
                "@type": "EventSeries",
                "subEvent": [
                    {"@type": "Event", "startDate": f"2026-12-{day:02}T09:30", "endDate": f"2026-12-{day:02}T11:30"}
                    for day in (1, 8)
                ],
            },
            [SLOT],
        ),
    ],
)
def test_schedule(folder: Path, changes: dict[str, Any], expected: list[dict[str, Any]]) -> None:
    """Moments of the week, whether said as a schedule, in words, or by dates."""
    changes = json.loads(json.dumps(changes, default=lambda _: None))
    assert expected == data(folder, changes)["schedule"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"startDate": "2026-12-01", "endDate": "2027-01-31", "validThrough": "2026-12-24T23:00:00Z"},
            {"starts": "2026-12-01", "ends": "2027-01-31", "validThrough": "2026-12-25"},
        ),
        (
            {"jobStartDate": "1/12/2026", "applicationDeadline": "2026-11-30"},
            {"starts": "2026-12-01", "applyBy": "2026-11-30"},
        ),
        ({"offers": {"@type": "Offer", "validThrough": "2026-12-01"}}, {"validThrough": "2026-12-01"}),
        ({"@type": "Event", "startDate": "2026-12-01T20:00"}, {"starts": "2026-12-01", "validThrough": "2026-12-01"}),
        (
            {"@type": "Event", "eventSchedule": {**WEEKLY, "startDate": "2026-12-01", "endDate": "2027-06-30"}},
            {"starts": "2026-12-01", "ends": "2027-06-30", "validThrough": "2027-06-30"},
        ),
        ({"jobImmediateStart": True}, {"rollingStart": True}),
        ({"timeToComplete": "P6M"}, {"duration": "P6M"}),
        ({"@type": "Event", "duration": "PT2H"}, {"duration": "PT2H"}),
        ({"workHours": "4 uur per week"}, {"hoursPerWeek": {"min": 4.0, "max": 4.0}}),
    ],
)
def test_dates_and_lengths(folder: Path, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    """Days are local; what is over holds no longer; the length of what repeats is not that of one time."""
    found = data(folder, changes)
    keys = ("starts", "ends", "validThrough", "applyBy", "rollingStart", "duration", "hoursPerWeek")
    assert expected == {key: found[key] for key in keys if key in found}


# — terms —


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"offers": {"@type": "Offer", "price": 0}}, 0.0),
        ({"offers": [{"@type": "Offer", "price": "5,00", "priceCurrency": "EUR"}]}, 5.0),
        ({"offers": {"@type": "Offer", "priceSpecification": {"price": "gratis"}}}, 0.0),
        ({"isAccessibleForFree": True}, 0.0),
        ({"isAccessibleForFree": "https://schema.org/True"}, 0.0),
        ({"isAccessibleForFree": False}, None),
        ({"offers": {"@type": "Offer", "price": 12, "priceCurrency": "GBP"}}, None),
        ({"offers": [{"@type": "Offer", "price": 2}, {"@type": "Offer", "price": 8}]}, None),
    ],
)
def test_price(folder: Path, changes: dict[str, Any], expected: float | None) -> None:
    """One price in euros; several, or one in other money, would mislead."""
    assert expected == data(folder, changes).get("costEur")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"maximumAttendeeCapacity": 15, "remainingAttendeeCapacity": 0}, {"availability": "full", "places": 15}),
        ({"maximumAttendeeCapacity": "15", "remainingAttendeeCapacity": 3}, {"availability": "open", "places": 15}),
        ({"offers": {"@type": "Offer", "availability": "https://schema.org/SoldOut"}}, {"availability": "full"}),
        ({"totalJobOpenings": 2}, {"places": 2}),
    ],
)
def test_availability(folder: Path, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    """How many it takes, and whether anybody can still come."""
    found = data(folder, changes)
    assert expected == {key: found[key] for key in ("availability", "places") if key in found}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"typicalAgeRange": "18-"}, {"ageMin": 18}),
        ({"typicalAgeRange": "12-16 jaar"}, {"ageMin": 12, "ageMax": 16}),
        ({"typicalAgeRange": "-12"}, {"ageMax": 12}),
        (
            {"audience": {"@type": "PeopleAudience", "suggestedMinAge": 16, "requiredGender": "female"}},
            {"ageMin": 16, "genderAudience": "women"},
        ),
        ({"ageRange": {"@type": "QuantitativeValue", "minValue": 16}}, {"ageMin": 16}),
        ({"genderRestriction": "https://openactive.io/MaleOnly"}, {"genderAudience": "men"}),
        ({"audience": {"@type": "Audience", "audienceType": "Nieuwkomers"}}, {"audience": {"nl": "Nieuwkomers"}}),
        (
            {"qualifications": "Nederlands niveau A1. Vroeg opstaan."},
            {"audience": {"nl": "Nederlands niveau A1. Vroeg opstaan."}, "dutchLevelMin": "A1"},
        ),
        (
            {"qualifications": "Engels B2, Nederlands: minstens A2"},
            {"audience": {"nl": "Engels B2, Nederlands: minstens A2"}, "dutchLevelMin": "A2"},
        ),
        ({"qualifications": "Nederlands en Engels B2"}, {"audience": {"nl": "Nederlands en Engels B2"}}),
    ],
)
def test_audience(folder: Path, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    """Ages, gender and level only where they are asked for in so many words."""
    found = data(folder, changes)
    keys = ("audience", "ageMin", "ageMax", "genderAudience", "dutchLevelMin")
    assert expected == {key: found[key] for key in keys if key in found}


# — what does not fit —


def test_unmapped_property_is_said_once(folder: Path) -> None:
    """A property that has no place is a remark on the first record that has it, not on each."""
    first, second = outcomes(folder, [{**NODE, "award": "Pluim", "identifier": str(at)} for at in range(2)])
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert ([("unmapped-key", "#/0/award")], []) == (
        [(one.code, one.pointer) for one in first.warnings],
        list(second.warnings),
    )


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("workHours", "als de kat van huis is", "schedule"),
        ("startDate", {"@type": "Thing"}, "starts"),
        ("totalJobOpenings", [{}], "places"),
        ("typicalAgeRange", "oud genoeg", "ageMin"),
        ("dateModified", "gisteren", "modified"),
        ("duration", 7, "duration"),
        ("location", {"@type": "Place", "name": "Het zaaltje"}, "place"),
        ("offers", {"@type": "Offer", "price": "een prikje"}, "costEur"),
        ("availableLanguage", "Klingon", "contact"),
    ],
)
def test_value_that_does_not_fit(folder: Path, name: str, value: Any, key: str) -> None:
    """The field stays unknown (or keeps its text), and a remark says where."""
    found = data(folder, {name: value}).get(key)
    assert ([("unused-value", f"#/{name}")], True) == (
        warned(folder, {name: value}),
        found in (None, [{"text": value}]),
    )


@pytest.mark.parametrize(
    ("property_", "key"),
    [
        ({"author": {"@type": "Person", "name": "Jo (fictief)"}}, "author"),
        ({"participant": [{"@type": "Person", "name": "Jo (fictief)"}]}, "participant"),
        ({"review": {"author": "Jo (fictief)"}}, "author"),
        ({"subEvent": {"@type": "Event", "schema:attendee": {"birthDate": "2000-01-01"}}}, "birthDate"),
        ({"https://example.org/ns#nationality": "x"}, "nationality"),
    ],
)
def test_data_about_persons_are_passed_on_as_a_fact(folder: Path, property_: dict[str, Any], key: str) -> None:
    """That something about a person stands there is told to the reader of offers, at any depth; what it says is not."""
    draft = drafted(folder, {**NODE, **property_})
    assert (True, False) == (draft.data[key], "Jo" in repr(draft) or "2000" in repr(draft))


def test_findings_point_into_the_document(folder: Path) -> None:
    """Where the publisher has to look: the record, and the property that a field came from."""
    draft = drafted(folder, {"@graph": [{**NODE, "organizer": NODE["provider"], "schema:name": "x"}]})
    assert ("@graph[0]", "#/@graph/0/name", "#/@graph/0/provider", "#/@graph/0") == (
        draft.where,
        draft.places["/title"],
        draft.places["/provider"],
        draft.places["/schedule"],
    )
