"""Appending to the change log: to be called under `Database.lock_log`, in the transaction of what it tells."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, insert, literal, select, update

from catalogue.store.tables import changes, offers

LIVE: Final = offers.c.gone.is_(None)


def append(connection: Connection, what: Select[Any], now: datetime) -> int:
    """Log the (type, offer) rows of a query in its order. Returns how many."""
    rows = what.add_columns(literal(now, changes.c.at.type))
    return connection.execute(insert(changes).from_select(["type", "offer", "at"], rows)).rowcount


def updated(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    """Log that live offers are another than before, though none of their records is. Returns how many."""
    return append(connection, _of("UPDATED", LIVE & which), now)


def remove(connection: Connection, which: ColumnElement[bool], reason: Any, now: datetime) -> int:
    """Mark live offers as gone and log it, in the order of their ids. Returns how many."""
    logged = append(connection, _of("REMOVED", LIVE & which), now)
    if logged:
        connection.execute(update(offers).where(LIVE, which).values(gone=now, gone_reason=reason))
    return logged


def restore(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    """Make offers live again and log it, in the order of their ids. Returns how many."""
    logged = append(connection, _of("CREATED", ~LIVE & which), now)
    if logged:
        connection.execute(update(offers).where(~LIVE, which).values(gone=None, gone_reason=None))
    return logged


def _of(type_: str, which: ColumnElement[bool]) -> Select[Any]:
    return select(literal(type_), offers.c.id).where(which).order_by(offers.c.id)
