"""The schema against the contract that clients rely on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLSchema, build_schema

from catalogue import feed
from catalogue.index import base
from catalogue.offer import model
from schema import enums
from schema.print import COMMITTED, sdl

CONTRACT = Path(__file__).parents[1] / "contract"
NOT_SERVED_TYPES = {
    *("Basis", "FitInput", "FreeSlotInput", "Relaxation", "Interpretation", "AppliedFilter", "FitCriterion"),
    *("Plan", "PlannedOffer", "Director", "Partnership", "SearchReceipt"),
}
NOT_SERVED = {
    *("Query.plans", "Query.director", "Query.partnerships", "Query.searchReceipt"),
    *("Query.offers(fit:)", "Query.offers(interpret:)"),
    *("OfferConnection.relaxations", "OfferConnection.interpretation", "OfferEdge.fit"),
}
"""What the contract has and this release does not serve; arguments of absent fields go with them."""


def parts(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Every type, field, argument and value, with all that a client can depend on."""
    for name, type_ in schema.type_map.items():
        if name.startswith("__"):
            continue
        yield name, type(type_).__name__ + " ".join(one.name for one in getattr(type_, "interfaces", ()))
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{value}", "") for value in type_.values)
        for field_name, field in getattr(type_, "fields", {}).items():
            default = f" = {field.default_value!r}" if isinstance(type_, GraphQLInputObjectType) else ""
            yield f"{name}.{field_name}", f"{field.type}{default}"
            for argument_name, argument in getattr(field, "args", {}).items():
                yield f"{name}.{field_name}({argument_name}:)", f"{argument.type} = {argument.default_value!r}"


@pytest.fixture(scope="module")
def contract() -> dict[str, str]:
    return dict(parts(build_schema((CONTRACT / "core.graphql").read_text())))


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    return dict(parts(build_schema(sdl())))


def test_equal_where_both_are(contract: dict[str, str], ours: dict[str, str]) -> None:
    """Every type, field, argument, default and value that we serve is that of the contract."""
    assert {name: contract[name] for name in ours if name in contract} == {
        name: ours[name] for name in ours if name in contract
    }


def test_nothing_beside_the_contract(contract: dict[str, str], ours: dict[str, str]) -> None:
    """We serve nothing that the contract does not have."""
    assert set(ours) - set(contract) == set()


def test_absent_is_exactly_what_is_listed(contract: dict[str, str], ours: dict[str, str]) -> None:
    """What the contract has and we do not serve is exactly the list of this release."""
    absent = set(contract) - set(ours)
    listed = {
        name
        for name in contract
        if name in NOT_SERVED or name.partition(".")[0] in NOT_SERVED_TYPES or name.partition("(")[0] in NOT_SERVED
    }
    assert absent == listed


def test_committed_sdl_is_current() -> None:
    """`schema/schema.graphql` is what we serve; `python -m schema.print` renews it."""
    assert COMMITTED.read_text(encoding="utf-8") == sdl()


@pytest.mark.parametrize(
    ("enumeration", "codes"),
    [
        (enums.Kind, model.Kind),
        (enums.Perspective, model.Perspective),
        (enums.ContactForm, model.ContactForm),
        (enums.DutchLevel, model.DutchLevel),
        (enums.ReadingWriting, model.ReadingWriting),
        (enums.PlaceMode, model.PlaceMode),
        (enums.Requirement, model.Requirement),
        (enums.PartOfDay, model.PartOfDay),
        (enums.Weekday, model.Weekday),
        (enums.OrganisationType, model.ProviderType),
        (enums.Redistribution, model.Redistribution),
        (enums.AssertedBy, model.AssertedBy),
        (enums.StatementStatus, model.StatementStatus),
        (enums.FeedStatus, feed.FeedStatus),
        (enums.RunStatus, feed.RunStatus),
        (enums.OfferSort, base.Sort),
    ],
)
def test_enumerations_are_the_codes(enumeration: Any, codes: Any) -> None:
    """The values of an enumeration are the codes of the catalogue, no more and no fewer."""
    assert [member.value for member in enumeration] == list(get_args(codes))


@pytest.mark.parametrize(
    ("enumeration", "codes"),
    [
        (enums.Availability, model.Availability),
        (enums.Childcare, model.Childcare),
        (enums.GenderAudience, model.GenderAudience),
    ],
)
def test_enumerations_with_unknown(enumeration: Any, codes: Any) -> None:
    """Where unknown is a value, it comes after the codes."""
    assert [member.value for member in enumeration] == [*get_args(codes), "unknown"]


@pytest.mark.parametrize(
    ("enumeration", "names"), [(enums.FacetField, base.FacetField), (enums.CoverageDimension, base.Dimension)]
)
def test_fields_of_the_index(enumeration: Any, names: Any) -> None:
    """Facets and dimensions are those of the index, in its spelling."""
    assert [member.value.replace("-", "_") for member in enumeration] == list(get_args(names))
