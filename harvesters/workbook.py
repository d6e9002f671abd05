"""Office Open XML workbooks (ISO/IEC 29500-1, SpreadsheetML), read as a stream: sheets, and their rows as text.

Only what a list needs: values, not formulas, formats as far as they tell a date from a number. Memory is bounded by
the shared strings; nothing is laid out, so that a cell far from the others costs no more than its own row.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final
from xml.parsers import expat

from msgspec import Struct

from harvesters.document import Unreadable

WANTED: Final = "an Excel workbook (.xlsx)"
_CHUNK_BYTES: Final = 1 << 16
_EXPANDED_LIMIT_BYTES: Final = 100_000_000
_CELLS_LIMIT: Final = 5_000_000
_TOKEN_LIMIT: Final = 1_000_000
"""Characters between two marks; Excel puts at most 32 767 in a cell."""
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})[1-9]\d{0,6}")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""Characters that XML cannot hold (ISO/IEC 29500-1 §22.9.2.19)."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_EPOCH: Final = datetime(1899, 12, 30, tzinfo=UTC)
_EPOCH_1904: Final = datetime(1904, 1, 1, tzinfo=UTC)
_BUILT_IN: Final = (
    dict.fromkeys([*range(14, 18), *range(27, 37), *range(50, 59)], "d")
    | dict.fromkeys([*range(18, 22), 45, 47], "h")
    | {22: "d h", 46: "[h]"}
)
"""Formats of dates and times that are numbered, not written out (§18.8.30), as far as they differ here."""

Event = tuple[str, dict[str, str], str]
"""`row`, its attributes and nothing where an element starts; `/row`, nothing and its last words where it ends."""


class Sheet(Struct, frozen=True):
    name: str
    part: str


class Workbook:
    """A workbook on disk; open it in a `with` statement. Raises `Unreadable` for what is none, or too much of one."""

    def __init__(self, path: str) -> None:
        with _damage():
            self._archive = zipfile.ZipFile(path)
        self._parts = {part.filename.replace("\\", "/").lower(): part for part in self._archive.infolist()}
        self._expanded_bytes = self._cells = 0

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def sheets(self) -> list[Sheet]:
        """The visible worksheets, in their order; reads what all of them share."""
        with _damage():
            package = self._related("") if "_rels/.rels" in self._parts else {}
            main = next((target for kind, target in package.values() if kind == "officeDocument"), "")
            if not main.endswith(".xml"):
                raise Unreadable(f"This is a zip file, but not a workbook; expected {WANTED}. Save the list as .xlsx.")
            related = self._related(main)
            self._strings = self._shared(related)
            self._formats = self._styles(related)
            self._epoch = _EPOCH
            found = []
            for name, attributes, _ in self._events(main):
                if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                    self._epoch = _EPOCH_1904
                elif name == "sheet" and attributes.get("state", "visible") == "visible":
                    reference = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                    kind, part = related.get(reference, ("", ""))
                    if kind == "worksheet":
                        found.append(Sheet(attributes.get("name", ""), part))
            return found

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
        """The rows that are there: number, from 1, and cells from column A as a person would have typed them."""
        number, cells, at = 0, list[str](), -1
        cell: dict[str, str] = {}
        words: list[str] = []
        phonetic = False
        with _damage():
            for name, attributes, text in self._events(sheet.part):
                match name:
                    case "row":
                        number = _within(int(attributes.get("r") or number + 1), _LAST_ROW)
                        cells, at = [], -1
                    case "c":
                        at = _within(_column(attributes["r"]) if "r" in attributes else at + 1, _LAST_COLUMN - 1)
                        cell, words = attributes, []
                    case "rPh":
                        phonetic = True
                    case "/rPh":
                        phonetic = False
                    case "/v" | "/t" if not phonetic:
                        words.append(text)
                    case "/c" if words:
                        self._count(at + 1 - len(cells))
                        cells += [""] * (at + 1 - len(cells))
                        cells[at] = self._text(cell, "".join(words))
                    case "/row":
                        self._count(1)
                        yield number, cells
                    case "/sheetData":
                        return

    def _count(self, cells: int) -> None:
        self._cells += max(0, cells)
        if self._cells > _CELLS_LIMIT:
            raise _too_much()

    def _text(self, cell: dict[str, str], value: str) -> str:
        match cell.get("t", "n"):
            case "s":
                return self._strings[_within(int(value), len(self._strings) - 1)]
            case "b":
                return "ja" if value.strip() in ("1", "true") else "nee"
            case "n":
                return self._number(value.strip(), self._formats.get(cell.get("s", "0"), ""))
            case _:
                return _unescaped(value)

    def _number(self, value: str, form: str) -> str:
        try:
            number = float(value)
            if not form:
                return str(int(number)) if number.is_integer() else repr(number)
            minutes = round(number * 24 * 60)
            if "[" in form:  # hours that go on past 24
                return f"{minutes // 60}:{minutes % 60:02}"
            moment = self._epoch + timedelta(minutes=minutes)
        except (ValueError, OverflowError):
            return value
        if 0 <= number < 1 or (set(form) & set("hs") and not set(form) & set("dy")):
            return f"{moment:%H:%M}"
        return f"{moment:%Y-%m-%d}" if (moment.hour, moment.minute) == (0, 0) else f"{moment:%Y-%m-%d %H:%M}"

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id → last word of the kind, and the name of the other part (ISO/IEC 29500-2 §9.3)."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}
        for element, attributes, _ in self._events(posixpath.join(folder, "_rels", f"{name}.rels")):
            if element == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))[1:]
                found[attributes.get("Id", "")] = attributes.get("Type", "").rpartition("/")[2], target
        return found

    def _shared(self, related: dict[str, tuple[str, str]]) -> list[str]:
        strings: list[str] = []
        words: list[str] = []
        phonetic = False
        for name, _, text in self._events_of("sharedStrings", related):
            match name:
                case "si":
                    words = []
                case "rPh":
                    phonetic = True
                case "/rPh":
                    phonetic = False
                case "/t" if not phonetic:
                    words.append(text)
                case "/si":
                    strings.append(_unescaped("".join(words)))
        return strings

    def _styles(self, related: dict[str, tuple[str, str]]) -> dict[str, str]:
        """Number of a style → the letters of its format, where it is one of dates or times."""
        written: dict[str, str] = {}
        formats: dict[str, str] = {}
        in_cells = False
        at = 0
        for name, attributes, _ in self._events_of("styles", related):
            match name:
                case "numFmt":
                    written[attributes.get("numFmtId", "")] = _letters(attributes.get("formatCode", ""))
                case "cellXfs":
                    in_cells = True
                case "/cellXfs":
                    in_cells = False
                case "xf" if in_cells:
                    number = attributes.get("numFmtId", "0")
                    if form := written.get(number) or (_BUILT_IN.get(int(number), "") if number.isdecimal() else ""):
                        formats[str(at)] = form
                    at += 1
        return formats

    def _events_of(self, kind: str, related: dict[str, tuple[str, str]]) -> Iterator[Event]:
        for known, part in related.values():
            if known == kind:
                yield from self._events(part)

    def _events(self, name: str) -> Iterator[Event]:
        """The elements of a part, as they come."""
        found: list[Event] = []
        words: list[str] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            found.append((tag.rpartition(":")[2], attributes, ""))
            words.clear()

        def end(tag: str) -> None:
            found.append(("/" + tag.rpartition(":")[2], {}, "".join(words)))
            words.clear()

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = words.append
        parser.StartDoctypeDeclHandler = _refuse_doctype
        part = self._parts.get(name.lower())
        if part is None:
            raise Unreadable(f"A part of this workbook is missing; expected {WANTED}. Save it again.")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(f"This workbook is packed in an unusual way; expected {WANTED}. Save it again.")
        read_bytes = 0
        with self._archive.open(part) as file:
            while chunk := file.read(_CHUNK_BYTES):
                read_bytes += len(chunk)
                self._expanded_bytes += len(chunk)
                parser.Parse(chunk, False)
                waiting = read_bytes - max(0, parser.CurrentByteIndex)
                if self._expanded_bytes > _EXPANDED_LIMIT_BYTES or max(waiting, sum(map(len, words))) > _TOKEN_LIMIT:
                    raise _too_much()
                yield from found
                found.clear()
            parser.Parse(b"", True)
            yield from found


@contextmanager
def _damage() -> Iterator[None]:
    """What the libraries underneath say of a broken file, in words of ours."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, NotImplementedError, RuntimeError,
        ValueError, OverflowError, LookupError,
    ) as error:  # fmt: skip
        raise Unreadable(f"This workbook is damaged or has a password; expected {WANTED}. Save it again.") from error


def _refuse_doctype(*_: object) -> None:
    raise Unreadable(
        f"A part of this workbook defines entities, which no sheet does; expected {WANTED}. Save it again."
    )


def _too_much() -> Unreadable:
    return Unreadable(
        f"This workbook unfolds to more than a list can be ({_EXPANDED_LIMIT_BYTES // 1_000_000} MB, {_CELLS_LIMIT} cells). "
        "Remove what stands far below or right of the list, or save it as CSV."
    )


def _within(number: int, last: int) -> int:
    if not 0 <= number <= last:
        raise ValueError(number)
    return number


def _column(reference: str) -> int:
    """`C7` → 2."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    index = 0
    for letter in found[1]:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _letters(code: str) -> str:
    """The letters of a format code that stand for a date or time (§18.8.31), or nothing."""
    first = _LITERAL.sub("", code.partition(";")[0]).lower()
    if first == "general":
        return ""
    return "".join(re.findall(r"[dmyhs]+|\[", first)) if re.search(r"[dmyhs]", first) else ""


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)  # half of a pair is no character
