"""Where the words are in a text."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_LETTER: Final = r"[^\W\d_]"
_WORD: Final = re.compile(
    rf"{_LETTER}\.(?:{_LETTER}\.)+"  # v.z.w.
    r"|[^\W_]+(?:['’\-‐‑][^\W_]+)*"  # fiets, fiets-atelier, auto's, l'école
)
_INVISIBLE: Final = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
"""Soft hyphens, zero-width spaces and joiners: people do not see them, so words go on across them."""


def prepared(text: str) -> str:
    """The text as words are looked for in it: composed letters, nothing invisible. Reads the same to people."""
    if text.isascii():
        return text
    composed = text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    return composed.translate(_INVISIBLE)


def words(text: str) -> list[str]:
    """The words as written, in order: hyphens, apostrophes and the dots of an abbreviation are inside a word."""
    return _WORD.findall(prepared(text))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each word begins and ends in a `prepared` text."""
    return (match.span() for match in _WORD.finditer(text))
