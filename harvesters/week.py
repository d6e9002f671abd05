"""When in the week: what people type (`di en do voormiddag`, `ma t/m vr 9-12u`) → slots of the offer schema."""

import re
from collections.abc import Iterable
from typing import Any, Final

from catalogue.offer.model import PARTS, WEEKDAYS
from harvesters.dutch import folded

Slot = dict[str, Any]
_Time = tuple[str, bool]
"""HH:MM, and whether it stood there as a bare number."""

_PIECES: Final = re.compile(r"[;\n\r]+")
_MOST_PIECES: Final = 50
_LONGEST: Final = 200
"""Characters of a piece; what is longer is a story, not a timetable."""

_DAYS: Final = {
    name: at
    for at, names in enumerate(
        (
            "maandag ma maa mon monday",
            "dinsdag di din tue tuesday",
            "woensdag wo woe wed wednesday",
            "donderdag do don thu thursday",
            "vrijdag vr vrij fri friday",
            "zaterdag za zat sat saturday",
            "zondag zo zon sun sunday",
        )
    )
    for name in names.split()
}
_SEVERAL_DAYS: Final = {
    "weekdagen": range(5), "weekdag": range(5), "werkdagen": range(5), "werkdag": range(5),
    "in de week": range(5), "tijdens de week": range(5), "door de week": range(5),
    "in het weekend": range(5, 7), "weekends": range(5, 7), "weekend": range(5, 7),
    "elke dag": range(7), "alle dagen": range(7), "dagelijks": range(7), "7 op 7": range(7), "7/7": range(7),
}  # fmt: skip
_PARTS: Final = {
    "voormiddag": (0,), "ochtend": (0,), "morgen": (0,), "vm": (0,), "morning": (0,),
    "namiddag": (1,), "middag": (1,), "nm": (1,), "afternoon": (1,),
    "avond": (2,), "evening": (2,), "overdag": (0, 1),
}  # fmt: skip
_BY_ARRANGEMENT: Final = re.compile(
    r"(?:dag en uur |uren? |uurrooster |moment(?:en)? |nog )*"
    r"(?:in (?:onderling )?overleg|flexibel|(?:nog )?af te spreken|te bepalen|(?:volgens|op|na) afspraak|"
    r"(?:zelf|vrij) te kiezen|naar keuze)(?: af te spreken| te bepalen)?"
)
_OUTSIDE_HOLIDAYS: Final = re.compile(
    r"\(?\b(?:(?:niet|behalve)(?: in| tijdens)?(?: de)? (?:school)?vakanties?|buiten(?: de)? (?:school)?vakanties?|"
    r"(?:enkel |alleen )?tijdens het schooljaar)\b\)?"
)
_ALSO_HOLIDAYS: Final = re.compile(r"\(?\book (?:in|tijdens)(?: de)? (?:school)?vakanties?\b\)?")


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_TOKEN: Final = re.compile(
    rf"(?P<several>{_longest_first(_SEVERAL_DAYS)})\b"
    rf"|(?P<day>{_longest_first(_DAYS)})(?:en)?(?P<ofday>{_longest_first(_PARTS)})?(?:en|s)?\b\.?"
    rf"|(?P<part>{_longest_first(_PARTS)})(?:en|s)?\b"
    r"|(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)|\s?(?:uur|u|h)(?P<past>[0-5]\d)?(?![a-z\d]))?"
    r"(?P<unit>\s?(?:uur|u|h)(?![a-z\d]))?(?!\d)"
    r"|(?P<through>t/m|tem\b|t\.e\.m\.|tot en met\b|tot\b|to\b|until\b|-|–|—)"
    r"|(?P<since>vanaf\b)"
    r"|(?P<both>en\b|and\b|&|\+|,|/)"
    r"|(?P<noise>(?:elke|iedere|telkens|wekelijks|op|van|tussen|om|in|de|het|every|from|on)\b"
    r"|['’]s\b|s(?= avond| morgen| ochtend| middag)|:)"
    r"|(?P<blank>\s+)"
)


def schedule(text: str) -> tuple[list[Slot], list[str]]:
    """Slots of the week, and the pieces that could not be read (each of them also a slot that holds its text)."""
    slots: list[Slot] = []
    unread: list[str] = []
    pieces = [line for piece in _PIECES.split(text) if (line := " ".join(piece.split()))]
    for piece in dict.fromkeys(pieces if len(pieces) <= _MOST_PIECES else [" ".join(text.split())]):
        read = _read(folded(piece)) if len(piece) <= _LONGEST else None
        if read is None:
            slots.append({"text": piece})
            if not _BY_ARRANGEMENT.fullmatch(folded(piece)):
                unread.append(piece)
        else:
            slots += [slot for slot in read if slot not in slots]
    return slots, unread


def weekday(text: str) -> str | None:
    """A day by its name (`Tuesday`, `di`, `https://schema.org/Tuesday`, `TU`) → a code of the offer schema."""
    name = folded(text.rpartition("/")[2])
    at = _DAYS.get(name)
    if at is None and len(name) == 2:  # iCalendar's BYDAY; "mo tu we th fr sa su" differ from the Dutch ones or agree
        at = {"mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6}.get(name)
    return None if at is None else WEEKDAYS[at]


class _Group:
    """Days with the parts or times that go with them, as they are read from left to right."""

    def __init__(self) -> None:
        self.days: list[tuple[int, str]] = []  # day, and what joins it to the one before
        self.parts: list[int] = []
        self.times: list[list[_Time | None]] = []  # [from, to]
        self.times_first = False

    def slots(self) -> list[Slot] | None:
        moments: list[Slot] = []
        for start, end in self.times:
            moment = _moment(start, end, self.parts)
            if moment is None:
                return None
            moments.append(moment)
        moments = moments or [{"part": PARTS[part]} for part in dict.fromkeys(self.parts)] or [{}]
        named: list[Slot] = [{"weekday": WEEKDAYS[at]} for at in _all_days(self.days)] or [{}]
        slots = [{**name, **moment} for name in named for moment in moments]
        return slots if slots != [{}] else None


def _all_days(named: list[tuple[int, str]]) -> list[int]:
    """`ma-vr` and `vr t/m ma` are stretches, `ma-wo-vr` names three days."""
    dashes = sum(joined == "-" for _, joined in named)
    found: list[int] = []
    for at, joined in named:
        if found and joined and not (joined == "-" and dashes > 1):
            first = found[-1]
            found += [step % 7 for step in range(first + 1, at + 1 if at > first else at + 8)]
        else:
            found.append(at)
    return list(dict.fromkeys(found))


def _read(piece: str) -> list[Slot] | None:
    """The slots of one piece, or `None` as soon as a word of it is not understood."""
    holidays: bool | None = None
    if _OUTSIDE_HOLIDAYS.search(piece):
        piece, holidays = _OUTSIDE_HOLIDAYS.sub("", piece), False
    elif _ALSO_HOLIDAYS.search(piece):
        piece, holidays = _ALSO_HOLIDAYS.sub("", piece), True
    slots: list[Slot] = []
    for group in _groups(piece.strip(" ,.-")) or ():
        of_group = group.slots()
        if of_group is None:
            return None
        slots += of_group
    if not slots:
        return None
    return slots if holidays is None else [{**slot, "duringSchoolHolidays": holidays} for slot in slots]


def _groups(piece: str) -> list[_Group] | None:
    group = _Group()
    groups = [group]
    joined = ""  # "-", "to" or "since" where such a word stands right before
    at = 0
    while at < len(piece):
        found = _TOKEN.match(piece, at)
        if found is None:
            return None
        at = found.end()
        if found["blank"] or found["noise"]:
            continue
        if found["through"]:
            joined = "-" if found["through"] in "-–—" else "to"
            continue
        if found["since"]:
            joined = "since"
            continue
        begins_anew = (
            group.days and (group.parts or group.times) if found["day"] or found["several"]
            else group.days and group.times if found["part"]
            else group.days and group.times_first and joined not in ("-", "to") if found["hour"]
            else False
        )  # fmt: skip
        if begins_anew:
            group = _Group()
            groups.append(group)
        if found["day"]:
            group.days.append((_DAYS[found["day"]], joined if joined != "since" else ""))
            group.parts += _PARTS.get(found["ofday"] or "", ())
        elif found["several"]:
            group.days += [(day, "") for day in _SEVERAL_DAYS[found["several"]]]
        elif found["part"]:
            group.parts += _PARTS[found["part"]]
        elif found["hour"]:
            group.times_first = group.times_first or not group.days
            _add_time(group.times, found, closes=joined in ("-", "to"))
        joined = ""
    return groups


def _add_time(times: list[list[_Time | None]], found: re.Match[str], *, closes: bool) -> None:
    minutes = found["minute"] or found["past"]
    bare = found[0] == found["hour"]
    time = (f"{int(found['hour']):02}:{minutes or '00'}", bare)
    if closes and times and times[-1][1] is None:
        times[-1][1] = time
    else:
        times.append([None, time] if closes else [time, None])


def _moment(start: _Time | None, end: _Time | None, parts: list[int]) -> Slot | None:
    """From and to; `None` where a number may not be a time, or two o'clock may be at night."""
    if (start is None or end is None) and (start or end or ("", True))[1]:
        return None  # a lone number without "u" or minutes
    if parts and min(parts) > 0:
        start, end = _past_noon(start), _past_noon(end)
    elif start and end and start[0] < "07:00" and start[1] and not _begins_early(start, end):
        return None
    clocks = [given[0] for given in (start, end) if given]
    if any(clock > "23:59" for clock in clocks) or (len(clocks) == 2 and clocks[0] >= clocks[1]):
        return None
    slot: Slot = {}
    if start:
        slot["from"] = start[0]
    if end:
        slot["to"] = end[0]
    return slot


def _begins_early(start: _Time, end: _Time) -> bool:
    """`6-14` cannot begin in the evening, `2-4` may well be in the afternoon."""
    return "12:00" < end[0] < f"{int(start[0][:2]) + 12}:00"


def _past_noon(given: _Time | None) -> _Time | None:
    """`2-4` in the afternoon is 14:00–16:00."""
    if given is None or given[0] >= "12:00":
        return given
    return f"{int(given[0][:2]) + 12:02}{given[0][2:]}", given[1]
