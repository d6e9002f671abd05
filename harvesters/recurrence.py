"""Rules of recurrence (RFC 5545 §3.3.10) as moments of the week, and the day on which they end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from catalogue.offer.day import BRUSSELS
from catalogue.offer.model import WEEKDAYS
from harvesters import week
from harvesters.fields import filled
from harvesters.week import Slot

_ONE_SITTING: Final = timedelta(hours=18)
_MOST_COUNTED: Final = 500
"""Occurrences that are counted to find the last one; with more, nobody needs its day."""

Rule = Mapping[str, Sequence[Any]]


def slots_of(rule: Rule | None, start: date, end: date | None) -> list[Slot]:
    """The moments of a series, or of one event without a rule. More or less than weekly, the rule itself stands beside the day."""
    moment = _moment(start, end)
    if rule is None:
        return [filled({"weekday": WEEKDAYS[start.weekday()], **moment})]
    given = [str(one) for one in rule.get("BYDAY", ())]
    days = [day for one in given if (day := week.weekday(one[-2:]))] or [WEEKDAYS[start.weekday()]]
    frequency, every = _frequency(rule), _every(rule)
    if frequency == "DAILY" and not given:
        days = list(WEEKDAYS)
    if frequency in ("DAILY", "WEEKLY") and every == 1:
        return [filled({"weekday": day, **moment}) for day in days]
    slots = []
    for at, day in enumerate(days):
        on = given[at] if len(given) == len(days) else day[:2].upper() if frequency == "WEEKLY" else ""
        text = f"FREQ={frequency};INTERVAL={every}" + (f";BYDAY={on}" if on else "")
        slots.append(filled({"weekday": day if on or frequency == "WEEKLY" else None, **moment, "rrule": text}))
    return slots


def last_day(rule: Rule, start: date) -> date | None:
    """The local day of the last occurrence; `None` where the series has no end, or a count of months that nobody counted."""
    if until := next(iter(rule.get("UNTIL", ())), None):
        return local(until) if isinstance(until, date) else None
    count = next(iter(rule.get("COUNT", ())), 0)
    step = {"DAILY": 1, "WEEKLY": 7}.get(_frequency(rule))
    if not step or not 0 < count <= _MOST_COUNTED:
        return None
    first = local(start)
    named = [day for one in rule.get("BYDAY", ()) if (day := week.weekday(str(one)[-2:]))]
    days = sorted({WEEKDAYS.index(day) for day in named}) if step == 7 else []
    offsets = [day - first.weekday() for day in days] or [0]
    every = step * max(1, min(_every(rule), _MOST_COUNTED))
    dates = (first + timedelta(days=every * turn + offset) for turn in range(count + 1) for offset in offsets)
    return next(islice((one for one in dates if one >= first), count - 1, None), None)


def local(moment: date) -> date:
    """The day in Brussels of an instant; a floating time and a day are local already (RFC 5545 §3.3.5)."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(BRUSSELS) if moment.tzinfo else moment).date()


def _moment(start: date, end: date | None) -> Slot:
    if not isinstance(start, datetime):
        return {}
    slot: Slot = {"from": f"{start:%H:%M}"}
    if isinstance(end, datetime) and timedelta(0) < end - start < _ONE_SITTING:
        slot["to"] = f"{end:%H:%M}"
    return slot


def _every(rule: Rule) -> int:
    return int(next(iter(rule.get("INTERVAL", ())), 1))


def _frequency(rule: Rule) -> str:
    return str(next(iter(rule.get("FREQ", ())), "")).upper()
