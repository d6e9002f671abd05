"""An event of UiTdatabank as a draft in the shape of the offer schema, or the reason why it is none."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from catalogue.offer.model import Kind
from catalogue.offer.privacy import forbidden_keys
from catalogue.offer.problems import Problem
from harvesters import findings
from harvesters.base import Draft, Gone
from harvesters.dutch import folded
from harvesters.fields import Fields, filled
from harvesters.moments import timing_of
from harvesters.schemaorg import Defaults
from harvesters.schemaorg import value as values

EDITORS: Final = frozenset(["creator", "contributors", "performer"])
"""Who made, edits or performs it: persons, who are left out of what is read."""
_PUBLIC: Final = frozenset(["APPROVED", "READY_FOR_VALIDATION"])
"""What the search API itself takes for published (https://docs.publiq.be, Search API, default filters)."""
_TAKEN_BACK: Final = frozenset(["DELETED", "REJECTED"])
_TAALICONEN: Final = {name: at for at, name in enumerate(
    ("een taalicoon", "twee taaliconen", "drie taaliconen", "vier taaliconen"), 1)}  # fmt: skip
_OTHERS: Final = {
    "place": ("het beschrijft een plaats", "it describes a place"),
    "organizer": ("het beschrijft een organisatie", "it describes an organisation"),
    "?": ("het beschrijft iets anders dan een activiteit", "it describes something else than an event"),
}
_AGES: Final = re.compile(r"(\d{1,3})?\s*-\s*(\d{1,3})?")
_MODES: Final = {"offline": "on-site", "online": "online", "mixed": "hybrid"}
_MOST_KINDS: Final = 2
_SOURCES: Final = {
    "identifier": "@id", "title": "name", "description": "description", "url": "sameAs", "kind": "terms", "keyword": "labels",
    "accessibility": "terms", "provider": "organizer", "place": "location", "placeMode": "attendanceMode", "starts": "startDate",
    "ends": "endDate", "validThrough": "availableTo", "applyBy": "bookingInfo", "schedule": "subEvent", "costEur": "priceInfo",
    "availability": "bookingAvailability", "ageMin": "typicalAgeRange", "ageMax": "typicalAgeRange", "taalicoon": "labels",
    "contact": "contactPoint", "modified": "modified",
}  # fmt: skip
"""Field of the offer → where a publisher has to look."""
_READ: Final = EDITORS | frozenset(_SOURCES.values()) | {
    "@type", "@context", "hiddenLabels", "openingHours", "calendarType", "status", "workflowStatus", "audience",
    "typicalAgeRangeConverted", "mainLanguage",
}  # fmt: skip
_UNREMARKED: Final = frozenset(
    ["id", "languages", "completedLanguages", "completeness", "created", "publisher", "playhead", "image", "mediaObject", "videos",
     "availableFrom", "metadata", "production", "calendarSummary", "birthdateRange", "birthdateRangeConverted", "regions",
     "seeAlso", "uitpas", "isDuplicate", "onlineUrl", "duplicateOf", "childrenOnly"]
)  # fmt: skip
"""What says nothing that an offer could hold: left unread without a remark."""


class Out(Struct, frozen=True):
    """An event that is none of ours: `what` it is, in nl and en, the same words for all of one sort."""

    what: tuple[str, str]
    value: str


class Events:
    """Reads the events of one source; says of each property once that it has no place.

    `kinds` are the feed's: id of a term, or a label folded → kind; nothing is guessed from title and text.
    """

    def __init__(self, defaults: Defaults, kinds: Mapping[str, Kind]) -> None:
        self._defaults, self._kinds = defaults, kinds
        self._remarked: set[str] = set()

    def of(self, event: Fields, name: str, where: str) -> Draft | Gone | Out:
        if (sort := _sort(event)) != "event":
            return Out(_OTHERS.get(sort, _OTHERS["?"]), sort)
        status = (event.text("workflowStatus") or "").upper()
        if status in _TAKEN_BACK or event.node("status").text("type") == "Unavailable":
            return Gone(name)  # deleted, refused by the moderators, or cancelled (Entry API, event status)
        if out := _out(event, status):
            return out
        kinds = self._kinds_of(event)
        if not kinds:
            sort = next((label for term in event.nodes("terms") if (label := term.text("label"))), "?")
            return Out(("niets zegt dat het een van onze soorten is", "nothing says that it is one of our kinds"), sort)
        place = _place(event, self._language(event))
        if country := place.get("country"):
            return Out(("het gaat door in een ander land", "it takes place in another country"), country)
        return self._draft(event, name, kinds, place, where)

    def _language(self, event: Fields) -> str:
        return event.text("mainLanguage") or self._defaults.language

    def _kinds_of(self, event: Fields) -> list[Kind]:
        said = [text for term in event.nodes("terms") for text in (term.text("id"), term.text("label")) if text]
        said += [*event.texts("labels"), *event.texts("hiddenLabels")]
        known = [self._kinds[key] for text in said for key in (text, folded(text)) if key in self._kinds]
        return list(dict.fromkeys(known or self._defaults.kind))[:_MOST_KINDS]

    def _draft(self, event: Fields, name: str, kinds: list[Kind], place: dict[str, Any], where: str) -> Draft:
        spoken = self._language(event)
        timing = timing_of(event)
        labels = [folded(label) for label in (*event.texts("labels"), *event.texts("hiddenLabels"))]
        contact = _contact(event)
        page = next((one for one in event.texts("sameAs") if values.web(one)), contact.get("url"))
        data = filled(
            {
                "identifier": name,
                "title": event.spoken("name", spoken),
                "description": event.spoken("description", spoken),
                "url": page,
                "kind": kinds,
                "keyword": self._keywords(event),
                "accessibility": _labels(event, "facility"),
                "provider": self._provider(event, spoken),
                "place": place,
                "placeMode": _mode(event),
                **timing,
                "applyBy": event.node("bookingInfo").day("availabilityEnds"),
                "taalicoon": max((_TAALICONEN[one] for one in labels if one in _TAALICONEN), default=None),
                "availability": _availability(event),
                **_ages(event),
                "costEur": _price(event),
                "contact": contact,
                "sameAs": [iri] if (iri := event.text("@id")) and values.web(iri) else [],
                "modified": event.instant("modified"),
            }
        )
        places = {f"/{field}": event.pointer(key) for field, key in _SOURCES.items() if key in event.data}
        for found in forbidden_keys(event.data):
            if found.severity == "quarantine":
                key = found.pointer.rpartition("/")[2]
                data[key] = True  # its value is never read: the reader of offers says what comes of it
                places[f"/{key}"] = event.pointer() + found.pointer
        return Draft(data=data, where=where, places=places, warnings=(*event.warnings, *self._unmapped(event)))

    def _keywords(self, event: Fields) -> list[str]:
        words = [*_labels(event, "eventtype"), *_labels(event, "theme"), *event.texts("labels")]
        meant = [one for one in words if folded(one) not in _TAALICONEN and folded(one) not in self._kinds]
        return list(dict.fromkeys(meant))

    def _provider(self, event: Fields, spoken: str) -> dict[str, Any]:
        organizer = event.node("organizer")
        names = organizer.spoken("name", spoken)
        found = filled(
            {
                "@id": iri if (iri := organizer.text("@id")) and values.web(iri) else None,
                "name": names.get("nl") or next(iter(names.values()), None),
                "url": organizer.web("url"),
                "municipality": _address(organizer, spoken).text("addressLocality"),
                "contact": _points(organizer.node("contactPoint")),
            }
        )
        ours = dict(self._defaults.provider)
        return {**ours, **found} if found.get("name") in (None, ours.get("name")) else found

    def _unmapped(self, event: Fields) -> Iterator[Problem]:
        for key in event.data:
            if key not in _READ | _UNREMARKED | self._remarked:
                self._remarked.add(key)
                yield findings.unmapped_key(event.pointer(key), key, ["Event"])


def _out(event: Fields, status: str) -> Out | None:
    """Why this is nothing to offer, whatever kind it is."""
    if status and status not in _PUBLIC:
        return Out(("het is nog niet gepubliceerd", "it is not published yet"), status)
    audience = event.node("audience").text("audienceType")
    if audience not in (None, "everyone"):
        return Out(("het is enkel voor leden of scholen", "it is for members or schools only"), audience)
    if event.node("status").text("type") == "TemporarilyUnavailable":
        return Out(("het is uitgesteld", "it is postponed"), "TemporarilyUnavailable")
    return None


def _sort(event: Fields) -> str:
    """`event`, `place` or `organizer`: by its type, else by the path of its address."""
    steps = (event.text("@id") or "").split("/")
    said = event.text("@type") or next((one for one in steps if one.rstrip("s") in ("place", "organizer")), "event")
    return values.term(said).lower().rstrip("s")


def _labels(event: Fields, domain: str) -> list[str]:
    return [label for term in event.nodes("terms") if term.text("domain") == domain and (label := term.text("label"))]


def _address(whose: Fields, spoken: str) -> Fields:
    """The address as it is in Dutch, else in the main language, else in any; older documents have one for all."""
    address = whose.node("address")
    if "addressLocality" in address.data or "postalCode" in address.data:
        return address
    return next((one for tag in ("nl", spoken, *address.data) if (one := address.node(tag))), Fields({}))


def _place(event: Fields, spoken: str) -> dict[str, Any]:
    """The key `place` of the offer schema; `country` alone where it is abroad."""
    if event.text("attendanceMode") == "online":
        return {}
    location = event.node("location")
    address = _address(location, spoken)
    country = address.text("addressCountry")
    if country and country.upper() != "BE":
        return {"country": country}
    names = location.spoken("name", spoken)
    venue = names.get("nl") or next(iter(names.values()), None)
    street = address.text("streetAddress")
    return (
        filled(
            {
                "municipality": address.text("addressLocality"),
                "postcode": address.text("postalCode"),
                "street": ", ".join(filter(None, [venue if street != venue else None, street])),
                **location.node("geo").point(),
            }
        )
        if address or location.node("geo")
        else {}
    )


def _mode(event: Fields) -> str | None:
    said = event.text("attendanceMode")
    if said is not None and said not in _MODES:
        event.unused("attendanceMode", "offline, online of mixed", "offline, online or mixed")
    return _MODES.get(said or "")


def _availability(event: Fields) -> str | None:
    match event.node("bookingAvailability").text("type"):
        case "Unavailable":
            return "full"
        case "Available" if event.text("calendarType") in ("single", "multiple"):
            return (
                "open"  # of long-running events it cannot be set, and so says nothing (Entry API, booking availability)
            )
    return None


def _ages(event: Fields) -> dict[str, int]:
    name = "typicalAgeRange" if "typicalAgeRange" in event.data else "typicalAgeRangeConverted"
    said = event.text(name)
    if said is None:
        return {}
    if not (found := _AGES.fullmatch(said)):
        event.unused(name, "een leeftijd zoals 18- of 12-16", "ages such as 18- or 12-16")
        return {}
    low, high = found.groups()
    return ({"ageMin": int(low)} if low and int(low) else {}) | ({"ageMax": int(high)} if high else {})


def _price(event: Fields) -> float | None:
    """The basic tariff, in euros: what somebody without any reduction pays."""
    tariffs = event.nodes("priceInfo")
    for tariff in tariffs:
        if tariff.text("category") == "base":
            price = values.number(tariff.text("price"))
            if price is not None and price >= 0 and tariff.text("priceCurrency") in (None, "EUR"):
                return price
            tariff.unused("price", "één bedrag in euro", "one amount in euros")
    return None


def _contact(event: Fields) -> dict[str, Any]:
    """Where to book, completed with the general contact of the event."""
    return _points(event.node("contactPoint")) | _points(event.node("bookingInfo"))


def _points(point: Fields) -> dict[str, Any]:
    """`email`, `phone` and `url`, each one text or a list of which the first that fits counts."""
    return filled(
        {
            "url": next((one for one in point.texts("url") if values.web(one)), None),
            "email": next((known for one in point.texts("email") if (known := values.email(one))), None),
            "telephone": next((known for one in point.texts("phone") if (known := values.telephone(one))), None),
        }
    )
