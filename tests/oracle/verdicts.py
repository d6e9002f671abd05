"""What each condition says of one offer: that it holds, that it does not, or (`None`) that the offer does not say."""

import math
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final, get_args

from catalogue.index.base import UNKNOWN, Near, Where
from catalogue.offer import model
from catalogue.offer.model import Offer
from catalogue.offer.rules import counts_for_the_hours
from catalogue.places import distance_km

Verdict = bool | None
Rule = Callable[[Offer, Any], Verdict]
"""`Any` is a `Where` in which what the rule looks at is given: `asked` sees to it."""

_LEVELS: Final = get_args(model.DutchLevel)


def asked(where: Where) -> list[str]:
    """The conditions there are, by name; weekday and part of day together are one."""
    names = [name for name in RULES if getattr(where, name) not in ((), None)]
    return [name for name in names if not (name == "part_of_day" and where.weekday)]


def near_verdict(offer: Offer, near: Near) -> Verdict:
    has_point, has_area = _point(offer) is not None, bool(offer.area_served)
    has_municipality = offer.place is not None and bool(offer.place.municipality)
    by_arrangement = offer.place_mode == "by-arrangement" and not (has_point or has_area or has_municipality)
    serves = near.nis is not None and near.nis in offer.area_served
    if distance(offer, near) is not None or serves or offer.place_mode == "online" or by_arrangement:
        return True
    return False if has_point or has_area else None


def distance(offer: Offer, near: Near) -> float | None:
    """In km, of a point within the radius; `None` for all others."""
    point = _point(offer)
    apart_km = None if point is None else distance_km(near.lat, near.lon, *point)
    return apart_km if apart_km is not None and apart_km <= near.km else None


def _point(offer: Offer) -> tuple[float, float] | None:
    place = offer.place
    return None if place is None or place.lat is None or place.lon is None else (place.lat, place.lon)


def _is(said: object, wanted: Collection[object]) -> Verdict:
    return None if said is None else said in wanted


def _or_unknown(said: str | None, wanted: Collection[str]) -> Verdict:
    if said is None or said == UNKNOWN:
        return True if UNKNOWN in wanted else None
    return said in wanted


def _shares(said: Collection[str], wanted: Collection[str]) -> Verdict:
    return any(one in wanted for one in said) if said else None


def _level(offer: Offer, where: Any) -> Verdict:
    if offer.dutch_level_min is None:
        return None
    return bool(_LEVELS.index(offer.dutch_level_min) <= _LEVELS.index(where.dutch_level_at_most))


def _week(offer: Offer, where: Any) -> Verdict:
    slots = [
        (slot.weekday, slot.part or (model.part_of(slot.start) if slot.start else None)) for slot in offer.schedule
    ]
    if any(_meets(day, where.weekday) and _meets(part, where.part_of_day) for day, part in slots):
        return True
    may_be = [_may_meet(day, where.weekday) and _may_meet(part, where.part_of_day) for day, part in slots]
    return None if not slots or any(may_be) else False


def _meets(said: str | None, wanted: Collection[str]) -> bool:
    return not wanted or said in wanted


def _may_meet(said: str | None, wanted: Collection[str]) -> bool:
    return said is None or _meets(said, wanted)


def _municipality(offer: Offer, where: Any) -> Verdict:
    home = [offer.place.municipality] if offer.place and offer.place.municipality else []
    return _shares([*home, *offer.area_served], where.municipality)


def _quality(offer: Offer, where: Any) -> Verdict:
    if any(one.status == "met" and one.criterion in where.quality for one in offer.quality):
        return True
    told = {one.criterion for one in offer.quality if one.status in ("met", "not-met")}
    return False if set(where.quality) <= told else None


def _hours(offer: Offer, where: Any) -> Verdict:
    hours = offer.hours_per_week
    least = None if hours is None else hours.max if hours.min is None else hours.min
    return None if least is None else bool(least <= where.hours_per_week_at_most)


def _starts(offer: Offer, is_asked: Callable[[date], bool]) -> Verdict:
    if offer.rolling_start:
        return True
    return None if offer.starts is None else is_asked(offer.starts)


def _age(offer: Offer, where: Any) -> Verdict:
    if offer.age_min is None and offer.age_max is None:
        return None
    youngest = -math.inf if offer.age_min is None else offer.age_min
    oldest = math.inf if offer.age_max is None else offer.age_max
    return bool(youngest <= where.age <= oldest)


RULES: Final[Mapping[str, Rule]] = {
    "kind": lambda offer, where: _shares(offer.kind, where.kind),
    "perspective": lambda offer, where: _shares(offer.perspective, where.perspective),
    "contact_form": lambda offer, where: _is(offer.contact_form, where.contact_form),
    "dutch_level_at_most": _level,
    "taalicoon": lambda offer, where: _is(offer.taalicoon, where.taalicoon),
    "availability": lambda offer, where: _or_unknown(offer.availability, where.availability),
    "place_mode": lambda offer, where: _is(offer.place_mode, where.place_mode),
    "childcare": lambda offer, where: _or_unknown(offer.childcare, where.childcare),
    "gender_audience": lambda offer, where: _or_unknown(offer.gender_audience, where.gender_audience),
    "weekday": _week,
    "part_of_day": _week,
    "sector": lambda offer, where: _shares(offer.sector, where.sector),
    "bridge_language": lambda offer, where: _shares(offer.bridge_language, where.bridge_language),
    "municipality": _municipality,
    "provider": lambda offer, where: _is(offer.provider.id, where.provider),
    "source": lambda offer, where: _is(offer.source, where.source),
    "quality": _quality,
    "hours_per_week_at_most": _hours,
    "starts_before": lambda offer, where: _starts(offer, lambda day: day <= where.starts_before),
    "starts_after": lambda offer, where: _starts(offer, lambda day: day >= where.starts_after),
    "age": _age,
    "free_of_charge": lambda offer, where: _is(
        None if offer.cost_eur is None else offer.cost_eur == 0, (where.free_of_charge,)
    ),
    "expenses_reimbursed": lambda offer, where: _is(offer.expenses_reimbursed, (where.expenses_reimbursed,)),
    "counts_for_the_hours": lambda offer, where: counts_for_the_hours(offer) == where.counts_for_the_hours,
    "updated_since": lambda offer, where: bool(offer.modified and offer.modified >= where.updated_since),
}
"""Every condition of `Where`, asked of an offer only where there is something to ask."""
