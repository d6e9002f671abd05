"""Values of a property, whatever their shape, in the shape of the offer schema; `None` or empty for what does not fit."""

import math
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from catalogue.offer.day import BRUSSELS
from harvesters import dutch
from harvesters.clean import plain
from harvesters.languages import language
from harvesters.schemaorg.node import Node, Value

_WEB: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\[\]/?#%]+(?:[^\s<>\"{}|\\^`\[\]%]|%[0-9A-Fa-f]{2})*", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]{2,}")
_CLOCK: Final = re.compile(r"t?([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?:\+0[12]:?00)?", re.IGNORECASE)
_WORDS: Final = ("name", "prefLabel", "text", "@value", "codeValue", "value", "audienceType", "credentialCategory")
"""Where nodes that stand for a word keep it."""


def texts(values: Iterable[Value], default: str, *, between: str | None = None) -> dict[str, str]:
    """Language → plain text. Several texts in one language are joined by `between`, else the first counts."""
    found: dict[str, list[str]] = {}
    for value in values:
        for tag, said in _spoken(value, default):
            if (text := plain(said)) and text not in (known := found.setdefault(tag, [])):
                known.append(text)
    return {tag: between.join(all_of) if between else all_of[0] for tag, all_of in found.items() if all_of}


def words(values: Iterable[Value]) -> list[str]:
    """Each as plain text: what it says, or the name of the node that it is."""
    said = (word(value) for value in values)
    return list(dict.fromkeys(one for one in said if one))


def word(value: Value) -> str | None:
    if isinstance(value, Node):
        value = next((one for name in _WORDS for one in value.all(name) if not isinstance(one, Node | bool)), "")
    if isinstance(value, bool):
        return None
    return plain(value if isinstance(value, str) else _digits(value)) or None


def iri(value: Value | None) -> str | None:
    """What a link points to, as it stands."""
    text = (
        value.id or next((one for one in value.all("url") if isinstance(one, str)), None)
        if isinstance(value, Node)
        else value
    )
    return text.strip() or None if isinstance(text, str) else None


def term(value: Value | None) -> str:
    """Last part of an enumeration's IRI, name or code: `https://schema.org/EventCancelled` is `EventCancelled`."""
    text = iri(value) if not isinstance(value, Node) or value.id else word(value)
    return re.split(r"[/#:]", text)[-1].strip() if text else ""


def web(value: Value | None) -> str | None:
    """An address of the web that RFC 3987 allows."""
    text = iri(value)
    return text if text and _WEB.fullmatch(text) else None


def email(value: Value | None) -> str | None:
    text = re.sub(r"^mailto:", "", value.strip(), flags=re.IGNORECASE) if isinstance(value, str) else ""
    return text if _EMAIL.fullmatch(text) else None


def telephone(value: Value | None) -> str | None:
    if isinstance(value, Node | bool | None):
        return None
    text = plain(re.sub(r"^tel:", "", str(value).strip(), flags=re.IGNORECASE))
    return text if sum(char.isdigit() for char in text) >= 3 else None


def yes_or_no(value: Value | None) -> bool | None:
    if isinstance(value, bool):
        return value
    return dutch.yes_or_no(term(value)) if isinstance(value, str) and value.strip() else None


def number(value: Value | None) -> float | None:
    """Finite; also as text, or in a QuantitativeValue."""
    if isinstance(value, Node):
        return next(
            (found for one in value.all("value") if not isinstance(one, Node) and (found := number(one)) is not None),
            None,
        )
    if isinstance(value, bool | None):
        return None
    try:
        found = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def count(value: Value | None) -> int | None:
    """A whole number from 0 on, also as `10 plaatsen`."""
    if (found := number(value)) is not None:
        return int(found) if found.is_integer() and 0 <= found < 1_000_000 else None
    return dutch.count(value) if isinstance(value, str) and value.strip() else None


def moment(value: Value | None) -> datetime | None:
    """An instant with its time of day, in the local time of Brussels."""
    if not isinstance(value, str) or dutch.day(value):
        return None
    known = dutch.instant(value)
    return datetime.fromisoformat(known).astimezone(BRUSSELS) if known else None


def day(value: Value | None) -> str | None:
    """A day, or the local day of an instant, as ISO date."""
    value = word(value) if isinstance(value, Node) else value
    if not isinstance(value, str) or not value.strip():
        return None
    if known := dutch.day(value):
        return known
    return at.date().isoformat() if (at := moment(value)) else None


def instant(value: Value | None) -> str | None:
    return dutch.instant(value) if isinstance(value, str) and value.strip() else None


def clock(value: Value | None) -> str | None:
    """HH:MM, of a local time."""
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    return f"{int(found[1]):02}:{found[2]}" if found else None


def languages(values: Iterable[Value]) -> tuple[list[str], list[str]]:
    """BCP 47 tags, and the words that are no known language."""
    known: list[str] = []
    unread: list[str] = []
    for value in values:
        names = words([value, *(value.all("alternateName") if isinstance(value, Node) else ())])
        tag = next((tag for name in names if (tag := language(name))), None)
        if tag:
            known.append(tag)
        else:
            unread += names[:1]
    return list(dict.fromkeys(known)), unread


def _spoken(value: Value, default: str) -> list[tuple[str, str]]:
    if not isinstance(value, Node):
        return [] if isinstance(value, bool) else [(default, value if isinstance(value, str) else _digits(value))]
    said = value.first("@value")
    if isinstance(said, str):
        own = value.first("@language")
        return [((language(own) if isinstance(own, str) else None) or default, said)]
    tagged = [
        (tag, one) for key in value.raw if (tag := language(key)) for one in value.all(key) if isinstance(one, str)
    ]
    if tagged and len(tagged) >= len(value.raw):  # a map of languages
        return tagged
    name = word(value)
    return [(default, name)] if name else []


def _digits(value: float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
