"""Where it takes place, which places it serves, and how one takes part."""

import re
from typing import Any, Final

from harvesters import dutch
from harvesters.schemaorg import value as values
from harvesters.schemaorg.facts import Facts
from harvesters.schemaorg.node import Node, Value
from harvesters.words import PLACE_MODE

LOCATION: Final = ("jobLocation", "location", "serviceLocation")
_PROVIDERS: Final = ("provider", "hiringOrganization")
_POSTCODE: Final = re.compile(r"(?:B\s?-?\s*)?([1-9]\d{3})", re.IGNORECASE)
_WRITTEN: Final = re.compile(
    r"(?:(.*?)[,\n]\s*)?(?:B\s?-?\s*)?\b([1-9]\d{3})\s+([^\W\d][^,\d\n]*?)\s*(?:,.*)?", re.IGNORECASE | re.DOTALL
)
_BELGIUM: Final = frozenset(["be", "bel", "belgie", "belgium", "belgique", "belgien", "koninkrijk belgie"])
_LARGER: Final = _BELGIUM | {
    "vlaanderen", "flanders", "flandre", "vlaams gewest", "flemish region", "wallonie", "europa", "europe", "provincie antwerpen",
    "limburg", "oost-vlaanderen", "west-vlaanderen", "vlaams-brabant",
}  # fmt: skip
"""Names as they are folded; no offer is found by distance from a region."""
_AREAS: Final = frozenset(["City", "AdministrativeArea", "Town", "Municipality"])
_MODES: Final = {
    "offlineeventattendancemode": "on-site",
    "onlineeventattendancemode": "online",
    "mixedeventattendancemode": "hybrid",
    "telecommute": "online",
    "blended": "hybrid",
}
_EXPECTED: Final = ("een adres met gemeente of postcode", "an address with municipality or postcode")
_COUNTRY: Final = "country"
"""Key for the country of an address while it is weighed; not one of the offer schema."""


def address_of(value: Value | None) -> dict[str, Any]:
    """`municipality`, `postcode`, `street`, and `country` where it is not Belgium; from a PostalAddress, or text as
    `Steenstraat 1, 8000 Brugge`."""
    if isinstance(value, str):
        return _written(value)
    if not isinstance(value, Node):
        return {}
    postcode = _POSTCODE.fullmatch(values.word(value.first("postalCode") or "") or "")
    locality = values.word(value.first("addressLocality") or "")
    found: dict[str, Any] = {
        "municipality": locality,
        "postcode": postcode[1] if postcode else None,
        "street": values.word(value.first("streetAddress") or ""),
    }
    if locality and not postcode and locality[:4].isdecimal() and (split := _written(locality)):
        found |= split
    country = values.word(value.first("addressCountry") or "")
    if country and dutch.folded(country) not in _BELGIUM:
        found[_COUNTRY] = country
    return {key: one for key, one in found.items() if one}


def is_abroad(address: dict[str, Any]) -> bool:
    return _COUNTRY in address


def is_larger(name: str) -> bool:
    """Whether this is a country, a region or a province, rather than a municipality."""
    return dutch.folded(name) in _LARGER


def place_of(facts: Facts) -> dict[str, Any]:
    """The keys `place`, `areaServed`, `placeMode` of the offer schema, and `country` where it takes place abroad."""
    modes = _modes(facts)
    places: list[dict[str, Any]] = []
    for name, value in _locations(facts):
        if _is_virtual(value):
            modes.add("online")
        elif at := _place(value):
            places.append(at)
        else:
            facts.unused(name, _EXPECTED, value)
    own = address_of(facts.first("address"))
    places += [own] if own and not places else []
    abroad = [one for one in places if is_abroad(one)]
    if abroad and len(abroad) == len(places) and modes != {"online"}:
        return {_COUNTRY: abroad[0][_COUNTRY]}
    for _ in abroad:
        facts.unused("location", ("een plaats in België", "a place in Belgium"))
    places = [one for one in places if not is_abroad(one)]
    found = _where(places, _areas(facts))
    if modes == {"online"} and places and not facts.all("eventAttendanceMode", "jobLocationType"):
        modes = {"hybrid"}  # a room and a link
    if modes:
        found["placeMode"] = "hybrid" if len(modes) > 1 else next(iter(modes))
    if not found and (house := _at_provider(facts)):
        found = {"place": house, "inferred": ["place"]}
    return found


def _locations(facts: Facts) -> list[tuple[str, Value]]:
    found = [(name, value) for name in LOCATION for value in facts.all(name)]
    channels = facts.nodes("availableChannel")
    return found + [("availableChannel", value) for channel in channels for value in channel.all("serviceLocation")]


def _where(places: list[dict[str, Any]], areas: list[str]) -> dict[str, Any]:
    """One place with its address; several as the municipalities that are served."""
    towns = list(dict.fromkeys(one.get("municipality") or one.get("postcode", "") for one in places))
    several = [town for town in towns if town] if len(towns) > 1 else []
    found: dict[str, Any] = {}
    if places and not several:
        found["place"] = places[0]
    if served := list(dict.fromkeys([*several, *areas])):
        found["areaServed"] = served
    return found


def _place(value: Value) -> dict[str, Any]:
    if not isinstance(value, Node):
        return _written(value) if isinstance(value, str) else {}
    if "PostalAddress" in value.types:
        return address_of(value)
    found = address_of(value.first("address"))
    if (
        "municipality" not in found
        and not _AREAS.isdisjoint(value.types)
        and (name := values.word(value.first("name") or ""))
    ):
        found["municipality"] = name
    point = next(iter(value.nodes("geo")), value)
    lat, lon = (values.number(point.first(name)) for name in ("latitude", "longitude"))
    if lat is not None and lon is not None and -90 <= lat <= 90 and -180 <= lon <= 180 and (lat, lon) != (0, 0):
        found |= {"lat": lat, "lon": lon}
    return found


def _written(text: str) -> dict[str, Any]:
    """An address in one line; a line without postcode is taken for a municipality if it looks like a name."""
    text = values.word(text) or ""
    if found := _WRITTEN.fullmatch(text):
        street = {"street": " ".join(found[1].split())} if found[1] and found[1].strip() else {}
        return {"municipality": " ".join(found[3].split()), "postcode": found[2], **street}
    if _POSTCODE.fullmatch(text):
        return {"postcode": text[-4:]}
    return {"municipality": text} if text and len(text) <= 60 and not re.search(r"[\d,\n]", text) else {}


def _areas(facts: Facts) -> list[str]:
    found = []
    for value in facts.all("areaServed", "serviceArea", "eligibleRegion"):
        name = _area(value)
        if name and not is_larger(name):
            found.append(name)
        else:
            facts.unused(
                "areaServed",
                (
                    "de naam van een gemeente; een hele streek blijft weg",
                    "the name of a municipality; a whole region is left out",
                ),
                name,
            )
    return found


def _area(value: Value) -> str | None:
    if not isinstance(value, Node):
        return values.word(value)
    if "Country" in value.types:
        return None
    address = address_of(value.first("address"))
    return values.word(value.first("name") or "") or address.get("municipality") or address.get("postcode")


def _is_virtual(value: Value) -> bool:
    if isinstance(value, Node):
        return "VirtualLocation" in value.types
    return isinstance(value, str) and (values.web(value) is not None or PLACE_MODE.read(value[:40]) == "online")


def _modes(facts: Facts) -> set[str]:
    found = set()
    for name in ("eventAttendanceMode", "jobLocationType", "courseMode", "educationalProgramMode"):
        for value in facts.all(name):
            said = values.term(value)
            if mode := _MODES.get(said.lower()) or PLACE_MODE.read(said):
                found.add(mode)
            else:
                facts.unused(name, ("ter plaatse, online of gemengd", "on site, online or mixed"), value)
    return found


def _at_provider(facts: Facts) -> dict[str, Any] | None:
    """An internship whose place is not said takes place at the organisation that takes the intern."""
    if not {"WorkBasedProgram", "JobPosting"}.intersection(facts.node.types):
        return None
    for organisation in facts.nodes(*_PROVIDERS):
        address = address_of(organisation.first("address"))
        if address and not is_abroad(address) and "Person" not in organisation.types:
            return address
    return None
