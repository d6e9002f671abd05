"""One offer as one row: the values of its columns, and what it has several of."""

from collections.abc import Iterable, Mapping
from typing import Final

from catalogue.index.columns.layout import (
    BY_ARRANGEMENT,
    HAS_AREA,
    HAS_MUNICIPALITY,
    HAS_POINT,
    IS_ONLINE,
    NO,
    NO_MAX,
    NO_MIN,
    ROLLING,
    SCHEMES,
    YES,
    slot_bit,
)
from catalogue.index.moments import NEVER, microseconds
from catalogue.offer.model import Offer, Place, Range, Slot, part_of
from catalogue.offer.rules import counts_for_the_hours

_CODES: Final[dict[str, dict[str | None, int]]] = {
    name: {value: at for at, value in enumerate(values, 1)} for name, values in SCHEMES.items()
}
_KIND, _PERSPECTIVE, _CONTACT, _LEVEL, _AVAILABILITY, _MODE, _CHILDCARE, _GENDER, _WEEKDAY, _PART = _CODES.values()
_REACH: Final = {"online": IS_ONLINE, "by-arrangement": BY_ARRANGEMENT}
_NAN: Final = float("nan")
_NOWHERE: Final = Place()
_NO_HOURS: Final = Range()
_LARGEST: Final = 2**53


class Coded(dict[str, int]):
    """Strings numbered from 1 in the order they come."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self) + 1
        return number


def mask(scheme: Mapping[str | None, int], values: Iterable[str]) -> int:
    bits = 0
    for value in values:
        bits |= 1 << (scheme[value] - 1)
    return bits


def row(offer: Offer, title: int, municipalities: Coded, providers: Coded, sources: Coded) -> tuple[int | float, ...]:
    """The values in the order of `COLUMNS`; open lists number what is new to them."""
    place = offer.place or _NOWHERE
    slots, weekdays, parts = _week(offer.schedule)
    modified = NEVER if offer.modified is None else microseconds(offer.modified)
    hours = offer.hours_per_week or _NO_HOURS
    least = hours.max if hours.min is None else hours.min
    has_point = place.lat is not None and place.lon is not None
    reach = _REACH.get(offer.place_mode or "", 0)
    reach |= HAS_POINT * has_point | HAS_AREA * bool(offer.area_served) | HAS_MUNICIPALITY * bool(place.municipality)
    return (
        mask(_KIND, offer.kind),
        mask(_PERSPECTIVE, offer.perspective),
        weekdays,
        parts,
        slots,
        _CONTACT.get(offer.contact_form, 0),
        _LEVEL.get(offer.dutch_level_min, 0),
        offer.taalicoon or 0,
        _AVAILABILITY.get(offer.availability, 0),
        _MODE.get(offer.place_mode, 0),
        _CHILDCARE.get(offer.childcare, 0),
        _GENDER.get(offer.gender_audience, 0),
        0 if offer.cost_eur is None else NO if offer.cost_eur else YES,
        0 if offer.expenses_reimbursed is None else YES if offer.expenses_reimbursed else NO,
        YES if counts_for_the_hours(offer) else NO,
        reach,
        municipalities[place.municipality] if place.municipality else 0,
        providers[offer.provider.id] if offer.provider.id else 0,
        sources[offer.source] if offer.source else 0,
        title,
        _NAN if least is None else least,
        ROLLING if offer.rolling_start else offer.starts.toordinal() if offer.starts else 0,
        NO_MIN if offer.age_min is None else min(offer.age_min, NO_MAX - 1),
        NO_MAX if offer.age_max is None else min(offer.age_max, NO_MAX - 1),
        place.lat if has_point else _NAN,  # type: ignore[return-value]  # has_point says that it is there
        place.lon if has_point else _NAN,
        -1 if offer.places is None else min(offer.places, _LARGEST),
        modified,
        max(modified, NEVER if offer.confirmed is None else microseconds(offer.confirmed)),
    )


def places_named(offer: Offer) -> tuple[str, ...]:
    """NIS codes of its place and the area it serves, each once."""
    own = (offer.place.municipality,) if offer.place and offer.place.municipality else ()
    return tuple(dict.fromkeys((*own, *offer.area_served)))


def criteria(offer: Offer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Criteria with a statement `met`, and those with one `met` or `not-met`."""
    return (
        tuple(dict.fromkeys(one.criterion for one in offer.quality if one.status == "met")),
        tuple(dict.fromkeys(one.criterion for one in offer.quality if one.status != "unknown")),
    )


def _week(schedule: tuple[Slot, ...]) -> tuple[int, int, int]:
    slots = weekdays = parts = 0
    for slot in schedule:
        weekday = _WEEKDAY.get(slot.weekday, 0)
        part = _PART.get(slot.part or (part_of(slot.start) if slot.start else None), 0)
        slots |= slot_bit(weekday, part)
        weekdays |= (1 << weekday) >> 1
        parts |= (1 << part) >> 1
    return slots, weekdays, parts
