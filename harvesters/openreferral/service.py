"""A service as a draft in the shape of the offer schema, or the reason why it is none."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from catalogue.offer.identity import kbo_valid
from catalogue.offer.privacy import is_forbidden
from catalogue.offer.problems import Problem, pointer_to, problem
from harvesters import dutch, findings
from harvesters.base import Draft, Gone, Rejected
from harvesters.openreferral.facts import Facts
from harvesters.openreferral.place import COUNTRY, place_of
from harvesters.openreferral.schedule import slots_of
from harvesters.schemaorg import Defaults
from harvesters.schemaorg import value as values
from harvesters.words import PROVIDER_TYPE

_MOST_KINDS: Final = 2
_DEPTH: Final = 20
_OVER: Final = frozenset(["inactive", "defunct"])
_CLOSED: Final = "temporarily closed"
_KBO: Final = re.compile(r"(?:be[-_])?(?:bce|kbo|cbe)(?:[-_](?:bce|kbo|cbe))?|ondernemingsnummer", re.IGNORECASE)
"""`BE-BCE_KBO` as https://org-id.guide has it, and what people make of it."""
_TERM: Final = ("id", "code", "name", "term", "term_uri")
"""How a term of a taxonomy may be called; `term` in the UK profile."""
_SOURCES: Final = {
    "identifier": "id", "title": "name", "description": "description", "url": "url", "audience": "eligibility_description",
    "ageMin": "minimum_age", "ageMax": "maximum_age", "costEur": "fees_description", "bridgeLanguage": "languages",
    "schedule": "schedules", "areaServed": "service_areas", "place": "service_at_locations", "provider": "organization",
    "programme": "program", "intake": "application_process", "waitingDays": "wait_time", "keyword": "attributes",
    "kind": "attributes", "availability": "status", "contact": "email", "confirmed": "assured_date", "modified": "last_modified",
}  # fmt: skip
"""Field of the offer → where a publisher has to look."""
_READ: Final = frozenset([*_SOURCES.values(), "cost_options", "fees", "phones", "contacts"])
_UNREMARKED: Final = frozenset(["organization_id", "program_id", "assurer_email", "metadata"])
"""Keys of other tables, and who changed what: nothing that an offer could hold."""


class Services:
    """Makes drafts of the services of one source; says of each field once that it has no place.

    `kinds` tells by a taxonomy term (its name, code, id or IRI) which kind of offer a service is; where none applies, the
    kind that the feed says for all; where there is none, a service is out: nothing is guessed from title and text.
    """

    def __init__(self, defaults: Defaults, kinds: Mapping[str, str]) -> None:
        self._defaults = defaults
        self._kinds = {dutch.folded(term): kind for term, kind in kinds.items()}
        self._remarked: set[str] = set()

    def of(self, service: Mapping[str, Any], where: str, path: Sequence[str | int]) -> Draft | Gone | Rejected:
        """`path` is where it stands in its document.

        A service that is inactive or defunct is gone. One that is temporarily closed stays, as full: it is there, and
        nobody can start now.
        """
        facts = Facts(service, self._defaults.language, path)
        identifier = facts.text("id")
        status = (facts.text("status") or "active").lower()
        if status in _OVER and identifier:
            return Gone(identifier)
        kinds = self._kinds_of(facts)
        if not kinds:
            return Rejected(record=identifier or where, problems=(_without_kind(facts),))
        place = place_of(facts)
        if country := place.get(COUNTRY):
            what = ("het gaat door in een ander land", "it takes place in another country")
            abroad = findings.out_of_scope(facts.pointer("service_at_locations"), what, value=country)
            return Rejected(record=identifier or where, problems=(abroad,))
        closed = status == _CLOSED
        if status != "active" and not closed:
            facts.unused("status", f"active, inactive, defunct of {_CLOSED}", f"active, inactive, defunct or {_CLOSED}")
        data: dict[str, Any] = {
            "identifier": identifier,
            "kind": kinds,
            "availability": "full" if closed else None,
            "inferred": ["availability"] if closed else None,
            **_what(facts),
            **_terms(facts),
            **place,
            "schedule": slots_of(facts),
            "provider": _provider(facts) or dict(self._defaults.provider),
            "contact": _contact(facts),
        }
        places = {f"/{key}": facts.pointer(name) for key, name in _SOURCES.items()}
        for name, pointer in _forbidden(service, facts.path):
            data.setdefault(name, True)  # its value is never read: the reader of offers says what comes of it
            places.setdefault(f"/{name}", pointer)
        return Draft(
            data={key: one for key, one in data.items() if one not in (None, "", [], {})},
            where=where,
            places=places,
            warnings=(*facts.warnings, *self._unmapped(facts)),
        )

    def _kinds_of(self, facts: Facts) -> list[str]:
        names = [
            dutch.folded(name)
            for attribute in facts.nodes("attributes")
            for key in _TERM
            if (name := attribute.node("taxonomy_term").text(key))
        ]
        found = list(dict.fromkeys(self._kinds[name] for name in names if name in self._kinds))
        return (found or list(self._defaults.kind))[:_MOST_KINDS]

    def _unmapped(self, facts: Facts) -> Iterator[Problem]:
        for name in facts.data:
            if name not in _READ | _UNREMARKED | self._remarked and not is_forbidden(name):
                self._remarked.add(name)
                yield findings.unmapped_key(facts.pointer(name), name, ["Service"])


def _what(facts: Facts) -> dict[str, Any]:
    """What is offered, in words."""
    modified, assured = facts.text("last_modified"), facts.text("assured_date")
    program = facts.node("program")
    terms = [attribute.node("taxonomy_term").text("name", "term") for attribute in facts.nodes("attributes")]
    return {
        "title": facts.spoken("name"),
        "description": facts.spoken("description"),
        "url": facts.web("url"),
        "keyword": list(dict.fromkeys(term for term in terms if term)),
        "programme": {"name": name} if (name := program.text("name")) else None,
        "modified": values.instant(modified),
        "confirmed": values.instant(assured),
    }


def _terms(facts: Facts) -> dict[str, Any]:
    """For whom, on which terms, and how one starts."""
    return {
        "audience": facts.spoken("eligibility_description"),
        "ageMin": facts.count("minimum_age"),
        "ageMax": facts.count("maximum_age"),
        "costEur": _cost(facts),
        "bridgeLanguage": [tag for tag in _languages(facts) if tag.partition("-")[0] != "nl"],
        "intake": facts.spoken("application_process"),
        "waitingDays": _waiting(facts),
    }


def _cost(facts: Facts) -> float | None:
    """In euros, where there is one amount and nothing else: an amount among words may be per hour, or for others."""
    options = facts.nodes("cost_options")
    amounts = {values.number(one.text("amount")) for one in options}
    currencies = {(one.text("currency") or "eur").lower() for one in options}
    if len(amounts) == 1 and currencies == {"eur"} and (only := amounts.pop()) is not None and only >= 0:
        return only
    name = next((one for one in ("fees_description", "fees") if facts.text(one)), None)
    amount = dutch.euros(facts.text(name) or "") if name else None
    if amount is None and (name or options):
        facts.unused(name or "cost_options", "één bedrag in euro, of “gratis”", "one amount in euros, or “free”")
    return amount


def _languages(facts: Facts) -> list[str]:
    found = []
    for one in facts.nodes("languages"):
        known, unread = values.languages([text for key in ("code", "name") if (text := one.text(key))])
        found += known[:1]
        if unread and not known:
            one.unused("name", "een taal of taalcode, zoals ar", "a language or its tag, such as ar")
    return list(dict.fromkeys(found))


def _waiting(facts: Facts) -> int | None:
    text = facts.text("wait_time")
    days = dutch.days(text) if text else None
    if text and days is None:
        facts.unused("wait_time", "een duur, zoals 14 dagen of 2 weken", "a length, such as 14 days or 2 weeks")
    return days


def _provider(facts: Facts) -> dict[str, Any]:
    organization = facts.node("organization")
    name = organization.text("name")
    if not name:
        return {}
    mailbox = values.email(organization.text("email"))
    telephone = next((number for one in organization.nodes("phones") if (number := _number(one))), None)
    contact = {key: one for key, one in (("email", mailbox), ("telephone", telephone)) if one}
    kbos = [
        kbo_valid(one.text("identifier") or "")
        for one in organization.nodes("organization_identifiers")
        if _KBO.fullmatch(one.text("identifier_scheme") or "") or _KBO.fullmatch(one.text("identifier_type") or "")
    ]
    found = {
        "@id": values.web(organization.text("uri")),
        "name": name,
        "type": PROVIDER_TYPE.read(organization.text("legal_status") or ""),
        "kbo": next((one for one in kbos if one), None),
        "url": values.web(organization.text("website")),
        "contact": contact or None,
    }
    return {key: one for key, one in found.items() if one}


def _contact(facts: Facts) -> dict[str, Any]:
    """Of the service itself, and of contacts that are a desk; one with a name is a person."""
    desks = []
    for one in facts.nodes("contacts"):
        if one.text("name"):
            facts.warnings.append(findings.person_left_out(one.pointer()))
        else:
            desks.append(one)
    found: dict[str, Any] = {}
    for node in (facts, *desks):
        said = {
            "email": values.email(node.text("email")),
            "telephone": next((number for one in node.nodes("phones") if (number := _number(one))), None),
        }
        if node.text("email") and not said["email"]:
            node.unused(
                "email", "één e-mailadres, zoals info@example.org", "one e-mail address, such as info@example.org"
            )
        found = {key: one for key, one in said.items() if one} | found
    return found


def _number(phone: Facts) -> str | None:
    return values.telephone((phone.text("number") or "").strip("\"' ") or None)


def _without_kind(facts: Facts) -> Problem:
    return problem(
        "not-an-offer",
        facts.pointer("attributes"),
        nl="Niets zegt wat voor aanbod deze dienst is: een buddy, een stage, vrijwilligerswerk …",
        en="Nothing says what kind of offer this service is: a buddy, an internship, volunteering …",
        mend=(
            "De beheerder kan bij de bron zeggen welke termen van de taxonomie voor welke soort staan (optie “kinds”).",
            "The operator can say for the source which taxonomy terms stand for which kind (option “kinds”).",
        ),
    )


def _forbidden(value: object, path: tuple[str | int, ...], depth: int = 0) -> Iterator[tuple[str, str]]:
    """Names of fields about persons, at any depth, and where they stand."""
    if depth > _DEPTH:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if is_forbidden(name):
                yield name, "#" + pointer_to(*path, name)
            else:
                yield from _forbidden(inner, (*path, name), depth + 1)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _forbidden(inner, (*path, at), depth + 1)
