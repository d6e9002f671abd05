"""Leases: whoever holds one may do a thing, others may not meanwhile."""

import os
import socket
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, or_, select

from catalogue.store.database import Database
from catalogue.store.tables import leases


def take(database: Database, name: str, holder: str, seconds: int) -> bool:
    """Whether the lease is this holder's for so many seconds from now; it may have been before.

    Real time, whatever clock offers live by. A holder on this machine whose process is dead holds nothing.
    """
    now = datetime.now(UTC)
    with database.writing() as connection:
        _drop_dead(connection, name)
        put = database.upsert(leases).values(
            name=name, holder=_held_by(holder), expires=now + timedelta(seconds=seconds)
        )
        taken = connection.execute(
            put.on_conflict_do_update(
                index_elements=[leases.c.name],
                set_={"holder": put.excluded.holder, "expires": put.excluded.expires},
                where=or_(leases.c.expires <= now, leases.c.holder == put.excluded.holder),
            )
        )
        return taken.rowcount == 1


def give_back(database: Database, name: str, holder: str) -> None:
    """Does nothing where somebody else holds it."""
    with database.writing() as connection:
        connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == _held_by(holder)))


def _held_by(holder: str) -> str:
    return f"{socket.gethostname()}/{os.getpid()}/{holder}"


def _drop_dead(connection: Connection, name: str) -> None:
    holder = connection.execute(select(leases.c.holder).where(leases.c.name == name)).scalar_one_or_none()
    host, _, rest = (holder or "").partition("/")
    pid = rest.partition("/")[0]
    if host == socket.gethostname() and pid.isdecimal() and not _is_alive(int(pid)):
        connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
