"""Many strings in two arrays, so that a file can be mapped instead of read."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_MEMORY = 16_384


class Strings:
    """An immutable list of strings: `blob` holds their UTF-8, one after the other, `offsets` where each begins (one more
    than there are). Where the list is sorted (by code point, which is also the order of the UTF-8), `find` and
    `starting` look things up in it.
    """

    __slots__ = ("_bytes", "_known", "_starts", "blob", "offsets")

    def __init__(self, blob: Array, offsets: Array) -> None:
        self.blob = blob
        self.offsets = offsets
        self._bytes = blob.data
        self._starts = offsets.data
        self._known: dict[str, int] = {}

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Strings":
        encoded = [text.encode() for text in texts]
        return cls(joined(encoded), offsets_of([len(one) for one in encoded]))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, at: int) -> str:
        return str(self._bytes[self._starts[at] : self._starts[at + 1]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self.slice(0, len(self)))

    def slice(self, start: int, stop: int) -> list[str]:
        """The strings from one position up to another."""
        first = self._starts[start]
        ends = [end - first for end in self._starts[start : stop + 1]]
        raw = bytes(self._bytes[first : self._starts[stop]])
        return [str(raw[begin:end], "utf-8") for begin, end in pairwise(ends)]

    def find(self, text: str) -> int:
        """Where a sorted list has this string, -1 where it does not. Remembers what it was asked before."""
        at = self._known.get(text)
        if at is None:
            place = self.insertion(text)
            at = place if place < len(self) and self[place] == text else -1
            if len(self._known) >= _MEMORY:
                self._known = {}
            self._known[text] = at
        return at

    def insertion(self, text: str) -> int:
        """The first position of a sorted list whose string is not less than this one."""
        key, low, high = _key(text), 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if bytes(self._bytes[self._starts[middle] : self._starts[middle + 1]]) < key:
                low = middle + 1
            else:
                high = middle
        return low

    def starting(self, prefix: str) -> tuple[int, int]:
        """The range of positions of a sorted list whose strings start like this."""
        start = self.insertion(prefix)
        key, low, high = _key(prefix), start, len(self)
        while low < high:
            middle = (low + high) // 2
            begin = self._starts[middle]
            if bytes(self._bytes[begin : min(begin + len(key), self._starts[middle + 1])]) == key:
                low = middle + 1
            else:
                high = middle
        return start, low


def _key(text: str) -> bytes:
    """What is looked for may hold anything, even half a surrogate pair; what is stored never does."""
    return text.encode("utf-8", "surrogatepass")


def joined(encoded: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(encoded), dtype=np.uint8)


def offsets_of(lengths: Iterable[int]) -> NDArray[np.int64]:
    """Where each of some runs begins, and where the last one ends."""
    return np.fromiter(accumulate(lengths, initial=0), dtype=np.int64)
