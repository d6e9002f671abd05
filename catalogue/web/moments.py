"""When an offer takes place, in words: days that share a time are said together."""

from collections.abc import Sequence

from catalogue.offer.model import WEEKDAYS, Offer, Slot, Weekday
from catalogue.web.words import Words
from vocab.terms import label


def moments(schedule: Sequence[Slot], words: Words) -> list[str]:
    """One phrase per time: “dinsdag en donderdag 9.00–11.30”. What a publisher wrote as words stands as it is."""
    together: dict[tuple[str, str], list[Weekday | None]] = {}
    for slot in schedule:
        days = together.setdefault((_time(slot, words), _holidays(slot, words)), [])
        if slot.weekday not in days:
            days.append(slot.weekday)
    phrases = []
    for (time, holidays), days in together.items():
        phrase = " ".join(filter(None, (_days(days, words), time)))
        phrases.append(", ".join(filter(None, (phrase, holidays))))
    return list(filter(None, phrases))


def is_arranged(offer: Offer) -> bool:
    """Whether two people choose their own moments."""
    return "buddy" in offer.kind or "mentoring" in offer.kind


def listed(names: Sequence[str], words: Words) -> str:
    """“a, b en c”."""
    return words("and", ", ".join(names[:-1]), names[-1]) if len(names) > 1 else "".join(names)


def clock(time: str, words: Words) -> str:
    """“09:30” as people write it: “9.30”, in English “9:30”."""
    hour, _, minute = time.partition(":")
    return f"{int(hour)}{'.' if words.lang == 'nl' else ':'}{minute}"


def _days(days: Sequence[Weekday | None], words: Words) -> str:
    at = sorted(WEEKDAYS.index(day) for day in days if day)
    names = [label("weekday", WEEKDAYS[one], words.lang) for one in at]
    if len(at) > 2 and at[-1] - at[0] == len(at) - 1:
        return words("days_through", names[0], names[-1])
    return listed(names, words)


def _time(slot: Slot, words: Words) -> str:
    if slot.start and slot.end:
        time = f"{clock(slot.start, words)}–{clock(slot.end, words)}"
    elif slot.start or slot.end:
        time = words("clock_from" if slot.start else "clock_until", clock(slot.start or slot.end or "", words))
    else:
        time = label("part-of-day", slot.part, words.lang) if slot.part else ""
    return ", ".join(filter(None, (time, slot.text if slot.text != time else None)))


def _holidays(slot: Slot, words: Words) -> str:
    if slot.during_school_holidays is None:
        return ""
    return words("holidays_too" if slot.during_school_holidays else "holidays_not")
