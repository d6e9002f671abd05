"""How offers lie in the engine: one field a condition, tokens of our own making, nothing guessed."""

import hashlib
from typing import Any, Final

import msgspec

from catalogue.text import version

VERSION: Final = 2
"""Raised whenever a document or its meaning changes: an index of another version is built anew."""
REPEATS: Final = 8
"""How often a term stands in the tokens of an offer per unit of its weight: the engine counts whole occurrences."""
K1: Final = 1.2
"""As in the embedded engine (BM25F, Robertson and Zaragoza 2009); lengths and fields are already in the weights."""

_KEYWORDS: Final = (
    *("id", "title", "kind", "perspective", "contact_form", "availability", "place_mode", "childcare"),
    *("gender_audience", "slots", "parts", "sector", "bridge_language", "municipalities", "served", "home"),
    *("provider", "provider_tag", "source", "met", "told", "words"),
)
_BOOLEANS: Final = (
    *("free_of_charge", "expenses_reimbursed", "counts_for_the_hours", "online", "anywhere", "has_point", "has_area"),
    *("has_age", "rolling", "region_wide"),
)
_NUMBERS: Final = {
    "dutch_level": "byte",
    "taalicoon": "byte",
    "hours": "double",
    "starts": "integer",
    "age_min": "integer",
    "age_max": "integer",
    "modified": "long",
    "fresh": "long",
    "lat": "double",
    "lon": "double",
    "places": "long",
}


def settings(shards: int = 1, replicas: int = 1) -> dict[str, Any]:
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "similarity": {"ours": {"type": "BM25", "k1": K1 * REPEATS, "b": 0.0}},
    }


def mapping() -> dict[str, Any]:
    fields: dict[str, Any] = {name: {"type": "keyword"} for name in _KEYWORDS}
    fields |= {name: {"type": "boolean"} for name in _BOOLEANS}
    fields |= {name: {"type": kind} for name, kind in _NUMBERS.items()}
    fields["point"] = {"type": "geo_point"}
    fields["terms"] = {
        "type": "text",
        "analyzer": "whitespace",
        "similarity": "ours",
        "norms": False,
        "index_options": "freqs",
    }
    fields["texts"] = {"type": "object", "enabled": False}
    return {"dynamic": "strict", "_meta": {"made_by": made_by()}, "properties": fields}


def made_by() -> str:
    """Of everything that makes a document: another one means that the index is not ours to follow."""
    made = (VERSION, REPEATS, _KEYWORDS, _BOOLEANS, _NUMBERS, version())
    return hashlib.blake2b(msgspec.json.encode(made), digest_size=8).hexdigest()
