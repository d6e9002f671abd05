"""The fetcher: documents spooled to disk, politely, within limits, from public addresses only."""

import os
import stat
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Final, ParamSpec, Self, TypeVar

import httpcore
import httpx
import stamina

from catalogue.feed import Cursor
from catalogue.settings import Network
from harvesters.addresses import has_scheme, origin, shown, web_address
from harvesters.answers import conditions, is_immutable, is_later, media_type, refusal, validator
from harvesters.base import Page
from harvesters.client import PRODUCT, Client, Limits, TooManyRedirects
from harvesters.errors import FetchError, NotModified, Refused, TooLarge, Unreachable
from harvesters.robots import Robots
from harvesters.spool import PIECE_BYTES, bounded, digested, too_large, unpacked

__all__ = ["FetchError", "HttpFetcher", "Limits", "NotModified", "Refused", "TooLarge", "Unreachable"]

P = ParamSpec("P")
T = TypeVar("T")
_FORM_BYTES: Final = 1_000_000
_ROBOTS_BYTES: Final = 512_000
"""What is read of a robots.txt: RFC 9309 §2.5 asks for 500 KiB at least."""


class HttpFetcher:
    """Implements `harvesters.base.Fetcher`; a context manager that removes what it spooled when it ends.

    One request at a time: not for sharing between threads. `allow` are networks that may be asked although they are
    not public; `local` lets paths on this machine be read (for feeds that only the operator can name); `cache` is a
    folder that keeps each robots.txt.
    """

    def __init__(self, *, limits: Limits, allow: Sequence[Network], local: bool, cache: Path) -> None:
        self._limits, self._local = limits, local
        self._client = Client(limits, allow)
        self._robots = Robots(cache, limits.robots_age_s, self._robots_text)
        self._asked_at: dict[str, float] = {}
        self._folder = tempfile.TemporaryDirectory(prefix=f"{PRODUCT}-")
        self._spooled = 0

    @property
    def requests(self) -> int:
        """HTTP requests sent so far, those for robots.txt and every try and redirect included."""
        return self._client.requests

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and remove every spooled document."""
        self._client.close()
        self._folder.cleanup()

    def get(
        self, url: str, *, cursor: Cursor | None = None, accept: str = "*/*", headers: Mapping[str, str] | None = None
    ) -> Page:
        """Spool one document, or look at one on this machine.

        `headers` go to the host of `url` only, never along a redirect to another. Raises `NotModified` when the source still
        gives what the cursor remembers, `Unreachable` after the last try, `Refused`, `TooLarge`.
        """
        if not has_scheme(url):
            return self._local_page(url, cursor)
        return self._repeatedly(self._document, web_address(url), cursor, {"Accept": accept, **(headers or {})})

    def post_form(self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> bytes:
        """Send a form, as one does for an access token (RFC 6749 §4.4), and give the answer, of at most 1 MB.

        No redirect is followed. Raises `Unreachable` after the last try, `Refused`, `TooLarge`.
        """
        return self._repeatedly(self._answer_to_form, web_address(url), form, {"Accept": "*/*", **(headers or {})})

    def _repeatedly(self, ask: Callable[P, T], *what: P.args, **how: P.kwargs) -> T:
        """Ask, and again where it may help, within the time of one document."""
        limits = self._limits
        again = stamina.RetryingCaller(
            attempts=limits.tries,
            timeout=None,  # the deadline knows better
            wait_initial=limits.retry_wait_s,
            wait_jitter=limits.retry_wait_s,
            wait_max=4 * limits.retry_wait_s,
        )
        with self._client.deadline.within(limits.document_s):
            return again(self._wait, ask, *what, **how)

    def _wait(self, error: Exception) -> bool | float:
        """Whether to try again after this error: yes, no, or yes after so many seconds."""
        left_s = self._client.deadline.left_s
        if not isinstance(error, Unreachable) or left_s <= 0:
            return False
        if error.retry_after_s is None:
            return True
        return error.retry_after_s if error.retry_after_s <= min(self._limits.retry_after_limit_s, left_s) else False

    # — one document —

    def _document(self, address: httpx.URL, cursor: Cursor | None, headers: Mapping[str, str]) -> Page:
        with self._client.answer(address, {**headers, **conditions(cursor)}, before=self._obey) as (url, response):
            said = httpx.Headers(response.headers)
            if response.status == 304 and cursor:
                raise NotModified
            if response.status not in (200, 203):
                raise refusal(response.status, said, shown(url))
            return self._spool(url, response, said, cursor)

    def _answer_to_form(self, address: httpx.URL, form: Mapping[str, str], headers: Mapping[str, str]) -> bytes:
        self._obey(address)
        with self._client.answer_to_form(address, form, headers) as response:
            said, name = httpx.Headers(response.headers), shown(address)
            if response.status != 200:
                raise refusal(response.status, said, name)
            sent = bounded(response.iter_stream(), _FORM_BYTES, name)
            return b"".join(bounded(unpacked(sent, said.get("content-encoding", ""), name), _FORM_BYTES, name))

    def _spool(self, url: httpx.URL, response: httpcore.Response, said: httpx.Headers, cursor: Cursor | None) -> Page:
        limits, name = self._limits, shown(url)
        length = said.get("content-length", "")
        if length.isdecimal() and int(length) > limits.sent_bytes:
            raise too_large(name, limits.sent_bytes)
        sent = bounded(response.iter_stream(), limits.sent_bytes, name)
        pieces = unpacked(sent, said.get("content-encoding", ""), name)
        path = Path(self._folder.name, str(self._spooled))
        with path.open("wb") as file:
            digest = digested(bounded(pieces, limits.expanded_bytes, name), file.write)
        if cursor and cursor.digest == digest:
            raise NotModified
        self._spooled += 1  # what came of a failed try is written over
        content_type, charset = media_type(said.get("content-type", ""))
        modified = validator(said, "last-modified")
        return Page(
            url=str(url),
            path=str(path),
            content_type=content_type,
            charset=charset,
            cursor=Cursor(etag=validator(said, "etag"), last_modified=modified, digest=digest),
            modified=modified,
            immutable=is_immutable(said),
        )

    def _local_page(self, path: str, cursor: Cursor | None) -> Page:
        name = PurePath(path).name
        if not self._local:
            raise Refused(f"{name!r} is not an address. Give one that starts with https:// or http://.")
        try:
            if not stat.S_ISREG(os.stat(path).st_mode):
                raise Refused(f"{name!r} is not a file. Give the path of the list itself.")
            with open(path, "rb") as file:
                pieces = iter(lambda: file.read(PIECE_BYTES), b"")
                digest = digested(bounded(pieces, self._limits.expanded_bytes, repr(name)))
        except FileNotFoundError as error:
            raise Refused(
                f"There is no file {name!r}. Mend the path, or give an address that starts with https://."
            ) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a path"
            raise Refused(f"{name!r} cannot be read ({reason}). Mend the path or the rights of the file.") from error
        if cursor and cursor.digest == digest:
            raise NotModified
        return Page(url=name, path=path, cursor=Cursor(digest=digest))

    # — politeness —

    def _obey(self, url: httpx.URL) -> None:
        """Ask leave of robots.txt, and keep the distance that it and we want between requests to a host."""
        rules = self._robots.rules(origin(url))
        if not rules.can_fetch(str(url), PRODUCT):
            raise Refused(
                f"robots.txt of {url.host} keeps {PRODUCT} from {shown(url)}. Ask the publisher to allow it there."
            )
        asked_s = min(rules.crawl_delay(PRODUCT) or 0, self._limits.crawl_delay_limit_s)
        delay_s = max(self._limits.host_delay_s, asked_s)
        if url.host in self._asked_at:
            time.sleep(max(0, self._asked_at[url.host] + delay_s - time.monotonic()))
        self._asked_at[url.host] = time.monotonic()

    def _robots_text(self, asked: str) -> str:
        """As `Robots` wants it. 429 and its like count as failures of the server, not as “no robots.txt”."""
        address = httpx.URL(asked).join("/robots.txt")
        try:
            with (
                self._client.deadline.within(self._limits.robots_s),
                self._client.answer(address, {}) as (url, response),
            ):
                said = httpx.Headers(response.headers)
                if is_later(response.status):
                    raise refusal(
                        response.status, said, f"{shown(url)}, without which nothing of this host may be read,"
                    )
                if response.status != 200:
                    return ""
                text = bytearray()
                for piece in unpacked(response.iter_stream(), said.get("content-encoding", ""), shown(url)):
                    text += piece
                    if len(text) >= _ROBOTS_BYTES:
                        break
                return text[:_ROBOTS_BYTES].decode("utf-8-sig", errors="replace")
        except TooManyRedirects:  # may count as none, RFC 9309 §2.3.1.2
            return ""
