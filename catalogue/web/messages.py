"""What a person sees instead of a traceback."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from catalogue.errors import CatalogueError
from catalogue.web.headers import ALWAYS
from catalogue.web.printer import Printer

_WORDS = {404: "not_found", 405: "not_allowed", 503: "busy"}


class Messages:
    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def http(self, request: Request, error: Exception) -> Response:
        """An address that is not there, or a way of asking that is not possible."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        response = self._message(request, status)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    def ours(self, request: Request, error: Exception) -> Response:
        """An error of the catalogue's own tree."""
        response = self._message(request, error.status if isinstance(error, CatalogueError) else 500)
        if isinstance(error, CatalogueError) and error.retryable:
            response.headers["Retry-After"] = "60"
        return response

    def unexpected(self, request: Request, _: Exception) -> Response:
        """Whatever nobody thought of. It is answered outside the middleware, so it brings the headers itself."""
        response = self._message(request, 500)
        response.headers.update(ALWAYS)
        return response

    def _message(self, request: Request, status: int) -> Response:
        word = _WORDS.get(status, "bad_request" if status < 500 else "wrong")
        return self._printer.page(request, "message.html", status, word=word)
