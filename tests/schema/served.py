"""A small fictional catalogue behind the real store, index and reader, and the ways to ask it."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from catalogue.feed import Counts, Cursor, Feed, Run, RunStatus
from catalogue.index.base import Index
from catalogue.offer.identity import offer_id
from catalogue.offer.problems import problem
from catalogue.offer.reading import read_offer
from catalogue.places import Places
from catalogue.projection import catch_up
from catalogue.read import Reader
from catalogue.settings import Settings
from catalogue.store import Row, Store
from schema.execution import Asked, Engine
from tests.records import record

CRITERIA = "https://w3id.org/pijler4/id/concept/quality-criterion/"

FEEDS = {
    "breikring": {
        "redistribution": "full",
        "url": "https://breikring.example.org/aanbod.jsonl",
        "publisher": "Breikring (fictief)",
    },
    "stadsloket": {
        "redistribution": "facets",
        "url": "/srv/lijsten/stadsloket.csv",
        "publisher": "Stadsloket (fictief)",
    },
    "bedrijvengids": {"redistribution": "link", "url": "https://gids.example.org/", "publisher": "Gids (fictief)"},
}

_DRAAD = {
    "name": "De Losse Draad (fictief)",
    "type": "non-profit",
    "municipality": "Mechelen",
    "url": "https://draad.example.org",
    "contact": {"email": "info@draad.example.org", "functional": True, "telephone": "015 00 00 00"},
}

SEWING = record(
    provider=_DRAAD,
    perspective=["social"],
    contactForm="small-group",
    sector=["sewing"],
    inDutch=True,
    title={"nl": "Naaiatelier op dinsdag", "en": "Sewing workshop on Tuesday"},
    place={"municipality": "Mechelen", "postcode": "2800", "lat": 51.0259, "lon": 4.4776},
    modified="2026-11-02T08:00:00Z",
    genderAudience="women",
    availability="open",
    places=4,
    quality=[
        {"criterion": "insurance", "status": "met", "assertedBy": "self", "date": "2026-09-01"},
    ],
    complaints={
        "name": "Klachtenbus",
        "handler": "De losse draad (fictief)",
        "url": "https://draad.example.org/klacht",
    },
    funding=[{"funder": "Fonds Voorbeeld (fictief)", "from": "2026-01-01", "until": "2027-12-31"}],
    nextSteps=[{"title": "Cursus kleding maken", "url": "https://cursus.example.org", "perspective": "educational"}],
)
BUDDY = record(
    identifier="buddy-1",
    provider={"name": "Buddy's Leuven (fictief)", "type": "municipality", "municipality": "Leuven"},
    title={"nl": "Een buddy in Leuven", "fr": "Un buddy à Louvain"},
    description={"nl": "Samen op stap: praten, de stad leren kennen, iets drinken."},
    kind=["buddy"],
    contactForm="duo",
    place=...,
    areaServed=["Leuven", "Herent"],
    placeMode="by-arrangement",
    dutchLevelMin="none",
    schedule=...,
    rollingStart=True,
    childcare="provided",
    bridgeLanguage=["ar", "fr"],
    modified="2026-11-10T08:00:00Z",
)
TALKING = record(
    identifier="praat-1",
    provider=_DRAAD,
    title={"nl": "Praattafel Nederlands"},
    description={"nl": "Online babbelen in het Nederlands, ook over naaien en koken."},
    kind=["language-practice"],
    placeMode="online",
    place=...,
    dutchLevelMin=...,
    schedule=[{"weekday": "thursday", "part": "evening"}],
    costEur=...,
    modified="2026-11-05T08:00:00Z",
)
DESK = record(
    identifier="loket-1",
    provider={"name": "Stadsloket Antwerpen (fictief)", "type": "public-service", "municipality": "Antwerpen"},
    title={"nl": "Helpen aan het infoloket"},
    description={"nl": "Bezoekers de weg wijzen in het naaimuseum."},
    kind=["volunteering"],
    place={"municipality": "Antwerpen", "postcode": "2000", "lat": 51.2194, "lon": 4.4025},
    dutchLevelMin="B1",
    childcare="none",
    schedule=[{"weekday": "monday", "part": "morning"}, {"weekday": "tuesday", "part": "afternoon"}],
    modified="2026-11-08T08:00:00Z",
)
TRIAL = record(
    identifier="stage-1",
    provider={
        "name": "Drukkerij Inktvlek (fictief)",
        "type": "company",
        "municipality": "Mechelen",
        "contact": {"email": "jobs@inktvlek.example.org", "functional": True},
    },
    title={"nl": "Kennismakingsstage in de drukkerij"},
    description={"nl": "Twee weken meelopen aan de pers."},
    kind=["internship"],
    place={"municipality": "Mechelen", "postcode": "2800", "lat": 51.0300, "lon": 4.4800},
    dutchLevelMin="A2",
    childcare="none",
    schedule=...,
    costEur=...,
    modified="2026-11-01T08:00:00Z",
)
OFFERS = {"breikring": [SEWING, BUDDY, TALKING], "stadsloket": [DESK], "bedrijvengids": [TRIAL]}
PASSING = record(identifier="voorbij-1", provider=_DRAAD, title={"nl": "Wandeling die voorbij is"})


class Served:
    """The catalogue as a client sees it."""

    def __init__(self, store: Store, index: Index, places: Places, settings: Settings) -> None:
        self.store, self.index, self.places, self.settings = store, index, places, settings
        self.reader = Reader(store, index, places, settings)
        self.engine = Engine(self.reader)

    def fill(self) -> None:
        """Three feeds, five live offers, one that came and went, and one that changed."""
        now = self.settings.now() - timedelta(days=1)
        for key, feed in FEEDS.items():
            self.store.put_feed(
                Feed(key=key, format="p4", title=f"Lijst van {key}", licence="https://example.org/licentie", **feed),
                now=now,
            )
        earlier = now - timedelta(days=1)
        self.run("breikring", [{**SEWING, "places": 9}, PASSING], now=earlier)
        for key, records in OFFERS.items():
            self.run(key, records, gone=["voorbij-1"] if key == "breikring" else [], now=now)
        self.catch_up()

    def run(self, feed: str, records: Sequence[Mapping[str, Any]], *, now: datetime, gone: Sequence[str] = ()) -> None:
        """One complete run of a feed, with a warning to report."""
        readings = [read_offer(msgspec.json.encode(one), places=self.places, now=now) for one in records]
        bodies = [msgspec.json.encode(reading.offer) for reading in readings]
        run_id = f"run_{now:%Y%m%dT%H%M%S}_{feed}"
        with self.store.writing(feed, now=now) as writer:
            writer.put(
                [
                    Row(
                        identifier=reading.offer.identifier,
                        offer=reading.offer,
                        body=body,
                        digest=hashlib.blake2b(body).digest(),
                        raw_digest=None,
                        derived=False,
                    )
                    for reading, body in zip(readings, bodies, strict=True)
                    if reading.offer
                ]
            )
            if gone:
                writer.tombstone(gone)
            writer.report(run_id, [(one["identifier"], _WARNING) for one in records])
            writer.finish(_run(run_id, feed, now, read=len(records), removed=len(gone)), cursor=Cursor(), complete=True)

    def catch_up(self) -> None:
        catch_up(self.store, self.index)

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole response."""
        return msgspec.json.decode(
            msgspec.json.encode(self.engine.answer(Asked(query=query, variables=variables)).body)
        )

    def data(self, query: str, **variables: Any) -> Any:
        """The data of a response without errors."""
        response = self.ask(query, **variables)
        assert response.get("errors") is None, response["errors"]
        return response["data"]

    def error(self, query: str, **variables: Any) -> dict[str, Any]:
        """The only error of a response."""
        (error,) = self.ask(query, **variables)["errors"]
        return error

    def id(self, identifier: str) -> str:
        feed = next(
            (key for key, some in OFFERS.items() if any(one["identifier"] == identifier for one in some)), "breikring"
        )
        return offer_id(self.settings.base_url, feed, identifier)


_WARNING = problem(
    "unknown-key",
    "/prijs",
    nl="Deze sleutel kennen we niet.",
    en="We do not know this key.",
    mend=("Bedoel je costEur?", "Do you mean costEur?"),
    value="gratis",
    severity="warning",
)


def _run(id_: str, feed: str, now: datetime, *, read: int, removed: int, status: RunStatus = "done") -> Run:
    return Run(
        id=id_,
        feed=feed,
        started=now,
        finished=now + timedelta(seconds=2),
        status=status,
        counts=Counts(read=read, new=read, removed=removed),
        complete=True,
        requests=1,
        seconds=2.0,
        message="Read.",
        examined=id_,
    )
