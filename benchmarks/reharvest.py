"""S6, S7: a list read again: unchanged it costs next to nothing, changed it costs what changed."""

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure, Result
from benchmarks.ground import Ground, changed, feed, read, settings
from benchmarks.offers import NOW
from catalogue.app import opened
from catalogue.feed import Run
from catalogue.index.base import Change
from catalogue.index.columns import ColumnIndex
from catalogue.projection import catch_up
from tests.harvesters.server import Asked, Reply, Server

CHANGED: Final = 10
_PATH: Final = "/aanbod.jsonl"
_WRITES: Final = ("INSERT", "UPDATE", "DELETE")


class Counting(ColumnIndex):
    """The embedded index, counting the documents it is given."""

    applied = 0

    def apply(self, changes: Iterable[Change], upto: int) -> int:
        given = list(changes)
        self.applied += len(given)
        return super().apply(given, upto)


class _Turn:
    """One first harvest and what comes after it."""

    def __init__(self, ground: Ground) -> None:
        feed_file = ground.feed_file()
        folder = ground.folder / "reharvest"
        with Server() as server, opened(settings(folder)) as catalogue:
            source = feed(server.url(_PATH))
            body = feed_file.read_bytes()
            hour = 0

            def harvest() -> tuple[Run, float]:
                nonlocal hour
                hour += 1
                began = time.perf_counter()
                run = read(catalogue, source, now=NOW + timedelta(hours=hour))
                return run, time.perf_counter() - began

            server.routes[_PATH] = lambda asked: _tagged(asked, body)
            _, first_s = harvest()
            again, _ = harvest()
            self.requests = again.requests
            server.serve(_PATH, body)
            _, took_s = harvest()
            self.same_bytes = took_s / first_s
            server.serve(_PATH, body + b"\n")
            _, took_s = harvest()
            self.same_records = took_s / first_s

            with closing(Counting(folder / "index")) as index:
                catch_up(catalogue.store, index)
                other = ground.folder / "changed.jsonl"
                changed(feed_file, other, CHANGED, "gewijzigd")
                server.serve(_PATH, other.read_bytes())
                since = catalogue.store.last_seq()
                with _counted(folder / "catalogue.db") as written:
                    _, took_s = harvest()
                self.changed = took_s / first_s
                self.logged = len(catalogue.store.changes(since, 1_000_000))
                self.records = written["records"]
                self.offers = written["offers"]
                catch_up(catalogue.store, index)
                self.applied = index.applied
        shutil.rmtree(folder)


def measure(ground: Ground) -> Result:
    turns = []
    for run in range(ground.runs):
        ground.tell(f"harvesting again, run {run + 1} of {ground.runs}")
        turns.append(_Turn(ground))
    figures = (
        ("S6", "unchanged, with ETag", [turn.requests for turn in turns], "requests", 1),
        ("S6", "unchanged, without ETag ÷ first harvest", [turn.same_bytes for turn in turns], "×", 0.15),
        ("S6", "same records in other bytes ÷ first harvest", [turn.same_records for turn in turns], "×", None),
        (
            "S7",
            f"{CHANGED} of {ground.offers} changed: offers in the log",
            [turn.logged for turn in turns],
            "rows",
            CHANGED,
        ),
        ("S7", "the same: record rows written", [turn.records for turn in turns], "rows", CHANGED),
        ("S7", "the same: offer rows written", [turn.offers for turn in turns], "rows", CHANGED),
        ("S7", "the same: index documents applied", [turn.applied for turn in turns], "documents", CHANGED),
        ("S7", "the same: time ÷ first harvest", [turn.changed for turn in turns], "×", None),
    )
    return Result(
        figures=tuple(
            Figure(goal=goal, what=what, values=tuple(map(float, values)), unit=unit, at_most=at_most)  # type: ignore[arg-type]
            for goal, what, values, unit, at_most in figures
        ),
        notes=("Rows are counted by triggers in the database, so that a row written as it was counts too.",),
        leaves_out="The network (loopback), making searchable in the times, rows of runs and feeds (one a run).",
    )


def _tagged(asked: Asked, body: bytes) -> Reply:
    tag = {"ETag": '"1"'}
    return (
        Reply(status=304, headers=tag) if asked.headers.get("if-none-match") == '"1"' else Reply(headers=tag, body=body)
    )


@contextlib.contextmanager
def _counted(database: Path) -> Iterator[dict[str, int]]:
    """Rows written to records and offers during the block, by whichever process; filled in when it ends."""
    written: dict[str, int] = {}
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE written (name TEXT)")
        for table in ("records", "offers"):
            for write in _WRITES:
                connection.execute(
                    f"CREATE TRIGGER written_{table}_{write} AFTER {write} ON {table} "
                    f"BEGIN INSERT INTO written VALUES ('{table}'); END"
                )
        yield written
        for table in ("records", "offers"):
            counted = connection.execute("SELECT count(*) FROM written WHERE name = ?", (table,))
            written[table] = counted.fetchone()[0]
            for write in _WRITES:
                connection.execute(f"DROP TRIGGER written_{table}_{write}")
        connection.execute("DROP TABLE written")
