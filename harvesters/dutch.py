"""What people type in a sheet, read with Dutch eyes: hours, dates, amounts, yes and no.

Each function takes a cell's text (never empty) and gives the value in the shape of the offer schema, or `None` where it cannot
be read without guessing; asking the publisher is then the caller's business. Days come before months; the decimal
comma and the point both count. The days of the week are in `harvesters.week`, words for codes in `harvesters.words`.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Final

from catalogue.offer.day import BRUSSELS

_NUMERALS: Final = {
    name: float(at)
    for at, name in enumerate("nul een twee drie vier vijf zes zeven acht negen tien elf twaalf".split())
} | {"half": 0.5, "halve": 0.5, "anderhalf": 1.5, "anderhalve": 1.5}
_MONTHS: Final = {
    name: at
    for at, names in enumerate(
        (
            "januari jan january janvier",
            "februari feb febr february fevrier",
            "maart mrt march mars",
            "april apr avril",
            "mei may mai",
            "juni jun june juin",
            "juli jul july juillet",
            "augustus aug august aout",
            "september sep sept septembre",
            "oktober okt october octobre oct",
            "november nov novembre",
            "december dec decembre",
        ),
        1,
    )
    for name in names.split()
}
_YES: Final = frozenset(["ja", "j", "yes", "y", "oui", "o", "true", "waar", "x", "v", "✓", "✔", "☑", "1", "ok"])
_NO: Final = frozenset(["nee", "neen", "n", "no", "non", "false", "onwaar", "0", "☐", "✗", "✘"])
_NOTHING: Final = frozenset(
    "- -- – — / ? n.v.t. nvt n.v.t n/a onbekend unknown "
    # and what sheets write where a formula fails, in English and in Dutch
    "#n/a #n/b #ref! #verw! #name? #naam? #value! #waarde! #num! #getal! #null! #leeg! #div/0! #deel/0! #error! #fout!".split()
)
_EXCEL_EPOCH: Final = date(1899, 12, 30)
_UNITS: Final = {
    name: unit
    for unit, names in {
        "Y": "jaar jaren year years", "M": "maand maanden month months", "W": "week weken weeks",
        "D": "dag dagen day days", "H": "uur uren u hour hours",
    }.items()
    for name in names.split()
}  # fmt: skip

_CLOCKED: Final = re.compile(r"(\d{1,4})\s?(?:uur|u|h)\s?([0-5]\d)\b")
_COLON: Final = re.compile(r"(\d{1,2}):([0-5]\d)(?::00)?")
_HOUR_UNIT: Final = re.compile(r"(?<=[\d\sf])\s*(?:uren|uur|u|hours?|hrs?|h)\b\.?")
_PER_WEEK: Final = re.compile(
    r"(?:\b(?:per|elke|iedere|in de|op een|a)\s+|\s*(?:/|\bp\.?/)\s*)(?:week|wk|w)\b\.?|\bwekelijks\b|\bweekly\b"
)
_TOTAL: Final = re.compile(r"\b(?:in (?:het )?)?tota(?:al|l)\b")
_ABOUT: Final = re.compile(r"^(?:ca|circa|ongeveer|gemiddeld|plusminus|about|\+/-|±|~)\.?\s*")
_AT_MOST: Final = re.compile(
    r"^(?:max(?:imaal|imum)?|hoogstens|ten hoogste|tot(?: en met)?|niet meer dan|up to|<=|≤)\.?\s*(.+)$"
)
_AT_LEAST: Final = re.compile(
    r"^(?:min(?:imaal|imum|stens)?|vanaf|ten ?minste|at least|>=|≥)\.?\s*(.+)$|^(.+?)\s*(?:\+|of meer|en meer)$"
)
_TO: Final = re.compile(r"\s*(?:-|–|—|\ba\b|\btot en met\b|\btot\b|\bt/m\b|\bto\b)\s*")
_NUMBER: Final = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")
"""Not with three decimals: “1.000” may be a thousand."""
_COUNT: Final = re.compile(
    r"(?:max(?:imaal|imum)?|min(?:imaal|imum|stens)?|vanaf|tot(?: en met)?|ca|ongeveer)?\.?\s*(\d{1,6})(?:[.,]0{1,2})?\s*"
    r"(?:\+|jaar(?: en ouder| of ouder)?|j\.?|plaatsen|plaats|plaatsjes|personen|deelnemers|vrijwilligers|vrij|years?|places)?"
)
_MONEY: Final = re.compile(
    r"(?:€|eur(?:o|os)?)?\s*(\d{1,3}(?:[. ]\d{3}){1,2}|\d{1,7})(?:[.,](\d{1,2}|-{1,2}))?\s*(?:€|eur(?:o|os)?)?"
)
_NUMERIC_DATE: Final = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})(?:[ t]+00?:00(?::00)?)?")
_ISO_DATE: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t]00:00(?::00)?)?")
_NAMED_DATE: Final = re.compile(
    r"(?:[a-z]+\s+)?(\d{1,2})(?:ste|de|e|er|st|nd|rd|th)?[\s\-]+([a-z]+)\.?[\s\-]+(\d{4}|\d{2})"
)
_LENGTH: Final = re.compile(rf"(\d{{1,4}}(?:[.,]5)?|[a-z]+)\s*({'|'.join(_UNITS)})")
_CLOCK: Final = re.compile(r"(.+?)[ t]+([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?", re.IGNORECASE)
"""A day and a time without a zone."""
_ISO_LENGTH: Final = re.compile(r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?")


def folded(text: str) -> str:
    """Lower case, without accents, blanks folded: how typed words are compared."""
    plain = text.lower() if text.isascii() else _unaccented(text.lower())
    return " ".join(plain.split())


def is_nothing(text: str) -> bool:
    """Whether the cell says that there is nothing to say: `-`, `/`, `n.v.t.`, `onbekend`, an error of the sheet."""
    return len(text) <= 9 and text.lower() in _NOTHING


def hours_per_week(text: str) -> dict[str, float] | None:
    """`2,5 uur`, `2-4`, `2 à 4 u per week`, `max. 4`, `vanaf 2 uur`, `1u30` → a range in hours a week."""
    return _hours(_PER_WEEK.sub("", folded(text)), most=168)


def hours_total(text: str) -> dict[str, float] | None:
    """`40 uur`, `30 à 40 u in totaal` → a range in hours, over the whole offer."""
    return _hours(_TOTAL.sub("", folded(text)), most=10_000)


def day(text: str) -> str | None:
    """`30/06/2027`, `30-6-27`, `30 juni 2027`, `2027-06-30`, Excel's number of a day → an ISO date."""
    typed = folded(text)
    if found := _NUMERIC_DATE.fullmatch(typed):
        return _date(found[3], int(found[2]), found[1])
    if found := _ISO_DATE.fullmatch(typed):
        return _date(found[1], int(found[2]), found[3])
    if (found := _NAMED_DATE.fullmatch(typed)) and found[2] in _MONTHS:
        return _date(found[3], _MONTHS[found[2]], found[1])
    if re.fullmatch(r"[4-6]\d{4}", typed):  # 2009–2091, as Excel counts days
        return (_EXCEL_EPOCH + timedelta(days=int(typed))).isoformat()
    return None


def day_of(text: str) -> str | None:
    """A day as above, also where a time of that day stands behind it, as in a sheet's cell or an export."""
    if known := day(text):
        return known
    found = _CLOCK.fullmatch(text.strip())
    return day(found[1]) if found else None


def instant(text: str) -> str | None:
    """A day as above, alone or with its time, or an ISO instant; local where it has no zone → an instant in UTC.

    A bare day becomes its midnight in UTC, which is the same day in Brussels.
    """
    typed = text.strip()
    if known := day(typed):
        return f"{known}T00:00:00Z"
    if (found := _CLOCK.fullmatch(typed)) and (known := day(found[1])):
        typed = f"{known}T{int(found[2]):02}:{found[3]}"
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if not 1900 < moment.year < 2200:
        return None
    local = moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)
    return local.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def yes_or_no(text: str) -> bool | None:
    typed = folded(text).rstrip(".!")
    return True if typed in _YES else False if typed in _NO else None


def euros(text: str) -> float | None:
    """`gratis` → 0; `€ 5`, `5,00 euro`, `1.250,50`. An amount per month or lesson is none: it would mislead."""
    typed = folded(text)
    if typed in ("gratis", "geen", "niets", "kosteloos", "free", "gratuit", "geen kosten"):
        return 0.0
    if not (found := _MONEY.fullmatch(typed)):
        return None
    whole, cents = re.sub(r"[. ]", "", found[1]), (found[2] or "").strip("-")
    return float(f"{whole}.{cents or 0}")


def count(text: str) -> int | None:
    """`10`, `10 plaatsen`, `18+`, `vanaf 18 jaar`, `12,0`."""
    found = _COUNT.fullmatch(folded(text))
    return int(found[1]) if found else None


def days(text: str) -> int | None:
    """`14`, `14 dagen`, `2 weken`, `een maand` (30 days), `geen` → days."""
    typed = _ABOUT.sub("", folded(text))
    if typed in ("geen", "direct", "meteen", "onmiddellijk"):
        return 0
    if re.fullmatch(r"\d{1,5}", typed):
        return int(typed)
    if not (found := _LENGTH.fullmatch(typed)) or (amount := _amount(found[1])) is None:
        return None
    per = {"D": 1, "W": 7, "M": 30}.get(_UNITS[found[2]])
    return round(amount * per) if per else None


def length(text: str) -> str | None:
    """`6 maanden`, `3 weken`, `een half jaar`, `anderhalf jaar`, or ISO 8601 itself → an ISO 8601 duration."""
    if _ISO_LENGTH.fullmatch(text.strip().upper()):
        return text.strip().upper()
    typed = re.sub(r"^een (?=half\b)", "", _ABOUT.sub("", folded(text)))
    if not (found := _LENGTH.fullmatch(typed)) or (amount := _amount(found[1])) is None or not amount:
        return None
    unit = _UNITS[found[2]]
    if not amount.is_integer():
        smaller = {"Y": (12, "M"), "H": (60, "M")}.get(unit)
        if smaller is None or not (amount * smaller[0]).is_integer():
            return None
        amount, unit = amount * smaller[0], smaller[1]
    return f"PT{amount:.0f}{unit}" if _UNITS[found[2]] == "H" else f"P{amount:.0f}{unit}"


def latitude(text: str) -> float | None:
    return _degrees(text, 90)


def longitude(text: str) -> float | None:
    return _degrees(text, 180)


def _degrees(text: str, most: int) -> float | None:
    try:
        value = float(text.strip().rstrip("°").replace(",", "."))
    except ValueError:
        return None
    return value if -most <= value <= most else None


def _hours(typed: str, most: int) -> dict[str, float] | None:
    typed = typed.replace("1⁄2", ",5").strip()
    typed = "0" + typed if typed.startswith(",") else typed
    if found := _COLON.fullmatch(typed):
        exactly = int(found[1]) + int(found[2]) / 60
        return _bounds(exactly, exactly, most)
    typed = _CLOCKED.sub(lambda found: f"{int(found[1]) + int(found[2]) / 60:.2f}", typed)
    typed = " ".join(_HOUR_UNIT.sub("", typed).split())
    typed = re.sub(r"^een (?=half\b)", "", _ABOUT.sub("", typed))
    if found := re.fullmatch(r"tussen (.+) en (.+)", typed):
        return _bounds(_amount(found[1]), _amount(found[2]), most)
    if (exact := _amount(typed)) is not None:
        return _bounds(exact, exact, most)
    ends = [_amount(end) for end in _TO.split(typed)]
    if len(ends) == 2 and None not in ends:
        return _bounds(ends[0], ends[1], most)
    if found := _AT_MOST.match(typed):
        top = _amount(found[1])
        return {"max": top} if top is not None and top <= most else None
    if found := _AT_LEAST.match(typed):
        bottom = _amount(found[1] or found[2])
        return {"min": bottom} if bottom is not None and bottom <= most else None
    return None


def _bounds(low: float | None, high: float | None, most: int) -> dict[str, float] | None:
    if low is None or high is None or not low <= high <= most:
        return None
    return {"min": round(low, 2), "max": round(high, 2)}


def _amount(typed: str) -> float | None:
    typed = typed.strip()
    if _NUMBER.fullmatch(typed):
        return float(typed.replace(",", "."))
    return _NUMERALS.get(typed)


def _date(year: str, month: int, day_of_month: str) -> str | None:
    try:
        found = date(int(year) if len(year) == 4 else 2000 + int(year), month, int(day_of_month))
    except ValueError:
        return None
    return found.isoformat() if 1900 < found.year < 2200 else None


def _unaccented(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
