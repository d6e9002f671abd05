"""What every format asks of a document before reading it: is it what it should be, and in which encoding."""

import codecs
import re
from typing import BinaryIO, ClassVar, Final

from catalogue.errors import CatalogueError

_OPENING_BYTES: Final = 4096
_CHUNK_BYTES: Final = 1 << 20
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HTML: Final = re.compile(rb"<(?:!doctype html|html|head|body|title|meta|script|link|div|!--)", re.IGNORECASE)


class Unreadable(CatalogueError):
    """The document as a whole is not what the feed's format reads: the run fails and yesterday's offers stay."""

    code: ClassVar[str] = "UNREADABLE_DOCUMENT"
    status: ClassVar[int] = 422


class TooDeep(ValueError):
    """A record nests deeper than anything that describes an offer."""


def opening(path: str) -> bytes:
    """The first bytes of a document (at most 4 KiB) without byte-order mark and leading blanks; empty for an empty one."""
    with open(path, "rb") as file:
        skip_mark(file)
        head = file.read(_OPENING_BYTES)
        while head and not head.strip():
            head = file.read(_OPENING_BYTES)
    return head.lstrip()


def skip_mark(file: BinaryIO) -> None:
    """Leave the file behind a UTF-8 byte-order mark, if it starts with one."""
    if file.read(3) != codecs.BOM_UTF8:
        file.seek(0)


def refuse_foreign(head: bytes, wanted: str) -> None:
    """Raise `Unreadable` for an empty document, a web page, or a packed or UTF-16 file where text was `wanted`."""
    if not head:
        raise Unreadable(f"The document is empty; expected {wanted}. A download that broke off looks like this.")
    if is_web_page(head):
        raise Unreadable(
            f"This is a web page, not a list of offers; expected {wanted}. Give the address of the list itself: a page "
            "where one logs in or a viewer of a sheet cannot be read."
        )
    if head.startswith(b"PK\x03\x04"):
        raise Unreadable(f"This is a zip or Excel file; expected {wanted}. For an Excel file choose the format xlsx.")
    if head.startswith(b"\x1f\x8b"):
        raise Unreadable(f"This is a gzip file; expected {wanted}. Publish it unpacked.")


def is_web_page(head: bytes) -> bool:
    return _HTML.match(head) is not None


def encoding_of(path: str, declared: str | None) -> str:
    """The encoding of a text document: its byte-order mark, else UTF-8 where every byte agrees, else the one that the
    source declares, else CP1252 (what Excel writes in Western Europe).

    What is declared comes after what the bytes prove: servers often declare a default that nobody chose.
    """
    with open(path, "rb") as file:
        head = file.read(3)
        if head == codecs.BOM_UTF8:
            return "utf-8-sig"
        if head[:2] in _UTF16:
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(_CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _known(declared) or "cp1252"
    return "utf-8"


def _known(declared: str | None) -> str | None:
    """The declared encoding where Python has it; Latin-1 is read as its superset CP1252, as browsers do (WHATWG Encoding)."""
    try:
        b"".decode(declared or "utf-8")  # refuses codecs that are not of text
        name = codecs.lookup(declared or "utf-8").name
    except LookupError:
        return None
    return "cp1252" if name in ("iso8859-1", "ascii") else None if name == "utf-8" else name
