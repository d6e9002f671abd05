"""Routes of the pages."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from catalogue.errors import BadInput, CatalogueError
from catalogue.feed import FeedState
from catalogue.offer.model import in_language
from catalogue.offer.rules import hours_tests
from catalogue.places import AmbiguousPlace, UnknownPlace
from catalogue.read import Reader
from catalogue.web.asked import RADII_KM, REFINEMENTS, SORTS, Asked, read_asked
from catalogue.web.phrases import Phrases
from catalogue.web.words import LANGUAGES, Words, language
from vocab.terms import label

PAGE: Final = 20
PROBLEMS: Final = 200
_BRUSSELS_PROVINCE: Final = "21"
"""NIS codes of the Brussels-Capital Region start so."""
_FORM: Final = {"radii": RADII_KM, "sorts": SORTS, "refinements": REFINEMENTS, "kinds": REFINEMENTS[0].codes}
Handler = Callable[[Request], Response]


def routes(reader: Reader) -> list[BaseRoute]:
    """Every page, in the order they are tried."""
    pages = Pages(reader)
    return [
        Route("/", pages.search),
        Route("/doc/offer/{id}", pages.offer),
        Route("/doc/organisation/{id}", pages.organisation),
        Route("/feeds", pages.feeds),
        Route("/feeds/{id}", pages.feed),
        Route("/id/{what}/{id:path}", pages.thing),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]


def error_pages(reader: Reader) -> Mapping[Any, Callable[[Request, Exception], Response]]:
    """What a person sees instead of a traceback."""
    pages = Pages(reader)
    return {HTTPException: pages.http_error, CatalogueError: pages.catalogue_error}


class Pages:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._templates = Environment(
            loader=PackageLoader("catalogue.web"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        lang = _lang(request)
        words = Words(lang)
        html = self._templates.get_template(template).render(
            lang=lang,
            say=words,
            phrases=Phrases(words, self._reader.places),
            label=lambda scheme, code: label(scheme, code, lang),
            text=lambda texts: in_language(texts, lang),
            languages=[(one, _same_page(request, one)) for one in LANGUAGES],
            **values,
        )
        return HTMLResponse(html, status_code=status, headers={"Content-Language": lang, "Vary": "Accept-Language"})

    # — search —

    def search(self, request: Request) -> Response:
        asked = read_asked(request.query_params, _lang(request))
        try:
            near = asked.near(self._reader)
        except (UnknownPlace, AmbiguousPlace) as error:
            return self._page(request, "search.html", 400, asked=asked, place_error=error, **_FORM)
        found = self._reader.search(
            text=asked.text,
            where=asked.where(),
            near=near,
            sort=asked.sort,
            first=PAGE,
            after=asked.after,
            facets=tuple(one.facet for one in REFINEMENTS),
            facet_size=20,
            count_unknown=True,
            highlight=bool(asked.text),
        )
        hits = found.hits
        narrowed = any(asked.chosen.values())
        return self._page(
            request,
            "search.html",
            asked=asked,
            place_error=None,
            near=near,
            total=hits.total,
            results=[(hit, found.offers[hit.id], _fragments(hit)) for hit in hits.hits if hit.id in found.offers],
            facets=_facets(asked, hits.facets),
            unknown=[(self._condition(name, asked.lang), n) for name, n in hits.hidden_by_unknown.items() if n],
            next_page=asked.address(after=hits.hits[-1].cursor) if hits.has_next else None,
            wider=_wider(asked) if hits.total < 3 else None,
            unfiltered=asked.address(**{one.name: None for one in REFINEMENTS})
            if narrowed and hits.total < 3
            else None,
            is_unconfirmed=self._reader.is_unconfirmed,
            confirmed_on=self._reader.confirmed_on,
            **_FORM,
        )

    def _condition(self, name: str, lang: str) -> str:
        words = Words(lang)
        return words("where") if name == "near" else label("condition", name.replace("_", "-"), lang)

    # — things —

    def offer(self, request: Request) -> Response:
        offer = self._reader.offer(request.path_params["id"])
        if offer is None:
            raise HTTPException(404)
        if offer.id != request.path_params["id"]:  # absorbed by another
            return RedirectResponse(f"/doc/offer/{offer.id}", 301)
        feed = self._reader.feed(offer.source or "")
        nis = offer.place.municipality if offer.place else None
        return self._page(
            request,
            "offer.html",
            410 if offer.gone else 200,
            offer=offer,
            iri=self._reader.iri(offer.id or ""),
            tests=hours_tests(offer),
            hours=self._reader.settings.hours,
            in_brussels=bool(nis and nis.startswith(_BRUSSELS_PROVINCE)),
            feed=feed.feed if feed else None,
            similar=[] if offer.gone else self._reader.similar(offer, 5),
            unconfirmed=self._reader.is_unconfirmed(offer),
            confirmed_on=self._reader.confirmed_on(offer),
        )

    def organisation(self, request: Request) -> Response:
        provider = self._reader.organisation(request.path_params["id"])
        if provider is None:
            raise HTTPException(404)
        offers, total = self._reader.organisation_offers(provider.id or "", first=100, after=None)
        return self._page(request, "organisation.html", provider=provider, offers=offers, total=total)

    def thing(self, request: Request) -> Response:
        """An identifier leads to its description (303, as linked data asks)."""
        what, id_ = request.path_params["what"], request.path_params["id"]
        if what not in ("offer", "organisation"):
            raise HTTPException(404)
        return RedirectResponse(f"/doc/{what}/{id_}", 303)

    # — feeds —

    def feeds(self, request: Request) -> Response:
        states: list[FeedState] = self._reader.feeds()
        return self._page(request, "feeds.html", states=states)

    def feed(self, request: Request) -> Response:
        state = self._reader.feed(request.path_params["id"])
        if state is None:
            raise HTTPException(404)
        runs, _ = self._reader.runs(state.feed.key, first=10)
        examined = next((run.examined for run in runs if run.examined), None)
        problems, total = self._reader.problems(examined, first=PROBLEMS) if examined else ([], 0)
        listed = [(record, one) for _, record, one in problems]
        return self._page(
            request,
            "feed.html",
            state=state,
            runs=runs,
            refused=[found for found in listed if found[1].severity != "warning"],
            warnings=[found for found in listed if found[1].severity == "warning"],
            more=total - len(listed),
        )

    # — errors —

    def http_error(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        words = Words(_lang(request))
        if status == 404:
            return self._page(request, "message.html", 404, title=words("not_found"), message=words("not_found_help"))
        detail = error.detail if isinstance(error, HTTPException) else ""
        return self._page(request, "message.html", status, title=words("wrong"), message=detail)

    def catalogue_error(self, request: Request, error: Exception) -> Response:
        status = error.status if isinstance(error, CatalogueError) else 500
        message = str(error) if isinstance(error, BadInput) or status == 503 else ""
        return self._page(request, "message.html", status, title=Words(_lang(request))("wrong"), message=message)


def _lang(request: Request) -> str:
    return language(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def _same_page(request: Request, lang: str) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return request.url.path + "?" + urlencode([*kept, ("lang", lang)])


def _facets(asked: Asked, counted: Mapping[Any, Any]) -> list[tuple[Any, list[tuple[str, int, bool]]]]:
    """Per refinement: (value, count, chosen), what is chosen always among them, in the order of the scheme."""
    groups = []
    for one in REFINEMENTS:
        counts = {bucket.value: bucket.count for bucket in counted.get(one.facet, ())}
        for value in asked.chosen[one.name]:
            counts.setdefault(value, 0)
        order = [code for code in one.codes if code in counts] if one.codes else list(counts)
        if order:
            groups.append((one, [(value, counts[value], value in asked.chosen[one.name]) for value in order]))
    return groups


def _fragments(hit: Any) -> dict[str, Markup]:
    """Highlights are escaped by the engine, all but their <mark>."""
    return {mark.field: Markup(mark.html) for mark in hit.highlights}  # noqa: S704


def _wider(asked: Asked) -> tuple[int, str] | None:
    further = next((km for km in RADII_KM if km > asked.km), None)
    return (further, asked.address(km=further)) if asked.place and further else None
