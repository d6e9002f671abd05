"""Days and instants as text: `2026-11-24`, and RFC 3339 in UTC, `2026-11-24T09:00:00Z`."""

from datetime import UTC, date, datetime
from typing import Final

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig


def _show_day(value: date) -> str:
    return value.isoformat()


def _read_day(value: object) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise GraphQLError("Expected a day such as 2026-11-24.")


def _show_instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_instant(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise GraphQLError("Expected an instant with its offset from UTC, such as 2026-11-24T09:00:00Z.")
    return instant.astimezone(UTC)


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
