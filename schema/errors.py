"""Errors as clients see them: a sentence, where it happened, and a code to switch on. Never anything of our insides."""

import secrets
import traceback
from collections.abc import Iterable
from typing import Any, Final

import structlog
from graphql import GraphQLError

from catalogue.errors import BadInput, CatalogueError
from catalogue.places import AmbiguousPlace, PlaceMatch, UnknownPlace

log = structlog.get_logger(__name__)

MAX_ERRORS: Final = 50
"""Of one response: every element of a page may fail in the same way."""
_BAD_INPUT: Final = {"code": BadInput.code, "classification": "ValidationError"}
"""Our codes are our own; `classification` is what generic clients and checkers know to be a mistake of who asked. Source: the
errors of GraphQL Java (https://www.graphql-java.com/documentation/execution/#error-handling)."""
_LONGEST: Final = 1000
"""Characters of a message: it may repeat what was sent."""


class CostExceeded(BadInput):
    """More is asked than one request may ask."""

    code = "COST_EXCEEDED"

    def __init__(self, message: str, *, cost: int | None = None, most: int | None = None) -> None:
        self.cost = cost
        self.most = most
        super().__init__(message)


def refused(error: GraphQLError | CatalogueError) -> dict[str, Any]:
    """What is wrong with a request that was not executed."""
    if isinstance(error, CatalogueError):
        return {"message": _shortened(str(error)), "extensions": _extensions(error)}
    cause = _cause(error)
    message = error.message.replace(f", but encountered error '{cause}'", "")  # of Python, it is not for people
    return _formatted(error, f"{message} {cause}" if isinstance(cause, CatalogueError) else message, _BAD_INPUT)


def failed(error: GraphQLError) -> dict[str, Any]:
    """What went wrong with one field of a request.

    Whatever was not raised on purpose is logged under a reference that the client gets: what sort of error and which lines of
    code. Neither its message nor the values around it, which may be what somebody searched.
    """
    cause = _cause(error) or error
    if isinstance(cause, CatalogueError):
        return _formatted(error, str(cause), _extensions(cause))
    if (
        isinstance(cause, GraphQLError) and cause.nodes
    ):  # an argument that does not fit its type, found late: it says where
        return _formatted(error, error.message, _BAD_INPUT)
    reference = secrets.token_hex(6)
    path, lines = ".".join(map(str, error.path or ())), "".join(traceback.format_tb(cause.__traceback__))
    log.error("answer failed", reference=reference, path=path, error=type(cause).__name__, lines=lines)
    message = f"Something went wrong on our side. Should it go on, report the reference {reference}."
    return _formatted(error, message, {"code": CatalogueError.code, "reference": reference})


def unexpected(error: Exception) -> dict[str, Any]:
    """The same for an exception outside every field."""
    return failed(GraphQLError("", original_error=error))


def _cause(error: GraphQLError) -> Exception | None:
    """What graphql-core wrapped, however often; `None`, or one of its own, where it found the error itself."""
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _formatted(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"message": _shortened(message)}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        shown["path"] = error.path
    return {**shown, "extensions": extensions}


def _shortened(message: str) -> str:
    return message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"


def _extensions(error: CatalogueError) -> dict[str, Any]:
    extensions: dict[str, Any] = (
        {**_BAD_INPUT, "code": error.code} if isinstance(error, BadInput) else {"code": error.code}
    )
    if error.retryable:
        extensions["retryable"] = True
    if isinstance(error, (AmbiguousPlace, UnknownPlace)):
        extensions["candidates"] = _candidates(error.candidates)
    if isinstance(error, CostExceeded) and error.cost is not None:
        extensions |= {"cost": error.cost, "maximum": error.most}
    return extensions


def _candidates(matches: Iterable[PlaceMatch]) -> list[dict[str, str]]:
    return [
        {"text": match.text, "nis": match.municipality.nis, "municipality": match.municipality.name_nl}
        for match in matches
    ]
