"""Values of RDF as JSON of the offer schema has them.

What cannot be what its key wants is handed on as it stands, for the reader of offers to say so.
"""

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from babel.core import get_global
from msgspec import Struct

from vocab.graph import Graph, Literal, Value
from vocab.terms import NAMESPACE

_PREFIXES: Final = {
    "adres": "https://data.vlaanderen.be/ns/adres#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "generiek": "https://data.vlaanderen.be/ns/generiek#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "locn": "http://www.w3.org/ns/locn#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "p4": NAMESPACE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "regorg": "http://www.w3.org/ns/regorg#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
NAMES: Final = ("schema:name", "skos:prefLabel", "regorg:legalName", "foaf:name", "dct:title", "rdfs:label")
_MUNICIPALITY: Final = re.compile(r"https?://data\.vlaanderen\.be/id/gemeente/(\d{5})")
_LANGUAGE: Final = re.compile(r"https?://publications\.europa\.eu/resource/authority/language/([A-Z]{3})")
_CONCEPT: Final = re.compile(r"https?://[^\s?#]+/id/concept/[a-z-]+/([^\s/?#]+)")
_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)")
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d):[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_POINT: Final = re.compile(r"(?:<[^<>]*/CRS84>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)
"""Longitude first, as CRS84 has it (OGC GeoSPARQL 11-052r4 §8.5.1)."""


class Source(Struct, frozen=True):
    """Where values are read: a graph, the named graph that belongs to what is read, and the language of texts without one."""

    graph: Graph
    named: str | None = None
    language: str = "nl"

    def values(self, node: str, *names: str) -> list[Value]:
        """Of the first of these properties (as `dct:title`) that has any."""
        return self.graph.values(node, *map(expanded, names), graph=self.named)


Read = Callable[[Source, list[Value]], Any]


@functools.cache
def expanded(name: str) -> str:
    """The IRI of a name with a prefix."""
    prefix, _, rest = name.partition(":")
    return _PREFIXES[prefix] + rest


def plain(value: Value) -> str:
    return value.value if isinstance(value, Literal) else value


def text(source: Source, values: list[Value]) -> dict[str, str]:
    """Language → text; several in one language are its paragraphs."""
    found: dict[str, list[str]] = {}
    for one in values:
        if isinstance(one, Literal):
            found.setdefault(one.language or source.language, []).append(one.value)
    return {tag: "\n".join(texts) for tag, texts in found.items()}


def word(source: Source, values: list[Value]) -> str:
    """One text, in the language of the source where there are several."""
    own = [one for one in values if isinstance(one, Literal) and one.language in (None, source.language)]
    return plain((own or values)[0])


def words(_: Source, values: list[Value]) -> list[str]:
    return [plain(one) for one in values]


def code(_: Source, values: list[Value]) -> str:
    """Of a concept, by its IRI at any catalogue or by its notation."""
    return _code(values[0])


def codes(_: Source, values: list[Value]) -> list[str]:
    return [_code(one) for one in values]


def number(_: Source, values: list[Value]) -> float | str:
    said = plain(values[0])
    try:
        return float(said)
    except ValueError:
        return said


def count(_: Source, values: list[Value]) -> int | str:
    said = plain(values[0])
    return int(said) if re.fullmatch(r"[+-]?\d{1,18}", said, re.ASCII) else said


def yes_or_no(_: Source, values: list[Value]) -> bool | str:
    said = plain(values[0])
    return {"true": True, "1": True, "false": False, "0": False}.get(said, said)


def day(_: Source, values: list[Value]) -> str:
    """A local day: the time zone that an `xsd:date` may have says nothing of it."""
    said = plain(values[0])
    found = _DAY.fullmatch(said)
    return found[1] if found else said


def clock(_: Source, values: list[Value]) -> str:
    """HH:MM; an `xsd:time` is the local one, whatever zone it has."""
    said = plain(values[0])
    found = _CLOCK.fullmatch(said)
    return f"{found[1]}:{found[2]}" if found else said


def mailbox(_: Source, values: list[Value]) -> str:
    """An e-mail address or a telephone number, without the scheme it has as an IRI."""
    return re.sub(r"^(?:mailto|tel):", "", plain(values[0]), flags=re.IGNORECASE)


def languages(_: Source, values: list[Value]) -> list[str]:
    return [_language(plain(one)) for one in values]


def municipality(_: Source, values: list[Value]) -> str:
    """NIS code or name."""
    return nis(values[0]) or plain(values[0])


def municipalities(source: Source, values: list[Value]) -> list[str]:
    return [nis(one) or name(source, one) or plain(one) for one in values]


def name(source: Source, value: Value) -> str | None:
    """Of a node, or the text that stands for one."""
    if isinstance(value, Literal):
        return value.value
    named = source.values(value, *NAMES)
    return word(source, named) if named else None


def named(source: Source, values: list[Value]) -> str:
    return name(source, values[0]) or plain(values[0])


def point(source: Source, values: list[Value]) -> dict[str, float]:
    """`lat` and `lon` of a geometry, as WKT or a node that has it."""
    for value in values:
        for one in [value] if isinstance(value, Literal) else source.values(value, "geo:asWKT"):
            if found := _POINT.fullmatch(plain(one).strip()):
                return {"lat": float(found[2]), "lon": float(found[1])}
    return {}


def nis(value: Value) -> str | None:
    found = _MUNICIPALITY.fullmatch(plain(value))
    return found[1] if found else None


def _code(value: Value) -> str:
    found = _CONCEPT.fullmatch(plain(value))
    return found[1] if found else plain(value)


def _language(said: str) -> str:
    """`http://publications.europa.eu/resource/authority/language/NLD` is `nl`: the shortest code there is (RFC 5646 §2.2.1)."""
    found = _LANGUAGE.fullmatch(said)
    if not found:
        return said
    long = found[1].lower()
    aliases: Mapping[str, str] = get_global("language_aliases")
    short = aliases.get(long, "")
    return short if len(short) == 2 else long
