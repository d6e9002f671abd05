"""One immutable part of the index: offers as columns, their terms as postings."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from catalogue.index.columns.layout import COLUMNS, MANY, OPEN
from catalogue.index.columns.strings import Strings

Array = NDArray[Any]
Rows = NDArray[np.intp]

STRINGS: Final = ("ids", "titles", "terms", "words", "provider_names", *OPEN)
LISTS: Final = ("postings", "served", *MANY)
PLAIN: Final = ("order", "rank", "impacts", "word_counts", "id_hashes", "id_rows", "texts", "text_offsets")
NAMES: Final = (
    *COLUMNS,
    *(f"{name}.{part}" for name in STRINGS for part in ("blob", "offsets")),
    *(f"{name}.{part}" for name in LISTS for part in ("values", "offsets")),
    *PLAIN,
)
"""Every array of a segment, by the name of its file."""


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


class Segment:
    """Arrays by name, with what looks things up in them. Nothing in it ever changes.

    `order` lists the rows freshest first (then by id), `rank` says at which place of that order a row stands. `texts` holds
    per row the JSON of what may be highlighted. `id_hashes` is sorted, `id_rows` the row of each hash.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays
        self.rows = len(arrays["kind"])
        self.columns = {name: arrays[name] for name in COLUMNS}
        self.strings = {name: Strings(arrays[f"{name}.blob"], arrays[f"{name}.offsets"]) for name in STRINGS}
        self.lists = {name: Lists(arrays[f"{name}.values"], arrays[f"{name}.offsets"]) for name in LISTS}
        self.order = arrays["order"]
        self.rank = arrays["rank"]
        self.impacts = arrays["impacts"]
        self.word_counts = arrays["word_counts"]

    @classmethod
    def load(cls, folder: Path) -> "Segment":
        """Map the files that `save` wrote. Raises `OSError` and `ValueError` where one is missing or cut short."""
        return cls({name: _mapped(folder / f"{name}.npy") for name in NAMES})

    def save(self, folder: Path) -> None:
        for name in NAMES:
            np.save(folder / f"{name}.npy", self.arrays[name], allow_pickle=False)

    def id(self, row: int) -> str:
        return self.strings["ids"][row]

    def row(self, id_: str) -> int:
        """The row of an id, -1 where it is not here."""
        hashes = self.arrays["id_hashes"]
        key = id_hash(id_)
        at = int(np.searchsorted(hashes, key))
        while at < self.rows and hashes[at] == key:
            row = int(self.arrays["id_rows"][at])
            if self.id(row) == id_:
                return row
            at += 1
        return -1

    def text(self, row: int) -> bytes:
        offsets = self.arrays["text_offsets"]
        return bytes(memoryview(self.arrays["texts"])[offsets[row] : offsets[row + 1]])


def id_hash(id_: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(id_.encode(), digest_size=8).digest(), "little"))


def id_lookup(hashes: Array) -> dict[str, Array]:
    """`id_hashes` and `id_rows` for rows with these hashes."""
    order = np.argsort(hashes, kind="stable")
    return {"id_hashes": hashes[order], "id_rows": order.astype(np.int32)}


def by_freshness(fresh: Array, ids: Strings) -> dict[str, Array]:
    """`order` and `rank` of rows: freshest first, then by id."""
    order = np.argsort(-fresh, kind="stable")
    sorted_fresh = fresh[order]
    breaks = np.flatnonzero(np.diff(sorted_fresh)) + 1
    starts = np.concatenate(([0], breaks))
    ends = np.concatenate((breaks, [len(order)]))
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        order[start:end] = sorted(order[start:end].tolist(), key=ids.__getitem__)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return {"order": order.astype(np.int32), "rank": rank}


def _mapped(file: Path) -> Array:
    array: Array = np.load(file, mmap_mode="r", allow_pickle=False)
    return array.view(np.ndarray)


def all_ids(segments: Iterable[Segment]) -> Iterator[str]:
    for segment in segments:
        yield from segment.strings["ids"]
