"""Plain resolvers answer as those of strawberry do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType, GraphQLSchema, execute_sync, parse

from schema.build import build_schema
from schema.context import Context
from schema.feed import Feed
from schema.offer import Offer
from schema.organisation import Organisation
from schema.query import Query
from schema.scalars import CONFIG
from tests.schema.served import Served
from tests.schema.test_withheld import selection

QUERIES = Path(__file__).parents[1] / "contract/queries"


@pytest.fixture(scope="module")
def stock() -> GraphQLSchema:
    """The schema as strawberry makes it."""
    return strawberry.Schema(query=Query, types=[Offer, Organisation, Feed], config=CONFIG)._schema


@pytest.fixture(scope="module")
def ours() -> GraphQLSchema:
    return build_schema()._schema


def operations(served: Served) -> Iterator[tuple[str, dict[str, Any]]]:
    """Queries that between them reach every field, in several languages, with good and bad arguments."""
    offer, connection = (build_schema()._schema.type_map[name] for name in ("Offer", "OfferConnection"))
    for identifier in ("alles-1", "praat-1", "buddy-1", "voorbij-1"):
        yield (
            f"query($id: ID!) {{ node(id: $id) {{ ... on Offer {selection(offer, 4)} }} }}",
            {"id": served.id(identifier)},
        )
    counted = selection(connection, 4, ("similar", "offers", "runs", "publisher", "facets"))
    yield f'{{ offers(text: "naaien") {counted} }}', {}
    for lang in ("fr", "en", None):
        yield (
            """query($lang: String) {
              offers(where: {dutchLevelAtMost: A1}) {
                facets(fields: [KIND, PROVIDER, SOURCE, MUNICIPALITY, BRIDGE_LANGUAGE]) {
                  field buckets { value label(lang: $lang) count }
                }
                hiddenByUnknown { condition label(lang: $lang) count }
                nodes {
                  title(lang: $lang) { value language }
                  countsForTheHours { reason(lang: $lang) }
                  sectors { label(lang: $lang) altLabels(lang: $lang) broader { label } }
                }
              }
              coverage(by: [KIND, DUTCH_LEVEL]) { keys labels(lang: $lang) count regionWide places }
              feeds { nodes {
                publisher { name }
                runs { nodes { problems { nodes { message(lang: $lang) suggestion(lang: $lang) } } } }
              } }
            }""",
            {"lang": lang},
        )
    for path in ("feeds", "changes", "suggest"):
        yield (QUERIES / f"{path}.graphql").read_text(encoding="utf-8"), {"prefix": "me"} if path == "suggest" else {}
    yield '{ offers(after: "x") { nodes { id } } changes(after: "x") { nodes { id } } }', {}
    yield "{ organisations { nodes { name offers(first: 500) { totalCount } } } }", {}


def test_answers_are_the_same(served: Served, stock: GraphQLSchema, ours: GraphQLSchema) -> None:
    """Data and errors of every query are equal, whichever resolvers gave them."""
    for query, variables in operations(served):
        expected, actual = (
            execute_sync(one, parse(query), context_value=Context(served.reader), variable_values=variables)
            for one in (stock, ours)
        )
        assert (expected.data, [error.formatted for error in expected.errors or ()]) == (
            actual.data,
            [error.formatted for error in actual.errors or ()],
        )


def test_most_fields_are_plain(stock: GraphQLSchema, ours: GraphQLSchema) -> None:
    """Only fields at the root and fields with arguments of their own keep the resolver of strawberry."""
    kept = [
        f"{type_.name}.{name}"
        for type_ in ours.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name, field in type_.fields.items()
        if field.resolve and field.resolve.__module__.startswith("strawberry")
    ]
    assert sorted(
        [f"Query.{name}" for name in ours.query_type.fields]  # type: ignore[union-attr]
        + ["Feed.runs", "FeedRun.problems", "Offer.similar", "OfferConnection.facets", "Organisation.offers"]
    ) == sorted(kept)
