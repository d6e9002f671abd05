"""The published template for lists: its columns, their Dutch names, where each goes in an offer and how its cells are read."""

import functools
import re
from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from harvesters import dutch, words
from harvesters.dutch import folded
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


class Column(Struct, frozen=True):
    """`pointer` is where the value goes in the offer (RFC 6901); without a reader the cell is text as it stands."""

    name: str
    nl: str
    pointer: str
    reader: Reader | None = None
    also: tuple[str, ...] = ()
    """Other headers people use for it."""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.pointer[1:].split("/"))


def column(header: str) -> Column | None:
    """The column a header names: English or Dutch, whatever its case, accents, blanks and underscores."""
    known = _columns()
    return known.get(header_key(header)) or known.get(header_key(re.sub(r"\(.*?\)|\*", "", header)))


def header_key(header: str) -> str:
    return re.sub(r"[\W_]", "", folded(header))


@functools.cache
def names() -> frozenset[str]:
    """Every name of every column, in lower case."""
    return frozenset(name.lower() for one in COLUMNS for name in (one.name, one.nl, *one.also))


@functools.cache
def _columns() -> dict[str, Column]:
    return {header_key(name): one for one in COLUMNS for name in (one.name, one.nl, *one.also)}


def _one(read: Callable[[str], Any]) -> Read:
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
    return list(dict.fromkeys(filter(None, (piece.strip() for piece in re.split(r"[,;|/\n]+|\s(?:en|&)\s", text))))) or None, []


def _web(text: str) -> str | None:
    address = text.strip()
    if _WEB.fullmatch(address):
        return address
    return f"https://{address}" if _BARE_WEB.fullmatch(address) else None


def _email(text: str) -> str | None:
    address = re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE)
    return address if _EMAIL.fullmatch(address) else None


def _telephone(text: str) -> str | None:
    """As it stands; a number that a sheet stripped of its leading zero gets it back."""
    return f"0{text}" if re.fullmatch(r"[1-9]\d{7,8}", text) else text


def _kbo(text: str) -> str | None:
    digits = re.sub(r"\D", "", text)
    return f"0{digits}" if len(digits) == 9 else text


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
_HOURS: Final = ("een aantal uren, zoals 2,5 of “2 tot 4” (Excel maakt van 2-4 een datum)", "hours such as 2.5 or “2 to 4”")
_WEEK_HOURS: Final = Reader(name="hours", read=_one(dutch.hours_per_week), expected=_HOURS)
_ALL_HOURS: Final = Reader(name="hours", read=_one(dutch.hours_total), expected=_HOURS)
_DATE: Final = Reader(name="date", read=_one(dutch.day), expected=("een datum zoals 30/06/2027", "a date such as 30/06/2027"))
_INSTANT: Final = Reader(name="date", read=_one(dutch.instant), expected=("een datum zoals 30/06/2027", "a date such as 30/06/2027"))
_YES_NO: Final = Reader(name="yes-no", read=_one(dutch.yes_or_no), expected=("ja of nee", "yes or no (ja, nee)"))
_COUNT: Final = Reader(name="number", read=_one(dutch.count), expected=("een geheel getal", "a whole number"))
_LANGUAGES: Final = Reader(
    name="language",
    read=_each(language, _AND),
    expected=("namen van talen, zoals Arabisch, Frans", "names of languages or codes, such as ar, fr"),
)
_URL: Final = Reader(
    name="url", read=_one(_web), expected=("een adres dat met https:// begint", "an address that starts with https://")
)
_LIST: Final = Reader(name="list", read=_list, expected=("woorden met een komma ertussen", "words with commas between"))

COLUMNS: Final[tuple[Column, ...]] = (
    Column("identifier", "nummer", "/identifier", None, ("id", "referentie")),
    Column("title", "titel", "/title/nl", None, ("naam van het aanbod", "naam aanbod")),
    Column("title_fr", "titel (Frans)", "/title/fr"),
    Column("title_en", "titel (Engels)", "/title/en"),
    Column("description", "omschrijving", "/description/nl", None, ("beschrijving",)),
    Column("description_fr", "omschrijving (Frans)", "/description/fr"),
    Column("description_en", "omschrijving (Engels)", "/description/en"),
    Column("plain_text", "eenvoudige tekst", "/plainText/nl"),
    Column("url", "webpagina", "/url", _URL, ("website", "link")),
    Column("provider", "aanbieder", "/provider/name", None, ("organisatie",)),
    Column("provider_type", "soort aanbieder", "/provider/type", _chosen("provider-type", words.PROVIDER_TYPE)),
    Column(
        "kbo", "ondernemingsnummer", "/provider/kbo",
        Reader(name="kbo", read=_one(_kbo), expected=("tien cijfers", "ten digits")), ("kbo-nummer",),
    ),
    Column("kind", "soort", "/kind", _chosen("kind", words.KIND, between=_AND), ("soort aanbod",)),
    Column("perspective", "perspectief", "/perspective", _chosen("perspective", words.PERSPECTIVE, between=_AND)),
    Column("contact_form", "contactvorm", "/contactForm", _chosen("contact-form", words.CONTACT_FORM)),
    Column("sector", "sector", "/sector", _LIST),
    Column("keyword", "trefwoorden", "/keyword", _LIST, ("trefwoord",)),
    Column("in_dutch", "in het nederlands", "/inDutch", _YES_NO),
    Column(
        "dutch_level_min", "niveau nederlands", "/dutchLevelMin",
        Reader(
            name="level", read=_one(words.dutch_level), choices=words.DUTCH_LEVEL,
            expected=("geen, A1, A2, B1, B2, C1 of C2", "none, A1, A2, B1, B2, C1 or C2"),
        ),
        ("taalniveau", "niveau"),
    ),
    Column(
        "taalicoon", "taaliconen", "/taalicoon",
        Reader(name="taalicoon", read=_one(words.taalicoon), expected=("1, 2, 3 of 4", "1, 2, 3 or 4"), choices=words.TAALICOON),
    ),
    Column("reading_writing", "lezen en schrijven", "/readingWriting", _chosen("reading-writing", words.READING_WRITING)),
    Column("bridge_language", "brugtalen", "/bridgeLanguage", _LANGUAGES, ("brugtaal",)),
    Column("municipality", "gemeente", "/place/municipality", None, ("stad of gemeente",)),
    Column(
        "postcode", "postcode", "/place/postcode",
        Reader(name="postcode", read=_one(_postcode), expected=("vier cijfers", "four digits")),
    ),
    Column("street", "straat", "/place/street", None, ("adres", "straat en nummer")),
    Column(
        "lat", "breedtegraad", "/place/lat",
        Reader(name="point", read=_one(dutch.latitude), expected=("graden zoals 51,0543", "degrees such as 51.0543")),
    ),
    Column(
        "lon", "lengtegraad", "/place/lon",
        Reader(name="point", read=_one(dutch.longitude), expected=("graden zoals 3,7174", "degrees such as 3.7174")),
    ),
    Column("nearest_stop", "halte", "/place/nearestStop"),
    Column(
        "area_served", "werkingsgebied", "/areaServed",
        Reader(name="list", read=_places, expected=("gemeenten met een komma ertussen", "municipalities with commas between")),
    ),
    Column("place_mode", "waar", "/placeMode", _chosen("place-mode", words.PLACE_MODE)),
    Column("transport", "bereikbaarheid", "/transport/nl"),
    Column("hours_per_week", "uren per week", "/hoursPerWeek", _WEEK_HOURS),
    Column("hours_total", "uren in totaal", "/hoursTotal", _ALL_HOURS),
    Column(
        "duration", "duur", "/duration",
        Reader(
            name="duration", read=_one(dutch.length),
            expected=("één duur, zoals 6 maanden", "one length, such as “6 maanden” or P6M"),
        ),
    ),
    Column(
        "schedule", "wanneer", "/schedule",
        Reader(
            name="schedule", read=schedule,
            expected=(
                "dagen met uren of dagdelen, zoals “di 9-12u; do namiddag”",
                "days with times or parts of the day, such as “di 9-12u; do namiddag”",
            ),
        ),
        ("dag en uur", "uurrooster"),
    ),
    Column("starts", "start", "/starts", _DATE, ("startdatum",)),
    Column("rolling_start", "doorlopend starten", "/rollingStart", _YES_NO),
    Column("apply_by", "inschrijven tot", "/applyBy", _DATE),
    Column("ends", "einde", "/ends", _DATE, ("einddatum",)),
    Column("valid_through", "geldig tot", "/validThrough", _DATE, ("geldig tot en met",)),
    Column("availability", "beschikbaarheid", "/availability", _chosen("availability", words.AVAILABILITY)),
    Column("places", "plaatsen", "/places", _COUNT, ("aantal plaatsen",)),
    Column(
        "waiting_days", "wachttijd (dagen)", "/waitingDays",
        Reader(name="days", read=_one(dutch.days), expected=("een aantal dagen", "a number of days")), ("wachttijd",),
    ),
    Column("intake", "intake", "/intake/nl"),
    Column("audience", "doelgroep", "/audience/nl"),
    Column("age_min", "minimumleeftijd", "/ageMin", _COUNT),
    Column("age_max", "maximumleeftijd", "/ageMax", _COUNT),
    Column("age_reason", "reden leeftijdsgrens", "/ageReason"),
    Column("gender_audience", "vrouwen of mannen", "/genderAudience", _chosen("gender-audience", words.GENDER)),
    Column("gender_audience_reason", "reden vrouwen of mannen", "/genderAudienceReason"),
    Column("requirement", "voorwaarden", "/requirement", _chosen("requirement", words.REQUIREMENT, between=_AND)),
    Column("childcare", "kinderopvang", "/childcare", _chosen("childcare", words.CHILDCARE)),
    Column("accessibility", "toegankelijkheid", "/accessibility", _LIST),
    Column(
        "cost_eur", "kostprijs", "/costEur",
        Reader(
            name="amount", read=_one(dutch.euros),
            expected=("één bedrag, zoals 5,00 of gratis", "one amount, such as 5.00 or gratis"),
        ),
        ("prijs",),
    ),
    Column("expenses_reimbursed", "onkostenvergoeding", "/expensesReimbursed", _YES_NO),
    Column("insured", "verzekerd", "/insured", _YES_NO),
    Column(
        "contact_email", "e-mail", "/contact/email",
        Reader(
            name="email", read=_one(_email), personal=True,
            expected=("één adres, zoals info@example.org", "one address, such as info@example.org"),
        ),
        ("e-mailadres",),
    ),
    Column(
        "contact_telephone", "telefoon", "/contact/telephone",
        Reader(name="telephone", read=_one(_telephone), personal=True, expected=("een telefoonnummer", "a telephone number")),
    ),
    Column("telephone_hours", "telefonisch bereikbaar", "/contact/telephoneHours"),
    Column("desk", "balie", "/contact/desk"),
    Column("contact_url", "contactpagina", "/contact/url", _URL),
    Column("contact_languages", "talen aan de balie", "/contact/languages", _LANGUAGES),
    Column("first_contact_by", "eerste contact door", "/contact/firstContactBy", _chosen("first-contact", words.FIRST_CONTACT)),
    Column("functional", "algemeen contactpunt (ja/nee)", "/contact/functional", _YES_NO, ("algemeen contactpunt",)),
    Column("programme", "werking", "/programme/name"),
    Column("complaints", "klachten", "/complaints/name"),
    Column("complaints_url", "klachtenpagina", "/complaints/url", _URL),
    Column("confirmed", "nagekeken op", "/confirmed", _INSTANT),
    Column("modified", "gewijzigd op", "/modified", _INSTANT),
)  # fmt: skip
