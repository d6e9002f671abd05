"""What starts like what was typed, with one typing error forgiven where asked."""

from collections.abc import Iterator
from typing import Final

from rapidfuzz.distance import OSA

from catalogue.text import fold

FORGIVEN_FROM: Final = 4
"""Characters from which one typing error is forgiven."""


def folded(prefix: str) -> str:
    """What was typed, as it is compared; empty when nothing was."""
    return fold(" ".join(prefix.split()))


def first_letters(start: str) -> tuple[str, ...]:
    """With one error the first letter is right, or the second one stands first: words that begin so are looked through."""
    return tuple(dict.fromkeys((start[0], start[1])))


def almost_starts(text: str, start: str) -> bool:
    """Whether a text starts like this but for one letter wrong, missing, too many, or two swapped."""
    sizes = (len(start) - 1, len(start), len(start) + 1)
    return any(OSA.distance(text[:size], start, score_cutoff=1) <= 1 for size in sizes)


def names_fit(name: str, start: str, *, forgiving: bool) -> bool:
    """Whether any word of a folded name starts so, and what was typed goes on from there."""
    if forgiving:
        return any(almost_starts(name[at:], start) for at in _word_starts(name))
    return name.startswith(start) or f" {start}" in name


def _word_starts(name: str) -> Iterator[int]:
    yield 0
    yield from (at + 1 for at, char in enumerate(name) if char == " ")
