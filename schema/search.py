"""What a search gives: offers with their place in the order found, and counts beside them."""

import strawberry

from catalogue.offer import model
from schema.connection import PageInfo, page_info
from schema.declare import computed
from schema.enums import FacetField
from schema.facet import CountedField, Facet, UnknownCount, Unsaid, counted, unsaid
from schema.found import FoundOffer, FoundPage, bucket_count
from schema.offer import Offer


@strawberry.type(description="A fragment in which words of the search were found.")
class Highlight:
    field: str
    html: str


@strawberry.type(description="An offer found.")
class OfferEdge:
    cursor: str
    node: Offer
    distance_km: float | None = strawberry.field(
        description="Null where the offer has no place of its own, or none was asked."
    )
    score: float | None = strawberry.field(description="Of the words; comparable within one search only.")
    highlights: list[Highlight] = strawberry.field(
        description="Title and text fragments with <mark>; everything else escaped."
    )


@strawberry.type(description="A page of the offers found.")
class OfferConnection:
    @computed(list[OfferEdge])
    @staticmethod
    def edges(page: strawberry.Parent[FoundPage]) -> list[FoundOffer]:
        return [
            FoundOffer(
                cursor=hit.cursor,
                node=page.found.offers[hit.id],
                distance_km=hit.distance_km,
                score=hit.score,
                highlights=hit.highlights,
            )
            for hit in page.found.hits.hits
            if hit.id in page.found.offers
        ]

    @computed(list[Offer])
    @staticmethod
    def nodes(page: strawberry.Parent[FoundPage]) -> list[model.Offer]:
        found = page.found
        return [found.offers[hit.id] for hit in found.hits.hits if hit.id in found.offers]

    @computed()
    @staticmethod
    def page_info(page: strawberry.Parent[FoundPage]) -> PageInfo:
        hits = page.found.hits
        return page_info([hit.cursor for hit in hits.hits], has_next=hits.has_next, after=page.after)

    @computed(description="Offers that match, on this page and all others.")
    @staticmethod
    def total_count(page: strawberry.Parent[FoundPage]) -> int:
        return page.found.hits.total

    @computed(
        list[Facet],
        "Counts under text, near and the other filters: each facet leaves its own filter out. `value` goes back unchanged "
        "into `where`.",
    )
    @staticmethod
    def facets(
        page: strawberry.Parent[FoundPage], fields: list[FacetField], first: int | None = 20
    ) -> list[CountedField]:
        return [counted(page.found.hits, field, bucket_count(first)) for field in dict.fromkeys(fields)]

    @computed(list[UnknownCount], "How many more offers would come if unknown were let in, per condition.")
    @staticmethod
    def hidden_by_unknown(page: strawberry.Parent[FoundPage]) -> list[Unsaid]:
        return unsaid(page.found.hits)
