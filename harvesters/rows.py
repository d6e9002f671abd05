"""A row of a list, from cells of text to values in the shape of an offer, with everything that could not be read."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from catalogue.offer.plain import plain
from catalogue.offer.privacy import has_register_number
from catalogue.offer.problems import Problem
from harvesters import findings
from harvesters.cells import Reader
from harvesters.dutch import folded, is_nothing
from harvesters.header import Header, cell_name
from harvesters.template import Column

_REMEMBERED: Final = 10_000
_REMEMBERED_LENGTH: Final = 80
_MOST_PIECES: Final = 10
_REQUIRED: Final = frozenset({"kind"})

Reading = tuple[Any, list[str]]


class Rows:
    """Reads the rows under a header into the shape of an offer; remembers what short cells of each column said."""

    def __init__(self, header: Header, sheet: str | None) -> None:
        self._header, self._sheet = header, sheet
        self._plan: list[tuple[int, Column, tuple[str, ...], dict[str, Reading]]] = [
            (at, known, known.path, {}) for at, known in header.columns
        ]

    def read(self, number: int, cells: Sequence[str]) -> tuple[dict[str, Any], set[str], list[Problem]]:
        """The values, the columns in which something stands that is no value, and what is wrong."""
        data: dict[str, Any] = {}
        silent: set[str] = set()
        found: list[Problem] = []
        for at, known, path, remembered in self._plan:
            text = cells[at].strip()
            if not text:
                continue
            if not (text.isascii() and text.isprintable()):
                if not (text := plain(text)):
                    continue
                if "\ufffd" in text:
                    found.append(findings.broken_character(cell_name(at, number, self._sheet), known.nl))
            if known.reader is None:
                value: Any = None if is_nothing(text) else text
            else:
                value, unread = remembered.get(text) or _read(known.reader, text, remembered)
                if unread:
                    refused = value is None and known.name in _REQUIRED
                    found += _unread(known, cell_name(at, number, self._sheet), unread, refused=refused)
                    if refused:  # the reader of offers then says more than that it is missing
                        value = [piece for piece in unread if not has_register_number(piece)] or None
            if value is None:
                silent.add(known.name)
            elif len(path) == 1:  # as `put` does: this is done for every cell of every list
                data[path[0]] = value
            elif path[0] in data:
                data[path[0]][path[1]] = value
            else:
                data[path[0]] = {path[1]: value}
        for at, name in self._header.personal:
            if (text := cells[at].strip()) and not is_nothing(text):
                data[name] = True
        width = self._header.width
        if len(cells) > width and any(map(str.strip, cells[width:])):
            found.append(findings.cells_without_header(cell_name(width, number, self._sheet)))
        return data, silent, found

    def unmeant(self, number: int, cells: Sequence[str]) -> tuple[Problem, ...]:
        """Why this row is not one of those that `options.only` asks for."""
        return tuple(
            findings.not_meant(cell_name(at, number, self._sheet), name, cells[at])
            for at, name, wanted in self._header.conditions
            if folded(cells[at]) not in wanted
        )


def is_remark(cells: Sequence[str]) -> bool:
    """Whether the row is empty, starts with a loose “#”, or has nothing but one cell that starts with “#”.

    “#12” before other cells is a number of an offer.
    """
    if cells and cells[0] and cells[0][0] not in "# \t":  # nearly all
        return False
    filled = filter(None, map(str.strip, cells))
    first = next(filled, "#")
    return first.startswith("#") and (first[1:2].isspace() or next(filled, None) is None)


def _read(reader: Reader, text: str, remembered: dict[str, Reading]) -> Reading:
    value, unread = (None, []) if is_nothing(text) else reader.read(text)
    reading = value, unread if len(unread) <= _MOST_PIECES else [text]
    if len(text) <= _REMEMBERED_LENGTH:
        if len(remembered) >= _REMEMBERED:
            remembered.clear()
        remembered[text] = reading
    return reading


def _unread(known: Column, cell: str, unread: Sequence[str], *, refused: bool) -> Iterator[Problem]:
    reader = known.reader
    if reader is None:
        return
    for piece in unread:
        yield findings.unreadable(
            reader.name,
            cell,
            known.nl,
            piece,
            reader.expected,
            close=reader.choices.close(piece) if reader.choices else None,
            personal=reader.personal,
            severity="reject" if refused else "warning",
        )


def put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    if len(path) == 1:
        data[path[0]] = value
    else:
        data.setdefault(path[0], {})[path[1]] = value
