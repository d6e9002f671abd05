"""The endpoint: GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), and GraphiQL for browsers.

POST with JSON, GET for queries; one operation a request; open to every origin, for there is nothing to read but open data.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from catalogue.errors import BadInput
from catalogue.read import Reader
from schema.errors import refused
from schema.execution import Asked, Engine
from schema.graphiql import POLICY, page
from schema.negotiation import JSON, RESPONSE, accepted, prefers_html

MAX_BODY: Final = 100_000
"""Bytes of a request. The longest document that is let through has 5000 tokens."""
_STATIC: Final = Path(__file__).parent / "static"
_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_HEADERS: Final = {**_CORS, "Vary": "Accept", "Cache-Control": "no-store"}
_METHODS: Final = "GET, HEAD, POST, OPTIONS"


def graphql_routes(reader: Reader, path: str = "/graphql") -> list[BaseRoute]:
    """The endpoint at exactly this path, and the files of GraphiQL below it."""
    return [Route(path, Endpoint(reader)), Mount(path, Router([_static()]))]


def _static() -> Mount:
    return Mount("/static", StaticFiles(directory=_STATIC))


class _Refused(Exception):  # a way out, no error of ours
    """What came is not a GraphQL request."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class Endpoint:
    """One address, as an ASGI application."""

    def __init__(self, reader: Reader) -> None:
        self._engine = Engine(reader)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._respond(Request(scope, receive)))(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**_CORS, "Allow": _METHODS})
        accept = request.headers.get("accept")
        if request.method in ("GET", "HEAD") and prefers_html(accept):
            return HTMLResponse(page(request.url.path), headers={**_HEADERS, "Content-Security-Policy": POLICY})
        media = accepted(accept)
        try:
            if media is None:
                raise _Refused(406, f"Accept {RESPONSE} or {JSON}: there is no other answer.")
            asked = await _read(request)
        except _Refused as error:
            body = {"errors": [refused(BadInput(str(error)))], "extensions": {"cost": 0}}
            headers = {"Allow": _METHODS} if error.status == 405 else {}
            return _json(orjson.dumps(body), error.status, media or JSON, headers)
        status, content = await run_in_threadpool(self._answer, asked)
        # Clients of plain JSON expect every well-formed response under 200; our own failures are failures to all.
        return _json(content, 200 if media == JSON and status < 500 else status, media)

    def _answer(self, asked: Asked) -> tuple[int, bytes]:
        response = self._engine.answer(asked)
        return response.status, orjson.dumps(response.body)


def _json(content: bytes, status: int, media: str, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    return Response(content, status, {**_HEADERS, **headers, "Content-Type": f"{media}; charset=utf-8"})


async def _read(request: Request) -> Asked:
    if request.method == "POST":
        return _asked(await _body(request))
    if request.method not in ("GET", "HEAD"):
        raise _Refused(405, f"{request.method} is not for this address: use POST, or GET for queries.")
    parameters: dict[str, Any] = {name: value for name, value in request.query_params.items() if value}
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _decoded(parameters[name].encode(), f"The parameter {name}")
    return _asked(parameters)


async def _body(request: Request) -> Any:
    media, *parameters = (part.strip() for part in request.headers.get("content-type", "").lower().split(";"))
    charset = next((one[8:].strip('"') for one in parameters if one.startswith("charset=")), "utf-8")
    if media != JSON or charset not in ("utf-8", "utf8"):
        raise _Refused(415, f"Send {JSON} in UTF-8, and say so in Content-Type.")
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise _Refused(413, f"The request is larger than {MAX_BODY} bytes.")
    except ClientDisconnect:  # nobody hears it
        raise _Refused(400, "The request ended before its body did.") from None
    return _decoded(body, "The body")


def _decoded(raw: bytes, what: str) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise _Refused(400, f"{what} is not JSON.") from None


def _asked(parameters: Any) -> Asked:
    """Source: GraphQL over HTTP, Request Parameters."""
    if isinstance(parameters, list):
        raise _Refused(400, "Batches are not served: send one operation a request.")
    if not isinstance(parameters, dict) or not isinstance(parameters.get("query"), str):
        raise _Refused(400, "Give the document as a string under `query`.")
    name, variables = parameters.get("operationName"), parameters.get("variables")
    if not isinstance(name, str | None):
        raise _Refused(400, "`operationName` is a string or null.")
    for key in ("variables", "extensions"):
        if not isinstance(parameters.get(key), dict | None):
            raise _Refused(400, f"`{key}` is an object or null.")
    return Asked(query=parameters["query"], operation_name=name or None, variables=variables or {})
