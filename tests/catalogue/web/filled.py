"""A small fictional catalogue, harvested from lists on disk and served as an application."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from catalogue.app import opened
from catalogue.feed import Feed
from catalogue.harvest import harvest
from catalogue.projection import catch_up
from catalogue.settings import Settings
from tests.records import record

DRAAD = {
    "name": "De Losse Draad (fictief)",
    "type": "non-profit",
    "municipality": "Mechelen",
    "url": "https://draad.example.org",
    "contact": {"email": "info@draad.example.org", "functional": True, "telephone": "015 00 00 00"},
}
SEWING = record(
    provider=DRAAD,
    title={"nl": "Naaiatelier op dinsdag", "en": "Sewing workshop on Tuesday"},
    plainText={"nl": "Je leert naaien. Je drinkt koffie."},
    contactForm="small-group",
    inDutch=True,
    place={"municipality": "Mechelen", "postcode": "2800", "street": "Veemarkt 1", "lat": 51.0259, "lon": 4.4776},
    genderAudience="women",
    ageMin=18,
    ageReason="De verzekering geldt vanaf die leeftijd",
    availability="open",
    places=4,
    accessibility=["rolstoel"],
    bridgeLanguage=["ar", "fr"],
    modified="2026-11-02T08:00:00Z",
    quality=[
        {"criterion": "insurance", "status": "met", "assertedBy": "self", "date": "2026-09-01", "until": "2026-10-01"},
        {
            "criterion": "screening",
            "status": "not-met",
            "assertedBy": "peer",
            "by": "Buur (fictief)",
            "date": "2026-09-02",
        },
        {
            "criterion": "matching",
            "status": "not-met",
            "assertedBy": "peer",
            "by": "Buur (fictief)",
            "date": "2026-09-03",
            "evidence": "https://buur.example.org/bewijs",
        },
    ],
    complaints={
        "name": "Klachtenbus",
        "handler": "De losse draad (fictief)",
        "url": "https://draad.example.org/klacht",
    },
    funding=[{"funder": "Fonds Voorbeeld (fictief)", "until": "2026-12-31"}],
    ends="2027-06-30",
    nextSteps=[{"title": "Cursus kleding maken", "url": "https://cursus.example.org", "perspective": "educational"}],
)
BUDDY = record(
    identifier="buddy-1",
    provider={"name": "Buddy’s & Co (fictief)", "type": "municipality", "municipality": "Mechelen"},
    title={"nl": "Een buddy in Mechelen", "fr": "Un buddy à Malines"},
    description={"nl": "Samen op stap: praten, de stad leren kennen, iets drinken."},
    kind=["buddy"],
    contactForm="duo",
    place=...,
    areaServed=["Mechelen", "Bonheiden"],
    placeMode="by-arrangement",
    dutchLevelMin="none",
    schedule=...,
    rollingStart=True,
    childcare="children-welcome",
    modified="2026-11-10T08:00:00Z",
)
TALKING = record(
    identifier="praat-1",
    provider=DRAAD,
    title={"fr": "Table de conversation"},
    description={"nl": "Online babbelen in het Nederlands, ook over naaien.", "en": "Chat online in Dutch."},
    kind=["language-practice"],
    placeMode="online",
    place=...,
    dutchLevelMin=...,
    schedule=[{"weekday": "thursday", "part": "evening", "duringSchoolHolidays": False}],
    costEur=2.5,
    childcare="children-welcome",
    availability="full",
    inDutch=False,
    modified="2026-11-05T08:00:00Z",
)
DESK = record(
    identifier="loket-1",
    provider={
        "name": "Loket <script>alert(1)</script> & zoon (fictief)",
        "type": "public-service",
        "municipality": "Brussel",
        "url": "https://geheim.example.org",
    },
    title={"nl": "Helpen aan het loket: 3 < 5 & “meer”"},
    description={"nl": "Een tekst die de bron voor zich houdt."},
    kind=["volunteering"],
    contactForm="group",
    place={"municipality": "Brussel", "postcode": "1000"},
    dutchLevelMin="B1",
    schedule=[{"weekday": "monday", "from": "09:00", "to": "12:00"}],
    modified="2026-11-08T08:00:00Z",
)
OLD = record(
    identifier="oud-1",
    provider=DRAAD,
    title={"nl": "Kaartclub van vroeger"},
    description={"nl": "Elke week kaarten."},
    kind=["club-life"],
    place={"municipality": "Gent", "postcode": "9000"},
    modified="2026-04-01T08:00:00Z",
)
TRIAL = record(
    identifier="stage-1",
    provider={"name": "Drukkerij Inktvlek (fictief)", "type": "company", "contact": {"telephone": "015 00 00 99"}},
    title={"nl": "Kennismakingsstage in de drukkerij"},
    description={"nl": "Geheime omschrijving van de pers."},
    url="https://inktvlek.example.org/stage",
    kind=["internship"],
    place={"municipality": "Mechelen", "postcode": "2800"},
    dutchLevelMin="A2",
    modified="2026-11-01T08:00:00Z",
)
PASSING = record(identifier="voorbij-1", provider=DRAAD, title={"nl": "Wandeling die voorbij is"})
WRONG = record(identifier="fout-1", title={"nl": "Fout"}, place={"municipality": "Vlierdonkerke"})
REMARKED = record(
    identifier="bijna-1",
    provider=DRAAD,
    title={"nl": "Bijna goed"},
    place={"municipality": "Mechelen", "postcode": "9000"},
    modified="2026-11-01T08:00:00Z",
)
WALKS = [
    record(
        identifier=f"wandel-{at}",
        provider=DRAAD,
        title={"nl": f"Wandelclub nummer {at}"},
        description={"nl": "Samen wandelen."},
        kind=["club-life"],
        place={"municipality": "Oostende", "postcode": "8400"},
        dutchLevelMin="A2" if at % 2 else ...,
        modified="2026-11-01T08:00:00Z",
    )
    for at in range(48)
]

FEEDS: Mapping[str, Mapping[str, Any]] = {
    "draad": {"redistribution": "full", "publisher": "De Losse Draad (fictief)"},
    "loket": {"redistribution": "facets", "publisher": "Loket (fictief)"},
    "gids": {"redistribution": "link", "publisher": "Gids (fictief)"},
}
LISTS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "draad": [SEWING, BUDDY, TALKING, OLD, WRONG, REMARKED, *WALKS],
    "loket": [DESK, {**WRONG, "identifier": "fout-2", "title": {"nl": "Geheime titel"}}],
    "gids": [TRIAL],
}


def fill(settings: Settings, folder: Path) -> None:
    """Three lists read twice; one offer was in the first edition only."""
    with opened(settings) as catalogue:
        for key, more in FEEDS.items():
            path = folder / f"{key}.jsonl"
            feed = Feed(
                key=key,
                format="p4",
                url=str(path),
                title=f"Lijst van {key}",
                licence="https://creativecommons.org/publicdomain/zero/1.0/",
                grace_s=0,
                **more,
            )
            catalogue.store.put_feed(feed, now=settings.now())
            first = [*LISTS[key], PASSING] if key == "draad" else LISTS[key]
            for records, ago in ((first, timedelta(hours=6)), (LISTS[key], timedelta())):
                path.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in records))
                with catalogue.fetcher() as http:
                    harvest(feed, store=catalogue.store, http=http, places=catalogue.places, now=settings.now() - ago)
        catch_up(catalogue.store, catalogue.index)
