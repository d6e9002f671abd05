"""Format `ical`: activities in a calendar."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Any, Final

import icalendar

from catalogue.feed import Cursor, Feed
from catalogue.offer.day import BRUSSELS
from catalogue.offer.problems import Problem, problem
from harvesters import findings
from harvesters.base import Draft, Fetcher, Gone, Page, Rejected
from harvesters.clean import plain
from harvesters.document import Unreadable, encoding_of, opening, refuse_foreign
from harvesters.fields import filled
from harvesters.languages import language
from harvesters.partial import Partials, People
from harvesters.recurrence import last_day, local, slots_of
from harvesters.schemaorg import value as values
from harvesters.schemaorg.place import address_of

_WANTED: Final = "a calendar (iCalendar) that starts with BEGIN:VCALENDAR"
_LIMIT_BYTES: Final = 1_000_000
"""Of one event: a picture inside can make one longer, but nothing of ours."""
_BLOCKS: Final = frozenset(["VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL"])
_PERSONS: Final = ("ORGANIZER", "ATTENDEE", "CONTACT")
_OFFSET: Final = re.compile(r"^TZOFFSETTO:([+-])(\d\d)(\d\d)", re.MULTILINE | re.IGNORECASE)
_ZONE: Final = re.compile(r"^TZID[^:\n]*:([^\n]+)", re.MULTILINE | re.IGNORECASE)
_MOST_SLOTS: Final = 20
_READ: Final = frozenset(
    ["UID", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "URL", "CATEGORIES", "DTSTART", "DTEND", "DURATION", "RRULE", "STATUS",
     "CLASS", "LAST-MODIFIED", "RECURRENCE-ID", *_PERSONS]
)  # fmt: skip
_UNREMARKED: Final = frozenset(
    ["DTSTAMP", "CREATED", "SEQUENCE", "TRANSP", "PRIORITY", "EXDATE", "RDATE", "ATTACH", "IMAGE", "COLOR", "COMMENT",
     "REQUEST-STATUS", "RELATED-TO", "RESOURCES"]
)  # fmt: skip
"""What says nothing that an offer could hold, and every X- property: left unread without a remark."""


_SOURCES: Final = {
    "identifier": "UID", "title": "SUMMARY", "description": "DESCRIPTION", "url": "URL", "keyword": "CATEGORIES",
    "place": "LOCATION", "starts": "DTSTART", "ends": "DTEND", "validThrough": "DTEND", "schedule": "RRULE",
    "modified": "LAST-MODIFIED",
}  # fmt: skip
"""Field of the offer → where a publisher has to look."""


class ICal:
    """iCalendar (RFC 5545). Options: `kind` and `provider`, which are required since events do not say them; `language`.

    An event is one record with all its recurrences. Cancelled is gone; private is out. Times are those of Brussels: UTC and
    zones that everybody knows are converted; a zone that the calendar defines itself counts where it has one offset only, else
    its times are taken as they are written. Raises `Unreadable` for what is no calendar, or breaks off.
    """

    complete = True
    versions = False
    version = 1

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._partials = Partials(feed)
        self._remarked: set[str] = set()

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]:
        self._partials.check()
        yield http.get(self.feed.url, cursor=cursor, accept="text/calendar, */*;q=0.5")

    def parse(self, page: Page) -> Iterator[Draft | Gone | Rejected]:
        people = People()
        yield from people.told(self._records(page, people), page.url)

    def _records(self, page: Page, people: People) -> Iterator[Draft | Gone | Rejected]:
        encoding = encoding_of(page.path, page.charset)
        zones: dict[str, tzinfo] = {}
        changed: dict[str, tuple[icalendar.Event, str]] = {}
        """Single dates of series that were moved or called off, by identifier: they belong to the series, if there is one."""
        met: set[str] = set()
        for name, where, text in _blocks(page.path, encoding):
            if text is None:
                yield Rejected(record=where, problems=(findings.too_long(where, _LIMIT_BYTES),))
            elif name == "VTIMEZONE":
                zones |= _zones(text)
            elif name != "VEVENT":
                what = ("het is een taak of een nota", "it is a task or a note")
                yield Rejected(record=where, problems=(findings.out_of_scope(where, what, value=name),))
            elif (event := _event(text)) is None:
                yield Rejected(record=where, problems=(_not_read(where),))
            elif "RECURRENCE-ID" in event and (uid := _text(event, "UID")):
                changed.setdefault(uid, (event, where))
            else:
                people.count += any(one in event for one in _PERSONS)
                met.add(_text(event, "UID") or "")
                yield self._record(event, page, where, zones)
        for uid, (event, where) in changed.items():
            if uid not in met:
                yield self._record(event, page, where, zones)

    def _record(
        self, event: icalendar.Event, page: Page, where: str, zones: Mapping[str, tzinfo]
    ) -> Draft | Gone | Rejected:
        uid = _text(event, "UID")
        if (_text(event, "STATUS") or "").upper() == "CANCELLED":
            what = ("het gaat niet door", "it does not take place")
            return Gone(uid) if uid else Rejected(record=where, problems=(findings.out_of_scope(where, what),))
        if (_text(event, "CLASS") or "PUBLIC").upper() in ("PRIVATE", "CONFIDENTIAL"):
            what = ("de agenda noemt het privé", "the calendar calls it private")
            return Rejected(record=uid or where, problems=(findings.out_of_scope(f"{where}/CLASS", what),))
        warnings = [_broken(f"{where}/{name}", name) for name, _ in event.errors if name in _READ]
        warnings += self._unmapped(event, where)
        data = {
            "identifier": uid,
            "title": self._spoken(event, "SUMMARY"),
            "description": self._spoken(event, "DESCRIPTION"),
            "url": values.web(_text(event, "URL")),
            "keyword": _categories(event),
            **_where(event),
            **_when(event, zones),
            "modified": _modified(event),
        }
        places = {f"/{key}": f"{where}/{name}" for key, name in _SOURCES.items() if name in event}
        return self._partials.draft(data, document=page.path, where=where, places=places, warnings=warnings)

    def _spoken(self, event: icalendar.Event, name: str) -> dict[str, str]:
        text = plain(_text(event, name) or "")
        said = getattr(_first(event, name), "params", {}).get("LANGUAGE", "")
        tag = (language(str(said)) or self._partials.language).removesuffix("-BE")
        return {tag: text} if text else {}

    def _unmapped(self, event: icalendar.Event, where: str) -> Iterator[Problem]:
        for name in event:
            if name not in _READ | _UNREMARKED | self._remarked and not name.startswith("X-"):
                self._remarked.add(name)
                yield findings.unmapped_key(f"{where}/{name}", name, ["VEVENT"])


def _blocks(path: str, encoding: str) -> Iterator[tuple[str, str, str | None]]:
    """Component by component: name, where it stands, and its lines without folds; no lines where there are too many.

    Lines are cut before characters are decoded: programs fold them in the middle of a character (§3.1).
    """
    head = opening(path)
    if not head.upper().startswith(b"BEGIN:VCALENDAR"):
        refuse_foreign(head, _WANTED)
        raise Unreadable(f"This document is no calendar; expected {_WANTED}.")
    counted: Counter[str] = Counter()
    name, lines, size, ended = "", [""], 0, False
    with open(path, encoding="latin-1") as file:  # each byte as one character
        while line := file.readline(_LIMIT_BYTES + 1):
            word, _, of = line.strip().upper().partition(":")
            if not name:
                ended = (word, of) == ("END", "VCALENDAR") or (ended and not word)
                if word == "BEGIN" and of in _BLOCKS:
                    name, lines, size = of, [], 0
                    counted[name] += 1
            size += len(line)
            if name and size <= _LIMIT_BYTES:
                lines.append(line)
            if name and (word, of) == ("END", name):
                text = "".join(lines).replace("\n ", "").replace("\n\t", "").encode("latin-1")
                yield name, f"{name}[{counted[name]}]", _decoded(text, encoding) if size <= _LIMIT_BYTES else None
                name = ""
    if name or not ended:
        raise Unreadable("This calendar breaks off before END:VCALENDAR. Nothing of it was used; send it again.")


def _decoded(text: bytes, otherwise: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode(otherwise, errors="replace")


def _event(text: str) -> icalendar.Event | None:
    """What can be read of an event: a property that cannot be is among its `errors`."""
    try:
        event = icalendar.Event.from_ical(text)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return event if isinstance(event, icalendar.Event) else None


def _zones(text: str) -> dict[str, tzinfo]:
    """A zone with one offset all year, by its name; what else a zone may hold is a programme of its own to compute."""
    name, offsets = _ZONE.search(text), {found.groups() for found in _OFFSET.finditer(text)}
    if not name or len(offsets) != 1:
        return {}
    sign, hours, minutes = offsets.pop()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return {name[1].strip(): timezone(-offset if sign == "-" else offset)} if offset < timedelta(hours=24) else {}


# — properties —


def _first(event: icalendar.Event, name: str) -> Any:
    """The property, or the first of several (most may stand there once only, §3.6.1); none that is broken."""
    given = event.get(name)
    found = next(iter(given), None) if isinstance(given, list) else given
    return None if isinstance(found, icalendar.vBroken) else found


def _text(event: icalendar.Event, name: str) -> str | None:
    given = _first(event, name)
    return str(given).strip() or None if isinstance(given, str) else None


def _moment(event: icalendar.Event, name: str, zones: Mapping[str, tzinfo]) -> date | None:
    """A day, or a moment in the local time of Brussels without zone."""
    given = _first(event, name)
    moment = getattr(given, "dt", None)
    if not isinstance(moment, date) or not 1900 < moment.year < 2200:
        return None
    if not isinstance(moment, datetime):
        return moment
    zone = moment.tzinfo or zones.get(str(getattr(given, "params", {}).get("TZID", "")))
    return moment.replace(tzinfo=zone).astimezone(BRUSSELS).replace(tzinfo=None) if zone else moment


def _when(event: icalendar.Event, zones: Mapping[str, tzinfo]) -> dict[str, Any]:
    """The keys `starts`, `ends`, `validThrough`, `schedule` and `inferred` of the offer schema."""
    start = _moment(event, "DTSTART", zones)
    if start is None:
        return {}
    end = _moment(event, "DTEND", zones)
    length = getattr(_first(event, "DURATION"), "dt", None)
    if end is None and isinstance(length, timedelta) and timedelta(0) < length < timedelta(days=366):
        end = start + length
    rule = _first(event, "RRULE")
    rule = rule if isinstance(rule, icalendar.vRecur) else None
    if rule is not None:
        last = last_day(rule, start)
    elif end is None or isinstance(end, datetime):
        last = local(end or start)
    else:
        last = max(start, end - timedelta(days=1))  # the end of whole days is the day after (§3.6.1)
    until = last.isoformat() if last and last >= local(start) else None
    return {
        "starts": local(start).isoformat(),
        "ends": until,
        "validThrough": until,
        "inferred": ["validThrough"] if until else [],  # nobody can join what is over
        "schedule": slots_of(rule, start, end)[:_MOST_SLOTS],
    }


def _where(event: icalendar.Event) -> dict[str, Any]:
    """The key `place`, or `placeMode` where the location is a link. Text without postcode is a venue, not a municipality."""
    text = plain(_text(event, "LOCATION") or "")
    if values.web(text):
        return {"placeMode": "online"}
    found = address_of(text)
    place = found if "postcode" in found else {"street": text}
    geo = _first(event, "GEO")
    lat, lon = (values.number(getattr(geo, name, None)) for name in ("latitude", "longitude"))
    if lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0):
        place |= {"lat": lat, "lon": lon}
    return {"place": filled(place)}


def _categories(event: icalendar.Event) -> list[str]:
    given = event.get("CATEGORIES")
    several = given if isinstance(given, list) else [given]
    words = [plain(str(word)) for one in several if isinstance(one, icalendar.vCategory) for word in one.cats]
    return list(dict.fromkeys(filter(None, words)))


def _modified(event: icalendar.Event) -> str | None:
    """`LAST-MODIFIED` only: `DTSTAMP` is when a program wrote the calendar, which is every time anew."""
    moment = getattr(_first(event, "LAST-MODIFIED"), "dt", None)
    return values.instant(moment.isoformat()) if isinstance(moment, datetime) else None


def _not_read(where: str) -> Problem:
    return problem(
        "not-read",
        where,
        nl="Deze gebeurtenis is niet te lezen als iCalendar.",
        en="This event cannot be read as iCalendar.",
        mend=("Exporteer de agenda opnieuw.", "Export the calendar again."),
    )


def _broken(pointer: str, name: str) -> Problem:
    return findings.unused_value(
        pointer,
        f"“{name}” is niet gebruikt: het volgt iCalendar niet (RFC 5545).",
        f"“{name}” was not used: it does not follow iCalendar (RFC 5545).",
    )
