"""Help while typing: places, concepts, words and organisations in one short list."""

from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import Final

import strawberry

from catalogue.index.base import Completion
from catalogue.offer.identity import folded
from catalogue.places import PlaceMatch
from catalogue.read import Reader
from schema.connection import page_size
from schema.enums import SuggestionType
from vocab.terms import Concept

DEFAULT_SUGGESTIONS: Final = 8
MAX_SUGGESTIONS: Final = 50


@strawberry.type(description="Something that starts like what was typed.")
class Suggestion:
    text: str
    type: SuggestionType
    value: str = strawberry.field(
        description="What to search by: a NIS code, the IRI of a concept, a word, or the id of an organisation."
    )


def suggest(reader: Reader, prefix: str, first: int | None) -> list[Suggestion]:
    """At most `first`, each text once: what is called exactly so; then places and concepts; then words and organisations,
    which keep a quarter of the list where there are any. Raises `BadInput`.
    """
    size = page_size(first, default=DEFAULT_SUGGESTIONS, most=MAX_SUGGESTIONS)
    if not size:
        return []
    places, concepts, completions = reader.suggest(prefix, size)
    start = folded(prefix)
    if not _start_so(places, start) and (concepts or _start_so(completions, start)):
        places = []  # they supposed a typing error that nobody made
    known = _in_turn(map(_place, places), (_concept(one, start) for one in concepts))
    heard = _in_turn(
        (_completion(one) for one in completions if one.type == "word"),
        (_completion(one) for one in completions if one.type == "organisation"),
    )
    reserved = min(len(heard), size // 4)
    exact = [one for one in (*known, *heard) if folded(one.text) == start]
    once: dict[str, Suggestion] = {}
    for one in (*exact, *known[: size - reserved], *heard, *known):
        once.setdefault(folded(one.text), one)
    return list(once.values())[:size]


def _start_so(found: Iterable[PlaceMatch | Completion], start: str) -> bool:
    return any(folded(one.text).startswith(start) for one in found)


def _in_turn(*kinds: Iterable[Suggestion]) -> list[Suggestion]:
    """The first of each kind, the second of each …"""
    return [one for one in chain.from_iterable(zip_longest(*kinds)) if one is not None]


def _place(match: PlaceMatch) -> Suggestion:
    home = match.municipality
    text = {
        "municipality": match.text,
        "postcode": f"{match.text} {home.name_nl}",
    }.get(match.via, f"{match.text} ({home.name_nl})")
    return Suggestion(text=text, type=SuggestionType.PLACE, value=home.nis)


def _concept(concept: Concept, start: str) -> Suggestion:
    """Under the label that starts so: someone who types “stik” sees “stikken”, not “naaien”."""
    labels = (*concept.labels.values(), *chain.from_iterable(concept.alt_labels.values()))
    text = next((label for label in labels if folded(label).startswith(start)), concept.label("nl"))
    return Suggestion(text=text, type=SuggestionType.CONCEPT, value=concept.iri)


def _completion(one: Completion) -> Suggestion:
    return Suggestion(text=one.text, type=SuggestionType(one.type), value=one.value)
