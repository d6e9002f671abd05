"""What a segment holds: names and types of its arrays, and the codes in them.

A row is one offer. Codes of closed schemes count from 1 in the order of the model; codes of open lists are positions in a
sorted list of strings, plus 1; 0 is *unknown* in both. Bit `n` of a mask stands for the scheme's value `n`.
"""

from typing import Any, Final, get_args

import numpy as np

from catalogue.offer import model

VERSION: Final = 2
"""Raised whenever the arrays or their meaning change: an index of another version is built anew."""

SCHEMES: Final[dict[str, tuple[str, ...]]] = {
    "kind": get_args(model.Kind),
    "perspective": get_args(model.Perspective),
    "contact_form": get_args(model.ContactForm),
    "dutch_level": get_args(model.DutchLevel),
    "availability": get_args(model.Availability),
    "place_mode": get_args(model.PlaceMode),
    "childcare": get_args(model.Childcare),
    "gender_audience": get_args(model.GenderAudience),
    "weekday": model.WEEKDAYS,
    "part_of_day": model.PARTS,
}

COLUMNS: Final[dict[str, Any]] = {
    "kind": np.uint8,  # masks
    "perspective": np.uint8,
    "weekdays": np.uint8,  # masks of what the slots name, whatever else they leave open
    "parts": np.uint8,
    "slots": np.uint32,  # bit weekday * 4 + part, each from 1, 0 unknown: one bit for every kind of slot there is
    "contact_form": np.uint8,  # codes
    "dutch_level": np.uint8,
    "taalicoon": np.uint8,
    "availability": np.uint8,
    "place_mode": np.uint8,
    "childcare": np.uint8,
    "gender_audience": np.uint8,
    "free": np.uint8,  # YES, NO or unknown
    "expenses": np.uint8,
    "counts": np.uint8,
    "reach": np.uint8,  # the bits below: what `near` needs beside the point
    "municipality": np.int32,  # codes of open lists
    "provider": np.int32,
    "source": np.int32,
    "title": np.int32,  # position of the folded title in the order of titles
    "hours": np.float64,  # a week, at least; NaN unknown
    "starts": np.int32,  # ordinal of the day, ROLLING, 0 unknown
    "age_min": np.int32,  # NO_MIN, NO_MAX where open
    "age_max": np.int32,
    "lat": np.float64,  # NaN unknown
    "lon": np.float64,
    "places": np.int64,  # -1 unknown
    "modified": np.int64,  # µs since 1970, NEVER unknown
    "fresh": np.int64,  # the latest of modified and confirmed
}
OPEN: Final = ("sector", "language", "municipality", "provider", "source", "criterion")
"""Open lists of codes, each a sorted list of strings."""
MANY: Final = {
    "sector": "sector",
    "bridge_language": "language",
    "municipalities": "municipality",  # of the place and of the area served together, each once
    "met": "criterion",
    "told": "criterion",  # with a statement met or not met
}
"""What a row can have several of → the open list its codes are from."""

YES: Final = 1
NO: Final = 2
ROLLING: Final = -1
NO_MIN: Final = -1
NO_MAX: Final = 2**31 - 1

HAS_POINT: Final = 1
HAS_AREA: Final = 2
HAS_MUNICIPALITY: Final = 4
IS_ONLINE: Final = 8
BY_ARRANGEMENT: Final = 16

WEEKDAY_BITS: Final = 4
"""Parts of the day in the slot mask for each weekday, unknown included."""


def slot_bit(weekday: int, part: int) -> int:
    """The bit of a slot on this weekday (1–7, 0 unknown) in this part (1–3, 0 unknown)."""
    return 1 << (weekday * WEEKDAY_BITS + part)
