"""A record as a format hands it over: what it is called, and where a person finds what is wrong with it."""

from typing import Final

import msgspec
from msgspec import Struct

from catalogue.offer.problems import Problem, problem
from harvesters.base import Described, Draft, Gone, Record, Rejected

__all__ = ["Record", "at_its_place", "duplicate", "identifier_of"]


class _Identified(Struct, frozen=True):
    """The one key needed to ask the store whether these very bytes were read before."""

    identifier: str


_IDENTIFIED: Final = msgspec.json.Decoder(_Identified)


def identifier_of(record: Record) -> str | None:
    """The source's own; of what was rejected the place where it stands, if it has none."""
    match record:
        case Gone():
            return record.identifier
        case Rejected():
            return record.record
        case Described():
            identifier = record.provider.get("vCode") or record.provider.get("kbo")
            return identifier if isinstance(identifier, str) else None
        case Draft():
            if isinstance(record.data, bytes):
                return _identified(record.data)
            identifier = record.data.get("identifier")
            return identifier if isinstance(identifier, str) else None


def _identified(data: bytes) -> str | None:
    try:
        return _IDENTIFIED.decode(data).identifier
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def at_its_place(found: Problem, draft: Draft) -> Problem:
    """The finding with the place as the publisher knows it, such as a cell, where the format can say."""
    pointer = found.pointer
    while pointer and pointer not in draft.places:
        pointer = pointer.rpartition("/")[0]
    if pointer:
        return msgspec.structs.replace(found, pointer=draft.places[pointer])
    return found


def duplicate(identifier: str, draft: Draft) -> Problem:
    return problem(
        "duplicate-identifier",
        draft.places.get("/identifier", "/identifier"),
        nl=f"Nummer “{identifier}” komt meer dan eens voor ({draft.where}); alleen het eerste telt.",
        en=f"Identifier “{identifier}” occurs more than once ({draft.where}); only the first counts.",
        mend=("Geef elk aanbod een eigen nummer.", "Give each offer an identifier of its own."),
        value=identifier,
    )
