"""What people type in a sheet: hours, days, amounts, counts, lengths, yes and no."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters import dutch

READERS: list[Callable[[str], Any]] = [
    dutch.hours_per_week,
    dutch.hours_total,
    dutch.day,
    dutch.day_of,
    dutch.instant,
    dutch.yes_or_no,
    dutch.euros,
    dutch.count,
    dutch.days,
    dutch.length,
    dutch.latitude,
    dutch.longitude,
]


def exactly(hours: float) -> dict[str, float]:
    return {"min": hours, "max": hours}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2,5 uur", exactly(2.5)),
        ("2.5", exactly(2.5)),
        ("2 uren per week", exactly(2)),
        ("3u/w", exactly(3)),
        ("2u p/w", exactly(2)),
        ("wekelijks 2 uur", exactly(2)),
        ("twee uur", exactly(2)),
        ("een half uur", exactly(0.5)),
        ("anderhalf uur", exactly(1.5)),
        ("½", exactly(0.5)),
        ("2½ uur", exactly(2.5)),
        ("1u30", exactly(1.5)),
        ("1 uur 30", exactly(1.5)),
        ("2:30", exactly(2.5)),
        ("02:00:00", exactly(2)),
        ("ca. 3 uur", exactly(3)),
        ("2 tot 4 uur per week", {"min": 2, "max": 4}),
        ("2-4", {"min": 2, "max": 4}),
        ("2 – 4 u", {"min": 2, "max": 4}),
        ("2 à 4 uur", {"min": 2, "max": 4}),
        ("tussen 2 en 4 uur", {"min": 2, "max": 4}),
        ("2u30-3u30", {"min": 2.5, "max": 3.5}),
        ("2 to 4 hours a week", {"min": 2, "max": 4}),
        ("max. 4", {"max": 4}),
        ("up to 4 hours", {"max": 4}),
        ("tot en met 4 uur", {"max": 4}),
        ("vanaf 2 uur", {"min": 2}),
        ("2 uur of meer", {"min": 2}),
        ("5+", {"min": 5}),
    ],
)
def test_hours_per_week(typed: str, read: dict[str, float]) -> None:
    """Numbers, words, fractions, clocks and ranges, in hours."""
    assert read == dutch.hours_per_week(typed)


@pytest.mark.parametrize(
    "typed",
    ["4-2", "200", "1.000", "2x2u", "2 keer 2 uur", "4 of 5 uur", "3 uur per maand", "30 minuten", "2 uur per dag", "flexibel",
     "2026-04-02", "1e5", "-2", "2 tot max 4"],
)  # fmt: skip
def test_hours_that_would_be_guessed(typed: str) -> None:
    """What may mean something else, or more than a week holds, is not read."""
    assert None is dutch.hours_per_week(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("40 uur in totaal", exactly(40)), ("30 à 40 u", {"min": 30, "max": 40}), ("1000 uur", exactly(1000)), ("1.000 uur", None),
     ("40 uur per week", None)],
)  # fmt: skip
def test_hours_total(typed: str, read: dict[str, float] | None) -> None:
    """Over the whole offer; what is meant per week is not read as a total, nor “1.000” as one."""
    assert read == dutch.hours_total(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("30/06/2027", "2027-06-30"),
        ("30-6-27", "2027-06-30"),
        ("30.6.27", "2027-06-30"),
        ("30 / 6 / 2027", "2027-06-30"),
        ("1/2/2027", "2027-02-01"),
        ("2027-06-30", "2027-06-30"),
        ("2027/6/30", "2027-06-30"),
        ("2027-06-30T00:00:00", "2027-06-30"),
        ("1 september 2026", "2026-09-01"),
        ("dinsdag 1 sept. 2026", "2026-09-01"),
        ("1ste September 2026", "2026-09-01"),
        ("1er août 2026", "2026-08-01"),
        ("1 June 2026", "2026-06-01"),
        ("46568", "2027-06-30"),
        ("46569", "2027-07-01"),
    ],
)
def test_day(typed: str, read: str) -> None:
    """Days before months, names in three languages, and the number that Excel has for a day."""
    assert read == dutch.day(typed)


@pytest.mark.parametrize(
    "typed",
    ["31/02/2027", "06/30/2027", "september 2026", "30 juni", "1/9", "eind juni 2027", "20270630", "39999", "99999", "30/6/0027",
     "30/06/2027 10:15"],
)  # fmt: skip
def test_days_that_would_be_guessed(typed: str) -> None:
    """What is no day, or may be another, is not read."""
    assert None is dutch.day(typed)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_notation(day: date) -> None:
    """A day typed by hand, in ISO, or as Excel's number is the same day."""
    names = "januari februari maart april mei juni juli augustus september oktober november december".split()
    typed = [
        f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day:%y}",
        f"{day.day} {names[day.month - 1]} {day.year}",
        day.isoformat(),
    ]
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    typed += [str(serial)] if 40_000 <= serial < 70_000 else []
    assert {day.isoformat()} == {dutch.day(one) for one in typed}


@pytest.mark.parametrize(
    ("typed", "read"),
    [("2027-06-30 23:59", "2027-06-30"), ("30/06/2027 10:15:33", "2027-06-30"), ("2027-06-30T10:00", "2027-06-30"),
     ("30/06/2027", "2027-06-30"), ("2027-06-30T23:30:00Z", None), ("10:00", None), ("30/06/2027 25:00", None)],
)  # fmt: skip
def test_day_with_a_time(typed: str, read: str | None) -> None:
    """A local time behind a day does not matter; one of another zone might make it another day."""
    assert read == dutch.day_of(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("30/06/2027", "2027-06-30T00:00:00Z"),
        ("30/06/2027 10:15:33", "2027-06-30T08:15:00Z"),
        ("30/01/2027 10:15", "2027-01-30T09:15:00Z"),
        ("2027-06-30T10:00:00+02:00", "2027-06-30T08:00:00Z"),
        ("2027-06-30T10:00:00Z", "2027-06-30T10:00:00Z"),
        ("2027-06-30 10:00", "2027-06-30T08:00:00Z"),
        ("0001-01-01T00:00:00", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("gisteren", None),
    ],
)
def test_instant(typed: str, read: str | None) -> None:
    """Local where it has no zone, summer and winter; in UTC."""
    assert read == dutch.instant(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("€ 5,00", 5),
        ("5", 5),
        ("5,00 euro", 5),
        ("EUR 12.50", 12.5),
        ("5,-", 5),
        ("5€", 5),
        ("gratis", 0),
        ("geen", 0),
        ("€ 0", 0),
        ("1.250,50", 1250.5),
        ("1.250", 1250),
        ("1 250,5", 1250.5),
        ("5 à 10 euro", None),
        ("5-10", None),
        ("10 euro per maand", None),
        ("€ 10/jaar", None),
        ("5,005", None),
        ("1,250.50", None),
        ("-5", None),
        ("vrije bijdrage", None),
    ],
)
def test_euros(typed: str, read: float | None) -> None:
    """One amount for the whole offer; a range or an amount per month is not guessed at."""
    assert read == dutch.euros(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("10", 10), ("10 plaatsen", 10), ("18+", 18), ("vanaf 18 jaar", 18), ("18 jaar en ouder", 18), ("12,0", 12), ("max. 10", 10),
     ("10-12", None), ("12,5", None), ("1.000", None), ("-3", None), ("onbeperkt", None), ("99999999", None)],
)  # fmt: skip
def test_count(typed: str, read: int | None) -> None:
    """Whole numbers with what people put around them."""
    assert read == dutch.count(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("14", 14), ("14 dagen", 14), ("2 weken", 14), ("een maand", 30), ("ca. 2 weken", 14), ("geen", 0), ("1 à 2 weken", None),
     ("een half jaar", None)],
)  # fmt: skip
def test_days(typed: str, read: int | None) -> None:
    """A waiting time in days."""
    assert read == dutch.days(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("6 maanden", "P6M"), ("3 weken", "P3W"), ("een half jaar", "P6M"), ("anderhalf jaar", "P18M"), ("1 jaar", "P1Y"),
     ("zes maanden", "P6M"), ("2 uur", "PT2H"), ("1,5 uur", "PT90M"), ("6 months", "P6M"), ("P6M", "P6M"), ("pt1h30m", "PT1H30M"),
     ("6 à 12 maanden", None), ("1,5 week", None), ("0 weken", None), ("P", None), ("1 schooljaar", None)],
)  # fmt: skip
def test_length(typed: str, read: str | None) -> None:
    """One length, as an ISO 8601 duration."""
    assert read == dutch.length(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("ja", True), ("JA!", True), ("x", True), ("✓", True), ("oui", True), ("WAAR", True), ("1", True), ("nee", False),
     ("neen.", False), ("no", False), ("onwaar", False), ("0", False), ("misschien", None), ("ja, soms", None)],
)  # fmt: skip
def test_yes_or_no(typed: str, read: bool | None) -> None:
    """Words and marks of a sheet."""
    assert read is dutch.yes_or_no(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("51,05", 51.05), ("51.05°", 51.05), ("-3", -3), ("91", None), ("nan", None), ("inf", None), ("N 51", None)],
)
def test_latitude(typed: str, read: float | None) -> None:
    """Degrees with a point or comma, within the globe."""
    assert read == dutch.latitude(typed)


def test_longitude() -> None:
    """Twice as wide as latitude."""
    assert (179.5, None) == (dutch.longitude("179,5"), dutch.longitude("181"))


@pytest.mark.parametrize(("typed", "read"), [("  Café   NOIR ", "cafe noir"), ("Één\tkeer", "een keer"), ("½", "1⁄2")])
def test_folded(typed: str, read: str) -> None:
    """Case, accents and blanks do not tell words apart."""
    assert read == dutch.folded(typed)


@given(st.sampled_from(READERS), st.text(max_size=60) | st.text("0123456789.,-/: uurtotdemax€½", max_size=60))
def test_any_text_is_read_or_not(read: Callable[[str], Any], typed: str) -> None:
    """No reader fails on what may be typed, and what it gives is never an empty value."""
    assert read(typed or "-") not in ({}, "", [])
