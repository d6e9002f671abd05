"""What is asked of a document before it is read: its start, its kind and its encoding."""

import codecs
from pathlib import Path

import pytest

from harvesters.document import Unreadable, encoding_of, is_web_page, opening, refuse_foreign, skip_mark


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "document"


@pytest.mark.parametrize(
    ("raw", "head"),
    [(b"", b""), (b"  \n", b""), (b"abc", b"abc"), (codecs.BOM_UTF8 + b" \r\nabc", b"abc"), (b" " * 10_000 + b"abc", b"abc"),
     (b"x" * 10_000, b"x" * 4096)],
)  # fmt: skip
def test_opening(path: Path, raw: bytes, head: bytes) -> None:
    """The first bytes that say something, behind mark and blanks."""
    path.write_bytes(raw)
    assert head == opening(str(path))


@pytest.mark.parametrize(("raw", "rest"), [(codecs.BOM_UTF8 + b"abc", b"abc"), (b"abc", b"abc"), (b"", b"")])
def test_skip_mark(path: Path, raw: bytes, rest: bytes) -> None:
    """Nothing but the mark is passed over."""
    path.write_bytes(raw)
    with open(path, "rb") as file:
        skip_mark(file)
        assert rest == file.read()


@pytest.mark.parametrize(
    ("head", "is_page"),
    [(b"<!DOCTYPE html>", True), (b"<HTML lang=nl>", True), (b"<!-- x -->", True), (b'<?xml version="1.0"?>\n<html>', True),
     (b'<?xml version="1.0"?><rss>', False), (b"titel;soort", False), (b"<", False), (b"", False)],
)  # fmt: skip
def test_is_web_page(head: bytes, is_page: bool) -> None:
    """HTML by its first tag; other XML is something else."""
    assert is_page is is_web_page(head)


@pytest.mark.parametrize(
    ("head", "said"),
    [(b"", "empty; expected a list"), (b"<html>", "web page"), (b"PK\x03\x04", "zip or Excel"), (b"PK\x05\x06", "zip or Excel"),
     (b"\xd0\xcf\x11\xe0", "old Excel"), (b"\x1f\x8b", "gzip")],
)  # fmt: skip
def test_refuse_foreign(head: bytes, said: str) -> None:
    """What was expected stands in every refusal."""
    with pytest.raises(Unreadable, match=said) as caught:
        refuse_foreign(head, "a list")
    assert ("UNREADABLE_DOCUMENT", True) == (caught.value.code, "expected a list" in str(caught.value))


@pytest.mark.parametrize("head", [b"titel;soort", b'{"identifier": "a"}', b"P", b"\x1e"])
def test_nothing_foreign(head: bytes) -> None:
    """What may be a list is not refused: the format itself looks further."""
    refused = []
    try:
        refuse_foreign(head, "a list")
    except Unreadable as error:
        refused.append(str(error))
    assert [] == refused


@pytest.mark.parametrize(
    ("raw", "declared", "encoding"),
    [
        (b"abc", None, "utf-8"),
        (b"", None, "utf-8"),
        ("é".encode(), "iso-8859-1", "utf-8"),
        (codecs.BOM_UTF8 + b"abc", "cp1252", "utf-8-sig"),
        ("abc".encode("utf-16"), "utf-8", "utf-16"),
        ("abcd".encode("utf-16-le"), None, "utf-16-le"),
        ("abcd".encode("utf-16-be"), None, "utf-16-be"),
        ("é".encode("cp1252"), None, "cp1252"),
        ("é".encode("cp1252"), "latin-1", "cp1252"),
        ("é".encode("cp1252"), "utf-8", "cp1252"),
        ("é".encode("cp850"), "cp850", "cp850"),
        ("é".encode("mac-roman"), "macintosh", "mac-roman"),
        ("é".encode("cp1252"), "base64", "cp1252"),
        ("é".encode("cp1252"), "no\0such", "cp1252"),
        ("é".encode("cp1252"), "undefined", "cp1252"),
        ("é".encode() * 20 + b"\xe9", None, "utf-8"),
        ("é".encode() + b"\xe9" * 20, None, "cp1252"),
        (b"a" * (1 << 20) + "é".encode()[:1], None, "cp1252"),
        (b"a" * ((1 << 20) - 1) + "é".encode(), None, "utf-8"),
    ],
)
def test_encoding_of(path: Path, raw: bytes, declared: str | None, encoding: str) -> None:
    """The mark, then what the bytes prove, then what is declared if Python reads text in it, then CP1252."""
    path.write_bytes(raw)
    assert encoding == encoding_of(str(path), declared)
