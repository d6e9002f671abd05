"""An API of Open Referral HSDS 3 on a local server: a list in pages, each service in full, and what changed since."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from tests.harvesters.server import Asked, Reply, Server

ORGANIZATION = {
    "id": "org-1",
    "name": "De Losse Draad (fictief)",
    "description": "Buurtwerking.",
    "legal_status": "vzw",
}


def service(id_: str, /, **changes: Any) -> dict[str, Any]:
    """A full service, as `/services/{id}` gives it; a value of `...` takes a key away."""
    whole = {
        "id": id_,
        "name": f"Maatje {id_}",
        "status": "active",
        "last_modified": "2026-11-01T09:00:00Z",
        "organization": ORGANIZATION,
        "attributes": [{"id": "a-1", "taxonomy_term": {"id": "t-1", "code": "BUD", "name": "Befriending"}}],
    } | changes
    return {key: value for key, value in whole.items() if value is not ...}


def summary(whole: Mapping[str, Any]) -> dict[str, Any]:
    """What a list gives of it: no field that could be several (`service_list.json`)."""
    return {key: value for key, value in whole.items() if not isinstance(value, list)}


class Services:
    """Services in the order of their ids. `full` says whether the list gives them whole where it is asked to (`full=true`),
    `most` how many a page may hold, whatever is asked."""

    def __init__(self, server: Server, *, full: bool = True, most: int = 2, since: bool = True) -> None:
        self.server, self.full, self.most, self.since = server, full, most, since
        self._services: dict[str, dict[str, Any]] = {}
        server.routes["/api/services"] = self.listing

    def put(self, id_: str, **changes: Any) -> None:
        self._services[id_] = service(id_, **changes)
        self.server.routes[f"/api/services/{id_}"] = lambda asked: _json(self._services[id_])

    def delete(self, id_: str) -> None:
        del self._services[id_], self.server.routes[f"/api/services/{id_}"]

    def listing(self, asked: Asked) -> Reply:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.target).query).items()}
        after = query.get("modified_after", "") if self.since else ""
        chosen = [one for _, one in sorted(self._services.items()) if one.get("last_modified", "") >= after]
        size = min(int(query.get("per_page", self.most)), self.most)
        number = int(query.get("page", 1))
        shown = chosen[(number - 1) * size : number * size]
        whole = self.full and query.get("full") == "true"
        return _json(self.page([one if whole else summary(one) for one in shown], number, len(chosen), size))

    def page(self, contents: list[Any], number: int, total: int, size: int) -> dict[str, Any]:
        """As § Page of the API has it."""
        pages = max(1, -(-total // size))
        return {
            "total_items": total,
            "total_pages": pages,
            "page_number": number,
            "size": len(contents),
            "first_page": number == 1,
            "last_page": number >= pages,
            "empty": not contents,
            "contents": contents,
        }


def _json(document: Any) -> Reply:
    return Reply(headers={"Content-Type": "application/json"}, body=msgspec.json.encode(document))
