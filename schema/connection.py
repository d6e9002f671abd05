"""Pages of a list, as Relay has them: forward only, with opaque cursors.

Source: GraphQL Cursor Connections Specification (https://relay.dev/graphql/connections.htm).
"""

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

import strawberry

from catalogue import cursor
from catalogue.errors import BadCursor, BadInput
from schema.declare import computed, given

DEFAULT_FIRST: Final = 20
MAX_FIRST: Final = 100

Node = TypeVar("Node")
_Key = TypeVar("_Key", int, str)


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="An element of a list, with the cursor to go on after it.")
class Edge(Generic[Node]):
    cursor: str
    node: Node


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    edges: list[Edge[Node]]
    page_info: PageInfo
    total_count: int

    @computed()
    def nodes(self) -> list[Node]:
        return [edge.node for edge in self.edges]


def page_info(cursors: Sequence[str], *, has_next: bool, after: str | None) -> PageInfo:
    """A page that starts after a cursor has something before it."""
    return PageInfo(
        has_next_page=has_next,
        has_previous_page=after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


def page_size(first: int | None, *, default: int = DEFAULT_FIRST, most: int = MAX_FIRST) -> int:
    """How many are asked for. Raises `BadInput` for less than 0 or more than `most`."""
    asked = given(first)
    size = default if asked is None else asked
    if not 0 <= size <= most:
        raise BadInput(f"first is {size}: expected 0 to {most}.")
    return size


def paged(
    read: Callable[[int, _Key | None], tuple[list[Node], int]],
    *,
    of: str,
    key: Callable[[Node], _Key],
    kind: type[_Key],
    first: int | None,
    after: str | None,
) -> Connection[Node]:
    """The page after a cursor of a list called `of`, whose elements are told apart and ordered by `key`.

    `read(n, after)` gives at most n elements past a key, and how many there are in all; one more than asked shows whether
    there is a next page. Raises `BadInput`, and `BadCursor` for a cursor of another list.
    """
    size, after = page_size(first), given(after)
    found, total = read(size + 1, _key(after, of, kind))
    edges = [Edge(cursor=cursor.encode(of, key(node)), node=node) for node in found[:size]]
    return Connection(
        edges=edges,
        page_info=page_info([edge.cursor for edge in edges], has_next=len(found) > size, after=after),
        total_count=total,
    )


def _key(after: str | None, of: str, kind: type[_Key]) -> _Key | None:
    if after is None:
        return None
    what, key = cursor.decode(after, str, kind)
    if what != of:
        raise BadCursor("after: this is a cursor of another list.")
    assert isinstance(key, kind)  # noqa: S101  # decode checked it
    return key
