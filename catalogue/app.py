"""The composition root: settings become a store, an index, a reader and a web application. Nothing is global."""

import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog
from msgspec import Struct
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from catalogue import web
from catalogue.errors import CatalogueError
from catalogue.feed import Feed
from catalogue.feedlist import read_feeds
from catalogue.index.base import Index
from catalogue.index.columns import ColumnIndex
from catalogue.places import Places
from catalogue.projection import catch_up
from catalogue.read import Reader
from catalogue.settings import Settings
from catalogue.store import Store
from harvesters.fetch import HttpFetcher, Limits
from schema.http import graphql_routes

POLL_S: Final = 0.25
SWEEP_EVERY: Final = timedelta(hours=1)

log = structlog.get_logger(__name__)


class Catalogue(Struct, frozen=True, kw_only=True):
    """An opened catalogue: what commands and the web application work on."""

    settings: Settings
    store: Store
    index: Index
    places: Places
    reader: Reader

    def fetcher(self) -> HttpFetcher:
        """A fetcher for one command or run; a context manager that removes what it spooled."""
        return HttpFetcher(
            limits=Limits(),
            allow=self.settings.fetch_allow,
            local=True,
            cache=self.settings.data / "robots",
        )

    def listed_feeds(self) -> list[Feed]:
        """The feeds of `CATALOGUE_FEEDS`, put into the store so that every process knows them."""
        if self.settings.feeds is None:
            return []
        feeds = read_feeds(self.settings.feeds)
        for feed in feeds:
            self.store.put_feed(feed, now=self.settings.now())
        return feeds


def open_index(settings: Settings) -> Index:
    """The engine that the address names. Raises `BadSetting`, `Unavailable`."""
    kind, _, rest = settings.index_url.partition(":")
    if kind == "columns":
        return ColumnIndex(Path(rest))
    from catalogue.index.elastic import ElasticIndex, parse  # its clients are an extra, and take a while to load

    return ElasticIndex(parse(settings.index_url, api_key=settings.index_api_key, ca_file=settings.index_ca))


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Catalogue]:
    """Open store and index for the length of a block."""
    settings.data.mkdir(parents=True, exist_ok=True)
    store = Store.open(settings.store_url, catalogue=settings.base_url)
    index = open_index(settings)
    places = Places.bundled()
    try:
        yield Catalogue(
            settings=settings,
            store=store,
            index=index,
            places=places,
            reader=Reader(store, index, places, settings),
        )
    finally:
        index.close()
        store.close()


class Upkeep:
    """What `serve` does beside answering: follow the change log, and sweep what has expired every hour."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go, name="upkeep", daemon=True)
        self._next_sweep = catalogue.settings.now()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _go(self) -> None:
        while not self._stop.wait(POLL_S):
            try:
                self.once()
            except CatalogueError as error:  # store or index away: said, and tried again at the next turn
                log.warning("upkeep failed", error=str(error))
                self._stop.wait(5)
            except Exception:
                log.exception("upkeep failed")
                self._stop.wait(5)

    def once(self) -> None:
        now = self._catalogue.settings.now()
        if now >= self._next_sweep:
            self._next_sweep = now + SWEEP_EVERY
            removed = self._catalogue.store.sweep(now=now)
            if removed:
                log.info("expired offers removed", count=removed)
        catch_up(self._catalogue.store, self._catalogue.index)


def create_app(settings: Settings) -> Starlette:
    """The whole web application: GraphQL, pages, health."""
    stack = contextlib.ExitStack()
    catalogue = stack.enter_context(opened(settings))
    upkeep = Upkeep(catalogue)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        with stack:
            catch_up(catalogue.store, catalogue.index)
            upkeep.start()
            try:
                yield
            finally:
                upkeep.stop()

    def ready(_: Request) -> Response:
        catalogue.store.last_seq()
        behind = catalogue.store.last_seq() - catalogue.index.seq
        return PlainTextResponse(f"ready, {behind} changes behind\n")

    return Starlette(
        routes=[
            Route("/health/live", lambda _: PlainTextResponse("alive\n")),
            Route("/health/ready", ready),
            *graphql_routes(catalogue.reader),
            *web.routes(catalogue.reader),
        ],
        middleware=[Middleware(web.Headers), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers=web.error_pages(catalogue.reader),
        lifespan=lifespan,
    )
