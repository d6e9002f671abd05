"""What a record says, with what it inherits from the wholes and parts it belongs to."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urljoin

from msgspec import Struct

from catalogue.offer.model import Kind
from catalogue.offer.privacy import redacted
from catalogue.offer.problems import Problem, shortened
from harvesters import findings
from harvesters.schemaorg import value as values
from harvesters.schemaorg.graph import Record
from harvesters.schemaorg.node import Node, Value

_GENERATIONS: Final = 3
_SHOWN: Final = 200
"""Characters of a value that a finding looks at."""


class Defaults(Struct, frozen=True, kw_only=True):
    """What the feed says where a document does not."""

    kind: tuple[Kind, ...] = ()
    provider: Mapping[str, Any] = {}
    language: str = "nl"
    base: str | None = None
    """Address of the document, for the relative addresses in it."""
    page: str | None = None
    """Address of the web page it stands in: where an offer is read that names no page of its own."""


class Facts:
    """Reads properties by name. Keeps which were asked for, so that what was not can be reported, and what did not fit."""

    def __init__(self, record: Record, defaults: Defaults) -> None:
        self.record, self.node, self.defaults = record, record.node, defaults
        self.wholes = _wholes(record.node)
        self.parts = [*record.node.nodes("subEvent", "subEvents", "hasCourseInstance"), *record.parts]
        self.terms = _once([*self._offers(), *record.terms])
        self.asked = {
            "superEvent",
            "instanceOfCourse",
            "subEvent",
            "subEvents",
            "hasCourseInstance",
            "offers",
            "itemOffered",
        }
        self.warnings: list[Problem] = []
        tags, _ = values.languages([*filter(None, [record.node.scope.language]), *self.said("inLanguage")])
        self.language = tags[0] if tags else defaults.language

    def all(self, *names: str) -> list[Value]:
        """Values of the first of these properties that has any: its own, else its wholes', else all of its parts'."""
        self.asked.update(names)
        for name in names:
            if found := self.said(name) or [one for part in self.parts for one in part.all(name)]:
                return found
        return []

    def said(self, name: str) -> list[Value]:
        """Its own values, or its wholes'."""
        self.asked.add(name)
        return next((found for node in (self.node, *self.wholes) if (found := node.all(name))), [])

    def first(self, *names: str) -> Value | None:
        return next(iter(self.all(*names)), None)

    def nodes(self, *names: str) -> list[Node]:
        return [one for one in self.all(*names) if isinstance(one, Node)]

    def text(self, *names: str) -> dict[str, str]:
        """Language → plain text, the values of one property under each other."""
        return values.texts(self.all(*names), self.language, between="\n")

    def absolute(self, value: Value | None) -> str | None:
        """An address of the web; a relative one counts from the document."""
        text = values.iri(value)
        if text and self.defaults.base and not text.startswith("_:"):
            try:
                text = urljoin(self.defaults.base, text)
            except ValueError:
                return None
        return values.web(text)

    def pointer(self, *names: str) -> str:
        """Where the first of these stands that it has, itself or one of its wholes and parts; else where it stands itself."""
        for node in (self.node, *self.wholes, *self.parts):
            if any(name in node.keys for name in names):
                return node.pointer(*names)
        return self.node.pointer()

    def unused(self, name: str, expected: tuple[str, str], value: Value | None = None) -> None:
        """Note that a value of this property does not fit; what was expected in nl and en."""
        shown = None if isinstance(value, Node | None) else shortened(redacted(str(value)[:_SHOWN], "nl"))
        self.warnings.append(
            findings.unused_value(
                self.pointer(name),
                f"“{name}” is niet gebruikt; verwacht wordt {expected[0]}.",
                f"“{name}” was not used; expected is {expected[1]}.",
                shown,
            )
        )

    def _offers(self) -> list[Node]:
        own = [self.node] if "Offer" in self.node.types else []
        return own + next((found for node in (self.node, *self.wholes) if (found := node.nodes("offers"))), [])


def _wholes(node: Node) -> list[Node]:
    """What it inherits from, nearest first; an Offer inherits from the thing it offers."""
    found: list[Node] = []
    near = [node]
    for _ in range(_GENERATIONS):
        near = [one for of in near for one in of.nodes("superEvent", "instanceOfCourse", "itemOffered")[:1]]
        found += near
    return _once([one for one in found if one.raw is not node.raw])


def _once(nodes: list[Node]) -> list[Node]:
    return list({id(one.raw): one for one in nodes}.values())
