"""Walking along the pages of a source: each once, on its own host, within bounds; and reading one that is JSON."""

import os
import time
from typing import Final, TypeVar
from urllib.parse import urldefrag, urljoin, urlsplit

import msgspec

from catalogue.errors import BadInput
from catalogue.feed import Cursor, Feed
from harvesters.base import Fetcher, Page
from harvesters.document import Unreadable, opening, refuse_foreign, skip_mark
from harvesters.errors import Refused

PAGES: Final = 5000
"""Asked for at most in one run: more is a source that makes up pages without end."""
WITHIN_S: Final = 900
"""Then a walk stops where it can go on next time: three quarters of a run's lease."""
LIMIT_BYTES: Final = 20_000_000
"""Of one page, which is held in memory whole; pages that sources really give have a hundredth of that."""

_T = TypeVar("_T")


class Walk:
    """One run's way through a paged source.

    Only the host of the feed's address is asked, and those that its option `hosts` names: what a page links to is not
    for the page to decide. Where the feed's own address is https, so is every other one.
    """

    def __init__(self, http: Fetcher, feed: Feed, *, accept: str) -> None:
        self._http, self._feed, self._accept = http, feed, accept
        self._hosts = {_host(feed.url), *_other_hosts(feed)}
        self._visited: set[str] = set()
        self._until = time.monotonic() + WITHIN_S

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self._until

    def get(self, url: str, *, cursor: Cursor | None = None) -> Page:
        """One page, never the same twice. Raises what the fetcher raises, and `Unreadable` for a way that has no end."""
        if url in self._visited:
            raise Unreadable(
                f"The pages of this source lead in a circle: {_shown(url)} comes back. Nothing of it was used."
            )
        if len(self._visited) >= PAGES:
            raise Unreadable(f"This source has more than {PAGES} pages to read at once. Nothing of it was used.")
        self._visited.add(url)
        return self._http.get(url, cursor=cursor, accept=self._accept)

    def address(self, link: object, page: Page) -> str:
        """Where a link on a page leads, without fragment. Raises `Unreadable` for no link, `Refused` for another host."""
        try:
            url = urldefrag(urljoin(page.url, link)).url if isinstance(link, str) and link.strip() else None
            host = _host(url or "")
        except ValueError:
            url = host = None
        if not url or not host:
            raise Unreadable(f"A page of this source links to {link!r:.60}: the address of the next page was expected.")
        if host not in self._hosts:
            raise Refused(
                f"The pages of this source lead to another host, {host}. If that is right, add it to the feed's option “hosts”."
            )
        return f"https{url[4:]}" if url.startswith("http:") and self._feed.url.startswith("https:") else url


def decoded(page: Page, shape: type[_T], wanted: str) -> _T:
    """What a page of JSON (UTF-8) holds. Raises `Unreadable` for anything else, naming what was `wanted`."""
    size_bytes = os.path.getsize(page.path)
    if size_bytes > LIMIT_BYTES:
        raise Unreadable(
            f"A page of this source has {size_bytes / 1_000_000:.0f} MB; pages are read up to {LIMIT_BYTES / 1_000_000:g} MB. "
            "Publish smaller pages."
        )
    refuse_foreign(opening(page.path), wanted)
    with open(page.path, "rb") as file:
        skip_mark(file)
        content = file.read()
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"{_shown(page.url)} is not {wanted}: {error}. Nothing of it was used.") from error


def _host(url: str) -> str | None:
    """`example.org`, or with a port that is not the usual one; `None` for what is no address of the web."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.hostname if parts.port in (None, 80, 443) else f"{parts.hostname}:{parts.port}"


def _other_hosts(feed: Feed) -> list[str]:
    given = feed.options.get("hosts", [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise BadInput(f'feeds.{feed.key}.options.hosts is {given!r}: expected a list such as ["api.example.org"].')
    return [one.lower() for one in given]


def _shown(url: str) -> str:
    """Host and path: keys travel in queries."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"[:200]
