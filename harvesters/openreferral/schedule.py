"""When a service is open: rules of RFC 5545, cut into fields."""

import re
from typing import Any, Final

from harvesters import week
from harvesters.openreferral.facts import Facts
from harvesters.schemaorg import value as values

_MOST: Final = 20
_BYDAY: Final = re.compile(r"([+-]?[1-5])?([A-Z]{2})")
_ZONE: Final = re.compile(r"(?<=\d)(?:Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)
_BRUSSELS: Final = re.compile(r"\+0[12]:?00")


def slots_of(service: Facts) -> list[dict[str, Any]]:
    """Slots of the offer schema: of the service, else of it at the places where it is given."""
    schedules = service.nodes("schedules")
    if not schedules:
        schedules = [one for at in service.nodes("service_at_locations") for one in at.nodes("schedules")]
    slots = [slot for one in schedules for slot in _slots(one)]
    return list({str(slot): slot for slot in slots}.values())[:_MOST]


def _slots(schedule: Facts) -> list[dict[str, Any]]:
    moment = {
        key: clock for key, name in (("from", "opens_at"), ("to", "closes_at")) if (clock := _clock(schedule, name))
    }
    freq = (schedule.text("freq") or "WEEKLY").upper()
    interval = values.count(schedule.text("interval")) or 1
    days = _days(schedule)
    slots: list[dict[str, Any]] = []
    for nth, day in days:
        slot: dict[str, Any] = {"weekday": day, **moment}
        if freq != "WEEKLY" or interval > 1:
            slot["rrule"] = f"FREQ={freq};INTERVAL={interval};BYDAY={nth}{day[:2].upper()}"
        slots.append(slot)
    if not days and (moment or schedule.text("description")):
        text = schedule.text("description")
        slots.append({**moment, **({"text": text} if text else {})})
    return slots


def _days(schedule: Facts) -> list[tuple[str, str]]:
    """Which of the month, if said, and the day of the week."""
    found = []
    for part in re.split(r"\s*,\s*", (schedule.text("byday") or "").upper()):
        known = _BYDAY.fullmatch(part)
        if known and (day := week.weekday(known[2])):
            found.append((known[1] or "", day))
        elif part:
            schedule.unused("byday", "dagen zoals MO,TU", "days such as MO,TU")
    return found


def _clock(schedule: Facts, name: str) -> str | None:
    """A local time. One in another zone than ours is left out: which hour it is here depends on the season."""
    text = schedule.text(name) or ""
    zone = _ZONE.search(text)
    known = values.clock(_ZONE.sub("", text)) if zone is None or _BRUSSELS.fullmatch(zone[0]) else None
    if text and known is None:
        schedule.unused(name, "een plaatselijk uur zoals 09:30", "a local time such as 09:30")
    return known
