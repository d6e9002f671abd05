"""Opaque cursors: a short list of plain values, in URL-safe text that only we read."""

import base64
import binascii
from typing import Final

import msgspec

from catalogue.errors import BadCursor

Part = str | int | float | None
_LARGEST: Final = 2**63 - 1
"""No position is further, and no database takes a larger number."""


def encode(*parts: Part) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).rstrip(b"=").decode()


def decode(cursor: str, *kinds: type) -> tuple[Part, ...]:
    """The values of a cursor, checked to be of these kinds. Raises `BadCursor` for anything we did not make."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        parts = msgspec.json.decode(raw, type=tuple[Part, ...])
    except (ValueError, binascii.Error, msgspec.MsgspecError, UnicodeError):
        raise BadCursor(_ADVICE) from None
    if len(parts) != len(kinds) or any(type(part) is not kind for part, kind in zip(parts, kinds, strict=True)):
        raise BadCursor(_ADVICE)
    if any(isinstance(part, int) and abs(part) > _LARGEST for part in parts):
        raise BadCursor(_ADVICE)
    return parts


_ADVICE = "The cursor is not one of ours. Use `endCursor` or an edge's `cursor` of an earlier page, unchanged."
