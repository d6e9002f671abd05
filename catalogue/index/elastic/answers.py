"""The engine's answers in the words of the protocol."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from catalogue.index.base import UNKNOWN, Bucket, FacetField, Near, Query
from catalogue.index.elastic.documents import LEVELS
from catalogue.places import distance_km


class Row(Struct, frozen=True, kw_only=True):
    """A hit as it comes, before anything of it is shown."""

    id: str
    score: float | None
    point: tuple[float, float] | None

    def distance_km(self, near: Near | None) -> float | None:
        """Only what lies within the radius has a distance."""
        if near is None or self.point is None:
            return None
        apart = distance_km(near.lat, near.lon, *self.point)
        return apart if apart <= near.km else None


def rows(answers: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """The hits of every stretch, one after the other."""
    for answer in answers:
        for hit in answer["hits"]["hits"]:
            fields = hit["fields"]
            point = (fields["lat"][0], fields["lon"][0]) if "lat" in fields else None
            yield Row(id=fields["id"][0], score=hit.get("_score"), point=point)


def facets(query: Query, counts: Mapping[str, Any]) -> dict[FacetField, tuple[Bucket, ...]]:
    return {facet: _facet(facet, counts[f"facet:{facet}"], query.facet_size) for facet in query.facets}


def unknown(counts: Mapping[str, Any]) -> dict[str, int]:
    return {
        name.partition(":")[2]: counted["doc_count"]
        for name, counted in counts.items()
        if name.startswith("unknown:") and counted["doc_count"]
    }


def _facet(facet: FacetField, counted: Mapping[str, Any], size: int) -> tuple[Bucket, ...]:
    buckets = counted["values"]["buckets"]
    if isinstance(buckets, Mapping):  # filters are named
        found = {name: bucket["doc_count"] for name, bucket in buckets.items()}
    else:
        found = {str(bucket["key"]): bucket["doc_count"] for bucket in buckets}
    if facet == "dutch_level":
        found = _at_most(found)
    if "unknown" in counted:
        found[UNKNOWN] = counted["unknown"]["doc_count"]
    ordered = sorted(((name, count) for name, count in found.items() if count), key=lambda one: (-one[1], one[0]))
    return tuple(Bucket(name, count) for name, count in ordered[:size])


def _at_most(levels: Mapping[str, int]) -> dict[str, int]:
    """A level is asked as “at most”: it counts the lower ones too."""
    total = 0
    found = {}
    for code, name in enumerate(LEVELS, 1):
        total += levels.get(str(code), 0)
        found[name] = total
    return found
