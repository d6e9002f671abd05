"""A page of offers found: the one search behind it asks for what the query selects, no more."""

from typing import Final

from graphql import GraphQLObjectType, GraphQLResolveInfo, get_argument_values, get_named_type
from msgspec import Struct

from catalogue.errors import BadInput
from catalogue.index import base
from catalogue.offer.model import Offer
from catalogue.read import Found
from schema.connection import page_size
from schema.context import Context, Info
from schema.declare import given
from schema.facet import index_name
from schema.selection import selected

MAX_TEXT: Final = 500
"""Characters of a search: what people type is far shorter, and every word costs."""
MAX_BUCKETS: Final = 1000


class FoundPage(Struct, frozen=True, kw_only=True):
    """The value of an `OfferConnection`."""

    found: Found
    after: str | None


class FoundOffer(Struct, frozen=True, kw_only=True):
    """The value of an `OfferEdge`."""

    cursor: str
    node: Offer
    distance_km: float | None
    score: float | None
    highlights: tuple[base.Highlight, ...]


class _Wanted(Struct, frozen=True, kw_only=True):
    facets: tuple[base.FacetField, ...]
    facet_size: int
    count_unknown: bool
    highlight: bool


def find(
    info: Info,
    *,
    where: base.Where,
    first: int | None,
    after: str | None,
    text: str | None = None,
    near: base.Near | None = None,
    sort: base.Sort = "relevance",
) -> FoundPage:
    """Search once for everything selected below this field. Raises `BadInput` and its kin."""
    words = given(text) or None
    if words and len(words) > MAX_TEXT:
        raise BadInput(f"text is {len(words)} characters long: expected at most {MAX_TEXT}.")
    wanted = _wanted(info._raw_info)  # strawberry gives no public way to the nodes as they are
    found = info.context.reader.search(
        text=words,
        where=where,
        near=near,
        sort=sort,
        first=page_size(first),
        after=given(after),
        facets=wanted.facets,
        facet_size=wanted.facet_size,
        count_unknown=wanted.count_unknown,
        highlight=wanted.highlight and words is not None,
    )
    return FoundPage(found=found, after=given(after))


def bucket_count(first: int | None) -> int:
    """How many buckets a selection of facets asks for. Raises `BadInput`."""
    return page_size(first, most=MAX_BUCKETS)


def _wanted(info: GraphQLResolveInfo[Context]) -> _Wanted:
    connection = get_named_type(info.return_type)
    assert isinstance(connection, GraphQLObjectType)  # noqa: S101  # the field that asks gives an OfferConnection
    facets: dict[base.FacetField, None] = {}
    sizes = [0]
    count_unknown = highlight = False
    for top in info.field_nodes:
        for field in selected(top.selection_set, info.fragments, info.variable_values):
            match field.name.value:
                case "facets":
                    asked = get_argument_values(connection.fields["facets"], field, info.variable_values)
                    facets.update(dict.fromkeys(index_name(one) for one in asked["fields"]))
                    sizes.append(bucket_count(asked["first"]))
                case "hiddenByUnknown":
                    count_unknown = True
                case "edges":
                    below = selected(field.selection_set, info.fragments, info.variable_values)
                    highlight = highlight or any(one.name.value == "highlights" for one in below)
    return _Wanted(facets=tuple(facets), facet_size=max(sizes), count_unknown=count_unknown, highlight=highlight)
