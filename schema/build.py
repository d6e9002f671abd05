"""The schema put together."""

import strawberry

from schema.feed import Feed
from schema.offer import Offer
from schema.organisation import Organisation
from schema.query import Query
from schema.scalars import CONFIG


def build_schema() -> strawberry.Schema:
    """The whole schema; building it takes some tenths of a second, so keep it."""
    return strawberry.Schema(query=Query, types=[Offer, Organisation, Feed], config=CONFIG)
