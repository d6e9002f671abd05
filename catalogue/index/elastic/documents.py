"""One offer as a document of the engine."""

import hashlib
from collections import Counter
from typing import Any, Final, get_args

from catalogue.index.elastic.mapping import REPEATS
from catalogue.index.highlights import displayed
from catalogue.index.moments import NEVER, microseconds
from catalogue.offer.model import PARTS, WEEKDAYS, DutchLevel, Offer, Range, Slot, in_language, part_of
from catalogue.offer.rules import counts_for_the_hours
from catalogue.text import FIELDS, analyse, fold, searched, surface, words

B: Final = 0.75
LONGEST_TOKEN: Final = 255
LEVELS: Final[tuple[str, ...]] = get_args(DutchLevel)
NO_MAX: Final = 2**31 - 1
_SUGGESTED: Final = frozenset({"title", "keyword", "description", "plain_text"})


def document(offer: Offer) -> dict[str, Any]:
    """What is unknown has no field."""
    place = offer.place
    point = {"lat": place.lat, "lon": place.lon} if place and place.lat is not None and place.lon is not None else None
    home = place.municipality if place else None
    online = offer.place_mode == "online"
    alone = home or (offer.area_served[0] if len(set(offer.area_served)) == 1 else None)
    modified = NEVER if offer.modified is None else microseconds(offer.modified)
    confirmed = NEVER if offer.confirmed is None else microseconds(offer.confirmed)
    found: dict[str, Any] = {
        "id": offer.id,
        "title": fold(in_language(offer.title, "nl")[0]),
        "kind": offer.kind,
        "perspective": offer.perspective,
        "contact_form": offer.contact_form,
        "availability": _known(offer.availability),
        "place_mode": offer.place_mode,
        "childcare": _known(offer.childcare),
        "gender_audience": offer.gender_audience,
        "slots": sorted({_slot(slot) for slot in offer.schedule}),
        "parts": sorted({part for slot in offer.schedule if (part := _part(slot))}),
        "sector": offer.sector,
        "bridge_language": offer.bridge_language,
        "municipalities": list(dict.fromkeys((*([home] if home else ()), *offer.area_served))),
        "served": offer.area_served,
        "home": None if online else alone,
        "provider": offer.provider.id,
        "provider_tag": f"{fold(offer.provider.name)}\t{offer.provider.id}\t{offer.provider.name}",
        "source": offer.source,
        "met": sorted({one.criterion for one in offer.quality if one.status == "met"}),
        "told": sorted({one.criterion for one in offer.quality if one.status != "unknown"}),
        "words": _words(offer),
        "free_of_charge": None if offer.cost_eur is None else offer.cost_eur == 0,
        "expenses_reimbursed": offer.expenses_reimbursed,
        "counts_for_the_hours": counts_for_the_hours(offer),
        "online": online,
        "anywhere": offer.place_mode == "by-arrangement" and not point and not home and not offer.area_served,
        "has_point": point is not None,
        "has_area": bool(offer.area_served),
        "has_age": offer.age_min is not None or offer.age_max is not None,
        "rolling": bool(offer.rolling_start),
        "region_wide": online or (not alone and bool(offer.area_served)),
        "dutch_level": LEVELS.index(offer.dutch_level_min) + 1 if offer.dutch_level_min else None,
        "taalicoon": offer.taalicoon,
        "hours": _least(offer.hours_per_week),
        "starts": offer.starts.toordinal() if offer.starts else None,
        "age_min": offer.age_min or 0,
        "age_max": NO_MAX if offer.age_max is None else min(offer.age_max, NO_MAX),
        "modified": modified,
        "fresh": max(modified, confirmed),
        "places": offer.places,
        "point": point,
        "lat": point["lat"] if point else None,
        "lon": point["lon"] if point else None,
        "terms": _tokens(offer),
        "texts": displayed(offer),
    }
    return {name: value for name, value in found.items() if value is not None and value != ()}


def slot_token(weekday: int, part: int) -> str:
    """A slot on this weekday (1–7, 0 unknown) in this part (1–3, 0 unknown)."""
    return f"{weekday}.{part}"


def token(term: str) -> str:
    """A term as the engine keeps it: it would cut longer ones in pieces."""
    return term if len(term) <= LONGEST_TOKEN else hashlib.blake2b(term.encode(), digest_size=16).hexdigest()


def _known(code: str | None) -> str | None:
    return None if code == "unknown" else code


def _part(slot: Slot) -> str | None:
    return slot.part or (part_of(slot.start) if slot.start else None)


def _slot(slot: Slot) -> str:
    part = _part(slot)
    weekday = WEEKDAYS.index(slot.weekday) + 1 if slot.weekday else 0
    return slot_token(weekday, PARTS.index(part) + 1 if part in PARTS else 0)


def _least(hours: Range | None) -> float | None:
    if hours is None:
        return None
    return hours.max if hours.min is None else hours.min


def _words(offer: Offer) -> list[str]:
    """Surfaces for completion."""
    shown = (text for field, _, text in searched(offer) if FIELDS[field].name in _SUGGESTED)
    return sorted({found for text in shown for word in words(text) if (found := surface(word))})


def _tokens(offer: Offer) -> str:
    """Every term, repeated in proportion to its weight over all fields (BM25F); of fields in several languages the mean
    length counts, as in the embedded engine."""
    versions: Counter[int] = Counter()
    counts: Counter[tuple[int, str]] = Counter()
    lengths: Counter[int] = Counter()
    for at, lang, text in searched(offer):
        terms = analyse(text, lang)
        versions[at] += 1
        lengths[at] += len(terms)
        counts.update((at, term) for term in terms)
    weights: dict[str, float] = {}
    for (at, term), count in counts.items():
        field = FIELDS[at]
        length = lengths[at] / versions[at]
        weights[term] = weights.get(term, 0.0) + field.weight * count / (1 - B + B * length / field.average_terms)
    return " ".join(_repeated(term, weight) for term, weight in weights.items())


def _repeated(term: str, weight: float) -> str:
    return " ".join([token(term)] * max(1, round(weight * REPEATS)))
