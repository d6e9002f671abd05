"""Which nodes of a JSON-LD document are records, and which belong to one."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from harvesters.schemaorg.names import Scope
from harvesters.schemaorg.node import Definitions, Node, Path, place_of
from harvesters.schemaorg.types import OFFERED, ORGANISATION

DEPTH: Final = 60
"""Levels of lists and objects that are looked at; what describes an offer has about ten."""

WHOLES: Final = ("superEvent", "instanceOfCourse")
PARTS: Final = ("subEvent", "subEvents", "hasCourseInstance", "offers")
_COMPARED: Final = 8
"""Nodes of one @id that are compared: templates exist that give all their nodes the same one."""


class Record(Struct, frozen=True, kw_only=True):
    """A node that may be an offer, with what belongs to it."""

    node: Node
    within: Node | None
    """The organisation under which it stands in the document."""
    parts: tuple[Node, ...] = ()
    """Dates of it that refer to it from elsewhere."""
    terms: tuple[Node, ...] = ()
    """Nodes of type Offer that refer to it: prices, conditions."""
    deleted: bool = False
    """Its DataFeedItem says that it was taken away."""


class _Found(Struct, frozen=True):
    node: Node
    part: bool
    within: Node | None
    deleted: bool


class _Way(Struct, frozen=True):
    """How a value was reached."""

    via: str = ""
    from_offered: bool = False
    within: Node | None = None
    deleted: bool = False


class Graph:
    """Walks documents once, through lists and objects of any kind: `@graph`, `ItemList`, `DataFeed`, `makesOffer` …

    A node belongs to another one when it is its part, its whole or its terms, embedded or by @id: sessions to their
    series, instances to their course, a price to its service. Every other node of a known type is a record.
    """

    def __init__(self) -> None:
        self.types: dict[str, None] = {}
        """Every type that occurs, in the order of the document."""
        self.too_deep: list[str] = []
        """Places beyond which nothing was looked at."""
        self.strays: list[tuple[str, object]] = []
        """Where a node is expected and something else stands: place, value."""
        self._definitions = Definitions()
        self._found: list[_Found] = []

    def add(self, document: object, *prefix: str | int) -> None:
        """Walk one document; `prefix` goes before its paths, where a page holds several."""
        if isinstance(document, list):
            self._note_strays(document, prefix)
        self._visit(document, prefix, Scope(), 0, _Way())

    def records(self) -> Iterator[Record]:
        """Every record, in the order of the document; ask once all of it was added."""
        claimed = {id(found.node.raw) for found in self._found if found.part}
        parts: dict[int, list[Node]] = {}
        terms: dict[int, list[Node]] = {}
        for found in self._found:
            self._claim_parts(found.node, claimed, parts)
            if "Offer" in found.node.own_types:
                self._claim_terms(found.node, claimed, terms)
        said: dict[str, list[Node]] = {}
        for found in self._found:
            node = found.node
            if id(node.raw) in claimed:
                continue
            if node.id:
                before = said.setdefault(node.id, [])
                if any(node.agrees(other) for other in before[:_COMPARED]):
                    continue  # more of the same thing, which is read with its first mention
                before.append(node)
            yield Record(
                node=node,
                within=found.within,
                parts=tuple(parts.get(id(node.raw), ())),
                terms=tuple(terms.get(id(node.raw), ())),
                deleted=found.deleted,
            )

    # What was claimed claims nothing itself, so that nodes which refer to each other in a circle keep one record.

    def _claim_parts(self, node: Node, claimed: set[int], parts: dict[int, list[Node]]) -> None:
        for part in node.nodes(*PARTS):
            for target in self._meant(part):
                if _may_own(node, target, claimed):
                    claimed.add(id(target.raw))
        for whole in node.nodes(*WHOLES):
            for target in self._meant(whole):
                if _may_own(target, node, claimed):
                    claimed.add(id(node.raw))
                    parts.setdefault(id(target.raw), []).append(node)

    def _claim_terms(self, offer: Node, claimed: set[int], terms: dict[int, list[Node]]) -> None:
        items = [one for item in offer.nodes("itemOffered") for one in (self._meant(item) or [item])]
        owners = [
            item
            for item in items
            if not OFFERED.isdisjoint(item.own_types)
            and "Offer" not in item.own_types
            and not item.is_reference
            and _may_own(item, offer, claimed)
        ]
        for owner in owners:
            claimed.add(id(offer.raw))
            terms.setdefault(id(owner.raw), []).append(offer)

    def _meant(self, node: Node) -> list[Node]:
        """What a reference refers to, as far as it may be an offer."""
        if not node.is_reference:
            return []
        return [one for one in self._definitions.of(node.id) if not OFFERED.isdisjoint(one.own_types)]

    def _visit(self, value: object, path: Path, scope: Scope, depth: int, way: _Way) -> None:
        if not isinstance(value, list | dict) or not value:
            return
        if depth > DEPTH:
            self.too_deep.append(place_of(path))
        elif isinstance(value, list):
            for at, one in enumerate(value):
                self._visit(one, (*path, at), scope, depth + 1, way)
        else:
            node = Node(value, path, scope, self._definitions)
            self._definitions.add(node)
            types = node.own_types
            self.types.update(dict.fromkeys(types))
            offered = not OFFERED.isdisjoint(types)
            if offered and not node.is_reference:
                part = way.from_offered and way.via in PARTS + WHOLES
                self._found.append(_Found(node, part, way.within, way.deleted))
            within = node if not ORGANISATION.isdisjoint(types) and not node.is_reference else way.within
            deleted = way.deleted or ("DataFeedItem" in types and node.has("dateDeleted"))
            for key, inner in value.items():
                name = node.scope.local(key)
                if name == "@graph" and isinstance(inner, list):
                    self._note_strays(inner, (*path, key))
                if name != "@context":
                    self._visit(inner, (*path, key), node.scope, depth + 1, _Way(name, offered, within, deleted))

    def _note_strays(self, values: list[object], path: Path) -> None:
        self.strays += [
            (place_of((*path, at)), value)
            for at, value in enumerate(values)
            if not isinstance(value, dict | list | None)
        ]


def _may_own(owner: Node, owned: Node, claimed: set[int]) -> bool:
    return owner.raw is not owned.raw and claimed.isdisjoint((id(owner.raw), id(owned.raw)))
