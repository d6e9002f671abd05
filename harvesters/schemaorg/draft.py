"""From a record of schema.org to a draft in the shape of the offer schema, or to the reasons why it is none."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from catalogue.offer.privacy import is_forbidden
from catalogue.offer.problems import Problem
from harvesters import findings
from harvesters.base import Draft, Gone, Rejected
from harvesters.dutch import folded
from harvesters.schemaorg import value as values
from harvesters.schemaorg.facts import Defaults, Facts
from harvesters.schemaorg.graph import DEPTH, PARTS, WHOLES, Record
from harvesters.schemaorg.kind import is_kind, kinds_of
from harvesters.schemaorg.node import Node
from harvesters.schemaorg.place import LOCATION, place_of
from harvesters.schemaorg.provider import PROVIDER, contact_of, provider_of
from harvesters.schemaorg.terms import audience_of, availability_of, price_of
from harvesters.schemaorg.timing import timing_of
from harvesters.schemaorg.types import OFFERED

_UNREMARKED: Final = frozenset(
    ["@id", "@type", "@context", "image", "logo", "photo", "thumbnailUrl", "mainEntityOfPage", "potentialAction", "subjectOf",
     "datePosted", "datePublished", "dateCreated", "directApply", "employmentType"]
)  # fmt: skip
"""What says nothing that an offer could hold, or is read of some types only: left unread without a remark."""
_ADDRESS: Final = ("een adres dat met https:// begint", "an address that starts with https://")
_SOURCES: Final = {
    "identifier": ("identifier", "@id", "url"),
    "title": ("name", "title"),
    "description": ("description", "responsibilities", "jobBenefits"),
    "kind": ("p4:kind", "additionalType", "serviceType", "programType", "category", "employmentType", "@type"),
    "provider": PROVIDER,
    "place": (*LOCATION, "availableChannel", "address", *PROVIDER),
    "areaServed": ("areaServed", "serviceArea", *LOCATION),
    "placeMode": ("eventAttendanceMode", "jobLocationType", "courseMode", *LOCATION),
    "starts": ("startDate", "jobStartDate", "eventSchedule", "courseSchedule"),
    "ends": ("endDate", "eventSchedule", "courseSchedule"),
    "validThrough": ("validThrough", "offers", "endDate", "startDate"),
    "applyBy": ("applicationDeadline",),
    "duration": ("timeToComplete", "timeRequired", "duration"),
    "schedule": ("eventSchedule", "courseSchedule", "workHours", "dayOfWeek", "startDate"),
    "hoursPerWeek": ("workHours",),
    "contact": ("contactPoint", "applicationContact", "availableChannel", "email", "telephone"),
    "costEur": ("offers", "isAccessibleForFree"),
    "audience": ("audience", "qualifications", "programPrerequisites", "coursePrerequisites"),
    "ageMin": ("typicalAgeRange", "audience", "ageRange"),
    "ageMax": ("typicalAgeRange", "audience", "ageRange"),
    "places": ("totalJobOpenings", "maximumEnrollment", "maximumAttendeeCapacity"),
    "modified": ("dateModified",),
}
"""Field of the offer → the properties it may come from: where a publisher has to look."""


class Drafts:
    """Makes drafts of the records of one source; says of each property once that it has no place."""

    def __init__(self) -> None:
        self._derived: Counter[str] = Counter()
        self._remarked: set[str] = set()

    def of(self, record: Record, defaults: Defaults, where: str) -> Draft | Gone | Rejected:
        facts = Facts(record, defaults)
        identifier = _identifier(facts)
        if record.deleted and identifier:
            return Gone(identifier)
        kinds = kinds_of(facts)
        if isinstance(kinds, Problem):
            return Rejected(record=identifier or where, problems=(kinds,))
        place = place_of(facts)
        if country := place.get("country"):
            problem = findings.out_of_scope(
                facts.pointer("jobLocation", "location"),
                ("het gaat door in een ander land", "it takes place in another country"),
                value=country,
            )
            return Rejected(record=identifier or where, problems=(problem,))
        data = _filled(
            {
                "identifier": identifier,
                "kind": kinds,
                **_what(facts),
                "provider": provider_of(facts),
                **place,
                **(timing := timing_of(facts)),
                **availability_of(facts),
                **audience_of(facts),
                "costEur": price_of(facts),
                "contact": contact_of(facts),
                "inferred": [*place.get("inferred", ()), *timing.get("inferred", ())],
            }
        )
        places = {f"/{field}": facts.pointer(*sources) for field, sources in _SOURCES.items()}
        for node in (record.node, *record.parts, *record.terms):
            for name, pointer in _forbidden(node):
                data.setdefault(name, True)  # its value is never read: the reader of offers says what comes of it
                places.setdefault(f"/{name}", pointer)
        if not identifier:
            data["identifier"] = self._number(_derived(data))
        return Draft(
            data=data,
            where=where,
            places=places,
            derived=not identifier,
            warnings=(*facts.warnings, *self._unmapped(facts)),
        )

    def _number(self, name: str) -> str:
        self._derived[name] += 1
        return name if self._derived[name] == 1 else f"{name}-{self._derived[name]}"

    def _unmapped(self, facts: Facts) -> Iterator[Problem]:
        for node in (facts.node, *facts.wholes):
            for name in node.keys:
                if name in facts.asked | _UNREMARKED | self._remarked or is_forbidden(re.split(r"[/#:]", name)[-1]):
                    continue
                self._remarked.add(name)
                yield findings.unmapped_key(node.pointer(name), name, node.types)


def _what(facts: Facts) -> dict[str, Any]:
    """What is offered, in words: title, description, page, keywords."""
    pages = [facts.absolute(one) for one in (*facts.all("url"), *facts.all("mainEntityOfPage"))]
    if facts.all("url") and not any(pages):
        facts.unused("url", _ADDRESS, facts.first("url"))
    modified = values.instant(facts.first("dateModified"))
    if facts.first("dateModified") is not None and not modified:
        facts.unused(
            "dateModified", ("een tijdstip als 2027-06-30T09:00:00Z", "an instant such as 2027-06-30T09:00:00Z")
        )
    industry = values.words(facts.all("industry"))
    occupations = facts.all("occupationalCategory", "relevantOccupation")
    esco = [iri for one in occupations if (iri := values.web(one)) and iri.startswith("http://data.europa.eu/esco/")]
    activities = [*facts.all("activity"), *facts.all("category"), *facts.all("serviceType"), *facts.all("programType")]
    named = values.words([*activities, *(one for one in occupations if values.web(one) not in esco)])
    return {
        "title": values.texts(facts.all("name", "title"), facts.language),
        "description": _joined(facts, "description", "responsibilities", "jobBenefits"),
        "url": next(filter(None, pages), facts.defaults.page),
        "keyword": list(dict.fromkeys([*_keywords(facts), *(word for word in named if not is_kind(word))])),
        "sector": industry,
        "occupation": esco,
        "accessibility": values.words([*facts.all("accessibilityFeature"), *facts.all("accessibilitySupport")]),
        "programme": _programme(facts),
        "sameAs": _same_as(facts),
        "modified": modified,
    }


def _joined(facts: Facts, *names: str) -> dict[str, str]:
    """The texts of several properties under each other: all of them the publisher's words on the offer."""
    found: dict[str, list[str]] = {}
    for name in names:
        for tag, text in facts.text(name).items():
            found.setdefault(tag, []).append(text)
    return {tag: "\n".join(texts) for tag, texts in found.items()}


def _keywords(facts: Facts) -> list[str]:
    found: list[str] = []
    for value in facts.all("keywords"):
        text = values.word(value) or ""
        found += [text] if isinstance(value, Node) else re.split(r"\s*[,;\n]\s*", text)
    return [word for word in found if word]


def _programme(facts: Facts) -> dict[str, str]:
    value = facts.first("programme")
    if value is None:
        return {}
    name, iri = values.word(value), facts.absolute(value.id) if isinstance(value, Node) else None
    return ({"name": name} if name else {}) | ({"@id": iri} if iri else {})


def _same_as(facts: Facts) -> list[str]:
    found = []
    for one in facts.said("sameAs"):
        if iri := facts.absolute(one):
            found.append(iri)
        else:
            facts.unused("sameAs", _ADDRESS, one)
    own = facts.absolute(facts.node.id) if facts.node.id else None
    return list(dict.fromkeys([*found, own] if own else found))


def _identifier(facts: Facts) -> str | None:
    """The source's own: `identifier` as text, number or PropertyValue, else @id, else the address of its page."""
    node = facts.node
    facts.asked.update(("identifier", "url"))
    for value in node.all("identifier"):
        if isinstance(value, Node):
            value = next(
                (one for one in (*value.all("value"), *value.all("@value")) if not isinstance(one, Node)),
                value.id or "",
            )
        if text := values.word(value):
            return text
    if node.id and not node.id.startswith("_:"):  # names of blank nodes change with every document
        return facts.absolute(node.id) or node.id
    return next((page for one in node.all("url") if (page := facts.absolute(one))), None)


def _derived(data: dict[str, Any]) -> str:
    """An identifier that survives order and edits elsewhere: of provider, kind, place, title and first day."""
    parts = (
        data.get("provider", {}).get("name", ""),
        " ".join(sorted(map(str, data["kind"]))),
        data.get("place", {}).get("municipality", ""),
        next(iter(data.get("title", {}).values()), ""),
        data.get("starts", ""),
    )
    return "node-" + hashlib.blake2b("\n".join(folded(part) for part in parts).encode(), digest_size=8).hexdigest()


def _forbidden(node: Node, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Names of properties about persons, at any depth of the record but not inside another one, and where they stand."""
    for name in node.keys:
        bare = re.split(r"[/#:]", name)[-1]
        if is_forbidden(bare):
            yield bare, node.pointer(name)
        elif depth < DEPTH:
            for inner in node.nodes(name):
                if OFFERED.isdisjoint(inner.own_types) or name in WHOLES + PARTS:
                    yield from _forbidden(inner, depth + 1)


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in data.items() if one not in (None, "", [], {})}
