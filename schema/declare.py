"""How the types are written.

An object type declares fields; the values that flow through it are those of the catalogue itself (`Offer`, `Feed` …),
read by attribute. Where a field is more than an attribute, a static method gives it: `computed` says which GraphQL type
comes out, for the method's own annotation says which value does.
"""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import strawberry

Lang: TypeAlias = str | None
"""A BCP 47 language asked for; null is Dutch."""

_R = TypeVar("_R")


def computed(
    type_: object = None, description: str | None = None, *, name: str | None = None
) -> Callable[[Callable[..., _R]], _R]:
    """A field whose value a function gives; `type_` where the value is not an instance of the GraphQL type."""

    def declare(resolver: Callable[..., _R]) -> _R:
        return strawberry.field(resolver=resolver, graphql_type=type_, description=description, name=name)

    return declare


def given(value: _R | None) -> _R | None:
    """An argument that may be left out or null."""
    return None if value is strawberry.UNSET else value
