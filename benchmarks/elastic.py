"""The same searches on a real Elasticsearch, as a careful team would write them that has read its manual.

Words come as tokens of our own analysis, codes are keywords, and what an offer leaves unsaid is a keyword too: a term is cheaper
than `must_not exists`. A search is one request. Its query finds what fails one condition at most, since nothing else counts for
anything; the conditions together stand in `post_filter`; a facet with a condition of its own has a filter aggregation without
it, those without share one, and one `filters` aggregation counts what is unknown.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, get_args

import orjson
from elasticsearch import Elasticsearch
from elasticsearch.serializer import OrjsonSerializer

from catalogue.index.base import UNKNOWN, Bucket, FacetField, Hit, Hits, Near, Query, Where
from catalogue.offer import model
from catalogue.offer.model import Offer
from catalogue.text import FIELDS, analyse, groups, searched
from tests.servers import Node

INDEX: Final = "offers"
BULK: Final = 1000
CLIENTS: Final = 2
_LEVELS: Final = get_args(model.DutchLevel)
_OWN: Final[dict[str, FacetField]] = {
    "kind": "kind", "dutch_level_at_most": "dutch_level", "availability": "availability", "weekday": "weekday",
}  # fmt: skip
"""Condition → the facet it is the own condition of."""
FACETS: Final[tuple[FacetField, ...]] = (*_OWN.values(), "sector", "municipality")
_FREE: Final = ("sector", "municipality")

_TEXT: Final = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
_FACET: Final[dict[str, Any]] = {"type": "keyword", "eager_global_ordinals": True}
_FLAG: Final = {"type": "keyword", "doc_values": False}
"""Looked up only."""
_SETTINGS: Final[dict[str, Any]] = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
_MAPPINGS: Final[dict[str, Any]] = {
    "dynamic": "strict",
    "_source": {"enabled": False},
    "properties": {
        **{field.name: _TEXT for field in FIELDS},
        **dict.fromkeys(FACETS, _FACET),
        "unsaid": _FLAG,
        "served": _FLAG,
        "reach": _FLAG,
        "point": {"type": "geo_point"},
        "fresh": {"type": "long", "index": False},
    },
}
_NDJSON: Final = {"content-type": "application/x-ndjson", "accept": "application/json"}


class Elastic:
    """One index on one node. `search` answers the queries of `benchmarks.questions` as `catalogue.index` does."""

    def __init__(self, node: Node) -> None:
        self._pid = node.pid
        self._client = Elasticsearch(node.url, serializer=OrjsonSerializer(), request_timeout=600)

    def close(self) -> None:
        self._client.close()

    def cpu_s(self) -> float | None:
        """What the server has used of the processors; `None` where the operating system does not tell."""
        try:
            told = Path(f"/proc/{self._pid}/stat").read_text()
        except OSError:
            return None
        fields = told.rpartition(")")[2].split()  # proc_pid_stat(5): utime and stime are the 14th and 15th
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def empty(self) -> None:
        self._client.indices.delete(index=INDEX, ignore_unavailable=True)
        self._client.indices.create(index=INDEX, settings=_SETTINGS, mappings=_MAPPINGS)

    def fill(self, bodies: Sequence[Path]) -> None:
        """Send what `prepared` wrote, several requests at a time, and make it searchable."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(self._send, bodies))
        self._client.indices.refresh(index=INDEX)

    def _send(self, body: Path) -> None:
        answer = self._client.perform_request("POST", f"/{INDEX}/_bulk", headers=_NDJSON, body=body.read_bytes())
        if answer.body["errors"]:
            raise RuntimeError(f"Elasticsearch refused documents: {str(answer.body['items'][0])[:300]}")

    def merge(self) -> None:
        """Into one segment."""
        self._client.indices.forcemerge(index=INDEX, max_num_segments=1)
        self._client.indices.refresh(index=INDEX)

    def search(self, query: Query) -> Hits:
        return _hits(self._client.search(index=INDEX, **_request(query)).body, query)


# — documents —


def prepared(offers: Iterable[Offer], folder: Path) -> list[Path]:
    """Bodies of bulk requests, in files of this folder."""
    bodies: list[Path] = []
    for batch in _batches(offers):
        body = b"".join(
            orjson.dumps({"index": {"_id": offer.id}}) + b"\n" + orjson.dumps(_document(offer)) + b"\n"
            for offer in batch
        )
        bodies.append(folder / f"bulk-{len(bodies):05d}")
        bodies[-1].write_bytes(body)
    return bodies


def _batches(offers: Iterable[Offer]) -> Iterator[list[Offer]]:
    batch: list[Offer] = []
    for offer in offers:
        batch.append(offer)
        if len(batch) == BULK:
            yield batch
            batch = []
    if batch:
        yield batch


def _document(offer: Offer) -> dict[str, Any]:
    tokens: dict[str, list[str]] = {}
    for field, lang, text in searched(offer):
        tokens.setdefault(FIELDS[field].name, []).extend(analyse(text, lang))
    place = offer.place
    days = {slot.weekday for slot in offer.schedule}
    point = None if place is None or place.lat is None else {"lat": place.lat, "lon": place.lon}
    homes = [place.municipality] if place and place.municipality else []
    anywhere = offer.place_mode == "by-arrangement" and not (point or homes or offer.area_served)
    reach = ["online"] if offer.place_mode == "online" else ["anywhere"] if anywhere else []
    unsaid = {
        "dutch_level_at_most": offer.dutch_level_min is None,
        "availability": offer.availability is None,
        "weekday": not days or None in days,
        "near": not (point or offer.area_served or reach),
    }
    told = [one for one in (offer.modified, offer.confirmed) if one is not None]
    document = {
        **{name: " ".join(found) for name, found in tokens.items()},
        "kind": offer.kind,
        "dutch_level": offer.dutch_level_min,
        "availability": offer.availability or UNKNOWN,
        "weekday": [day for day in days if day],
        "sector": offer.sector,
        "municipality": list(dict.fromkeys((*homes, *offer.area_served))),
        "unsaid": [name for name, is_so in unsaid.items() if is_so],
        "served": offer.area_served,
        "reach": reach,
        "point": point,
        "fresh": int(max(told).timestamp() * 1e6) if told else 0,
    }
    return {name: value for name, value in document.items() if value not in (None, [], ())}


# — requests —


def _request(query: Query) -> dict[str, Any]:
    conditions = _conditions(query.where, query.near)
    asked = groups(query.text) if query.text else []
    nearly = {"bool": {"should": list(conditions.values()), "minimum_should_match": len(conditions) - 1}}
    return {
        "query": {"bool": {"must": [_group(group) for group in asked], "filter": nearly}},
        "post_filter": _all(conditions.values()),
        "aggregations": _facets(conditions, query.facet_size) | {"unsaid": _unsaid(conditions)},
        "sort": None if asked else [{"fresh": "desc"}],
        "size": query.first,
        "track_total_hits": True,
        "source": False,
    }


def _group(terms: tuple[str, ...]) -> dict[str, Any]:
    """BM25F over the fields, as the embedded index ranks; one of the terms is enough."""
    weighed = [f"{field.name}^{field.weight}" for field in FIELDS]
    return {"combined_fields": {"query": " ".join(terms), "fields": weighed, "operator": "or"}}


def _conditions(where: Where, near: Near | None) -> dict[str, dict[str, Any]]:
    """By name; exactly those that the questions ask."""
    found: dict[str, dict[str, Any]] = {}
    for name in ("kind", "availability", "weekday"):
        if values := getattr(where, name):
            found[name] = {"terms": {name: values}}
    if where.dutch_level_at_most:
        lower = _LEVELS[: _LEVELS.index(where.dutch_level_at_most) + 1]
        found["dutch_level_at_most"] = {"terms": {"dutch_level": lower}}
    if near is not None:
        within = {"geo_distance": {"distance": f"{near.km}km", "point": {"lat": near.lat, "lon": near.lon}}}
        served, reach = {"term": {"served": near.nis}}, {"terms": {"reach": ["online", "anywhere"]}}
        found["near"] = {"bool": {"should": [within, served, reach]}}
    return found


def _all(conditions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"bool": {"filter": list(conditions)}}


def _but(conditions: dict[str, dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [condition for other, condition in conditions.items() if other != name]


def _facets(conditions: dict[str, dict[str, Any]], size: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, facet in _OWN.items():
        values = {"terms": {"field": facet, "size": size}}
        found[facet] = {"filter": _all(_but(conditions, name)), "aggregations": {facet: values}}
    shared = {facet: {"terms": {"field": facet, "size": size}} for facet in _FREE}
    return found | {"free": {"filter": _all(conditions.values()), "aggregations": shared}}


def _unsaid(conditions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Per condition, what fails it alone and only by not saying."""
    return {
        "filters": {
            "filters": {
                name: {
                    "bool": {
                        "filter": [*_but(conditions, name), {"term": {"unsaid": name}}],
                        "must_not": [condition],
                    }
                }
                for name, condition in conditions.items()
                if name != "kind"  # every offer has one
            }
        }
    }


# — answers —


def _hits(answer: dict[str, Any], query: Query) -> Hits:
    found, counted = answer["hits"], answer["aggregations"]
    facets: dict[FacetField, tuple[Bucket, ...]] = {
        facet: _buckets(counted[facet if facet not in _FREE else "free"][facet]) for facet in FACETS
    }
    # Levels are counted as they are asked here, and told as “at most”.
    levels = {bucket.value: bucket.count for bucket in facets["dutch_level"]}
    up_to = [Bucket(level, sum(levels.get(one, 0) for one in _LEVELS[: at + 1])) for at, level in enumerate(_LEVELS)]
    facets["dutch_level"] = tuple(sorted((one for one in up_to if one.count), key=lambda one: (-one.count, one.value)))
    unsaid = {name: one["doc_count"] for name, one in counted["unsaid"]["buckets"].items() if one["doc_count"]}
    total = found["total"]["value"]
    return Hits(
        total=total,
        hits=tuple(Hit(id=hit["_id"], cursor="", score=hit["_score"]) for hit in found["hits"]),
        has_next=total > query.first,
        facets=facets,
        hidden_by_unknown=unsaid,
    )


def _buckets(answer: dict[str, Any]) -> tuple[Bucket, ...]:
    return tuple(Bucket(bucket["key"], bucket["doc_count"]) for bucket in answer["buckets"])
