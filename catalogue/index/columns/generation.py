"""What one search sees: the base, the tail beside it, and which of their rows still hold."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from catalogue.index.columns.lists import Array
from catalogue.index.columns.segment import Segment
from catalogue.text import surface, words

_TEXTS: Final = ("title", "description", "plain_text")
"""Of a row's `text`: by language; its keywords are a list. Together they are what the builder takes words from."""


class Part:
    """A segment of which some rows no longer hold. Nothing in it changes: losing rows makes another part."""

    __slots__ = ("__dict__", "dead", "lost", "segment")

    def __init__(self, segment: Segment, dead: Array | None = None, lost: Mapping[str, int] | None = None) -> None:
        self.segment = segment
        self.dead = dead
        """True for rows that no longer hold; `None` while all do."""
        self.lost = lost or {}
        """Word → how many of the rows that have it no longer hold."""

    def without(self, rows: Iterable[int]) -> "Part":
        """The part when these rows no longer hold either."""
        dead = np.zeros(self.segment.rows, dtype=bool) if self.dead is None else self.dead.copy()
        lost = dict(self.lost)
        for row in rows:
            if not dead[row]:
                dead[row] = True
                for word in _words(self.segment.text(row)):
                    lost[word] = lost.get(word, 0) + 1
        return Part(self.segment, dead, lost)

    @functools.cached_property
    def live(self) -> int:
        return self.segment.rows - (0 if self.dead is None else int(np.count_nonzero(self.dead)))

    @functools.cached_property
    def offers_of_provider(self) -> Array:
        """Per code of a provider, how many live rows it has."""
        codes = self.segment.columns["provider"]
        held = codes if self.dead is None else codes[~self.dead]
        counts: Array = np.bincount(held, minlength=len(self.segment.strings["provider"]) + 1)
        return counts


class Generation(Struct, frozen=True, kw_only=True):
    """One state of the index; searches that hold it are not disturbed by what comes after."""

    epoch: str
    seq: int
    parts: tuple[Part, ...]
    """The base first, then the tail, oldest first."""

    @property
    def live(self) -> int:
        return sum(part.live for part in self.parts)


def _words(text: bytes) -> Iterator[str]:
    """The words by which a row counted for completion, each once."""
    texts = msgspec.json.decode(text)
    several = [*texts["keyword"], *(one for name in _TEXTS for one in texts[name].values())]
    found = (surface(word) for one in several for word in words(one))
    return iter(dict.fromkeys(word for word in found if word))
