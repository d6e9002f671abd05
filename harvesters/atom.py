"""Format `atom`: offers announced in a news feed, Atom or RSS."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

import msgspec

from catalogue.errors import BadInput
from catalogue.feed import Cursor, Feed
from harvesters import findings
from harvesters.addresses import has_scheme
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.languages import language
from harvesters.partial import Partials, People
from harvesters.schemaorg import value as values
from harvesters.syndication import ENTRY_BYTES, Element, Entry, Heading, entries, name_of, text_of
from harvesters.walk import Walk

_COMPLETE: Final = "complete"
"""State of a cursor: the feed said so of itself, and while it is the same it still does."""
_ACCEPT: Final = "application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8, */*;q=0.5"
_PERSONS: Final = ("author", "contributor", "creator", "managingEditor", "webMaster")
_READ: Final = frozenset(
    ["id", "guid", "identifier", "title", "link", "content", "encoded", "summary", "description", "updated", "modified", "pubDate",
     "date", "category", "subject", "language", *_PERSONS]
)  # fmt: skip
_UNREMARKED: Final = frozenset(
    ["published", "rights", "source", "comments", "commentRss", "enclosure", "thumbnail", "image", "group", "post-id", "edited",
     "collection", "control", "issued", "created", ""]
)  # fmt: skip
"""What says nothing that an offer could hold: left unread without a remark."""


class Atom:
    """Atom 1.0 (RFC 4287) and RSS (2.0, 1.0 and before); pages of a feed (RFC 5005 §3) are followed on its own host.

    Options: `kind`, `provider` and `language` as in `jsonld`, the first two required, since entries do not say them; `complete`
    (true where the feed holds all that is current: what is no longer in it is then gone); `hosts` (`harvesters.walk`).

    A feed mostly holds the latest entries only, so that absence means nothing, unless it declares that it is complete (RFC 5005
    §2) or the option says so. A deleted entry (RFC 6721) is gone. Raises `Unreadable` for what is no feed.
    """

    versions = False
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._partials = Partials(feed)
        self._remarked: set[str] = set()
        given = feed.options.get("complete", False)
        if not isinstance(given, bool):
            raise BadInput(f"feeds.{feed.key}.options.complete is {given!r}: expected true or false.")
        self.complete = self._all = given

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        self._partials.check()
        self.complete = self.complete or (cursor is not None and cursor.state == _COMPLETE)
        walk = Walk(http, self.feed, accept=_ACCEPT)
        pages = [walk.get(self.feed.url, cursor=cursor)]
        declared = True
        while True:
            heading = Heading()
            for _ in entries(pages[-1], heading):
                pass
            declared = declared and heading.complete
            if not heading.next or not has_scheme(self.feed.url) or walk.is_late:
                break
            pages.append(walk.get(walk.address(heading.next, pages[-1])))
        self.complete = (self._all or declared) and not (heading.next and walk.is_late)
        yield from pages[:-1]
        first = pages[0].cursor or Cursor()
        yield msgspec.structs.replace(
            pages[-1], cursor=msgspec.structs.replace(first, state=_COMPLETE if self.complete else None)
        )

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        people = People()
        yield from people.told(self._records(page, people), page.url)

    def _records(self, page: Page, people: People) -> Iterator[Draft | Gone | Rejected]:
        for entry in entries(page, heading := Heading()):
            if isinstance(entry, str):
                yield Gone(entry)
            elif entry.is_too_long:
                yield Rejected(record=entry.where, problems=(findings.too_long(entry.where, ENTRY_BYTES),))
            else:
                people.count += bool(entry.all(*_PERSONS))
                yield self._draft(entry, page, entry.language or heading.language)

    def _draft(self, entry: Entry, page: Page, said: str | None) -> Draft:
        tag = (language(said or "") or self._partials.language).removesuffix("-BE")
        title = entry.text("title")
        description = entry.text("content", "encoded", "summary", "description")
        url = _link(entry)
        data: dict[str, Any] = {
            "identifier": entry.text("id", "guid", "identifier") or _about(entry) or url,
            "title": {tag: title} if title else {},
            "description": {tag: description} if description else {},
            "url": url,
            "keyword": _categories(entry),
            "modified": next(filter(None, map(_instant, entry.all("updated", "modified", "pubDate", "date"))), None),
        }
        places = {f"/{key}": f"{entry.where}/{key}" for key in data}
        warnings = []
        for child in entry.element:
            name = name_of(child)
            if name not in _READ | _UNREMARKED | self._remarked:
                self._remarked.add(name)
                warnings.append(findings.unmapped_key(f"{entry.where}/{name}", name, [name_of(entry.element)]))
        return self._partials.draft(
            data, document=page.path, where=f"{page.url} {entry.where}", places=places, warnings=warnings
        )


def _link(entry: Entry) -> str | None:
    """The page of an entry: Atom's alternate, RSS's link, or a guid that is an address."""
    alternates = [one for one in entry.all("link") if (one.get("rel") or "alternate") == "alternate"]
    found = [_absolute(entry.base, one.get("href") or one.text) for one in alternates]
    permanent = [one for one in entry.all("guid") if one.get("isPermaLink", "true") == "true"]
    return next(filter(None, [*found, *(values.web(one.text) for one in permanent)]), None)


def _absolute(base: str, address: str | None) -> str | None:
    try:
        return values.web(urljoin(base, address.strip())) if address and address.strip() else None
    except ValueError:
        return None


def _about(entry: Entry) -> str | None:
    """The address that names an item of RSS 1.0."""
    about = entry.element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    return about.strip() or None if about else None


def _categories(entry: Entry) -> list[str]:
    found = [one.get("label") or one.get("term") or text_of(one) for one in entry.all("category", "subject")]
    return list(dict.fromkeys(text.strip() for text in found if text and text.strip()))


def _instant(element: Element) -> str | None:
    """RFC 3339 in Atom and Dublin Core, RFC 5322 in RSS."""
    text = (element.text or "").strip()
    if known := values.instant(text):
        return known
    try:
        return values.instant(parsedate_to_datetime(text).isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
