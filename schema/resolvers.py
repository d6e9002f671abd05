"""Plain resolvers for fields that read an attribute or call a function of ours.

Strawberry prepares every call for extensions, argument conversion and dependency injection. Nothing here uses them below the
root, and they take a third of the time of executing a page of offers.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, cast

import strawberry
from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.types.field import StrawberryField

from schema.context import Context, Info

Resolve = Callable[..., Any]  # (source, info, **arguments), as graphql-core calls it


def make_plain(schema: GraphQLSchema) -> None:
    """Put a plain resolver on every field that can have one; the answers stay the same."""
    for type_ in schema.type_map.values():
        for field in type_.fields.values() if isinstance(type_, GraphQLObjectType) else ():
            declared = field.extensions.get("strawberry-definition")
            if isinstance(declared, StrawberryField) and (plain := _plain(declared)):
                field.resolve = plain


def _plain(field: StrawberryField) -> Resolve | None:
    """`None` where strawberry has something to do: at the root, and where an argument becomes a value of ours."""
    resolver = field.base_resolver
    if resolver is None:
        read = attrgetter(field.python_name)
        return lambda source, _: read(source)
    takes_source = resolver.parent_parameter or resolver.self_parameter
    if not takes_source or any(argument.python_name != "lang" for argument in field.arguments):
        return None
    function = cast("Resolve", resolver.wrapped_func)
    if resolver.info_parameter:
        return lambda source, info, **lang: function(source, info=_info(info, field), **lang)
    return lambda source, _, **lang: function(source, **lang)


def _info(info: GraphQLResolveInfo[Context], field: StrawberryField) -> Info:
    return strawberry.Info(_raw_info=info, _field=field)
