"""A node of a JSON-LD document: its properties under the names of schema.org, whatever their shape."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Union

from catalogue.offer.problems import pointer_to
from harvesters.schemaorg.names import Scope

Value = Union[str, int, float, bool, "Node"]
Path = tuple[str | int, ...]

_NESTED_LISTS: Final = 4
_TELLING: Final = ("name", "title", "identifier", "startDate")
"""Where two nodes of one @id differ in one of these, they are two things under a wrong @id."""


class Node:
    """One object of the document. Made on the way down; `Definitions` lets a reference read what is said elsewhere."""

    __slots__ = ("definitions", "keys", "path", "raw", "scope")

    def __init__(self, raw: Mapping[str, Any], path: Path, scope: Scope, definitions: "Definitions") -> None:
        self.raw, self.path, self.definitions = raw, path, definitions
        self.scope = scope.under(raw["@context"]) if "@context" in raw else scope
        self.keys: dict[str, str] = {}
        """Name → key of the document."""
        for key in raw:
            self.keys.setdefault(self.scope.local(key), key)

    @property
    def id(self) -> str | None:
        found = self.raw.get(self.keys.get("@id", "@id"))
        return found if isinstance(found, str) and found else None

    @property
    def own_types(self) -> tuple[str, ...]:
        given = self.raw.get(self.keys.get("@type", "@type"))
        return tuple(
            self.scope.local(one) for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)
        )

    @property
    def types(self) -> tuple[str, ...]:
        """Its own, or for a reference those of what it refers to."""
        return self.own_types or next((found for twin in self._twins() if (found := twin.own_types)), ())

    @property
    def is_reference(self) -> bool:
        """Whether it says nothing but which node is meant."""
        return self.id is not None and not self.keys.keys() - {"@id", "@type", "@context"}

    def all(self, name: str) -> list[Value]:
        """Every value of a property, lists and `@list` or `@set` undone, `null` left out."""
        for node in (self, *self._twins()):
            if name in node.keys and (found := list(node._values(name))):
                return found
        return []

    def first(self, name: str) -> Value | None:
        return next(iter(self.all(name)), None)

    def nodes(self, *names: str) -> list["Node"]:
        return [value for name in names for value in self.all(name) if isinstance(value, Node)]

    def has(self, name: str) -> bool:
        return any(name in node.keys for node in (self, *self._twins()))

    def where(self) -> str:
        return place_of(self.path)

    def pointer(self, *names: str) -> str:
        """JSON pointer, as the fragment of an address (RFC 6901 §6), to itself or to the first of these that it has."""
        key = next((self.keys[name] for name in names if name in self.keys), None)
        return "#" + pointer_to(*self.path, *([key] if key else []))

    def agrees(self, other: "Node") -> bool:
        """Whether both may speak of one thing."""
        shared = [name for name in _TELLING if name in self.keys and name in other.keys]
        return all(self.raw[self.keys[name]] == other.raw[other.keys[name]] for name in shared)

    def _twins(self) -> Iterator["Node"]:
        for other in self.definitions.of(self.id):
            if other.raw is not self.raw and self.agrees(other):
                yield other

    def _values(self, name: str) -> Iterator[Value]:
        key = self.keys[name]
        yield from self._flat(self.raw[key], (*self.path, key), 0)

    def _flat(self, value: object, path: Path, depth: int) -> Iterator[Value]:
        if isinstance(value, list):
            for at, one in enumerate(value if depth < _NESTED_LISTS else ()):
                yield from self._flat(one, (*path, at), depth + 1)
        elif isinstance(value, dict):
            several = value.get("@list", value.get("@set"))
            if isinstance(several, list):
                yield from self._flat(several, path, depth + 1)
            elif isinstance(plain := value.get("@value"), str | int | float) and "@language" not in value:
                yield plain
            else:
                yield Node(value, path, self.scope, self.definitions)
        elif isinstance(value, str | int | float):
            yield value


class Definitions:
    """The nodes of a document by their @id: what is said of one thing in several places."""

    def __init__(self) -> None:
        self._nodes: dict[str, list[Node]] = {}

    def add(self, node: Node) -> None:
        if node.id is not None and not node.is_reference:
            self._nodes.setdefault(node.id, []).append(node)

    def of(self, iri: str | None) -> tuple[Node, ...]:
        return tuple(self._nodes.get(iri, ())[:_DEFINITIONS]) if iri else ()


_DEFINITIONS: Final = 8
"""Looked at for one @id: a template that gives all its nodes the same one would else cost the square of their number."""


def place_of(path: Path) -> str:
    """`@graph[3].makesOffer[0]`, or `$` for the root."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"${text}" if text.startswith("[") else text.removeprefix(".") or "$"
