"""Going on after a page: cursors bound to what was asked, and where the next page begins when the index moved on."""

import hashlib
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from catalogue import cursor
from catalogue.errors import BadCursor, CursorExpired, TooDeep
from catalogue.index.base import MAX_DEPTH, Query


class Start(Struct, frozen=True):
    """Where a page starts."""

    position: int
    """How many hits come before."""
    last: str | None
    """The id of the one just before; `None` at the very start."""

    def reach(self, first: int) -> int:
        """How many hits from the top to look at: a page more than asked, to find the last one again where it moved."""
        return min(self.position + 2 * first + 1, MAX_DEPTH + 1)

    def within(self, ids: Sequence[str], first: int) -> slice:
        """The page among the first hits, behind the one the cursor names."""
        begin = 0
        if self.last is not None:
            stayed = 0 < self.position <= len(ids) and ids[self.position - 1] == self.last
            moved = next((at for at, id_ in enumerate(ids, 1) if id_ == self.last), min(self.position, len(ids)))
            begin = self.position if stayed else moved
        return slice(begin, min(begin + first, MAX_DEPTH))


def start(query: Query, epoch: str) -> Start:
    """Raises `BadCursor`, `CursorExpired`, `TooDeep`."""
    if query.after is None:
        return Start(0, None)
    of_epoch, question, position, last = cursor.decode(query.after, str, str, int, str)
    if of_epoch != epoch:
        raise CursorExpired("The catalogue was restored since this cursor was given: start again without `after`.")
    if question != digest(query) or not isinstance(position, int) or position <= 0:
        raise BadCursor("after: this cursor is of another search. Keep all but `first` and `after` as it was.")
    if position >= MAX_DEPTH:
        raise TooDeep(
            f"Results beyond the {MAX_DEPTH}th are not given: narrow the search, or follow `changes` or dumps."
        )
    return Start(position, str(last))


def after(query: Query, epoch: str, position: int, id_: str) -> str:
    """The cursor of the hit at this position, counted from 1."""
    return cursor.encode(epoch, digest(query), position, id_)


def digest(query: Query) -> str:
    """Of everything a cursor is bound to."""
    asked = (query.text, query.where, query.near, query.sort)
    return hashlib.blake2b(msgspec.json.encode(asked), digest_size=8).hexdigest()
