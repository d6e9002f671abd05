"""Which kind of offer a record is, and whether it is one at all."""

import re
from typing import Any, Final

from catalogue.offer.problems import Problem, problem
from harvesters import findings
from harvesters.schemaorg import value as values
from harvesters.schemaorg.facts import Facts
from harvesters.words import KIND

_MOST: Final = 2
_IRI: Final = re.compile(r"https?://[^\s?#]+/id/concept/kind/([a-z-]+)")
_NAMED: Final = ("p4:kind", "additionalType", "serviceType", "programType", "category")
_NOT_TAKING_PLACE: Final = frozenset(["EventCancelled", "EventPostponed"])


def kinds_of(facts: Facts) -> list[Any] | Problem:
    """At most two codes (or what stands for one in our own words, wrong as it may be), or why the record is no offer.

    A record says its kind in words or by IRI, or its type does; else the feed says it for all. Nothing is guessed from
    title and text.
    """
    node = facts.node
    statuses = {values.term(status) for status in facts.said("eventStatus")}
    if off := statuses & _NOT_TAKING_PLACE:
        gone = sorted(off)[0]
        return findings.out_of_scope(
            facts.pointer("eventStatus"),
            ("het gaat niet door", "it does not take place"),
            mend=(
                "Haal het uit de lijst, of zet er de nieuwe datum bij.",
                "Take it out of the list, or give the new date.",
            ),
            value=gone,
        )
    named = [_named(facts, name) for name in _NAMED]
    if chosen := next((kinds for kinds in named if kinds), None):
        return chosen[:_MOST]
    if "WorkBasedProgram" in node.types:
        return ["internship"]
    if "VolunteerAction" in node.types:
        return ["volunteering"]
    if "JobPosting" in node.types:
        employment = facts.all("employmentType")
        found = list(dict.fromkeys(kind for one in employment if (kind := _of_employment(values.term(one)))))
        if found:
            return found[:_MOST]
        ordinary = [text for one in employment if (text := values.term(one)) and text.upper() != "OTHER"]
        if ordinary:
            return findings.out_of_scope(
                facts.pointer("employmentType"),
                ("het is een gewone vacature", "it is an ordinary job"),
                mend=(
                    "Is het een stage of vrijwilligerswerk, zet dan INTERN of VOLUNTEER bij employmentType.",
                    "If it is an internship or volunteering, give INTERN or VOLUNTEER as employmentType.",
                ),
                value=", ".join(ordinary),
            )
    return list(facts.defaults.kind[:_MOST]) or _not_an_offer(facts)


def is_kind(word: str) -> bool:
    return _of_word(word) is not None


def _named(facts: Facts, name: str) -> list[str]:
    found = []
    for value in facts.said(name):
        text = values.iri(value) or ""
        known = _IRI.fullmatch(text)
        word = values.word(value) or ""
        if known:
            found.append(known[1])  # also an unknown code: the reader of offers names those that there are
        elif kind := _of_word(text) or _of_word(word):
            found.append(kind)
        elif name == "p4:kind" and (code := values.term(value)):
            found.append(code)
    return list(dict.fromkeys(found))


def _of_word(word: str) -> str | None:
    return KIND.read(word) if word and len(word) < 60 else None


def _of_employment(term: str) -> str | None:
    match term.upper():
        case "VOLUNTEER":
            return "volunteering"
        case "INTERN" | "INTERNSHIP":
            return "internship"
    return _of_word(term)


def _not_an_offer(facts: Facts) -> Problem:
    types = ", ".join(facts.node.types)
    return problem(
        "not-an-offer",
        facts.node.pointer(),
        nl=f"Niets zegt wat voor aanbod dit is ({types}): een buddy, een stage, vrijwilligerswerk …",
        en=f"Nothing says what kind of offer this is ({types}): a buddy, an internship, volunteering …",
        mend=(
            "Zet bij additionalType een van onze soorten, zoals https://w3id.org/pijler4/id/concept/kind/buddy.",
            "Give one of our kinds as additionalType, such as https://w3id.org/pijler4/id/concept/kind/buddy.",
        ),
        value=types,
    )
