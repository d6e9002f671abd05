"""Looking ahead: what a query asks for below a field, so that no more is counted or marked than that."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse
from graphql.execution.values import get_variable_values

from schema.limits import fragments_of
from schema.selection import selected

SCHEMA = build_schema("type Query { a: Int b: Int c: Int }")


def names(query: str, **variables: Any) -> list[str]:
    document = parse(query)
    operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    coerced = get_variable_values(SCHEMA, operation.variable_definitions or (), variables)
    return [field.name.value for field in selected(operation.selection_set, fragments_of(document), coerced)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ a b }", ["a", "b"]),
        ("{ x: a y: a }", ["a", "a"]),
        ("{ a ... on Query { b ... { c } } }", ["a", "b", "c"]),
        ("{ ...F a } fragment F on Query { b ...G } fragment G on Query { c }", ["b", "c", "a"]),
        ("{ ...F ...F } fragment F on Query { b }", ["b"]),
        ("{ a @skip(if: true) b @include(if: false) c @skip(if: false) @include(if: true) }", ["c"]),
        ("{ ... @skip(if: true) { a } ...F @include(if: false) c } fragment F on Query { b }", ["c"]),
    ],
)
def test_what_is_selected(query: str, expected: list[str]) -> None:
    """Fields under whatever alias, those of fragments too, without what a directive leaves out."""
    assert expected == names(query)


@pytest.mark.parametrize(("yes", "expected"), [(True, ["a"]), (False, ["b"])])
def test_directives_follow_variables(yes: bool, expected: list[str]) -> None:
    """What a directive does may depend on a variable."""
    assert expected == names("query($yes: Boolean!) { a @include(if: $yes) b @skip(if: $yes) }", yes=yes)
