"""Where an offer comes from, and what that source lets us pass on."""

from datetime import datetime
from typing import Final

import msgspec
import strawberry
from msgspec import Struct

from catalogue.feed import FeedState
from catalogue.offer import model
from schema.context import Info
from schema.declare import computed
from schema.enums import Redistribution
from schema.feed import Feed, address_of

_OURS: Final = {
    *("context", "rdf_type", "id", "source", "origin", "licence", "redistribution"),
    *("first_seen", "last_seen", "gone", "inferred", "withheld"),
}
"""What the catalogue adds: no words of the source."""
_GIVEN: Final = [field for field in msgspec.structs.fields(model.Offer) if field.name not in _OURS]


class Origin(Struct, frozen=True, kw_only=True):
    """The value of a `SourceRecord`."""

    offer: model.Offer
    feed: FeedState


@strawberry.type(description="A record from which this offer was made.")
class SourceRecord:
    feed: Feed

    @computed(description="The address of the source, or its identifier where it has no address of its own.")
    @staticmethod
    def origin(origin: strawberry.Parent[Origin], info: Info) -> str:
        feed = origin.feed.feed
        return origin.offer.origin or address_of(feed) or info.context.reader.iri(feed.key, "dataset")

    @computed()
    @staticmethod
    def licence(origin: strawberry.Parent[Origin]) -> str:
        return origin.offer.licence or origin.feed.feed.licence

    @computed(Redistribution)
    @staticmethod
    def redistribution(origin: strawberry.Parent[Origin]) -> str:
        return origin.offer.redistribution or origin.feed.feed.redistribution

    @computed(datetime, "When the source last had it.")
    @staticmethod
    def retrieved(origin: strawberry.Parent[Origin]) -> datetime | None:
        return origin.offer.last_seen

    @computed(
        description="What the source says of the offer, by the keys of `offer.schema.json`; nothing that is withheld."
    )
    @staticmethod
    def fields(origin: strawberry.Parent[Origin]) -> list[str]:
        offer = origin.offer
        return [
            field.encode_name
            for field in _GIVEN
            if field.encode_name not in offer.inferred
            and (field.required or getattr(offer, field.name) != field.default)
        ]


def origins_of(offer: model.Offer, info: Info) -> list[Origin]:
    """One record each, today; none when its feed was removed."""
    state = info.context.feed(offer.source) if offer.source else None
    return [Origin(offer=offer, feed=state)] if state else []
