"""The header of a list: which column says what, and how its cells are called."""

import string
from collections.abc import Iterator, Mapping

from msgspec import Struct

from catalogue.offer.problems import Problem, pointer_to
from harvesters.template import Column


class Header(Struct, frozen=True, kw_only=True):
    row: int
    """Number of its row, from 1."""
    columns: tuple[tuple[int, Column], ...]
    """Index of the cell and column, in the order of the sheet."""
    personal: tuple[tuple[int, str], ...]
    """Columns about persons: what stands in them is never read, only that something does."""
    conditions: tuple[tuple[int, str, frozenset[str]], ...]
    """Index, name and values of the columns that say which rows are meant."""
    width: int
    warnings: tuple[Problem, ...]


class Places(Mapping[str, str]):
    """JSON pointer → cell, made when asked: a row of a hundred thousand is asked once, if ever."""

    __slots__ = ("_letters", "_prefix", "_row")

    def __init__(self, letters: Mapping[str, str], row: int, sheet: str | None) -> None:
        self._letters, self._row, self._prefix = letters, row, f"{sheet}!" if sheet else ""

    def __getitem__(self, pointer: str) -> str:
        return f"{self._prefix}{self._letters[pointer]}{self._row}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._letters)

    def __len__(self) -> int:
        return len(self._letters)


def cell_name(at: int, row: int, sheet: str | None = None) -> str:
    """`C7`, or `Blad1!C7`."""
    return f"{sheet}!{_letter(at)}{row}" if sheet else f"{_letter(at)}{row}"


def _letter(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters


def letters_of(header: Header) -> dict[str, str]:
    """Pointer → letter of its column; also for the group a column belongs to, such as `/title` or `/place`."""
    letters: dict[str, str] = {}
    for at, known in header.columns:
        letters[known.pointer] = _letter(at)
        letters.setdefault("/" + known.path[0], _letter(at))
    return letters | {pointer_to(name): _letter(at) for at, name in header.personal}
