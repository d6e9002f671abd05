"""Format `p4`: offers in the catalogue's own shape (`vocab/offer.schema.json`), as JSON Lines or as one JSON array."""

import codecs
import functools
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from catalogue.feed import Cursor, Feed
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable, opening, refuse_foreign, skip_mark
from harvesters.findings import not_an_object, too_long

_LIMIT_BYTES: Final = 1_000_000
"""Of one record: an offer is a few kilobytes; a longer line is a file that lost its line ends."""
_PIECE_BYTES: Final = 1 << 16
_WANTED: Final = "offers as JSON Lines (one object a line) or one JSON array"
_UTF16_STARTS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"{\0", b"[\0", b"\0{", b"\0[")

_STRING: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FLAT: Final = rb'[^"{}\[\]]*+(?:' + _STRING + rb'[^"{}\[\]]*+)*+'
_TO_BRACKET: Final = re.compile(_FLAT + rb"[{}\[\]]", re.DOTALL)
"""Up to and with the next bracket that stands in no string."""
_NESTED: Final = functools.reduce(
    lambda inner, _: rb"[{\[]" + _FLAT + rb"(?:" + inner + _FLAT + rb")*+[}\]]", range(3), rb"[{\[]" + _FLAT + rb"[}\]]"
)
_SHALLOW: Final = re.compile(_NESTED, re.DOTALL)
"""An object or array, not deeper than offers are: at one go, which is several times quicker than by brackets."""
_SCALAR: Final = re.compile(rb"\s*+(?:" + _STRING + rb'|[^\s,\[\]{}"]++)(?=\s*+[,\]])', re.DOTALL)
_SEPARATOR: Final = re.compile(rb"\s*+[,\]]")
_FIRST: Final = re.compile(rb"\s*+[^\s]")
_IN_STRING: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_IN_NONE: Final = re.compile(rb'[^"{}\[\]]*+')


class P4:
    """JSON Lines (https://jsonlines.org) or a JSON array (RFC 8259) of offers in the shape of the offer schema.

    Lines and items go to the reader undecoded: a broken one is one rejected record. An array that breaks off, or breaks
    between its items, fails the run (`Unreadable`), since nobody can tell what it would have held.
    """

    complete = True
    versions = False
    version = 2

    def __init__(self, feed: Feed) -> None:
        self.feed = feed

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        yield http.get(self.feed.url, cursor=cursor, accept="application/x-ndjson, application/json;q=0.9, */*;q=0.5")

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        head = opening(page.path)
        refuse_foreign(head, _WANTED)
        if head.startswith(_UTF16_STARTS):
            raise Unreadable(f"This document is in UTF-16; expected {_WANTED} in UTF-8. Save it as UTF-8.")
        if head.startswith(b"["):
            return _array(page.path)
        if not head.startswith(b"{"):
            raise Unreadable(f"The document starts with {head[:1].decode('latin-1')!a}; expected {_WANTED}.")
        if head.split(b"\n", 1)[0].strip() == b"{":
            raise Unreadable(f"An object runs over several lines; expected {_WANTED}.")
        return _lines(page.path)


def _lines(path: str) -> Iterator[Draft | Rejected]:
    with open(path, "rb") as file:
        skip_mark(file)
        number = 0
        while line := file.readline(_LIMIT_BYTES + 1):
            number += 1
            if len(line) > _LIMIT_BYTES:
                while line and not line.endswith(b"\n"):
                    line = file.readline(_LIMIT_BYTES)
                yield Rejected(record=None, problems=(too_long(f"line {number}", _LIMIT_BYTES),))
            elif record := line.strip():
                yield Draft(data=record, where=f"line {number}")


def _array(path: str) -> Iterator[Draft | Rejected]:
    with open(path, "rb") as file:
        skip_mark(file)
        for at, item in enumerate(items(file)):
            where = f"$[{at}]"
            if item is None:
                yield Rejected(record=None, problems=(too_long(where, _LIMIT_BYTES),))
            elif item.startswith(b"{"):
                yield Draft(data=item, where=where)
            else:
                yield Rejected(record=None, problems=(not_an_object(where),))


def items(file: BinaryIO, *, piece_bytes: int = _PIECE_BYTES) -> Iterator[bytes | None]:
    """The items of a JSON array as they stand in the file, read in pieces; `None` for one longer than the limit.

    Only brackets and strings are looked at: what an item holds is the reader's business, however deep it nests. Raises
    `Unreadable` where one cannot tell where an item starts or ends.
    """
    return iter(_Array(file, piece_bytes))


class _Array:
    def __init__(self, file: BinaryIO, piece_bytes: int) -> None:
        self._file, self._piece_bytes = file, piece_bytes
        self._buffer, self._at = b"", 0
        self._count = 0

    def __iter__(self) -> Iterator[bytes | None]:
        self._reach(_FIRST)  # the bracket that opens the array
        if self._peek() == b"]":
            self._reach(_FIRST)
        else:
            while True:
                yield self._structure() if self._peek() in (b"{", b"[") else self._reach(_SCALAR)
                self._count += 1
                if self._reach(_SEPARATOR) == b"]":
                    break
        rest = self._buffer[self._at :]
        while not rest.strip():
            if not (rest := self._file.read(self._piece_bytes)):
                return
        raise self._broken("something follows its end")

    def _more(self) -> bytes:
        """Read on; what was taken is let go."""
        chunk = self._file.read(self._piece_bytes)
        self._buffer, self._at = self._buffer[self._at :] + chunk, 0
        return chunk

    def _reach(self, pattern: re.Pattern[bytes]) -> bytes:
        """Take what the pattern finds here, without blanks around it."""
        while not (found := pattern.match(self._buffer, self._at)):
            if len(self._buffer) - self._at > _LIMIT_BYTES:
                raise self._broken("it is no list of objects")
            if not self._more():
                raise self._broken("it ends too early, or a comma is missing")
        self._at = found.end()
        return found[0].strip()

    def _peek(self) -> bytes:
        """The first byte of what comes next, which is not taken."""
        first = self._reach(_FIRST)
        self._at -= 1
        return first

    def _structure(self) -> bytes | None:
        """Take an object or array."""
        if found := _SHALLOW.match(self._buffer, self._at):
            self._at = found.end()
            return found[0]
        end, depth = self._at, 0
        while True:
            while found := _TO_BRACKET.match(self._buffer, end):
                end = found.end()
                depth += 1 if self._buffer[end - 1] in b"{[" else -1
                if depth == 0:
                    item = self._buffer[self._at : end]
                    self._at = end
                    return item if len(item) <= _LIMIT_BYTES else None
            end -= self._at  # reading on moves the start of the buffer
            if end and len(self._buffer) - self._at > _LIMIT_BYTES:
                self._at += end
                self._skip(depth)
                return None
            if not self._more():
                raise self._broken("it ends too early")

    def _skip(self, depth: int) -> None:
        """Leave the rest of a structure, of which so many brackets are open, without keeping it."""
        in_string = False
        while depth:
            found = (_IN_STRING if in_string else _IN_NONE).match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at == len(self._buffer) or self._buffer[self._at :] == b"\\":
                if not self._more():
                    raise self._broken("it ends too early")
                continue
            mark = self._buffer[self._at]
            self._at += 1
            if mark == ord('"'):
                in_string = not in_string
            else:
                depth += 1 if mark in b"{[" else -1

    def _broken(self, reason: str) -> Unreadable:
        return Unreadable(
            f"The array breaks after {self._count} items: {reason}. Nothing of it was used; mend or send it again."
        )
