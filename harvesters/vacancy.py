"""A vacancy of VDAB as a draft in the shape of the offer schema, or the reason why it is none."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from catalogue.offer.identity import kbo_valid
from catalogue.offer.model import Kind
from catalogue.offer.privacy import forbidden_keys
from catalogue.offer.problems import Problem, problem
from harvesters import findings
from harvesters.base import Draft, Gone, Rejected
from harvesters.dutch import folded
from harvesters.fields import Fields, filled
from harvesters.schemaorg import Defaults
from harvesters.schemaorg import value as values
from harvesters.words import REQUIREMENT, dutch_level

PUBLISHED: Final = "GEPUBLICEERD"
_SHOWN_DAYS: Final = 90
"""VDAB shows a vacancy without publication period for so long (extranet.vdab.be, Vacature Posting API)."""
_INTERNSHIP: Final = re.compile(r"\w*stages?\b")
_VOLUNTEERING: Final = re.compile(r"vrijwillig\w*")
_INTERNSHIPS: Final = frozenset(["S", "STAGES"])
"""Codes of contracts (Referentie API, arbeidscontracten) that come without label in older answers."""
_PAGE: Final = "https://www.vdab.be/vindeenjob/vacatures/{}"
_DUTCH: Final = frozenset(["nederlands", "nl"])
_SOURCES: Final = {
    "identifier": "vacatureReferentie", "title": "functie", "description": "functie", "url": "vacatureReferentie",
    "kind": "arbeidsovereenkomst", "keyword": "functie", "sector": "functie", "provider": "leverancier",
    "place": "tewerkstellingsadres", "hoursPerWeek": "arbeidsovereenkomst", "starts": "arbeidsovereenkomst",
    "validThrough": "depublicatieDatum", "places": "aantalJobs", "audience": "profiel", "dutchLevelMin": "profiel",
    "requirement": "profiel", "contact": "sollicitatieprocedure",
}  # fmt: skip
"""Field of the offer → where a publisher has to look."""
_READ: Final = frozenset([*_SOURCES.values(), "publicatieDatum", "startDatum", "status", "vrijeVereiste", "dubbels"])
_UNREMARKED: Final = frozenset(
    [
        "bron",
        "versie",
        "vacatureType",
        "internationaalOpengesteld",
        "assistentie",
        "opmaak",
        "wijzigingsDatum",
        "contactpersoon",
    ]
)
"""What says nothing that an offer could hold, or may not be in one: left unread without a remark."""
_SCORES: Final = frozenset(["score", "scores"])
"""How well a language is to be known; elsewhere in the catalogue a key of this name is about a person."""


class Vacancies:
    """Reads the vacancies of one source; says of each property once that it has no place.

    `contracts` are the feed's: code or label of a contract, folded → kind, before what their labels say by themselves.
    """

    def __init__(self, defaults: Defaults, contracts: Mapping[str, Kind]) -> None:
        self._defaults, self._contracts = defaults, contracts
        self._remarked: set[str] = set()

    def kind_of(self, vacancy: Fields) -> Kind | None:
        """Volunteering or an internship, by its contract; `None` for an ordinary job."""
        code, label = vacancy.node("arbeidsovereenkomst").coded("arbeidsContract")
        for said in filter(None, (code, label)):
            if kind := self._contracts.get(folded(said)):
                return kind
        if code in _INTERNSHIPS or _INTERNSHIP.search(folded(label or "")):
            return "internship"
        return "volunteering" if _VOLUNTEERING.search(folded(label or "")) else None

    def of(self, vacancy: Fields, name: str, where: str) -> Draft | Gone | Rejected | None:
        """A draft, a tombstone, a reason; `None` for a job like most, of which there are too many to name."""
        if vacancy.text("status") not in (None, PUBLISHED):
            return Gone(name)
        kind = self.kind_of(vacancy)
        if kind is None:
            return None
        parent = vacancy.node("dubbels").text("parentId", "parentUuid")
        if parent and parent != name:
            return _out(
                vacancy, name, "dubbels", ("het is een dubbel van een andere vacature", "it is a double"), parent
            )
        country = vacancy.node("tewerkstellingsadres").coded("landCode")[0]
        if country and country.upper() not in ("BE", "BEL"):
            what = ("het gaat door in een ander land", "it takes place in another country")
            return _out(vacancy, name, "tewerkstellingsadres", what, country)
        return self._draft(vacancy, name, kind, where)

    def _draft(self, vacancy: Fields, name: str, kind: Kind, where: str) -> Draft:
        work, contract = vacancy.node("functie"), vacancy.node("arbeidsovereenkomst")
        job = work.node("beroepsprofiel").text("label")
        number = vacancy.node("vacatureReferentie").text("vdabReferentie")
        texts = [work.text("omschrijving"), contract.text("extra")]
        data = filled(
            {
                "identifier": name,
                "title": _dutch(work.text("functieTitel") or job),
                "description": _dutch("\n".join(filter(None, texts))),
                "url": _PAGE.format(number) if number and number.isdecimal() else None,
                "kind": [kind],
                "keyword": [job] if job else [],
                "sector": [label for one in work.nodes("jobdomeinen") if (label := one.text("label"))],
                "provider": self._provider(vacancy.node("leverancier")),
                "place": _place(vacancy.node("tewerkstellingsadres")),
                "hoursPerWeek": _hours(contract),
                "starts": contract.day("vermoedelijkeStartdatum") or vacancy.day("startDatum"),
                **_validity(vacancy),
                "places": values.count(vacancy.text("aantalJobs")),
                **_asked(vacancy),
                "contact": _contact(vacancy.node("sollicitatieprocedure")),
            }
        )
        places = {f"/{field}": vacancy.pointer(key) for field, key in _SOURCES.items() if key in vacancy.data}
        for found in forbidden_keys(vacancy.data):
            key = found.pointer.rpartition("/")[2]
            if found.severity == "quarantine" and key not in _SCORES:
                data[key] = True  # its value is never read: the reader of offers says what comes of it
                places[f"/{key}"] = vacancy.pointer() + found.pointer
        return Draft(data=data, where=where, places=places, warnings=(*vacancy.warnings, *self._unmapped(vacancy)))

    def _provider(self, supplier: Fields) -> dict[str, Any]:
        number = supplier.text("kboNummer")
        kbo = kbo_valid(number) if number else None
        if number and not kbo:
            supplier.unused("kboNummer", "een ondernemingsnummer", "an enterprise number")
        found = filled({"name": supplier.text("naam"), "kbo": kbo})
        ours = dict(self._defaults.provider)
        return {**ours, **found} if found.get("name") in (None, ours.get("name")) else found

    def _unmapped(self, vacancy: Fields) -> Iterator[Problem]:
        for key in vacancy.data:
            if key not in _READ | _UNREMARKED | self._remarked:
                self._remarked.add(key)
                yield findings.unmapped_key(vacancy.pointer(key), key, ["vacature"])


def _dutch(text: str | None) -> dict[str, str]:
    return {"nl": text} if text else {}


def _place(address: Fields) -> dict[str, Any]:
    street = " ".join(filter(None, (address.text(name) for name in ("straat", "huisnummer"))))
    if street and (box := address.text("busnummer")):
        street += f" bus {box}"
    return filled(
        {
            "municipality": address.text("gemeente"),
            "postcode": address.text("postcode"),
            "street": street,
            **address.node("locatie").point(),
        }
    )


def _hours(contract: Fields) -> dict[str, float]:
    """`aantalUur` counts the hours of a week."""
    if contract.text("aantalUur") is None:
        return {}
    hours = values.number(contract.text("aantalUur"))
    if hours is None or not 0 <= hours <= 168:
        contract.unused("aantalUur", "een aantal uren per week", "hours a week")
        return {}
    return {"min": hours, "max": hours} if hours else {}


def _validity(vacancy: Fields) -> dict[str, Any]:
    """Until VDAB takes it away: the day that it says, else 90 days after publication."""
    if until := vacancy.day("depublicatieDatum"):
        return {"validThrough": until}
    published = vacancy.day("publicatieDatum")
    if not published:
        return {}
    until = (date.fromisoformat(published) + timedelta(days=_SHOWN_DAYS)).isoformat()
    return {"validThrough": until, "inferred": ["validThrough"]}


def _asked(vacancy: Fields) -> dict[str, Any]:
    """The keys `audience`, `dutchLevelMin` and `requirement`. VDAB's own words for how well a language is to be known
    (“goed”) are no level of the CEFR: they are shown as they stand."""
    languages: list[str] = []
    requirements: list[str] = []
    level = None
    for one in vacancy.node("profiel").nodes("vereisten"):
        kind, (code, label) = (one.text("type") or "").lower(), (one.text("code"), one.text("label"))
        if kind == "talen" and (name := label or code):
            said = one.coded("score")[1]
            languages.append(f"{name} ({said})" if said else name)
            if said and folded(name) in _DUTCH:
                level = dutch_level(said)
        elif kind == "rijbewijs":
            requirements.append("driving-licence")
        elif label and (known := REQUIREMENT.read(label)):
            requirements.append(known)
    free = vacancy.text("vrijeVereiste")
    lines = [free, f"Talen: {', '.join(languages)}." if languages else None]
    return {
        "audience": _dutch("\n".join(filter(None, lines))),
        "dutchLevelMin": level,
        "requirement": list(dict.fromkeys(requirements)),
    }


def _contact(procedure: Fields) -> dict[str, Any]:
    """How to apply; the mailbox and number of the contact person are that person's."""
    via, person = procedure.node("sollicitatieVia"), procedure.node("contactpersoon")
    theirs = {folded(text) for name in person.data if (text := person.text(name))}
    found = {
        "url": next(filter(None, (values.web(one) for one in via.texts("webformulier"))), None),
        "email": values.email(via.text("email")),
        "telephone": values.telephone(via.text("telefoon")),
    }
    return filled({key: one for key, one in found.items() if one and folded(one) not in theirs})


def _out(vacancy: Fields, name: str, key: str, what: tuple[str, str], value: str) -> Rejected:
    return Rejected(record=name, problems=(findings.out_of_scope(vacancy.pointer(key), what, value=value),))


def ordinary(count: int, contract: str) -> Rejected:
    """So many jobs like most."""
    what = (f"{count} gewone vacatures", f"{count} ordinary jobs")
    return Rejected(record=None, problems=(findings.out_of_scope("#/resultaten", what, value=contract),), count=count)


def unread(name: str, reason: str) -> Rejected:
    """A vacancy that the list names and that could not be had."""
    found = problem(
        "page-unread",
        "",
        nl="Deze vacature staat in de lijst, maar kon niet opgehaald worden.",
        en=f"This vacancy is in the list but could not be had: {reason}",
    )
    return Rejected(record=name, problems=(found,))
