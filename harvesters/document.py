"""What every format asks of a document before reading it: is it what it should be, and in which encoding."""

import codecs
import re
from typing import BinaryIO, ClassVar, Final

from catalogue.errors import CatalogueError

_OPENING_BYTES: Final = 4096
_CHUNK_BYTES: Final = 1 << 20
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HTML: Final = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|title|meta|script|link|div|!--)", re.IGNORECASE
)
_CHARACTER: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""Bytes above ASCII that are one character in UTF-8 (RFC 3629 §4, near enough for counting)."""
_ABOVE_ASCII: Final = re.compile(rb"[\x80-\xff]")
_CODE_PAGE: Final = re.compile(r"(?:cp|iso8859-|mac-|koi8-)\w+")
"""As Python names them; it also knows codecs, such as base64, that no text is in."""


class Unreadable(CatalogueError):
    """The document as a whole is not what the feed's format reads: the run fails and yesterday's offers stay."""

    code: ClassVar[str] = "UNREADABLE_DOCUMENT"
    status: ClassVar[int] = 422


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
    """Raise `Unreadable` for an empty document, a web page, or a packed or old Excel file where text was `wanted`."""
    if not head:
        raise Unreadable(f"The document is empty; expected {wanted}. A download that broke off looks like this.")
    if is_web_page(head):
        raise Unreadable(
            f"This is a web page, not a list of offers; expected {wanted}. Give the address of the list itself: a page "
            "where one logs in or a viewer of a sheet cannot be read."
        )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise Unreadable(f"This is a zip or Excel file; expected {wanted}. For an Excel file choose the format xlsx.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            f"This is an old Excel file (.xls); expected {wanted}. Save it as .xlsx and choose that format."
        )
    if head.startswith(b"\x1f\x8b"):
        raise Unreadable(f"This is a gzip file; expected {wanted}. Publish it unpacked.")


def is_web_page(head: bytes) -> bool:
    return _HTML.match(head) is not None


def encoding_of(path: str, declared: str | None) -> str:
    """The encoding of a text document: its byte-order mark, else UTF-16 where every other byte of the start is zero, else
    UTF-8 where the bytes agree, else the one that the source declares, else CP1252 (what Excel writes in Western Europe).

    What is declared comes after what the bytes prove: servers often declare a default that nobody chose. Bytes agree on
    UTF-8 too where a few are broken among many characters that are not: one slip does not garble a whole list.
    """
    with open(path, "rb") as file:
        head = file.read(4)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head[:2] in _UTF16:
            return "utf-16"
        if len(head) == 4 and (head[1] == head[3] == 0) != (head[0] == head[2] == 0):  # the start of a list is ASCII
            return "utf-16-be" if head[0] == 0 else "utf-16-le"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(_CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "utf-8" if _is_mostly_utf8(file) else _known(declared) or "cp1252"
    return "utf-8"


def _is_mostly_utf8(file: BinaryIO) -> bool:
    characters = broken = 0
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        rest, found = _CHARACTER.subn(b"", chunk)
        characters, broken = characters + found, broken + len(_ABOVE_ASCII.findall(rest))
    return characters > 10 * broken


def _known(declared: str | None) -> str | None:
    """The declared encoding, if it is a code page; Latin-1 is read as its superset CP1252, as browsers do (WHATWG Encoding)."""
    try:
        name = codecs.lookup(declared or "").name
    except (LookupError, ValueError):
        return None
    return None if not _CODE_PAGE.fullmatch(name) else "cp1252" if name == "iso8859-1" else name
