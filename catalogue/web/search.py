"""The search page: one box, what can be chosen, what was found, and ways on where that is little."""

import itertools
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl

from markupsafe import Markup
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from catalogue.errors import BadInput, CursorExpired
from catalogue.index.base import MAX_DEPTH, Near
from catalogue.offer.identity import folded
from catalogue.places import AmbiguousPlace, UnknownPlace
from catalogue.read import Found, Reader
from catalogue.text import words as words_of
from catalogue.web.asked import RADII_KM, REFINEMENTS, Asked, named_place, possible_sorts, read_asked
from catalogue.web.choices import chips, groups
from catalogue.web.phrases import in_brussels
from catalogue.web.printer import Printer, lang_of
from catalogue.web.results import result
from catalogue.web.words import Words

PAGE: Final = 20
_FEW: Final = 3
"""Fewer results than this come with ways to find more."""
_MANY_WORDS: Final = 4
_MAX_BODY: Final = 16_384
"""Bytes of a form."""
_TOWN: Final = Markup('<option value="{}"></option>')
_FACETS: Final = tuple(one.facet for one in REFINEMENTS)


class Way(Struct, frozen=True, kw_only=True):
    """Another search that finds more, and how much."""

    label: str
    asked: Asked
    total: int


class SearchPage:
    def __init__(self, reader: Reader, printer: Printer) -> None:
        self._reader = reader
        self._printer = printer
        self._towns = Markup("").join(_TOWN.format(home.name_nl) for home in reader.places.in_order())

    async def respond(self, request: Request) -> Response:
        sent = await _form(request) if request.method == "POST" else []
        return await run_in_threadpool(self._answer, request, sent)

    def _answer(self, request: Request, sent: list[tuple[str, str]]) -> Response:
        address = request.query_params.multi_items()
        asked = read_asked([*address, *sent], lang_of(request, dict(sent).get("lang")))
        if request.method == "POST" and not asked.misread:
            # The address says what may stand in it, whatever way the form came; the rest goes on in the body.
            if not asked.situation:
                return RedirectResponse(asked.address(), 303)
            if read_asked(address, asked.lang).address() != asked.address():
                return RedirectResponse(asked.address(), 307)
        words = Words(asked.lang)
        if asked.misread:
            return self._page(request, 400, asked, words, misread=asked.misread)
        try:
            near = asked.near(self._reader)
            found = self._found(asked, near)
        except (UnknownPlace, AmbiguousPlace) as error:
            return self._page(request, 400, asked, words, place_error=error, towns_meant=self._meant(asked, error))
        except CursorExpired as error:
            return self._page(request, error.status, asked, words, lost=True)
        except BadInput as error:
            if not asked.after:
                raise
            return self._page(request, error.status, asked, words, lost=True)
        return self._results(request, asked, words, near, found)

    def _found(self, asked: Asked, near: Near | None) -> Found:
        return self._reader.search(
            text=asked.text,
            where=asked.where(),
            near=near,
            sort=asked.sort,
            first=PAGE,
            after=asked.after[-1] if asked.after else None,
            facets=_FACETS,
            count_unknown=True,
            highlight=bool(asked.text),
        )

    def _results(self, request: Request, asked: Asked, words: Words, near: Near | None, found: Found) -> Response:
        hits, now = found.hits, self._reader.now()
        start = PAGE * len(asked.after)
        last = start + len(hits.hits)
        goes_on = hits.has_next and start < last < MAX_DEPTH
        return self._page(
            request,
            200,
            asked,
            words,
            near=near,
            in_brussels=in_brussels(near.nis if near else None),
            place=self._place(asked, near, words) if near else None,
            total=hits.total,
            first=start + 1,
            last=last,
            results=[result(hit, found.offers[hit.id], asked.lang, now) for hit in hits.hits if hit.id in found.offers],
            groups=groups(asked, hits.facets, words),
            chips=chips(asked, words),
            sorts=[(one, asked.but(sort=one).address()) for one in possible_sorts(asked.text, asked.place)],
            unknown=hits.hidden_by_unknown,
            with_unknown=asked.but(unknown=True).address(),
            previous=asked.but(after=asked.after[:-1]).address() if asked.after else None,
            next=asked.but(after=(*asked.after, hits.hits[-1].cursor)).address() if goes_on else None,
            deepest=MAX_DEPTH if hits.has_next and not goes_on else None,
            ways=list(self._ways(asked, words, hits.total)) if hits.total < _FEW and not asked.after else [],
            is_unconfirmed=self._reader.is_unconfirmed,
            confirmed_on=self._reader.confirmed_on,
        )

    def _page(self, request: Request, status: int, asked: Asked, words: Words, **values: Any) -> Response:
        return self._printer.page(
            request,
            "search.html",
            status,
            lang=asked.lang,
            asked=asked,
            situation=asked.situation,
            radii=sorted({*RADII_KM, asked.km}),
            towns=self._towns,
            start_again=f"/?lang={asked.lang}",
            **{"misread": (), "place_error": None, "lost": False, "groups": groups(asked, None, words), **values},
        )

    def _place(self, asked: Asked, near: Near, words: Words) -> str:
        """The place as somebody wrote it, with the municipality it lies in where that is called otherwise."""
        home = self._reader.places.get(near.nis or "")
        named = home.name(asked.lang) if home else asked.place
        return named if folded(named) == folded(asked.place) else words("place_in", asked.place, named)

    def _meant(self, asked: Asked, error: UnknownPlace | AmbiguousPlace) -> list[tuple[str, str]]:
        """(name, address) of the places that could be meant."""
        places = self._reader.places
        names = dict.fromkeys(named_place(places, one.text, one.municipality.nis) for one in error.candidates[:8])
        return [(name, asked.but(place=name).address()) for name in names]

    # — ways on —

    def _ways(self, asked: Asked, words: Words, total: int) -> Iterator[Way]:
        """Searches near to this one that find more, each once."""
        seen = set()
        for label, other in self._others(asked, words, total):
            more, key = self._total(other), (other.address(), *other.situation)
            if more > total and key not in seen:
                seen.add(key)
                yield Way(label=label, asked=other, total=more)

    def _others(self, asked: Asked, words: Words, total: int) -> Iterator[tuple[str, Asked]]:
        if asked.place:
            further = (km for km in RADII_KM if km > asked.km and self._total(asked.but(km=km)) > total)
            for km in itertools.islice(further, 1):
                yield words("way_wider", km), asked.but(km=km)
            yield words("way_anywhere"), asked.but(place="")
        if asked.chosen:
            yield words("way_without_filters"), asked.without_filters()
        if not asked.text:
            return
        typed = words_of(asked.text)
        if 1 < len(typed) <= _MANY_WORDS:
            for word in typed:
                yield words("way_word", word), asked.but(text=word)
        elif len(typed) == 1:
            _, _, completions = self._reader.suggest(asked.text, 3)
            for one in completions:
                yield words("way_spelled", one.text), asked.but(text=one.text)
        yield words("way_without_words", asked.text), asked.but(text="")
        if asked.place or asked.chosen:
            yield words("way_words_only", asked.text), asked.without_filters().but(place="")

    def _total(self, asked: Asked) -> int:
        found = self._reader.search(text=asked.text, where=asked.where(), near=asked.near(self._reader), first=0)
        return found.hits.total


async def _form(request: Request) -> list[tuple[str, str]]:
    """The fields of a form, as browsers send them. Raises `HTTPException` 400 or 413."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise HTTPException(413)
    try:
        return parse_qsl(body.decode(), max_num_fields=200)
    except ValueError:
        raise HTTPException(400) from None
