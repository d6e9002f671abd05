"""Where the words are in a text."""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_MARKS: Final = range(0x300, 0x2000)
"""Where Unicode has the marks that belong to the letter before them: accents, Arabic and Hebrew points, Indic vowels."""
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
    return _word().findall(prepared(text))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each word begins and ends in a `prepared` text."""
    return (match.span() for match in _word().finditer(text))


@functools.cache
def _word() -> re.Pattern[str]:
    letter = r"[^\W\d_]"
    marks = "".join(filter(_is_mark, map(chr, _MARKS)))
    run = rf"[^\W_]+(?:[{marks}]+[^\W_]*)*"
    return re.compile(
        rf"{letter}\.(?:{letter}\.)+"  # v.z.w.
        rf"|{run}(?:['’\-‐‑]{run})*"  # fiets, fiets-atelier, auto's, l'école
    )


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")
