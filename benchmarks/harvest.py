"""S5: a harvest, from bytes to searchable ÷ the sum of its floors, each done alone by the barest means there is."""

import gc
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Final

import orjson

from benchmarks.figure import Figure, Result
from benchmarks.ground import Ground, feed, settings, take
from catalogue.app import opened
from catalogue.text import analyse, terms

_TABLES: Final = ("providers", "provider_keys", "records", "offers", "changes")
"""What a harvest writes, in an order that foreign keys allow."""
_ANALYSED: Final = ("title", "description", "plainText")


def measure(ground: Ground) -> Result:
    path = ground.feed_file()
    ratios, whole, floors = [], [], []
    for run in range(ground.runs):
        ground.tell(f"harvesting, run {run + 1} of {ground.runs}")
        folder = ground.folder / "harvest"
        terms.cache_clear()  # the floor of analysis begins as ignorant as the harvest did
        with opened(settings(folder)) as catalogue:
            took_s = _timed(lambda: take(catalogue, feed(str(path))))
        read_s = _timed(lambda: _read(path))
        inserted_s = _insert(folder / "catalogue.db", ground.folder / "bare.db")
        analysed_s = _analyse(path)
        shutil.rmtree(folder)
        whole.append(took_s)
        floors.append((read_s, inserted_s, analysed_s))
        ratios.append(took_s / (read_s + inserted_s + analysed_s))
    read_s, inserted_s, analysed_s = (median(times) for times in zip(*floors, strict=True))
    return Result(
        figures=(
            Figure(goal="S5", what=f"harvest of {ground.offers} records ÷ floors", values=tuple(ratios), at_most=2.5),
        ),
        notes=(
            f"Medians: harvest {median(whole):.2f} s; read + orjson {read_s:.2f} s, SQLite batch {inserted_s:.2f} s, "
            f"analysis {analysed_s:.2f} s.",
        ),
        leaves_out="The network (the feed is a file), and records that are refused or repaired: all of these are good.",
    )


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _read(path: Path) -> None:
    with path.open("rb") as file:
        for line in file:
            orjson.loads(line)


def _insert(harvested: Path, bare: Path) -> float:
    """The rows of the harvest, into the same tables and indices of a new file, in one transaction; seconds."""
    with closing(sqlite3.connect(harvested)) as source, closing(sqlite3.connect(bare, isolation_level=None)) as target:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -32000"):
            target.execute(f"PRAGMA {pragma}")
        rows = {table: source.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall() for table in _TABLES}
        for table, made in source.execute(
            "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
        ):
            if table in _TABLES:
                target.execute(made)

        def insert() -> None:
            target.execute("BEGIN IMMEDIATE")
            for table, found in rows.items():
                if found:
                    target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(found[0]))})", found)
            target.execute("COMMIT")

        took_s = _timed(insert)
    for file in bare.parent.glob(f"{bare.name}*"):
        file.unlink()
    return took_s


def _analyse(path: Path) -> float:
    """The publisher's own texts to terms; seconds."""
    with path.open("rb") as file:
        records = [orjson.loads(line) for line in file]
    texts = [text for record in records for name in _ANALYSED for text in record.get(name, {}).values()]
    texts += [word for record in records for word in record.get("keyword", ())]
    terms.cache_clear()

    def work() -> None:
        for text in texts:
            analyse(text)

    return _timed(work)
