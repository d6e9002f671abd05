"""Sitemaps (https://www.sitemaps.org/protocol.html): which pages a site has, and fetching them within bounds."""

import re
import time
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from lxml import etree
from msgspec import Struct

from catalogue.offer.problems import Problem, problem
from harvesters import findings
from harvesters.base import Fetcher, Page
from harvesters.document import Unreadable, opening
from harvesters.errors import FetchError, Refused

PAGES: Final = 1000
"""Asked at most in one run, sitemaps below an index included."""
WITHIN_S: Final = 900
"""Fetching stops after this: three quarters of a run's lease."""
_IN_A_ROW: Final = 10
"""Pages that cannot be had one after another: then the site is away."""
_NOT_THERE: Final = (None, 404, 410)
"""Answers that mean absence; `None` is a page that we may not ask for, as robots.txt says, and so have nothing of."""
_ENTRIES: Final = 50_000
"""Most that the protocol allows in one sitemap."""
_SITEMAP: Final = re.compile(
    rb"(?:<\?(?:[^?]|\?(?!>))*\?>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<(?:!DOCTYPE\s+)?(?:\w+:)?(?:urlset|sitemapindex)[\s>]"
)
"""Declaration, instructions and comments, then its root or a document type of that name."""


class Sitemap(Struct, frozen=True, kw_only=True):
    addresses: tuple[str, ...]
    is_index: bool
    """Whether they are other sitemaps."""
    dated: bool
    """Every entry says when it last changed, so that the same sitemap means the same pages."""


def is_sitemap(path: str) -> bool:
    return _SITEMAP.match(opening(path)) is not None


def read_sitemap(path: str) -> Sitemap:
    """The addresses of a sitemap, each once. Raises `Unreadable` for broken XML and for a document type, which could name
    entities or other files; neither is ever resolved."""
    addresses: dict[str, None] = {}
    dated, index, root = True, False, None
    with open(path, "rb") as file:
        try:
            for _, element in etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            ):
                if root is None:
                    root, index = element, etree.QName(element).localname == "sitemapindex"
                    if element.getroottree().docinfo.doctype:
                        raise Unreadable("This sitemap declares a document type. Publish it without DOCTYPE.")
                elif element.getparent() is root and len(element) and (address := _text(element, "loc")):
                    addresses[address] = None
                    dated = dated and bool(_text(element, "lastmod"))
                    element.clear()
                if len(addresses) >= _ENTRIES:
                    break
        except etree.XMLSyntaxError as error:
            reason = " ".join(str(error.msg).split())[:200]
            raise Unreadable(
                f"This sitemap is not readable XML ({reason}). Nothing was used; mend or send it again."
            ) from error
    return Sitemap(addresses=tuple(addresses), is_index=index, dated=dated)


class Visit:
    """One visit to the pages of a sitemap, or of the sitemaps that an index names.

    Only addresses of the web on the sitemap's own site are asked (what the protocol allows); anything else could make us
    read a file of this machine or strangers' pages in this publisher's name. What was not read is in `unread`; `complete`
    says whether absence still means something: a page that is not there (404, 410) is absent, one that cannot be had is not.
    """

    def __init__(
        self, http: Fetcher, page: Page, accept: str, *, within_s: float = WITHIN_S, most: int = PAGES
    ) -> None:
        self.unread: list[tuple[str, Problem]] = []
        """Address and finding."""
        self.complete = True
        self.dated = True
        self._http, self._page, self._accept = http, page, accept
        self._until = time.monotonic() + within_s
        self._left = self._most = most
        self._in_a_row = 0
        self._error: FetchError | None = None

    def pages(self) -> Iterator[Page]:
        """Each page as it comes in. Raises the last error where not one could be had."""
        got = 0
        for address in self._addresses():
            if page := self._fetched(address):
                got += 1
                yield page
        if self._error and not got:
            raise self._error

    def _addresses(self) -> Iterator[str]:
        sitemap = read_sitemap(self._page.path)
        self.dated = sitemap.dated
        if not sitemap.is_index:
            yield from sitemap.addresses
            return
        for address in sitemap.addresses:
            page = self._fetched(address)
            below = self._below(page) if page else None
            if below:
                self.dated = self.dated and below.dated
                yield from below.addresses

    def _below(self, page: Page) -> Sitemap | None:
        """A sitemap that an index names; an index there is not allowed, and could go on for ever."""
        try:
            found = read_sitemap(page.path)
        except Unreadable:
            found = None
        if found and not found.is_index:
            return found
        self._miss(page.url, absent=False)
        return None

    def _fetched(self, address: str) -> Page | None:
        self._left -= 1
        if self._left < 0:
            if self._left == -1:
                self.unread.append((self._page.url, _too_many(self._most)))
            self.complete = False
            return None
        if not self._on_site(address):
            self._miss(address, absent=True)
            return None
        if self._in_a_row >= _IN_A_ROW or time.monotonic() > self._until:
            self._miss(address, absent=False)
            return None
        try:
            page = self._http.get(address, accept=self._accept)
        except FetchError as error:
            self._error = error
            self._in_a_row += 1
            self._miss(address, absent=isinstance(error, Refused) and error.answered in _NOT_THERE)
            return None
        self._in_a_row = 0
        if self._on_site(page.url):
            return page
        self._miss(address, absent=True)
        return None

    def _on_site(self, address: str) -> bool:
        site = _site(address)
        return site is not None and site == _site(self._page.url)

    def _miss(self, address: str, *, absent: bool) -> None:
        self.unread.append((address, findings.page_unread(address)))
        self.complete = self.complete and absent


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(f"{{*}}{name}") or "").strip()


def _site(address: str) -> str | None:
    """The host of an address of the web, with or without `www.`."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host and parts.scheme in ("http", "https") else None


def _too_many(most: int) -> Problem:
    return problem(
        "too-many-pages",
        "",
        nl=f"Deze sitemap noemt meer dan {most} pagina’s; wat daarna komt, is niet gelezen.",
        en=f"This sitemap names more than {most} pages; what comes after them was not read.",
        mend=("Geef een sitemap met enkel het aanbod.", "Give a sitemap of the offers only."),
    )
