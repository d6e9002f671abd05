"""Offers in RDF: every key of the schema has its property, and values come in the forms that published data have."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from catalogue.offer.reading import read_offer
from catalogue.places import Places
from tests.conftest import NOW
from vocab import graph, rdf
from vocab.terms import offer_schema
from vocab.values import Source

HERE = "https://example.org/id/offer/1"
PREFIXES = """
@prefix adres: <https://data.vlaanderen.be/ns/adres#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix generiek: <https://data.vlaanderen.be/ns/generiek#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix p4: <https://w3id.org/pijler4/ns#> .
@prefix c: <https://w3id.org/pijler4/id/concept/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.org/id/offer/1> .
"""
WHOLE = """
<> a p4:Offer ;
    dct:identifier "naai-1" ;
    dct:title "Naaiatelier op dinsdag"@nl , "Atelier de couture"@fr ;
    dct:description "Samen kleren herstellen."@nl ;
    p4:plainText "Wij naaien samen."@nl ;
    foaf:page <https://example.org/naaien> ;
    schema:provider <https://data.vlaanderen.be/id/onderneming/0417497106> ;
    dct:isPartOf <https://example.org/werking> ;
    dct:type <https://w3id.org/pijler4/id/concept/kind/group-activity> , <https://elders.example.org/id/concept/kind/buddy> ;
    cv:thematicArea <https://w3id.org/pijler4/id/concept/perspective/social> ;
    p4:contactForm <https://w3id.org/pijler4/id/concept/contact-form/small-group> ;
    dct:subject <https://w3id.org/pijler4/id/concept/sector/sewing> ;
    dcat:keyword "gordijnen"@nl ;
    p4:occupation <http://data.europa.eu/esco/occupation/a> ;
    p4:inDutch true ;
    p4:dutchLevelMin "A1" ;
    p4:taalicoon 2 ;
    p4:readingWriting <https://w3id.org/pijler4/id/concept/reading-writing/little> ;
    p4:bridgeLanguage <http://publications.europa.eu/resource/authority/language/ARA> , "prs" ;
    dct:spatial <https://data.vlaanderen.be/id/gemeente/12025> , [
        locn:address [ locn:postCode "2800" ; locn:thoroughfare "Steenweg 1" ] ;
        locn:geometry "POINT(4.48 51.03)"^^geo:wktLiteral ;
        p4:nearestStop "Mechelen Station" ] ;
    schema:areaServed <https://data.vlaanderen.be/id/gemeente/12025> , "Bonheiden" ;
    p4:placeMode "on-site" ;
    p4:transport "Vlak bij het station."@nl ;
    p4:hoursPerWeek [ p4:min 2.0 ; p4:max 2.5 ] ;
    p4:hoursTotal 40 ;
    generiek:duur "P3M"^^xsd:duration ;
    schema:eventSchedule [
        schema:byDay <https://schema.org/Tuesday> , <https://w3id.org/pijler4/id/concept/weekday/friday> ;
        schema:startTime "09:30:00"^^xsd:time ; schema:endTime "11:30" ; p4:partOfDay "morning" ;
        p4:duringSchoolHolidays false ; p4:rrule "FREQ=WEEKLY" ; dct:description "Niet op feestdagen." ] ;
    schema:startDate "2026-12-01"^^xsd:date ;
    p4:rollingStart true ;
    p4:applyBy "2026-12-15+01:00"^^xsd:date ;
    schema:endDate "2027-06-29"^^xsd:date ;
    schema:validThrough "2027-06-30Z"^^xsd:date ;
    p4:availability <https://w3id.org/pijler4/id/concept/availability/open> ;
    p4:availabilityAsOf "2026-11-20"^^xsd:date ;
    p4:places 8 ;
    p4:waitingDays 0 ;
    p4:intake "Een gesprek."@nl ;
    dct:audience [
        dct:description "Wie graag naait."@nl ;
        schema:requiredMinAge 16 ; schema:requiredMaxAge 99 ; p4:ageReason "Machines." ;
        schema:suggestedGender <https://schema.org/Female> ; p4:genderAudienceReason "Op vraag." ] ;
    p4:requirement <https://w3id.org/pijler4/id/concept/requirement/membership> ;
    p4:childcare "children-welcome" ;
    p4:accessibility "Rolstoeltoegankelijk" ;
    p4:costEur "5.5"^^xsd:decimal ;
    p4:expensesReimbursed false ;
    p4:insured true ;
    cv:contactPoint [
        foaf:page <https://example.org/contact> ; vcard:hasEmail <mailto:info@example.org> ; schema:telephone "015 00 00 00" ;
        p4:telephoneHours "ma-vr 9-12" ; p4:desk "Balie 1" ; p4:functional true ; p4:firstContactBy "either" ;
        schema:availableLanguage <http://publications.europa.eu/resource/authority/language/FRA> ] ;
    p4:qualityStatement [
        p4:criterion <https://w3id.org/pijler4/id/concept/quality-criterion/insurance> ; p4:status "met" ;
        p4:assertedBy "self" ; dct:date "2026-01-02"^^xsd:date ; p4:until "2027-01-02"^^xsd:date ;
        p4:by "Kring (fictief)" ; cv:evidence <https://example.org/bewijs> ] ;
    p4:complaintsChannel [ schema:name "Ombudsdienst" ; p4:handler "Stad (fictief)" ; foaf:page <https://example.org/klacht> ] ;
    schema:funding [
        schema:funder [ schema:name "Fonds (fictief)" ] ; schema:name "Samen" ; schema:startDate "2026-01-01"^^xsd:date ;
        schema:endDate "2026-12-31"^^xsd:date ; p4:amountEur 1000.0 ] ;
    p4:nextStep [
        dct:title "Word lid"@nl ; foaf:page <https://example.org/lid> ; p4:offer <https://example.org/id/offer/2> ;
        cv:thematicArea "social" ] ;
    owl:sameAs <https://elders.example.org/1> ;
    p4:inferred "perspective" .
<https://data.vlaanderen.be/id/onderneming/0417497106> a schema:Organization ;
    skos:prefLabel "De Losse Draad (fictief)"@nl , "Le Fil perdu (fictif)"@fr ; dct:type "non-profit" ; p4:vCode "V0001001" ;
    owl:sameAs <https://data.vlaanderen.be/id/organisatie/ovo000001> ;
    dct:spatial <https://data.vlaanderen.be/id/gemeente/12025> ; foaf:homepage <https://example.org/> ;
    cv:contactPoint [ schema:email "info@example.org" ] .
<https://example.org/werking> dct:title "Buurtwerk"@nl .
<https://example.org/doc/offer/1> foaf:primaryTopic <> ;
    dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dct:source <https://example.org/lijst> ;
    dct:modified "2026-11-01T09:00:00Z"^^xsd:dateTime ;
    p4:source "lijst" ; p4:originVersion "3" ; p4:redistribution "full" ; p4:withheld "places" ;
    p4:confirmed "2026-11-02T09:00:00Z"^^xsd:dateTime ; p4:firstSeen "2026-10-01T09:00:00Z"^^xsd:dateTime ;
    p4:lastSeen "2026-11-03T09:00:00Z"^^xsd:dateTime ; p4:gone "2026-11-04T09:00:00Z"^^xsd:dateTime .
"""
EXPECTED: dict[str, Any] = {
    "@id": HERE,
    "identifier": "naai-1",
    "title": {"nl": "Naaiatelier op dinsdag", "fr": "Atelier de couture"},
    "description": {"nl": "Samen kleren herstellen."},
    "plainText": {"nl": "Wij naaien samen."},
    "url": "https://example.org/naaien",
    "provider": {
        "@id": "https://data.vlaanderen.be/id/onderneming/0417497106",
        "name": "De Losse Draad (fictief)",
        "type": "non-profit",
        "vCode": "V0001001",
        "kbo": "0417497106",
        "ovo": "OVO000001",
        "municipality": "12025",
        "url": "https://example.org/",
        "contact": {"email": "info@example.org"},
    },
    "programme": {"@id": "https://example.org/werking", "name": "Buurtwerk"},
    "kind": ["group-activity", "buddy"],
    "perspective": ["social"],
    "contactForm": "small-group",
    "sector": ["sewing"],
    "keyword": ["gordijnen"],
    "occupation": ["http://data.europa.eu/esco/occupation/a"],
    "inDutch": True,
    "dutchLevelMin": "A1",
    "taalicoon": 2,
    "readingWriting": "little",
    "bridgeLanguage": ["ar", "prs"],
    "place": {
        "municipality": "12025",
        "postcode": "2800",
        "street": "Steenweg 1",
        "lat": 51.03,
        "lon": 4.48,
        "nearestStop": "Mechelen Station",
    },
    "areaServed": ["12025", "Bonheiden"],
    "placeMode": "on-site",
    "transport": {"nl": "Vlak bij het station."},
    "hoursPerWeek": {"min": 2.0, "max": 2.5},
    "hoursTotal": {"min": 40.0, "max": 40.0},
    "duration": "P3M",
    "schedule": [
        {
            "weekday": day,
            "part": "morning",
            "from": "09:30",
            "to": "11:30",
            "duringSchoolHolidays": False,
            "rrule": "FREQ=WEEKLY",
            "text": "Niet op feestdagen.",
        }
        for day in ("tuesday", "friday")
    ],
    "starts": "2026-12-01",
    "rollingStart": True,
    "applyBy": "2026-12-15",
    "ends": "2027-06-29",
    "validThrough": "2027-06-30",
    "availability": "open",
    "availabilityAsOf": "2026-11-20",
    "places": 8,
    "waitingDays": 0,
    "intake": {"nl": "Een gesprek."},
    "audience": {"nl": "Wie graag naait."},
    "ageMin": 16,
    "ageMax": 99,
    "ageReason": "Machines.",
    "genderAudience": "women",
    "genderAudienceReason": "Op vraag.",
    "requirement": ["membership"],
    "childcare": "children-welcome",
    "accessibility": ["Rolstoeltoegankelijk"],
    "costEur": 5.5,
    "expensesReimbursed": False,
    "insured": True,
    "contact": {
        "url": "https://example.org/contact",
        "email": "info@example.org",
        "telephone": "015 00 00 00",
        "telephoneHours": "ma-vr 9-12",
        "desk": "Balie 1",
        "languages": ["fr"],
        "firstContactBy": "either",
        "functional": True,
    },
    "quality": [
        {
            "criterion": "insurance",
            "status": "met",
            "assertedBy": "self",
            "date": "2026-01-02",
            "by": "Kring (fictief)",
            "evidence": "https://example.org/bewijs",
            "until": "2027-01-02",
        }
    ],
    "complaints": {"name": "Ombudsdienst", "handler": "Stad (fictief)", "url": "https://example.org/klacht"},
    "funding": [
        {
            "funder": "Fonds (fictief)",
            "programme": "Samen",
            "from": "2026-01-01",
            "until": "2026-12-31",
            "amountEur": 1000.0,
        }
    ],
    "nextSteps": [
        {
            "title": "Word lid",
            "url": "https://example.org/lid",
            "perspective": "social",
            "offer": "https://example.org/id/offer/2",
        }
    ],
    "source": "lijst",
    "origin": "https://example.org/lijst",
    "originVersion": "3",
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
    "redistribution": "full",
    "modified": "2026-11-01T09:00:00Z",
    "confirmed": "2026-11-02T09:00:00Z",
    "firstSeen": "2026-10-01T09:00:00Z",
    "lastSeen": "2026-11-03T09:00:00Z",
    "gone": "2026-11-04T09:00:00Z",
    "inferred": ["perspective"],
    "withheld": ["places"],
    "sameAs": ["https://elders.example.org/1"],
}


def graph_of(folder: Path, turtle: str, media: str = "text/turtle") -> graph.Graph:
    path = folder / "offers.ttl"
    path.write_text(PREFIXES + turtle if media == "text/turtle" else turtle, encoding="utf-8")
    return graph.read_graph(str(path), media_type=media, address=HERE)


def offer_of(folder: Path, statements: str) -> dict[str, Any]:
    """Of one offer, what these statements say."""
    return rdf.offer_at(Source(graph_of(folder, f"<> a p4:Offer ; {statements} .")), HERE)


def test_every_key_is_read(tmp_path: Path) -> None:
    """One offer with all there is to say, and the document about it."""
    whole = graph_of(tmp_path, WHOLE)
    assert [HERE] == list(rdf.offers_in(whole))
    assert EXPECTED == rdf.offer_at(Source(whole), HERE)
    assert [] == rdf.unread_properties(Source(whole), HERE)


def test_every_key_of_the_schema_has_a_property() -> None:
    """But those that JSON-LD itself uses, and our own number for it."""
    schema = msgspec.json.decode(offer_schema())
    assert set(schema["properties"]) - {"@context", "@type", "id"} == set(EXPECTED)
    for key, expected in (("provider", {"id"}), ("place", set()), ("programme", set())):
        assert set(schema["properties"][key]["properties"]) - set(EXPECTED[key]) == expected


def test_what_is_read_is_an_offer(tmp_path: Path, places: Places) -> None:
    """It passes the one gate into the catalogue without a remark."""
    reading = read_offer(rdf.offer_at(Source(graph_of(tmp_path, WHOLE)), HERE), places=places, now=NOW)
    assert ([], True) == (list(reading.problems), reading.offer is not None)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("p4:taalicoon 'twee'", {"taalicoon": "twee"}),
        ("p4:costEur 'gratis'", {"costEur": "gratis"}),
        ("p4:insured 'ja'", {"insured": "ja"}),
        ("p4:insured 1", {"insured": True}),
        ("schema:startDate 'volgende week'", {"starts": "volgende week"}),
        ("dct:type <https://example.org/soort/zwemmen>", {"kind": ["https://example.org/soort/zwemmen"]}),
        ("schema:provider 'Kring (fictief)'", {"provider": {"name": "Kring (fictief)"}}),
        ("dct:isPartOf 'Buurtwerk'", {"programme": {"name": "Buurtwerk"}}),
        ("dct:spatial 'Mechelen'", {"place": {"municipality": "Mechelen"}}),
        ("locn:address [ adres:gemeentenaam 'Mechelen'@nl ]", {"place": {"municipality": "Mechelen"}}),
        ("locn:geometry [ geo:asWKT 'Point (4.5 51)' ]", {"place": {"lat": 51.0, "lon": 4.5}}),
        (
            "locn:geometry '<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(4.5 51)'",
            {"place": {"lat": 51.0, "lon": 4.5}},
        ),
        ("locn:geometry 'POLYGON((1 1, 2 2, 3 3, 1 1))'", {}),
        ("schema:eventSchedule 'elke dinsdag'", {"schedule": [{"text": "elke dinsdag"}]}),
        ("dct:audience 'iedereen'", {"audience": {"nl": "iedereen"}}),
        ("dcat:keyword ('a' 'b')", {"keyword": ["a", "b"]}),
        ("dct:title 'een'@NL-be , 'twee'@nl-BE", {"title": {"nl-be": "een\ntwee"}}),
        ("dct:title 'een'@nl , 'twee'@nl", {"title": {"nl": "een\ntwee"}}),
        ("<http://schema.org/startDate> '2026-12-01'", {"starts": "2026-12-01"}),
        ("cv:contactPoint 'bel ons'", {}),
        (
            "p4:bridgeLanguage <http://publications.europa.eu/resource/authority/language/CKB>",
            {"bridgeLanguage": ["ckb"]},
        ),
    ],
)
def test_forms_that_published_data_have(tmp_path: Path, statements: str, expected: dict[str, Any]) -> None:
    """Nodes or texts, IRIs or notations; what does not fit is handed on as it stands, for the reader of offers to say so."""
    found = offer_of(tmp_path, statements)
    del found["@id"]
    assert expected == found


def test_unknown_properties_are_named(tmp_path: Path) -> None:
    """Those that no key stands for, with their whole name."""
    source = Source(graph_of(tmp_path, "<> a p4:Offer ; dct:title 'a' ; p4:ongehoord 1 ; <urn:x> 2 ."))
    assert ["https://w3id.org/pijler4/ns#ongehoord", "urn:x"] == rdf.unread_properties(source, HERE)


def test_named_graph_goes_with_the_default_one(tmp_path: Path) -> None:
    """What the graph of a member says is added; what another graph says is not."""
    turtle = f"""{PREFIXES} <> dct:identifier "1" . <#a> {{ <> a p4:Offer ; dct:title "A"@nl }} <#b> {{ <> dct:title "B"@nl }}"""
    read = graph_of(tmp_path, turtle, "application/trig")
    named = f"{HERE}#a"
    assert [HERE] == list(rdf.offers_in(read, named))
    assert {"@id": HERE, "identifier": "1", "title": {"nl": "A"}} == rdf.offer_at(Source(read, named), HERE)


def test_offer_without_a_name_has_no_iri(tmp_path: Path) -> None:
    """A blank node is nobody's address."""
    read = graph_of(tmp_path, "[] a p4:Offer ; dct:title 'a'@nl .")
    (node,) = rdf.offers_in(read)
    assert {"title": {"nl": "a"}} == rdf.offer_at(Source(read), node)


@pytest.mark.parametrize(
    ("media", "document"),
    [
        ("text/turtle", "<a> <b"),
        ("application/ld+json", '{"@context": "https://example.org/context.jsonld", "@id": "a", "b": "c"}'),
        ("application/ld+json", '{"@id": '),
        ("application/n-quads", "<urn:a> <urn:b> ."),
        (None, "\x00\x01"),
    ],
)
def test_broken_document_is_said(tmp_path: Path, media: str | None, document: str) -> None:
    """With what it should be, and nothing of this machine."""
    path = tmp_path / "stuk"
    path.write_text(document, encoding="utf-8")
    with pytest.raises(graph.BrokenGraph, match="not readable") as caught:
        graph.read_graph(str(path), media_type=media, address=HERE)
    assert str(tmp_path) not in str(caught.value)


def test_list_without_end_is_cut(tmp_path: Path) -> None:
    """An RDF list that bites its tail is read for a while, and no longer."""
    rdf_ = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    turns = f"<> dcat:keyword _:a . _:a <{rdf_}first> 'x' ; <{rdf_}rest> _:a ."
    assert 1000 == len(Source(graph_of(tmp_path, turns)).values(HERE, "dcat:keyword"))
