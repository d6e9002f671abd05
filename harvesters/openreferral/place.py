"""Where a service is given, and which municipalities it serves."""

import re
from typing import Any, Final

from harvesters.openreferral.facts import Facts
from harvesters.schemaorg import value as values
from harvesters.schemaorg.place import is_larger

COUNTRY: Final = "country"
"""Key for the country of a service that is only given abroad; not one of the offer schema."""
_BELGIUM: Final = frozenset(["BE", "BEL"])
_POSTCODE: Final = re.compile(r"(?:B\s?-?\s*)?([1-9]\d{3})", re.IGNORECASE)
_MUNICIPALITY: Final = re.compile(r"[^\d,;:()\n]{2,40}")


def place_of(service: Facts) -> dict[str, Any]:
    """The keys `place`, `areaServed`, `placeMode`, `transport` and `accessibility` of the offer schema; or `country` alone."""
    locations = [one.node("location") for one in service.nodes("service_at_locations")]
    kinds = {(one.text("location_type") or "physical").lower() for one in locations}
    addresses = [found for one in locations if (found := _address(one))]
    here = [one for one in addresses if COUNTRY not in one]
    if addresses and not here:
        return {COUNTRY: addresses[0][COUNTRY]}
    found = _served(here, _areas(service))
    if "virtual" in kinds:
        found["placeMode"] = "hybrid" if "physical" in kinds else "online"
    elif here:
        found["placeMode"] = "on-site"
    for location in locations[:1]:
        found["transport"] = location.spoken("transportation")
        found["accessibility"] = [text for one in location.nodes("accessibility") if (text := one.text("description"))]
    return found


def _served(here: list[dict[str, Any]], areas: list[str]) -> dict[str, Any]:
    """One place with its address; several as the municipalities that are served."""
    towns = list(dict.fromkeys(town for one in here if (town := one.get("municipality") or one.get("postcode"))))
    several = towns if len(towns) > 1 else []
    found: dict[str, Any] = {"place": here[0]} if here and not several else {}
    if served := list(dict.fromkeys([*several, *areas])):
        found["areaServed"] = served
    return found


def _address(location: Facts) -> dict[str, Any]:
    """Of a physical address rather than of one for post; whose attention it has is nobody's business."""
    addresses = location.nodes("addresses")
    address = next((one for one in addresses if one.text("address_type") == "physical"), next(iter(addresses), None))
    found: dict[str, Any] = {}
    if address is not None:
        country = (address.text("country") or "BE").upper()
        if country not in _BELGIUM:
            return {COUNTRY: country}
        postcode = _POSTCODE.fullmatch(address.text("postal_code") or "")
        found = {
            "municipality": address.text("city"),
            "postcode": postcode[1] if postcode else None,
            "street": address.text("address_1"),
        }
    lat, lon = (values.number(location.text(name)) for name in ("latitude", "longitude"))
    if lat is not None and lon is not None:
        if -90 <= lat <= 90 and -180 <= lon <= 180 and (lat, lon) != (0, 0):
            found |= {"lat": lat, "lon": lon}
        else:
            location.unused("latitude", "een punt in graden", "a point in degrees")
    return {key: one for key, one in found.items() if one is not None}


def _areas(service: Facts) -> list[str]:
    found = []
    for area in service.nodes("service_areas"):
        name = area.text("name", "service_area")
        if name and _MUNICIPALITY.fullmatch(name) and not is_larger(name):
            found.append(name)
        elif name:
            area.unused(
                "name" if "name" in area.data else "service_area",
                "de naam van één gemeente; een streek of een zin blijft weg",
                "the name of one municipality; a region or a sentence is left out",
            )
    return found
