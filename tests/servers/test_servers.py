"""How servers are found, started and stopped; that the real ones answer is for the suites that use them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import Failed, Missing
from tests.servers.java import jars, newest_jdk
from tests.servers.process import free_ports, running, wait_for

ROOT = Path(__file__).parents[2]
IDLE = [sys.executable, "-c", "import sys; print('here', flush=True); sys.stdin.read()"]
"""Ends when its standard input does, as our servers do."""
STARTER = """
import pathlib, sys, time
from tests.servers.process import running
with running(sys.argv[1:-1], pathlib.Path(sys.argv[-1])) as process:
    print(process.pid, flush=True)
    time.sleep(60)
"""


def a_jdk(folder: Path, version: int) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "javac").touch()
    (folder / "release").write_text(f'JAVA_VERSION="{version}.0.1"\n')
    return folder


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_ends_with_its_block(tmp_path: Path) -> None:
    """By itself, once its standard input is closed."""
    with running(IDLE, tmp_path / "log") as process:
        wait_for(lambda: b"here" in (tmp_path / "log").read_bytes(), process, tmp_path / "log", 10)
    assert 0 == process.returncode


def test_a_server_ends_with_a_killed_test(tmp_path: Path) -> None:
    """Even when who started it cannot say goodbye: its standard input ends when nobody holds it any more."""
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, *IDLE, str(tmp_path / "log")], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert starter.stdout
    server = int(starter.stdout.readline())
    starter.kill()
    starter.communicate()
    with running(IDLE, tmp_path / "other") as other:  # only to wait with
        wait_for(lambda: not is_alive(server), other, tmp_path / "other", 10)


def test_a_server_that_ends_at_once_has_failed(tmp_path: Path) -> None:
    """With what it said last."""
    ends = [sys.executable, "-c", "import sys; sys.exit('no port left')"]
    with (
        pytest.raises(Failed, match=r"ended with status 1(?s:.*)no port left"),
        running(ends, tmp_path / "log") as process,
    ):
        wait_for(lambda: False, process, tmp_path / "log", 10)


def test_free_ports_differ() -> None:
    """Those of one cluster."""
    assert 8 == len(set(free_ports(8)))


def test_the_newest_jdk_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it is."""
    home = a_jdk(tmp_path / "jdk", 99)
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert home == newest_jdk()


def test_a_folder_without_compiler_is_no_jdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A runtime cannot start our nodes, which are sources."""
    home = a_jdk(tmp_path / "jre", 99)
    (home / "bin" / "javac").unlink()
    monkeypatch.setenv("JAVA_HOME", str(home))
    monkeypatch.setattr("tests.servers.java._homes", lambda: iter([home]))
    with pytest.raises(Missing, match="A JDK 21 or newer is needed; there is none here"):
        newest_jdk()


def test_without_maven_jars_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said plainly."""
    (tmp_path / "search.xml").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(Missing, match=r"Maven \(`mvn`\) is needed to fetch the jars of search once"):
        jars(tmp_path / "search.xml", lambda fetched: None)
