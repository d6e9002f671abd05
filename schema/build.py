"""The schema put together."""

import strawberry

from schema.feed import Feed
from schema.offer import Offer
from schema.organisation import Organisation
from schema.query import Query
from schema.resolvers import make_plain
from schema.scalars import CONFIG


def build_schema() -> strawberry.Schema:
    """The whole schema; building it takes some tenths of a second, so keep it."""
    schema = strawberry.Schema(query=Query, types=[Offer, Organisation, Feed], config=CONFIG)
    make_plain(schema._schema)
    return schema
