"""The terms of the vocabulary, as programs need them: concepts and their labels, from the SKOS files in `vocab/schemes`.

The Turtle is the truth and nothing here adds to it. Each scheme is a file of its own, read when it is first asked for.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from msgspec import Struct
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

NAMESPACE: Final = "https://w3id.org/pijler4/ns#"
_CONCEPTS: Final = "https://w3id.org/pijler4/id/concept/"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_CONCEPT: Final = NamedNode(_SKOS + "Concept")

_Node = NamedNode | BlankNode | Literal | Triple
_Facts = dict[str, list[_Node]]
"""Property → values."""
_Graph = dict[_Node, _Facts]


class Concept(Struct, frozen=True, kw_only=True):
    """One concept of a scheme. Texts are by language; `nl`, `fr` and `en` always have a label."""

    scheme: str
    code: str
    iri: str
    labels: Mapping[str, str]
    alt_labels: Mapping[str, tuple[str, ...]]
    """Other words people use for it, in alphabetical order."""
    hidden_labels: Mapping[str, tuple[str, ...]] = {}
    """Misspellings: to be found by, never to be shown."""
    broader: tuple[str, ...]
    """Codes in the same scheme, one level up."""
    definition: Mapping[str, str]

    def label(self, lang: str) -> str:
        """In the language asked (a BCP 47 tag), else in Dutch, else in any, else the code."""
        for tag in (lang, lang.partition("-")[0], "nl"):
            if tag in self.labels:
                return self.labels[tag]
        return next(iter(self.labels.values()), self.code)


def concept_iri(scheme: str, code: str) -> str:
    return f"{_CONCEPTS}{scheme}/{code}"


def schemes() -> tuple[str, ...]:
    """The names of the schemes there are."""
    return tuple(_files())


def concepts(scheme: str) -> tuple[Concept, ...]:
    """The concepts of a scheme in its own order, by code where it has none; empty for a scheme that does not exist."""
    return tuple(_scheme(scheme).values())


def concept(scheme: str, code: str) -> Concept | None:
    return _scheme(scheme).get(code)


def label(scheme: str, code: str, lang: str) -> str:
    """What people call a code: in the language asked, else in Dutch, else in any, else the code itself."""
    known = concept(scheme, code)
    return known.label(lang) if known else code


@functools.lru_cache(maxsize=4096)
def narrower(scheme: str, code: str) -> tuple[str, ...]:
    """The codes of everything below, at any depth, each once."""
    below = [one.code for one in concepts(scheme) if code in one.broader]
    return tuple(dict.fromkeys(found for one in below for found in (one, *narrower(scheme, one))))


def with_broader(scheme: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The codes and those of everything above them, each once."""
    return tuple(dict.fromkeys(found for code in codes for found in (code, *_above(scheme, code))))


def offer_schema() -> bytes:
    """The JSON Schema of an offer, as served at `/ns/offer.schema.json`."""
    return files("vocab").joinpath("offer.schema.json").read_bytes()


@functools.lru_cache(maxsize=4096)
def _above(scheme: str, code: str) -> tuple[str, ...]:
    known = concept(scheme, code)
    return with_broader(scheme, known.broader) if known else ()


@functools.cache
def _files() -> Mapping[str, Traversable]:
    """Scheme → its file."""
    found = {file.name.removesuffix(".ttl"): file for file in files("vocab").joinpath("schemes").iterdir()}
    return dict(sorted(found.items()))


def _scheme(name: str) -> Mapping[str, Concept]:
    """Code → concept. A scheme that does not exist is not remembered: names may come from outside."""
    return _read(name) if name in _files() else {}


@functools.cache
def _read(name: str) -> Mapping[str, Concept]:
    graph: _Graph = {}
    for quad in parse(_files()[name].read_bytes(), RdfFormat.TURTLE):
        graph.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    found = {
        made.code: made
        for node, facts in graph.items()
        if isinstance(node, NamedNode) and _CONCEPT in facts.get(_RDF + "type", ())
        for made in (_concept(name, node.value, facts),)
    }
    return {code: found[code] for code in dict.fromkeys((*_listed(graph), *sorted(found)))}


def _concept(scheme: str, iri: str, facts: _Facts) -> Concept:
    return Concept(
        scheme=scheme,
        code=_code(iri),
        iri=iri,
        labels=dict(_texts(facts, "prefLabel")),
        alt_labels=_words(facts, "altLabel"),
        hidden_labels=_words(facts, "hiddenLabel"),
        broader=tuple(
            sorted(_code(one.value) for one in facts.get(_SKOS + "broader", ()) if isinstance(one, NamedNode))
        ),
        definition=dict(_texts(facts, "definition")),
    )


def _words(facts: _Facts, name: str) -> Mapping[str, tuple[str, ...]]:
    """Language → the texts of a SKOS property, in alphabetical order."""
    found: dict[str, tuple[str, ...]] = {}
    for lang, text in sorted(_texts(facts, name)):
        found[lang] = (*found.get(lang, ()), text)
    return found


def _texts(facts: _Facts, name: str) -> Iterator[tuple[str, str]]:
    """(language, text) of a SKOS property."""
    return ((one.language or "", one.value) for one in facts.get(_SKOS + name, ()) if isinstance(one, Literal))


def _listed(graph: _Graph) -> Iterator[str]:
    """The codes in the scheme's `skos:OrderedCollection`, first to last; none where order means nothing."""
    for facts in graph.values():
        for rest in facts.get(_SKOS + "memberList", ()):
            while rest in graph:  # rdf:nil has no facts
                (member,) = graph[rest][_RDF + "first"]
                if isinstance(member, NamedNode):
                    yield _code(member.value)
                (rest,) = graph[rest][_RDF + "rest"]


def _code(iri: str) -> str:
    return iri.rpartition("/")[2]
