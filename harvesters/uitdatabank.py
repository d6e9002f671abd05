"""Format `uitdatabank`: events of the Flemish events database that are offers of ours."""

import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from msgspec import Struct

from catalogue.errors import BadInput
from catalogue.feed import Cursor, Feed
from catalogue.offer.model import Kind
from catalogue.offer.problems import Problem, problem
from harvesters import findings
from harvesters.addresses import has_scheme
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.dutch import folded
from harvesters.event import EDITORS, Events, Out
from harvesters.fields import Fields
from harvesters.keys import key_of, keyed
from harvesters.schemaorg import defaults_of
from harvesters.walk import WITHIN_S, decoded
from harvesters.words import KIND

_WANTED: Final = "a PagedCollection of UiTdatabank with “totalItems” and “member”"
_LIMIT: Final = 1000
"""Events of one page: the API allows 2000, which with their texts may be more than one wants to hold."""
_FURTHEST: Final = 10_000
"""The API's most for `start`."""
_EVER: Final = {"modifiedFrom": "2000-01-01T00:00:00+00:00", "modifiedTo": "2100-01-01T00:00:00+00:00"}
_TOLD: Final = 50
"""Events of one sort that is out of scope are named up to so many; the others are a number."""
_PAGES: Final = 1000
"""Asked for at most in one run."""


class _Collection(Struct, frozen=True):
    """Hydra's PagedCollection; its members are left as they stand: one that is broken costs a record, not the page."""

    totalItems: int  # noqa: N815
    member: list[msgspec.Raw]


class UiTdatabank:
    """UiTdatabank Search API 3 (https://docs.publiq.be, Search API), of which `url` is `…/events` with any filter.

    Options: `client_id_env` (name of the environment variable with the client id), `q` (an advanced query), `kinds` (id of a term,
    or a label → our kind), and `kind`, `provider`, `language` as in `jsonld`. An event is in only where one of these says its
    kind. What is out is counted by sort. The API itself hides drafts, what is over, and what is for members or schools.

    The first page holds what was modified last, and how many there are: while both are the same, one request is all. Absence
    means something only where nothing was removed while the pages were read. Raises `BadInput` for options that cannot be.
    """

    versions = False
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.complete = True
        self._events = Events(defaults_of(feed), _kinds(feed))
        self._query = _query(feed)
        self._asked, self._until = 0, math.inf
        self._told: Counter[Out] = Counter()
        self._seen: dict[str, str] = {}
        """Identifier → the page it first stood on."""

    # — asking —

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        self._asked, self._until = 0, time.monotonic() + WITHIN_S
        first = self._get(http, {}, cursor)
        found = decoded(first, _Collection, _WANTED)
        if found.totalItems <= len(found.member) or not has_scheme(self.feed.url):  # else a copy on this machine
            self.complete = found.totalItems <= len(found.member)
            yield first
            return
        pages: list[Page] = []
        read: set[int] = set()
        for span, total in self._spans(http, {}, found.totalItems):
            start = 0
            while start < total and start <= _FURTHEST:
                page = first if not span and not start else self._get(http, {**span, "start": start})
                held = decoded(page, _Collection, _WANTED)
                self.complete = self.complete and held.totalItems == total  # else what came after has moved up
                pages.append(msgspec.structs.replace(page, cursor=first.cursor))
                if not held.member:
                    break
                start += len(held.member)
                read.update(hash(bytes(one)) for one in held.member)
        again = self._get(http, {})
        held = decoded(again, _Collection, _WANTED)
        read.update(hash(bytes(one)) for one in held.member)
        self.complete = self.complete and held.totalItems == found.totalItems <= len(read)
        yield again  # what was modified while we read stands here; it goes first, so that it counts as it is now
        yield from pages

    def _spans(self, http: Fetcher, span: Mapping[str, str], total: int) -> Iterator[tuple[Mapping[str, str], int]]:
        """Stretches of time, halved until all that was modified in each can be had; and how many events that are."""
        if total <= _FURTHEST + _LIMIT:
            yield span, total
            return
        since, until = (datetime.fromisoformat(span.get(name, end)) for name, end in _EVER.items())
        if until - since < timedelta(seconds=2):
            raise Unreadable(f"{total} events were modified within a second. Ask for less, with the option “q”.")
        middle = (since + (until - since) / 2).replace(microsecond=0).isoformat()
        for half in ({**span, "modifiedTo": middle}, {**span, "modifiedFrom": middle}):
            page = self._get(http, {**half, "limit": 1, "embed": "false"})
            if count := decoded(page, _Collection, _WANTED).totalItems:
                yield from self._spans(http, half, count)

    def _get(self, http: Fetcher, asked: Mapping[str, object], cursor: Cursor | None = None) -> Page:
        if not has_scheme(self.feed.url):
            return http.get(self.feed.url, cursor=cursor)
        self._asked += 1
        if self._asked > _PAGES or time.monotonic() > self._until:
            raise Unreadable("This source has more events than one run can read. Ask for less, with the option “q”.")
        # Last modified first: what changes while we read moves to the front, and nothing that comes after it is missed.
        ours = {**self._query, "embed": "true", "limit": _LIMIT, "start": 0, "sort[modified]": "desc", **asked}
        parts = urlsplit(self.feed.url)
        given = [(name, value) for name, value in parse_qsl(parts.query) if name not in ours]
        key = key_of(self.feed, "client_id_env")
        with keyed(self.feed, "client_id_env"):
            return http.get(
                parts._replace(query=urlencode([*given, *ours.items()])).geturl(),
                cursor=cursor,
                accept="application/ld+json, application/json;q=0.9",
                headers={"X-Client-Id": key} if key else {},
            )

    # — reading —

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        drafts: list[Draft] = []
        people = 0
        rest: Counter[Out] = Counter()
        for at, raw in enumerate(decoded(page, _Collection, _WANTED).member):
            where = f"member[{at}]"
            event = _event(raw, at)
            name = _identifier(event) if isinstance(event, Fields) else None
            if isinstance(event, Rejected):
                yield event
            elif name is None:
                yield Rejected(record=where, problems=(_without_id(event.pointer("@id")),))
            elif self._seen.setdefault(name, page.path) == page.path:  # else it moved while we read
                found = self._events.of(event, name, where)
                if isinstance(found, Draft):
                    people += not EDITORS.isdisjoint(event.data)
                    drafts.append(found)
                elif isinstance(found, Gone):
                    yield found
                elif (told := self._told[found]) < _TOLD:
                    self._told[found] = told + 1
                    yield Rejected(record=name, problems=(_out_of_scope(event.pointer(), found),))
                else:
                    rest[found] += 1
        if people:
            warnings = (*drafts[0].warnings, _people_left_out(people))
            drafts[0] = msgspec.structs.replace(drafts[0], warnings=warnings)
        yield from drafts
        for sort, count in rest.items():
            yield Rejected(record=None, problems=(_out_of_scope("#/member", sort),), count=count)


def _out_of_scope(pointer: str, sort: Out) -> Problem:
    return findings.out_of_scope(pointer, sort.what, value=sort.value)


def _event(raw: msgspec.Raw, at: int) -> Fields | Rejected:
    pointer = f"#/member/{at}"
    try:
        data = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Rejected(record=f"member[{at}]", problems=(findings.not_json(pointer, str(error)),))
    if not isinstance(data, dict):
        return Rejected(record=f"member[{at}]", problems=(findings.not_an_object(pointer, data),))
    return Fields(data, ("member", at))


def _identifier(event: Fields) -> str | None:
    """The last step of its address, which stays when the address of the database changes."""
    return (event.text("@id") or "").rstrip("/").rpartition("/")[2] or None


def _kinds(feed: Feed) -> dict[str, Kind]:
    given = feed.options.get("kinds", {})
    known = (
        {key: KIND.read(kind) if isinstance(kind, str) else None for key, kind in given.items()}
        if (isinstance(given, Mapping))
        else {"": None}
    )
    if None in known.values():
        raise BadInput(
            f"feeds.{feed.key}.options.kinds is {given!r}: expected a table of term ids or labels with, for each, one of "
            f"{', '.join(KIND.of)}."
        )
    return {form: cast("Kind", kind) for key, kind in known.items() for form in (key, folded(key))}


def _query(feed: Feed) -> dict[str, str]:
    query = feed.options.get("q")
    if query is not None and not isinstance(query, str):
        raise BadInput(
            f"feeds.{feed.key}.options.q is {query!r}: expected a query as text, such as labels:taaloefenkans."
        )
    return {"q": query} if query else {}


def _without_id(pointer: str) -> Problem:
    return problem(
        "missing",
        pointer,
        nl="Dit document heeft geen “@id”; zonder kan het later niet gewijzigd of verwijderd worden.",
        en="This document has no “@id”; without one it could never be changed or removed.",
    )


def _people_left_out(count: int) -> Problem:
    return problem(
        "personal-data-dropped",
        "#/member",
        nl=f"In {count} documenten staat wie ze maakte, bewerkt of optreedt (creator, contributors, performer); dat is weggelaten.",
        en=f"{count} documents say who made, edits or performs (creator, contributors, performer); that was left out.",
        severity="warning",
    )
