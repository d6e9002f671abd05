"""What `csv` and `xlsx` share: a header, rows of cells under it, and how they become drafts."""

import difflib
import hashlib
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from msgspec import Struct

from catalogue.errors import BadInput
from catalogue.feed import Feed
from catalogue.offer.privacy import is_forbidden
from catalogue.offer.problems import Problem, pointer_to
from harvesters import findings
from harvesters.base import Draft
from harvesters.document import Unreadable
from harvesters.dutch import folded, is_nothing
from harvesters.template import COLUMNS, Column, column, header_key, names

HEADER_WITHIN: Final = 30
"""Rows looked at for the header: exports put titles and notes above it."""
_REMEMBERED: Final = 10_000
_REQUIRED: Final = frozenset({"kind"})

Reading = tuple[Any, list[str]]


class Header(Struct, frozen=True, kw_only=True):
    row: int
    """Number of its row, from 1."""
    columns: tuple[tuple[int, Column, tuple[str, ...]], ...]
    """Index of the cell, column, its path in an offer; in the order of the sheet."""
    personal: tuple[tuple[int, str], ...]
    """Columns about persons: what stands in them is never read, only that something does."""
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


class Table:
    """Reads rows as the feed's options say; made once per feed. Raises `BadInput` for options that cannot be.

    Options: `columns` {their header: our column}, `provider` (an object, for rows that name none), `defaults`
    {our column: value, for empty cells}.
    """

    def __init__(self, feed: Feed) -> None:
        self._mapped = {header_key(theirs): _ours(feed, theirs, ours) for theirs, ours in _table(feed, "columns").items()}
        self._provider = dict(_table(feed, "provider"))
        defaults = {_ours(feed, name, name): value for name, value in _table(feed, "defaults").items()}
        self._defaults = [(known, _default(feed, known, value)) for known, value in defaults.items()]

    def column(self, header: str) -> Column | None:
        return self._mapped.get(header_key(header)) or column(header)

    def recognised(self, cells: Sequence[str]) -> int:
        """How much of a header these cells are: its number of columns, 0 where they are none.

        A header names a title, or at least three columns.
        """
        found = {known.name for cell in cells if cell and (known := self.column(cell))}
        return len(found) if len(found) >= 3 or "title" in found else 0

    def header(self, rows: Iterable[Sequence[str]], sheet: str | None = None) -> Header | None:
        """The best header among the first rows, or `None`."""
        best = max(enumerate(islice(rows, HEADER_WITHIN), 1), key=lambda row: self.recognised(row[1]), default=None)
        return self._header(*best, sheet) if best and self.recognised(best[1]) else None

    def _header(self, row: int, cells: Sequence[str], sheet: str | None) -> Header:
        columns: dict[str, tuple[int, Column]] = {}
        personal: list[tuple[int, str]] = []
        warnings: list[Problem] = []
        for at, cell in enumerate(cells):
            where = cell_name(at, row, sheet)
            known = self.column(cell) if cell.strip() else None
            if known and known.name in columns:
                warnings.append(findings.repeated_column(where, cell, known.nl))
            elif known:
                columns[known.name] = (at, known)
            elif is_forbidden(cell):
                personal.append((at, cell))
            elif cell.strip():
                warnings.append(findings.unknown_column(where, cell, _close(cell)))
        return Header(
            row=row,
            columns=tuple((at, known, known.path) for at, known in columns.values()),
            personal=tuple(personal),
            width=max((at for at, cell in enumerate(cells) if cell.strip()), default=-1) + 1,
            warnings=tuple(warnings),
        )

    def drafts(
        self,
        header: Header,
        rows: Iterable[tuple[int, Sequence[str]]],
        *,
        sheet: str | None = None,
        warnings: Sequence[Problem] = (),
    ) -> Iterator[Draft]:
        """A draft for each row (its number, its cells as text) that holds one; `warnings` and those of the header go with
        the first. Two rows without an identifier that offer the same get `-2`, `-3` behind the derived one."""
        letters = _letters(header)
        memory: list[dict[str, Reading]] = [{} for _ in header.columns]
        derived: Counter[str] = Counter()
        pending = [*warnings, *header.warnings]
        for number, cells in rows:
            if _is_remark(cells) or _repeats(header, cells):
                continue
            found, pending = pending, []
            data: dict[str, Any] = {}
            for (at, known, path), remembered in zip(header.columns, memory, strict=True):
                if at >= len(cells) or not (text := cells[at].strip()):
                    continue
                value, unread = _read(known, text, remembered)
                if unread:
                    refused = value is None and known.name in _REQUIRED
                    found += _unread(known, cell_name(at, number, sheet), unread, refused=refused)
                    value = unread if refused else value  # the reader of offers then says more than that it is missing
                if value is not None:
                    _put(data, path, value)
            for at, name in header.personal:
                if at < len(cells) and cells[at].strip():
                    data[name] = True
            if any(cell.strip() for cell in cells[header.width :]):
                found.append(findings.cells_without_header(cell_name(header.width, number, sheet)))
            self._complete(data)
            is_derived = "identifier" not in data
            if is_derived:
                name = _derived(data)
                derived[name] += 1
                data["identifier"] = name if derived[name] == 1 else f"{name}-{derived[name]}"
            yield Draft(
                data=data, where=f"row {number}", places=Places(letters, number, sheet), derived=is_derived, warnings=tuple(found)
            )

    def refuse(self, rows: Iterable[Sequence[str]]) -> Unreadable:
        """What to raise where no header was found: names what stands there instead."""
        fullest = max(islice(rows, HEADER_WITHIN), key=lambda cells: sum(bool(cell.strip()) for cell in cells), default=())
        headers = ", ".join(cell.strip()[:40] for cell in fullest if cell.strip())
        return Unreadable(
            f"No header with columns of the template was found; the columns are: {headers[:300] or 'none'}. Use the template "
            "(titel, aanbieder, soort, gemeente …), or map the columns with options.columns."
        )

    def _complete(self, data: dict[str, Any]) -> None:
        for known, value in self._defaults:
            group = data.get(known.path[0])
            if group is None or (len(known.path) > 1 and isinstance(group, dict) and known.path[1] not in group):
                _put(data, known.path, value)
        if self._provider:
            given = data.get("provider") or {}
            if given.get("name") in (None, self._provider.get("name")):
                data["provider"] = {**self._provider, **given}
        place = data.get("place")
        if place and "postcode" not in place and (town := place.get("municipality", ""))[:4].isdecimal() and town[4:5].isspace():
            place["postcode"], place["municipality"] = town[:4], town[5:].strip()


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


def _letters(header: Header) -> dict[str, str]:
    """Pointer → letter of its column; also for the group a column belongs to, such as `/title` or `/place`."""
    letters: dict[str, str] = {}
    for at, known, _ in header.columns:
        letters[known.pointer] = _letter(at)
        letters.setdefault("/" + known.path[0], _letter(at))
    return letters | {pointer_to(name): _letter(at) for at, name in header.personal}


def _is_remark(cells: Sequence[str]) -> bool:
    return not any(map(str.strip, cells)) or cells[0].lstrip().startswith("#")


def _repeats(header: Header, cells: Sequence[str]) -> bool:
    """Whether the row only names the columns again, as the second header of a bilingual template does."""
    known = names()
    filled = (cells[at] for at, _, _ in header.columns if at < len(cells) and cells[at])
    return all(text.strip().lower() in known for text in filled)


def _read(known: Column, text: str, remembered: dict[str, Reading]) -> Reading:
    if known.reader is None:
        return None if is_nothing(text) else text, []
    reading = remembered.get(text)
    if reading is None:
        reading = (None, []) if is_nothing(text) else known.reader.read(text)
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


def _put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    if len(path) == 1:
        data[path[0]] = value
    else:
        data.setdefault(path[0], {})[path[1]] = value


def _derived(data: Mapping[str, Any]) -> str:
    """An identifier that survives row order and edits elsewhere: of provider, kind, municipality and title."""
    title = data.get("title") or {}
    parts = (
        (data.get("provider") or {}).get("name") or "",
        " ".join(sorted(data.get("kind") or ())),
        (data.get("place") or {}).get("municipality") or "",
        next(iter(title.values()), ""),
    )
    return "row-" + hashlib.blake2b("\n".join(folded(part) for part in parts).encode(), digest_size=8).hexdigest()


def _close(header: str) -> str | None:
    known = {header_key(name): one.nl for one in COLUMNS for name in (one.name, one.nl)}
    found = difflib.get_close_matches(header_key(header), known, 1, 0.8)
    return known[found[0]] if found else None


def _table(feed: Feed, name: str) -> Mapping[str, Any]:
    value = feed.options.get(name, {})
    if not isinstance(value, Mapping):
        raise BadInput(f"feeds.{feed.key}.options.{name} is {value!r}: expected a table.")
    return value


def _ours(feed: Feed, theirs: str, ours: Any) -> Column:
    known = column(ours) if isinstance(ours, str) else None
    if known is None:
        close = _close(ours) if isinstance(ours, str) else None
        raise BadInput(
            f"feeds.{feed.key}.options: {ours!r} (for {theirs!r}) is not a column of the template."
            + (f" Did you mean {close!r}?" if close else f" Columns: {', '.join(one.name for one in COLUMNS)}.")
        )
    return known


def _default(feed: Feed, known: Column, value: Any) -> Any:
    if known.reader is None:
        return str(value)
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)  # True and False read as ja and nee
    read, unread = known.reader.read(text)
    if unread or read is None:
        raise BadInput(
            f"feeds.{feed.key}.options.defaults.{known.name} is {value!r}: expected {known.reader.expected[1]}."
        )
    return read
