"""When: the dates of an offer, and its moments of the week."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from catalogue.offer.model import WEEKDAYS
from harvesters import dutch, week
from harvesters.schemaorg import value as values
from harvesters.schemaorg.facts import Facts
from harvesters.schemaorg.node import Node, Value
from harvesters.schemaorg.types import EVENT
from harvesters.week import Slot

_MOST_SLOTS: Final = 20
_DATE: Final = ("een datum zoals 2027-06-30", "a date such as 2027-06-30")
_TIMES: Final = ("dagen en uren, zoals “di 9-12u”", "days and times, such as “di 9-12u”")
_FREQUENCY: Final = re.compile(r"P([1-9]\d?)([DWMY])")
_FREQUENCIES: Final = {"daily": "P1D", "weekly": "P1W", "biweekly": "P2W", "monthly": "P1M", "yearly": "P1Y"}
_RULE: Final = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_NTH: Final = re.compile(r"-?[1-5](?=[A-Z]{2}$)")
"""Of iCalendar's `1MO`, the first Monday of the month (RFC 5545 §3.3.10)."""


def timing_of(facts: Facts) -> dict[str, Any]:
    """The keys `starts`, `ends`, `applyBy`, `validThrough`, `rollingStart`, `duration`, `hoursPerWeek`, `schedule`."""
    schedules = facts.nodes("eventSchedule", "courseSchedule")
    starts = _days(facts, "startDate", "jobStartDate") or _days_of(schedules, "startDate")
    ends = _days(facts, "endDate") or _days_of(schedules, "endDate")
    found: dict[str, Any] = {
        "starts": min(starts, default=None),
        "ends": max(ends, default=None),
        "applyBy": min(_days(facts, "applicationDeadline"), default=None),
        "validThrough": max(_days(facts, "validThrough") or _terms_hold(facts), default=None),
    }
    if facts.first("jobImmediateStart") is True and not starts:
        found["rollingStart"] = True
    slots, found["hoursPerWeek"] = _week(facts, schedules)
    found["schedule"] = slots[:_MOST_SLOTS]
    found["duration"] = _duration(facts, repeats=bool(schedules))
    if not found["validThrough"] and not EVENT.union({"CourseInstance"}).isdisjoint(facts.node.types):
        last = found["ends"] or (found["starts"] if not schedules else None)
        found |= {"validThrough": last, "inferred": ["validThrough"] if last else []}  # nobody can join what is over
    return {key: one for key, one in found.items() if one}


def _days(facts: Facts, *names: str) -> list[str]:
    found = []
    for name in names:
        for value in facts.all(name):
            if known := values.day(value):
                found.append(known)
            else:
                facts.unused(name, _DATE, value)
    return found


def _days_of(nodes: list[Node], name: str) -> list[str]:
    return [known for node in nodes for value in node.all(name) if (known := values.day(value))]


def _terms_hold(facts: Facts) -> list[str]:
    return _days_of(facts.terms, "validThrough") or _days_of(facts.terms, "availabilityEnds")


def _duration(facts: Facts, *, repeats: bool) -> str | None:
    whole = facts.first("timeToComplete", "timeRequired")
    once = facts.first("duration")
    value = once if whole is None and not repeats else whole  # of what repeats, `duration` is that of one time
    if value is None:
        return None
    text = values.word(value)
    if known := dutch.length(text) if text else None:
        return known
    facts.unused(
        "timeToComplete" if whole is not None else "duration", ("één duur, zoals P6M", "one length, such as P6M"), value
    )
    return None


def _week(facts: Facts, schedules: list[Node]) -> tuple[list[Slot], dict[str, float] | None]:
    """Slots, and the hours a week where `workHours` says those instead."""
    slots: list[Slot] = []
    hours = None
    for node in schedules:
        slots += _scheduled(node, facts)
    for node in facts.nodes("openingHoursSpecification", "hoursAvailable"):
        slots += _open(node)
    for text in values.words(facts.all("workHours")):
        read, unread = week.schedule(text)
        if unread and (hours := dutch.hours_per_week(text)):
            continue
        slots += read
        for piece in unread:
            facts.unused("workHours", _TIMES, piece)
    slots += _days_and_times(facts)
    if not slots and not EVENT.union({"CourseInstance", "Course"}).isdisjoint(facts.node.types):
        slots = _dated(facts)
    return list({str(sorted(slot.items())): slot for slot in slots}.values()), hours


def _scheduled(node: Node, facts: Facts) -> list[Slot]:
    """Of a Schedule; more than weekly it is said in the words of RFC 5545."""
    moment = {"from": values.clock(node.first("startTime")), "to": values.clock(node.first("endTime"))}
    if any(
        node.first(name) is not None and moment[key] is None for name, key in (("startTime", "from"), ("endTime", "to"))
    ):
        facts.unused("eventSchedule", ("plaatselijke uren zoals 09:30", "local times such as 09:30"))
    given = [values.term(one).upper() for one in node.all("byDay")]
    days = [
        (day, which[0] if (which := _NTH.match(text)) else "")
        for text in given
        if (day := week.weekday(_NTH.sub("", text)))
    ]
    every = values.word(node.first("repeatFrequency") or "") or ""
    repeat = _FREQUENCY.fullmatch(_FREQUENCIES.get(every.lower(), every.upper()))
    first = values.day(node.first("startDate"))
    if not days and first and (repeat is None or repeat[2] == "W"):
        days = [(WEEKDAYS[date.fromisoformat(first).weekday()], "")]
    slots = []
    for weekday, nth in days or [("", "")]:
        slot = _filled({"weekday": weekday, **moment})
        if repeat and repeat[0] != "P1W":
            on = f";BYDAY={nth}{weekday[:2].upper()}" if weekday else ""
            slot["rrule"] = f"FREQ={_RULE[repeat[2]]};INTERVAL={repeat[1]}{on}"
        slots.append(slot)
    return [slot for slot in slots if slot]


def _open(node: Node) -> list[Slot]:
    moment = {"from": values.clock(node.first("opens")), "to": values.clock(node.first("closes"))}
    days = [day for one in node.all("dayOfWeek") if (day := week.weekday(values.term(one)))]
    slots = [_filled({"weekday": day, **moment}) for day in days or [""]]
    return [slot for slot in slots if slot]


def _days_and_times(facts: Facts) -> list[Slot]:
    """A programme's `dayOfWeek` and `timeOfDay`."""
    named: list[Slot] = []
    for value in facts.all("dayOfWeek"):
        if day := week.weekday(values.term(value)):
            named.append({"weekday": day})
        else:
            facts.unused("dayOfWeek", ("een dag van de week", "a day of the week"), value)
    moments: list[Slot] = []
    for text in values.words(facts.all("timeOfDay")):
        read, unread = week.schedule(text)
        moments += read
        for piece in unread:
            facts.unused("timeOfDay", ("uren of een dagdeel", "times or a part of the day"), piece)
    return [{**day, **moment} for day in named or [{}] for moment in moments or [{}] if day or moment]


def _dated(facts: Facts) -> list[Slot]:
    """The moments of dated events: their own, or else those of their parts."""
    own = [(facts.node.first("startDate"), facts.node.first("endDate"))]
    parts = [(part.first("startDate"), part.first("endDate")) for part in facts.parts]
    return [slot for start, end in (own if own[0][0] is not None else parts) if (slot := _moment(start, end))]


def _moment(start: Value | None, end: Value | None) -> Slot | None:
    begins, stops = values.moment(start), values.moment(end)
    if begins is None:
        return None
    slot: Slot = {"weekday": WEEKDAYS[begins.weekday()], "from": _clock(begins)}
    if stops is not None and timedelta(0) < stops - begins < timedelta(hours=18):
        slot["to"] = _clock(stops)
    return slot


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _filled(slot: Mapping[str, str | None]) -> Slot:
    return {key: one for key, one in slot.items() if one}
