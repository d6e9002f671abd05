"""Offers in the catalogue's own shape: JSON Lines and arrays, broken ones, and the bounds of both."""

import codecs
import io
import json
import tracemalloc
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.offer.reading import read_offer
from catalogue.places import Places
from harvesters import p4
from harvesters.base import Draft, Page, Rejected
from harvesters.document import Unreadable
from harvesters.fetch import HttpFetcher
from harvesters.p4 import P4
from tests.harvesters.lists import Record, feed, parsed, refusal
from tests.harvesters.server import Server
from tests.records import RECORD

LINE = json.dumps(RECORD).encode()


@pytest.fixture
def outcomes(tmp_path: Path, places: Places, now: datetime) -> Any:
    """Where each record stands, and what came of it: `offer`, or the code of its last problem."""

    def read(raw: bytes) -> list[tuple[str, str]]:
        return [_outcome(record, places, now) for record in parsed(P4, tmp_path, raw)]

    return read


def test_lines(outcomes: Any) -> None:
    """One offer a line; blank lines count and are no records; the last line needs no end."""
    assert [("line 1", "offer"), ("line 3", "offer")] == outcomes(LINE + b"\r\n\r\n" + LINE)


def test_array(outcomes: Any) -> None:
    """The same offers in an array."""
    assert [("$[0]", "offer"), ("$[1]", "offer")] == outcomes(b"[" + LINE + b", \n" + LINE + b"]\n")


@pytest.mark.parametrize("raw", [LINE, b"[" + LINE + b"]"], ids=["lines", "array"])
@pytest.mark.parametrize("before", [codecs.BOM_UTF8, b"\n\n  ", b" " * 10_000])
def test_mark_and_blanks_in_front(tmp_path: Path, raw: bytes, before: bytes) -> None:
    """A byte-order mark or blanks in front change nothing."""
    (record,) = parsed(P4, tmp_path, before + raw)
    assert LINE == _data(record)


def test_empty_array(outcomes: Any) -> None:
    """A list may be empty."""
    assert [] == outcomes(b" [ ] \n")


def test_items_go_on_undecoded(tmp_path: Path) -> None:
    """The reader of offers gets the bytes as they stood, of a line as of an item."""
    raw = b'{"identifier" : "a",\t"n": 1.0}'
    assert [raw] * 3 == [
        _data(one) for text in (raw, b"[" + raw + b"," + raw + b"]") for one in parsed(P4, tmp_path, text)
    ]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (b'{"identifier": "b"', "not-json"),
        (LINE.replace(b'"costEur": 0', b'"costEur": NaN'), "not-json"),
        (LINE.replace(b'"costEur": 0', b'"costEur": Infinity'), "not-json"),
        (LINE.replace(b'"costEur": 0', b'"costEur": -1e999'), "not-json"),
        (LINE.replace(b'"costEur": 0', b'"places": ' + b"9" * 5000), "not-json"),
        (LINE.replace(b"Samen", b"Caf\xe9"), "not-json"),
        (LINE.replace(b"Samen", b"\\ud800"), "not-json"),
        (LINE.replace(b'"costEur": 0', b'"x": ' + b"[" * 100_000 + b"]" * 100_000), "not-json"),
        (LINE + LINE, "not-json"),
        (b"12", "not-json"),
        (b'"text"', "not-json"),
        (b"{'identifier': 'b'}", "not-json"),
    ],
)
def test_broken_line(outcomes: Any, broken: bytes, code: str) -> None:
    """A broken line is one rejected record: those around it are read."""
    assert [("line 1", "offer"), ("line 2", code), ("line 3", "offer")] == outcomes(b"\n".join([LINE, broken, LINE]))


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (LINE.replace(b'"costEur": 0', b'"costEur": NaN'), "not-json"),
        (LINE.replace(b'"costEur": 0', b'"costEur": -1e999'), "not-json"),
        (LINE.replace(b'"costEur": 0', b'"places": ' + b"9" * 5000), "not-json"),
        (LINE.replace(b"Samen", b"Caf\xe9"), "not-json"),
        (LINE.replace(b'"costEur": 0', b'"x": ' + b"[" * 100_000 + b"]" * 100_000), "not-json"),
        (LINE.replace(b'"costEur": 0', b'"x": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000), "not-json"),
        (LINE.replace(b":", b";"), "not-json"),
        (b"12", "not-an-object"),
        (b"null", "not-an-object"),
        (b'"a, ] b \\" c"', "not-an-object"),
        (b"[" + LINE + b"]", "not-an-object"),
    ],
)
def test_broken_item(outcomes: Any, broken: bytes, code: str) -> None:
    """So is a broken item of an array, as long as one can tell where it ends."""
    assert [("$[0]", "offer"), ("$[1]", code), ("$[2]", "offer")] == outcomes(
        b"[" + b",".join([LINE, broken, LINE]) + b"]"
    )


@pytest.mark.parametrize("raw", [LINE, b"[" + LINE + b"]"], ids=["lines", "array"])
def test_duplicate_keys(outcomes: Any, tmp_path: Path, places: Places, now: datetime, raw: bytes) -> None:
    """Of a key that stands there twice the last counts, as in most readers of JSON (RFC 8259 §4 leaves it open)."""
    (record,) = parsed(P4, tmp_path, raw.replace(b'{"identifier"', b'{"identifier": "first", "identifier"'))
    assert "naai-1" == read_offer(_data(record), places=places, now=now).identifier


@pytest.mark.parametrize(
    "filler", [b'"' + b"x" * 3_000_000 + b'"', b'["\\\\", "]"' + b', {"a": "]\\""}' * 100_000 + b"]"]
)
@pytest.mark.parametrize("form", ["line {}", "$[{}]"])
def test_giant_record(outcomes: Any, form: str, filler: bytes) -> None:
    """A record longer than any offer is rejected without being kept, and the next one is read."""
    giant = b'{"identifier": "b", "x": ' + filler + b"}"
    lines = form.startswith("line")
    raw = b"\n".join([LINE, giant, LINE]) if lines else b"[" + b",".join([LINE, giant, LINE]) + b"]"
    assert [(form.format(at + lines), code) for at, code in enumerate(["offer", "too-long", "offer"])] == outcomes(raw)


@pytest.mark.parametrize(
    ("raw", "count", "reason"),
    [
        (b"[" + LINE + b"," + LINE, 2, "it ends too early"),
        (b"[" + LINE[:-9], 0, "it ends too early"),
        (b"[" + LINE + b"," + LINE[:-1], 1, "it ends too early"),
        (b"[" + LINE + b",]", 1, "it ends too early, or a comma is missing"),
        (b"[" + LINE + b" " + LINE + b"]", 1, "it ends too early, or a comma is missing"),
        (b"[" + LINE + b"] x", 1, "something follows its end"),
        (b"[" + LINE + b"]" + b" " * 100_000 + b"[]", 1, "something follows its end"),
        (b"[" * 500_000, 0, "it ends too early"),
        (b'[{"a":' * 200_000, 0, "it ends too early"),
        (b'["' + b"x" * 3_000_000, 0, "it is no list of objects"),
        (b'[{"a": "' + b"x" * 3_000_000, 0, "it ends too early"),
    ],
)
def test_broken_array(tmp_path: Path, raw: bytes, count: int, reason: str) -> None:
    """An array that breaks off, or breaks between its items, is used not at all."""
    assert f"The array breaks after {count} items: {reason}" in refusal(P4, tmp_path, raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"<html><body>", "is a web page"),
        (b"PK\x03\x04", "zip or Excel file"),
        (b"\x1f\x8b\x08", "is a gzip file"),
        (LINE.decode().encode("utf-16"), "in UTF-16"),
        (LINE.decode().encode("utf-16-le"), "in UTF-16"),
        (b"[" + LINE, "breaks after 1 items"),
        (("[" + LINE.decode() + "]").encode("utf-16-be"), "in UTF-16"),
        (b"titel;soort\na;b\n", "starts with 't'"),
        (b"@prefix p4: <https://w3id.org/pijler4/ns#> .", "starts with '@'"),
        (b"\x1e" + LINE, "starts with '\\x1e'"),
        (json.dumps(RECORD, indent=1).encode(), "An object runs over several lines"),
    ],
)
def test_what_is_no_list(tmp_path: Path, raw: bytes, said: str) -> None:
    """Each mistake is told apart, with what was expected."""
    assert said in refusal(P4, tmp_path, raw)


def test_fetched_and_read(server: Server, http: HttpFetcher) -> None:
    """From the network to drafts: one request, and one page."""
    server.serve("/lijst", LINE)
    format_ = P4(msgspec.structs.replace(feed("p4"), url=server.url("/lijst")))
    (page,) = format_.fetch(http, None)
    assert [LINE] == [_data(one) for one in format_.parse(page)]


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('"\\[]{}:, aé\n', max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('"\\[]{}', max_size=3), inner, max_size=4),
    max_leaves=25,
)


@settings(max_examples=200, deadline=5000)
@given(items=st.lists(_JSON, max_size=6), indent=st.sampled_from([None, 1]), ascii_only=st.booleans())
@pytest.mark.parametrize("piece_bytes", [1, 7, 65_536])
def test_any_array_falls_apart_in_its_items(
    items: list[Any], indent: int | None, ascii_only: bool, piece_bytes: int
) -> None:
    """Splitting an array and reading its items gives what reading the array gives, wherever a piece of the file ends."""
    raw = json.dumps(items, indent=indent, ensure_ascii=ascii_only).encode()
    assert items == [json.loads(item or b"") for item in p4.items(io.BytesIO(raw), piece_bytes=piece_bytes)]


_PIECES = st.sampled_from(
    [b"[", b"]", b"{", b"}", b",", b":", b'"', b"\\", b"\n", b" ", b"1", b"null", LINE, b"\xef\xbb\xbf", b"\0"]
)


@settings(max_examples=300, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=30).map(b"".join)))
def test_any_bytes_are_records_or_unreadable(tmp_path: Path, places: Places, now: datetime, raw: bytes) -> None:
    """Whatever is sent, each record is read or rejected, or the whole is refused: nothing else happens."""
    try:
        found = [_outcome(record, places, now) for record in parsed(P4, tmp_path, raw)]
    except Unreadable:
        return
    assert [] == [code for _, code in found if not code]


@pytest.mark.parametrize(("start", "between", "end"), [(b"", b"\n", b""), (b"[", b",", b"]")], ids=["lines", "array"])
def test_memory_does_not_grow_with_the_list(tmp_path: Path, start: bytes, between: bytes, end: bytes) -> None:
    """Ten times as many records take no more room."""

    def peak_bytes(records: int) -> int:
        path = tmp_path / str(records)
        path.write_bytes(start + between.join([LINE] * records) + end)
        tracemalloc.start()
        for _ in P4(feed("p4")).parse(Page(url="https://example.org/", path=str(path))):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert 200_000 > peak_bytes(20_000) - peak_bytes(2_000)


def _data(record: Record) -> Any:
    assert isinstance(record, Draft)
    return record.data


def _outcome(record: Record, places: Places, now: datetime) -> tuple[str, str]:
    if isinstance(record, Draft):
        reading = read_offer(record.data, places=places, now=now)
        return record.where, "offer" if reading.offer else reading.problems[-1].code
    assert isinstance(record, Rejected)
    return record.problems[0].pointer, record.problems[0].code
