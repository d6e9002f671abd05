"""Format `csv`: lists kept in a sheet and saved as text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from catalogue.feed import Cursor, Feed
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable, encoding_of, opening, refuse_foreign
from harvesters.table import HEADER_WITHIN, Table

_DELIMITERS: Final = (";", ",", "\t")
_SEP_LINE: Final = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_LINES_LOOKED_AT: Final = 400
_LINE_LIMIT: Final = 1_000_000
_WANTED: Final = "a list as CSV"


class CSV:
    """Comma-separated values (RFC 4180) as sheets really write them, under the header of the template.

    Semicolon, comma or tab, whichever makes a header of the first rows; UTF-8 or UTF-16 with or without mark, or CP1252;
    any line end; quoted line ends. Raises `Unreadable` where no header is recognised or a quotation mark is never closed.
    """

    complete = True
    version = 1

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
            rows = _rows(file, delimiter)
            first = list(islice(rows, HEADER_WITHIN))
            header = self._table.header(first)
            if header is None:
                raise self._table.refuse(first)
            under = ((number, cells) for number, cells in enumerate(_chain(first, rows), 1) if number > header.row)
            yield from self._table.drafts(header, under)

    def _delimiter(self, file: io.TextIOBase) -> str:
        """The one that makes the most header; where none does, the one that makes the most cells."""
        lines = list(islice(_lines(file), _LINES_LOOKED_AT))
        if lines and (said := _SEP_LINE.fullmatch(lines[0])):
            return said[1]

        def fits(delimiter: str) -> tuple[int, int]:
            rows = list(islice(csv.reader(lines, delimiter=delimiter), HEADER_WITHIN))
            return max(map(self._table.recognised, rows), default=0), max(map(len, rows), default=0)

        return max(_DELIMITERS, key=fits)


def _chain(first: list[list[str]], rest: Iterable[list[str]]) -> Iterator[list[str]]:
    yield from first
    yield from rest


def _rows(file: io.TextIOBase, delimiter: str) -> Iterator[list[str]]:
    """Rows as a sheet numbers them. A quotation mark that is never closed swallows all that follows: that is an error."""
    ended = False

    def lines() -> Iterator[str]:
        nonlocal ended
        for at, line in enumerate(_lines(file)):
            if at or not _SEP_LINE.fullmatch(line):
                yield line
        ended = True

    reader = csv.reader(lines(), delimiter=delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if ended:  # the reader asked for one more line to finish this row
                raise _unclosed(number)
            yield cells
    except csv.Error as error:
        raise _unclosed(number + 1) from error


def _lines(file: io.TextIOBase) -> Iterator[str]:
    while line := file.readline(_LINE_LIMIT):
        if len(line) == _LINE_LIMIT:
            raise Unreadable(f"A line is longer than {_LINE_LIMIT} characters; expected {_WANTED}, one row a line.")
        yield line


def _unclosed(number: int) -> Unreadable:
    return Unreadable(
        f"A quotation mark opened in row {number} is never closed, so that what follows cannot be told apart. Nothing was used: "
        "close it, or save the list again from the sheet."
    )
