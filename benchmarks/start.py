"""S11: from `catalogue serve` to its first answer ÷ importing the libraries it stands on and nothing else."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.figure import Figure, Result
from benchmarks.ground import Ground, environment
from tests.servers.process import free_ports

_SERVE: Final = "from catalogue.cli import main; main()"
_LIBRARIES: Final = "import starlette, strawberry, numpy, sqlalchemy"
_QUERY: Final = b'{"query": "{ offers(first: 1) { totalCount } }"}'
_GIVE_UP_S: Final = 120
_TRY_EVERY_S: Final = 0.01


def measure(ground: Ground) -> Result:
    with ground.catalogue():
        pass
    ratios, answers, imports = [], [], []
    for run in range(-1, ground.runs):
        ground.tell(f"starting, run {run + 1} of {ground.runs}" if run >= 0 else "starting, once to warm up")
        imported_s = _imported()
        answered_s = _answered(ground.folder / "catalogue")
        if run >= 0:  # the first one fills the caches of the operating system, and writes compiled modules
            imports.append(imported_s)
            answers.append(answered_s)
            ratios.append(answered_s / imported_s)
    return Result(
        figures=(Figure(goal="S11", what="serve to first answer ÷ bare import", values=tuple(ratios), at_most=2),),
        notes=(
            f"Medians: first answer (a search over GraphQL) after {median(answers):.2f} s, "
            f"bare import {median(imports):.2f} s.",
        ),
        leaves_out="A cold disk, a store on another machine, changes to catch up with.",
    )


def _imported() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _LIBRARIES], check=True)
    return time.perf_counter() - began


def _answered(folder: Path) -> float:
    """Seconds until a search is answered."""
    (port,) = free_ports(1)
    given = {**os.environ, **environment(folder), "CATALOGUE_PORT": str(port)}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        data=_QUERY,
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, "serve"], env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(request):
            if process.poll() is not None or time.perf_counter() - began > _GIVE_UP_S:
                raise RuntimeError("`catalogue serve` did not answer.")
            time.sleep(_TRY_EVERY_S)
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _answers(request: urllib.request.Request) -> bool:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return b'"totalCount"' in answer.read()
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False
