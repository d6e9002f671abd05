"""What a source lets us pass on. Matching may use all fields; every exit shows only what this leaves."""

from typing import Final

import msgspec

from catalogue.offer.model import Offer, Provider
from catalogue.offer.problems import Problem

_LINK: Final = frozenset(
    """
    iri rdf_type id identifier title url provider kind perspective starts apply_by ends valid_through
    availability_as_of source origin origin_version licence redistribution modified confirmed first_seen
    last_seen gone inferred same_as
    """.split()
)
_FACETS: Final = _LINK | frozenset(
    """
    place area_served place_mode in_dutch dutch_level_min taalicoon reading_writing availability places
    waiting_days schedule rolling_start
    """.split()
)
_EMPTY: Final = {field.name: field.default for field in msgspec.structs.fields(Offer) if not field.required}
_KEYS: Final = {field.name: field.encode_name for field in msgspec.structs.fields(Offer)}

_UNSHOWN: Final = {
    "nl": "Wat hier staat, is niet in orde. De bron laat niet toe dat we het tonen.",
    "en": "What stands here is not right. Its source does not let us show it.",
}


def shown(offer: Offer) -> Offer:
    """The offer as it may leave: at level `full` unchanged, else without the fields its source keeps, named (by their
    JSON keys) in `withheld`. Every level passes on identity, title, page, the provider's name and type, kind,
    perspective, dates and licence; `facets` adds place, level, availability and schedule."""
    if offer.redistribution in (None, "full"):
        return offer
    passed = _FACETS if offer.redistribution == "facets" else _LINK
    kept_back = [name for name, empty in _EMPTY.items() if name not in passed and getattr(offer, name) != empty]
    fields = {name: _EMPTY[name] for name in kept_back}
    fields["provider"] = named(offer.provider)
    return msgspec.structs.replace(
        offer, **fields, withheld=tuple(dict.fromkeys((*offer.withheld, *(_KEYS[name] for name in kept_back))))
    )


def named(provider: Provider) -> Provider:
    """What every level passes on of an organisation: its name and its type."""
    return Provider(id=provider.id, name=provider.name, type=provider.type)


def reported(problem: Problem) -> Problem:
    """A finding as it may leave where its source keeps its text: where it stands and what sort it is, not what is written
    there, which its sentence may repeat."""
    return problem if problem.value is None else msgspec.structs.replace(problem, value=None, message=_UNSHOWN)


def may_show(offer: Offer, field: str) -> bool:
    """Whether fragments of this field's text may leave (highlights, reasons)."""
    level = offer.redistribution or "full"
    return level == "full" or field in _LINK
