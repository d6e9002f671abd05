"""Elasticsearch or OpenSearch as an index: versioned indices behind an alias, built beside and swapped."""

import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, ClassVar, Final, TypeVar

import structlog

from catalogue.errors import Unavailable
from catalogue.index import paging
from catalogue.index.base import Cell, Change, Completion, Dimension, Highlight, Hit, Hits, Query, Where
from catalogue.index.elastic import answers
from catalogue.index.elastic.cells import cells
from catalogue.index.elastic.clients import Address, Client, connect
from catalogue.index.elastic.completion import complete
from catalogue.index.elastic.conditions import all_of, conditions, span
from catalogue.index.elastic.documents import document
from catalogue.index.elastic.mapping import made_by, mapping, settings
from catalogue.index.elastic.requests import requests
from catalogue.index.elastic.state import Current, State
from catalogue.index.highlights import highlights
from catalogue.index.moments import at_midnight
from catalogue.offer.model import Offer
from catalogue.text import groups

BULK: Final = 500
BULK_TRIES: Final = 6
"""Of a part that the engine refused for being busy; each waits twice as long as the one before."""
SHRINK: Final = 0.8
LOST: Final = 50
"""A new index that lacks more than so many offers, and has less than this share of the former count, is not swapped in."""
_BUILDING: Final = "The search index is being built. Try again in a moment."

log = structlog.get_logger(__name__)
_T = TypeVar("_T")
_Line = tuple[dict[str, Any], dict[str, Any] | None]
"""An action, and the document it is about unless it deletes."""


class ElasticIndex:
    """Any number of processes share one; whoever sees the log grow brings it up to date. A document carries the `seq` of
    its change as its version, so that doing things twice, late or at the same time changes nothing."""

    shared: ClassVar[bool] = True

    def __init__(self, address: Address) -> None:
        self._address = address
        self._name = address.name
        self._client: Client = connect(address)
        self._state = State(self._client, address.name)
        self._is_ours = True
        self._is_ours = self._has_our_mapping()

    @property
    def epoch(self) -> str | None:
        current = self._current()
        return current.epoch if current else None

    @property
    def seq(self) -> int:
        current = self._current()
        return current.seq if current else 0

    def close(self) -> None:
        self._client.close()

    # — following the log —

    def apply(self, changes: Iterable[Change], upto: int) -> int:
        current = self._now()
        latest = {change.id: change for change in changes if change.seq > current.seq}
        for part in _parts(latest.values(), BULK):
            self._send([_line(change, current.index) for change in part])
        self._client.send("POST", f"/{current.index}/_refresh")
        return self._state.advance(current.index, max(upto, current.seq))

    def rebuild(self, offers: Iterable[Offer], *, epoch: str, upto: int) -> None:
        with self._state.building() as renew:
            current = self._current()
            before = self._count(self._name)
            if current and current.epoch == epoch and current.seq >= upto and current.index != self._last_seen:
                self._last_seen = current.index
                return  # another process was quicker
            name = f"{self._name}-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
            self._create(name)
            for part in _parts(offers, BULK):
                self._send([_line(Change(upto, offer.id or "", offer), name) for offer in part])
                renew()
            self._finish(name)
            count = self._count(name)
            if before - count > LOST and count < SHRINK * before:
                self._client.send("DELETE", f"/{name}")
                raise Unavailable(
                    f"The new search index would hold {count} offers where the present one holds {before}: it is not used. "
                    f"If that is right, delete the alias {self._name!r} first."
                )
            self._swap(name)
            self._state.write(Current(index=name, epoch=epoch, seq=upto, made_by=made_by()))
            self._is_ours, self._last_seen = True, name

    _last_seen: str | None = None
    """The index this process last built or took over."""

    # — asking —

    def search(self, query: Query) -> Hits:
        current = self._now()
        start = paging.start(query, current.epoch)
        asked = groups(query.text) if query.text else []
        sent = requests(query, asked, start.reach(query.first) if query.first else 0)
        answered = self._searched(sent.bodies)
        counts = answered[0]["aggregations"]
        rows = list(answers.rows(answered))[: start.reach(query.first)]
        page = start.within([row.id for row in rows], query.first)
        shown = rows[page]
        total = counts["found"]["doc_count"]
        marked = self._highlighted([row.id for row in shown], asked) if query.highlight and asked and shown else {}
        return Hits(
            total=total,
            hits=tuple(
                Hit(
                    id=row.id,
                    cursor=paging.after(query, current.epoch, position, row.id),
                    score=row.score if asked else None,
                    distance_km=row.distance_km(query.near),
                    highlights=marked.get(row.id, ()),
                )
                for position, row in enumerate(shown, page.start + 1)
            ),
            has_next=page.start + len(shown) < total,
            facets=answers.facets(query, counts),
            hidden_by_unknown=answers.unknown(counts),
        )

    def complete(self, prefix: str, first: int) -> tuple[Completion, ...]:
        self._now()
        return complete(self._search, prefix, first)

    def cells(
        self,
        by: tuple[Dimension, ...],
        where: Where,
        *,
        today: date,  # noqa: ARG002  # no condition of coverage asks for it yet
        fresh_since: date | None,
    ) -> tuple[Cell, ...]:
        self._now()
        met = [one.met(include_unknown=where.include_unknown) for one in conditions(where, None)]
        fresh = [] if fresh_since is None else [span("fresh", gte=at_midnight(fresh_since))]
        return cells(self._search, by, all_of(*met, *fresh))

    # — inside —

    def _current(self) -> Current | None:
        current = self._state.read()
        return current if current and self._is_ours and current.made_by == made_by() else None

    def _now(self) -> Current:
        current = self._current()
        if current is None:
            raise Unavailable(_BUILDING)
        return current

    def _has_our_mapping(self) -> bool:
        """Whether somebody changed the fields behind our back: such an index is built anew."""
        answer = self._client.send("GET", f"/{self._name}/_mapping")
        if answer.status != 200:
            return True  # there is none yet
        wanted = mapping()["properties"]
        for name, found in answer.body.items():
            given = found["mappings"].get("properties", {})
            drifted = sorted(one for one in wanted if _kind(given.get(one, {})) != _kind(wanted[one]))
            if drifted:
                log.warning(
                    "search index has other fields than ours, it will be built anew", index=name, fields=drifted
                )
                return False
        return True

    def _searched(self, bodies: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        header = {"index": self._name, "search_type": "dfs_query_then_fetch"}
        lines = [line for body in bodies for line in (header, body)]
        answered = self._client.send("POST", "/_msearch", lines).body["responses"]
        for one in answered:
            _whole(one)
        return list(answered)

    def _search(self, body: dict[str, Any]) -> Mapping[str, Any]:
        return self._searched([body])[0]

    def _highlighted(self, ids: Sequence[str], asked: Sequence[tuple[str, ...]]) -> dict[str, tuple[Highlight, ...]]:
        body = {"docs": [{"_id": id_, "_source": ["texts"]} for id_ in ids]}
        docs = self._client.send("POST", f"/{self._name}/_mget", body).body["docs"]
        return {doc["_id"]: highlights(doc["_source"]["texts"], asked) for doc in docs if doc.get("found")}

    def _create(self, name: str) -> None:
        body = {
            "settings": {**settings(self._address.shards, 0), "refresh_interval": "-1"},
            "mappings": mapping(),
        }
        answer = self._client.send("PUT", f"/{name}", body)
        if answer.status != 200:
            raise Unavailable(f"The search engine refuses our index: {answer.body}")

    def _finish(self, name: str) -> None:
        changed = {"index": {"number_of_replicas": self._address.replicas, "refresh_interval": "1s"}}
        self._client.send("PUT", f"/{name}/_settings", changed)
        self._client.send("POST", f"/{name}/_refresh")

    def _count(self, name: str) -> int:
        answer = self._client.send("GET", f"/{name}/_count")
        return int(answer.body["count"]) if answer.status == 200 else 0

    def _swap(self, name: str) -> None:
        known = self._client.send("GET", f"/{self._name}-*/_alias")
        former = [
            one for one in (known.body if known.status == 200 else {}) if one != name and not one.endswith("-state")
        ]
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self._name}}]
        actions += [{"remove_index": {"index": one}} for one in former]
        self._client.send("POST", "/_aliases", {"actions": actions})

    def _send(self, lines: Sequence[_Line]) -> None:
        """Index in bulk. What the engine is too busy for waits and is sent again; what it refuses is tried once more by
        itself, and then said and passed over: one bad document never stops the others."""
        left = list(lines)
        for wait in range(BULK_TRIES):
            if not left:
                return
            if wait:
                time.sleep(0.1 * 2**wait)
            busy = []
            for line, item in self._outcomes(left):
                if item["status"] == 429 or item["status"] >= 500:
                    busy.append(line)
                elif item["status"] not in (200, 201, 404, 409):  # 404: was not there; 409: something newer is
                    self._alone(line)
            left = busy
        if left:
            raise Unavailable("The search engine is too busy to take changes. They are tried again.")

    def _alone(self, line: _Line) -> None:
        for _, item in self._outcomes([line]):
            if item["status"] not in (200, 201, 404, 409):
                reason = item.get("error", {}).get("reason", "")
                log.error("offer cannot be indexed", offer=item.get("_id"), status=item["status"], reason=reason)

    def _outcomes(self, lines: Sequence[_Line]) -> Iterator[tuple[_Line, dict[str, Any]]]:
        body = self._client.bulk([part for line in lines for part in line if part is not None])
        for line, item in zip(lines, body["items"], strict=True):
            yield line, next(iter(item.values()))


def _line(change: Change, index: str) -> _Line:
    about = {"_index": index, "_id": change.id, "version": change.seq, "version_type": "external_gte"}
    if change.offer is None:
        return {"delete": about}, None
    return {"index": about}, document(change.offer)


def _whole(answer: Mapping[str, Any]) -> None:
    """An answer of some shards only would count wrongly: it is no answer."""
    if "error" in answer:
        kind = answer["error"].get("type", "")
        if kind == "index_not_found_exception":
            raise Unavailable(_BUILDING)
        raise Unavailable(f"The search engine cannot answer now ({kind}). Try again in a moment.")
    if answer.get("timed_out") or answer["_shards"]["failed"]:
        raise Unavailable("The search engine can only answer in part now. Try again in a moment.")


def _kind(field: Mapping[str, Any]) -> Any:
    return field.get("type"), field.get("analyzer"), field.get("similarity")


def _parts(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part
