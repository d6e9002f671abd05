"""The programs, run as an operator runs them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.catalogue.listed import numbered
from tests.records import record

Run = Callable[..., subprocess.CompletedProcess[str]]
CATALOGUE = Path(sys.executable).with_name("catalogue")


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A folder with a good list, and a `feeds.toml` that names it."""
    (tmp_path / "goed.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, numbered(3))))
    (tmp_path / "feeds.toml").write_text(
        '[feeds.goed]\nformat = "p4"\nurl = "goed.jsonl"\ntitle = "Goed (fictief)"\npublisher = "Losse Draad (fictief)"\n'
        'licence = "https://creativecommons.org/publicdomain/zero/1.0/"\n',
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture
def catalogue(tmp_path: Path) -> Run:
    """Runs `catalogue …` over a data folder of its own."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        given = {
            "PATH": os.environ["PATH"],
            "CATALOGUE_DATA": str(tmp_path / "data"),
            "CATALOGUE_CLOCK": "2026-11-24T09:00:00Z",
            "COLUMNS": "200",
            **environment,
        }
        return subprocess.run(
            [CATALOGUE, *arguments], env=given, cwd=tmp_path, capture_output=True, text=True, timeout=60
        )

    return run


def lines(done: subprocess.CompletedProcess[str]) -> list[Any]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_harvest_prints_one_line_a_feed(catalogue: Run, lists: Path) -> None:
    """`harvest --json` gives the keys of the contract, with the problems of the feed."""
    (lists / "goed.jsonl").write_bytes(msgspec.json.encode(record(dutchLevelMin="D1")))
    done = catalogue("harvest", "--json", CATALOGUE_FEEDS=str(lists / "feeds.toml"))
    (line,) = lines(done)
    assert (0, "done", 1, 1) == (done.returncode, line["status"], line["read"], line["rejected"])
    assert {
        *("feed", "status", "read", "new", "changed", "unchanged", "rejected", "quarantined", "removed", "held"),
        *("requests", "seconds", "message", "problems"),
    } == set(line)
    (problem,) = line["problems"]
    assert ("naai-1", "not-in-scheme", "/dutchLevelMin", "D1") == tuple(
        problem[key] for key in ("record", "code", "pointer", "value")
    )


def test_export_gives_what_was_harvested(catalogue: Run, lists: Path) -> None:
    """`export --json` prints live offers, one a line, in the shape of the schema."""
    catalogue("harvest", CATALOGUE_FEEDS=str(lists / "feeds.toml"))
    done = catalogue("export", "--json")
    assert ["n-0", "n-1", "n-2"] == sorted(line["identifier"] for line in lines(done))


def test_check_writes_nothing(catalogue: Run, lists: Path) -> None:
    """`check` reports as a harvest would, and leaves no trace."""
    (line,) = lines(catalogue("check", str(lists / "goed.jsonl"), "--json"))
    assert ("done", 3, 3) == (line["status"], line["read"], line["new"])
    assert not (lists / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "weg.csv"], "There is no file"),
        (["harvest", "weg"], "There is no feed"),
        (["feeds", "show", "weg"], "There is no feed"),
        (["check", "feeds.toml"], "add --format"),
        (["feeds", "add", "Fout!", "csv", "x.csv", "--title", "x", "--publisher", "x"], "a key is lower-case"),
        (["feeds", "add", "goed", "cvs", "x.csv", "--title", "x", "--publisher", "x"], "Did you mean csv?"),
    ],
)
def test_failure_is_one_line_and_status_1(catalogue: Run, lists: Path, arguments: list[str], said: str) -> None:
    """What cannot be done is said in one line, without a traceback."""
    done = catalogue(*arguments)
    assert (1, "", True) == (done.returncode, done.stdout, said in done.stderr)
    assert "Traceback" not in done.stderr


def test_wrong_use_is_status_2(catalogue: Run) -> None:
    """An option that does not exist is wrong use."""
    assert 2 == catalogue("harvest", "--bestaat-niet").returncode


def test_bad_setting_names_the_variable(catalogue: Run) -> None:
    """A value that cannot be read stops the start and says which variable it was."""
    done = catalogue("harvest", CATALOGUE_PORT="veel")
    assert (1, True) == (done.returncode, "CATALOGUE_PORT='veel'" in done.stderr)


def test_unknown_setting_is_a_warning(catalogue: Run) -> None:
    """A typing error in the name of a variable is not silently ignored."""
    assert "CATALOGUE_PROT is not a setting" in catalogue("feeds", "list", CATALOGUE_PROT="1").stderr


def test_unreachable_feed_is_status_1(catalogue: Run) -> None:
    """A feed that fails makes the command fail, after the others were read."""
    catalogue("feeds", "add", "weg", "p4", "weg.jsonl", "--title", "x", "--publisher", "x")
    done = catalogue("harvest", "--json")
    assert (1, "weg") == (done.returncode, lines(done)[0]["feed"])


def test_feed_from_add_to_remove(catalogue: Run, lists: Path) -> None:
    """Register, read, look, remove: each step says what it did."""
    added = catalogue("feeds", "add", "mijn", "p4", "goed.jsonl", "--title", "Mijn", "--publisher", "Mijn (fictief)")
    assert "catalogue harvest mijn" in added.stderr
    catalogue("harvest", "mijn")
    (state,) = lines(catalogue("feeds", "list", "--json"))
    assert ("mijn", "healthy", 3) == (state["feed"]["key"], state["status"], state["live"])
    (shown,) = lines(catalogue("feeds", "show", "mijn", "--json"))
    assert 3 == shown["runs"][0]["counts"]["new"]
    (removed,) = lines(catalogue("feeds", "remove", "mijn", "--yes", "--json"))
    assert {"feed": "mijn", "removed": 3} == removed
    assert [] == lines(catalogue("export"))


def test_index_follows_the_store(catalogue: Run, lists: Path) -> None:
    """After a harvest the index is up to date; it can be built anew at any time."""
    catalogue("harvest", CATALOGUE_FEEDS=str(lists / "feeds.toml"))
    (status,) = lines(catalogue("index", "status", "--json"))
    assert (3, 3, True) == (status["offers"], status["seq"], status["same_epoch"])
    assert [{"seq": 3}] == lines(catalogue("index", "rebuild", "--json"))


@pytest.mark.parametrize(
    "command", [[], ["serve"], ["harvest"], ["feeds"], ["feeds", "add"], ["check"], ["index"], ["export"]]
)
def test_help_teaches(catalogue: Run, command: list[str]) -> None:
    """Every command explains itself and its arguments."""
    done = catalogue(*command, "--help")
    assert 0 == done.returncode
    assert len(done.stdout.split()) > 20
