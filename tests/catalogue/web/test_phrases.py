"""Offers in words."""

from typing import Any

import pytest

from catalogue.index.base import Near
from catalogue.offer.model import Offer, Slot
from catalogue.offer.reading import read_offer
from catalogue.places import Places
from catalogue.web.moments import moments
from catalogue.web.phrases import Phrases
from catalogue.web.words import Words
from tests.conftest import NOW
from tests.records import record

DUTCH = Words("nl")


@pytest.fixture
def phrases(places: Places) -> Phrases:
    return Phrases(DUTCH, places)


def offer(places: Places, **changes: Any) -> Offer:
    read = read_offer(record(**changes), places=places, now=NOW).offer
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ([Slot(weekday="tuesday", start="09:00", end="11:30")], ["dinsdag 9.00–11.30"]),
        (
            [Slot(weekday="friday", part="evening"), Slot(weekday="monday", part="evening")],
            ["maandag en vrijdag avond"],
        ),
        (
            [Slot(weekday=day, start="09:00") for day in ("monday", "tuesday", "wednesday", "thursday")],
            ["maandag tot en met donderdag vanaf 9.00"],
        ),
        (
            [
                Slot(weekday="monday", part="morning"),
                Slot(weekday="saturday", part="morning", during_school_holidays=True),
            ],
            ["maandag voormiddag", "zaterdag voormiddag, ook in schoolvakanties"],
        ),
        ([Slot(end="17:00", during_school_holidays=False)], ["tot 17.00, niet in schoolvakanties"]),
        ([Slot(text="wanneer het regent")], ["wanneer het regent"]),
        ([Slot(weekday="sunday"), Slot(weekday="sunday")], ["zondag"]),
        ([], []),
    ],
)
def test_moments(slots: list[Slot], said: list[str]) -> None:
    """Days that share a time are said together; an open end, holidays and a publisher's own words too."""
    assert said == moments(slots, DUTCH)


def test_moments_in_english() -> None:
    """English writes its clock with a colon."""
    assert ["Tuesday 9:00–11:30"] == moments([Slot(weekday="tuesday", start="09:00", end="11:30")], Words("en"))


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({"min": 2, "max": 2}, "2 uur per week"),
        ({"min": 1, "max": 1}, "1 uur per week"),
        ({"min": 1.5, "max": 3}, "1,5 tot 3 uur per week"),
        ({"min": 2}, "minstens 2 uur per week"),
        ({"max": 4}, "hoogstens 4 uur per week"),
        ({}, None),
    ],
)
def test_hours(places: Places, phrases: Phrases, hours: dict[str, float], said: str | None) -> None:
    """Hours with both ends, one, or none."""
    assert said == phrases.hours(offer(places, hoursPerWeek=hours).hours_per_week, "hours_week")


@pytest.mark.parametrize(("cost", "said"), [(0, "gratis"), (2, "2 euro"), (2.5, "2,50 euro"), (..., None)])
def test_cost(places: Places, phrases: Phrases, cost: Any, said: str | None) -> None:
    """Free, whole euros, cents, or unknown."""
    assert said == phrases.cost(offer(places, costEur=cost))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ageMin": 18, "ageMax": 25}, "18 tot 25 jaar"),
        ({"ageMin": 18}, "vanaf 18 jaar"),
        ({"ageMax": 25}, "tot 25 jaar"),
        ({}, None),
    ],
)
def test_ages(places: Places, phrases: Phrases, changes: dict[str, Any], said: str | None) -> None:
    """From, until, both or neither."""
    assert said == phrases.ages(offer(places, **changes))


@pytest.mark.parametrize(
    ("changes", "km", "said"),
    [
        ({}, 12.34, "2800 Mechelen, op ongeveer 12 km"),
        ({}, 0.0, "2800 Mechelen"),
        ({"place": {"municipality": "Mechelen", "lat": 51.0259, "lon": 4.4776}}, 3.21, "Mechelen, op 3,2 km"),
        ({"place": {"municipality": "Mechelen", "lat": 51.0259, "lon": 4.4776}}, 0.2, "Mechelen, vlakbij"),
        ({"place": ..., "areaServed": ["Mechelen"]}, None, "komt naar je toe"),
        ({"place": ..., "areaServed": ["Mechelen"], "placeMode": "on-site"}, None, "voor Mechelen"),
        ({"place": ..., "placeMode": "online"}, None, "online"),
        ({"place": ..., "placeMode": "by-arrangement"}, None, "plaats in overleg"),
        ({"place": ...}, None, None),
    ],
)
def test_reach(places: Places, phrases: Phrases, changes: dict[str, Any], km: float | None, said: str | None) -> None:
    """How far it is, exactly only where its point is known; or that it comes to you, is online, or to be arranged."""
    near = Near(lat=51.0, lon=4.5, km=10, nis="12025")
    assert said == phrases.reach(offer(places, **changes), near, km)


def test_many_places(places: Places, phrases: Phrases) -> None:
    """A long list of municipalities is cut."""
    served = ["Mechelen", "Bonheiden", "Duffel", "Lier", "Putte", "Boom"]
    assert "komt naar je toe in Mechelen, Bonheiden, Duffel, Lier en nog 2" == phrases.where(
        offer(places, place=..., areaServed=served)
    )


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ({"municipality": "Mechelen", "lat": 51.0259, "lon": 4.4776}, "51.0259%2C4.4776"),
        ({"municipality": "Mechelen", "postcode": "2800", "street": "Veemarkt 1"}, "Veemarkt%201%2C%202800%20Mechelen"),
    ],
)
def test_route(places: Places, phrases: Phrases, place: dict[str, Any], address: str) -> None:
    """The destination is the point where there is one, else the street."""
    assert f"https://www.openstreetmap.org/directions?to={address}" == phrases.route(offer(places, place=place))


@pytest.mark.parametrize(
    ("pointer", "said"),
    [
        ("Aanbod!B38", "cel B38 van het blad “Aanbod”"),
        ("Q66", "cel Q66"),
        ("/dutchLevelMin", "veld dutchLevelMin"),
        ("#/@graph/27/endDate", "veld @graph › 27 › endDate"),
        ("", "het hele aanbod"),
    ],
)
def test_spot(phrases: Phrases, pointer: str, said: str) -> None:
    """A place in a list, as its publisher knows it."""
    assert said == phrases.spot(pointer)


@pytest.mark.parametrize(
    ("seconds", "said"), [(86_400, "1 dag"), (7 * 86_400, "7 dagen"), (6 * 3600, "6 uur"), (1800, "30 minuten")]
)
def test_span(phrases: Phrases, seconds: int, said: str) -> None:
    """A length of time in its largest whole unit."""
    assert said == phrases.span(seconds)


@pytest.mark.parametrize(
    ("number", "dialled"), [("015 00 00 00", "tel:015000000"), ("+32 (0)15/00.00.00", "tel:+32015000000")]
)
def test_dial(phrases: Phrases, number: str, dialled: str) -> None:
    """A number as telephones take it."""
    assert dialled == phrases.dial(number)


@pytest.mark.parametrize(
    ("duration", "said"),
    [("P3M", "3 maanden"), ("P1Y", "1 jaar"), ("P2W", "2 weken"), ("PT90M", "90 minuten"), (..., None)],
)
def test_duration(places: Places, phrases: Phrases, duration: Any, said: str | None) -> None:
    """How long it goes on, in the units it is given in."""
    assert said == phrases.duration(offer(places, duration=duration))
