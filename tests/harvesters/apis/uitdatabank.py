"""The search API of UiTdatabank on a local server: its limits, filters, orders and keys (https://docs.publiq.be, Search API)."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.harvesters.server import Asked, Reply, Server

PATH = "/events"
KEY = "sleutel-van-een-kring"
_PARAMETERS = frozenset(
    "start limit embed q sort[modified] sort[created] modifiedFrom modifiedTo workflowStatus availableFrom availableTo "
    "addressCountry audienceType disableDefaultFilters labels".split()
)


class UiTdatabank:
    """Documents by identifier, as the editors left them; `now` is the moment from which it is asked."""

    def __init__(self, server: Server, now: datetime) -> None:
        self.server, self.now = server, now
        self.documents: dict[str, dict[str, Any]] = {}
        self.before: Callable[[Asked], None] = lambda asked: None
        """Called before each answer: what editors do meanwhile."""
        server.routes[PATH] = self._answer

    @property
    def url(self) -> str:
        return self.server.url(PATH)

    def put(self, *documents: Mapping[str, Any]) -> None:
        for one in documents:
            self.documents[str(one["@id"]).rpartition("/")[2]] = dict(one)

    def asked(self) -> list[dict[str, str]]:
        """The questions, robots.txt not among them."""
        return [dict(parse_qsl(urlsplit(one).query)) for one in self.server.targets() if one.startswith(PATH)]

    def _answer(self, asked: Asked) -> Reply:
        self.before(asked)
        given = dict(parse_qsl(urlsplit(asked.target).query))
        if asked.headers.get("x-client-id") != KEY:
            return _problem(401, "Unauthorized", "No valid x-client-id was given.")
        if unknown := sorted(set(given) - _PARAMETERS):
            return _problem(404, "Not Found", f"Unknown query parameter(s): {', '.join(unknown)}")
        start, limit = int(given.get("start", 0)), int(given.get("limit", 30))
        for name, value, most in (("start", start, 10_000), ("limit", limit, 2_000)):
            if not 0 <= value <= most:
                return _problem(404, "Not Found", f'The "{name}" parameter should be between 0 and {most}')
        found = [one for one in self.documents.values() if self._matches(one, given)]
        for field in ("modified", "created"):
            if order := given.get(f"sort[{field}]"):
                found.sort(key=lambda one: str(one.get(field, "")), reverse=order == "desc")
        page = found[start : start + limit]
        if given.get("embed") != "true":
            page = [{"@id": one["@id"], "@type": "Event"} for one in page]
        body = {
            "@context": "http://www.w3.org/ns/hydra/context.jsonld",
            "@type": "PagedCollection",
            "itemsPerPage": limit,
            "totalItems": len(found),
            "member": page,
        }
        return Reply(headers={"Content-Type": "application/ld+json"}, body=json.dumps(body).encode())

    def _matches(self, one: Mapping[str, Any], given: Mapping[str, str]) -> bool:
        now = self.now.isoformat()
        free = given.get("disableDefaultFilters") == "true"

        def filtered(name: str, default: str) -> str:
            return given.get(name, "*" if free else default)

        statuses = filtered("workflowStatus", "READY_FOR_VALIDATION,APPROVED")
        since, until = filtered("availableFrom", now), filtered("availableTo", now)
        country = filtered("addressCountry", "BE")
        audience = filtered("audienceType", "everyone")
        label = given.get("q", "").removeprefix("labels:")
        modified = one.get("modified", "")
        return (
            (statuses == "*" or one.get("workflowStatus") in statuses.split(","))
            and (since == "*" or one.get("availableFrom", "") <= since)
            and (until == "*" or one.get("availableTo", "2100") >= until)
            and (country == "*" or country == _country(one))
            and (audience == "*" or one.get("audience", {}).get("audienceType", "everyone") == audience)
            and (not label or label in one.get("labels", []))
            and given.get("modifiedFrom", "") <= modified <= given.get("modifiedTo", "3000")
        )


def _country(one: Mapping[str, Any]) -> str:
    address = one.get("location", {}).get("address", {})
    return str(address.get("nl", {}).get("addressCountry", "BE"))


def _problem(status: int, title: str, detail: str) -> Reply:
    body = {"title": title, "type": "https://api.publiq.be/probs/url/not-found", "status": status, "detail": detail}
    return Reply(status=status, headers={"Content-Type": "application/problem+json"}, body=json.dumps(body).encode())


def event(name: str, /, **changes: Any) -> dict[str, Any]:
    """An event as the editors of an organisation enter it (fictional); a value of `...` takes a key away."""
    document = {
        "@id": f"https://io.uitdatabank.example.org/event/{name}",
        "@type": "Event",
        "@context": "/contexts/event",
        "mainLanguage": "nl",
        "languages": ["nl", "fr"],
        "completedLanguages": ["nl"],
        "name": {"nl": f"Praattafel {name}"},
        "description": {
            "nl": "<p>Samen Nederlands oefenen &amp; koffie drinken.</p>",
            "fr": "Parler néerlandais ensemble.",
        },
        "calendarType": "periodic",
        "startDate": "2026-09-01T00:00:00+02:00",
        "endDate": "2027-06-30T23:59:59+02:00",
        "openingHours": [{"dayOfWeek": ["tuesday"], "opens": "09:30", "closes": "11:30"}],
        "availableTo": "2027-06-30T23:59:59+02:00",
        "terms": [
            {"id": "0.3.1.0.1", "label": "Cursus met open sessies", "domain": "eventtype"},
            {"id": "1.25.0.0.0", "label": "Taal en communicatie", "domain": "theme"},
            {"id": "3.27.0.0.0", "label": "Rolstoeltoegankelijk", "domain": "facility"},
        ],
        "labels": ["taaloefenkans", "twee taaliconen", "koffie"],
        "location": {
            "@id": "https://io.uitdatabank.example.org/place/huis",
            "@type": "Place",
            "name": {"nl": "Huis van de Buurt (fictief)"},
            "address": {
                "nl": {
                    "addressCountry": "BE",
                    "addressLocality": "Kessel-Lo (Leuven)",
                    "postalCode": "3010",
                    "streetAddress": "Dorpsstraat 1",
                }
            },
            "geo": {"latitude": 50.887, "longitude": 4.73},
        },
        "organizer": {
            "@id": "https://io.uitdatabank.example.org/organizers/kring",
            "@type": "Organizer",
            "name": {"nl": "Praatkring (fictief)"},
            "url": "https://praatkring.example.org",
            "address": {"nl": {"addressCountry": "BE", "addressLocality": "Leuven", "postalCode": "3000"}},
        },
        "typicalAgeRange": "18-",
        "status": {"type": "Available"},
        "bookingAvailability": {"type": "Available"},
        "attendanceMode": "offline",
        "audience": {"audienceType": "everyone"},
        "priceInfo": [
            {"category": "base", "name": {"nl": "Basistarief"}, "price": 2, "priceCurrency": "EUR"},
            {"category": "tariff", "name": {"nl": "Leden"}, "price": 0, "priceCurrency": "EUR"},
        ],
        "contactPoint": {
            "phone": ["016 00 00 00"],
            "email": ["onthaal@example.org"],
            "url": ["https://example.org/praat"],
        },
        "workflowStatus": "APPROVED",
        "created": "2026-08-01T09:00:00+00:00",
        "modified": "2026-10-01T09:00:00+00:00",
        "creator": "auth0|0123456789",
    }
    return {key: value for key, value in {**document, **changes}.items() if value is not ...}
