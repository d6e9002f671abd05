"""Places by every name people use for them: present, former, parts of town, codes and postcodes."""

import csv
import functools
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import files
from typing import Final, Literal

from msgspec import Struct
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from catalogue.places.errors import AmbiguousPlace, UnknownPlace

EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius (IUGG)."""
Via = Literal["municipality", "former", "part", "postcode", "code"]
_PRECEDENCE: Final[tuple[Via, ...]] = ("code", "postcode", "municipality", "former", "part")
_BRUSSELS_REGION: Final = frozenset({"brussel", "bruxelles", "brussels"})
"""Names of the municipality that people use for the whole region of 19: a postcode beside them says which."""
_CITY_OF_BRUSSELS: Final = "21004"
_SAINT: Final = re.compile(r"^(?:sint|saint|sainte|st|ste)\b")
_WITH_POSTCODE: Final = re.compile(r"(\d{4})\s+(\D.*)|(\D.*?)\s*\(?(\d{4})\)?")
_QUALIFIED: Final = re.compile(r"(.+?)\s*\(([^)]+)\)")
_ADDRESS: Final = re.compile(r"\D\s+\d+\s*[a-z]?\s*(?:,|$)", re.IGNORECASE)
_LONGEST: Final = 100
"""Characters of a name that is looked up. The longest there is has some 40; what is longer is not worth its cost."""


class Municipality(Struct, frozen=True):
    nis: str
    name_nl: str
    name_fr: str | None
    province: str
    region: str
    """Reference region (Flemish Government, 4 February 2022)."""
    valid_from: date | None
    """`None`: since before 2019."""
    lat: float
    lon: float

    def name(self, lang: str) -> str:
        return self.name_fr if lang == "fr" and self.name_fr else self.name_nl


class PlaceMatch(Struct, frozen=True):
    """What a name stands for, with its own point where it has one (WGS84 degrees)."""

    text: str
    municipality: Municipality
    lat: float
    lon: float
    via: Via


class Places:
    """The gazetteer. Immutable; make it once with `Places.bundled()`."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self._by_nis = {one.nis: one for one in municipalities}
        self._successors: dict[str, str] = {}
        self._matches: dict[str, list[PlaceMatch]] = {}
        self._names: list[tuple[str, PlaceMatch]] = []

    @classmethod
    @functools.cache
    def bundled(cls) -> "Places":
        """The tables of this package, read once."""
        places = cls(
            Municipality(
                row["nis"],
                row["name_nl"],
                row["name_fr"] or None,
                row["province"],
                row["reference_region"],
                date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                float(row["lat"]),
                float(row["lon"]),
            )
            for row in _rows("municipalities")
        )
        places._fill()
        return places

    def _fill(self) -> None:
        for home in self._by_nis.values():
            self._add(home.nis, home, "code")
            for name in dict.fromkeys(filter(None, (home.name_nl, home.name_fr))):
                self._add(name, home, "municipality")
        self._add("Brussels", self._by_nis[_CITY_OF_BRUSSELS], "municipality")
        for row in _rows("mergers"):
            self._successors[row["old_nis"]] = row["new_nis"]
            self._add(row["old_nis"], self._by_nis[row["new_nis"]], "code")
            self._add(row["old_name"], self._by_nis[row["new_nis"]], "former")
        for row in _rows("places-in-municipalities"):
            if row["place"].endswith("niet te lokaliseren"):  # a statistical remainder, not a place
                continue
            point = (float(row["lat"]), float(row["lon"])) if row["lat"] else None
            self._add(row["place"], self._by_nis[row["nis"]], "part", point)
        for row in _rows("postcodes"):
            self._add(row["postcode"], self._by_nis[row["nis"]], "postcode")
        self._names.sort(key=lambda pair: (_PRECEDENCE.index(pair[1].via), pair[0], pair[1].municipality.nis))

    def _add(self, text: str, home: Municipality, via: Via, point: tuple[float, float] | None = None) -> None:
        lat, lon = point or (home.lat, home.lon)
        match = PlaceMatch(text, home, lat, lon, via)
        key = _key(text)
        self._matches.setdefault(key, []).append(match)
        if via != "code":
            self._names.append((key, match))

    # — asking —

    def get(self, nis: str) -> Municipality | None:
        """A municipality by its code; a code from before a merger gives the successor."""
        return self._by_nis.get(self._successors.get(nis, nis))

    def in_order(self) -> tuple[Municipality, ...]:
        """Every present municipality, by Dutch name."""
        return tuple(sorted(self._by_nis.values(), key=lambda one: _key(one.name_nl)))

    def called(self, text: str) -> list[PlaceMatch]:
        """Everything that has this very name, NIS code or postcode, present municipalities before former ones and parts."""
        found = self._matches.get(_key(text), []) if len(text) <= _LONGEST else []
        return sorted(found, key=lambda match: _PRECEDENCE.index(match.via))

    def resolve(self, text: str, *, postcode: str | None = None) -> PlaceMatch:
        """What a name, NIS code or postcode stands for.

        A present municipality beats a former one, which beats a part of town; `postcode`, or one written beside the name,
        settles a tie. Raises `UnknownPlace` with the nearest names, and `AmbiguousPlace` with the candidates.
        """
        asked = " ".join(text.split())
        if len(asked) > _LONGEST:
            raise UnknownPlace(asked[: _LONGEST - 1] + "…", ())
        found = self._matches.get(_key(asked), [])
        if postcode and _key(asked) in _BRUSSELS_REGION:
            within = [
                match for match in self._matches.get(postcode.strip(), []) if match.municipality.nis.startswith("21")
            ]
            if not any(match.municipality.nis == _CITY_OF_BRUSSELS for match in within):
                found = within or found
        if not found and (split := _WITH_POSTCODE.fullmatch(asked)):
            postcode = split[1] or split[4]
            found = self._matches.get(_key(split[2] or split[3]), []) or self._matches.get(postcode, [])
        if not found and (split := _QUALIFIED.fullmatch(asked)):
            found = self._qualified(split[1], split[2])
        if not found:
            raise UnknownPlace(asked, self._nearest_names(asked), is_address=bool(_ADDRESS.search(asked)))
        best = min(_PRECEDENCE.index(match.via) for match in found)
        level = _distinct(match for match in found if _PRECEDENCE.index(match.via) == best)
        if len(level) > 1 and postcode:
            homes = {match.municipality.nis for match in self._matches.get(postcode.strip(), [])}
            level = [match for match in level if match.municipality.nis in homes] or level
        if len(level) > 1:
            raise AmbiguousPlace(asked, tuple(level))
        return level[0]

    def nearest(self, lat: float, lon: float) -> Municipality | None:
        """The municipality whose centre, or one of whose parts, is closest to a point; `None` beyond 50 km."""
        apart, match = min(
            ((distance_km(lat, lon, match.lat, match.lon), match) for _, match in self._names), key=lambda pair: pair[0]
        )
        return match.municipality if apart <= 50 else None

    def complete(self, prefix: str, first: int = 8) -> list[PlaceMatch]:
        """Places that start like this, present municipalities first; from four characters also with one typing error."""
        if len(prefix) > _LONGEST or first <= 0 or not (start := _key(prefix)):
            return []
        found = _distinct(match for key, match in self._names if key.startswith(start))
        if not found and len(start) >= 4:
            found = _distinct(match for key, match in self._names if _almost_starts(key, start))
        found.sort(key=lambda match: (_key(match.text) != start, _PRECEDENCE.index(match.via), len(match.text)))
        return found[:first]

    # — inside —

    def _qualified(self, name: str, where: str) -> list[PlaceMatch]:
        """“Halle (Zoersel)”, “Beerse (Antwerpen)”: the name, where municipality, province or region is so called."""
        key = _key(where)
        return [
            match
            for match in self._matches.get(_key(name), [])
            if key
            in (_key(match.municipality.name_nl), _key(match.municipality.province), _key(match.municipality.region))
        ]

    def _nearest_names(self, text: str) -> tuple[PlaceMatch, ...]:
        close = process.extract(
            _key(text), [key for key, _ in self._names], scorer=fuzz.ratio, limit=5, score_cutoff=70
        )
        return tuple(_distinct(self._names[at][1] for _, _, at in close))


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points in degrees (haversine, mean earth radius)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = files("catalogue.places").joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@functools.lru_cache(maxsize=16_384)
def _key(text: str) -> str:
    """A name as it is compared: without case, diacritics, hyphens, apostrophes; any “Sint” is `st`."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    words = " ".join(re.sub(r"[^\w]+", " ", plain.replace("'", "").replace("’", "")).split())
    return re.sub(r"(?<= )(?:sint|saint|sainte|ste)\b", "st", _SAINT.sub("st", words))


def _distinct(matches: Iterable[PlaceMatch]) -> list[PlaceMatch]:
    """One match per municipality and name (a municipality's core is often also listed as one of its parts)."""
    kept: dict[tuple[str, str], PlaceMatch] = {}
    for match in matches:
        kept.setdefault((match.municipality.nis, _key(match.text)), match)
    return list(kept.values())


def _almost_starts(key: str, start: str) -> bool:
    return any(
        OSA.distance(key[:length], start, score_cutoff=1) <= 1
        for length in (len(start) - 1, len(start), len(start) + 1)
    )
