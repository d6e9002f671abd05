"""An offer in plain words: when, where, how long, at what level. Facts only."""

import functools
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from urllib.parse import quote

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.units import format_unit

from catalogue.index.base import Near
from catalogue.offer.day import BRUSSELS
from catalogue.offer.model import Offer, Provider, Range
from catalogue.places import Places
from catalogue.web.moments import is_arranged, listed, moments
from catalogue.web.words import Words
from vocab.terms import label

_MANY_PLACES: Final = 4
_CLOSE_KM: Final = 0.5
_DAY_S: Final = 86_400
_HOUR_S: Final = 3_600
_CELL: Final = re.compile(r"(?:(?P<sheet>.+)!)?(?P<cell>[A-Z]{1,3}[1-9]\d*)")
_DURATION: Final = re.compile(
    r"P(?:(?P<year>\d+)Y)?(?:(?P<month>\d+)M)?(?:(?P<week>\d+)W)?(?:(?P<day>\d+)D)?(?:T(?:(?P<hour>\d+)H)?(?:(?P<minute>\d+)M)?)?"
)
_ROUTES: Final = "https://www.openstreetmap.org/directions?to="


_LICENCES: Final = {
    "creativecommons.org/publicdomain/zero/1.0": "CC0 1.0",
    "creativecommons.org/licenses/by/4.0": "CC BY 4.0",
    "creativecommons.org/licenses/by-sa/4.0": "CC BY-SA 4.0",
    "data.vlaanderen.be/id/licentie/creative-commons-zero-verklaring/v1.0": "CC0 1.0",
    "data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0": "Modellicentie Gratis Hergebruik 1.0",
    "data.vlaanderen.be/id/licentie/onvoorwaardelijk-hergebruik/v1.0": "Onvoorwaardelijk hergebruik 1.0",
}
"""Address, without scheme → what the licence is called."""


class Phrases:
    """Phrases in one language. Those of an offer return `None` for what it does not say."""

    def __init__(self, words: Words, places: Places) -> None:
        self.words = words
        self.lang = words.lang
        self._places = places

    # — general —

    def capital(self, text: str) -> str:
        return text[:1].upper() + text[1:]

    def day(self, day: date | datetime | None) -> str | None:
        if isinstance(day, datetime):
            day = day.astimezone(BRUSSELS).date()
        return _day(day, self.lang) if day else None

    def moment(self, instant: datetime) -> str:
        pattern = "d MMMM y, H.mm" if self.lang == "nl" else "d MMMM y, H:mm"
        return format_datetime(instant.astimezone(BRUSSELS), pattern, locale=self.lang)

    def span(self, seconds: int) -> str:
        """A length of time, in whole days where it is, else in hours."""
        for unit_s, word in ((_DAY_S, "days"), (_HOUR_S, "hours_long")):
            if seconds >= unit_s and seconds % unit_s == 0:
                return self.words.count(word, seconds // unit_s)
        return self.words.count("minutes", max(1, seconds // 60))

    def labels(self, scheme: str, codes: Sequence[str] | str | None) -> str | None:
        named = (codes,) if isinstance(codes, str) else codes
        return ", ".join(label(scheme, code, self.lang) for code in named) if named else None

    def languages(self, tags: Sequence[str]) -> str | None:
        """Languages by what they are called; a tag nobody knows stays as it is."""
        names = Locale.parse(self.lang).languages
        return listed([str(names.get(tag.partition("-")[0].lower(), tag)) for tag in tags], self.words) or None

    def municipality(self, nis: str | None) -> str | None:
        home = self._places.get(nis) if nis else None
        return home.name(self.lang) if home else None

    def dial(self, number: str) -> str:
        """A telephone number as `tel:` wants it (RFC 3966): digits, and a plus in front."""
        return "tel:" + re.sub(r"(?!^\+)\D", "", number.strip())

    def licence(self, address: str) -> str:
        return _LICENCES.get(address.partition("://")[2].rstrip("/"), address)

    # — an offer: where —

    def where(self, offer: Offer) -> str | None:
        """Street, postcode and municipality; else whom it comes to; else how it takes place."""
        place = offer.place
        if place and (place.municipality or place.postcode):
            town = " ".join(filter(None, (place.postcode, self.municipality(place.municipality))))
            return ", ".join(filter(None, (place.street, town)))
        if offer.area_served:
            word = "serves" if offer.place_mode == "on-site" else "comes_to_you_in"
            return self.words(word, self.area(offer))
        if offer.place_mode == "by-arrangement":
            return self.words("place_arranged")
        return self.labels("place-mode", offer.place_mode) if offer.place_mode == "online" else None

    def area(self, offer: Offer) -> str:
        names = [name for nis in offer.area_served if (name := self.municipality(nis))]
        if len(names) > _MANY_PLACES:
            return self.words("and_others", ", ".join(names[:_MANY_PLACES]), len(names) - _MANY_PLACES)
        return listed(names, self.words)

    def reach(self, offer: Offer, near: Near | None, distance_km: float | None) -> str | None:
        """Where it is for somebody who is at `near`: how far, or that it comes to them."""
        where = self.where(offer)
        if distance_km is not None:
            return ", ".join(filter(None, (where, self._away(distance_km, offer))))
        if near and near.nis in offer.area_served and offer.place_mode not in ("on-site", "online") and not offer.place:
            return self.words("comes_to_you")
        return where

    def _away(self, km: float, offer: Offer) -> str | None:
        at_centre = "place.lat" in offer.inferred  # all we know is the municipality
        if km < _CLOSE_KM:
            return None if at_centre else self.words("close_by")
        shown = self.words.number(round(km, 1) if km < 10 and not at_centre else round(km))
        return self.words("at_about" if at_centre else "at_distance", shown)

    def route(self, offer: Offer) -> str | None:
        """A route planner's address that holds the destination alone; `None` where only the municipality is known."""
        place = offer.place
        if place is None:
            return None
        if place.lat is not None and place.lon is not None and "place.lat" not in offer.inferred:
            return f"{_ROUTES}{place.lat}%2C{place.lon}"
        return _ROUTES + quote(self.where(offer) or "") if place.street else None

    # — an offer: when, how long —

    def schedule(self, offer: Offer) -> str | None:
        """The moments of the week; buddies and mentors have none of their own."""
        if not offer.schedule and "schedule" not in offer.withheld and is_arranged(offer):
            return self.words("time_arranged")
        return "; ".join(moments(offer.schedule, self.words)) or None

    def hours(self, hours: Range | None, word: str) -> str | None:
        """A range of hours, said as `word` (`hours_week`, `hours_total`)."""
        if hours is None or (hours.min is None and hours.max is None):
            return None
        if hours.min == hours.max and hours.min is not None:
            return self.words.count(word, hours.min)
        return self.words(word, self.between(hours.min, hours.max))

    def between(self, low: float | None, high: float | None) -> str:
        number = self.words.number
        if low is not None and high is not None:
            return self.words("range", number(low), number(high))
        return self.words("at_least", number(low)) if low is not None else self.words("at_most", number(high or 0))

    def duration(self, offer: Offer) -> str | None:
        """How long it goes on, from its ISO 8601 form: “3 maanden”."""
        found = _DURATION.fullmatch(offer.duration or "")
        parts = [(unit, int(count)) for unit, count in found.groupdict().items() if count] if found else []
        return ", ".join(format_unit(count, f"duration-{unit}", locale=self.lang) for unit, count in parts) or None

    def starts(self, offer: Offer) -> str | None:
        return self.words("rolling") if offer.rolling_start else self.day(offer.starts)

    # — an offer: what it asks and gives —

    def level(self, offer: Offer) -> str | None:
        level = offer.dutch_level_min
        if level is None:
            return None
        return self.words("level_none") if level == "none" else self.words("level_from", level)

    def cost(self, offer: Offer) -> str | None:
        if offer.cost_eur is None:
            return None
        if offer.cost_eur == 0:
            return self.words("free")
        pattern = "#,##0" if offer.cost_eur.is_integer() else "#,##0.00"
        return self.words("euro", format_decimal(offer.cost_eur, pattern, locale=self.lang))

    def ages(self, offer: Offer) -> str | None:
        if offer.age_min is not None and offer.age_max is not None:
            return self.words("ages", offer.age_min, offer.age_max)
        if offer.age_min is not None:
            return self.words("ages_from", offer.age_min)
        return None if offer.age_max is None else self.words("ages_until", offer.age_max)

    def yes_no(self, value: bool | None) -> str | None:
        return None if value is None else self.words("yes" if value else "no")

    def availability(self, offer: Offer) -> str | None:
        """Whether there are places, how many, how long one waits, and as of when."""
        said = self.labels("availability", offer.availability)
        if not said:
            return None
        more = (
            None if offer.places is None else self.words.count("places_n", offer.places),
            None if offer.waiting_days is None else self.words.count("waiting", offer.waiting_days),
            self.words("as_of", self.day(offer.availability_as_of)) if offer.availability_as_of else None,
        )
        return ", ".join(filter(None, (said, *more)))

    def freshness(self, offer: Offer, latest: datetime | None, *, unconfirmed: bool) -> str:
        """Since when it is known to hold; `latest` is the last change or confirmation."""
        if unconfirmed:
            return self.words("unconfirmed", self.day(latest))
        seen = "modified" in offer.inferred  # the source gives no date of its own
        if offer.confirmed and (seen or offer.confirmed == latest):
            return self.words("confirmed", self.day(offer.confirmed))
        return self.words("seen_changed" if seen else "changed", self.day(latest))

    def about(self, provider: Provider) -> str | None:
        """What sort of organisation, and where."""
        said = (self.labels("provider-type", provider.type), self.municipality(provider.municipality))
        return ", ".join(filter(None, said)) or None

    # — a list —

    def spot(self, pointer: str) -> str:
        """Where something stands in a list: a cell, a field, or the pointer as it is."""
        if cell := _CELL.fullmatch(pointer):
            return (
                self.words("in_cell_of", cell["cell"], cell["sheet"])
                if cell["sheet"]
                else self.words("in_cell", cell["cell"])
            )
        if not pointer:
            return self.words("in_whole")
        return self.words("in_field", pointer.removeprefix("#").removeprefix("/").replace("/", " › "))


def in_brussels(nis: str | None) -> bool:
    """Whether a municipality lies in the Brussels-Capital Region, whose NIS codes begin alike."""
    return nis is not None and nis.startswith("21")


@functools.lru_cache(maxsize=4096)
def _day(day: date, lang: str) -> str:
    return format_date(day, "d MMMM y", locale=lang)
