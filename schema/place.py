"""Where: places and municipalities."""

from collections.abc import Iterable

import strawberry

from catalogue.offer import model
from catalogue.places import Municipality as Home
from catalogue.places import Places
from schema.context import Info
from schema.declare import Lang, computed


@strawberry.type(description="A present municipality of Flanders or Brussels.")
class Municipality:
    nis: str
    province: str | None

    @computed()
    @staticmethod
    def name(home: strawberry.Parent[Home], lang: Lang = "nl") -> str:
        return name_of(home, lang)

    @computed(description="The region of cooperation it belongs to (Flemish Government, 4 February 2022).")
    @staticmethod
    def reference_region(home: strawberry.Parent[Home]) -> str | None:
        return home.region or None


@strawberry.type(description="A place; degrees are WGS84.")
class Place:
    postcode: str | None
    street: str | None
    lat: float | None
    lon: float | None
    nearest_stop: str | None

    @computed(Municipality | None)
    @staticmethod
    def municipality(place: strawberry.Parent[model.Place], info: Info) -> Home | None:
        return home_of(place.municipality, info.context.reader.places)


def name_of(home: Home, lang: Lang) -> str:
    """French where French is asked, of whatever country, and there is such a name; else Dutch."""
    return home.name((lang or "nl").partition("-")[0])


def home_of(nis: str | None, places: Places) -> Home | None:
    return places.get(nis) if nis else None


def homes_of(codes: Iterable[str], places: Places) -> list[Home]:
    """The municipalities of these codes, each once: several former ones may have become one."""
    found = (places.get(nis) for nis in codes)
    return list({home.nis: home for home in found if home}.values())
