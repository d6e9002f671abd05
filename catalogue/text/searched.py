"""Which texts of an offer are searched, and how much a word in each is worth."""

import functools
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from catalogue.offer.model import Offer
from catalogue.places import Places
from vocab.terms import concept


class Field(Struct, frozen=True):
    name: str
    weight: float
    average_terms: float
    """A constant of ours, not of the offers there are: what an offer is worth for a word never changes with the others."""


FIELDS: Final = (
    Field("title", 3.0, 6.0),
    Field("keyword", 2.0, 4.0),
    Field("concept", 2.0, 6.0),
    Field("description", 1.0, 60.0),
    Field("plain_text", 1.0, 40.0),
    Field("provider", 1.0, 3.0),
    Field("place", 1.0, 1.0),
)
TITLE, KEYWORD, CONCEPT, DESCRIPTION, PLAIN_TEXT, PROVIDER, PLACE = range(len(FIELDS))
_OF_CONCEPTS: Final = ("nl", "fr", "en")


def searched(offer: Offer) -> Iterator[tuple[int, str, str]]:
    """Every text an offer is found by: (position in `FIELDS`, language, text). A field comes once per language."""
    for lang, text in offer.title.items():
        yield TITLE, lang, text
    if offer.keyword:
        yield KEYWORD, "nl", "\n".join(offer.keyword)
    for lang in _OF_CONCEPTS:
        if labels := _concepts(offer.kind, offer.sector, lang):
            yield CONCEPT, lang, labels
    if offer.description:
        for lang, text in offer.description.items():
            yield DESCRIPTION, lang, text
    if offer.plain_text:
        for lang, text in offer.plain_text.items():
            yield PLAIN_TEXT, lang, text
    yield PROVIDER, "nl", offer.provider.name
    if offer.place is not None and offer.place.municipality is not None:
        yield from _place(offer.place.municipality)


@functools.lru_cache(maxsize=16_384)
def _concepts(kinds: tuple[str, ...], sectors: tuple[str, ...], lang: str) -> str:
    labels = (
        *(label for code in kinds for label in _labels("kind", code, lang)),
        *(label for code in sectors for label in _labels("sector", code, lang)),
    )
    return "\n".join(labels)


def _labels(scheme: str, code: str, lang: str) -> Iterator[str]:
    """What people call a concept in this language; its code is searched as if it were Dutch."""
    if lang == "nl":
        yield code
    known = concept(scheme, code)
    label = known.labels.get(lang) if known else None
    if label and label != code:
        yield label


@functools.cache
def _place(nis: str) -> tuple[tuple[int, str, str], ...]:
    home = Places.bundled().get(nis)
    if home is None:
        return ()
    named = [(PLACE, "nl", home.name_nl)]
    if home.name_fr and home.name_fr != home.name_nl:
        named.append((PLACE, "fr", home.name_fr))
    return tuple(named)
