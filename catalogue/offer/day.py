"""Days are local: an offer valid through the 30th is valid until midnight in Brussels."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

BRUSSELS: Final = ZoneInfo("Europe/Brussels")


def today_in_brussels(now: datetime) -> date:
    """The local day of an aware instant."""
    return now.astimezone(BRUSSELS).date()
