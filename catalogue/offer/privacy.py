"""What must never enter, whatever the publisher sends: data about newcomers, control about a person, volunteers' own addresses.

The ruling (design of the catalogue, "what must never be in it"): keys and register numbers that describe a person
*quarantine* the record; private mailboxes and mobile numbers are *dropped* from the contact and *redacted* in free text.
Names of persons in free text cannot be found reliably, and are not looked for.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from catalogue.offer.problems import Problem, pointer_to, problem

_NEWCOMER: Final = frozenset(
    """
    newcomer newcomers nieuwkomer nieuwkomers participant participants deelnemer deelnemers candidate candidates
    kandidaat kandidaten client clients klant inburgeraar inburgeraars rijksregisternummer rijksregister insz
    inss niss bisnummer nationalnumber nationalregisternumber nationalregisternummer socialsecuritynumber
    dossiernummer filenumber birthdate dateofbirth birthday geboortedatum geboorteplaats nationality
    nationaliteit residencestatus residencepermit verblijfsstatus verblijfsstatuut verblijfsvergunning
    obligationstatus verplichteinburgeraar religion religie geloof health gezondheid handicap disability
    ethnicity origincountry countryoforigin herkomst landvanherkomst homeaddress thuisadres
    """.split()
)
_CONTROL: Final = frozenset(
    """
    attendance attendances aanwezigheid aanwezigheden present presence absence absences afwezigheid afwezigheden
    hoursperformed performedhours hoursdone gepresteerdeuren progress voortgang vooruitgang evaluation
    evaluations evaluatie evaluaties assessment beoordeling sanction sanctions sanctie sancties score scores
    grade grades warningsgiven
    """.split()
)
_VOLUNTEER: Final = frozenset(
    """
    volunteer volunteers vrijwilliger vrijwilligers volunteername naamvrijwilliger contactperson contactpersoon
    contactpersonen verantwoordelijke person persoon firstname lastname voornaam achternaam familienaam mobile
    gsm gsmnummer rating ratings creator author
    """.split()
)
_WEBMAIL: Final = re.compile(
    r"[\w.+-]{1,64}\s*(?:@|\(at\)|\[at\])\s*(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|gmx|web|mail|"
    r"protonmail|proton|pm|telenet|skynet|scarlet|pandora|proximus|belgacom|versateladsl|zeelandnet|ziggo|kpnmail|orange|"
    r"laposte|free|wanadoo|voo|tvcablenet|edpnet)\.(?:[a-z]{2,3}\.)?[a-z]{2,4}\b",
    re.IGNORECASE,
)
_MOBILE: Final = re.compile(r"(?<![\d.,])(?:(?:\+|00)\s?32[\s./()-]*(?:\(0\))?\s?|0)4[5-9]\d(?:[\s./-]?\d){6}(?!\d)")
_REGISTER: Final = re.compile(r"(?<!\d)\d{2}[\s.\-/]?\d{2}[\s.\-/]?\d{2}[\s.\-/]{0,3}\d{3}[\s.\-/]{0,3}\d{2}(?!\d)")
_SPELLED_AT: Final = re.compile(r"[(\[]at[)\]]", re.IGNORECASE)
_LONG_NUMBER: Final = re.compile(r"\d[\d\s./()+-]{7,}\d")
_PROTECTED: Final = (
    "nationaliteit", "afkomst", "moslim", "islamit", "christen", "christelijk", "joods", "verblijfsstat", "verblijfsvergunning",
    "erkend vluchteling", "erkende vluchteling", "asielzoek", "nationalité", "origine ethnique", "musulman", "titre de séjour",
    "nationality", "ethnic origin", "muslim", "residence permit", "residence status",
)  # fmt: skip
_LEFT_OUT: Final = {
    "nl": ("[privéadres weggelaten]", "[gsm-nummer weggelaten]"),
    "fr": ("[adresse privée omise]", "[numéro de GSM omis]"),
    "en": ("[private address left out]", "[mobile number left out]"),
}


def is_webmail(address: str) -> bool:
    return _WEBMAIL.fullmatch(address.strip()) is not None


def is_mobile(number: str) -> bool:
    return _MOBILE.search(number) is not None


def has_register_number(text: str) -> bool:
    """A national-register or BIS number: a date (BIS: month + 20 or + 40), a serial and mod-97 digits, in any spacing.

    Source of the rule: Royal Decree of 3 April 1984 on the identification number, art. 1–3; 2 goes before the number
    of people born from 2000 on.
    """
    for found in _REGISTER.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        month, day = int(digits[2:4]) % 20, int(digits[4:6])
        body, check = int(digits[:9]), int(digits[9:])
        if month <= 12 and day <= 31 and check in (97 - body % 97, 97 - (2_000_000_000 + body) % 97):
            return True
    return False


def redacted(text: str, lang: str) -> str:
    """The text with private mailboxes and mobile numbers replaced by a note in its language; the same text otherwise."""
    if not may_name_a_person(text):
        return text
    mailbox, mobile = _LEFT_OUT.get(lang.partition("-")[0], _LEFT_OUT["nl"])
    return _MOBILE.sub(mobile, _WEBMAIL.sub(mailbox, text))


def may_name_a_person(text: str) -> bool:
    """Cheap first look: whether the text holds anything that `redacted` or `has_register_number` could act on."""
    if "@" in text or _LONG_NUMBER.search(text):
        return True
    return ("(" in text or "[" in text) and _SPELLED_AT.search(text) is not None


def names_protected_ground(text: str) -> bool:
    """Whether the text speaks of origin, nationality, religion or residence status: shown, but never a facet or a rank."""
    lowered = text.lower()
    return any(stem in lowered for stem in _PROTECTED)


def forbidden_keys(record: Mapping[str, Any]) -> Iterator[Problem]:
    """A finding for each key, at any depth, that is about a person: quarantine, or a warning where dropping it is enough.

    Values are never repeated in the finding.
    """
    yield from _walk(record, ())


def is_forbidden(key: str) -> bool:
    """Whether a key of this name may never be kept, whatever stands under it."""
    return _plain(key) in _NEWCOMER | _CONTROL | _VOLUNTEER


def _plain(key: str) -> str:
    return re.sub(r"[^a-z]", "", key.lower())


def _walk(value: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "@context":  # names terms, holds no data
                continue
            name = _plain(str(key))
            if name in _NEWCOMER or name in _CONTROL:
                yield _about_a_person(name in _CONTROL, pointer_to(*path, key))
            elif name in _VOLUNTEER:
                yield problem(
                    "personal-data-dropped",
                    pointer_to(*path, key),
                    nl=f"Het veld “{key}” gaat over een persoon en is weggelaten; het aanbod blijft.",
                    en=f"The field “{key}” is about a person and was left out; the offer stays.",
                    mend=("Stuur dit veld niet mee.", "Do not send this field."),
                    severity="warning",
                )
            else:
                yield from _walk(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _walk(inner, (*path, at))


def _about_a_person(control: bool, pointer: str) -> Problem:
    if control:
        return problem(
            "control-about-a-person",
            pointer,
            nl="Aanwezigheid, prestaties, beoordeling of sancties van een persoon horen hier niet: het record is afgezonderd.",
            en="Attendance, hours done, evaluation or sanctions of a person do not belong here: the record is quarantined.",
            mend=("Haal dit veld uit de lijst.", "Remove this field from the list."),
            severity="quarantine",
        )
    return problem(
        "personal-data",
        pointer,
        nl="Gegevens over een nieuwkomer horen hier nooit: het record is afgezonderd en niet bewaard.",
        en="Data about a newcomer never belong here: the record is quarantined and not kept.",
        mend=("Haal dit veld uit de lijst en stuur alleen het aanbod.", "Remove this field and send the offer only."),
        severity="quarantine",
    )
