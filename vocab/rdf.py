"""Offers and RDF: which property of the vocabulary stands for which key of `vocab/offer.schema.json`.

Reading is forgiving in form: a code may be a concept's IRI or its notation, a node may be nested or named.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from vocab import values
from vocab.graph import RDF_TYPE, Graph, Literal, Value
from vocab.terms import NAMESPACE
from vocab.values import Read, Source, expanded

OFFER: Final = f"{NAMESPACE}Offer"
_ENTERPRISE: Final = re.compile(r"https?://data\.vlaanderen\.be/id/onderneming/(\d{10})")
_ORGANISATION: Final = re.compile(r"https?://data\.vlaanderen\.be/id/organisatie/(OVO\d{6})", re.IGNORECASE)
_PAGES: Final = ("foaf:page", "schema:url", "foaf:homepage")
_GENDERS: Final = {"female": "women", "male": "men"}


class Term(Struct, frozen=True):
    """A key of the schema, how its values are read, and the properties it may come from; the first is the vocabulary's own."""

    key: str
    read: Read
    properties: tuple[str, ...]


def offers_in(graph: Graph, named: str | None = None) -> Iterator[str]:
    """The nodes of a graph that are offers, in the order of the document."""
    for node in graph.nodes(named):
        if OFFER in graph.facts(node, named).get(RDF_TYPE, ()):
            yield node


def offer_at(source: Source, node: str) -> dict[str, Any]:
    """The offer that a node is, in the shape of the schema; of the document about it (`foaf:primaryTopic`) what that says of
    the record."""
    found = _read(source, node, OFFER_TERMS)
    for audience in source.values(node, "dct:audience"):
        found |= {"audience": {source.language: audience.value}} if isinstance(audience, Literal) else {}
        found |= _audience(source, audience) if isinstance(audience, str) else {}
    if place := _place(source, node):
        found["place"] = place
    for document, topic in source.graph.subjects(expanded("foaf:primaryTopic")):
        if topic == node:
            found = _read(source, document, RECORD_TERMS) | found
    return found if node.startswith("_:") else {"@id": node} | found


def unread_properties(source: Source, node: str) -> list[str]:
    """The properties of an offer that no key stands for."""
    known = _known_properties()
    return [name for name in source.graph.facts(node, source.named) if name not in known]


def _read(source: Source, node: str, terms: tuple[Term, ...]) -> dict[str, Any]:
    found = {}
    for term in terms:
        said = source.values(node, *term.properties)
        if said and (value := term.read(source, said)) not in (None, "", {}, []):
            found[term.key] = value
    return found


def _nodes(*terms: Term) -> Read:
    return lambda source, said: [_read(source, one, terms) for one in said if isinstance(one, str)]


def _node(*terms: Term) -> Read:
    return lambda source, said: next((_read(source, one, terms) for one in said if isinstance(one, str)), None)


def _range(source: Source, said: list[Value]) -> dict[str, Any]:
    if isinstance(said[0], Literal):
        hours = values.number(source, said)
        return {"min": hours, "max": hours}
    return _read(source, said[0], _RANGE)


def _provider(source: Source, said: list[Value]) -> dict[str, Any]:
    if isinstance(said[0], Literal):
        return {"name": said[0].value}
    node = said[0]
    found = _read(source, node, _PROVIDER)
    same = [node, *(values.plain(one) for one in source.values(node, "owl:sameAs"))]
    for key, pattern in (("kbo", _ENTERPRISE), ("ovo", _ORGANISATION)):
        if key not in found and (known := next((one[1] for iri in same if (one := pattern.fullmatch(iri))), None)):
            found[key] = known.upper()
    return found if node.startswith("_:") else {"@id": node} | found


def _programme(source: Source, said: list[Value]) -> dict[str, Any]:
    name = values.name(source, said[0])
    iri = said[0] if isinstance(said[0], str) and not said[0].startswith("_:") else None
    return ({"name": name} if name else {}) | ({"@id": iri} if iri else {})


def _place(source: Source, node: str) -> dict[str, Any]:
    """From `dct:spatial` (a municipality, a place) and the address and geometry of the offer or of that place."""
    found: dict[str, Any] = {}
    for at in [node, *source.values(node, "dct:spatial")]:
        if isinstance(at, Literal):
            found["municipality"] = at.value
            continue
        if code := values.nis(at):
            found["municipality"] = code
        for address in source.values(at, "locn:address"):
            found |= _read(source, address, _ADDRESS) if isinstance(address, str) else {}
        found |= values.point(source, source.values(at, "locn:geometry"))
        found |= _read(source, at, _PLACE) if at != node else {}
    return found


def _schedule(source: Source, said: list[Value]) -> list[dict[str, Any]]:
    slots: list[dict[str, Any]] = []
    for one in said:
        if isinstance(one, Literal):
            slots.append({"text": one.value})
            continue
        slot = _read(source, one, _SLOT)
        days = [re.split(r"[/#]", values.plain(day))[-1].lower() for day in source.values(one, "schema:byDay")]
        slots += [{"weekday": day} | slot for day in days] or [slot]
    return [slot for slot in slots if slot]


def _audience(source: Source, node: str) -> dict[str, Any]:
    found = _read(source, node, _AUDIENCE)
    if gender := found.get("genderAudience"):
        found["genderAudience"] = _GENDERS.get(re.split(r"[/#]", gender)[-1].lower(), gender)
    return found


def _terms(*rows: tuple[str, Read] | tuple[str, Read, str | tuple[str, ...]]) -> tuple[Term, ...]:
    """Rows of key, reader, properties; without properties, `p4:` and the key."""
    made = []
    for key, read, *given in rows:
        names = given[0] if given else f"p4:{key}"
        made.append(Term(key, read, (names,) if isinstance(names, str) else names))
    return tuple(made)


_CONTACT: Final = _terms(
    ("url", values.word, _PAGES),
    ("email", values.mailbox, ("schema:email", "vcard:hasEmail", "foaf:mbox")),
    ("telephone", values.mailbox, ("schema:telephone", "vcard:hasTelephone")),
    ("telephoneHours", values.word),
    ("desk", values.word),
    ("languages", values.languages, ("schema:availableLanguage", "dct:language")),
    ("firstContactBy", values.code),
    ("functional", values.yes_or_no),
)
_PROVIDER: Final = _terms(
    ("name", values.word, values.NAMES),
    ("type", values.code, "dct:type"),
    ("kbo", values.word),
    ("vCode", values.word),
    ("ovo", values.word),
    ("municipality", values.municipality, ("dct:spatial", "p4:municipality")),
    ("url", values.word, _PAGES),
    ("contact", _node(*_CONTACT), "cv:contactPoint"),
)
_ADDRESS: Final = _terms(
    ("municipality", values.municipality, ("adres:gemeentenaam", "locn:postName")),
    ("postcode", values.word, "locn:postCode"),
    ("street", values.word, ("locn:thoroughfare", "locn:fullAddress")),
)
_PLACE: Final = _terms(
    ("municipality", values.municipality),
    ("nearestStop", values.word),
)
_RANGE: Final = _terms(
    ("min", values.number, ("p4:min", "schema:minValue")),
    ("max", values.number, ("p4:max", "schema:maxValue")),
)
_SLOT: Final = _terms(
    ("part", values.code, "p4:partOfDay"),
    ("from", values.clock, "schema:startTime"),
    ("to", values.clock, "schema:endTime"),
    ("duringSchoolHolidays", values.yes_or_no),
    ("rrule", values.word),
    ("text", values.word, ("dct:description", "schema:description")),
)
_AUDIENCE: Final = _terms(
    ("audience", values.text, ("dct:description", "schema:description", "schema:audienceType")),
    ("ageMin", values.count, ("schema:requiredMinAge", "schema:suggestedMinAge")),
    ("ageMax", values.count, ("schema:requiredMaxAge", "schema:suggestedMaxAge")),
    ("ageReason", values.word),
    ("genderAudience", values.code, ("p4:genderAudience", "schema:requiredGender", "schema:suggestedGender")),
    ("genderAudienceReason", values.word),
)
RECORD_TERMS: Final = _terms(
    ("source", values.word),
    ("origin", values.word, ("p4:origin", "dct:source")),
    ("originVersion", values.word),
    ("licence", values.word, "dct:license"),
    ("redistribution", values.code),
    ("modified", values.word, "dct:modified"),
    ("confirmed", values.word),
    ("firstSeen", values.word),
    ("lastSeen", values.word),
    ("gone", values.word),
    ("inferred", values.words),
    ("withheld", values.words),
    ("sameAs", values.words, "owl:sameAs"),
)
OFFER_TERMS: Final = RECORD_TERMS + _terms(
    ("identifier", values.word, "dct:identifier"),
    ("title", values.text, "dct:title"),
    ("description", values.text, "dct:description"),
    ("plainText", values.text),
    ("url", values.named, "foaf:page"),
    ("provider", _provider, "schema:provider"),
    ("programme", _programme, "dct:isPartOf"),
    ("kind", values.codes, "dct:type"),
    ("perspective", values.codes, "cv:thematicArea"),
    ("contactForm", values.code),
    ("sector", values.codes, "dct:subject"),
    ("keyword", values.words, "dcat:keyword"),
    ("occupation", values.words),
    ("inDutch", values.yes_or_no),
    ("dutchLevelMin", values.code),
    ("taalicoon", values.count),
    ("readingWriting", values.code),
    ("bridgeLanguage", values.languages),
    ("areaServed", values.municipalities, "schema:areaServed"),
    ("placeMode", values.code),
    ("transport", values.text),
    ("hoursPerWeek", _range),
    ("hoursTotal", _range),
    ("duration", values.word, "generiek:duur"),
    ("schedule", _schedule, "schema:eventSchedule"),
    ("starts", values.day, "schema:startDate"),
    ("rollingStart", values.yes_or_no),
    ("applyBy", values.day),
    ("ends", values.day, "schema:endDate"),
    ("validThrough", values.day, "schema:validThrough"),
    ("availability", values.code),
    ("availabilityAsOf", values.day),
    ("places", values.count),
    ("waitingDays", values.count),
    ("intake", values.text),
    ("requirement", values.codes),
    ("childcare", values.code),
    ("accessibility", values.words),
    ("costEur", values.number),
    ("expensesReimbursed", values.yes_or_no),
    ("insured", values.yes_or_no),
    ("contact", _node(*_CONTACT), "cv:contactPoint"),
    (
        "quality",
        _nodes(
            *_terms(
                ("criterion", values.code),
                ("status", values.code),
                ("assertedBy", values.code),
                ("date", values.day, "dct:date"),
                ("by", values.named),
                ("evidence", values.word, "cv:evidence"),
                ("until", values.day),
            )
        ),
        "p4:qualityStatement",
    ),
    (
        "complaints",
        _node(*_terms(("name", values.word, values.NAMES), ("handler", values.named), ("url", values.word, _PAGES))),
        "p4:complaintsChannel",
    ),
    (
        "funding",
        _nodes(
            *_terms(
                ("funder", values.named, "schema:funder"),
                ("programme", values.word, ("p4:programme", *values.NAMES)),
                ("from", values.day, "schema:startDate"),
                ("until", values.day, "schema:endDate"),
                ("amountEur", values.number),
            )
        ),
        "schema:funding",
    ),
    (
        "nextSteps",
        _nodes(
            *_terms(
                ("title", values.word, ("dct:title", "schema:name")),
                ("url", values.word, _PAGES),
                ("perspective", values.code, "cv:thematicArea"),
                ("offer", values.word),
            )
        ),
        "p4:nextStep",
    ),
)


@functools.cache
def places() -> Mapping[str, str]:
    """JSON pointer of a key → the property that a publisher gives it by."""
    return {f"/{term.key}": expanded(term.properties[0]) for term in OFFER_TERMS}


@functools.cache
def _known_properties() -> frozenset[str]:
    named = [name for term in OFFER_TERMS for name in term.properties]
    others = ["dct:audience", "dct:spatial", "dct:isVersionOf", "locn:address", "locn:geometry"]
    return frozenset([RDF_TYPE, *map(expanded, [*named, *others])])
