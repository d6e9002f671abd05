"""Routes of the pages."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from catalogue.errors import CatalogueError
from catalogue.read import Reader
from catalogue.web.assets import Assets
from catalogue.web.lists import ListPages
from catalogue.web.messages import Messages
from catalogue.web.printer import Printer
from catalogue.web.search import SearchPage
from catalogue.web.things import ThingPages


def routes(reader: Reader) -> list[BaseRoute]:
    """Every page, in the order they are tried."""
    assets = Assets()
    printer = Printer(reader.places, assets)
    things, lists = ThingPages(reader, printer), ListPages(reader, printer)
    return [
        Route("/", SearchPage(reader, printer).respond, methods=["GET", "POST"]),
        Route("/doc/offer/{id}", things.offer),
        Route("/doc/organisation/{id}", things.organisation),
        Route("/feeds", lists.feeds),
        Route("/feeds/{id}", lists.feed),
        Route("/id/{what}/{id:path}", things.thing),
        Mount("/static", assets),
    ]


def error_pages(reader: Reader) -> Mapping[Any, Callable[[Request, Exception], Response]]:
    """What a person sees instead of a traceback."""
    messages = Messages(Printer(reader.places, Assets()))
    return {HTTPException: messages.http, CatalogueError: messages.ours, Exception: messages.unexpected}
