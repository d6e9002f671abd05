"""A Linked Data Event Stream on a local server: a description, a root, and pages that fill up and are then finished."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from pyoxigraph import RdfFormat, parse, serialize

from tests.harvesters.server import Asked, Reply, Server

PREFIXES = """
@prefix as: <https://www.w3.org/ns/activitystreams#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ldes: <https://w3id.org/ldes#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix p4: <https://w3id.org/pijler4/ns#> .
@prefix schema: <https://schema.org/> .
@prefix tree: <https://w3id.org/tree#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FORMATS: Mapping[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
}
KIND = "https://w3id.org/pijler4/id/concept/kind/buddy"
START = datetime.fromisoformat("2026-11-01T00:00:00+00:00")


def offer(title: str, more: str = "") -> str:
    """What is said of an offer, behind its name."""
    return (
        f'a p4:Offer ; dct:title "{title}"@nl ; dct:type <{KIND}> ; {more} '
        'schema:provider [ schema:name "De Losse Draad (fictief)" ; dct:type "non-profit" ]'
    )


class Stream:
    """Members in the order in which they were published, so many a page.

    `tree` says how pages are found: `chain` (each links to the next), or `time` (the root links to all, each with the times
    between which its members lie). `marked` is how a finished page says so: in its data, in its header, or not.
    """

    def __init__(
        self,
        server: Server,
        *,
        size: int = 2,
        tree: str = "chain",
        marked: str = "data",
        media: str = "text/turtle",
        said: str = "ldes:timestampPath dct:modified ; ldes:versionOfPath dct:isVersionOf",
        view: str = "",
        etags: bool = True,
    ) -> None:
        self.server, self.size, self.tree, self.marked, self.media = server, size, tree, marked, media
        self.said, self.view, self.etags = said, view, etags
        self.at = START
        self._members: list[tuple[str, datetime, str]] = []
        server.routes["/ldes"] = lambda asked: self._reply(
            asked, f"<{self.iri}> a ldes:EventStream ; tree:view <{self.root}> ."
        )
        server.routes["/ldes/root"] = self._root
        server.routes["/ldes/page"] = self._page

    @property
    def iri(self) -> str:
        return self.server.url("/ldes")

    @property
    def root(self) -> str:
        return self.server.url("/ldes/root")

    def page(self, number: int) -> str:
        return self.server.url(f"/ldes/page?n={number}")

    def entity(self, name: str) -> str:
        return self.server.url(f"/id/offer/{name}")

    def publish(self, name: str, title: str | None = None, *, facts: str | None = None, hours: float = 1) -> None:
        """A version of an offer, or of whatever these facts say, so many hours after the one before."""
        self.at += timedelta(hours=hours)
        said = offer(title or f"Maatje {name}") if facts is None else facts
        self._members.append((name, self.at, said))

    def remove(self, name: str, marker: str = "a as:Delete") -> None:
        self.publish(name, facts=marker)

    # — documents —

    def _root(self, asked: Asked) -> Reply:
        lines = [self._stream(), f"<{self.root}> a tree:Node {self.view} ."]
        if self.tree == "chain":
            lines += (
                [f"<{self.root}> tree:relation [ a tree:Relation ; tree:node <{self.page(0)}> ] ."]
                if self._members
                else []
            )
        else:
            for number in range(self._pages()):
                times = [at for _, at, _ in self._on(number)]
                bounds = [("GreaterThanOrEqualToRelation", times[0])]
                if self._is_full(number):
                    bounds.append(("LessThanRelation", times[-1] + timedelta(seconds=1)))
                lines += [self._bound(number, kind, at) for kind, at in bounds]
        return self._reply(asked, "\n".join(lines))

    def _page(self, asked: Asked) -> Reply:
        number = int(asked.target.rpartition("=")[2])
        if number >= max(1, self._pages()):
            return Reply(status=404)
        lines = [f"<{self.page(number)}> a tree:Node ."]
        finished = self._is_full(number) and number + 1 < self._pages()
        if self.tree == "chain" and finished:
            lines.append(
                f"<{self.page(number)}> tree:relation [ a tree:Relation ; tree:node <{self.page(number + 1)}> ] ."
            )
        if finished and self.marked == "data":
            lines.append(f"<{self.page(number)}> ldes:immutable true .")
        for at, member in enumerate(self._on(number), number * self.size):
            lines += self._member(at, *member)
        caching = {"Cache-Control": "public, max-age=604800, immutable"} if finished and self.marked == "header" else {}
        return self._reply(asked, "\n".join(lines), **caching)

    def _member(self, at: int, name: str, when: datetime, facts: str) -> Iterator[str]:
        version = f"{self.entity(name)}#{at}"
        yield f"<{self.iri}> tree:member <{version}> ."
        yield f"<{version}> dct:isVersionOf <{self.entity(name)}> ; {_time(when)} ; {facts} ."

    def _stream(self) -> str:
        return f"<{self.iri}> a ldes:EventStream ; tree:view <{self.root}> ; {self.said} ."

    def _bound(self, number: int, kind: str, at: datetime) -> str:
        return (
            f"<{self.root}> tree:relation [ a tree:{kind} ; tree:node <{self.page(number)}> ; tree:path dct:modified ; "
            f'tree:value "{at.isoformat()}"^^xsd:dateTime ] .'
        )

    def _pages(self) -> int:
        return -(-len(self._members) // self.size)

    def _on(self, number: int) -> list[tuple[str, datetime, str]]:
        return self._members[number * self.size : (number + 1) * self.size]

    def _is_full(self, number: int) -> bool:
        return len(self._on(number)) == self.size

    def _reply(self, asked: Asked, turtle: str, **headers: str) -> Reply:
        quads = parse(f"{PREFIXES}\n{turtle}", RdfFormat.TRIG, base_iri=self.server.url(asked.target))
        body = serialize(quads, format=FORMATS[self.media])
        tag = f'"{hashlib.blake2b(turtle.encode(), digest_size=8).hexdigest()}"'
        said = {"Content-Type": self.media, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.etags:
            said["ETag"] = tag
            if asked.headers.get("if-none-match") == tag:
                return Reply(status=304, headers={"ETag": tag})
        return Reply(headers=said, body=body or b"")


def _time(when: datetime) -> str:
    return f'dct:modified "{when.isoformat()}"^^xsd:dateTime'
