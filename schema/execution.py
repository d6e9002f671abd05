"""One request answered: read, weighed, executed, and put into the shape of a GraphQL response."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLError, GraphQLSchema, execute_sync
from graphql.execution.values import get_variable_values
from msgspec import Struct

from catalogue.errors import BadInput, CatalogueError
from catalogue.read import Reader
from schema.build import build_schema
from schema.context import Context
from schema.documents import Documents
from schema.errors import MAX_ERRORS, CostExceeded, failed, refused, unexpected
from schema.limits import cost_of


class Asked(Struct, frozen=True, kw_only=True):
    """A GraphQL request."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = {}


class Response(Struct, frozen=True, kw_only=True):
    """A GraphQL response, and the status of HTTP that says the same."""

    body: dict[str, Any]
    status: int = 200


class Engine:
    """Answers requests over one reader. Thread-safe."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._schema: GraphQLSchema = (
            build_schema()._schema
        )  # executed by graphql-core itself: strawberry has no other door
        self._documents = Documents(self._schema)

    def answer(self, asked: Asked) -> Response:
        """Data, errors, and what it cost. Raises nothing."""
        try:
            return self._answer(asked)
        except CatalogueError as error:
            cost = error.cost if isinstance(error, CostExceeded) and error.cost else 0
            return _refusal([error], cost)
        except Exception as error:  # never anything of our insides
            return Response(body={"errors": [unexpected(error)], "extensions": {"cost": 0}}, status=500)

    def _answer(self, asked: Asked) -> Response:
        document = self._documents.get(asked.query)
        if document.ast is None:
            return _refusal(document.errors)
        operation = document.operation(asked.operation_name)
        if operation is None:
            named = f"called “{asked.operation_name}”" if asked.operation_name else "to execute: give operationName"
            raise BadInput(f"The document has no single operation {named}.")
        variables = get_variable_values(
            self._schema, operation.variable_definitions or (), dict(asked.variables), max_errors=MAX_ERRORS
        )
        if isinstance(variables, list):
            return _refusal(variables)
        cost = cost_of(self._schema, operation, document.fragments, variables)
        result = execute_sync(
            self._schema,
            document.ast,
            context_value=Context(self._reader),
            variable_values=dict(asked.variables),
            operation_name=asked.operation_name,
        )
        body: dict[str, Any] = {"data": result.data, "extensions": {"cost": cost}}
        if result.errors:
            body = {"errors": [failed(error) for error in result.errors[:MAX_ERRORS]], **body}
        return Response(body=body)


def _refusal(errors: Iterable[GraphQLError | CatalogueError], cost: int = 0) -> Response:
    """Refused before execution: there is no `data`."""
    return Response(body={"errors": [refused(error) for error in errors], "extensions": {"cost": cost}}, status=400)
