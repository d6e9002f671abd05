"""Format `jsonld`: offers described in the words of schema.org, as JSON-LD or inside web pages."""

from collections.abc import Iterator
from typing import Final

import msgspec

from catalogue.feed import Cursor, Feed
from catalogue.offer.problems import Problem
from harvesters import findings
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.schemaorg import Documents, Drafts, Graph, defaults_of, documents_of
from harvesters.sitemap import Visit, is_sitemap

_ACCEPT: Final = "application/ld+json, application/json;q=0.9, text/html;q=0.8, application/xml;q=0.7, */*;q=0.5"
_TYPES_NAMED: Final = 3


class JSONLD:
    """JSON-LD 1.1 with schema.org (https://schema.org) or OpenActive (https://openactive.io/modelling-opportunity-data/).

    One document (an object, an array, `@graph`, `ItemList`, `DataFeed`), a web page that holds some in `<script>`, or
    the pages of a sitemap: the content says which. Contexts are never fetched. Raises `Unreadable` where a document as
    a whole is none of these, and `BadInput` for options that cannot be.

    Options: `provider` (an object, for nodes that name none), `kind` (for nodes whose kind nothing says), `language` (of
    texts that do not say theirs).

    A sitemap in which every entry says when it last changed is remembered: while it stays the same, no page is asked again.
    `complete` is about the run in which `fetch` was called: false where a page could not be had.
    """

    versions = False
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.complete = True
        self._defaults = defaults_of(feed)
        self._drafts = Drafts()
        self._several = False
        """Pages of a sitemap are read, of which many may hold no offer."""
        self._unread: list[tuple[str, Problem]] = []

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        page = http.get(self.feed.url, cursor=cursor, accept=_ACCEPT)
        if not is_sitemap(page.path):
            yield page
            return
        self._several = True
        visit = Visit(http, page, _ACCEPT)
        yield from visit.pages()
        self.complete, self._unread = visit.complete, visit.unread
        # The sitemap comes last: it reports what was not read, and its cursor, which stands for every page, is kept.
        yield page if visit.complete and visit.dated else msgspec.structs.replace(page, cursor=None)

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        if is_sitemap(page.path):
            for address, problem in self._unread:
                yield Rejected(record=address, problems=(problem,))
            return
        try:
            documents = documents_of(page)
        except Unreadable as error:
            if not self._several:
                raise
            yield Rejected(record=page.url, problems=(findings.not_json("", str(error).rstrip(".")),))
            return
        if not documents.read and not self._several:
            reason = f" ({documents.broken[0][1]})" if documents.broken else ""
            raise Unreadable(
                f'This web page holds no readable JSON-LD{reason}. Put the offers in it as <script type="application/ld+json">.'
            )
        yield from self._records(page, documents)

    def _records(self, page: Page, documents: Documents) -> Iterator[Draft | Gone | Rejected]:
        def place(where: str) -> str:
            return f"{page.url} {where.removeprefix('$')}".strip() if self._several else where

        for where, reason in documents.broken:
            yield Rejected(record=place(where), problems=(findings.not_json(where, reason),))
        graph = Graph()
        for prefix, document in documents.read:
            graph.add(document, *([prefix] if prefix else []))
            if isinstance(document, dict) and isinstance(document.get("next"), str):
                self.complete = False  # one page of a paged source: what is not on it may be on the next
        if not self._several:
            _refuse_other_json(graph, documents)
        for where, stray in graph.strays:
            yield Rejected(record=place(where), problems=(findings.not_an_object(where, stray),))
        for where in graph.too_deep:
            yield Rejected(record=place(where), problems=(findings.too_deep(where),))
        address = page.url if page.url.startswith(("https://", "http://")) else None
        defaults = msgspec.structs.replace(
            self._defaults, base=address, page=address if documents.is_web_page else None
        )
        record = None
        for record in graph.records():
            yield self._drafts.of(record, defaults, place(record.node.where()))
        if record is None and graph.types and not self._several:
            types = ", ".join(list(graph.types)[:_TYPES_NAMED])
            what = (f"het beschrijft enkel {types}", f"it only describes {types}")
            yield Rejected(record=place("$"), problems=(findings.out_of_scope("", what, value=types),))


def _refuse_other_json(graph: Graph, documents: Documents) -> None:
    """An empty list is a list; an answer in which nothing has a type, such as the error of a server, is none."""
    said = [
        document.get("@graph", document) if isinstance(document, dict) else document for _, document in documents.read
    ]
    if any(said) and not graph.types and not graph.too_deep:
        raise Unreadable("Nothing in this document has an @type: it is no JSON-LD that says what it describes.")
