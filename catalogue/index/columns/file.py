"""The arrays of a segment in one file that is mapped, not read.

The arrays stand one after the other, each at a multiple of 64 bytes; behind them a table of contents as JSON, its length in
eight bytes, and a mark. A file that was cut short has no mark at its end.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from catalogue.index.columns.lists import Array

_MARK: Final = b"p4arrays"
_ALIGNED_BYTES: Final = 64


class _Entry(Struct, frozen=True):
    kind: str
    start: int
    length: int


def save(path: Path, arrays: Iterable[tuple[str, Array]]) -> None:
    """Write arrays (of one dimension), one at a time; when this returns they outlast a power cut."""
    contents: dict[str, _Entry] = {}
    with open(path, "xb") as file:
        for name, array in arrays:
            file.write(bytes(-file.tell() % _ALIGNED_BYTES))
            contents[name] = _Entry(array.dtype.str, file.tell(), len(array))
            file.write(np.ascontiguousarray(array).data)
        table = msgspec.json.encode(contents)
        file.write(table + len(table).to_bytes(8, "little") + _MARK)
        file.flush()
        os.fsync(file.fileno())


def load(path: Path) -> Mapping[str, Array]:
    """Map a file that `save` wrote. Raises `OSError` where there is none and `ValueError` for any other file."""
    whole = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
    end = bytes(whole[-16:])
    if end[8:] != _MARK:
        raise ValueError("this file was not written to its end")
    table = bytes(whole[-16 - int.from_bytes(end[:8], "little") : -16])
    contents = msgspec.json.decode(table, type=dict[str, _Entry])
    return {name: np.frombuffer(whole, np.dtype(one.kind), one.length, one.start) for name, one in contents.items()}
