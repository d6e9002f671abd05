"""What one request may ask: its shape is bounded before validation, its cost before execution.

The cost of a field is 1, or the price of what it has the catalogue do, plus the cost of what is selected below it, times the
number of elements asked for where it is a list with `first`. Of a connection only `edges` and `nodes` are multiplied. So a page
of 20 offers with 36 fields each costs some 1 750, of which 1 000 for the search.
"""

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_argument_values,
    get_named_type,
)

from schema.change import DEFAULT_CHANGES
from schema.connection import DEFAULT_FIRST
from schema.errors import CostExceeded
from schema.selection import is_included
from vocab import terms

MAX_TOKENS: Final = 5000
MAX_DEPTH: Final = 12
"""Fields inside fields. Introspection has a limit of its own (three lists inside each other) and is not counted."""
MAX_ALIASES: Final = 30
MAX_FIELDS: Final = 1000
"""Fields written in a query, those of a fragment once for each time it is used; all of an offer and of what is inside it are some
500. It keeps validation short, which compares fields of the same name with each other."""
MAX_COST: Final = 150_000
"""A page of 1000 changes with every field of their offers, or some 140 searches."""

_SEARCH: Final = 1000
_LOOK_UP: Final = 20
_PRICES: Final[dict[str, int]] = {
    **dict.fromkeys(("Query.offers", "Query.coverage", "Organisation.offers", "Offer.similar"), _SEARCH),
    **dict.fromkeys(("Query.suggest", "Query.organisations"), _SEARCH // 4),
    **dict.fromkeys(("Query.offer", "Query.node", "Query.feed", "Query.feeds", "Query.changes"), _LOOK_UP),
    **dict.fromkeys(("NextStep.offer", "Feed.publisher", "Feed.runs", "FeedRun.problems"), _LOOK_UP),
}
"""Fields that have the index or the store work; every other costs 1."""
_LENGTHS: Final[dict[str, int]] = {
    "Offer.areaServed": 5,
    "__Schema.types": 80,
    "__Type.fields": 6,
    "__Type.enumValues": 3,
    "__Type.inputFields": 2,
}
"""How long lists without `first` are, about; others are short."""
_DIMENSIONS: Final = {
    "municipality": 310,
    "kind": 9,
    "perspective": 4,
    "dutch-level": 8,
    "part-of-day": 4,
    "availability": 5,
}
"""How many values each dimension of the coverage has, UNKNOWN included."""
_FIRSTS: Final = {"Query.changes": DEFAULT_CHANGES}
"""What holds where `first` is left out and the schema has no default for it, when not `DEFAULT_FIRST`."""
_UNCOUNTED: Final = 10**9
"""What nobody needs to know more exactly: lists in lists soon cost more than a number of JSON holds."""
_MOST: Final = 1000
"""A larger `first` is refused by its field, more clearly than by its cost."""

Fragments = Mapping[str, FragmentDefinitionNode]


def fragments_of(document: DocumentNode) -> Fragments:
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


class _Shape(NamedTuple):
    depth: int = 0
    aliases: int = 0
    fields: int = 0


def check_shape(document: DocumentNode) -> None:
    """Depth, aliases and fields of every operation, also of a document that is not valid. Raises `CostExceeded`."""
    fragments, known = fragments_of(document), dict[int, _Shape]()
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            shape = _shape(operation.selection_set, fragments, known)
            if shape.depth > MAX_DEPTH:
                raise CostExceeded(
                    f"The query is {shape.depth} fields deep: at most {MAX_DEPTH} are allowed. Ask in several steps."
                )
            if shape.aliases > MAX_ALIASES:
                raise CostExceeded(
                    f"The query has {shape.aliases} aliases: at most {MAX_ALIASES} are allowed. Ask in several queries."
                )
            if shape.fields > MAX_FIELDS:
                raise CostExceeded(
                    f"The query has {shape.fields} fields: at most {MAX_FIELDS} are allowed. Ask in several queries."
                )


def _shape(selections: SelectionSetNode | None, fragments: Fragments, known: dict[int, _Shape]) -> _Shape:
    """Measured once per selection set: however fragments nest, it stays cheap."""
    if selections is None:
        return _Shape()
    if (measured := known.get(id(selections))) is not None:
        return measured
    known[id(selections)] = _Shape()  # what a fragment inside itself counts; validation refuses it
    depth = aliases = fields = 0
    for node in selections.selections:
        below = _Shape()
        if isinstance(node, FieldNode):
            below = _shape(node.selection_set, fragments, known)
            nested = 0 if node.name.value.startswith("__") else below.depth
            below = _Shape(nested + 1, below.aliases + (node.alias is not None), below.fields + 1)
        elif isinstance(node, InlineFragmentNode):
            below = _shape(node.selection_set, fragments, known)
        elif isinstance(node, FragmentSpreadNode) and node.name.value in fragments:
            below = _shape(fragments[node.name.value].selection_set, fragments, known)
        depth, aliases, fields = max(depth, below.depth), aliases + below.aliases, fields + below.fields
    known[id(selections)] = shape = _Shape(depth, aliases, fields)
    return shape


def cost_of(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments, variables: Any) -> int:
    """The cost of a valid operation with its coerced variables. Raises `CostExceeded` above `MAX_COST`."""
    root = schema.get_root_type(operation.operation)
    cost = _Costs(schema, fragments, variables).of(operation.selection_set, root)[0] if root else 0
    cost = min(cost, _UNCOUNTED)
    if cost > MAX_COST:
        raise CostExceeded(
            f"The query costs {cost}: at most {MAX_COST} is allowed. Ask for fewer at a time (`first`) or for fewer fields.",
            cost=cost,
            most=MAX_COST,
        )
    return cost


def _is_connection(type_: GraphQLNamedType) -> bool:
    return type_.name.endswith("Connection")


class _Costs:
    def __init__(self, schema: GraphQLSchema, fragments: Fragments, variables: Any) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables
        self._known: dict[tuple[int, str], tuple[int, int]] = {}

    def of(self, selections: SelectionSetNode | None, on: GraphQLNamedType | None) -> tuple[int, int]:
        """(cost, how much of it is for each element of a page), the latter of connections only."""
        if selections is None or not isinstance(on, (GraphQLObjectType, GraphQLInterfaceType)):
            return 0, 0
        key = id(selections), on.name
        if key not in self._known:
            parts = [self._part(node, on) for node in selections.selections if is_included(node, self._variables)]
            self._known[key] = sum(cost for cost, _ in parts), sum(each for _, each in parts)
        return self._known[key]

    def _part(self, node: SelectionNode, on: GraphQLObjectType | GraphQLInterfaceType) -> tuple[int, int]:
        if isinstance(node, FieldNode):
            cost = self._field(node, on)
            return cost, cost if _is_connection(on) and node.name.value in ("edges", "nodes") else 0
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            return self.of(node.selection_set, self._schema.get_type(condition.name.value) if condition else on)
        assert isinstance(node, FragmentSpreadNode)  # noqa: S101  # there are no others
        fragment = self._fragments[node.name.value]
        return self.of(fragment.selection_set, self._schema.get_type(fragment.type_condition.name.value))

    def _field(self, node: FieldNode, on: GraphQLObjectType | GraphQLInterfaceType) -> int:
        field = self._schema.get_field(on, node.name.value)
        if field is None:
            return 0
        name = f"{on.name}.{node.name.value}"
        type_ = get_named_type(field.type)
        cost, each = self.of(node.selection_set, type_)
        once = cost - each if _is_connection(type_) else 0
        return _PRICES.get(name, 1) + once + self._times(name, node, field) * (cost - once)

    def _times(self, name: str, node: FieldNode, field: GraphQLField) -> int:
        """For how many elements what is selected below a field is asked, at most."""
        try:
            arguments = get_argument_values(field, node, self._variables)
        except GraphQLError:  # the field will say so itself, and give nothing
            return 0
        if name == "Query.coverage":
            return math.prod(_DIMENSIONS[one.value] for one in arguments["by"])
        if name == "Query.concepts":
            return len(terms.concepts(arguments["scheme"].value))
        if "first" not in field.args:
            return _LENGTHS.get(name, 1)
        first = arguments.get("first")
        size = min(max(_FIRSTS.get(name, DEFAULT_FIRST) if first is None else first, 0), _MOST)
        return size * len(arguments["fields"]) if name == "OfferConnection.facets" else size
