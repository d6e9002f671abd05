"""One immutable part of the index: offers as columns, their terms as postings."""

import functools
import hashlib
from collections.abc import Mapping
from typing import Final

import numpy as np

from catalogue.index.columns.layout import COLUMNS, MANY, OPEN
from catalogue.index.columns.lists import Array, Lists, Masks
from catalogue.index.columns.strings import Strings
from catalogue.text import fold

STRINGS: Final = ("ids", "titles", "terms", "words", "provider_names", *OPEN)
LISTS: Final = ("postings", "served", *MANY)


class Segment:
    """Arrays by name, with what looks things up in them. Nothing in it ever changes.

    `order` lists the rows freshest first (then by id), `rank` says at which place of that order a row stands. `texts` holds
    per row the JSON of what may be highlighted. `id_hashes` is sorted, `id_rows` the row of each hash.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays
        self.rows = len(arrays["kind"])
        self.columns = {name: arrays[name] for name in COLUMNS}
        self.strings = {name: Strings(arrays[f"{name}.blob"], arrays[f"{name}.starts"]) for name in STRINGS}
        self.lists = {name: Lists(arrays[f"{name}.values"], arrays[f"{name}.offsets"]) for name in LISTS}
        self.order = arrays["order"]
        self.rank = arrays["rank"]
        self.impacts = arrays["impacts"]
        self.word_counts = arrays["word_counts"]
        self.masks = Masks(self.lists, self.rows)

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

    @functools.cached_property
    def folded_names(self) -> tuple[tuple[str, str], ...]:
        """Per provider its name, as it is and folded."""
        return tuple((name, fold(name)) for name in self.strings["provider_names"])

    def serving(self, nis: str | None) -> Array | None:
        """Which rows serve this municipality as an area; `None` where none does."""
        at = -1 if nis is None else self.strings["municipality"].find(nis)
        rows = self.lists["served"].of(at) if at >= 0 else ()
        if not len(rows):
            return None
        mask: Array = np.zeros(self.rows, dtype=bool)
        mask[rows] = True
        return mask

    def text(self, row: int) -> bytes:
        offsets = self.arrays["text_offsets"]
        return bytes(self.arrays["texts"].data[offsets[row] : offsets[row + 1]])


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
