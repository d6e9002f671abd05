"""What a request costs, and what it may ask at most."""

from pathlib import Path
from typing import Any

import pytest
from graphql import get_introspection_query, parse

from schema import limits
from schema.documents import MAX_CHARACTERS, Documents
from tests.schema.served import Served

QUERIES = Path(__file__).parents[1] / "contract/queries"


def cost(served: Served, query: str, **variables: Any) -> int:
    answer = served.ask(query, **variables)
    found: int = answer["extensions"]["cost"]
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 1),
        ("{ a: __typename b: __typename }", 2),
        ("{ __typename ...F } fragment F on Query { a: __typename ... on Query { b: __typename } }", 3),
        ('{ offer(id: "x") { id } }', 20 + 1),
        ("{ offers { totalCount } }", 1000 + 1),
        ("{ offers(first: 5) { totalCount } }", 1000 + 1),
        ("{ offers(first: 5) { nodes { id } } }", 1000 + 5 * 2),
        ("{ offers(first: 5) { nodes { id } pageInfo { hasNextPage } } }", 1000 + 5 * 2 + 2),
        ("{ offers(first: 5) { nodes { id } edges { cursor } } }", 1000 + 5 * 4),
        (
            "{ offers(first: 5) { facets(fields: [KIND, SECTOR], first: 10) { buckets { count } } } }",
            1000 + 1 + 2 * 10 * 2,
        ),
        ("{ changes { nodes { id } } }", 20 + 100 * 2),
        ("{ changes(first: 1000) { nodes { id } } }", 20 + 1000 * 2),
        ("{ concepts(scheme: KIND) { code } }", 1 + 8),
        ("{ coverage(by: [KIND, AVAILABILITY]) { count } }", 1000 + 9 * 5),
        ('{ suggest(prefix: "x") { text } }', 250 + 8),
        ("{ __typename @skip(if: true) a: __typename }", 1),
        ("{ offers(first: 0) { nodes { id } } }", 1000),
    ],
)
def test_cost(served: Served, query: str, expected: int) -> None:
    """A field costs 1 or its price, and what is below it as often as there may be elements."""
    assert expected == cost(served, query)


def test_cost_follows_the_variables(served: Served) -> None:
    """What is asked counts, not what might have been."""
    query = """query($first: Int, $with: Boolean = false) {
      offers(first: $first) { nodes { id similar @include(if: $with) { id } } }
    }"""
    assert [1000 + 3 * 2, 1000 + 20 * 2, 1000 + 3 * (2 + 1000 + 5)] == [
        cost(served, query, first=3),
        cost(served, query),
        cost(served, query, first=3, **{"with": True}),
    ]


@pytest.mark.parametrize("name", ["search-basic", "offer", "suggest", "coverage", "changes", "feeds"])
def test_operations_of_the_contract_are_cheap(served: Served, name: str) -> None:
    """Every operation of the contract may be asked with the largest page."""
    query = (QUERIES / f"{name}.graphql").read_text(encoding="utf-8")
    variables = {
        "search-basic": {"first": 100},
        "offer": {"id": "x"},
        "suggest": {"prefix": "x"},
        "coverage": {"by": ["MUNICIPALITY", "KIND", "DUTCH_LEVEL"]},
        "changes": {"first": 1000},
        "feeds": {},
    }[name]
    assert cost(served, query, **variables) <= limits.MAX_COST


def test_a_page_of_twenty_offers(served: Served) -> None:
    """The page that every client asks is a small part of what one request may cost."""
    query = (QUERIES / "search-basic.graphql").read_text(encoding="utf-8")
    assert cost(served, query) < limits.MAX_COST / 40


def test_introspection_is_served(served: Served) -> None:
    """The query by which tools read the schema is within the limits."""
    query = get_introspection_query(specified_by_url=True, schema_description=True, input_value_deprecation=True)
    answer = served.ask(query)
    assert (None, True) == (answer.get("errors"), len(answer["data"]["__schema"]["types"]) > 50)


def test_cost_of_a_refused_request(served: Served) -> None:
    """Where the cost is why, the error has it and how much is allowed; the response has it too."""
    answer = served.ask("{ offers(first: 100) { nodes { similar(first: 20) { similar { id } } } } }")
    expected = 1000 + 100 * (1 + 1000 + 20 * (1000 + 5))
    assert {
        "errors": [
            {
                "message": f"The query costs {expected}: at most 150000 is allowed. "
                "Ask for fewer at a time (`first`) or for fewer fields.",
                "extensions": {
                    "code": "COST_EXCEEDED",
                    "classification": "ValidationError",
                    "cost": expected,
                    "maximum": 150_000,
                },
            }
        ],
        "extensions": {"cost": expected},
    } == answer


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "{ a: __typename " + " ".join(f"a{n}: __typename" for n in range(30)) + "}",
            "The query has 31 aliases: at most 30 are allowed. Ask in several queries.",
        ),
        (
            "{ offers { nodes " + "{ similar " * 11 + "{ id }" + "}" * 12 + "}",
            "The query is 14 fields deep: at most 12 are allowed. Ask in several steps.",
        ),
        (
            "{" + " __typename" * 1001 + "}",
            "The query has 1001 fields: at most 1000 are allowed. Ask in several queries.",
        ),
        ("{" + " x" * 4999 + "}", "The document has more than 5000 words and signs."),
        ("{ a" * 300, "The query is nested too deep."),
        ("{" + " __typename" * 1000 + "}", "The query is too intricate to be checked."),
    ],
)
def test_shape_is_bounded(served: Served, query: str, message: str) -> None:
    """A query too wide, too deep or too long is refused with what is allowed."""
    error = served.error(query)
    assert (message, "COST_EXCEEDED") == (error["message"], error["extensions"]["code"])


@pytest.mark.parametrize(
    "query",
    [
        "{" + " ".join(f"a{n}: __typename" for n in range(30)) + "}",
        "{ offers(first: 1) { nodes " + "{ provider { offers(first: 1) { nodes " * 3 + "{ id }" + "} } }" * 3 + "} }",
        "{" + " __typename" * 700 + "}",
    ],
)
def test_up_to_the_bound_is_answered(served: Served, query: str) -> None:
    """What is just allowed works."""
    assert None is served.ask(query).get("errors")


def test_fragments_count_each_time(served: Served) -> None:
    """A fragment used twice counts twice: a document cannot hide what it asks."""
    query = "{ ...A ...A } fragment A on Query { ...B ...B } fragment B on Query { " + "__typename " * 251 + "}"
    assert (
        "The query has 1004 fields: at most 1000 are allowed. Ask in several queries." == served.error(query)["message"]
    )


# — documents —


def test_a_document_is_read_once(served: Served) -> None:
    """The same text gives the same document, not read again."""
    documents = Documents(served.engine._schema)
    assert documents.get("{ __typename }") is documents.get("{ __typename }")


def test_a_bad_document_is_read_once(served: Served) -> None:
    """A mistake sent again and again is found once."""
    documents = Documents(served.engine._schema)
    assert documents.get("{ offres }") is documents.get("{ offres }")


def test_documents_kept_are_bounded(served: Served) -> None:
    """The least recently used go first, and what is kept stays within its bound."""
    documents = Documents(served.engine._schema)
    padding = "#" + "x" * (MAX_CHARACTERS // 10)
    first = documents.get("{ a: __typename }" + padding)
    for name in "bcdefghijklm":
        documents.get(f"{{ {name}: __typename }}{padding}")
    assert (False, True) == (
        first is documents.get("{ a: __typename }" + padding),
        sum(map(len, documents._kept)) <= MAX_CHARACTERS,
    )


def test_shape_of_fragments_is_measured_once(served: Served) -> None:
    """Fragments that double each other are measured in time with their number, not with what they come to."""
    count = 400
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count))
    document = parse(f"{{ ...F0 }} {chain} fragment F{count} on Query {{ __typename }}")
    with pytest.raises(limits.CostExceeded, match=str(2**count)[:20]):
        limits.check_shape(document)
