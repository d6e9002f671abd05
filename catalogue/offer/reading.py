"""From a record as a source sends it to an `Offer`, or to every reason why not.

`read_offer` is the one gate into the catalogue. Yes is quick (msgspec decodes and checks in one pass); no is thorough:
the record is read again and *all* its problems are listed. What a valid record still lacks is derived here and marked in
`inferred`; places become NIS codes; text becomes plain; what `privacy` forbids is refused, dropped or redacted.
"""

import functools
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from catalogue.offer import privacy, schema
from catalogue.offer.day import today_in_brussels
from catalogue.offer.identity import kbo_valid
from catalogue.offer.model import Contact, Offer, Place, Provider, Slot, part_of
from catalogue.offer.plain import plain
from catalogue.offer.problems import Problem, pointer_to, problem
from catalogue.offer.rules import PERSPECTIVE_OF_KIND, findings
from catalogue.places import AmbiguousPlace, Places, UnknownPlace, distance_km
from vocab.terms import concept

_DECODER: Final = msgspec.json.Decoder(Offer)
_TEXTS: Final = ("title", "description", "plain_text", "transport", "intake", "audience")
_EMAIL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]{2,}")
_POINT_TOLERANCE_KM: Final = 30.0


class Reading(Struct, frozen=True, kw_only=True):
    """What came of a record: an offer (its `problems` are then warnings), or `None` and at least one reason."""

    identifier: str | None
    offer: Offer | None
    problems: tuple[Problem, ...] = ()

    @property
    def quarantined(self) -> bool:
        return any(found.severity == "quarantine" for found in self.problems)


def read_offer(data: Mapping[str, Any] | bytes, *, places: Places, now: datetime) -> Reading:
    """Read one record in the shape of the offer schema (a mapping, or the bytes of one JSON object).

    Raises nothing for what a publisher may send.
    """
    try:
        offer = _DECODER.decode(data) if isinstance(data, bytes) else msgspec.convert(data, Offer)
        warnings: list[Problem] = []
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        thorough = _read_thoroughly(data, str(error))
        if isinstance(thorough, Reading):
            return thorough
        offer, warnings = thorough
    settled = _settle(offer, warnings, places)
    found = warnings + list(findings(settled, today_in_brussels(now)))
    refused = any(one.severity != "warning" for one in found)
    return Reading(identifier=offer.identifier, offer=None if refused else settled, problems=tuple(found))


def _read_thoroughly(data: Mapping[str, Any] | bytes, first: str) -> Reading | tuple[Offer, list[Problem]]:
    """All problems of what the fast path refused, or the offer after all where only unknown keys stood in the way."""
    if isinstance(data, bytes):
        try:
            data = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return Reading(identifier=None, offer=None, problems=(_not_json(str(error)),))
    if not isinstance(data, Mapping):
        return Reading(identifier=None, offer=None, problems=(_not_json("not an object"),))
    identifier = data.get("identifier")
    identifier = identifier if isinstance(identifier, str) and identifier else None
    personal = list(privacy.forbidden_keys(data))
    known, warnings = schema.without_unknown_keys(data)
    found = personal + warnings
    if any(one.severity == "quarantine" for one in personal):
        return Reading(identifier=identifier, offer=None, problems=tuple(found))
    found += schema.problems_of(known)
    if any(one.severity == "reject" for one in found):
        return Reading(identifier=identifier, offer=None, problems=tuple(found))
    try:
        return msgspec.convert(known, Offer, strict=False), found
    except msgspec.ValidationError as error:  # stricter than the schema, such as 29 February of a common year
        return Reading(identifier=identifier, offer=None, problems=(*found, _refused(str(error) or first)))


def _settle(offer: Offer, found: list[Problem], places: Places) -> Offer:
    """The offer with places as codes, text plain, private contact dropped and what can be derived filled in."""
    new: dict[str, Any] = {}
    inferred = []
    if not offer.identifier.isprintable():
        found.append(_refused("control characters cannot be part of an identifier", "/identifier"))
    for pointer, text in (("/identifier", offer.identifier), ("/provider/name", offer.provider.name)):
        if privacy.may_name_a_person(text) and privacy.has_register_number(text):
            found.append(_register_number(pointer))
    for name in _TEXTS:
        text = getattr(offer, name)
        if text is not None and (better := _cleaned(text, name, found)) is not text:
            new[name] = better
    if offer.place is not None:
        place, guessed = _placed(offer.place, places, found)
        new["place"] = place
        inferred += guessed
    if offer.area_served:
        new["area_served"] = tuple(
            dict.fromkeys(
                nis
                for at, name in enumerate(offer.area_served)
                if (nis := _nis(name, None, places, pointer_to("areaServed", at), found)) is not None
            )
        )
    if offer.contact is not None:
        new["contact"] = _functional(offer.contact, "/contact", found)
    new["provider"] = _provider(offer.provider, places, found)
    if not offer.perspective:
        new["perspective"] = tuple(dict.fromkeys(PERSPECTIVE_OF_KIND[kind] for kind in offer.kind))
        inferred.append("perspective")
    if offer.schedule:
        new["schedule"] = tuple(_slot(slot, at, found) for at, slot in enumerate(offer.schedule))
    for name in ("availability", "childcare"):
        if getattr(offer, name) == "unknown":
            new[name] = None
    if offer.sector:
        new["sector"], words = _sectors(offer.sector)
        if words:
            new["keyword"] = tuple(dict.fromkeys((*offer.keyword, *words)))
    if offer.provider.type == "unknown":
        new["provider"] = msgspec.structs.replace(new["provider"], type=None)
    new["inferred"] = tuple(dict.fromkeys((*offer.inferred, *inferred)))
    return msgspec.structs.replace(offer, **new)


def _cleaned(text: dict[str, str], name: str, found: list[Problem]) -> dict[str, str] | None:
    """The same mapping when nothing needs doing; `None` when nothing but markup was there."""
    changed: dict[str, str] | None = None
    for lang, words in text.items():
        clean = plain(words)
        if privacy.may_name_a_person(clean):
            if privacy.has_register_number(clean):
                found.append(_register_number(pointer_to(_key(name), lang)))
            shown = privacy.redacted(clean, lang)
            if shown != clean:
                found.append(_redacted(pointer_to(_key(name), lang)))
                clean = shown
        if privacy.names_protected_ground(clean):
            found.append(_protected(pointer_to(_key(name), lang)))
        if clean != words:
            changed = changed if changed is not None else dict(text)
            changed[lang] = clean
    if changed is None:
        return text
    kept = {lang: words for lang, words in changed.items() if words}
    if not kept and name == "title":
        found.append(_refused("title holds no text", "/title"))
        return text
    return kept or None


@functools.lru_cache(maxsize=16_384)
def _resolved(text: str, postcode: str | None, places: Places) -> str | UnknownPlace | AmbiguousPlace:
    try:
        return places.resolve(text, postcode=postcode).municipality.nis
    except (UnknownPlace, AmbiguousPlace) as error:
        return error


def _nis(text: str, postcode: str | None, places: Places, pointer: str, found: list[Problem]) -> str | None:
    known = _resolved(text, postcode, places)
    if isinstance(known, str):
        return known
    ambiguous = isinstance(known, AmbiguousPlace)
    names = ", ".join(dict.fromkeys(f"{match.text} ({match.municipality.nis})" for match in known.candidates[:5]))
    found.append(
        problem(
            "ambiguous-place" if ambiguous else "unknown-place",
            pointer,
            nl=known.message("nl"),
            en=known.message("en"),
            mend=(f"Kies uit: {names}.", f"Choose from: {names}.") if names else None,
            value=text,
        )
    )
    return None


def _placed(place: Place, places: Places, found: list[Problem]) -> tuple[Place, list[str]]:
    new: dict[str, Any] = {}
    inferred: list[str] = []
    named, at = (place.municipality, "municipality") if place.municipality else (place.postcode, "postcode")
    if named:
        new["municipality"] = _nis(named, place.postcode, places, pointer_to("place", at), found)
        if at == "postcode":
            inferred.append("place.municipality")
    nis = new.get("municipality")
    if nis and place.postcode and place.municipality:
        _check_postcode(nis, place.postcode, places, found)
    if (place.lat is None) != (place.lon is None):
        found.append(_refused("a point needs both lat and lon", "/place"))
    elif place.lat is not None and place.lon is not None and nis and (home := places.get(nis)):
        apart_km = distance_km(place.lat, place.lon, home.lat, home.lon)
        if apart_km > _POINT_TOLERANCE_KM:
            new["lat"] = new["lon"] = None
            found.append(
                problem(
                    "point-elsewhere",
                    "/place",
                    nl=f"Het punt ligt {apart_km:.0f} km van {home.name('nl')} en is niet gebruikt.",
                    en=f"The point lies {apart_km:.0f} km from {home.name('nl')} and was not used.",
                    mend=("Kijk of lat en lon niet verwisseld zijn.", "See whether lat and lon are swapped."),
                    value=f"{place.lat}, {place.lon}",
                    severity="warning",
                )
            )
    if nis and place.lat is None and place.lon is None and (home := places.get(nis)):
        # So that whoever searches by distance finds it: the centre of what the source names, and marked as such.
        new["lat"], new["lon"] = home.lat, home.lon
        inferred += ["place.lat", "place.lon"]
    return msgspec.structs.replace(place, **new), inferred


def _check_postcode(nis: str, postcode: str, places: Places, found: list[Problem]) -> None:
    of_postcode = _resolved(postcode, None, places)
    if isinstance(of_postcode, AmbiguousPlace):
        fits = any(match.municipality.nis == nis for match in of_postcode.candidates)
    else:
        fits = of_postcode == nis
    if not fits:
        home = places.get(nis)
        name = home.name("nl") if home else nis
        found.append(
            problem(
                "postcode-elsewhere",
                "/place/postcode",
                nl=f"Postcode {postcode} hoort niet bij {name}; het aanbod staat onder {name}.",
                en=f"Postcode {postcode} is not one of {name}; the offer is listed under {name}.",
                mend=("Verbeter de postcode of de gemeente.", "Correct the postcode or the municipality."),
                value=postcode,
                severity="warning",
            )
        )


def _provider(provider: Provider, places: Places, found: list[Problem]) -> Provider:
    new: dict[str, Any] = {}
    if provider.municipality:
        problems: list[Problem] = []
        new["municipality"] = _nis(provider.municipality, None, places, "/provider/municipality", problems)
        found += [msgspec.structs.replace(one, severity="warning") for one in problems]
    if provider.kbo:
        new["kbo"] = kbo_valid(provider.kbo)
        if new["kbo"] is None:
            found.append(
                problem(
                    "kbo-invalid",
                    "/provider/kbo",
                    nl="Dit ondernemingsnummer klopt niet (controlegetal) en is niet gebruikt.",
                    en="This enterprise number is not valid (check digits) and was not used.",
                    mend=("Geef tien cijfers, zoals in de KBO.", "Give ten digits, as in the register."),
                    value=provider.kbo,
                    severity="warning",
                )
            )
    if provider.contact is not None:
        new["contact"] = _functional(provider.contact, "/provider/contact", found)
    return msgspec.structs.replace(provider, **new) if new else provider


def _functional(contact: Contact, pointer: str, found: list[Problem]) -> Contact | None:
    """The contact without a mailbox or mobile that may be a person's, unless the publisher declares it functional."""
    new: dict[str, Any] = {}
    if contact.email and not _EMAIL.fullmatch(contact.email.strip()):
        found.append(_refused("an e-mail address is expected, such as onthaal@example.org", f"{pointer}/email"))
    if not contact.functional:
        if contact.email and privacy.is_webmail(contact.email):
            new["email"] = None
            found.append(_private(f"{pointer}/email", "Dit e-mailadres", "This e-mail address"))
        if contact.telephone and privacy.is_mobile(contact.telephone):
            new["telephone"] = None
            found.append(_private(f"{pointer}/telephone", "Dit gsm-nummer", "This mobile number"))
    for name in ("desk", "telephone_hours"):
        text = getattr(contact, name)
        if text and (shown := privacy.redacted(text, "nl")) != text:
            new[name] = shown
            found.append(_redacted(f"{pointer}/{_key(name)}"))
    if not new:
        return contact
    kept = msgspec.structs.replace(contact, **new)
    return None if kept in (Contact(), Contact(functional=kept.functional)) else kept


def _slot(slot: Slot, at: int, found: list[Problem]) -> Slot:
    if slot.text and (shown := privacy.redacted(plain(slot.text), "nl")) != slot.text:
        found += [_redacted(pointer_to("schedule", at, "text"))] if shown != plain(slot.text) else []
        slot = msgspec.structs.replace(slot, text=shown or None)
    if slot.part is None and slot.start is not None:
        return msgspec.structs.replace(slot, part=part_of(slot.start))
    return slot


def _sectors(given: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Codes of the thesaurus, and the other words (which belong among the keywords)."""
    codes, words = [], []
    for word in given:
        code = word.rpartition("/")[2] if word.startswith("https://w3id.org/pijler4/id/concept/sector/") else word
        if _is_sector(code):
            codes.append(code)
        else:
            words.append(word)
    return tuple(dict.fromkeys(codes)), words


def _key(name: str) -> str:
    return "plainText" if name == "plain_text" else "telephoneHours" if name == "telephone_hours" else name


@functools.cache
def _is_sector(code: str) -> bool:
    return concept("sector", code) is not None


def _not_json(reason: str) -> Problem:
    return problem(
        "not-json",
        "",
        nl="Dit is geen leesbaar JSON-object.",
        en=f"This is not a readable JSON object: {reason}.",
        mend=("Eén volledig object per regel, in UTF-8.", "One whole object a line, in UTF-8."),
    )


def _refused(reason: str, pointer: str = "") -> Problem:
    return problem(
        "not-valid", pointer, nl=f"Dit kan niet gelezen worden: {reason}.", en=f"This cannot be read: {reason}."
    )


def _register_number(pointer: str) -> Problem:
    return problem(
        "personal-data",
        pointer,
        nl="In deze tekst staat een rijksregisternummer: het record is afgezonderd en niet bewaard.",
        en="This text holds a national register number: the record is quarantined and not kept.",
        mend=("Haal het nummer uit de tekst.", "Remove the number from the text."),
        severity="quarantine",
    )


def _redacted(pointer: str) -> Problem:
    return problem(
        "personal-data-redacted",
        pointer,
        nl="Een privéadres of gsm-nummer in deze tekst is vervangen door een melding.",
        en="A private address or mobile number in this text was replaced by a note.",
        mend=("Zet een algemeen contactpunt in “contact”.", "Put a general contact point in “contact”."),
        severity="warning",
    )


def _private(pointer: str, nl: str, en: str) -> Problem:
    return problem(
        "contact-dropped",
        pointer,
        nl=f"{nl} kan van een persoon zijn en is weggelaten; het aanbod blijft.",
        en=f"{en} may be a person's and was left out; the offer stays.",
        mend=(
            "Is het van de organisatie? Zet dan “functional” op true.",
            "Is it the organisation's? Then set “functional” to true.",
        ),
        severity="warning",
    )


def _protected(pointer: str) -> Problem:
    return problem(
        "protected-ground",
        pointer,
        nl="Deze tekst noemt afkomst, nationaliteit, geloof of verblijfsstatuut; ze wordt getoond als uw woorden.",
        en="This text names origin, nationality, religion or residence status; it is shown as your words.",
        mend=("Beschrijf het aanbod, niet de persoon.", "Describe the offer, not the person."),
        severity="warning",
    )
