"""What the address of a search page asks, read leniently: an unknown value is ignored, an impossible place is said."""

from typing import Any, Final, get_args
from urllib.parse import urlencode

from msgspec import Struct
from starlette.datastructures import QueryParams

from catalogue.index.base import FacetField, Near, Sort, Where
from catalogue.offer import model
from catalogue.read import Reader

RADII_KM: Final = (2, 5, 10, 25, 50)
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)


class Refinement(Struct, frozen=True):
    """A group of choices on the page: its name in the address, the facet that counts it, the scheme that labels it."""

    name: str
    facet: FacetField
    scheme: str
    codes: tuple[str, ...] | None
    """What may be asked; `None` for open lists, such as sectors."""


REFINEMENTS: Final = (
    Refinement("kind", "kind", "kind", get_args(model.Kind)),
    Refinement("perspective", "perspective", "perspective", get_args(model.Perspective)),
    Refinement("level", "dutch_level", "dutch-level", get_args(model.DutchLevel)),
    Refinement("day", "weekday", "weekday", model.WEEKDAYS),
    Refinement("part", "part_of_day", "part-of-day", model.PARTS),
    Refinement("sector", "sector", "sector", None),
    Refinement("mode", "place_mode", "place-mode", get_args(model.PlaceMode)),
    Refinement("availability", "availability", "availability", get_args(model.Availability)),
    Refinement("childcare", "childcare", "childcare", get_args(model.Childcare)),
)
_FIELDS: Final = {"day": "weekday", "part": "part_of_day", "mode": "place_mode"}


class Asked(Struct, frozen=True, kw_only=True):
    text: str
    place: str
    km: int
    chosen: dict[str, tuple[str, ...]]
    """Name of a refinement → the values chosen."""
    unknown: bool
    sort: Sort
    after: str | None
    lang: str

    def where(self) -> Where:
        fields: dict[str, Any] = {_FIELDS.get(name, name): values for name, values in self.chosen.items() if values}
        levels = fields.pop("level", ())
        return Where(
            **fields,
            dutch_level_at_most=max(levels, key=get_args(model.DutchLevel).index) if levels else None,
            include_unknown=self.unknown,
        )

    def near(self, reader: Reader) -> Near | None:
        """Raises `UnknownPlace` and `AmbiguousPlace`."""
        return reader.near(municipality=self.place, km=float(self.km)) if self.place else None

    def address(self, **changes: Any) -> str:
        """The address of the same search with some of it changed; `after` is left out unless given."""
        now: dict[str, Any] = {
            "q": self.text,
            "place": self.place,
            "km": self.km if self.place else None,
            **self.chosen,
            "unknown": "1" if self.unknown else None,
            "sort": self.sort if self.sort != "relevance" else None,
            "lang": self.lang,
        }
        now.update(changes)
        return "/?" + urlencode({name: value for name, value in now.items() if value}, doseq=True)


def read_asked(params: QueryParams, lang: str) -> Asked:
    chosen = {
        one.name: tuple(
            dict.fromkeys(
                value for value in params.getlist(one.name)[:40] if value and (one.codes is None or value in one.codes)
            )
        )
        for one in REFINEMENTS
    }
    km = params.get("km", "")
    sort = params.get("sort", "")
    return Asked(
        text=" ".join(params.get("q", "").split())[:200],
        place=" ".join(params.get("place", "").split())[:80],
        km=int(km) if km.isdecimal() and int(km) in RADII_KM else 10,
        chosen=chosen,
        unknown=params.get("unknown") == "1",
        sort=sort if sort in SORTS else "relevance",
        after=params.get("after") or None,
        lang=lang,
    )
