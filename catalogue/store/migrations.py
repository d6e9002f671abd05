"""The schema of the store, step by step: each step runs once, in order, inside the transaction that opens the store.

Steps of our own rather than a migration tool: there is one table of versions to keep, both databases change tables
inside transactions, and a start must never need a second command. A step must be quick and must leave the tables so that
the release before it can still read them: others are at work meanwhile.
"""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, inspect, text

from catalogue.errors import BadSetting
from catalogue.store.tables import metadata

Step = Callable[[Connection], None]


def _first(connection: Connection) -> None:
    metadata.create_all(connection)


STEPS: Final[tuple[Step, ...]] = (_first,)


def version(connection: Connection, steps: Sequence[Step] = STEPS) -> int:
    """How many steps this database has had; 0 for an empty one. Raises `BadSetting` for one that a newer release made."""
    if not inspect(connection).has_table("schema_version"):
        return 0
    found = int(connection.execute(text("SELECT version FROM schema_version")).scalar_one())
    if found > len(steps):
        raise BadSetting(
            f"This store has schema {found}; this release knows up to {len(steps)}. Run the newer release, or restore a backup."
        )
    return found


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Bring the schema up to date, inside the transaction of this connection, which nobody else may do meanwhile."""
    done = version(connection, steps)
    if done == 0:
        connection.execute(text("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO schema_version SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM schema_version)"))
    for step in steps[done:]:
        step(connection)
    if done < len(steps):
        connection.execute(text("UPDATE schema_version SET version = :version"), {"version": len(steps)})
