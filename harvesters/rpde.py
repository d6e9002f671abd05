"""Format `rpde`: offers as a list of changes that is read on from where one was."""

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from catalogue.feed import Cursor, Feed
from catalogue.offer.problems import Problem, problem
from harvesters import findings
from harvesters.addresses import has_scheme
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.errors import Refused
from harvesters.schemaorg import Drafts, Graph, defaults_of
from harvesters.walk import Walk, decoded

_WANTED: Final = "a page of RPDE with “next” and “items”"
_ACCEPT: Final = "application/json, */*;q=0.5"
_TYPES_NAMED: Final = 3


class _Items(Struct, frozen=True):
    """A page (§ Response grammar). Its items are left as they stand: one that is broken costs a record, not the page."""

    next: str
    items: list[msgspec.Raw]


class RPDE:
    """OpenActive Realtime Paged Data Exchange 1.0 (https://openactive.io/realtime-paged-data-exchange/1.0/).

    `data` is read as JSON-LD with schema.org or OpenActive, as format `jsonld` does. A record is called by the `id` of its
    item, which is all that a deletion gives. Options: those of `jsonld`, and `hosts` (`harvesters.walk`).

    A run goes on where the last one ended, so that a list without changes costs one request; one that runs out of time
    is taken up by the next. Raises `Unreadable` for what is no page of RPDE and for pages that lead in a circle.
    """

    versions = True
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.complete = True
        self._defaults = defaults_of(feed)
        self._drafts = Drafts()

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        walk = Walk(http, self.feed, accept=_ACCEPT)
        url, page = self._first(walk, cursor)
        ends: set[bytes] = set()
        while True:
            held = decoded(page, _Items, _WANTED)
            if not has_scheme(self.feed.url):  # a copy on this machine: its pages are not
                self.complete = False
                yield page
                return
            following = walk.address(held.next, page)
            if not held.items and following in (url, page.url):  # § Last page definition
                yield msgspec.structs.replace(page, cursor=_at(following, page.cursor))
                return
            if walk.is_late:
                self.complete = False
                yield msgspec.structs.replace(page, cursor=_at(following))
                return
            if held.items:
                end = hashlib.blake2b(held.items[-1], digest_size=8).digest()
                if end in ends:
                    raise Unreadable("The pages of this source give the same items again and again. Nothing was used.")
                ends.add(end)
            yield page
            url, page = following, walk.get(following)

    def _first(self, walk: Walk, cursor: Cursor | None) -> tuple[str, Page]:
        """The page to begin with, and the address it was asked at."""
        if cursor and cursor.url:
            self.complete = cursor.url == self.feed.url
            try:
                return cursor.url, walk.get(cursor.url, cursor=cursor)
            except Refused:
                if self.complete:
                    raise
                self.complete, cursor = True, None  # its pages are called otherwise now: from the beginning
        return self.feed.url, walk.get(self.feed.url, cursor=cursor)

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        for at, item in enumerate(decoded(page, _Items, _WANTED).items):
            yield self._record(item, at, page)

    def _record(self, raw: msgspec.Raw, at: int, page: Page) -> Draft | Gone | Rejected:
        where, pointer = f"{page.url} items[{at}]", f"#/items/{at}"
        try:
            item = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return Rejected(record=where, problems=(findings.not_json(pointer, str(error)),))
        if not isinstance(item, dict):
            return Rejected(record=where, problems=(findings.not_an_object(pointer, item),))
        name = _identifier(item.get("id"))
        if name is None:
            return Rejected(record=where, problems=(_without_id(pointer),))
        data = item.get("data")
        match item.get("state"):
            case "deleted":
                return Gone(name)
            case "updated" if isinstance(data, dict):
                return self._offer(name, data, ("items", at, "data"), page)
            case "updated":
                return Rejected(record=name, problems=(findings.not_an_object(f"{pointer}/data", data),))
            case state:
                return Rejected(record=name, problems=(_unknown_state(f"{pointer}/state", state),))

    def _offer(self, name: str, data: object, path: tuple[str | int, ...], page: Page) -> Draft | Gone | Rejected:
        """What an item describes: one thing, whatever else it is embedded with (§ Related entities)."""
        pointer = "#/" + "/".join(map(str, path))
        graph = Graph()
        graph.add(data, *path)
        if graph.too_deep:
            return Rejected(record=name, problems=(findings.too_deep(pointer),))
        record = next((one for one in graph.records() if one.node.path == path), None)
        if record is None:
            types = ", ".join(list(graph.types)[:_TYPES_NAMED]) or "?"
            what = (f"het beschrijft enkel {types}", f"it only describes {types}")
            return Rejected(record=name, problems=(findings.out_of_scope(pointer, what, value=types),))
        found = self._drafts.of(record, self._defaults, f"{page.url} items[{path[1]}]")
        match found:
            case Draft(data=dict() as offer):
                places = {**found.places, "/identifier": f"#/items/{path[1]}/id"}
                return msgspec.structs.replace(found, data={**offer, "identifier": name}, places=places, derived=False)
            case Rejected():
                return msgspec.structs.replace(found, record=name)
        return Gone(name)


def _at(url: str, known: Cursor | None = None) -> Cursor:
    """Where to go on; where the end was seen, with what tells whether it is the end still."""
    return msgspec.structs.replace(known or Cursor(), url=url)


def _identifier(value: object) -> str | None:
    """Text, or a whole number of any size: § `<item>` prescribes no format."""
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _without_id(pointer: str) -> Problem:
    return problem(
        "missing",
        f"{pointer}/id",
        nl="Dit item heeft geen “id”, een tekst of geheel getal; zonder kan het later niet gewijzigd of verwijderd worden.",
        en="This item has no “id”, a text or a whole number; without one it could never be changed or deleted.",
    )


def _unknown_state(pointer: str, state: object) -> Problem:
    return problem(
        "not-in-scheme",
        pointer,
        nl="De toestand van dit item is niet “updated” of “deleted”; het is niet gelezen.",
        en="The state of this item is neither “updated” nor “deleted”; it was not read.",
        value=state if isinstance(state, str | None) else type(state).__name__,
    )
