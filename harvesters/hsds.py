"""Format `hsds`: services from an API of Open Referral."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import msgspec
from msgspec import Struct

from catalogue.errors import BadInput
from catalogue.feed import Cursor, Feed
from catalogue.offer.problems import pointer_to
from harvesters import findings
from harvesters.addresses import has_scheme
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.errors import Refused
from harvesters.openreferral import Services, has_more, is_of_services, services_in
from harvesters.schemaorg import defaults_of
from harvesters.schemaorg import value as values
from harvesters.schemaorg.node import place_of
from harvesters.walk import Walk, decoded
from harvesters.words import KIND

PER_PAGE: Final = 100
WHOLE_EVERY: Final = 28
"""Runs of which one reads everything: what was deleted rather than ended is told by no change. A week, at four runs a day."""
_WANTED: Final = "a list of services with “contents”, as HSDS 3 has it"
_ACCEPT: Final = "application/json, */*;q=0.5"
_NESTED: Final = frozenset(
    [
        "attributes",
        "contacts",
        "cost_options",
        "languages",
        "phones",
        "schedules",
        "service_areas",
        "service_at_locations",
    ]
)
"""What only a full service has: lists give what is one to one (`service_list.json`)."""
_OF_SERVICES: Final = frozenset(["status", "organization", "organization_id", "service_at_locations", "program_id"])
_REFUSALS: Final = 3
"""Of services one after another: then this API gives its list only."""


_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class _State(Struct, frozen=True):
    """Newest `last_modified` that was read, as the source writes it, and how many runs ago everything was."""

    since: str
    runs: int


class _Found(Struct):
    """What a run finds on its way, for the next one."""

    newest: str
    known: Cursor = Cursor()


class HSDS:
    """Open Referral HSDS 3 API (https://docs.openreferral.org/en/latest/hsds/api_reference.html) and its UK profile.

    `/services` is read page by page; where it only gives summaries, each service is asked for too. Once services say when they
    changed (`last_modified`), a run asks for those that did since (`modified_after`), and now and then for all.
    Which kind of offer a service is, only the options say: `kinds` {name, code, id or IRI of a taxonomy term: kind}, or
    `kind` for all. Other options: `language`, `provider` (for services that name none), `hosts` (`harvesters.walk`).
    """

    versions = True
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.complete = True
        self._services = Services(defaults_of(feed), _kinds(feed))

    # — fetching —

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        if not has_scheme(self.feed.url):  # a list, or one service, on this machine
            yield http.get(self.feed.url, cursor=cursor)
            return
        state = _known(cursor)
        changes_only = state is not None and state.runs < WHOLE_EVERY
        self.complete = not changes_only
        since = state.since if state and changes_only else None
        found = _Found(newest=state.since if state else "")
        pages = self._pages(Walk(http, self.feed, accept=_ACCEPT), since, cursor, found)
        held = next(pages)
        for page in pages:
            yield held
            held = page
        runs = state.runs + 1 if state and changes_only else 1
        said = msgspec.json.encode(_State(since=found.newest, runs=runs)).decode() if found.newest else None
        yield msgspec.structs.replace(held, cursor=msgspec.structs.replace(found.known, state=said))

    def _pages(self, walk: Walk, since: str | None, cursor: Cursor | None, found: "_Found") -> Iterator[Page]:
        """Each page of the list, followed by those of its services that it only sums up."""
        number, read, former = 0, 0, None
        while True:
            number += 1
            url = self._address(number, since)
            page = walk.get(url, cursor=cursor if cursor and cursor.url == url else None)
            document = decoded(page, object, _WANTED)
            services = [one for one, _ in services_in(document) if isinstance(one, dict)]
            read += len(services)
            found.newest = max([found.newest, *map(_modified, services)], key=_instant)
            summaries = [one for one in services if _NESTED.isdisjoint(one)]
            digest = page.cursor.digest if page.cursor else None
            more = has_more(document, number, read)
            if more and digest == former:
                raise Unreadable("This API gives the same page of services again and again. Nothing of it was used.")
            last = not services or digest == former if more is None else not (more and services)
            if last and number == 1 and not summaries and not found.newest:  # while it is the same, so is everything
                found.known = msgspec.structs.replace(page.cursor or Cursor(), url=url)
            yield page
            yield from self._full(walk, summaries)
            if last:
                return
            if walk.is_late:
                raise Unreadable(
                    "This API took more than a quarter of an hour. Nothing of it was used: ask for larger pages."
                )
            former = digest

    def _full(self, walk: Walk, summaries: list[dict[str, Any]]) -> Iterator[Page]:
        """Each of these services in full, as far as the API has it: it may be deleted meanwhile, or never be given."""
        refused = 0
        for summary in summaries:
            identifier = summary.get("id")
            if refused >= _REFUSALS or not isinstance(identifier, str) or not identifier:
                continue
            try:
                yield walk.get(self._address_of(identifier))
            except Refused:
                refused += 1
            else:
                refused = 0

    def _address(self, number: int, since: str | None) -> str:
        """Of a page of the list. What the feed's own address asks for, such as a taxonomy, is asked for too."""
        parts = urlsplit(self._list)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        ours = {"page": str(number), "per_page": str(PER_PAGE), "full": "true"} | asked
        ours |= {"modified_after": since} if since else {}
        return urlunsplit(parts._replace(query=urlencode(ours | {"page": str(number)})))

    def _address_of(self, identifier: str) -> str:
        parts = urlsplit(self._list)
        return urlunsplit(parts._replace(path=f"{parts.path}/{quote(identifier, safe='')}"))

    @property
    def _list(self) -> str:
        """`…/services`, whether the feed gives that or the address of the API."""
        parts = urlsplit(self.feed.url)
        path = parts.path.rstrip("/")
        return urlunsplit(parts._replace(path=path if path.endswith("/services") else f"{path}/services"))

    # — parsing —

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        document = decoded(page, object, _WANTED)
        if not is_of_services(document):
            raise Unreadable(f"{page.url} holds no services; expected {_WANTED}.")
        for service, path in services_in(document):
            where = f"{page.url} {place_of(path)}"
            pointer = "#" + pointer_to(*path)
            if not isinstance(service, dict):
                yield Rejected(record=where, problems=(findings.not_an_object(pointer, service),))
            elif _OF_SERVICES.isdisjoint(service):
                name = service.get("id")
                what = (
                    "het heeft geen status of organisatie en is geen dienst",
                    "it has no status or organization and is no service",
                )
                out = findings.out_of_scope(pointer, what)
                yield Rejected(record=name if isinstance(name, str) and name else where, problems=(out,))
            else:
                yield self._services.of(service, where, path)


def _modified(service: Mapping[str, Any]) -> str:
    said = service.get("last_modified")
    return said if isinstance(said, str) and values.instant(said) else ""


def _instant(said: str) -> datetime:
    known = values.instant(said) if said else None
    return datetime.fromisoformat(known) if known else _NEVER


def _known(cursor: Cursor | None) -> _State | None:
    try:
        return msgspec.json.decode(cursor.state, type=_State) if cursor and cursor.state else None
    except msgspec.DecodeError:
        return None


def _kinds(feed: Feed) -> dict[str, str]:
    given = feed.options.get("kinds", {})
    kinds = {term: KIND.read(kind) if isinstance(kind, str) else None for term, kind in _table(feed, given).items()}
    if unknown := next((term for term, kind in kinds.items() if kind is None), None):
        raise BadInput(
            f"feeds.{feed.key}.options.kinds.{unknown} is {given[unknown]!r}: expected one of {', '.join(KIND.of)}."
        )
    return {term: kind for term, kind in kinds.items() if kind}


def _table(feed: Feed, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadInput(f"feeds.{feed.key}.options.kinds is {given!r}: expected a table of taxonomy terms and kinds.")
    return given
