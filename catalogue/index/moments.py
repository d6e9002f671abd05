"""Instants and days as the numbers that indexes compare."""

from datetime import UTC, date, datetime, time
from typing import Final

from catalogue.offer.day import BRUSSELS

NEVER: Final = -(2**62)
"""Before any instant there is; can be negated without overflow."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(instant: datetime) -> int:
    """Since 1970, exactly."""
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def at_midnight(day: date) -> int:
    """When a local day begins, in microseconds since 1970."""
    return microseconds(datetime.combine(day, time(), BRUSSELS))
