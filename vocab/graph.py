"""RDF documents as facts: node → property → values, in plain values and within bounds.

A node is its IRI, or `_:` and a label where it has none. The namespace of schema.org is always https here: data mix the two.
"""

import os
from collections.abc import Iterator, Mapping
from typing import ClassVar, Final

from msgspec import Struct
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, RdfFormat, Triple, parse
from pyoxigraph import Literal as Literal_

from catalogue.errors import BadInput

LIMIT_BYTES: Final = 20_000_000
"""Of one document, whose facts are held in memory at several times its size."""
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FIRST: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"
_REST: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"
_NIL: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
_LONGEST_LIST: Final = 1000
_SNIFFED_BYTES: Final = 200

_FORMATS: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/json": RdfFormat.JSON_LD,
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}
ACCEPT: Final = (
    "application/trig, application/n-quads;q=0.9, text/turtle;q=0.9, application/n-triples;q=0.8, "
    "application/ld+json;q=0.6, */*;q=0.1"
)


class BrokenGraph(BadInput):
    """A document that is not the RDF it should be."""

    code: ClassVar[str] = "UNREADABLE_DOCUMENT"
    status: ClassVar[int] = 422


class Literal(Struct, frozen=True):
    value: str
    language: str | None
    datatype: str


Value = str | Literal
Facts = Mapping[str, list[Value]]
_NONE: Final[Facts] = {}
_Nodes = dict[str, dict[str, list[Value]]]


class Graph:
    """The facts of one document: those of its default graph, and those of each named graph."""

    def __init__(self) -> None:
        self._default: _Nodes = {}
        self._named: dict[str, _Nodes] = {}

    def add(self, subject: str, predicate: str, value: Value, graph: str | None = None) -> None:
        nodes = self._default if graph is None else self._named.setdefault(graph, {})
        nodes.setdefault(subject, {}).setdefault(predicate, []).append(value)

    def nodes(self, graph: str | None = None) -> Iterator[str]:
        """What is said something of, in the order of the document."""
        return iter(self._default if graph is None else self._named.get(graph, ()))

    def facts(self, node: str, graph: str | None = None) -> Facts:
        """What is said of a node: in the default graph, and in a named one where that is asked for."""
        said = self._default.get(node, _NONE)
        more = self._named.get(graph, {}).get(node) if graph else None
        if not more:
            return said
        return {name: [*said.get(name, ()), *more.get(name, ())] for name in dict.fromkeys((*said, *more))}

    def values(self, node: str, *predicates: str, graph: str | None = None) -> list[Value]:
        """Those of the first of these properties that has any; the items where a value is an RDF list."""
        facts = self.facts(node, graph)
        found = next((facts[name] for name in predicates if name in facts), [])
        return [one for value in found for one in self._items(value, graph)]

    def subjects(self, predicate: str) -> Iterator[tuple[str, Value]]:
        """(subject, value) of every statement with this property in the default graph."""
        for subject, facts in self._default.items():
            for value in facts.get(predicate, ()):
                yield subject, value

    def _items(self, value: Value, graph: str | None) -> Iterator[Value]:
        if not isinstance(value, str) or _FIRST not in self.facts(value, graph):
            if value != _NIL:
                yield value
            return
        for _ in range(_LONGEST_LIST):
            facts = self.facts(value, graph)
            yield from facts.get(_FIRST, ())[:1]
            rest = next(iter(facts.get(_REST, ())), _NIL)
            if rest == _NIL or not isinstance(rest, str):
                return
            value = rest


def read_graph(path: str, *, media_type: str | None, address: str | None) -> Graph:
    """The facts of a document on disk: Turtle, TriG, N-Triples, N-Quads or JSON-LD, by its media type, the end of its address, or
    else its first character. Relative IRIs count from its address. A remote `@context` is never loaded.

    Raises `BrokenGraph` for a document that breaks, that is larger than 20 MB, or that needs such a context.
    """
    size_bytes = os.path.getsize(path)
    if size_bytes > LIMIT_BYTES:
        raise BrokenGraph(
            f"This page has {size_bytes / 1_000_000:.0f} MB; pages of RDF are read up to {LIMIT_BYTES / 1_000_000:g} MB. "
            "Publish smaller pages."
        )
    format_ = _format(path, media_type, address)
    graph = Graph()
    try:
        # Lenient in what an IRI is: one that is misspelt costs its record, not the page.
        for quad in parse(path=path, format=format_, base_iri=address or "file:///", lenient=True):
            name = quad.graph_name
            graph.add(
                _node(quad.subject),
                _iri(quad.predicate.value),
                _value(quad.object),
                None if isinstance(name, DefaultGraph) else _node(name),
            )
    except (SyntaxError, ValueError, OSError) as error:
        reason = " ".join(str(getattr(error, "msg", error)).split())[:200]
        if "LoadDocumentCallback" in reason:
            reason = "its @context is only linked, and no remote context is ever loaded: write the context out"
        raise BrokenGraph(
            f"This page is not readable {format_.name}: {reason}. Nothing of it was used; mend or send it again."
        ) from error
    return graph


def _format(path: str, media_type: str | None, address: str | None) -> RdfFormat:
    if known := _FORMATS.get(media_type or ""):
        return known
    bare = (address or path).partition("?")[0]
    if known := _FORMATS.get(os.path.splitext(bare)[1].lower()):
        return known
    with open(path, "rb") as file:
        start = file.read(_SNIFFED_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n")
    return RdfFormat.JSON_LD if start[:1] in (b"{", b"[") else RdfFormat.TRIG


def _node(term: NamedNode | BlankNode | Triple) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return _iri(term.value) if isinstance(term, NamedNode) else str(term)


def _value(term: NamedNode | BlankNode | Literal_ | Triple) -> Value:
    if isinstance(term, Literal_):
        return Literal(term.value, term.language, term.datatype.value)
    return _node(term)


def _iri(iri: str) -> str:
    return f"https{iri[4:]}" if iri.startswith("http://schema.org/") else iri
