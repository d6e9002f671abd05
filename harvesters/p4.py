"""Format `p4`: offers in the catalogue's own shape (`vocab/offer.schema.json`), as JSON Lines or as one JSON array."""

import codecs
from collections.abc import Iterator
from typing import Final

import ijson
import orjson

from catalogue.feed import Cursor, Feed
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable, opening, refuse_foreign, skip_mark
from harvesters.findings import not_an_object, too_deep, too_long

_LIMIT_BYTES: Final = 1_000_000
"""Of one record: an offer is a few kilobytes; a longer line is a file that lost its line ends."""
_WANTED: Final = "offers as JSON Lines (one object a line) or one JSON array"


class P4:
    """JSON Lines (https://jsonlines.org) or a JSON array (RFC 8259) of offers in the shape of the offer schema.

    Lines go to the reader undecoded: a broken line is one rejected record. An array that breaks off or breaks
    fails the run (`Unreadable`), since nobody can tell what it would have held.
    """

    complete = True
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        yield http.get(self.feed.url, cursor=cursor, accept="application/x-ndjson, application/json;q=0.9, */*;q=0.5")

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        head = opening(page.path)
        refuse_foreign(head, _WANTED)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise Unreadable(f"This document is in UTF-16; expected {_WANTED} in UTF-8. Save it as UTF-8.")
        if head.startswith(b"["):
            return _items(page.path)
        if not head.startswith(b"{"):
            raise Unreadable(f"The document starts with {head[:20]!r}; expected {_WANTED}.")
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


def _items(path: str) -> Iterator[Draft | Rejected]:
    with open(path, "rb") as file:
        skip_mark(file)
        at = 0
        try:
            for at, item in enumerate(ijson.items(file, "item", use_float=True)):
                yield _item(item, f"$[{at}]")
        except ijson.JSONError as error:
            reason = " ".join(str(error).split("\n", 1)[0].split())
            raise Unreadable(
                f"The array breaks after item $[{at}] ({reason}). Nothing of it was used; mend or send it again."
            ) from error


def _item(item: object, where: str) -> Draft | Rejected:
    if not isinstance(item, dict):
        return Rejected(record=None, problems=(not_an_object(where, item),))
    try:
        size_bytes = len(orjson.dumps(item))
    except TypeError:  # what orjson calls nesting past its limit of 254
        return Rejected(record=None, problems=(too_deep(where),))
    if size_bytes > _LIMIT_BYTES:
        return Rejected(record=None, problems=(too_long(where, _LIMIT_BYTES),))
    return Draft(data=item, where=where)
