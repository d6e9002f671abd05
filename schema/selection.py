"""Looking ahead in a query: which fields are asked below this one."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)
from graphql.execution.values import get_directive_values


def selected(
    selections: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode], variables: Any
) -> Iterator[FieldNode]:
    """The fields of a selection set under whatever alias: those of fragments too, without those skipped.

    For selections on object types: every fragment that validation lets through applies. `variables` are the coerced ones
    in the form that graphql-core passes around, which differs between its versions.
    """
    return _selected(selections, fragments, variables, set())


def _selected(
    selections: SelectionSetNode | None,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Any,
    visited: set[str],
) -> Iterator[FieldNode]:
    for node in selections.selections if selections else ():
        if not is_included(node, variables):
            continue
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from _selected(node.selection_set, fragments, variables, visited)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in visited:
            visited.add(node.name.value)
            fragment = fragments.get(node.name.value)
            yield from _selected(fragment.selection_set if fragment else None, fragments, variables, visited)


def is_included(node: SelectionNode, variables: Any) -> bool:
    """Whether @skip and @include let a selection be."""
    if not node.directives:
        return True
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return not (skip and skip["if"]) and not (include and not include["if"])
