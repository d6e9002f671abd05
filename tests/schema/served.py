"""A small fictional catalogue behind the real store, index and reader, and the ways to ask it."""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from catalogue.feed import Counts, Cursor, Feed, Run, RunStatus
from catalogue.index.base import Index
from catalogue.index.columns import ColumnIndex
from catalogue.offer.identity import offer_id
from catalogue.offer.problems import problem
from catalogue.offer.reading import read_offer
from catalogue.places import Places
from catalogue.projection import catch_up
from catalogue.read import Reader
from catalogue.settings import Settings, read_settings
from catalogue.store import Row, Store
from schema.execution import Asked, Engine
from tests.conftest import NOW
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
WHOLE = record(
    identifier="alles-1",
    title={"nl": "Alles ingevuld", "fr": "Tout est rempli"},
    description={"nl": "Omschrijving met het woord kwikstaart."},
    plainText={"nl": "Gewone taal met het woord roerdomp."},
    url="https://alles.example.org/aanbod",
    provider={
        "name": "Alles vzw (fictief)",
        "type": "non-profit",
        "kbo": "0123.456.749",
        "vCode": "V0000001",
        "ovo": "OVO000001",
        "municipality": "Gent",
        "url": "https://alles.example.org",
        "contact": {"telephone": "09 000 00 01"},
    },
    programme={"name": "Werking wielewaal"},
    kind=["buddy", "volunteering"],
    perspective=["social", "professional"],
    contactForm="duo",
    sector=["sewing", "it"],
    keyword=["grutto"],
    inDutch=True,
    dutchLevelMin="B2",
    taalicoon=3,
    readingWriting="little",
    bridgeLanguage=["tr", "uk"],
    place={
        "municipality": "Gent",
        "postcode": "9000",
        "street": "Scholeksterstraat 1",
        "lat": 51.05,
        "lon": 3.72,
        "nearestStop": "Halte Watersnip",
    },
    areaServed=["Gent", "Deinze"],
    placeMode="hybrid",
    transport={"nl": "Met de fiets langs de tureluur."},
    hoursPerWeek={"min": 2, "max": 4},
    hoursTotal={"max": 40},
    duration="P3M",
    schedule=[
        {
            "weekday": "wednesday",
            "from": "13:30",
            "to": "16:00",
            "duringSchoolHolidays": False,
            "text": "Behalve bij vorst",
        },
        {"weekday": "friday", "part": "evening"},
    ],
    starts="2026-12-01",
    rollingStart=False,
    applyBy="2026-11-28",
    ends="2027-03-01",
    validThrough="2027-03-31",
    availability="waiting-list",
    availabilityAsOf="2026-11-20",
    places=3,
    waitingDays=14,
    intake={"nl": "Kom langs bij de kluut."},
    audience={"nl": "Voor wie van de goudplevier houdt."},
    ageMin=18,
    ageMax=65,
    ageReason="Wettelijk",
    genderAudience="everyone",
    genderAudienceReason="Open",
    requirement=["bicycle", "membership"],
    childcare="reimbursed",
    accessibility=["wheelchair"],
    costEur=12.5,
    expensesReimbursed=True,
    insured=False,
    contact={
        "url": "https://alles.example.org/contact",
        "email": "kemphaan@alles.example.org",
        "telephone": "09 000 00 02",
        "telephoneHours": "9–12",
        "desk": "Loket 3",
        "languages": ["nl", "fr"],
        "firstContactBy": "counsellor",
        "functional": True,
    },
    quality=[
        {
            "criterion": "insurance",
            "status": "not-met",
            "assertedBy": "peer",
            "by": "Koepel (fictief)",
            "date": "2026-05-01",
            "evidence": "https://koepel.example.org/1",
            "until": "2027-05-01",
        }
    ],
    complaints={"name": "Ombudsdienst", "handler": "Stad (fictief)", "url": "https://ombuds.example.org"},
    funding=[{"funder": "Fonds (fictief)", "programme": "Samen", "from": "2026-01-01", "until": "2026-12-31"}],
    nextSteps=[{"title": "Cursus bergeend", "url": "https://cursus.example.org", "perspective": "educational"}],
    modified="2026-11-12T08:00:00Z",
    confirmed="2026-11-15T10:30:00Z",
)
"""Everything that a record can say; the birds stand in texts that `facets` and `link` keep."""
OFFERS = {
    "breikring": [SEWING, BUDDY, TALKING, WHOLE],
    "stadsloket": [DESK, WHOLE],
    "bedrijvengids": [TRIAL, WHOLE],
}
PASSING = record(identifier="voorbij-1", provider=_DRAAD, title={"nl": "Wandeling die voorbij is"})


class Served:
    """The catalogue as a client sees it."""

    def __init__(self, store: Store, index: Index, places: Places, settings: Settings) -> None:
        self.store, self.index, self.places, self.settings = store, index, places, settings
        self.reader = Reader(store, index, places, settings)
        self.engine = Engine(self.reader)

    def fill(self) -> None:
        """Three feeds, eight live offers, one that came and went, and one that changed."""
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

    def id(self, identifier: str, feed: str | None = None) -> str:
        """Of the offer with this identifier, in the feed named or the first that has it."""
        having = (key for key, some in OFFERS.items() if any(one["identifier"] == identifier for one in some))
        return offer_id(self.settings.base_url, feed or next(having, "breikring"), identifier)


@contextlib.contextmanager
def opened(folder: Path, places: Places) -> Iterator[Served]:
    """An empty catalogue in this folder, with the clock and the address of all tests."""
    settings = read_settings(
        {
            "CATALOGUE_DATA": str(folder),
            "CATALOGUE_CLOCK": NOW.isoformat(),
            "CATALOGUE_BASE_URL": "https://aanbod.example.org",
        }
    )
    store = Store.open(settings.store_url, catalogue=settings.base_url)
    index = ColumnIndex(folder / "index")
    yield Served(store, index, places, settings)
    index.close()
    store.close()


_WARNING = problem(
    "wrong-type",
    "/costEur",
    nl="“gratis” is geen getal.",
    en="“gratis” is not a number.",
    mend=("Schrijf 0.", "Write 0."),
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
