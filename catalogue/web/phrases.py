"""An offer in plain words: when, where, how long, at what level. Facts only; what is unknown is said to be unknown."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from catalogue.offer.day import BRUSSELS
from catalogue.offer.model import Offer, Range, Slot
from catalogue.places import Places
from catalogue.web.words import Words
from vocab.terms import label

_PREPOSITIONS: Final = {
    "nl": {
        "to": "tot",
        "week": "uur per week",
        "total": "uur in totaal",
        "from": "vanaf",
        "until": "tot",
        "free": "gratis",
        "years": "jaar",
    },
    "en": {
        "to": "to",
        "week": "hours a week",
        "total": "hours in total",
        "from": "from",
        "until": "until",
        "free": "free",
        "years": "years",
    },
}
_MANY_PLACES: Final = 6


class Phrases:
    """Phrases in one language. All return `None` for what the offer does not say."""

    def __init__(self, words: Words, places: Places) -> None:
        self.words = words
        self.lang = words.lang
        self._say = _PREPOSITIONS[words.lang]
        self._places = places

    def day(self, day: date | datetime | None) -> str | None:
        if isinstance(day, datetime):
            day = day.astimezone(BRUSSELS).date()
        return format_date(day, "d MMMM y", locale=self.lang) if day else None

    def number(self, value: float) -> str:
        return format_decimal(value, "#,##0.#", locale=self.lang)

    def distance(self, km: float | None) -> str | None:
        return None if km is None else self.words("km", self.number(km))

    def labels(self, scheme: str, codes: Sequence[str] | str | None) -> str | None:
        listed = (codes,) if isinstance(codes, str) else codes
        return ", ".join(label(scheme, code, self.lang) for code in listed) if listed else None

    def municipality(self, nis: str | None) -> str | None:
        home = self._places.get(nis) if nis else None
        return home.name(self.lang) if home else None

    def where(self, offer: Offer) -> str | None:
        """Street, postcode and municipality; else the area served; else how it takes place."""
        if offer.place and (offer.place.municipality or offer.place.postcode):
            town = " ".join(filter(None, (offer.place.postcode, self.municipality(offer.place.municipality))))
            return ", ".join(filter(None, (offer.place.street, town)))
        if offer.area_served:
            names = [name for nis in offer.area_served if (name := self.municipality(nis))]
            more = f" (+{len(names) - _MANY_PLACES})" if len(names) > _MANY_PLACES else ""
            return ", ".join(names[:_MANY_PLACES]) + more
        return self.labels("place-mode", offer.place_mode)

    def slot(self, slot: Slot) -> str:
        day = label("weekday", slot.weekday, self.lang) if slot.weekday else None
        clock = "–".join(filter(None, (slot.start, slot.end)))
        part = label("part-of-day", slot.part, self.lang) if slot.part and not clock else None
        return " ".join(filter(None, (day, part, clock))) or slot.text or ""

    def schedule(self, offer: Offer) -> str | None:
        return "; ".join(dict.fromkeys(filter(None, map(self.slot, offer.schedule)))) or None

    def hours(self, hours: Range | None, unit: str) -> str | None:
        if hours is None or (hours.min is None and hours.max is None):
            return None
        ends = [self.number(end) for end in dict.fromkeys((hours.min, hours.max)) if end is not None]
        start = f"{self._say['from']} " if hours.max is None else ""
        return start + f" {self._say['to']} ".join(ends) + f" {self._say[unit]}"

    def level(self, offer: Offer) -> str | None:
        return self.labels("dutch-level", offer.dutch_level_min)

    def cost(self, offer: Offer) -> str | None:
        if offer.cost_eur is None:
            return None
        return self._say["free"] if offer.cost_eur == 0 else f"€ {self.number(offer.cost_eur)}"

    def ages(self, offer: Offer) -> str | None:
        if offer.age_min is None and offer.age_max is None:
            return None
        if offer.age_max is None:
            return f"{self._say['from']} {offer.age_min} {self._say['years']}"
        if offer.age_min is None:
            return f"{self._say['until']} {offer.age_max} {self._say['years']}"
        return f"{offer.age_min} {self._say['to']} {offer.age_max} {self._say['years']}"

    def starts(self, offer: Offer) -> str | None:
        return self.day(offer.starts)
