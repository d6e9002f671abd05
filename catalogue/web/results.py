"""One line of the results: an offer with why it was found and what it leaves unsaid."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import unescape
from typing import Final

from markupsafe import Markup
from msgspec import Struct

from catalogue.index.base import Hit
from catalogue.offer.model import Contact, Offer, in_language
from catalogue.text import prepared
from catalogue.web.moments import is_arranged

_MARK: Final = re.compile(r"</?mark>")
_EXCERPT: Final = 160
"""Characters, about, of the text of an offer whose fragments do not fit."""
_LATELY: Final = timedelta(days=7)
"""A source that was not seen for longer is said to be so."""
_ASKED_FIRST: Final = (
    ("schedule", "schedule", "when"),
    ("dutchLevelMin", "dutch_level_min", "level"),
    ("costEur", "cost_eur", "cost"),
    ("childcare", "childcare", "childcare"),
    ("availability", "availability", "availability"),
)
"""What people ask first: (key as in `withheld`, field, word for it)."""


class Shown(Struct, frozen=True, kw_only=True):
    """A text with the language it is in; a `Markup` where the engine marked what matched."""

    text: str
    lang: str


class Result(Struct, frozen=True, kw_only=True):
    offer: Offer
    distance_km: float | None
    title: Shown
    excerpt: Shown | None
    contact: Contact | None
    unsaid: tuple[str, ...]
    """Words for what the offer leaves unsaid; what its source withholds is not unsaid."""
    last_seen: datetime | None
    """Where its source was not seen lately."""


def result(hit: Hit, offer: Offer, lang: str, now: datetime) -> Result:
    marked = {mark.field: mark.html for mark in hit.highlights}
    title, title_lang = in_language(offer.title, lang)
    contact = offer.contact or offer.provider.contact
    return Result(
        offer=offer,
        distance_km=hit.distance_km,
        title=Shown(text=_fitting(marked.get("title"), title) or title, lang=title_lang),
        excerpt=_excerpt(offer, marked, lang),
        contact=contact if contact and (contact.telephone or contact.email) else None,
        unsaid=_unsaid(offer),
        last_seen=offer.last_seen if offer.last_seen and offer.last_seen < now - _LATELY else None,
    )


def _excerpt(offer: Offer, marked: Mapping[str, str], lang: str) -> Shown | None:
    """A fragment that matched, of the text as it would be shown; else the beginning of that text."""
    texts = [
        (name, *in_language(given, lang))
        for name, given in (("description", offer.description), ("plain_text", offer.plain_text))
        if given
    ]
    for name, text, text_lang in texts:
        if fragment := _fitting(marked.get(name), text):
            return Shown(text=fragment, lang=text_lang)
    for _, text, text_lang in reversed(texts):  # plain words before others
        return Shown(text=_beginning(text), lang=text_lang)
    return None


def _fitting(fragment: str | None, text: str) -> Markup | None:
    """The engine marks one language of a text, Dutch before others: the fragment where it is a piece of this text."""
    if fragment is None:
        return None
    piece = unescape(_MARK.sub("", fragment)).removeprefix("… ").removesuffix(" …")
    # The engine escapes all but its <mark>.
    return Markup(fragment) if piece in prepared(text) else None  # noqa: S704


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[: line.rfind(" ", 0, _EXCERPT)] + " …"


def _unsaid(offer: Offer) -> tuple[str, ...]:
    missing = [
        word
        for key, field, word in _ASKED_FIRST
        if getattr(offer, field) in (None, ())
        and key not in offer.withheld
        and not (word == "when" and is_arranged(offer))
    ]
    has_place = offer.place or offer.area_served or offer.place_mode or "place" in offer.withheld
    return tuple(missing if has_place else ["where", *missing])
