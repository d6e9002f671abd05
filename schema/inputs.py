"""What a search is asked: filters and a place, put into the words of the index."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

import strawberry
from graphql.pyutils import did_you_mean, suggestion_list

from catalogue.errors import BadInput
from catalogue.index import base
from catalogue.read import Reader
from schema.declare import given
from schema.enums import (
    Availability,
    Childcare,
    Code,
    ContactForm,
    DutchLevel,
    GenderAudience,
    Kind,
    PartOfDay,
    Perspective,
    PlaceMode,
    Weekday,
)
from vocab import terms

MAX_VALUES: Final = 400
"""Values of one condition: more than there are municipalities."""


@strawberry.input(
    description="All of these must hold (AND between fields, OR within one). A field the offer leaves unknown does not match, "
    "and is counted in `hiddenByUnknown`; `includeUnknown` lets it in."
)
class OfferFilter:
    kind: list[Kind] | None = strawberry.UNSET
    perspective: list[Perspective] | None = strawberry.UNSET
    contact_form: list[ContactForm] | None = strawberry.UNSET
    dutch_level_at_most: DutchLevel | None = strawberry.field(
        default=strawberry.UNSET, description="Offers that ask this level of Dutch or less."
    )
    taalicoon: list[int] | None = strawberry.UNSET
    availability: list[Availability] | None = strawberry.UNSET
    place_mode: list[PlaceMode] | None = strawberry.UNSET
    childcare: list[Childcare] | None = strawberry.UNSET
    gender_audience: list[GenderAudience] | None = strawberry.UNSET
    part_of_day: list[PartOfDay] | None = strawberry.field(
        default=strawberry.UNSET,
        description="With both weekday and partOfDay, one and the same slot must satisfy both.",
    )
    weekday: list[Weekday] | None = strawberry.UNSET
    sector: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Codes or IRIs of the thesaurus; what is narrower comes along."
    )
    bridge_language: list[str] | None = strawberry.field(default=strawberry.UNSET, description="BCP 47.")
    municipality: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Names (present, former or part of town), NIS codes or postcodes."
    )
    provider: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="Ids or IRIs of organisations."
    )
    source: list[strawberry.ID] | None = strawberry.field(default=strawberry.UNSET, description="Ids of feeds.")
    quality: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Criteria (codes or IRIs) with a statement `met`."
    )
    hours_per_week_at_most: float | None = strawberry.UNSET
    starts_before: date | None = strawberry.UNSET
    starts_after: date | None = strawberry.UNSET
    age: int | None = strawberry.UNSET
    free_of_charge: bool | None = strawberry.UNSET
    expenses_reimbursed: bool | None = strawberry.UNSET
    counts_for_the_hours: bool | None = strawberry.field(
        default=strawberry.UNSET, description="true: no test is known not to be met; false: one is."
    )
    updated_since: datetime | None = strawberry.UNSET
    include_unknown: bool | None = False


@strawberry.input(
    description="""Exactly one of municipality, postcode, lat+lon; never an address. An offer matches when its point lies within
`km` (great circle, inclusive), or `areaServed` holds the municipality, or its mode is ONLINE; the last two have no distance and
sort after. By-arrangement offers with neither place nor area match with verdict unknown, last. Present municipality beats former
beats part of town; a tie is AMBIGUOUS_PLACE with the candidates."""
)
class Near:
    municipality: str | None = strawberry.UNSET
    postcode: str | None = strawberry.UNSET
    lat: float | None = strawberry.UNSET
    lon: float | None = strawberry.UNSET
    km: float | None = 10


def where_of(filters: OfferFilter | None, reader: Reader) -> base.Where:
    """The filters in the words of the index. Raises `UnknownPlace`, `AmbiguousPlace`, and `BadInput` for unknown concepts."""
    asked = given(filters)
    if asked is None:
        return base.Where()
    conditions = {name: value for name, value in vars(asked).items() if given(value) is not None}
    return base.Where(**{name: _condition(name, value, reader) for name, value in conditions.items()})


def near_of(near: Near | None, reader: Reader) -> base.Near | None:
    """Where someone is. Raises `UnknownPlace`, `AmbiguousPlace`, `BadInput`."""
    asked = given(near)
    if asked is None:
        return None
    km = given(asked.km)
    return reader.near(
        municipality=given(asked.municipality),
        postcode=given(asked.postcode),
        lat=given(asked.lat),
        lon=given(asked.lon),
        km=10.0 if km is None else km,
    )


def _condition(name: str, value: Any, reader: Reader) -> Any:
    """One condition; `Any` because each field of the filter has a type of its own."""
    if not isinstance(value, list):
        return value.value if isinstance(value, Code) else value
    if len(value) > MAX_VALUES:
        raise BadInput(f"where.{name}: {len(value)} values, expected at most {MAX_VALUES}.")
    read = _READ.get(name)
    codes = (one.value if isinstance(one, Code) else read(one, reader) if read else one for one in value)
    return tuple(dict.fromkeys(codes))


def _concept_reader(scheme: str, condition: str) -> Callable[[str, Reader], str]:
    def read(code_or_iri: str, reader: Reader) -> str:
        code = code_or_iri.rpartition("/")[2]
        spelt = (code, terms.concept_iri(scheme, code), reader.iri(f"{scheme}/{code}", "concept"))
        if code_or_iri not in spelt or terms.concept(scheme, code) is None:
            meant = suggestion_list(code, [concept.code for concept in terms.concepts(scheme)])
            raise BadInput(
                f"where.{condition}: “{code_or_iri}” is not a code or IRI of the scheme {scheme}.{did_you_mean(meant)}"
            )
        return code

    return read


def _provider(id_or_iri: str, reader: Reader) -> str:
    return id_or_iri.removeprefix(reader.iri("", "organisation"))


def _municipality(text: str, reader: Reader) -> str:
    return reader.municipality_code(text)


_READ: Final[dict[str, Callable[[str, Reader], str]]] = {
    "sector": _concept_reader("sector", "sector"),
    "quality": _concept_reader("quality-criterion", "quality"),
    "provider": _provider,
    "municipality": _municipality,
}
