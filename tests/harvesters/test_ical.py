"""Format ical: calendars as programs export them."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.feed import Feed
from catalogue.offer.reading import read_offer
from catalogue.places import Places
from catalogue.store import Store
from harvesters.base import Draft, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.ical import ICal
from tests.catalogue.listed import Listed
from tests.conftest import NOW
from tests.harvesters.server import Server

OPTIONS: dict[str, Any] = {"kind": "club-life", "provider": {"name": "Wandelkring (fictief)", "type": "non-profit"}}
Outcome = Draft | Gone | Rejected


def feed(url: str = "https://example.org/agenda.ics", **options: Any) -> Feed:
    return Feed(
        key="lijst",
        format="ical",
        url=url,
        title="Agenda (fictief)",
        publisher="Wandelkring (fictief)",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        options={**OPTIONS, **options},
    )


def calendar(*events: str, zones: str = "", end: str = "END:VCALENDAR\n") -> str:
    blocks = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Kring//NL\n{zones}{blocks}{end}".replace("\n", "\r\n")


def event(name: str = "1", more: str = "", when: str = "DTSTART;TZID=Europe/Brussels:20270112T190000") -> str:
    return f"UID:{name}@kring\nSUMMARY:Wandeling {name}\nDTSTAMP:20261101T090000Z\n{when}\n{more}"


def parsed(folder: Path, document: str | bytes, **options: Any) -> list[Outcome]:
    path = folder / "agenda.ics"
    path.write_bytes(document.encode() if isinstance(document, str) else document)
    return list(ICal(feed(**options)).parse(Page(url="https://example.org/agenda.ics", path=str(path))))


def said(folder: Path, *events: str, **calendar_: str) -> list[dict[str, Any]]:
    """What the drafts say beside what the feed says for all."""
    return [
        {key: value for key, value in dict(one.data).items() if key not in ("kind", "provider")}
        for one in parsed(folder, calendar(*events, **calendar_))
        if isinstance(one, Draft)
    ]


def codes(outcomes: list[Outcome]) -> list[str]:
    """Of what was remarked on drafts, beside that they are partial."""
    return [
        one.code for draft in outcomes if isinstance(draft, Draft) for one in draft.warnings if one.code != "partial"
    ]


# — one event —


def test_event_becomes_an_offer(tmp_path: Path, places: Places) -> None:
    """Every property that has a place in an offer is there; persons are not; the reader takes it."""
    more = r"""DTEND;TZID=Europe/Brussels:20270112T213000
DESCRIPTION:Samen wandelen\, daarna koffie.\nWelkom!
LOCATION:Dorpsstraat 1\, 9000 Gent
GEO:51.05;3.72
URL:https://kring.example.org/1
CATEGORIES:Wandelen,Natuur
CATEGORIES:Ontmoeting
LAST-MODIFIED:20261101T090000Z
ORGANIZER;CN="Jan Verzonnen":mailto:jan@example.org
ATTENDEE;CN=Mieke:mailto:mieke@example.org"""
    (draft,) = parsed(tmp_path, calendar(event("1", more)))
    assert isinstance(draft, Draft)
    assert {
        "identifier": "1@kring",
        "title": {"nl": "Wandeling 1"},
        "description": {"nl": "Samen wandelen, daarna koffie.\nWelkom!"},
        "url": "https://kring.example.org/1",
        "kind": ["club-life"],
        "provider": {"name": "Wandelkring (fictief)", "type": "non-profit"},
        "keyword": ["Wandelen", "Natuur", "Ontmoeting"],
        "place": {"municipality": "Gent", "postcode": "9000", "street": "Dorpsstraat 1", "lat": 51.05, "lon": 3.72},
        "starts": "2027-01-12",
        "ends": "2027-01-12",
        "validThrough": "2027-01-12",
        "inferred": ["validThrough"],
        "schedule": [{"weekday": "tuesday", "from": "19:00", "to": "21:30"}],
        "modified": "2026-11-01T09:00:00Z",
    } == dict(draft.data)
    reading = read_offer(draft.data, places=places, now=NOW)
    assert ((), ["partial", "personal-data-dropped"]) == (reading.problems, [one.code for one in draft.warnings])
    assert not [name for name in ("Verzonnen", "Mieke", "jan@") if name in str(draft)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("DTSTART:20270112T190000Z\nDTEND:20270112T210000Z", ("2027-01-12", "20:00", "22:00")),
        ("DTSTART:20270712T190000Z", ("2027-07-12", "21:00", None)),
        ("DTSTART:20270112T233000Z", ("2027-01-13", "00:30", None)),
        ("DTSTART:20270112T190000\nDURATION:PT2H30M", ("2027-01-12", "19:00", "21:30")),
        ("DTSTART;TZID=Europe/London:20270112T190000", ("2027-01-12", "20:00", None)),
        ("DTSTART;TZID=Romance Standard Time:20270112T190000", ("2027-01-12", "19:00", None)),
        ("DTSTART;TZID=Onze Tijd:20270112T190000", ("2027-01-12", "19:00", None)),
        ("DTSTART;VALUE=DATE:20270112", ("2027-01-12", None, None)),
        ("DTSTART:20270112T190000\nDTEND:20270114T190000", ("2027-01-12", "19:00", None)),
        ("DTSTART:20270112T190000\nDTEND:20270112T180000", ("2027-01-12", "19:00", None)),
    ],
)
def test_moments(tmp_path: Path, when: str, expected: tuple[str, str | None, str | None]) -> None:
    """In the local time of Brussels: of UTC, of zones that everybody knows, and as written where there is none."""
    (found,) = said(tmp_path, event(when=when))
    slot = found["schedule"][0]
    assert expected == (found["starts"], slot.get("from"), slot.get("to"))


FIXED = """BEGIN:VTIMEZONE
TZID:Vast
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0000
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""
SUMMER = FIXED.replace("Vast", "Zomer en winter").replace(
    "END:VTIMEZONE",
    "BEGIN:DAYLIGHT\nDTSTART:19700329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE",
)


@pytest.mark.parametrize(("zone", "expected"), [("Vast", "20:00"), ("Zomer en winter", "19:00")])
def test_zones_that_the_calendar_defines(tmp_path: Path, zone: str, expected: str) -> None:
    """One with a single offset counts; of another, times are as they are written."""
    (found,) = said(tmp_path, event(when=f"DTSTART;TZID={zone}:20270112T190000"), zones=FIXED + SUMMER)
    assert expected == found["schedule"][0]["from"]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("DTSTART;VALUE=DATE:20270112\nDTEND;VALUE=DATE:20270115", ("2027-01-12", "2027-01-14")),
        ("DTSTART;VALUE=DATE:20270112\nDTEND;VALUE=DATE:20270112", ("2027-01-12", "2027-01-12")),
        ("DTSTART;VALUE=DATE:20270112", ("2027-01-12", "2027-01-12")),
        ("DTSTART;VALUE=DATE:20270112\nDURATION:P3D", ("2027-01-12", "2027-01-14")),
    ],
)
def test_whole_days(tmp_path: Path, when: str, expected: tuple[str, str]) -> None:
    """The end of whole days is the day after the last."""
    (found,) = said(tmp_path, event(when=when))
    assert expected == (found["starts"], found["ends"])


TUESDAY = {"weekday": "tuesday", "from": "19:00"}
THURSDAY = {"weekday": "thursday", "from": "19:00"}


@pytest.mark.parametrize(
    ("rule", "slots", "ends"),
    [
        ("FREQ=WEEKLY", [TUESDAY], None),
        ("FREQ=WEEKLY;BYDAY=TU,TH", [TUESDAY, THURSDAY], None),
        ("FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270630T215959Z", [TUESDAY, THURSDAY], "2027-06-30"),
        ("FREQ=WEEKLY;UNTIL=20270630", [TUESDAY], "2027-06-30"),
        ("FREQ=WEEKLY;COUNT=3", [TUESDAY], "2027-01-26"),
        ("FREQ=WEEKLY;BYDAY=TH,TU;COUNT=3", [THURSDAY, TUESDAY], "2027-01-19"),
        ("FREQ=WEEKLY;BYDAY=MO,TU;COUNT=3", [{**TUESDAY, "weekday": "monday"}, TUESDAY], "2027-01-19"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", [{**TUESDAY, "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"}], "2027-02-09"),
        ("FREQ=MONTHLY;BYDAY=2TU", [{**TUESDAY, "rrule": "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU"}], None),
        ("FREQ=MONTHLY;BYMONTHDAY=12", [{"from": "19:00", "rrule": "FREQ=MONTHLY;INTERVAL=1"}], None),
        ("FREQ=YEARLY;COUNT=3", [{"from": "19:00", "rrule": "FREQ=YEARLY;INTERVAL=1"}], None),
        ("FREQ=WEEKLY;COUNT=1000000000", [TUESDAY], None),
        ("FREQ=DAILY;BYDAY=TU,TH", [TUESDAY, THURSDAY], None),
        ("FREQ=DAILY;COUNT=5", None, "2027-01-16"),
    ],
)
def test_rules_of_recurrence(tmp_path: Path, rule: str, slots: list[dict[str, str]] | None, ends: str | None) -> None:
    """Weekly becomes days of the week; anything else keeps its rule beside the day; the end is that of the series."""
    (found,) = said(tmp_path, event("1", f"RRULE:{rule}"))
    expected = slots or [{"weekday": day, "from": "19:00"} for day in (
        "monday tuesday wednesday thursday friday saturday sunday".split())]  # fmt: skip
    assert (expected, ends, ends) == (found["schedule"], found.get("ends"), found.get("validThrough"))


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("Dorpsstraat 1\\, 9000 Gent", {"municipality": "Gent", "postcode": "9000", "street": "Dorpsstraat 1"}),
        ("Zaal De Kring", {"street": "Zaal De Kring"}),
        ("", None),
    ],
)
def test_places(tmp_path: Path, location: str, expected: dict[str, str] | None) -> None:
    """An address with postcode is one; anything else is the name of a venue, and no municipality."""
    (found,) = said(tmp_path, event("1", f"LOCATION:{location}"))
    assert expected == found.get("place")


def test_link_as_location_is_online(tmp_path: Path) -> None:
    """As programs for meetings write it."""
    (found,) = said(tmp_path, event("1", "LOCATION:https://meet.example.org/kring"))
    assert ("online", False) == (found["placeMode"], "place" in found)


def test_languages(tmp_path: Path) -> None:
    """Of the property, else of the feed."""
    (found,) = said(
        tmp_path, event("1", "DESCRIPTION;LANGUAGE=fr-BE:Promenade").replace("SUMMARY", "SUMMARY;LANGUAGE=en")
    )
    assert ({"en": "Wandeling 1"}, {"fr": "Promenade"}) == (found["title"], found["description"])


def test_long_lines_are_folded(tmp_path: Path) -> None:
    """Also where a program folds in the middle of a character."""
    text = "Ça va? Één koffie.".encode()
    folded = b"\r\n ".join(text[at : at + 1] for at in range(len(text)))
    document = calendar(event("1", "DESCRIPTION:@")).encode().replace(b"@\r\n", folded + b"\r\n")
    (draft,) = parsed(tmp_path, document)
    assert isinstance(draft, Draft)
    assert {"nl": "Ça va? Één koffie."} == dict(draft.data)["description"]


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_line_ends_and_encodings(tmp_path: Path, newline: str, encoding: str) -> None:
    """Every kind of line end, UTF-8 and what Windows writes."""
    document = calendar(event("1", "DESCRIPTION:Café")).replace("\r\n", newline).encode(encoding)
    (draft,) = parsed(tmp_path, document)
    assert isinstance(draft, Draft)
    assert {"nl": "Café"} == dict(draft.data)["description"]


def test_html_becomes_plain_text(tmp_path: Path) -> None:
    """Calendars of the web write HTML."""
    (found,) = said(tmp_path, event("1", r"DESCRIPTION:<p>Elke <b>zondag</b>.</p>Welkom&nbsp\;!"))
    assert {"nl": "Elke zondag.\nWelkom !"} == found["description"]


# — which records —


def test_changed_dates_belong_to_their_series(tmp_path: Path) -> None:
    """A date that was moved or called off is no event of its own, wherever it stands."""
    moved = event("1", "RECURRENCE-ID:20270119T180000Z\nSTATUS:CANCELLED")
    found = said(tmp_path, moved, event("1", "RRULE:FREQ=WEEKLY"), moved)
    assert ["1@kring"] == [one["identifier"] for one in found]


def test_changed_date_without_its_series(tmp_path: Path) -> None:
    """Where a calendar holds only that, it is the event."""
    found = said(tmp_path, *[event("1", "RECURRENCE-ID:20270119T180000Z")] * 2)
    assert ["1@kring"] == [one["identifier"] for one in found]


def test_cancelled_is_gone(tmp_path: Path) -> None:
    """A tombstone."""
    assert [Gone("1@kring")] == parsed(tmp_path, calendar(event("1", "STATUS:CANCELLED")))


@pytest.mark.parametrize("said_", ["PRIVATE", "CONFIDENTIAL"])
def test_private_is_out(tmp_path: Path, said_: str) -> None:
    """What a calendar calls private is not passed on."""
    (rejected,) = parsed(tmp_path, calendar(event("1", f"CLASS:{said_}")))
    assert isinstance(rejected, Rejected)
    assert ["out-of-scope"] == [one.code for one in rejected.problems]


def test_tasks_are_out(tmp_path: Path) -> None:
    """Only events are activities."""
    todo = "BEGIN:VTODO\nUID:t\nSUMMARY:Koffie kopen\nEND:VTODO\n"
    rejected, draft = parsed(tmp_path, calendar(event(), zones=todo))
    assert (True, True) == (isinstance(rejected, Rejected), isinstance(draft, Draft))


def test_event_without_identifier(tmp_path: Path) -> None:
    """Gets one of ours, that survives order."""
    first, second = (
        one
        for one in parsed(tmp_path, calendar(*(event(name).replace(f"UID:{name}@kring\n", "") for name in "AB")))
        if isinstance(one, Draft)
    )
    assert (True, True) == (first.derived, dict(first.data)["identifier"] != dict(second.data)["identifier"])


def test_persons_are_counted(tmp_path: Path) -> None:
    """Who organises or attends is left out, and told once with how often."""
    found = parsed(
        tmp_path, calendar(event("1", "CONTACT:Jan"), event("2"), event("3", "ATTENDEE:mailto:a@example.org"))
    )
    (dropped,) = [one for draft in found if isinstance(draft, Draft) for one in draft.warnings if one.code != "partial"]
    assert ("personal-data-dropped", True) == (dropped.code, "2 records" in dropped.message["en"])


@pytest.mark.parametrize(
    ("line", "pointer"),
    [("DTEND:morgen", "DTEND"), ("GEO:hier", "GEO"), ("RRULE:FREQ=SOMS", "RRULE"), ("DURATION:lang", "DURATION")],
)
def test_broken_properties_are_told(tmp_path: Path, line: str, pointer: str) -> None:
    """The event stays, without that property."""
    (draft,) = parsed(tmp_path, calendar(event("1", line)))
    assert isinstance(draft, Draft)
    assert [("unused-value", f"VEVENT[1]/{pointer}")] == [
        (one.code, one.pointer) for one in draft.warnings if one.code != "partial"
    ]


def test_unknown_properties_are_told_once(tmp_path: Path) -> None:
    """What has no place here is said once for the whole source; X- properties are a program's own."""
    assert ["unmapped-key"] == codes(parsed(tmp_path, calendar(*[event("1", "PRIJS:5\nX-APPLE:1")] * 3)))


def test_event_of_a_megabyte_is_rejected(tmp_path: Path) -> None:
    """An event with a picture inside is told, the others are read."""
    picture = "ATTACH;ENCODING=BASE64:" + "\n ".join(["A" * 70] * 20_000)
    found = parsed(tmp_path, calendar(event("1", picture), event("2")))
    assert ["too-long"] == [problem.code for one in found if isinstance(one, Rejected) for problem in one.problems]
    assert 2 == len(found)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "is empty"),
        ("<html><body>Meld u aan</body></html>", "web page"),
        ("titel;gemeente", "is no calendar"),
        (calendar(event(), end=""), "breaks off"),
        (calendar(event())[:-40], "breaks off"),
        (b"PK\x03\x04", "zip or Excel"),
    ],
)
def test_other_documents_are_refused_whole(tmp_path: Path, document: str | bytes, message: str) -> None:
    """What is no calendar, or breaks off, fails the run."""
    with pytest.raises(Unreadable, match=message):
        parsed(tmp_path, document)


LINES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=40),
    st.builds(
        "{}{}:{}".format,
        st.sampled_from(
            ["DTSTART", "DTEND", "DURATION", "RRULE", "GEO", "CATEGORIES", "URL", "UID", "BEGIN", "END", "LAST-MODIFIED"]
        ),
        st.sampled_from(["", ";TZID=Europe/Brussels", ";VALUE=DATE", ";TZID=", ";X=\"", ";ENCODING=BASE64"]),
        st.sampled_from(
            ["20270112", "20270112T190000", "99999999T999999", "00010101T000000Z", "99991231T235959Z", "P1D", "-P9999999D",
             "FREQ=DAILY;COUNT=-1", "FREQ=WEEKLY;BYDAY=XX;INTERVAL=0", "FREQ=WEEKLY;UNTIL=99991231T235959Z", "nan;inf", "1e999;2",
             "VALARM", "VEVENT", ",,,", "http://[", "\\"]
        ),
    ),
)  # fmt: skip


@given(st.lists(LINES, max_size=8))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_lines_are_read_or_refused(tmp_path: Path, places: Places, lines: list[str]) -> None:
    """Whatever stands in an event, reading it ends well."""
    with suppress(Unreadable):
        for one in parsed(tmp_path, calendar("\n".join(["UID:x", "SUMMARY:x", *lines]))):
            if isinstance(one, Draft):
                read_offer(one.data, places=places, now=NOW)


def test_deep_event_is_one_rejected_record(tmp_path: Path) -> None:
    """Components inside components without end cost a record, not the run."""
    deep = "BEGIN:VALARM\n" * 5000 + "END:VALARM\n" * 5000
    found = parsed(tmp_path, calendar(event("1", deep), event("2")))
    assert (2, True) == (len(found), isinstance(found[-1], Draft))


# — runs —


class Runs(Listed):
    """Runs of a calendar."""

    def __init__(self, server: Server, store: Store, places: Places, folder: Path, now: datetime) -> None:
        super().__init__(
            server, store, places, folder, now, format="ical", url=server.url("/agenda.ics"), options=OPTIONS, grace_s=0
        )

    def serve(self, *events: str) -> None:
        self.server.serve("/agenda.ics", calendar(*events).encode(), content_type="text/calendar")


@pytest.fixture
def runs(server: Server, store: Store, places: Places, tmp_path: Path, now: datetime) -> Runs:
    return Runs(server, store, places, tmp_path, now)


def test_runs_of_a_calendar(runs: Runs) -> None:
    """New, unchanged in one request, one changed, one that is no longer there, one cancelled."""
    runs.serve(event("1"), event("2"), event("3"))
    first = runs.run()
    second = runs.run(after=timedelta(hours=6))
    runs.serve(event("1").replace("Wandeling", "Verhuisd"), event("3"))
    third = runs.run(after=timedelta(hours=6))
    runs.serve(event("1"), event("3", "STATUS:CANCELLED"))
    fourth = runs.run(after=timedelta(hours=6))
    assert (3, ("unchanged", 1), (1, 1, 1), (1, 1), {"1@kring": "Wandeling 1"}) == (
        first.counts.new,
        (second.status, second.requests),
        (third.counts.changed, third.counts.unchanged, third.counts.removed),
        (fourth.counts.changed, fourth.counts.removed),
        runs.live(),
    )


def test_export_written_anew_is_unchanged(runs: Runs) -> None:
    """Programs stamp every export: that alone changes nothing."""
    runs.serve(event("1"))
    runs.run()
    runs.serve(event("1").replace("DTSTAMP:20261101", "DTSTAMP:20261102"))
    run = runs.run(after=timedelta(hours=6))
    assert (0, 1) == (run.counts.changed, run.counts.unchanged)


def test_broken_calendar_keeps_yesterday(runs: Runs) -> None:
    """A calendar that breaks off changes nothing."""
    runs.serve(event("1"), event("2"))
    runs.run()
    runs.server.serve("/agenda.ics", calendar(event("3"))[:-30].encode())
    run = runs.run(after=timedelta(hours=6))
    assert ("failed", {"1@kring", "2@kring"}) == (run.status, set(runs.live()))
