"""Days and instants as text: `2026-11-24`, and RFC 3339 in UTC, `2026-11-24T09:00:00Z`."""

import re
from datetime import UTC, date, datetime
from typing import Final

import strawberry
from strawberry.schema.config import StrawberryConfig

from catalogue.errors import BadInput

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _show_day(value: date) -> str:
    return value.isoformat()


def _read_day(value: object) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:  # the 31st of February
        pass
    raise BadInput("Give a day such as 2026-11-24.")


def _show_instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_instant(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
        if instant and instant.tzinfo:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):  # no such hour; before the year 1 in UTC
        pass
    raise BadInput("Give an instant with its offset from UTC, such as 2026-11-24T09:00:00Z.")


CONFIG: Final = StrawberryConfig(
    scalar_map={
        date: strawberry.scalar(
            name="Date",
            description="A local day (Europe/Brussels): `2026-11-24`.",
            serialize=_show_day,
            parse_value=_read_day,
        ),
        datetime: strawberry.scalar(
            name="DateTime",
            description="An instant (RFC 3339) in UTC: `2026-11-24T09:00:00Z`.",
            serialize=_show_instant,
            parse_value=_read_instant,
        ),
    }
)
