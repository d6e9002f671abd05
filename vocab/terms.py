"""The terms of the vocabulary, as programs need them: concepts and their labels, read once from `vocab/schemes/*.ttl`.

The Turtle is the truth; nothing here adds to it. A scheme's order is that of its `skos:OrderedCollection`-free form:
the order of `skos:hasTopConcept` and `skos:narrower` cannot be kept in RDF, so each concept carries `sh:order`.
"""

import functools
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final

from msgspec import Struct
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

NAMESPACE: Final = "https://w3id.org/pijler4/ns#"
_IDS: Final = "https://w3id.org/pijler4/id"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_ORDER: Final = NamedNode("http://www.w3.org/ns/shacl#order")
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Concept(Struct, frozen=True, kw_only=True):
    """One concept of a scheme; labels by language."""

    scheme: str
    code: str
    iri: str
    labels: Mapping[str, str]
    alt_labels: Mapping[str, tuple[str, ...]]
    definition: Mapping[str, str]
    broader: tuple[str, ...]
    """Codes in the same scheme."""

    def label(self, lang: str) -> str:
        """In the language asked, else Dutch, else any."""
        return self.labels.get(lang) or self.labels.get("nl") or next(iter(self.labels.values()), self.code)


def concept_iri(scheme: str, code: str) -> str:
    return f"{_IDS}/concept/{scheme}/{code}"


def schemes() -> tuple[str, ...]:
    """Names of every scheme there is."""
    return tuple(sorted(_all()))


def concepts(scheme: str) -> tuple[Concept, ...]:
    """The concepts of a scheme in its own order; none for a scheme that does not exist."""
    return tuple(_all().get(scheme, {}).values())


def concept(scheme: str, code: str) -> Concept | None:
    return _all().get(scheme, {}).get(code)


def label(scheme: str, code: str, lang: str) -> str:
    """What people call a code: in the language asked, else Dutch, else any, else the code itself."""
    known = concept(scheme, code)
    return known.label(lang) if known else code


def narrower(scheme: str, code: str) -> tuple[str, ...]:
    """Every code below this one, at any depth."""
    below = [one.code for one in concepts(scheme) if code in one.broader]
    return tuple(dict.fromkeys(found for one in below for found in (one, *narrower(scheme, one))))


@functools.cache
def _above(scheme: str, code: str) -> tuple[str, ...]:
    known = concept(scheme, code)
    return tuple(dict.fromkeys(found for one in (known.broader if known else ()) for found in (one, *_above(scheme, one))))


def with_broader(scheme: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes and everything above them, each once."""
    return tuple(dict.fromkeys((*codes, *(above for code in codes for above in _above(scheme, code)))))


def offer_schema() -> bytes:
    """The JSON Schema of an offer, as served at `/ns/offer.schema.json`."""
    return files("vocab").joinpath("offer.schema.json").read_bytes()


@functools.cache
def _all() -> dict[str, dict[str, Concept]]:
    """Scheme → code → concept, in order."""
    graph = Store()
    for file in files("vocab").joinpath("schemes").iterdir():
        if file.name.endswith(".ttl"):
            graph.load(file.read_bytes(), RdfFormat.TURTLE)
    found: dict[str, list[tuple[float, Concept]]] = {}
    for quad in graph.quads_for_pattern(None, _TYPE, NamedNode(_SKOS + "Concept")):
        node = quad.subject
        scheme, _, code = str(node.value).removeprefix(f"{_IDS}/concept/").partition("/")
        made = Concept(
            scheme=scheme,
            code=code,
            iri=str(node.value),
            labels=dict(_texts(graph, node, "prefLabel")),
            alt_labels=_grouped(_texts(graph, node, "altLabel")),
            definition=dict(_texts(graph, node, "definition")),
            broader=tuple(
                sorted(
                    str(one.object.value).rpartition("/")[2]
                    for one in graph.quads_for_pattern(node, NamedNode(_SKOS + "broader"), None)
                )
            ),
        )
        order = next((float(one.object.value) for one in graph.quads_for_pattern(node, _ORDER, None)), 0.0)
        found.setdefault(scheme, []).append((order, made))
    return {
        scheme: {one.code: one for _, one in sorted(some, key=lambda pair: (pair[0], pair[1].code))}
        for scheme, some in found.items()
    }


def _texts(graph: Store, node: NamedNode, name: str) -> Iterator[tuple[str, str]]:
    for quad in graph.quads_for_pattern(node, NamedNode(_SKOS + name), None):
        if isinstance(quad.object, Literal):
            yield quad.object.language or "", quad.object.value


def _grouped(texts: Iterator[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for lang, text in texts:
        grouped.setdefault(lang, []).append(text)
    return {lang: tuple(sorted(some)) for lang, some in sorted(grouped.items())}
