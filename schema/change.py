"""The change log, for mirrors."""

import datetime
from typing import Final

import strawberry
from msgspec import Struct

from catalogue.read import MAX_CHANGES, LoggedOffer
from schema.connection import Edge, PageInfo, page_info, page_size
from schema.context import Info
from schema.declare import computed, given
from schema.enums import ChangeType
from schema.offer import Offer

DEFAULT_CHANGES: Final = 100


class ChangePage(Struct, frozen=True, kw_only=True):
    """The value of a `ChangeConnection`."""

    edges: list[Edge[LoggedOffer]]
    nodes: list[LoggedOffer]
    page_info: PageInfo


@strawberry.type(description="What happened to an offer.")
class Change:
    cursor: str = strawberry.field(description="To go on after this change.")
    offer: Offer | None = strawberry.field(
        description="As it is now, whatever happened since; a gone one has `gone` set."
    )

    @computed(ChangeType)
    @staticmethod
    def type(logged: strawberry.Parent[LoggedOffer]) -> str:
        return logged.change.type

    @computed()
    @staticmethod
    def at(logged: strawberry.Parent[LoggedOffer]) -> datetime.datetime:
        return logged.change.at

    @computed(strawberry.ID)
    @staticmethod
    def id(logged: strawberry.Parent[LoggedOffer]) -> str:
        return logged.change.offer_id

    @computed()
    @staticmethod
    def iri(logged: strawberry.Parent[LoggedOffer], info: Info) -> str:
        return info.context.reader.iri(logged.change.offer_id)

    @computed(strawberry.ID | None, "Of a removed offer: the one that it became part of.")
    @staticmethod
    def replaced_by(logged: strawberry.Parent[LoggedOffer]) -> str | None:
        return logged.change.replaced_by


@strawberry.type(description="A page of the change log, oldest first.")
class ChangeConnection:
    edges: list[Edge[Change]]
    nodes: list[Change]
    page_info: PageInfo


def changes_after(info: Info, first: int | None, after: str | None) -> ChangePage:
    """The log from a cursor on. Raises `BadInput`, `BadCursor`, `CursorExpired`."""
    size, after = page_size(first, default=DEFAULT_CHANGES, most=MAX_CHANGES), given(after)
    logged, more = info.context.reader.changes(first=size, after=after)
    return ChangePage(
        edges=[Edge(cursor=one.cursor, node=one) for one in logged],
        nodes=logged,
        page_info=page_info([one.cursor for one in logged], has_next=more, after=after),
    )
