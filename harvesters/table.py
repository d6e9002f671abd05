"""What `csv` and `xlsx` share: a header, rows of cells under it, and how they become drafts."""

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from catalogue.errors import BadInput
from catalogue.feed import Feed
from catalogue.offer.privacy import has_register_number, is_forbidden, redacted
from catalogue.offer.problems import Problem, shortened
from harvesters import findings
from harvesters.base import Draft, Rejected
from harvesters.document import Unreadable
from harvesters.dutch import folded
from harvesters.header import Header, Places, cell_name, letters_of
from harvesters.rows import Rows, is_remark, put
from harvesters.template import COLUMNS, Column, column, header_key, without_note

HEADER_WITHIN: Final = 30
"""Rows looked at for the header: exports put titles and notes above it."""
_HEADER_LENGTH: Final = 80
_HEADER_WIDTH: Final = 500
"""Cells looked at for the header: the template has some sixty columns."""
_TOWN: Final = re.compile(r"([1-9]\d{3})\s+(\S.*)")

Numbered = tuple[int, Sequence[str]]
"""A row: its number in the sheet, from 1, and its cells as text, from column A."""


class Table:
    """Reads rows as the feed's options say; made once per feed. Raises `BadInput` for options that cannot be.

    Options: `columns` {their header: our column}, `provider` (an object, for rows that name none), `defaults`
    {our column: value, for empty cells}, `only` {their header: value or values of the rows that are meant}.
    """

    def __init__(self, feed: Feed) -> None:
        self._mapped = {
            header_key(theirs): _ours(feed, theirs, ours) for theirs, ours in _table(feed, "columns").items()
        }
        self._provider = dict(_table(feed, "provider"))
        if self._provider and not self._provider.get("name"):
            raise BadInput(f"feeds.{feed.key}.options.provider has no name.")
        defaults = {_ours(feed, name, name): value for name, value in _table(feed, "defaults").items()}
        self._defaults = [(known, _default(feed, known, value)) for known, value in defaults.items()]
        self._only = {
            header_key(theirs): (
                theirs,
                frozenset(folded(str(one)) for one in (wanted if isinstance(wanted, list | tuple) else [wanted])),
            )
            for theirs, wanted in _table(feed, "only").items()
        }

    def column(self, header: str) -> Column | None:
        return (self._mapped and self._mapped.get(header_key(header))) or column(header)

    def recognised(self, cells: Sequence[str]) -> int:
        """How much of a header these cells are: its number of columns, 0 where they are none.

        A header names a title, or at least three columns.
        """
        found = {
            known.name
            for cell in cells[:_HEADER_WIDTH]
            if 0 < len(cell) <= _HEADER_LENGTH and (known := self.column(cell))
        }
        return len(found) if len(found) >= 3 or "title" in found else 0

    def header(self, rows: Iterable[Numbered], sheet: str | None = None) -> Header | None:
        """The best header among these rows, or `None`. Raises `Unreadable` where a column of `only` is missing."""
        best = max(rows, key=lambda row: self.recognised(row[1]), default=None)
        return self._header(*best, sheet) if best and self.recognised(best[1]) else None

    def _header(self, row: int, cells: Sequence[str], sheet: str | None) -> Header:
        cells = cells[:_HEADER_WIDTH]
        keys = [header_key(cell) if cell.strip() else "" for cell in cells]
        mapped = {self._mapped[key].name: keys.index(key) for key in reversed(keys) if key in self._mapped}
        columns: dict[str, tuple[int, Column]] = {}
        personal: list[tuple[int, str]] = []
        warnings: list[Problem] = []
        for at, cell in enumerate(cells):
            if not keys[at]:
                continue
            where = cell_name(at, row, sheet)
            known = self.column(cell)
            if known and known.name not in columns and mapped.get(known.name, at) == at:
                columns[known.name] = (at, known)
            elif known:
                warnings.append(findings.repeated_column(where, cell, known.nl))
            elif is_forbidden(name := without_note(cell).strip()):
                personal.append((at, name))
            elif keys[at] not in self._only:
                warnings.append(findings.unknown_column(where, cell, _close(cell)))
        return Header(
            row=row,
            columns=tuple(columns.values()),
            personal=tuple(personal),
            conditions=tuple(self._conditions(keys)),
            width=max((at for at, key in enumerate(keys) if key), default=-1) + 1,
            warnings=tuple(warnings),
        )

    def _conditions(self, keys: Sequence[str]) -> Iterator[tuple[int, str, frozenset[str]]]:
        for key, (theirs, wanted) in self._only.items():
            if key not in keys:
                raise Unreadable(
                    f"The column {theirs!r}, which says what rows are meant (options.only), is not there. Nothing was used: "
                    "name the column as it was, or change the option."
                )
            yield keys.index(key), theirs, wanted

    def records(
        self, header: Header, rows: Iterable[Numbered], *, sheet: str | None = None, warnings: Sequence[Problem] = ()
    ) -> Iterator[Draft | Rejected]:
        """A draft for each row that holds one; `warnings` and those of the header go with the first.

        Two rows without an identifier that offer the same get `-2`, `-3` behind the derived one. Memory grows with the
        number of derived identifiers (some hundred bytes each) and with nothing else.
        """
        letters = letters_of(header)
        reader = Rows(header, sheet)
        derived: Counter[str] = Counter()
        pending = [*warnings, *header.warnings]
        for number, cells in rows:
            if is_remark(cells) or self._repeats(header, cells):
                continue
            if len(cells) < header.width:
                cells = [*cells, *[""] * (header.width - len(cells))]
            data, silent, found = reader.read(number, cells)
            self._complete(data, silent)
            if unmeant := reader.unmeant(number, cells):
                yield Rejected(record=data.get("identifier"), problems=unmeant)
                continue
            is_derived = "identifier" not in data
            if is_derived:
                name = _derived(data)
                derived[name] += 1
                data["identifier"] = name if derived[name] == 1 else f"{name}-{derived[name]}"
            yield Draft(
                data=data,
                where=f"row {number}",
                places=Places(letters, number, sheet),
                derived=is_derived,
                warnings=(*pending, *found),
            )
            pending = []

    def refuse(self, rows: Iterable[Numbered]) -> Unreadable:
        """What to raise where no header was found: names what stands there instead."""
        fullest = max((cells for _, cells in rows), key=lambda cells: sum(map(bool, map(str.strip, cells))), default=())
        shown = [
            shortened(redacted(cell[:400], "en"), 40)
            for cell in fullest[:_HEADER_WIDTH]
            if cell.strip() and not has_register_number(cell)
        ]
        return Unreadable(
            "No header with columns of the template was found; the columns are: "
            f"{shortened(', '.join(shown), 300) or 'none'}. Use the template (titel, aanbieder, soort, gemeente …), or map "
            "the columns with options.columns."
        )

    def _repeats(self, header: Header, cells: Sequence[str]) -> bool:
        """Whether the row only names the columns again, as the second header of a bilingual template does."""
        named = 0
        for at, known in header.columns:
            if at < len(cells) and (text := cells[at].strip()):
                if len(text) > _HEADER_LENGTH or self.column(text) is not known:
                    return False
                named += 1
        return named > 0

    def _complete(self, data: dict[str, Any], silent: set[str]) -> None:
        """Put in what the feed's options say for cells that are empty."""
        for known, value in self._defaults:
            group, *inner = known.path
            if known.name not in silent and (group not in data or (inner and inner[0] not in data[group])):
                put(data, known.path, value)
        if self._provider:
            given = data.get("provider") or {}
            if given.get("name") in (None, self._provider["name"]):
                data["provider"] = {**self._provider, **given}
        place = data.get("place")
        if place and "postcode" not in place and (found := _TOWN.fullmatch(place.get("municipality", ""))):
            place["postcode"], place["municipality"] = found.groups()


def _derived(data: Mapping[str, Any]) -> str:
    """An identifier that survives another order of rows and columns, and edits elsewhere: of provider, kind, municipality
    and title."""
    title = data.get("title") or {}
    parts = (
        (data.get("provider") or {}).get("name") or "",
        " ".join(sorted(data.get("kind") or ())),
        (data.get("place") or {}).get("municipality") or "",
        title.get("nl") or title.get("fr") or title.get("en") or "",
    )
    return "row-" + hashlib.blake2b("\n".join(map(folded, parts)).encode(), digest_size=8).hexdigest()


def _close(header: str) -> str | None:
    known = {header_key(name): one.nl for one in COLUMNS for name in (one.name, one.nl)}
    found = difflib.get_close_matches(header_key(header[:_HEADER_LENGTH]), known, 1, 0.8)
    return known[found[0]] if found else None


def _table(feed: Feed, name: str) -> Mapping[str, Any]:
    value = feed.options.get(name, {})
    if not isinstance(value, Mapping):
        raise BadInput(f"feeds.{feed.key}.options.{name} is {value!r}: expected a table.")
    return value


def _ours(feed: Feed, theirs: str, ours: Any) -> Column:
    if is_forbidden(theirs):
        raise BadInput(f"feeds.{feed.key}.options.columns: {theirs!r} is about persons and is never read.")
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
