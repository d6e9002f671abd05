"""A page of a search tree (https://w3id.org/tree/specification) that holds a Linked Data Event Stream: members and links."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct

from harvesters.base import Page
from harvesters.document import Unreadable
from vocab.graph import RDF_TYPE, Graph, Literal, Value, read_graph

_TREE: Final = "https://w3id.org/tree#"
_LDES: Final = "https://w3id.org/ldes#"
_P4: Final = "https://w3id.org/pijler4/ns#"
_ACTIVITY: Final = "https://www.w3.org/ns/activitystreams#"
_DCT: Final = "http://purl.org/dc/terms/"
_PROV: Final = "http://www.w3.org/ns/prov#"
_TIMES: Final = (f"{_DCT}modified", f"{_PROV}generatedAtTime", f"{_DCT}created", f"{_ACTIVITY}published")
"""Where a stream that has no `ldes:timestampPath` may say when."""
_GONE: Final = frozenset([f"{_ACTIVITY}Delete", f"{_ACTIVITY}Tombstone", f"{_P4}Removed", f"{_P4}Tombstone"])
_DEPRECATED: Final = "http://www.w3.org/2002/07/owl#deprecated"
_ENDS: Final = {"LessThanRelation": 0, "LessThanOrEqualToRelation": 1, "EqualToRelation": 1}
"""Relations that bound the members behind them from above; 1 where the bound itself is one of them."""
_TICK: Final = timedelta(microseconds=1)
_ANY_ZONE: Final = timedelta(hours=14)
"""A time without a zone may be this much later (TREE §6.1)."""


class Context(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the root says of the stream and of this view of it (LDES §4): all that a later run needs to know of the root."""

    times: tuple[str, ...] = ()
    """`ldes:timestampPath`, property after property."""
    versions: tuple[str, ...] = (f"{_DCT}isVersionOf",)
    version_times: tuple[str, ...] = ()
    deletes: tuple[str, ...] = (RDF_TYPE,)
    deleted: str | None = None
    """What stands at the end of `deletes` in a member that deletes (`ldes:versionDeleteObject`)."""
    every_s: int | None = None
    """`ldes:pollingInterval`."""
    forgets: bool = False
    """A retention policy lets things go from this view that are there still."""

    @property
    def paths(self) -> frozenset[str]:
        """The properties that these are told by, which say nothing of what a member is about."""
        return frozenset([*self.times, *self.versions, *self.version_times, *self.deletes, *_TIMES])


class Member(Struct, frozen=True, kw_only=True):
    iri: str
    entity: str
    """What it is a version of; itself where it does not say."""
    at: datetime | None
    gone: bool


class Link(Struct, frozen=True, kw_only=True):
    url: str
    before: datetime | None = None
    """Every member behind it is older than this."""


class TreePage:
    """One page, read. Raises `BrokenGraph` where it cannot be."""

    def __init__(self, page: Page) -> None:
        self.url = page.url if "://" in page.url else None
        self.graph: Graph = read_graph(page.path, media_type=page.content_type, address=self.url)
        said = self._first(self.url, "immutable", _LDES) if self.url else None
        self.immutable = page.immutable or (said is not None and _plain(said) in ("true", "1"))

    def root(self, asked: str) -> tuple[str | None, Context]:
        """Address of the root, `None` where this page is it, and what this page says of the stream (LDES §3.1).

        Raises `Unreadable` for several views to choose from, and for a page that is of no stream at all.
        """
        here = {asked, self.url}
        views = dict.fromkeys((stream, _plain(view)) for stream, view in self.graph.subjects(f"{_TREE}view"))
        own = [stream for stream, view in views if view in here]
        if len(own) > 1:
            raise Unreadable(f"This page is of several streams: {', '.join(own[:3])}. Give the address of one of them.")
        if own:
            return None, self._context(own[0])
        others = [view for stream, view in views if stream in here] or [view for _, view in views]
        if len(set(others)) > 1:
            raise Unreadable(
                f"This stream has several views: {', '.join(others[:3])}. Give the address of one of them."
            )
        streams = [stream for stream, _ in (*self.graph.subjects(f"{_TREE}member"), *views)]
        context = self._context(streams[0] if streams else "")
        if (streams and self.graph.values(streams[0], f"{_TREE}member")) or any(self.links(context)):
            return None, context  # its view is called otherwise than its address, as behind a proxy
        if not others:
            raise Unreadable(
                "This page has no tree:view, tree:member or tree:relation: it is of no stream of linked data."
            )
        return others[0], context

    def links(self, context: Context) -> Iterator[Link]:
        """Each page that this one links to, with what all relations to it say together (TREE §6)."""
        relations = list(self.graph.subjects(f"{_TREE}relation"))
        own = [one for one in relations if one[0] == self.url]
        bounds: dict[str, datetime | None] = {}
        for _, relation in own or relations:
            if isinstance(relation, Literal):
                continue
            for node in self.graph.values(relation, f"{_TREE}node"):
                url, end = _plain(node), self._end(relation, context)
                before = bounds.get(url)
                bounds[url] = min(before, end) if before and end else before or end
        return (Link(url=url, before=before) for url, before in bounds.items())

    def members(self, context: Context) -> list[Member]:
        """Oldest first; those that do not say when stand where the page has them."""
        found = [
            self._member(iri, context)
            for iri in dict.fromkeys(value for _, value in self.graph.subjects(f"{_TREE}member"))
            if isinstance(iri, str)
        ]
        return sorted(found, key=lambda member: member.at or datetime.min.replace(tzinfo=UTC))

    def types(self, member: Member) -> list[str]:
        return [one for one in self.graph.facts(member.iri, member.iri).get(RDF_TYPE, ()) if isinstance(one, str)]

    def _member(self, iri: str, context: Context) -> Member:
        whole = next((one for one in self._along(iri, context.versions) if isinstance(one, str)), None)
        said = self._along(iri, context.version_times or context.times) or self.graph.values(iri, *_TIMES, graph=iri)
        return Member(
            iri=iri,
            entity=whole or iri,
            at=max((at for one in said if (at := instant(one))), default=None),
            gone=self._is_gone(iri, whole or iri, context),
        )

    def _is_gone(self, iri: str, entity: str, context: Context) -> bool:
        marks = {_plain(one) for one in self._along(iri, context.deletes)}
        if (context.deleted and context.deleted in marks) or not _GONE.isdisjoint({*marks, *self._types(iri)}):
            return True
        for node in (iri, entity):
            change = {_plain(one).upper() for one in self.graph.values(node, f"{_P4}change", graph=iri)}
            deprecated = {_plain(one) for one in self.graph.values(node, _DEPRECATED, graph=iri)}
            if "REMOVED" in change or "true" in deprecated or self.graph.values(node, f"{_P4}gone", graph=iri):
                return True
        return False

    def _types(self, iri: str) -> set[str]:
        return {_plain(one) for one in self.graph.facts(iri, iri).get(RDF_TYPE, ())}

    def _along(self, iri: str, path: tuple[str, ...]) -> list[Value]:
        """Values at the end of a path from a member; none for an empty path."""
        reached: list[Value] = [iri] if path else []
        for name in path:
            reached = [
                one for node in reached if isinstance(node, str) for one in self.graph.facts(node, iri).get(name, ())
            ]
        return reached

    def _end(self, relation: str, context: Context) -> datetime | None:
        kinds = {_plain(one).removeprefix(_TREE) for one in self.graph.facts(relation).get(RDF_TYPE, ())}
        included = next((_ENDS[kind] for kind in kinds if kind in _ENDS), None)
        if included is None or not context.times or self._path(relation, "path", _TREE) != context.times:
            return None
        value = self._first(relation, "value", _TREE)
        end = instant(value, latest=True) if value is not None else None
        return end + included * _TICK if end else None

    def _context(self, stream: str) -> Context:
        plain = Context()
        deleted = self._first(stream, "versionDeleteObject", _LDES)
        every = self._first(stream, "pollingInterval", _LDES)
        every_s = _plain(every) if every is not None else ""
        return Context(
            times=self._path(stream, "timestampPath", _LDES),
            versions=self._path(stream, "versionOfPath", _LDES) or plain.versions,
            version_times=self._path(stream, "versionTimestampPath", _LDES),
            deletes=self._path(stream, "versionDeletePath", _LDES) or plain.deletes,
            deleted=_plain(deleted) if deleted is not None else None,
            every_s=int(every_s) if re.fullmatch(r"\d{1,8}", every_s, re.ASCII) else None,
            forgets=self._forgets(),
        )

    def _forgets(self) -> bool:
        """Whether a retention policy (LDES §4.4) may let the only version of something go."""
        for _, policy in self.graph.subjects(f"{_LDES}retentionPolicy"):
            facts = self.graph.facts(_plain(policy))
            said = {name.removeprefix(_LDES) for name in facts}
            said |= {_plain(kind).removeprefix(_LDES) for kind in facts.get(RDF_TYPE, ())}
            keeps_one = not said.isdisjoint({"versionAmount", "LatestVersionSubset"}) and "versionDuration" not in said
            if not keeps_one:
                return True
        return False

    def _path(self, node: str, name: str, namespace: str) -> tuple[str, ...]:
        """A path of properties (SHACL §2.3.1.1–2); none for the other kinds of path, which streams do not need."""
        steps = self.graph.values(node, namespace + name)
        return tuple(_plain(one) for one in steps if isinstance(one, str) and not one.startswith("_:"))

    def _first(self, node: str | None, name: str, namespace: str) -> Value | None:
        return next(iter(self.graph.values(node or "", namespace + name)), None)


def instant(value: Value, *, latest: bool = False) -> datetime | None:
    """An `xsd:dateTime`; where it has no zone, the time in UTC, or the `latest` it may be."""
    try:
        at = datetime.fromisoformat(_plain(value).strip())
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC) + (_ANY_ZONE if latest else timedelta())
        return at.astimezone(UTC)
    except (ValueError, OverflowError):  # the ends of the calendar among them
        return None


def _plain(value: Value) -> str:
    return value.value if isinstance(value, Literal) else value
