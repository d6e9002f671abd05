"""The oracle itself: every offer is looked at for every question."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import product
from typing import Any, Final, get_args

import msgspec

from catalogue.errors import BadCursor, CursorExpired, TooDeep, Unavailable
from catalogue.index.base import (
    MAX_DEPTH,
    UNKNOWN,
    Bucket,
    Cell,
    Change,
    Completion,
    Dimension,
    FacetField,
    Hit,
    Hits,
    Query,
    Where,
)
from catalogue.offer import model
from catalogue.offer.day import BRUSSELS
from catalogue.offer.model import Offer
from catalogue.text import fold
from tests.oracle import words
from tests.oracle.verdicts import RULES, Verdict, asked, distance, near_verdict

_CLOSED: Final[dict[str, tuple[str, ...]]] = {
    "kind": get_args(model.Kind),
    "perspective": get_args(model.Perspective),
    "contact_form": get_args(model.ContactForm),
    "dutch_level": get_args(model.DutchLevel),
    "availability": (*get_args(model.Availability), UNKNOWN),
    "place_mode": get_args(model.PlaceMode),
    "childcare": (*get_args(model.Childcare), UNKNOWN),
    "part_of_day": model.PARTS,
    "weekday": model.WEEKDAYS,
}
"""Facet → what one can ask for, where that does not depend on the offers."""
_WEEK: Final = {"weekday", "part_of_day"}

_Judged = Sequence[tuple[Offer, dict[str, Verdict]]]
"""Offers with what they fail: condition → `False`, or `None` where it is for not saying."""


class Oracle:
    def __init__(self) -> None:
        self.epoch: str | None = None
        self.seq = 0
        self._offers: dict[str, Offer] = {}
        self._impacts: dict[str, dict[str, float]] = {}

    def rebuild(self, offers: Iterable[Offer], *, epoch: str, upto: int) -> None:
        self.epoch, self.seq = epoch, upto
        self._offers, self._impacts = {}, {}
        for offer in offers:
            self._put(str(offer.id), offer)

    def apply(self, changes: Iterable[Change], upto: int) -> int:
        self._live()
        for change in changes:
            if change.seq > self.seq:
                self._put(change.id, change.offer)
        self.seq = max(self.seq, upto)
        return self.seq

    def close(self) -> None:
        """Nothing is held."""

    def search(self, query: Query) -> Hits:
        live = self._live()
        position, last = self._after(query)
        scores = words.scores(query.text, self._impacts)
        judged = [
            (offer, _failed(offer, query))
            for offer in live
            if _is_fresh(offer, query.fresh_since) and (scores is None or offer.id in scores)
        ]
        ordered = _ordered([offer for offer, failed in judged if not failed], query, scores)
        ids = [offer.id for offer in ordered]
        start = ids.index(last) + 1 if last in ids else position
        page = ordered[start : min(start + query.first, MAX_DEPTH)]
        return Hits(
            total=len(ordered),
            hits=tuple(
                Hit(
                    id=str(offer.id),
                    cursor=self._cursor(query, at, str(offer.id)),
                    score=scores[str(offer.id)] if scores else None,
                    distance_km=distance(offer, query.near) if query.near else None,
                    highlights=words.highlights(offer, query.text) if query.highlight and query.text else (),
                )
                for at, offer in enumerate(page, start + 1)
            ),
            has_next=start + len(page) < len(ordered),
            facets={facet: self._buckets(facet, judged, query) for facet in query.facets},
            hidden_by_unknown=_hidden(judged) if query.count_unknown else {},
        )

    def complete(self, prefix: str, first: int) -> tuple[Completion, ...]:
        return words.complete(prefix, first, self._live())

    def cells(
        self, by: tuple[Dimension, ...], where: Where, *, today: date, fresh_since: date | None
    ) -> tuple[Cell, ...]:
        query = Query(where=where, today=today)
        found = [one for one in self._live() if _is_fresh(one, fresh_since) and not _failed(one, query)]
        laid_out = [(one, [_keys(dimension, one) for dimension in by]) for one in found]
        along = [[*_every_key(dimension, found), UNKNOWN] for dimension in by]
        return tuple(_cell(keys, by, laid_out) for keys in product(*along))

    # — inside —

    def _put(self, id_: str, offer: Offer | None) -> None:
        self._offers.pop(id_, None)
        self._impacts.pop(id_, None)
        if offer is not None:
            self._offers[id_] = offer
            self._impacts[id_] = words.impacts(offer)

    def _live(self) -> list[Offer]:
        if self.epoch is None:
            raise Unavailable("Nothing was built yet.")
        return list(self._offers.values())

    def _cursor(self, query: Query, position: int, id_: str) -> str:
        return msgspec.json.encode((self.epoch, _question(query), position, id_)).hex()

    def _after(self, query: Query) -> tuple[int, str | None]:
        """How many hits come before, and the last of them."""
        if query.after is None:
            return 0, None
        try:
            raw = bytes.fromhex(query.after)
            epoch, question, position, last = msgspec.json.decode(raw, type=tuple[str, str, int, str])
        except ValueError as error:
            raise BadCursor("Not a cursor.") from error
        if epoch != self.epoch:
            raise CursorExpired("Of another epoch.")
        if question != _question(query):
            raise BadCursor("Of another search.")
        if position >= MAX_DEPTH:
            raise TooDeep("Too deep.")
        return position, last

    def _buckets(self, facet: FacetField, judged: _Judged, query: Query) -> tuple[Bucket, ...]:
        own = "dutch_level_at_most" if facet == "dutch_level" else facet
        others_hold = [offer for offer, failed in judged if not set(failed) - (_WEEK if own in _WEEK else {own})]
        counts = {}
        for value in (
            _CLOSED[facet] if facet in _CLOSED else {one for offer in others_hold for one in _said(facet, offer)}
        ):
            where = msgspec.structs.replace(query.where, **{own: value if facet == "dutch_level" else (value,)})
            counts[value] = sum(RULES[own](offer, where) is True for offer in others_hold)
        buckets = [Bucket(value, count) for value, count in counts.items() if count]
        return tuple(sorted(buckets, key=lambda one: (-one.count, one.value))[: query.facet_size])


def _question(query: Query) -> str:
    return repr((query.text, query.where, query.near, query.sort))


def _freshness(offer: Offer) -> datetime:
    return max(one for one in (offer.modified, offer.confirmed) if one is not None)


def _is_fresh(offer: Offer, since: date | None) -> bool:
    return since is None or _freshness(offer) >= datetime.combine(since, time(), BRUSSELS)


def _failed(offer: Offer, query: Query) -> dict[str, Verdict]:
    verdicts = {name: RULES[name](offer, query.where) for name in asked(query.where)}
    if query.near is not None:
        verdicts["near"] = near_verdict(offer, query.near)
    let_in = (True, None) if query.where.include_unknown else (True,)
    return {name: verdict for name, verdict in verdicts.items() if verdict not in let_in}


def _hidden(judged: _Judged) -> dict[str, int]:
    counts: dict[str, int] = {}
    for _, failed in judged:
        if len(failed) == 1 and None in failed.values():
            (name,) = failed
            counts[name] = counts.get(name, 0) + 1
    return counts


def _ordered(offers: list[Offer], query: Query, scores: dict[str, float] | None) -> list[Offer]:
    def primary(offer: Offer) -> Any:
        match query.sort:
            case "relevance" if scores is not None:
                return -scores[str(offer.id)]
            case "distance" if query.near is not None:
                if (apart_km := distance(offer, query.near)) is not None:
                    return 0, apart_km
                return (1 if offer.area_served or offer.place_mode == "online" else 2), 0.0
            case "starts-soonest":
                if offer.rolling_start or (offer.starts and offer.starts <= query.today):
                    return date.min
                return offer.starts or date.max
            case "title":
                return fold(model.in_language(offer.title, "nl")[0])
        return 0

    by_id = sorted(offers, key=lambda offer: str(offer.id))
    return sorted(sorted(by_id, key=_freshness, reverse=True), key=primary)


def _said(facet: str, offer: Offer) -> Iterable[str]:
    match facet:
        case "municipality":
            return (
                *((offer.place.municipality,) if offer.place and offer.place.municipality else ()),
                *offer.area_served,
            )
        case "provider":
            return (offer.provider.id,) if offer.provider.id else ()
        case "source":
            return (offer.source,) if offer.source else ()
        case "quality":
            return (one.criterion for one in offer.quality)
        case _:
            return tuple(getattr(offer, facet))


def _every_key(dimension: Dimension, offers: Iterable[Offer]) -> Iterable[str]:
    if dimension == "municipality":
        return sorted({key for offer in offers for key in _keys("municipality", offer)} - {UNKNOWN})
    return [code for code in _CLOSED[dimension] if code != UNKNOWN]


def _keys(dimension: Dimension, offer: Offer) -> set[str]:
    match dimension:
        case "municipality":
            said = {_home(offer)}
        case "part_of_day":
            said = {slot.part or (model.part_of(slot.start) if slot.start else None) for slot in offer.schedule}
        case "kind" | "perspective":
            said = set(getattr(offer, dimension))
        case "dutch_level":
            said = {offer.dutch_level_min}
        case "availability":
            said = {offer.availability}
    return {one for one in said if one} or {UNKNOWN}


def _home(offer: Offer) -> str | None:
    if offer.place_mode == "online":
        return None
    if offer.place and offer.place.municipality:
        return offer.place.municipality
    return offer.area_served[0] if len(set(offer.area_served)) == 1 else None


def _cell(keys: tuple[str, ...], by: Sequence[Dimension], offers: Iterable[tuple[Offer, list[set[str]]]]) -> Cell:
    here = [one for one, said in offers if all(key in of_one for key, of_one in zip(keys, said, strict=True))]
    wide = [one for one in here if "municipality" in by and _is_region_wide(one)]
    places = [one.places for one in here if one.places is not None]
    return Cell(keys=keys, count=len(here) - len(wide), region_wide=len(wide), places=sum(places) if places else None)


def _is_region_wide(offer: Offer) -> bool:
    return _home(offer) is None and (bool(offer.area_served) or offer.place_mode == "online")
