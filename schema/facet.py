"""Counts beside the offers found, and what their values are called."""

from typing import Final, cast

import strawberry
from msgspec import Struct

from catalogue.index import base
from schema import place
from schema.context import Info
from schema.declare import Lang, computed
from schema.enums import FacetField, name_of
from schema.text import NOT_SAID, label, language_name, spoken

_OWN_VALUES: Final = ("sector", "municipality", "provider", "bridge_language", "quality", "source")
"""Facets whose values are no enumeration: they go out as they are."""
_SCHEMES: Final = {"quality": "quality-criterion"}
"""Where the scheme is not called as the field."""


class Counted(Struct, frozen=True, kw_only=True):
    """The value of a `FacetBucket`."""

    field: str
    """As the index calls it."""
    code: str
    count: int


class CountedField(Struct, frozen=True, kw_only=True):
    """The value of a `Facet`."""

    field: FacetField
    buckets: list[Counted]


@strawberry.type(description="A value, what people call it, and how many offers have it.")
class FacetBucket:
    count: int

    @computed(description="Goes back unchanged into `where`.")
    @staticmethod
    def value(bucket: strawberry.Parent[Counted]) -> str:
        return value_of(bucket.field, bucket.code)

    @computed()
    @staticmethod
    def label(bucket: strawberry.Parent[Counted], info: Info, lang: Lang = "nl") -> str:
        return label_of(bucket.field, bucket.code, lang, info)


@strawberry.type(description="Offers counted by the values of one field, most first.")
class Facet:
    field: FacetField
    buckets: list[FacetBucket]


@strawberry.type(description="Offers that are left out because they do not say.")
class UnknownCount:
    condition: str
    count: int

    @computed()
    @staticmethod
    def label(unknown: strawberry.Parent["Unsaid"], lang: Lang = "nl") -> str:
        return label("condition", unknown.field.replace("_", "-"), lang)


class Unsaid(Struct, frozen=True, kw_only=True):
    """The value of an `UnknownCount`."""

    field: str
    """A field of `Where`, or `near`."""
    count: int

    @property
    def condition(self) -> str:
        """The path of the argument."""
        first, *more = self.field.split("_")
        camel = first + "".join(word.title() for word in more)
        return camel if camel == "near" else f"where.{camel}"


def counted(hits: base.Hits, field: FacetField, size: int) -> CountedField:
    """One facet, from a search that counted it."""
    name = index_name(field)
    buckets = hits.facets.get(name, ())[:size]
    return CountedField(
        field=field, buckets=[Counted(field=name, code=bucket.value, count=bucket.count) for bucket in buckets]
    )


def index_name(field: FacetField) -> base.FacetField:
    """A field as the index calls it."""
    return cast("base.FacetField", field.value.replace("-", "_"))  # a test holds the enumeration to the index's fields


def unsaid(hits: base.Hits) -> list[Unsaid]:
    return [Unsaid(field=field, count=count) for field, count in hits.hidden_by_unknown.items() if count]


def value_of(field: str, code: str) -> str:
    """A code as GraphQL writes it: the name of an enumeration, or an id, a code or a tag as it is."""
    return code if field in _OWN_VALUES and code != base.UNKNOWN else name_of(code)


def label_of(field: str, code: str, lang: Lang, info: Info) -> str:
    """What people call the value of a facet or of a dimension of the coverage."""
    if code == base.UNKNOWN:
        return spoken(NOT_SAID, lang)
    match field:
        case "municipality":
            home = info.context.reader.places.get(code)
            return place.name_of(home, lang) if home else code
        case "provider":
            provider = info.context.organisation(code)
            return provider.name if provider else code
        case "source":
            state = info.context.feed(code)
            return state.feed.title if state else code
        case "bridge_language":
            return language_name(code, lang)
        case _:
            return label(_SCHEMES.get(field, field.replace("_", "-")), code, lang)
