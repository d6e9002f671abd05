"""Format `csv`: lists kept in a sheet and saved as text."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Final

from catalogue.feed import Cursor, Feed
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable, encoding_of, opening, refuse_foreign
from harvesters.table import HEADER_WITHIN, Table

_DELIMITERS: Final = (";", ",", "\t")
_SEP_LINE: Final = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)
_LINES_LOOKED_AT: Final = 400
_ROW_LIMIT: Final = 1_000_000
"""Characters of one row, over however many lines."""
_WANTED: Final = "a list as CSV"


class CSV:
    """Comma-separated values (RFC 4180) as sheets really write them, under the header of the template.

    Semicolon, comma or tab, whichever makes a header of the first rows; UTF-8 or UTF-16 with or without mark, or CP1252;
    any line end; quoted line ends. Raises `Unreadable` where no header is recognised or a quotation mark is never closed.
    """

    complete = True
    versions = False
    version = 2

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._table = Table(feed)

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        yield http.get(self.feed.url, cursor=cursor, accept="text/csv, text/plain;q=0.8, */*;q=0.5")

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        refuse_foreign(opening(page.path), _WANTED)
        encoding = encoding_of(page.path, page.charset)
        with open(page.path, encoding=encoding, errors="replace", newline="") as file:
            delimiter = self._delimiter(file)
            file.seek(0)
            rows = enumerate(_rows(file, delimiter), 1)
            first = list(islice(rows, HEADER_WITHIN))
            header = self._table.header(first)
            if header is None:
                raise self._table.refuse(first)
            under = (row for row in chain(first, rows) if row[0] > header.row)
            yield from self._table.records(header, under)

    def _delimiter(self, file: io.TextIOBase) -> str:
        """The one that makes the most header; where none does, the one that makes the most cells."""
        lines = _start(file)
        if lines and (said := _SEP_LINE.fullmatch(lines[0])):
            return said[1]

        def fits(delimiter: str) -> tuple[int, int]:
            best = (0, 0)
            with suppress(csv.Error):  # said of the row itself when it is read
                for cells in islice(csv.reader(lines, delimiter=delimiter), HEADER_WITHIN):
                    best = max(best, (self._table.recognised(cells), len(cells)))
            return best

        return max(_DELIMITERS, key=fits)


def _rows(file: io.TextIOBase, delimiter: str) -> Iterator[list[str]]:
    """Rows as a sheet numbers them. Raises `Unreadable` for a quotation mark that is closed never, or in another row."""
    ended = False
    lines: list[str] = []  # of the row under way

    def read() -> Iterator[str]:
        nonlocal ended
        size = 0
        for at, line in enumerate(_lines(file)):
            if at == 0 and _SEP_LINE.fullmatch(line):
                continue
            size = len(line) + (size if lines else 0)
            if size > _ROW_LIMIT:
                raise _unclosed(number + 1)
            lines.append(line)
            yield line
        ended = True

    number = 0
    try:
        for number, cells in enumerate(csv.reader(read(), delimiter=delimiter), 1):
            if ended:  # the reader asked for one more line to finish this row
                raise _unclosed(number)
            if len(lines) > 1 and _swallows(lines, delimiter):
                raise _unclosed(number)
            lines.clear()
            yield cells
    except csv.Error as error:  # a cell longer than 131 072 characters
        raise _unclosed(number + 1) from error


def _swallows(lines: list[str], delimiter: str) -> bool:
    """Whether a cell over several lines goes on behind its closing mark: it then ran into one that opens another cell."""
    try:
        return not list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True


def _lines(file: io.TextIOBase) -> Iterator[str]:
    while line := file.readline(_ROW_LIMIT):
        if len(line) == _ROW_LIMIT:
            raise Unreadable(f"A line is longer than {_ROW_LIMIT} characters; expected {_WANTED}, one row a line.")
        yield line


def _start(file: io.TextIOBase) -> list[str]:
    """Lines enough to hold a header, not more than a row may hold."""
    lines: list[str] = []
    size = 0
    for line in islice(_lines(file), _LINES_LOOKED_AT):
        lines.append(line)
        size += len(line)
        if size > _ROW_LIMIT:
            break
    return lines


def _unclosed(number: int) -> Unreadable:
    return Unreadable(
        f"A quotation mark opened in row {number} is not closed where its cell ends, so that what follows cannot be told "
        "apart. Nothing was used: close it, or save the list again from the sheet."
    )
