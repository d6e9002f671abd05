"""The served catalogue, as a person and a program meet it: real processes, real requests."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from samples.render import render

ROOT = Path(__file__).parents[1]
CATALOGUE = Path(sys.executable).with_name("catalogue")
SEARCH = (ROOT / "tests/contract/queries/search-basic.graphql").read_text(encoding="utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "CATALOGUE_DATA": str(folder / "data"),
        "CATALOGUE_FEEDS": str(folder / "samples/feeds.toml"),
        "CATALOGUE_PORT": str(port),
    }


@contextlib.contextmanager
def served(given: dict[str, str]) -> Iterator[str]:
    """The address of a running `catalogue serve`; it must end well when it is told to."""
    process = subprocess.Popen([CATALOGUE, "serve"], env=given, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{given['CATALOGUE_PORT']}"
    try:
        wait_until(lambda: is_ready(address))
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert b"Traceback" not in said


def is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def wait_until(holds: object, timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not holds():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str], Path]]:
    """The sample lists harvested and served, as `make run` does: (address, environment, folder)."""
    folder = tmp_path_factory.mktemp("run")
    given = environment(folder, free_port())
    render(ROOT / "samples", folder / "samples", datetime.now(UTC).date())
    subprocess.run([CATALOGUE, "harvest"], env=given, check=True, capture_output=True, timeout=60)
    with served(given) as address:
        yield address, given, folder


def test_search_over_graphql(running: tuple[str, dict[str, str], Path]) -> None:
    """The contract's search finds sample offers, with counts and distances."""
    variables = {"text": "naaien", "near": {"municipality": "Mechelen", "km": 50}}
    answer = httpx.post(f"{running[0]}/graphql", json={"query": SEARCH, "variables": variables}).json()
    offers = answer["data"]["offers"]
    assert "errors" not in answer
    assert 0 < offers["totalCount"] == len(offers["edges"])
    assert offers["facets"][0]["buckets"]
    assert [] == [edge for edge in offers["edges"] if edge["distanceKm"] is not None and edge["distanceKm"] > 50]


def test_search_page(running: tuple[str, dict[str, str], Path]) -> None:
    """The page shows offers with a link, without running a script, and loads nothing that is not ours."""
    page = httpx.get(f"{running[0]}/", params={"q": "naaien", "lang": "nl"})
    assert 200 == page.status_code
    assert re.search(r'href="/doc/offer/of_\w+', page.text)
    assert [] == re.findall(r'<script(?! src="/static/)', page.text)
    assert [] == re.findall(r'(?:src|<link[^>]*href)="https?://', page.text)


def test_problems_of_a_list(running: tuple[str, dict[str, str], Path]) -> None:
    """The page of a feed names what is wrong in its list, in Dutch, with the cell it stands in."""
    page = httpx.get(f"{running[0]}/feeds/voorbeeld-school", params={"lang": "nl"})
    assert 200 == page.status_code
    assert re.search(r"cel [A-Z]+\d+ van het blad “Aanbod”", page.text)


def test_new_offers_appear_within_a_second(running: tuple[str, dict[str, str], Path]) -> None:
    """What another process harvests is found by the running one, about as soon as it is committed (goal S9)."""
    address, given, folder = running
    (folder / "nieuw.csv").write_text(
        "titel;aanbieder;soort aanbieder;soort;gemeente\n"
        "Zeldzame zeepkistenrace;Kistenclub (fictief);vzw;groepsactiviteit;Gent\n",
        encoding="utf-8",
    )
    add = [
        "feeds",
        "add",
        "nieuw",
        "csv",
        str(folder / "nieuw.csv"),
        "--title",
        "Nieuw",
        "--publisher",
        "Kistenclub (fictief)",
    ]
    subprocess.run([CATALOGUE, *add], env=given, check=True, capture_output=True, timeout=60)
    subprocess.run([CATALOGUE, "harvest", "nieuw"], env=given, check=True, capture_output=True, timeout=60)
    query = {"query": '{ offers(text: "zeepkistenrace") { totalCount } }'}

    def is_found() -> bool:
        return httpx.post(f"{address}/graphql", json=query).json()["data"]["offers"]["totalCount"] == 1

    wait_until(is_found, timeout_s=1)


def test_restart_serves_the_same(running: tuple[str, dict[str, str], Path]) -> None:
    """Another process over the same folder answers the same search alike."""
    address, given, _ = running
    query = {"query": '{ offers(text: "buddy", first: 100) { totalCount nodes { id } } }'}
    with served({**given, "CATALOGUE_PORT": str(free_port())}) as other:
        assert (
            httpx.post(f"{address}/graphql", json=query).json()["data"]
            == httpx.post(f"{other}/graphql", json=query).json()["data"]
        )
