"""How the cells of each kind of column are read, and what is said of one that cannot be."""

import re
from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from harvesters import dutch, words
from harvesters.languages import language
from harvesters.week import schedule
from harvesters.words import Words

Read = Callable[[str], tuple[Any, list[str]]]
"""A cell's text → its value (`None` for none) and the pieces that could not be read."""

_WEB: Final = re.compile(r"https?://[^\s/?#]+\.[^\s]+", re.IGNORECASE)
_BARE_WEB: Final = re.compile(r"(?:www\.|[\w-]+\.(?:be|org|com|eu|net|vlaanderen|brussels|nl)\b)[^\s@]*", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]{2,}")


class Reader(Struct, frozen=True, kw_only=True):
    """How a cell is read; a piece that cannot be is reported as `unreadable-{name}` with what was expected (nl, en)."""

    name: str
    read: Read
    expected: tuple[str, str]
    choices: Words | None = None
    personal: bool = False


def _one(read: Callable[[str], Any]) -> Read:
    """One value in a cell."""

    def reading(text: str) -> tuple[Any, list[str]]:
        value = read(text)
        return value, [] if value is not None else [text]

    return reading


def _each(read: Callable[[str], Any], between: str) -> Read:
    """Several values in one cell: the whole first (a name may hold an “en”), else each piece."""
    separator = re.compile(between)

    def reading(text: str) -> tuple[Any, list[str]]:
        whole = read(text)
        if whole is not None:
            return [whole], []
        found: list[Any] = []
        unread: list[str] = []
        for piece in filter(None, (piece.strip(" .\t\n") for piece in separator.split(text))):
            value = read(piece)
            if value is None:
                unread.append(piece)
            elif value not in found:
                found.append(value)
        return found or None, unread

    return reading


def _list(text: str) -> tuple[Any, list[str]]:
    return list(dict.fromkeys(filter(None, (piece.strip() for piece in re.split(r"[,;|\n]+", text))))) or None, []


def _places(text: str) -> tuple[Any, list[str]]:
    return list(
        dict.fromkeys(filter(None, (piece.strip() for piece in re.split(r"[,;|/\n]+|\s(?:en|&)\s", text))))
    ) or None, []


def _web(text: str) -> str | None:
    address = text.strip()
    if _WEB.fullmatch(address):
        return address
    return f"https://{address}" if _BARE_WEB.fullmatch(address) else None


def _email(text: str) -> str | None:
    address = re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE)
    return address if _EMAIL.fullmatch(address) else None


def _telephone(text: str) -> str | None:
    """As it stands; a number that a sheet stripped of its leading zero or plus gets it back."""
    mark = "0" if re.fullmatch(r"[1-9]\d{7,8}", text) else "+" if re.fullmatch(r"32\d{8,9}", text) else ""
    return mark + text


def _kbo(text: str) -> str | None:
    digits = re.sub(r"\D", "", text)
    return digits.rjust(10, "0") if len(digits) in (9, 10) else None


def _postcode(text: str) -> str | None:
    found = re.fullmatch(r"(?:B\s?-?\s*)?([1-9]\d{3})(?:[.,]0)?", text.strip(), re.IGNORECASE)
    return found[1] if found else None


def _chosen(name: str, choices: Words, *, between: str | None = None) -> Reader:
    offered = choices.offered()
    return Reader(
        name=name,
        read=_each(choices.read, between) if between else _one(choices.read),
        expected=(f"één van: {', '.join(offered)}", f"one of: {', '.join(offered)}"),
        choices=choices,
    )


_AND: Final = r"[,;/+&|\n]+|\s(?:en|of|and)\s"
_HOURS: Final = (
    "een aantal uren, zoals 2,5 of “2 tot 4” (Excel maakt van 2-4 een datum)",
    "hours such as 2.5 or “2 to 4”",
)
WEEK_HOURS: Final = Reader(name="hours", read=_one(dutch.hours_per_week), expected=_HOURS)
ALL_HOURS: Final = Reader(name="hours", read=_one(dutch.hours_total), expected=_HOURS)
DATE: Final = Reader(
    name="date", read=_one(dutch.day_of), expected=("een datum zoals 30/06/2027", "a date such as 30/06/2027")
)
INSTANT: Final = Reader(
    name="date", read=_one(dutch.instant), expected=("een datum zoals 30/06/2027", "a date such as 30/06/2027")
)
YES_NO: Final = Reader(name="yes-no", read=_one(dutch.yes_or_no), expected=("ja of nee", "yes or no (ja, nee)"))
COUNT: Final = Reader(name="number", read=_one(dutch.count), expected=("een geheel getal", "a whole number"))
LANGUAGES: Final = Reader(
    name="language",
    read=_each(language, _AND),
    expected=("namen van talen, zoals Arabisch, Frans", "names of languages or codes, such as ar, fr"),
)
URL: Final = Reader(
    name="url",
    read=_one(_web),
    expected=("een adres dat met https:// begint", "an address that starts with https://"),
)
LIST: Final = Reader(name="list", read=_list, expected=("woorden met een komma ertussen", "words with commas between"))

LEVEL: Final = Reader(
    name="level",
    read=_one(words.dutch_level),
    choices=words.DUTCH_LEVEL,
    expected=("geen, A1, A2, B1, B2, C1 of C2", "none, A1, A2, B1, B2, C1 or C2"),
)
TAALICOON: Final = Reader(
    name="taalicoon", read=_one(words.taalicoon), choices=words.TAALICOON, expected=("1, 2, 3 of 4", "1, 2, 3 or 4")
)
POSTCODE: Final = Reader(name="postcode", read=_one(_postcode), expected=("vier cijfers", "four digits"))
LATITUDE: Final = Reader(
    name="point", read=_one(dutch.latitude), expected=("graden zoals 51,0543", "degrees such as 51.0543")
)
LONGITUDE: Final = Reader(
    name="point", read=_one(dutch.longitude), expected=("graden zoals 3,7174", "degrees such as 3.7174")
)
MUNICIPALITIES: Final = Reader(
    name="list", read=_places, expected=("gemeenten met een komma ertussen", "municipalities with commas between")
)
DURATION: Final = Reader(
    name="duration",
    read=_one(dutch.length),
    expected=("één duur, zoals 6 maanden", "one length, such as “6 maanden” or P6M"),
)
SCHEDULE: Final = Reader(
    name="schedule",
    read=schedule,
    expected=(
        "dagen met uren of dagdelen, zoals “di 9-12u; do namiddag”",
        "days with times or parts of the day, such as “di 9-12u; do namiddag”",
    ),
)
DAYS: Final = Reader(name="days", read=_one(dutch.days), expected=("een aantal dagen", "a number of days"))
AMOUNT: Final = Reader(
    name="amount",
    read=_one(dutch.euros),
    expected=("één bedrag, zoals 5,00 of gratis", "one amount, such as 5.00 or gratis"),
)
KBO: Final = Reader(name="kbo", read=_one(_kbo), expected=("tien cijfers", "ten digits"))
EMAIL: Final = Reader(
    name="email",
    read=_one(_email),
    personal=True,
    expected=("één adres, zoals info@example.org", "one address, such as info@example.org"),
)
TELEPHONE: Final = Reader(
    name="telephone", read=_one(_telephone), personal=True, expected=("een telefoonnummer", "a telephone number")
)
KIND: Final = _chosen("kind", words.KIND, between=_AND)
PERSPECTIVE: Final = _chosen("perspective", words.PERSPECTIVE, between=_AND)
PROVIDER_TYPE: Final = _chosen("provider-type", words.PROVIDER_TYPE)
CONTACT_FORM: Final = _chosen("contact-form", words.CONTACT_FORM)
READING_WRITING: Final = _chosen("reading-writing", words.READING_WRITING)
PLACE_MODE: Final = _chosen("place-mode", words.PLACE_MODE)
AVAILABILITY: Final = _chosen("availability", words.AVAILABILITY)
GENDER: Final = _chosen("gender-audience", words.GENDER)
REQUIREMENT: Final = _chosen("requirement", words.REQUIREMENT, between=_AND)
CHILDCARE: Final = _chosen("childcare", words.CHILDCARE)
FIRST_CONTACT: Final = _chosen("first-contact", words.FIRST_CONTACT)
