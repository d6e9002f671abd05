"""What a row has several of: runs of numbers per key, and which rows have a given one."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MASKS_BYTES: Final = 24_000_000
"""Of the remembered masks of one segment together."""


class Lists:
    """Per key (a row, a term, a municipality) a run of numbers: those from `offsets[key]` to `offsets[key + 1]`."""

    __slots__ = ("_expanded", "offsets", "values")

    def __init__(self, values: Array, offsets: Array) -> None:
        self.values = values
        self.offsets = offsets
        self._expanded: Array | None = None

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def of(self, key: int) -> Array:
        run: Array = self.values[self.offsets[key] : self.offsets[key + 1]]
        return run

    def keys(self) -> Array:
        """The key of every number in `values`."""
        if self._expanded is None:
            self._expanded = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.offsets))
        return self._expanded

    def take(self, keys: Array) -> tuple[Array, Array]:
        """The runs of these keys, one after the other, and how long each is."""
        starts = self.offsets.take(keys)
        lengths = self.offsets.take(keys + 1) - starts
        ends = np.cumsum(lengths)
        if not len(ends) or not ends[-1]:
            return self.values[:0], lengths
        at = np.repeat(starts - ends + lengths, lengths)
        at += np.arange(ends[-1])
        return self.values.take(at), lengths


class Masks:
    """Which rows of a segment have a code of an open list: worked out once, as the same few are asked again and again."""

    def __init__(self, lists: Mapping[str, Lists], rows: int) -> None:
        self._lists = lists
        self._rows = rows
        self._known: OrderedDict[tuple[str, int], Array] = OrderedDict()
        self._most = max(4, _MASKS_BYTES // max(rows, 1))

    def of(self, name: str, code: int) -> Array:
        key = name, code
        # Threads share this: each step is one operation of the dict, and losing a mask only costs making it again.
        mask = self._known.pop(key, None)
        if mask is None:
            lists = self._lists[name]
            mask = np.zeros(self._rows, dtype=bool)
            mask[lists.keys()[lists.values == code]] = True
        self._known[key] = mask
        while len(self._known) > self._most:
            try:
                self._known.popitem(last=False)
            except KeyError:
                break
        return mask
