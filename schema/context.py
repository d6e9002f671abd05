"""What the resolvers of one request share."""

import functools
from typing import TypeAlias

import strawberry

from catalogue.read import Reader


class Context:
    """The reader, and what a request looks up again and again: each thing is read once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.feed = functools.cache(reader.feed)
        self.offer = functools.cache(reader.offer)
        self.organisation = functools.cache(reader.organisation)


Info: TypeAlias = strawberry.Info[Context, None]
