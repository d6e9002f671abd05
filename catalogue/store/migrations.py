"""The schema of the store, step by step: each step runs once, in order, inside the transaction that opens the store.

Steps of our own rather than a migration tool: there is one table of versions to keep, both databases change tables
inside transactions, and a start must never need a second command.
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


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> int:
    """Bring the schema up to date and return its version. Raises `BadSetting` for a store that a newer release made."""
    if not inspect(connection).has_table("schema_version"):
        connection.execute(text("CREATE TABLE schema_version (version INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO schema_version VALUES (0)"))
    version = int(connection.execute(text("SELECT version FROM schema_version")).scalar_one())
    if version > len(steps):
        raise BadSetting(
            f"This store has schema {version}; this release knows up to {len(steps)}. Run the newer release, or restore a backup."
        )
    for step in steps[version:]:
        step(connection)
    if version < len(steps):
        connection.execute(text("UPDATE schema_version SET version = :version"), {"version": len(steps)})
    return len(steps)
