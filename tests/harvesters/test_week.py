"""When in the week: days, parts of the day and times, as people type them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.offer.model import WEEKDAYS
from harvesters.week import schedule, weekday


def slots(text: str) -> str:
    """Slots in one line, such as `tuesday 09:30-11:30, thursday morning`."""
    found, _ = schedule(text)
    return ", ".join(" ".join(filter(None, _words(slot))) for slot in found)


def _words(slot: dict[str, Any]) -> list[str]:
    times = f"{slot.get('from', '')}-{slot.get('to', '')}" if "from" in slot or "to" in slot else ""
    holidays = {True: "also in holidays", False: "not in holidays"}.get(slot.get("duringSchoolHolidays", ...), "")
    return [slot.get("weekday", ""), slot.get("part", ""), times, holidays, slot.get("text", "")]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("di en do voormiddag", "tuesday morning, thursday morning"),
        ("elke dinsdag van 9u30 tot 11u30", "tuesday 09:30-11:30"),
        ("ma-vr", "monday, tuesday, wednesday, thursday, friday"),
        ("ma t/m wo 9-12u", "monday 09:00-12:00, tuesday 09:00-12:00, wednesday 09:00-12:00"),
        ("vr t/m ma", "friday, saturday, sunday, monday"),
        ("ma-wo-vr", "monday, wednesday, friday"),
        ("maandag, woensdag en vrijdag", "monday, wednesday, friday"),
        ("di/do", "tuesday, thursday"),
        ("di 9-12u; do namiddag", "tuesday 09:00-12:00, thursday afternoon"),
        ("dinsdag 9-12u\nwoensdag 13-15u", "tuesday 09:00-12:00, wednesday 13:00-15:00"),
        ("wo 14-16, vr 9-11", "wednesday 14:00-16:00, friday 09:00-11:00"),
        ("ma 9-12u en 13-16u", "monday 09:00-12:00, monday 13:00-16:00"),
        ("dinsdagavonden", "tuesday evening"),
        ("dinsdag 's avonds", "tuesday evening"),
        ("woensdagnamiddag van 2 tot 4", "wednesday 14:00-16:00"),
        ("in het weekend", "saturday, sunday"),
        ("elke werkdag overdag", ", ".join(f"{day} {part}" for day in WEEKDAYS[:5] for part in ("morning", "afternoon"))),
        ("di 19.30-21 uur", "tuesday 19:30-21:00"),
        ("donderdag vanaf 20h", "thursday 20:00-"),
        ("dinsdag tot 12u", "tuesday -12:00"),
        ("van 9 tot 12 uur op dinsdag", "tuesday 09:00-12:00"),
        ("9u-12u", "09:00-12:00"),
        ("'s morgens", "morning"),
        ("Tuesday 9:30-11:30", "tuesday 09:30-11:30"),
        ("di (niet in de schoolvakanties)", "tuesday not in holidays"),
        ("tijdens het schooljaar op di 9-12u", "tuesday 09:00-12:00 not in holidays"),
        ("di voormiddag, ook in de vakanties", "tuesday morning also in holidays"),
        ("di di dinsdag", "tuesday"),
    ],
)  # fmt: skip
def test_schedule(typed: str, read: str) -> None:
    """Read whole, with nothing left over."""
    assert (read, []) == (slots(typed), schedule(typed)[1])


@pytest.mark.parametrize(
    "typed",
    ["eerste maandag van de maand", "om de twee weken op dinsdag", "2x per week", "di 25:00-26:00", "di 12-9u", "di 9", "2-4",
     "ma 22u-2u", "dinsdag of donderdag", "Tuesday 9am-11am", "di 930-1130", "alle dagen behalve zondag"],
)  # fmt: skip
def test_what_would_be_guessed(typed: str) -> None:
    """A piece of which a word is not understood stays as text, and is reported."""
    assert ([{"text": typed}], [typed]) == schedule(typed)


@pytest.mark.parametrize(
    "typed", ["in overleg", "flexibel", "uren in onderling overleg", "dag en uur af te spreken", "naar keuze"]
)
def test_by_arrangement(typed: str) -> None:
    """Nothing is fixed, which is no problem: buddies have no hours of their own."""
    assert ([{"text": typed}], []) == schedule(typed)


def test_pieces_are_read_apart() -> None:
    """One piece that is not understood does not lose the others."""
    assert ([{"weekday": "tuesday", "part": "morning"}, {"text": "soms"}], ["soms"]) == schedule("di vm; soms")


@pytest.mark.parametrize("typed", ["di " * 100, ";".join(f"woord{at}" for at in range(100))])
def test_a_story_is_one_piece(typed: str) -> None:
    """A cell that is no timetable gives one slot and one report, however long it is."""
    found, unread = schedule(typed)
    assert (1, 1) == (len(found), len(unread))


@pytest.mark.parametrize(
    ("name", "day"),
    [("Tuesday", "tuesday"), ("di", "tuesday"), ("https://schema.org/Tuesday", "tuesday"), ("TU", "tuesday"), ("mo", "monday"),
     ("za", "saturday"), ("PublicHolidays", None), ("", None)],
)  # fmt: skip
def test_weekday(name: str, day: str | None) -> None:
    """Names in Dutch and English, addresses of schema.org, and iCalendar's two letters."""
    assert day == weekday(name)


_WORDS = st.sampled_from(
    "di en do - tot 9 9u30 12:00 voormiddag avond ; weekend vanaf t/m , elke 's op 25u x in overleg".split()
)


@given(st.text(max_size=50) | st.lists(_WORDS, max_size=12).map(" ".join))
def test_any_text_gives_slots_that_hold(typed: str) -> None:
    """Whatever is typed: codes of the model, times of the clock in their order, or the text itself."""
    wrong = [
        slot
        for slot in schedule(typed)[0]
        if not slot
        or slot.get("weekday", "monday") not in WEEKDAYS
        or slot.get("from", "00:00") >= slot.get("to", "24:00")
    ]
    assert [] == wrong
