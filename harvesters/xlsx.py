"""Format `xlsx`: lists kept in Excel or a program that writes the same files."""

from collections.abc import Iterator
from itertools import chain, islice

from catalogue.feed import Cursor, Feed
from harvesters import findings
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable, is_web_page, opening, refuse_foreign
from harvesters.table import HEADER_WITHIN, Table
from harvesters.workbook import WANTED, Workbook


class XLSX:
    """Office Open XML workbooks (ISO/IEC 29500) under the header of the template: the first visible sheet that has one.

    Values only: a formula counts for what it last gave, nothing is computed. Raises `Unreadable` for a file that is no
    workbook, that has a password, or that unfolds to more than a list can be.
    """

    complete = True
    versions = False
    version = 2

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
        with Workbook(page.path) as book:
            tops = {sheet: list(islice(book.rows(sheet), HEADER_WITHIN)) for sheet in book.sheets()}
            lists = [(sheet, header) for sheet, top in tops.items() if (header := self._table.header(top, sheet.name))]
            if not lists:
                raise self._table.refuse(chain.from_iterable(tops.values()))
            (sheet, header), *others = lists
            under = (row for row in book.rows(sheet) if row[0] > header.row)
            unread = [findings.unread_sheet(other.name, sheet.name) for other, _ in others]
            yield from self._table.records(header, under, sheet=sheet.name, warnings=unread)


def _refuse_other(path: str) -> None:
    head = opening(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            f"This is an old Excel file (.xls) or one with a password; expected {WANTED}. Save it as .xlsx."
        )
    if not head.startswith(b"PK"):
        if head and not is_web_page(head):
            raise Unreadable(
                f"This is not an Excel workbook; expected {WANTED}. For a text file choose the format csv."
            )
        refuse_foreign(head, WANTED)
