"""Everything that can be asked."""

from typing import Final, TypeAlias, cast

import strawberry

from catalogue.feed import FeedState
from catalogue.index import base
from catalogue.offer import model
from catalogue.places import Municipality as Home
from schema import suggestion
from schema.change import ChangeConnection, ChangePage, changes_after
from schema.concept import Concept
from schema.connection import Connection, page_size, paged
from schema.context import Info
from schema.coverage import Counted, CoverageCell, cells
from schema.declare import computed, given
from schema.enums import ConceptScheme, CoverageDimension, OfferSort
from schema.feed import Feed
from schema.found import FoundPage, find
from schema.inputs import Near, OfferFilter, near_of, where_of
from schema.node import Node
from schema.offer import Offer
from schema.organisation import Organisation
from schema.place import Municipality
from schema.search import OfferConnection
from schema.suggestion import Suggestion
from vocab import terms

Identified: TypeAlias = model.Offer | model.Provider | FeedState
MAX_PLACES: Final = 400


@strawberry.type(description="Offers, who offers them, where they come from, and what happened to them.")
class Query:
    @computed(
        OfferConnection,
        """Search. Every argument is optional; without any, all live offers, most recently confirmed or changed first.
Cursors are bound to the arguments. Within one index generation paging is complete and unrepeated; across generations an offer may
repeat or be missed. At most 1000 deep (TOO_DEEP: use `changes` or the dumps). `first`: default 20, at most 100.""",
    )
    @staticmethod
    def offers(
        info: Info,
        text: str | None = strawberry.UNSET,
        where: OfferFilter | None = strawberry.UNSET,
        near: Near | None = strawberry.UNSET,
        sort: OfferSort | None = OfferSort.RELEVANCE,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
    ) -> FoundPage:
        reader = info.context.reader
        return find(
            info,
            text=text,
            where=where_of(where, reader),
            near=near_of(near, reader),
            sort=cast("base.Sort", (given(sort) or OfferSort.RELEVANCE).value),  # a test holds these names
            first=first,
            after=after,
        )

    @computed(
        Offer | None,
        "One offer by its id or IRI; null when it never existed. Gone offers come with `gone` set; an absorbed id gives the "
        "survivor.",
    )
    @staticmethod
    def offer(info: Info, id: strawberry.ID) -> model.Offer | None:
        return info.context.offer(id)

    @computed(Node | None, "An offer, an organisation or a feed by its id.")
    @staticmethod
    def node(info: Info, id: strawberry.ID) -> Identified | None:
        if id.startswith("of_"):
            return info.context.offer(id)
        if id.startswith("or_"):
            return info.context.organisation(id)
        return info.context.feed(id)

    @computed(
        description="Words, places, concepts and organisations that start like this (also with one typing error from 4 "
        "characters)."
    )
    @staticmethod
    def suggest(info: Info, prefix: str, first: int | None = suggestion.DEFAULT_SUGGESTIONS) -> list[Suggestion]:
        return suggestion.suggest(info.context.reader, prefix, first)

    @computed(list[Concept], "Every concept of a scheme, in its own order.")
    @staticmethod
    def concepts(scheme: ConceptScheme) -> list[terms.Concept]:
        return list(terms.concepts(scheme.value))

    @computed(Connection[Organisation], "Organisations with live offers, by name.")
    @staticmethod
    def organisations(
        info: Info,
        text: str | None = strawberry.UNSET,
        municipality: str | None = strawberry.UNSET,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
    ) -> Connection[model.Provider]:
        reader, place = info.context.reader, given(municipality)
        home = reader.municipality_code(place) if place else None
        return paged(
            lambda size, key: reader.organisations(text=given(text), municipality=home, first=size, after=key),
            of="organisations",
            key=lambda provider: provider.id or "",
            kind=str,
            first=first,
            after=after,
        )

    @computed(
        list[Municipality],
        "By name (nl or fr, present, former or part of town), NIS code or postcode; without text, all.",
    )
    @staticmethod
    def municipalities(info: Info, text: str | None = strawberry.UNSET, first: int | None = 8) -> list[Home]:
        return info.context.reader.municipalities(given(text), page_size(first, default=8, most=MAX_PLACES))

    @computed(
        list[CoverageCell],
        "Supply counted over one to three dimensions, zero cells and UNKNOWN included. An offer with several values counts in "
        "each. With MUNICIPALITY, offers that serve a whole region or are online are counted apart (`regionWide`), never added "
        "to each.",
    )
    @staticmethod
    def coverage(
        info: Info, by: list[CoverageDimension], where: OfferFilter | None = strawberry.UNSET
    ) -> list[Counted]:
        return cells(info, by, where_of(where, info.context.reader))

    @computed(Connection[Feed], "Every source, by id.")
    @staticmethod
    def feeds(
        info: Info, first: int | None = strawberry.UNSET, after: str | None = strawberry.UNSET
    ) -> Connection[FeedState]:
        states = info.context.reader.feeds()

        def read(size: int, key: str | None) -> tuple[list[FeedState], int]:
            return [state for state in states if key is None or state.feed.key > key][:size], len(states)

        return paged(read, of="feeds", key=lambda state: state.feed.key, kind=str, first=first, after=after)

    @computed(Feed | None, "A source by its id; null when there is none.")
    @staticmethod
    def feed(info: Info, id: strawberry.ID) -> FeedState | None:
        return info.context.feed(id)

    @computed(
        ChangeConnection,
        "Every creation, update and removal since a cursor, oldest first, for mirrors; `offer` is its present state. `first`: "
        "default 100, at most 1000.",
    )
    @staticmethod
    def changes(info: Info, first: int | None = strawberry.UNSET, after: str | None = strawberry.UNSET) -> ChangePage:
        return changes_after(info, first, after)
