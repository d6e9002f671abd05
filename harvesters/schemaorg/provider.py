"""Who makes the offer, and how to reach them."""

import re
from typing import Any, Final

from catalogue.offer.identity import kbo_valid
from harvesters import findings
from harvesters.schemaorg import value as values
from harvesters.schemaorg.facts import Facts
from harvesters.schemaorg.node import Node, Value
from harvesters.schemaorg.place import address_of, is_abroad
from harvesters.schemaorg.types import PROVIDER_TYPES

PROVIDER: Final = ("provider", "hiringOrganization", "organizer", "offeredBy", "seller")
_CONTACT: Final = ("contactPoint", "contactPoints", "applicationContact")
_ENTERPRISE: Final = re.compile(r"https?://data\.vlaanderen\.be/id/onderneming/(\d{10})")
_ORGANISATION: Final = re.compile(r"https?://data\.vlaanderen\.be/id/organisatie/(OVO\d{6})", re.IGNORECASE)
_KBO_NAMES: Final = frozenset(["kbo", "kbonummer", "ondernemingsnummer", "bce", "cbe", "enterprisenumber"])
_BELGIAN_SCHEME: Final = re.compile(r"0208:(\d{10})")
"""ISO 6523 identifier of enterprise numbers, as `iso6523Code` gives it."""


def provider_of(facts: Facts) -> dict[str, Any]:
    """In the shape of the offer schema; empty where nothing names an organisation. A person is left out, and said to be."""
    named = [one for name in PROVIDER for one in facts.all(name)]
    named += [one for terms in facts.terms for name in ("offeredBy", "seller") for one in terms.all(name)]
    if not named and facts.record.within is not None:
        named.append(facts.record.within)
    found: dict[str, Any] = {}
    for value in named:
        if isinstance(value, Node) and "Person" in value.types:
            facts.warnings.append(findings.person_left_out(value.pointer()))
        elif not found:
            found = _organisation(value, facts)
    ours = dict(facts.defaults.provider)
    return {**ours, **found} if found.get("name") in (None, ours.get("name")) else found


def contact_of(facts: Facts) -> dict[str, Any]:
    """Of the offer itself: a contact point, the channel of a service, or its own mailbox and number."""
    found: dict[str, Any] = {}
    for name in _CONTACT:
        for value in facts.all(name):
            if isinstance(value, Node):
                found = _contact(value, facts) | found
            else:
                facts.unused(
                    name, ("een ContactPoint met e-mail of telefoon", "a ContactPoint with e-mail or telephone")
                )
    for channel in facts.nodes("availableChannel"):
        found |= {key: one for key, one in _channel(channel, facts).items() if key not in found}
    own = {"email": values.email(facts.first("email")), "telephone": values.telephone(facts.first("telephone"))}
    found = {key: one for key, one in own.items() if one} | found
    if tags := _languages(facts.all("availableLanguage"), facts, "availableLanguage"):
        found.setdefault("languages", tags)
    return found


def _organisation(value: Value, facts: Facts) -> dict[str, Any]:
    if isinstance(value, str):
        if known := facts.node.definitions.of(value):
            return _organisation(known[0], facts)
        name = values.word(value)
        return {} if name is None or values.web(name) else {"name": name}
    if not isinstance(value, Node):
        return {}
    names = values.texts(value.all("name") or value.all("legalName"), facts.language)
    address = address_of(value.first("address"))
    found: dict[str, Any] = {
        "@id": facts.absolute(value.id) if value.id else None,
        "name": names.get("nl") or next(iter(names.values()), None),
        "type": _type(value),
        "kbo": _kbo(value),
        "ovo": next((one[1].upper() for text in _identifiers(value) if (one := _ORGANISATION.fullmatch(text))), None),
        "municipality": None if is_abroad(address) else address.get("municipality"),
        "url": facts.absolute(value.first("url")),
        "contact": _organisation_contact(value, facts) or None,
    }
    return {key: one for key, one in found.items() if one is not None}


def _type(node: Node) -> str | None:
    if node.has("nonprofitStatus"):
        return "non-profit"
    return next((PROVIDER_TYPES[name] for name in node.types if name in PROVIDER_TYPES), None)


def _identifiers(node: Node) -> list[str]:
    return [text for one in (node.id, *node.all("identifier"), *node.all("sameAs")) if (text := values.iri(one))]


def _kbo(node: Node) -> str | None:
    """An enterprise number, only where it is said to be one and its check digits hold."""
    said = [one[1] for text in _identifiers(node) if (one := _ENTERPRISE.fullmatch(text))]
    for identifier in node.nodes("identifier"):
        scheme = re.sub(
            r"[^a-z]", "", (values.term(identifier.first("propertyID")) or str(identifier.first("name"))).lower()
        )
        if scheme in _KBO_NAMES:
            said += values.words(identifier.all("value"))
    said += [one[1] for code in values.words(node.all("iso6523Code")) if (one := _BELGIAN_SCHEME.fullmatch(code))]
    said += [code[2:] for code in values.words(node.all("vatID")) if code[:2].upper() == "BE"]
    return next((known for text in said if (known := kbo_valid(text))), None)


def _organisation_contact(node: Node, facts: Facts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for point in node.nodes("contactPoint", "contactPoints"):
        found = _contact(point, facts) | found
    own = {"email": values.email(node.first("email")), "telephone": values.telephone(node.first("telephone"))}
    return {key: one for key, one in own.items() if one} | found


def _contact(node: Node, facts: Facts) -> dict[str, Any]:
    if "Person" in node.types:
        facts.warnings.append(findings.person_left_out(node.pointer()))
        return {}
    found: dict[str, Any] = {
        "email": values.email(node.first("email")),
        "telephone": values.telephone(node.first("telephone")),
        "url": facts.absolute(node.first("url")),
        "languages": _languages(node.all("availableLanguage"), facts, "availableLanguage") or None,
    }
    found = {key: one for key, one in found.items() if one is not None}
    if node.first("email") is not None and "email" not in found:
        facts.unused(
            "email", ("één e-mailadres, zoals info@example.org", "one e-mail address, such as info@example.org")
        )
    if found and node.has("contactType") and "ContactPoint" in node.types:
        found["functional"] = True  # a function of the organisation is named, not somebody
    return found


def _channel(node: Node, facts: Facts) -> dict[str, Any]:
    found: dict[str, Any] = {"url": facts.absolute(node.first("serviceUrl"))}
    for phone in node.all("servicePhone"):
        found |= _contact(phone, facts) if isinstance(phone, Node) else {"telephone": values.telephone(phone)}
    if tags := _languages(node.all("availableLanguage"), facts, "availableChannel"):
        found["languages"] = tags
    return {key: one for key, one in found.items() if one is not None}


def _languages(given: list[Value], facts: Facts, name: str) -> list[str]:
    known, unread = values.languages(given)
    for word in unread:
        facts.unused(name, ("een taal of taalcode, zoals ar", "a language or its tag, such as ar"), word)
    return known
