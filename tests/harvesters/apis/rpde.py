"""A feed of OpenActive RPDE 1.0 on a local server: ordered by change, page after page, an empty page at its end."""

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from tests.harvesters.server import Asked, Reply, Server

Id = str | int
LICENSE = "https://creativecommons.org/licenses/by/4.0/"


def session(name: str, /, **changes: Any) -> dict[str, Any]:
    """What an item describes: an event of this catalogue's kind."""
    return {
        "@context": "https://openactive.io/",
        "@type": "Event",
        "@id": f"https://example.org/sessies/{quote(name)}",
        "name": name,
        "organizer": {"@type": "Organization", "name": "De Losse Draad (fictief)"},
        "location": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "postalCode": "2800", "addressCountry": "BE"},
        },
    } | changes


class Sessions:
    """Items by id, each in the place of its last change. `by` names the ordering strategy (§ Ordering strategies)."""

    def __init__(
        self, server: Server, path: str = "/rpde", *, limit: int = 2, by: Literal["timestamp", "number"] = "timestamp"
    ) -> None:
        self.server, self.path, self.limit, self.by = server, path, limit, by
        self.clock = 9_007_199_254_740_993 if by == "number" else 1_700_000_000  # no float of 64 bits holds the former
        self._items: dict[Id, dict[str, Any]] = {}
        server.routes[path] = self.answer

    def __len__(self) -> int:
        return len(self._items)

    @property
    def url(self) -> str:
        return self.server.url(self.path)

    def put(self, id_: Id, data: Mapping[str, Any] | None = None, *, kind: str = "Event", tick: int = 1) -> None:
        """Add an item or change it; without a tick it has the timestamp of the one before."""
        self.clock += tick
        described = session(f"Sessie {id_}") if data is None else data
        self._items[id_] = {"state": "updated", "kind": kind, "id": id_, "modified": self.clock, "data": described}

    def delete(self, id_: Id) -> None:
        self.clock += 1
        kind = self._items[id_]["kind"]
        self._items[id_] = {"state": "deleted", "kind": kind, "id": id_, "modified": self.clock}

    def forget(self, id_: Id) -> None:
        """Drop an item without a word, as after the seven days that a deletion stays."""
        del self._items[id_]

    def answer(self, asked: Asked) -> Reply:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.target).query).items()}
        items = [one for one in sorted(self._items.values(), key=_place) if self._is_after(one, query)][: self.limit]
        return self.page(items, self._next(items[-1]) if items else self.server.url(asked.target))

    def page(self, items: list[Any], following: object) -> Reply:
        body = msgspec.json.encode({"next": following, "items": items, "license": LICENSE})
        return Reply(headers={"Content-Type": "application/json"}, body=body)

    def _is_after(self, item: Mapping[str, Any], query: Mapping[str, str]) -> bool:
        if self.by == "number":
            return "afterChangeNumber" not in query or item["modified"] > int(query["afterChangeNumber"])
        if "afterTimestamp" not in query:
            return True
        return _place(item) > (int(query["afterTimestamp"]), query["afterId"])

    def _next(self, item: Mapping[str, Any]) -> str:
        if self.by == "number":
            return f"{self.url}?afterChangeNumber={item['modified']}"
        return f"{self.url}?afterTimestamp={item['modified']}&afterId={quote(str(item['id']), safe='')}"


def _place(item: Mapping[str, Any]) -> tuple[int, str]:
    return item["modified"], str(item["id"])
