"""Format `vdab`: volunteering and internships among the vacancies of VDAB."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec
from msgspec import Struct

from catalogue.errors import BadInput
from catalogue.feed import Cursor, Feed
from catalogue.offer.model import Kind
from catalogue.offer.problems import Problem, problem
from harvesters import findings
from harvesters.access import Access
from harvesters.addresses import has_scheme
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.dutch import folded
from harvesters.errors import FetchError, Refused
from harvesters.fields import Fields
from harvesters.keys import key_of, keyed
from harvesters.schemaorg import defaults_of
from harvesters.vacancy import PUBLISHED, Vacancies, ordinary, unread
from harvesters.walk import PAGES, WITHIN_S, decoded
from harvesters.words import KIND

_TOKEN_URL: Final = "https://op-derden.vdab.be/isam/sps/oauth/oauth20/token"  # noqa: S105  # an address
_WANTED: Final = "an answer of VDAB with “resultaten”, or a vacancy"
_LISTED: Final = 200
"""Most of a page of the list, and of the changes below."""
_CHANGED: Final = 2000
_WINDOW: Final = timedelta(days=1)
"""Of the changes asked at once; VDAB allows five days. Smaller, so that a long pause is caught up with in steps."""
_OVERLAP: Final = timedelta(minutes=5)
"""Windows begin before the last one ended, since a change may appear in them late."""
_OLDEST: Final = timedelta(days=30)
"""After a longer pause everything is read afresh."""
_IN_A_ROW: Final = 5
"""Vacancies that cannot be had one after another: then the source is away."""


class _State(Struct, frozen=True, omit_defaults=True):
    since: datetime
    """Changes are known up to here."""
    listed: int | None = None
    """The first reading got so far in the list; `None` once it is through."""


class _Answer(Struct, frozen=True):
    """Of a list or of changes; a vacancy by itself has no results."""

    resultaten: list[msgspec.Raw] | None = None
    totaalAantalResultaten: int | None = None  # noqa: N815


class VDAB:
    """VDAB Vacatures API 4 (https://developer.vdab.be/openservices), of which `url` is `…/vacatures/v4/vacatures`.

    Options: `client_id_env`, `client_secret_env` and `api_key_env` name the environment variables with what VDAB gave;
    `token_url` is where tokens are had; `query` is a table of parameters for the list, such as a filter on contracts;
    `contracts` says of a contract's code or label which kind it is, where the label does not; `provider` as in `jsonld`.

    The first reading goes through the list and asks for the detail of every vacancy whose contract may be one of ours; with many
    it takes several runs. From then on the list, which is short once filtered, only says which are ours, and the changes since
    the last run say which of those to read again; what is no longer published, or no longer ours, is gone.
    """

    versions = True
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.complete = True
        self._vacancies = Vacancies(defaults_of(feed), _contracts(feed))
        self._query = _query(feed)
        self._details: dict[str, Rejected | Gone | None] = {}
        """Of those that were asked: why one is not there; `None` where it is, on a page of its own."""
        self._ours: set[str | None] = set()
        self._knows_ours = False
        self._changed: set[str] = set()
        """Pages that hold changes."""
        self._in_a_row = 0

    # — asking —

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        if not has_scheme(self.feed.url):  # a copy on this machine
            yield http.get(self.feed.url, cursor=cursor)
            return
        session = _Session(http, self.feed)
        now = datetime.now(UTC)  # the source's, whose changes are asked; the catalogue's own may stand still in a trial
        state = msgspec.json.decode(cursor.state, type=_State) if cursor and cursor.state else None
        if state is None or now - state.since > _OLDEST:
            state = _State(now, listed=0)
        self.complete = state.listed == 0
        if state.listed is not None:
            pages, state = self._everything(session, state)
            self.complete = self.complete and state.listed is None
        else:
            pages, state = self._changes(session, state, now)
        yield from pages[:-1]
        yield msgspec.structs.replace(pages[-1], cursor=Cursor(state=msgspec.json.encode(state).decode()))

    def _everything(self, session: "_Session", state: _State) -> tuple[list[Page], _State]:
        """The list, each page followed by the details of those on it that may be ours."""
        pages: list[Page] = []
        for page, items in session.pages("", self._query, _LISTED, state.listed or 0):
            pages.append(page)
            for item in items:
                if (name := _identifier(item)) and self._may_be_ours(item) and not _is_whole(item):
                    pages += self._detail(session, name)
        self.complete = self.complete and not session.is_cut_short
        return pages, msgspec.structs.replace(state, listed=session.stopped_at)

    def _changes(self, session: "_Session", state: _State, now: datetime) -> tuple[list[Page], _State]:
        """Window by window what changed, and the details of those that are ours."""
        pages: list[Page] = []
        listed = session.pages("", self._query, _LISTED, 0)
        self._ours = {_identifier(item) for _, items in listed for item in items if self._may_be_ours(item)}
        self._knows_ours = not session.is_cut_short
        while True:
            until = min(state.since + _WINDOW, now)
            window = {"van": _stamp(state.since - _OVERLAP), "tot": _stamp(until)}
            status: dict[str, str | None] = {}
            for page, items in session.pages("/bulk", window, _CHANGED, 0):
                pages.append(page)
                self._changed.add(page.path)
                status |= {name: item.text("status") for item in items if (name := _identifier(item))}
            for name in [name for name, said in status.items() if said in (None, PUBLISHED) and name in self._ours]:
                if session.is_late:
                    break
                pages += self._detail(session, name)
            if session.is_late:
                return pages, state  # this window again next time
            state = _State(until)
            if until >= now:
                return pages, state

    def _detail(self, session: "_Session", name: str) -> list[Page]:
        """The page of one vacancy; none where it cannot be had, which is remembered."""
        if name in self._details:
            return []
        try:
            page = session.get(session.address(f"/{quote(name, safe='')}"))
        except FetchError as error:
            gone = isinstance(error, Refused) and error.answered in (404, 410)
            self._details[name] = Gone(name) if gone else unread(name, str(error))
            self._in_a_row = 0 if gone else self._in_a_row + 1
            if self._in_a_row >= _IN_A_ROW:
                raise
            return []
        self._details[name], self._in_a_row = None, 0
        return [page]

    def _may_be_ours(self, item: Fields) -> bool:
        """Unless its contract says otherwise; lists need not give contracts."""
        return not item.node("arbeidsovereenkomst") or self._vacancies.kind_of(item) is not None

    # — reading —

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        answer = decoded(page, _Answer, _WANTED)
        if answer.resultaten is None:
            yield from self._vacancy(Fields(decoded(page, dict[str, Any], _WANTED)), page.url)
            return
        jobs: Counter[str] = Counter()
        for at, raw in enumerate(answer.resultaten):
            item = _item(raw, at)
            name = _identifier(item) if isinstance(item, Fields) else None
            if isinstance(item, Rejected):
                yield item
            elif name is None or _is_whole(item):
                yield from self._vacancy(item, f"{page.url} resultaten[{at}]")
            elif item.text("status") not in (None, PUBLISHED):
                yield Gone(name)
            elif name in self._details:
                if missing := self._details[name]:
                    yield missing
            elif page.path in self._changed:
                if self._knows_ours and name not in self._ours:
                    yield Gone(name)
            elif not self._may_be_ours(item):
                jobs[_contract(item)] += 1
            else:
                yield unread(name, "its detail was not asked.")
        for contract, count in jobs.items():
            yield ordinary(count, contract)

    def _vacancy(self, vacancy: Fields, where: str) -> Iterator[Draft | Gone | Rejected]:
        name = _identifier(vacancy)
        if name is None:
            yield Rejected(record=where, problems=(_without_reference(vacancy.pointer("vacatureReferentie")),))
        elif found := self._vacancies.of(vacancy, name, where):
            yield found
        else:
            yield ordinary(1, _contract(vacancy))
            yield Gone(name)  # it may have been ours before


class _Session:
    """One run's way through the API, with keys and within its time."""

    def __init__(self, http: Fetcher, feed: Feed) -> None:
        self._feed = feed
        self._access = Access(http, feed, _TOKEN_URL)
        key = key_of(feed, "api_key_env")
        self._headers = {"X-IBM-Client-Id": key} if key else {}
        self._until = time.monotonic() + WITHIN_S
        self.is_cut_short = False
        """Of the last pages that were asked: the source counts more than it gave."""
        self.stopped_at: int | None = None
        """Of those too: where one would go on, had there been time."""

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self._until

    def address(self, below: str, asked: Mapping[str, object] | None = None) -> str:
        """Below the address of the feed, whose own parameters count for the list only."""
        parts = urlsplit(self._feed.url)
        given = [(name, value) for name, value in parse_qsl(parts.query) if not below and name not in (asked or {})]
        query = urlencode([*given, *(asked or {}).items()], doseq=True)
        return parts._replace(path=parts.path.rstrip("/") + below, query=query).geturl()

    def get(self, url: str) -> Page:
        with keyed(self._feed, "api_key_env", "client_id_env", "client_secret_env"):
            return self._access.get(url, headers=self._headers)

    def pages(
        self, below: str, asked: Mapping[str, object], most: int, start: int
    ) -> Iterator[tuple[Page, list[Fields]]]:
        """A page, and what can be read of it; until one is empty, the source has counted enough, or time is up."""
        former: list[msgspec.Raw] = []
        for _ in range(PAGES):
            page = self.get(self.address(below, {**asked, "aantal": most, "vanaf": start}))
            answer = decoded(page, _Answer, _WANTED)
            raws, total = answer.resultaten, answer.totaalAantalResultaten
            if raws is None or (raws and raws == former):
                raise Unreadable(
                    f"VDAB's pages {'lead in a circle' if raws else 'hold no “resultaten”'}. Nothing was used."
                )
            yield page, [item for at, raw in enumerate(raws) if isinstance(item := _item(raw, at), Fields)]
            start, former = start + len(raws), raws
            done = not raws or (total is not None and start >= total)
            self.stopped_at = None if done or not self.is_late else start
            self.is_cut_short = self.stopped_at is not None or (done and start < (total or 0))
            if done or self.is_late:
                return
        raise Unreadable(f"This source has more than {PAGES} pages. Ask for less, with the option “query”.")


def _item(raw: msgspec.Raw, at: int) -> Fields | Rejected:
    where, pointer = f"resultaten[{at}]", f"#/resultaten/{at}"
    try:
        data = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Rejected(record=where, problems=(findings.not_json(pointer, str(error)),))
    if not isinstance(data, dict):
        return Rejected(record=where, problems=(findings.not_an_object(pointer, data),))
    return Fields(data, ("resultaten", at))


def _identifier(vacancy: Fields) -> str | None:
    return vacancy.node("vacatureReferentie").text("interneReferentie")


def _is_whole(vacancy: Fields) -> bool:
    """Whether a list gives all of a vacancy, so that its detail need not be asked."""
    return bool(vacancy.node("arbeidsovereenkomst")) and vacancy.node("functie").text("omschrijving") is not None


def _contract(vacancy: Fields) -> str:
    code, label = vacancy.node("arbeidsovereenkomst").coded("arbeidsContract")
    return label or code or "?"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def _query(feed: Feed) -> dict[str, Any]:
    given = feed.options.get("query", {})
    if not isinstance(given, Mapping):
        raise BadInput(f"feeds.{feed.key}.options.query is {given!r}: expected a table of parameters and values.")
    return dict(given)


def _contracts(feed: Feed) -> dict[str, Kind]:
    given = feed.options.get("contracts", {})
    items = given.items() if isinstance(given, Mapping) else [("", None)]
    known = {folded(key): KIND.read(kind) if isinstance(kind, str) else None for key, kind in items}
    if None in known.values():
        raise BadInput(
            f"feeds.{feed.key}.options.contracts is {given!r}: expected a table of codes or labels of contracts with, for each, "
            f"one of {', '.join(KIND.of)}."
        )
    return cast("dict[str, Kind]", known)


def _without_reference(pointer: str) -> Problem:
    return problem(
        "missing",
        pointer,
        nl="Deze vacature heeft geen “interneReferentie”; zonder kan ze later niet gewijzigd of verwijderd worden.",
        en="This vacancy has no “interneReferentie”; without one it could never be changed or removed.",
    )
