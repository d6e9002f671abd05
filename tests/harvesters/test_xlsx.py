"""Workbooks: which sheet and which cells, dates and numbers as people typed them, and files that are no list."""

import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Written
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from harvesters.base import Draft, Page
from harvesters.document import Unreadable
from harvesters.fetch import HttpFetcher
from harvesters.workbook import Workbook
from harvesters.xlsx import XLSX
from tests.harvesters.lists import (
    OFFER,
    feed,
    findings,
    offers,
    only_drafts,
    parsed,
    refusal,
    said,
    sheet_drafts,
    workbook,
)
from tests.harvesters.server import Server

HEADER = ["titel", "soort", "aanbieder", "gemeente"]
ROW = ["Praattafel", "taaloefenkans", "Buurthuis (fictief)", "Gent"]
BOOK = workbook(("Blad1", [HEADER, ROW]))


def changed(raw: bytes, part: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """The workbook with one of its parts changed, or without it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = change(before.read(name)) if name == part else before.read(name)
            if content is not None:
                after.writestr(name, content)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_rows_and_cell_names(tmp_path: Path) -> None:
    """A draft for each row, that knows its cells by sheet, column and row."""
    found = sheet_drafts(tmp_path, workbook(("Aanbod '26", [["Aanbod"], [], HEADER, ROW, [], ROW])))
    assert [OFFER, OFFER] == offers(found)
    assert [("row 4", "Aanbod '26!A4", "Aanbod '26!D4"), ("row 6", "Aanbod '26!A6", "Aanbod '26!D6")] == [
        (one.where, one.places["/title"], one.places["/place/municipality"]) for one in found
    ]


def test_list_that_does_not_start_in_the_corner(tmp_path: Path) -> None:
    """Empty rows above and columns left of the list count in the names of its cells."""
    found = sheet_drafts(tmp_path, workbook(("Blad1", [[], [None, None, *HEADER], [None, None, *ROW]])))
    assert ([OFFER], ["Blad1!C3"]) == (offers(found), [one.places["/title"] for one in found])


@pytest.mark.parametrize(
    ("value", "column", "key", "read"),
    [
        (date(2027, 6, 30), "einde", "ends", "2027-06-30"),
        (datetime(2027, 6, 30, 23, 59), "einde", "ends", "2027-06-30"),  # noqa: DTZ001 – a sheet has no zones
        ("30/06/2027", "einde", "ends", "2027-06-30"),
        (46568, "einde", "ends", "2027-06-30"),
        (datetime(2026, 11, 20, 10, 15), "nagekeken op", "confirmed", "2026-11-20T09:15:00Z"),  # noqa: DTZ001
        (time(9, 30), "wanneer", "schedule", [{"from": "09:30"}]),
        (timedelta(hours=26, minutes=30), "uren in totaal", "hoursTotal", {"min": 26.5, "max": 26.5}),
        (2.5, "uren per week", "hoursPerWeek", {"min": 2.5, "max": 2.5}),
        (2, "uren per week", "hoursPerWeek", {"min": 2.0, "max": 2.0}),
        (True, "in het nederlands", "inDutch", True),
        (False, "in het nederlands", "inDutch", False),
        (9000, "postcode", "place", {"postcode": "9000"}),
        (9000.0, "nummer", "identifier", "9000"),
        ("007", "nummer", "identifier", "007"),
        (12.5, "kostprijs", "costEur", 12.5),
        (32470000000, "telefoon", "contact", {"telephone": "+32470000000"}),
        (9000123, "telefoon", "contact", {"telephone": "9000123"}),
        (90001234, "telefoon", "contact", {"telephone": "090001234"}),
        (196, "halte", "place", {"nearestStop": "196"}),
        (1e20, "nummer", "identifier", "100000000000000000000"),
        ("een\ntwee", "omschrijving", "description", {"nl": "een\ntwee"}),
    ],
)
def test_typed_cells(tmp_path: Path, value: Any, column: str, key: str, read: Any) -> None:
    """Dates, times, numbers and truth values read as if they had been typed as text."""
    (draft,) = sheet_drafts(tmp_path, workbook(("Blad1", [["titel", "soort", column], ["A", "buddy", value]])))
    assert (read, ()) == (said(draft)[key], draft.warnings)


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (46266, "dd/mm/yyyy", "2026-09-01"),
        (46266.5, "dd/mm/yyyy", "2026-09-01 12:00"),
        (46266, "[$-813]d mmmm yyyy", "2026-09-01"),
        (46266, "mmm-yy", "2026-09-01"),
        (46266.5, "hh:mm", "12:00"),
        (46266.5, "mm:ss", "12:00"),
        (0.5, "dd/mm/yyyy hh:mm", "12:00"),
        (1.25, "[h]:mm", "30:00"),
        (46266.5, "General", "46266.5"),
        (46266.5, '0.00 "dagen"', "46266.5"),
        (46266.5, "[Red]#,##0.00", "46266.5"),
        (46266.5, '_-* #,##0.00\\ "€"_-', "46266.5"),
        (46266.5, '0\\h;"dag"', "46266.5"),
    ],
)
def test_formats(tmp_path: Path, number: float, form: str, shown: str) -> None:
    """A number is a date or a time where its format says so, not where a format only holds such letters."""

    def formatted(book: Written) -> None:
        book["Blad1"]["A1"].number_format = form

    assert [(1, [shown])] == _rows(tmp_path, workbook(("Blad1", [[number]]), change=formatted))


def test_years_since_1904(tmp_path: Path) -> None:
    """Workbooks of old Macs count days from another year."""

    def since_1904(book: Written) -> None:
        book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 – a sheet has no zones

    raw = workbook(("Blad1", [[date(2027, 6, 30)]]), change=since_1904)
    assert [(1, ["2027-06-30"])] == _rows(tmp_path, raw)


def test_parts_of_a_text(tmp_path: Path) -> None:
    """Text of which a part is bold is one text; what Excel escapes is a character again."""
    rich = CellRichText("Praat", TextBlock(InlineFont(b=True), "ta"), "fel")
    assert [(1, ["Praattafel", "a\rb_"])] == _rows(tmp_path, workbook(("Blad1", [[rich, "a_x000D_b_x005F_"]])))


def test_half_a_character(tmp_path: Path) -> None:
    """What is escaped but no character of its own is shown as broken, and harms nothing."""
    raw = workbook(("Blad1", [["titel", "soort"], ["A_xD800_", "buddy"]]))
    assert [("broken-character", "Blad1!A2", None)] == findings(sheet_drafts(tmp_path, raw))


def test_shared_strings(tmp_path: Path) -> None:
    """Texts kept apart from the cells, with their readings for the eye left out, are found by number."""
    strings = b"<sst><si><t>titel</t></si><si><r><t>Ta</t></r><r><t>fel</t></r><rPh><t>x</t></rPh></si></sst>"
    relation = (
        b'<Relationship Id="s" Type="http://x/relationships/sharedStrings" Target="/xl/Strings.xml"/></Relationships>'
    )
    raw = changed(BOOK, SHEET, lambda _: b'<worksheet><sheetData><row><c t="s"><v>0</v></c></row><row><c r="B2" t="s"><v>1</v></c></row></sheetData></worksheet>')  # fmt: skip # noqa: E501
    raw = changed(raw, "xl/_rels/workbook.xml.rels", lambda was: re.sub(rb"<Relationship [^>]*sharedStrings[^>]*/>", b"", was).replace(b"</Relationships>", relation))  # fmt: skip # noqa: E501
    with zipfile.ZipFile(out := io.BytesIO(raw), "a") as archive:
        archive.writestr("xl/strings.xml", strings)
    assert [(1, ["titel"]), (2, ["", "Tafel"])] == _rows(tmp_path, out.getvalue())


def test_formula_counts_for_what_it_last_gave(tmp_path: Path) -> None:
    """Nothing is computed: the value that stands in the file counts, and none is none."""
    value = b'<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+2</f></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    raw = changed(BOOK, SHEET, lambda _: b"<worksheet><sheetData><row>" + value + b"</row></sheetData></worksheet>")
    assert [(1, ["2", "", "#DIV/0!"])] == _rows(tmp_path, raw)


def test_first_visible_sheet_with_a_list(tmp_path: Path) -> None:
    """Explanations and hidden sheets are passed over; another list is not read, and that is said."""

    def hide(book: Written) -> None:
        book["Oud"].sheet_state, book["Weg"].sheet_state = "hidden", "veryHidden"

    raw = workbook(
        ("Oud", [HEADER, ROW]), ("Weg", [HEADER, ROW]), ("Uitleg", [["Hoe vult u dit in?"], ["titel: kort"]]),
        ("Aanbod", [HEADER, ROW]), ("Vorig jaar", [HEADER, ROW]),
        change=hide,
    )  # fmt: skip
    found = sheet_drafts(tmp_path, raw)
    assert (["Aanbod!A2"], [("unread-sheet", "Vorig jaar!A1", None)]) == (
        [one.places["/title"] for one in found],
        findings(found),
    )


def test_unreadable_cells_are_named_with_their_sheet(tmp_path: Path) -> None:
    """`Blad1!C2`, also for what Excel itself made of it."""
    raw = workbook(("Blad1", [["titel", "soort", "uren per week"], ["A", "buddy", date(2026, 4, 2)]]))
    assert [("unreadable-hours", "Blad1!C2", "2026-04-02")] == findings(sheet_drafts(tmp_path, raw))


def test_columns_about_persons(tmp_path: Path) -> None:
    """What stands in such a column is not read, only that something does."""
    raw = workbook(("Blad1", [["titel", "rijksregisternummer"], ["A", 85073003328], ["B", None]]))
    assert [{"title": {"nl": "A"}, "rijksregisternummer": True}, {"title": {"nl": "B"}}] == offers(
        sheet_drafts(tmp_path, raw)
    )


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD3"])
@pytest.mark.parametrize("written", ['<c r="{}">', "<c  t='n' r='{}' >", '<x:c xmlns:x="urn:x" r="{}">'])
def test_a_cell_far_from_the_others(tmp_path: Path, cell: str, written: str) -> None:
    """A stray cell, however it is written, is a row of its own and costs no more than that."""
    tag = written.format(cell).encode()
    end = b"</x:c>" if b"x:c" in tag else b"</c>"
    row = re.sub(r"\D", "", cell).encode()
    stray = b'<row r="%b">' % row + tag + b"<v>1</v>" + end + b"</row></sheetData>"
    raw = changed(BOOK, SHEET, lambda was: was.replace(b"</sheetData>", stray))
    tracemalloc.start()
    found = sheet_drafts(tmp_path, raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (["row 2", f"row {row.decode()}"], True) == ([one.where for one in found], peak < 5_000_000)


def test_a_size_that_is_not_true(tmp_path: Path) -> None:
    """What a sheet says of its own size is not believed."""
    raw = changed(BOOK, SHEET, lambda was: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', was))
    assert [OFFER] == offers(sheet_drafts(tmp_path, raw))


def _many(piece: bytes, times: int) -> bytes:
    header = b'<row><c t="str"><v>titel</v></c></row>'
    sheet = b"<worksheet><sheetData>" + header + piece * times + b"</sheetData></worksheet>"
    return changed(BOOK, SHEET, lambda _: sheet)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: _many(b" " * 1_000_000, 101), "unfolds to more than a list can be"),
        (lambda: _many(b'<row><c r="XFD1"><v>1</v></c></row>', 400), "unfolds to more than a list can be"),
        (lambda: _many(b'<row><c t="str"><v>' + b"x" * 2_000_000 + b"</v></c></row>", 1), "unfolds to more"),
        (lambda: _many(b'<row x="' + b"x" * 2_000_000 + b'"/>', 1), "unfolds to more"),
        (
            lambda: changed(BOOK, SHEET, lambda was: b'<!DOCTYPE x [<!ENTITY a "aaa">]>' + was[was.index(b"<work") :]),
            "entities",
        ),
        (lambda: changed(BOOK, SHEET, lambda was: was[: len(was) // 2]), "is damaged"),
        (lambda: changed(BOOK, SHEET, lambda _: None), "part of this workbook is missing"),
        (lambda: changed(BOOK, "xl/workbook.xml", lambda _: None), "part of this workbook is missing"),
        (lambda: changed(BOOK, SHEET, lambda was: was.replace(b'r="A2"', b'r="A99999999999"')), "is damaged"),
        (lambda: changed(BOOK, SHEET, lambda was: was.replace(b'r="A2"', b'r="A0"')), "is damaged"),
        (lambda: changed(BOOK, SHEET, lambda was: was.replace(b'r="A2"', b'r="ZZZ2"')), "is damaged"),
        (lambda: BOOK[:-200], "is damaged"),
        (lambda: BOOK.replace(b"\x00\x00\x08\x00", b"\x01\x00\x08\x00"), "is damaged or has a password"),
        (lambda: BOOK.replace(b"\x00\x00\x08\x00", b"\x00\x00\x0e\x00"), "packed in an unusual way"),
        (lambda: packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "but not a workbook"),
        (lambda: b"PK\x05\x06" + b"\0" * 18, "but not a workbook"),
        (lambda: b"PK", "is damaged"),
        (lambda: b"", "is empty"),
        (lambda: b"<!doctype html><html>", "is a web page"),
        (lambda: b"titel;soort\n", "For a text file choose the format csv"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file (.xls) or one with a password"),
        (lambda: workbook(("Blad1", [["a", "b"], [1, 2]])), "the columns are: a, b."),
        (lambda: workbook(("Blad1", [])), "the columns are: none."),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_no_list(tmp_path: Path, make: Callable[[], bytes], said: str) -> None:
    """Bombs, damage and other files are told apart, with what to do."""
    assert said in refusal(XLSX, tmp_path, make())


def test_fetched_and_read(server: Server, http: HttpFetcher) -> None:
    """From the network to drafts: one request, and one page."""
    server.serve("/lijst", BOOK)
    format_ = XLSX(msgspec.structs.replace(feed("xlsx"), url=server.url("/lijst")))
    (page,) = format_.fetch(http, None)
    assert [OFFER] == offers(only_drafts(format_.parse(page)))


def test_rows_are_read_as_they_come(tmp_path: Path) -> None:
    """Memory does not grow with the number of rows."""

    def peak_bytes(rows: int) -> int:
        path = tmp_path / str(rows)
        cells = "".join(
            f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in ("{0}", "Titel {0}", "buddy", "Huis")
        )
        body = "".join(f"<row>{cells.format(at)}</row>" for at in range(rows))
        head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("nummer", *HEADER[:3]))
        sheet = f"<worksheet><sheetData><row>{head}</row>{body}</sheetData></worksheet>".encode()
        path.write_bytes(changed(BOOK, SHEET, lambda _: sheet))
        tracemalloc.start()
        for _ in XLSX(feed("xlsx")).parse(Page(url="https://example.org/", path=str(path))):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert 500_000 > peak_bytes(5_000) - peak_bytes(500)


_PIECES = st.sampled_from(
    [b"<row>", b"</row>", b'<row r="0">', b'<row r="x"/>', b'<c r="B2">', b"<c>", b'<c t="s">', b"</c>", b"<v>", b"</v>",
     b"<t>a</t>", b"1", b"-1", b"1e999", b"nan", b"titel", b"_xD800_", b"&lt;", b"&x;", b"<!--", b"-->",
     b"<![CDATA[", b"]]>", b"\xff", b"\0"]
)  # fmt: skip


@settings(max_examples=300, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(_PIECES, max_size=15), at=st.integers(0, 2000), cut=st.integers(0, 30))
@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"]
)
def test_any_parts_are_records_or_unreadable(tmp_path: Path, part: str, pieces: list[bytes], at: int, cut: int) -> None:
    """Whatever stands in a part of a workbook, it is read or refused as a whole: nothing else happens."""
    _read_or_refused(tmp_path, changed(BOOK, part, lambda was: was[:at] + b"".join(pieces) + was[at + cut :]))


@settings(max_examples=300, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=200), at=st.integers(0, len(BOOK)))
def test_any_bytes_are_records_or_unreadable(tmp_path: Path, raw: bytes, at: int) -> None:
    """So is any file, and any workbook of which a piece was overwritten."""
    _read_or_refused(tmp_path, b"PK" + raw)
    _read_or_refused(tmp_path, BOOK[:at] + raw + BOOK[at + len(raw) :])


def _read_or_refused(folder: Path, raw: bytes) -> None:
    try:
        found = parsed(XLSX, folder, raw)
    except Unreadable:
        return
    assert [] == [one for one in found if not isinstance(one, Draft)]


def _rows(folder: Path, raw: bytes) -> list[tuple[int, list[str]]]:
    def read() -> Iterator[tuple[int, list[str]]]:
        path = folder / "boek.xlsx"
        path.write_bytes(raw)
        with Workbook(str(path)) as book:
            for sheet in book.sheets():
                yield from book.rows(sheet)

    return list(read())
