"""When an event of UiTdatabank takes place: its calendar as dates and moments of the week."""

from datetime import datetime, timedelta
from typing import Any, Final

from catalogue.offer.model import WEEKDAYS
from harvesters import week
from harvesters.fields import Fields, filled
from harvesters.schemaorg import value as values
from harvesters.week import Slot

_MOST: Final = 20
_NEVER: Final = "2090"
"""UiTdatabank writes 2100-01-01 for “without end”."""
_ONE_SITTING: Final = timedelta(hours=18)


def timing_of(event: Fields) -> dict[str, Any]:
    """The keys `starts`, `ends`, `validThrough`, `schedule` and `inferred` of the offer schema.

    By `calendarType` (https://docs.publiq.be, Entry API, calendar info): `single` and `multiple` have dates, with a `subEvent` for
    each, `periodic` and `permanent` have opening hours. Dates that were cancelled do not count.
    """
    calendar = event.text("calendarType")
    dates = [one for one in event.nodes("subEvent") if one.node("status").text("type") != "Unavailable"]
    spans = [span for one in dates or [event] if (span := _span(one))] if calendar in ("single", "multiple") else []
    starts = min((start for start, _ in spans), default=None)
    ends = max((end for _, end in spans), default=None)
    first = starts.date().isoformat() if starts else None if calendar == "permanent" else event.day("startDate")
    last = ends.date().isoformat() if ends else None if calendar == "permanent" else event.day("endDate")
    if first and last and last < first:
        event.unused("endDate", "een einde na het begin", "an end after the beginning")
        last = None
    slots = [_slot(*span) for span in spans] or [slot for one in event.nodes("openingHours") for slot in _open(one)]
    shown = event.day("availableTo")
    until = min(filter(None, [shown if shown and shown < _NEVER else None, last]), default=None)
    return filled(
        {
            "starts": first,
            "ends": last,
            "validThrough": until,
            "inferred": ["validThrough"] if until and until != shown else [],  # nobody can join what is over
            "schedule": list({str(slot): slot for slot in slots}.values())[:_MOST],
        }
    )


def _span(date: Fields) -> tuple[datetime, datetime] | None:
    """Begin and end in the local time of Brussels; a date without end ends as it begins."""
    start, end = (values.moment(date.text(name)) for name in ("startDate", "endDate"))
    if start is None:
        date.unused("startDate", "een begin voor elke datum", "a beginning for each date")
        return None
    if end is None or end < start:
        if date.text("endDate"):
            date.unused("endDate", "een einde na het begin", "an end after the beginning")
        end = start
    return start, end


def _slot(start: datetime, end: datetime) -> Slot:
    slot: Slot = {"weekday": WEEKDAYS[start.weekday()]}
    begins, stops = f"{start:%H:%M}", f"{end:%H:%M}"
    if begins != "00:00" or stops not in ("00:00", "23:59"):  # else the whole day
        slot["from"] = begins
        if timedelta(0) < end - start < _ONE_SITTING:
            slot["to"] = stops
    return slot


def _open(hours: Fields) -> list[Slot]:
    """Opening hours; what is open all day and night says nothing of a moment."""
    opens, closes = (values.clock(hours.text(name)) for name in ("opens", "closes"))
    if (opens, closes) in (("00:00", "23:59"), ("00:00", "00:00")):
        opens = closes = None
    days = [day for name in hours.texts("dayOfWeek") if (day := week.weekday(name))]
    if not days:
        hours.unused("dayOfWeek", "dagen zoals monday", "days such as monday")
    return [filled({"weekday": day, "from": opens, "to": closes}) for day in days]
