"""Lists saved as text: encodings, delimiters, line ends, quotation marks, and what is no list."""

import codecs
import time
import tracemalloc
from itertools import permutations
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvesters.base import Draft, Page
from harvesters.csv import CSV
from harvesters.document import Unreadable
from harvesters.fetch import HttpFetcher
from tests.harvesters.lists import (
    HEADER,
    OFFER,
    ROW,
    drafts,
    feed,
    findings,
    offers,
    only_drafts,
    parsed,
    refusal,
    said,
)
from tests.harvesters.server import Server


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_any_order_of_columns(tmp_path: Path, order: tuple[int, ...]) -> None:
    """The same offer with the same identifier comes out, however the columns are arranged."""
    shuffled = "".join(";".join(line.split(";")[at] for at in order) + "\n" for line in (HEADER[:-1], ROW[:-1]))
    assert [said(one) for one in drafts(tmp_path, HEADER + ROW)] == [said(one) for one in drafts(tmp_path, shuffled)]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    """Semicolon, comma and tab are told apart by the header they make."""
    assert [OFFER] == offers(drafts(tmp_path, (HEADER + ROW).replace(";", delimiter)))


def test_commas_in_a_note_do_not_make_the_delimiter(tmp_path: Path) -> None:
    """A sentence full of commas above the header counts for less than the header."""
    assert [OFFER] == offers(drafts(tmp_path, "Lijst, gemaakt door a, b, c, d, e, f en g\n" + HEADER + ROW))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    """Unix, Windows and old Mac line ends, also mixed with blank lines."""
    found = drafts(tmp_path, (HEADER + "\n" + ROW + ROW).replace("\n", end))
    assert [("row 3", OFFER), ("row 4", OFFER)] == list(zip([one.where for one in found], offers(found), strict=True))


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp1252", b""),
    ],
)
@pytest.mark.parametrize("sep", ["", "sep=;\n"])
def test_encodings(tmp_path: Path, encoding: str, mark: bytes, sep: str) -> None:
    """The same text comes out of each encoding that sheets write, with or without its mark and Excel's `sep=` line."""
    found = drafts(tmp_path, mark + (sep + HEADER + "Café “Zuid”;buddy;Crèche (fictief);Gent\n").encode(encoding))
    assert [("Café “Zuid”", "Crèche (fictief)")] == [
        (one["title"]["nl"], one["provider"]["name"]) for one in offers(found)
    ]


def test_declared_encoding_of_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    """What the source declares counts where the bytes leave it open."""
    raw = (HEADER + "Café;buddy;x;Gent\n").encode("mac-roman")
    assert ["Café"] == [one["title"]["nl"] for one in offers(drafts(tmp_path, raw, charset="macintosh"))]


def test_declared_encoding_that_the_bytes_deny(tmp_path: Path) -> None:
    """A server that says Latin-1 of everything does not garble a list in UTF-8."""
    raw = (HEADER + "Café;buddy;x;Gent\n").encode()
    assert ["Café"] == [one["title"]["nl"] for one in offers(drafts(tmp_path, raw, charset="iso-8859-1"))]


def test_one_broken_character_does_not_garble_the_list(tmp_path: Path) -> None:
    """Among many characters in UTF-8 one that is not is said, at its cell."""
    raw = (HEADER + "Café à la bière;buddy;x;Gent\n" * 8).encode() + b"Th\xe9;buddy;x;Gent\n"
    found = drafts(tmp_path, raw)
    assert (["Café à la bière"] * 8, [("broken-character", "A10", None)]) == (
        [one["title"]["nl"] for one in offers(found)][:8],
        findings(found),
    )


@pytest.mark.parametrize("line", ["sep=|\n", '"sep=|"\n', "SEP=|\r\n"])
def test_sep_line(tmp_path: Path, line: str) -> None:
    """Excel's own line names the delimiter and is no row."""
    found = drafts(tmp_path, line + (HEADER + ROW).replace(";", "|"))
    assert ([OFFER], ["row 2"]) == (offers(found), [one.where for one in found])


def test_quoted_line_ends_and_marks(tmp_path: Path) -> None:
    """A quoted cell keeps its line ends, delimiters and doubled quotation marks, and its row one number."""
    found = drafts(tmp_path, 'titel;omschrijving;soort\nA;"een\ntwee; ""drie""";buddy\nB;;buddy\n')
    assert [("row 2", {"nl": 'een\ntwee; "drie"'}), ("row 3", None)] == [
        (one.where, said(one).get("description")) for one in found
    ]


@pytest.mark.parametrize("title", ['5" scherm', 'Praat "tafel"'])
def test_mark_inside_a_cell(tmp_path: Path, title: str) -> None:
    """A quotation mark that does not open the cell is a character."""
    assert [title] == [one["title"]["nl"] for one in offers(drafts(tmp_path, f"{HEADER}{title};buddy;x;Gent\n"))]


@pytest.mark.parametrize(
    "rows",
    [
        '"Praat;buddy;x;Gent\nTwee;buddy;x;Gent\n',
        'Praat;buddy;x;"Gent',
        '"Praat;buddy;x;Gent\n' + "Twee;buddy;x;Gent\n" * 20_000,
        '"' + "x" * 200_000 + '";buddy;x;Gent\n',
        '"Praat;buddy;x;Gent\nTwee;buddy;x;Gent\nDrie;buddy;x;"Gent; stad"\nVier;buddy;x;Gent\n',
    ],
    ids=["never", "at the end", "very long", "giant cell", "in the mark that opens another"],
)
def test_unclosed_mark(tmp_path: Path, rows: str) -> None:
    """A mark that swallows the rows behind it fails the list, and its row is named."""
    message = refusal(CSV, tmp_path, (HEADER + rows).encode())
    assert "A quotation mark opened in row 2 is not closed where its cell ends" == message.partition(",")[0]


def test_giant_line(tmp_path: Path) -> None:
    """A line without end is no row."""
    assert "A line is longer than 1000000 characters" in refusal(CSV, tmp_path, HEADER.encode() + b"a" * 1_200_000)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"<!DOCTYPE html><html><head><title>Log in</title></head>", "is a web page"),
        (b'\n<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', "is a web page"),
        (b"PK\x03\x04\x14\x00", "choose the format xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file (.xls)"),
        (b"\x1f\x8b\x08\x00", "is a gzip file"),
        (b'[{"identifier": "a"}]', "No header"),
        (b"a;b;c\n1;2;3\n", "the columns are: a, b, c."),
    ],
)
def test_what_is_no_list(tmp_path: Path, raw: bytes, said: str) -> None:
    """Each mistake is told apart, with what to do."""
    assert said in refusal(CSV, tmp_path, raw)


def test_refusal_repeats_no_personal_data(tmp_path: Path) -> None:
    """A list without a header shows its first row, but no mailbox, mobile or register number of it."""
    message = refusal(CSV, tmp_path, b"piet@gmail.com;0470 00 00 00;85.07.30-033.28;Gent\n")
    assert (True, []) == ("Gent" in message, [one for one in ("piet", "0470", "85.07") if one in message])


def test_header_and_nothing_under_it(tmp_path: Path) -> None:
    """An empty list is a list."""
    assert [] == drafts(tmp_path, HEADER)


def test_fetched_and_read(server: Server, http: HttpFetcher) -> None:
    """From the network to drafts, with the encoding that the server declares: one request, and one page."""
    raw = (HEADER + "Café;buddy;x;Gent\n").encode("mac-roman")
    server.serve("/lijst.csv", raw, **{"Content-Type": "text/csv; charset=macintosh"})
    format_ = CSV(msgspec.structs.replace(feed("csv"), url=server.url("/lijst.csv")))
    (page,) = format_.fetch(http, None)
    assert ["Café"] == [one["title"]["nl"] for one in offers(only_drafts(format_.parse(page)))]


def test_read_again_once_since_reading_changed() -> None:
    """The version went up with the way lists are read."""
    assert 2 == CSV.version


_PIECES = st.sampled_from(
    [
        HEADER,
        ROW,
        "titel",
        ";",
        ",",
        "\t",
        '"',
        "\n",
        "\r",
        "sep=;",
        "#",
        "\0",
        "\ufeff",
        "é",
        "di 9-12u",
        "buddy",
        "<",
        "PK",
    ]
)


@settings(max_examples=300, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.one_of(
        st.binary(max_size=400),
        st.lists(_PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode()),
        st.lists(_PIECES, max_size=40).map(lambda pieces: (HEADER + "".join(pieces)).encode("utf-16")),
        st.tuples(st.binary(max_size=60), st.integers(0, 60)).map(
            lambda one: (HEADER + ROW).encode()[: one[1]] + one[0]
        ),
    )
)
def test_any_bytes_are_records_or_unreadable(tmp_path: Path, raw: bytes) -> None:
    """Whatever is sent, it is read or refused as a whole: nothing else happens."""
    try:
        found = parsed(CSV, tmp_path, raw)
    except Unreadable:
        return
    assert [] == [one for one in found if not isinstance(one, Draft)]


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    """Ten times as many rows take some room for identifiers that were derived, and no more."""
    assert 4_000_000 > _peak_bytes(tmp_path, 20_000) - _peak_bytes(tmp_path, 2_000)


def test_memory_does_not_grow_with_a_list_that_has_numbers(tmp_path: Path) -> None:
    """Nor does anything else: with identifiers of its own a list ten times as long takes no more."""
    assert 1_000_000 > _peak_bytes(tmp_path, 20_000, "N-{}") - _peak_bytes(tmp_path, 2_000, "N-{}")


def test_long_cells_are_not_remembered(tmp_path: Path) -> None:
    """Cells that differ and are long are let go."""
    path = tmp_path / "lang"
    with open(path, "w", encoding="utf-8") as file:
        file.write("nummer;titel;wanneer\n")
        file.writelines(f"{at};T;{at} {'woord ' * 500}\n" for at in range(3_000))
    assert 5_000_000 > _peak_of(path)


def test_giant_list_of_slips_is_read_in_time(tmp_path: Path) -> None:
    """A cell that is nasty to read, in every row and column, holds nobody up."""
    cells = ["1" * 5_000, "di en " * 800, "a@" * 2_000, "uur " * 1_000]
    columns = "titel;soort;wanneer;uren per week;kostprijs;einde;niveau nederlands;brugtalen;e-mail;duur;plaatsen\n"
    rows = "".join(";".join(["T", *[cells[at % 4]] * 10]) + "\n" for at in range(100))
    began = time.process_time()
    assert 100 == len(drafts(tmp_path, columns + rows))
    assert 5 > time.process_time() - began


def _peak_bytes(folder: Path, rows: int, number: str = "") -> int:
    path = folder / f"{rows}.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("nummer;titel;soort;aanbieder;gemeente;wanneer\n")
        file.writelines(
            f"{number.format(at)};Praattafel {at};buddy;Huis {at % 50} (fictief);Gent;di 9-12u\n" for at in range(rows)
        )
    return _peak_of(path)


def _peak_of(path: Path) -> int:
    tracemalloc.start()
    for _ in CSV(feed("csv")).parse(Page(url="https://example.org/", path=str(path))):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
