"""Fragments of a hit's texts with what matched marked; only for the hits of a page."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from catalogue.index.base import Highlight
from catalogue.offer.model import Offer
from catalogue.text import prepared, spans, terms

_LONGEST: Final = 220
"""Characters of a fragment, about."""
_BEFORE: Final = 60
"""Of them, at most this many before what matched first."""
_FIELDS: Final = ("title", "description", "plain_text", "keyword", "provider")


def displayed(offer: Offer) -> dict[str, Any]:
    """The texts of an offer of which fragments are shown, as plain values that an engine can keep."""
    return {
        "title": offer.title,
        "description": offer.description or {},
        "plain_text": offer.plain_text or {},
        "keyword": offer.keyword,
        "provider": offer.provider.name,
    }


def highlights(texts: Mapping[str, Any], groups: Sequence[tuple[str, ...]]) -> tuple[Highlight, ...]:
    """One fragment per field of `displayed` texts that holds a word of the question, in the first language that does; Dutch
    comes before others."""
    wanted = {term for group in groups for term in group}
    if not wanted:
        return ()
    found = []
    for field in _FIELDS:
        for lang, words in _versions(field, texts[field]):
            shown = prepared(words)
            if marks := [
                (start, end) for start, end in spans(shown) if wanted.intersection(terms(shown[start:end], lang))
            ]:
                found.append(Highlight(field, _fragment(shown, marks)))
                break
    return tuple(found)


def _versions(field: str, value: Any) -> Iterator[tuple[str, str]]:
    """(language, text); `Any` because a field is text by language, a list of words, or a name."""
    if isinstance(value, Mapping):
        yield from sorted(value.items(), key=lambda pair: pair[0] != "nl")
    elif field == "keyword":
        for word in value:
            yield "nl", word
    else:
        yield "nl", value


def _fragment(text: str, marks: Sequence[tuple[int, int]]) -> str:
    start, stop = _cut(text, marks[0])
    pieces = ["… " if start else ""]
    at = start
    for begin, end in marks:
        if end > stop:
            break
        pieces += [escape(text[at:begin]), "<mark>", escape(text[begin:end]), "</mark>"]
        at = end
    pieces += [escape(text[at:stop]), " …" if stop < len(text) else ""]
    return "".join(pieces)


def _cut(text: str, first: tuple[int, int]) -> tuple[int, int]:
    """Where a fragment around the first match begins and ends: at spaces, and never inside the match."""
    if len(text) <= _LONGEST:
        return 0, len(text)
    start = max(0, first[0] - _BEFORE)
    if start:
        start = (text.find(" ", start, first[0]) + 1) or first[0]
    stop = min(len(text), max(start + _LONGEST, first[1]))
    if stop < len(text):
        stop = max(text.rfind(" ", first[1], stop), first[1])
    return start, stop
