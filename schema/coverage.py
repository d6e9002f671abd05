"""Supply laid out over dimensions, so that gaps show."""

from typing import cast

import strawberry
from msgspec import Struct

from catalogue.index import base
from schema.context import Info
from schema.declare import Lang, computed
from schema.enums import CoverageDimension
from schema.facet import label_of, value_of


class Counted(Struct, frozen=True, kw_only=True):
    """The value of a `CoverageCell`."""

    by: tuple[base.Dimension, ...]
    cell: base.Cell


@strawberry.type(description="`keys` in the order of `by`; UNKNOWN is a key. `places` sums the places that are known.")
class CoverageCell:
    @computed()
    @staticmethod
    def keys(counted: strawberry.Parent[Counted]) -> list[str]:
        return [value_of(field, code) for field, code in zip(counted.by, counted.cell.keys, strict=True)]

    @computed()
    @staticmethod
    def labels(counted: strawberry.Parent[Counted], info: Info, lang: Lang = "nl") -> list[str]:
        return [label_of(field, code, lang, info) for field, code in zip(counted.by, counted.cell.keys, strict=True)]

    @computed()
    @staticmethod
    def count(counted: strawberry.Parent[Counted]) -> int:
        return counted.cell.count

    @computed(description="Offers that serve an area or are online: counted apart, never in a municipality.")
    @staticmethod
    def region_wide(counted: strawberry.Parent[Counted]) -> int:
        return counted.cell.region_wide

    @computed()
    @staticmethod
    def places(counted: strawberry.Parent[Counted]) -> int | None:
        return counted.cell.places


def cells(info: Info, by: list[CoverageDimension], where: base.Where) -> list[Counted]:
    """Every cell, zero ones included. Raises `BadInput` for none, more than three, or twice the same dimension."""
    dimensions = tuple(cast("base.Dimension", one.value.replace("-", "_")) for one in by)  # a test holds these names
    return [Counted(by=dimensions, cell=cell) for cell in info.context.reader.coverage(dimensions, where)]
