"""Format `ldes`: offers as a stream of versions; also how one catalogue reads another."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

import msgspec
from msgspec import Struct

from catalogue.feed import Cursor, Feed
from catalogue.offer.privacy import is_forbidden
from catalogue.offer.problems import Problem
from harvesters import findings
from harvesters.addresses import has_scheme
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.errors import NotModified, Refused
from harvesters.frontier import Frontier, Node, decoded, mark, marks, parted
from harvesters.schemaorg import defaults_of
from harvesters.tree import Context, Member, TreePage
from harvesters.walk import Walk
from vocab import rdf
from vocab.graph import ACCEPT, RDF_TYPE
from vocab.values import Source

_START: Final = datetime.min.replace(tzinfo=UTC)
_GONE: Final = 410


class _Read(Struct, frozen=True, kw_only=True):
    """A page with members that no run took before, and the times between which they lie."""

    page: Page
    first: datetime
    last: datetime


class LDES:
    """Linked Data Event Streams (https://w3id.org/ldes/specification), read in no particular order (§3.5.1).

    Members of class `p4:Offer` become offers (`vocab.rdf`); a record is called by the IRI of what its members are versions of.
    A run asks again only pages that may still change: none that is immutable, by `ldes:immutable` or `Cache-Control`, or
    that lies before the newest member known, by the relation that leads to it. A run that sees everything, from the root on,
    shows what is absent, unless the stream lets things go (`ldes:retentionPolicy`).

    Options: `language`, of texts that do not say theirs, and `hosts` (`harvesters.walk`).
    """

    versions = True
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.complete = True
        self._language = defaults_of(feed).language
        self._context: Context | None = None
        self._taken: dict[str, set[str]] = {}
        """Path of a page → marks of the members that an earlier run took from it."""
        self._newest: dict[str, datetime] = {}
        """Where pages overlap in time: mark of a record → time of its newest version."""
        self._remarked: set[str] = set()

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        if not has_scheme(self.feed.url):  # a copy of one page on this machine
            self.complete = False
            yield http.get(self.feed.url, cursor=cursor)
            return
        known = decoded(cursor.state) if cursor else None
        walk = Walk(http, self.feed, accept=ACCEPT)
        read, last, frontier = self._visit(walk, known)
        if last is None:
            raise NotModified
        pages = self._in_order(read) or [last]
        yield from pages[:-1]
        said = Cursor(state=frontier.encoded(), every_s=frontier.context.every_s)
        yield msgspec.structs.replace(pages[-1], cursor=said)

    def _visit(self, walk: Walk, known: Frontier | None) -> tuple[list[_Read], Page | None, Frontier]:
        """Every page that may hold something new: those with new members, the last one read, and where to go on."""
        context = known.context if known else Context()
        rooted = known is not None
        waiting = {node.url: node for node in (known.nodes if known else [Node(url=self.feed.url)])}
        accounted = {one for node in waiting.values() for one in parted(node.links)}
        found = set(waiting)
        still_open: list[Node] = []
        read: list[_Read] = []
        last: Page | None = None
        while waiting and not walk.is_late:
            node = waiting.pop(next(iter(waiting)))
            try:
                page = walk.get(node.url, cursor=node.cursor())
            except NotModified:
                still_open.append(node)
                continue
            except Refused as error:
                if error.answered != _GONE or not rooted:
                    raise
                continue  # §3.3: a page without members and relations
            last = page
            found.add(page.url)
            tree = TreePage(page)
            if not rooted:
                elsewhere, said = tree.root(node.url)
                context = said if said != Context() else context
                rooted = elsewhere is None
                if elsewhere is not None:
                    root = walk.address(elsewhere, page)
                    waiting[root] = Node(url=root)
                    continue
            links = {walk.address(link.url, page): link for link in tree.links(context)}
            for url, link in links.items():
                if url in found or mark(url) in accounted or (known and _is_past(link.before, known.latest)):
                    continue
                found.add(url)
                waiting[url] = Node(url=url, before=link.before)
            members = tree.members(context)
            taken = self._taken[page.path] = parted(node.seen)
            if new := [member.at or _START for member in members if mark(member.iri) not in taken]:
                read.append(_Read(page=page, first=min(new), last=max(new)))
            if not tree.immutable:
                still_open.append(_node(node, page, links, members))
        self._context = context
        if waiting:
            self.complete, latest = False, known.latest if known else None
        else:
            self.complete = known is None and not context.forgets
            latest = _latest(known, read) if context.times and not context.version_times else None
        nodes = [node for node in still_open if not _is_past(node.before, latest)]
        return read, last, Frontier(context=context, nodes=(*nodes, *waiting.values()), latest=latest)

    def _in_order(self, read: Sequence[_Read]) -> list[Page]:
        """Oldest first. Pages that overlap in time do not tell which version is the newest: then it is looked up for all."""
        ordered = sorted(read, key=lambda one: (one.first, one.last))
        if any(one.last > following.first for one, following in pairwise(ordered)):
            for one in ordered:
                for member in TreePage(one.page).members(self._context or Context()):
                    record, at = mark(member.entity), member.at or _START
                    self._newest[record] = max(at, self._newest.get(record, at))
        return [one.page for one in ordered]

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        tree = TreePage(page)
        context = self._context or tree.root(page.url)[1]
        taken = self._taken.get(page.path, set())
        others: Counter[str] = Counter()
        for member in tree.members(context):
            at = member.at or _START
            if mark(member.iri) in taken or at < self._newest.get(mark(member.entity), at):
                continue
            node = _offer(tree, member)
            if member.gone:
                yield Gone(member.entity)
            elif node is not None:
                yield self._draft(tree, member, node, context, page)
            else:
                others[", ".join(tree.types(member)) or "?"] += 1
        for types, count in others.items():
            what = (f"{count} leden zijn enkel {types}", f"{count} members are only {types}")
            problem = findings.out_of_scope(page.url, what, value=types)
            yield Rejected(record=None, problems=(problem,), count=count)

    def _draft(self, tree: TreePage, member: Member, node: str, context: Context, page: Page) -> Draft:
        source = Source(tree.graph, member.iri, self._language)
        data: dict[str, Any] = {**rdf.offer_at(source, node), "@id": member.entity, "identifier": member.entity}
        if member.at and not isinstance(data.get("modified"), str):
            data["modified"] = member.at.isoformat()
        places = dict(rdf.places())
        warnings: list[Problem] = []
        for name in rdf.unread_properties(source, node):
            if name in context.paths or name in self._remarked or is_forbidden(_local(name)):
                continue
            self._remarked.add(name)
            warnings.append(findings.unmapped_key(name, _local(name), ["Offer"]))
        for name in _forbidden(source, node):
            data.setdefault(_local(name), True)  # its value is never read: the reader of offers says what comes of it
            places[f"/{_local(name)}"] = name
        return Draft(data=data, where=f"{page.url} <{member.iri}>", places=places, warnings=tuple(warnings))


def _offer(tree: TreePage, member: Member) -> str | None:
    """The node of a member that is an offer: what it is a version of, where it says so of that, or the member itself."""
    for node in (member.entity, member.iri):
        if rdf.OFFER in tree.graph.facts(node, member.iri).get(RDF_TYPE, ()):
            return node
    return None


def _node(former: Node, page: Page, links: dict[str, Any], members: list[Member]) -> Node:
    cursor = page.cursor or Cursor()
    return Node(
        url=former.url,
        etag=cursor.etag,
        last_modified=cursor.last_modified,
        digest=cursor.digest,
        before=former.before,
        links=marks(links),
        seen=marks(member.iri for member in members),
    )


def _is_past(before: datetime | None, latest: datetime | None) -> bool:
    """Whether a page whose members are all older than `before` can get no more: a stream only grows at its end (LDES §4.1)."""
    return before is not None and latest is not None and before <= latest


def _latest(known: Frontier | None, read: Sequence[_Read]) -> datetime | None:
    times = [one.last for one in read if one.last != _START]
    return max([*times, *([known.latest] if known and known.latest else [])], default=None)


def _forbidden(source: Source, node: str) -> Iterator[str]:
    """Properties about persons, of an offer and of the nodes that describe it; other offers answer for themselves."""
    waiting, met = [node], {node}
    while waiting:
        for name, values in source.graph.facts(waiting.pop(), source.named).items():
            if is_forbidden(_local(name)):
                yield name
            for one in values:
                if isinstance(one, str) and one not in met and rdf.OFFER not in source.values(one, "rdf:type"):
                    met.add(one)
                    waiting.append(one)


def _local(iri: str) -> str:
    return re.split(r"[/#:]", iri)[-1]
