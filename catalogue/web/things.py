"""Pages about one thing: an offer, an organisation."""

from typing import Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from catalogue.offer.day import today_in_brussels
from catalogue.offer.identity import folded
from catalogue.offer.model import Offer, QualityStatement
from catalogue.offer.rules import HoursTest, hours_tests
from catalogue.read import Reader
from catalogue.web.phrases import in_brussels
from catalogue.web.printer import Printer

PAGE: Final = 50
_SIMILAR: Final = 5
_STALE: Final = ("unreachable", "failing")
BENEFIT_ACT: Final = "https://www.ejustice.just.fgov.be/eli/wet/2005/07/03/2005022674/justel"
"""Act of 3 July 2005 on the rights of volunteers; articles 13 to 16: benefits, early pension, incapacity, living wage."""


class Sign(Struct, frozen=True, kw_only=True):
    """What we know about one test of the hours, as it is said: never a judgement."""

    test: str
    fine: bool
    because: str


class ThingPages:
    def __init__(self, reader: Reader, printer: Printer) -> None:
        self._reader = reader
        self._printer = printer

    def offer(self, request: Request) -> Response:
        offer = self._reader.offer(request.path_params["id"])
        if offer is None:
            raise HTTPException(404)
        if offer.id != request.path_params["id"]:  # absorbed by another, until somebody splits them
            return RedirectResponse(f"/doc/offer/{offer.id}", 302)
        if offer.gone:
            return self._printer.page(request, "gone.html", 410, offer=offer)
        state = self._reader.feed(offer.source or "")
        today = today_in_brussels(self._reader.now())
        return self._printer.page(
            request,
            "offer.html",
            offer=offer,
            iri=self._reader.iri(offer.id or ""),
            hours=self._reader.settings.hours,
            signs=[_sign(test, offer) for test in hours_tests(offer)],
            in_brussels=_touches_brussels(offer),
            quality=[(one, (one.until or today) < today) for one in offer.quality if _may_stand(one)],
            own_complaints=_handles_own_complaints(offer),
            benefit_act=BENEFIT_ACT,
            feed=state.feed if state else None,
            stale_since=state.last_success if state and state.status in _STALE else None,
            similar=self._reader.similar(offer, _SIMILAR),
            unconfirmed=self._reader.is_unconfirmed(offer),
            confirmed_on=self._reader.confirmed_on(offer),
        )

    def organisation(self, request: Request) -> Response:
        provider = self._reader.organisation(request.path_params["id"])
        if provider is None:
            raise HTTPException(404)
        after = request.query_params.get("after") or None
        found, total = self._reader.organisation_offers(provider.id or "", first=PAGE + 1, after=after)
        offers = found[:PAGE]
        return self._printer.page(
            request,
            "organisation.html",
            provider=provider,
            offers=offers,
            total=total,
            next=offers[-1].id if len(found) > PAGE else None,
        )

    def thing(self, request: Request) -> Response:
        """An identifier leads to its description (303, as linked data asks)."""
        what, id_ = request.path_params["what"], request.path_params["id"]
        if what not in ("offer", "organisation"):
            raise HTTPException(404)
        return RedirectResponse(f"/doc/{what}/{id_}", 303)


def _sign(test: HoursTest, offer: Offer) -> Sign:
    key = "contactForm" if test.test == "social-participation" else "inDutch"
    because = "kept_back" if test.because == "not-said" and key in offer.withheld else test.because
    return Sign(test=test.test, fine=test.verdict == "met", because=because)


def _touches_brussels(offer: Offer) -> bool:
    place = offer.place.municipality if offer.place else None
    return any(map(in_brussels, [place] if place else offer.area_served))


def _may_stand(statement: QualityStatement) -> bool:
    """Another organisation's “not met” is shown only with its evidence."""
    return statement.asserted_by != "peer" or statement.status != "not-met" or statement.evidence is not None


def _handles_own_complaints(offer: Offer) -> bool:
    handler = offer.complaints.handler if offer.complaints else None
    return handler is not None and folded(handler) == folded(offer.provider.name)
