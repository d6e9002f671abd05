"""Format `verenigingsregister`: what the Flemish register of associations says of providers."""

import os
import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from msgspec import Struct

from catalogue.feed import Cursor, Feed
from catalogue.offer.problems import Problem, problem
from harvesters import findings
from harvesters.addresses import has_scheme
from harvesters.association import Associations
from harvesters.base import Fetcher, Page, Record, Rejected
from harvesters.document import opening
from harvesters.errors import FetchError, NotModified, Refused
from harvesters.fields import Fields
from harvesters.keys import key_of, keyed
from harvesters.walk import PAGES, WITHIN_S, decoded

_WANTED: Final = "an answer of the register: changes, or an association"
_IN_A_ROW: Final = 5
"""Associations that cannot be had one after another: then the source is away."""


class _Change(Struct, frozen=True):
    vCode: str  # noqa: N815
    sequence: int


class Verenigingsregister:
    """Public API 1 of the Verenigingsregister (https://publiek.verenigingen.vlaanderen.be/docs), of which `url` is
    `…/v1/verenigingen/mutaties`.

    Option: `api_key_env` (name of the environment variable with the key, which details ask for).

    Each association stands once among the changes, at its latest; they are read in their order, and a run that runs out of
    time is taken up by the next one where it stopped. No offer comes of it: providers that are known are completed.
    """

    complete = False
    versions = True
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._associations = Associations()
        self._withdrawn = 0
        self._unread: list[Rejected] = []

    # — asking —

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        if not has_scheme(self.feed.url):  # a copy of one association on this machine
            yield http.get(self.feed.url, cursor=cursor)
            return
        since = int(cursor.state) if cursor and cursor.state else 0
        page = self._get(http, "/mutaties", {"sinds": since})
        changes = sorted(decoded(page, list[_Change], _WANTED), key=lambda one: one.sequence)
        if not changes:
            raise NotModified
        until = time.monotonic() + WITHIN_S
        pages: list[Page] = [page]
        in_a_row = 0
        for change in changes[:PAGES]:
            if len(pages) > 1 and time.monotonic() > until:
                break
            try:
                pages.append(self._get(http, f"/{quote(change.vCode, safe='')}"))
                in_a_row = 0
            except FetchError as error:
                in_a_row = 0 if self._missed(change.vCode, error) else in_a_row + 1
                if in_a_row >= _IN_A_ROW:
                    raise
            since = change.sequence
        yield from pages[:-1]
        yield msgspec.structs.replace(pages[-1], cursor=Cursor(state=str(since)))

    def _missed(self, code: str, error: FetchError) -> bool:
        """Whether an association is simply not (or no longer) public; else it is told."""
        if isinstance(error, Refused) and error.answered in (404, 410):
            self._withdrawn += 1
            return True
        self._unread.append(Rejected(record=code, problems=(_unread(str(error)),)))
        return False

    def _get(self, http: Fetcher, below: str, asked: dict[str, object] | None = None) -> Page:
        parts = urlsplit(self.feed.url)
        path = parts.path.rstrip("/").removesuffix("/mutaties") + below
        key = key_of(self.feed, "api_key_env")
        with keyed(self.feed, "api_key_env"):
            return http.get(
                parts._replace(path=path, query=urlencode(asked or {})).geturl(),
                accept="application/ld+json, application/json;q=0.9",
                headers={"vr-api-key": key} if key else {},
            )

    # — reading —

    def parse(self, page: Page) -> Iterator[Record]:
        if not os.path.getsize(page.path) or not opening(page.path).startswith(b"["):
            yield self._associations.of(Fields(decoded(page, dict[str, Any], _WANTED)), page.url)
            return
        yield from self._unread
        if self._withdrawn:
            what = ("ze zijn niet (meer) actief of niet publiek", "they are not active (any more) or not public")
            found = findings.out_of_scope("", what, value=f"{self._withdrawn}")
            yield Rejected(record=None, problems=(found,), count=self._withdrawn)


def _unread(reason: str) -> Problem:
    return problem(
        "page-unread",
        "",
        nl="Deze vereniging is gewijzigd, maar kon niet opgehaald worden.",
        en=f"This association changed but could not be had: {reason}",
    )
