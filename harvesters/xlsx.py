"""Format `xlsx`: lists kept in Excel or a program that writes the same files."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import IO, Any, Final, cast

import python_calamine as calamine

from catalogue.feed import Cursor, Feed
from harvesters import findings
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable, is_web_page, opening, refuse_foreign
from harvesters.table import HEADER_WITHIN, Table

_WANTED: Final = "an Excel workbook (.xlsx)"
_CHUNK_BYTES: Final = 1 << 20
_EXPANDED_LIMIT_BYTES: Final = 500_000_000
_CELLS_LIMIT: Final = 5_000_000
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*[^/>]>')
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")


class XLSX:
    """Office Open XML workbooks (ISO/IEC 29500) under the header of the template: the first visible sheet that has one.

    Values only: a formula counts for what it last gave, nothing is computed. Raises `Unreadable` for a file that is no
    workbook, that has a password, or that unfolds to more than a list can be.
    """

    complete = True
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._table = Table(feed)

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        yield http.get(
            self.feed.url,
            cursor=cursor,
            accept="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.5",
        )

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        _refuse_other(page.path)
        _refuse_bomb(page.path)
        try:
            workbook = calamine.CalamineWorkbook.from_path(page.path)
            sheets = [
                workbook.get_sheet_by_name(sheet.name)
                for sheet in workbook.sheets_metadata
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible
            ]
        except calamine.PasswordError as error:
            raise Unreadable(f"This workbook has a password; expected {_WANTED} without one.") from error
        except calamine.CalamineError as error:
            raise Unreadable(f"This workbook cannot be opened ({error}); expected {_WANTED}. Save it again.") from error
        headers = [(sheet, header) for sheet in sheets if (header := self._table.header(_rows(sheet), sheet.name))]
        if not headers:
            raise self._table.refuse(row for sheet in sheets for row in islice(_rows(sheet), HEADER_WITHIN))
        (sheet, header), others = headers[0], headers[1:]
        under = ((number, cells) for number, cells in enumerate(_rows(sheet), 1) if number > header.row)
        unread = [findings.unread_sheet(other.name, sheet.name) for other, _ in others]
        yield from self._table.drafts(header, under, sheet=sheet.name, warnings=unread)


def _refuse_other(path: str) -> None:
    head = opening(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"This is an old Excel file (.xls) or one with a password; expected {_WANTED}. Save it as .xlsx.")
    if not head.startswith(b"PK"):
        if head and not is_web_page(head):
            raise Unreadable(f"This is not an Excel workbook; expected {_WANTED}. For a text file choose the format csv.")
        refuse_foreign(head, _WANTED)


def _refuse_bomb(path: str) -> None:
    """Unfold the workbook once, counting: what its directory says of sizes need not be true, and a single cell far from
    the others would make a reader lay out all those between."""
    size_bytes = cells = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise Unreadable(f"This workbook is packed in an unusual way; expected {_WANTED}. Save it again.")
                part.file_size = _EXPANDED_LIMIT_BYTES + 1  # read to the real end, not to the stated one
                with archive.open(part) as file:
                    for more_bytes, more_cells in _unfolded(file, is_sheet=_SHEET.fullmatch(part.filename) is not None):
                        size_bytes, cells = size_bytes + more_bytes, cells + more_cells
                        if size_bytes > _EXPANDED_LIMIT_BYTES or cells > _CELLS_LIMIT:
                            raise Unreadable(
                                f"This workbook unfolds to more than a list can be ({_EXPANDED_LIMIT_BYTES // 1_000_000} MB, "
                                f"{_CELLS_LIMIT} cells). Remove what stands far below or right of the list, or save it as CSV."
                            )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable(f"This workbook is damaged or has a password ({error}); expected {_WANTED}. Save it again.") from error


def _unfolded(file: IO[bytes], *, is_sheet: bool) -> Iterator[tuple[int, int]]:
    """Bytes as they come, and at the end the cells of the rectangle that the filled ones span."""
    rows = columns = 0
    rest = b""
    while chunk := file.read(_CHUNK_BYTES):
        yield len(chunk), 0
        if is_sheet:
            for letters, row in _CELL.findall(rest + chunk):
                rows, columns = max(rows, int(row)), max(columns, _index(letters))
            rest = chunk[-200:]
    yield 0, rows * columns


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index


def _rows(sheet: calamine.CalamineSheet) -> Iterator[Sequence[str]]:
    """Rows from the first of the sheet, cells from column A, as text."""
    if sheet.start is None:
        return
    left = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        yield left + [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """As a person would have typed it."""
    match cell:
        case str():
            return cell
        case bool():
            return "ja" if cell else "nee"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case timedelta():
            return f"{cell // timedelta(hours=1)}:{cell % timedelta(hours=1) // timedelta(minutes=1):02}"
        case _:
            return str(cast("object", cell))
