"""Where the next run of a stream goes on: its pages that may still change, and what was taken from them (LDES §3.2).

Pages that never change again are in nobody's memory: what they link to is either such a page too, or stands here itself.
"""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from catalogue.feed import Cursor
from harvesters.document import Unreadable
from harvesters.tree import Context

PAGES: Final = 5000
"""That may still change, and are asked again each run; a stream has a handful."""
SEEN_CHARS: Final = 200_000
"""Of marks of members: some 25 000. Beyond, the members of the fullest pages are read again when their page changes."""
_MARK: Final = 8


class Node(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page that may still change, as it was when it was last read; without a digest it was not read yet."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    before: datetime | None = None
    """Its members are all older than this."""
    links: str = ""
    """Marks of the pages it links to: each is here itself, or needs no second visit."""
    seen: str = ""
    """Marks of its members that were taken."""

    def cursor(self) -> Cursor:
        return Cursor(etag=self.etag, last_modified=self.last_modified, digest=self.digest)


class Frontier(Struct, frozen=True, kw_only=True, omit_defaults=True):
    context: Context
    nodes: tuple[Node, ...]
    latest: datetime | None = None
    """Time of the newest member when a run last saw all there was: nothing older comes after it (LDES §4.1)."""

    def encoded(self) -> str:
        """For a cursor. Raises `Unreadable` for more pages than could be asked again."""
        if len(self.nodes) > PAGES:
            raise Unreadable(
                f"More than {PAGES} pages of this stream may still change. Its server must mark finished ones."
            )
        kept = msgspec.structs.replace(self, nodes=tuple(_shortened(self.nodes)))
        return msgspec.json.encode(kept).decode()


def decoded(state: str | None) -> Frontier | None:
    """What `encoded` made; none for a state of another time."""
    try:
        return msgspec.json.decode(state, type=Frontier) if state else None
    except msgspec.DecodeError:
        return None


def mark(iri: str) -> str:
    """Eight characters that stand for an address: short to keep, and two of a page agree less than once in a billion pages."""
    return base64.urlsafe_b64encode(hashlib.blake2b(iri.encode(), digest_size=6).digest()).decode()


def marks(iris: Iterable[str]) -> str:
    return "".join(mark(iri) for iri in iris)


def parted(text: str) -> set[str]:
    return {text[at : at + _MARK] for at in range(0, len(text), _MARK)}


def _shortened(nodes: Iterable[Node]) -> Iterable[Node]:
    left = SEEN_CHARS
    kept = {}
    for node in sorted(nodes, key=lambda one: len(one.seen)):
        left -= len(node.seen)
        kept[node.url] = node if left >= 0 else msgspec.structs.replace(node, seen="")
    return [kept[node.url] for node in nodes]
