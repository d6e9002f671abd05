"""`python -m benchmarks`: measure, and print each figure beside its goal."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from benchmarks import commit, harvest, memory, rebuild, reharvest, search, start
from benchmarks.figure import AT_LEAST_RUNS, Result
from benchmarks.ground import Ground

Measure = Callable[[Ground], Result]
BENCHMARKS: Final[dict[str, tuple[str, Measure]]] = {
    "search": ("S3", search.measure),
    "harvest": ("S5", harvest.measure),
    "reharvest": ("S6 S7", reharvest.measure),
    "memory": ("S8", memory.measure),
    "commit": ("S9", commit.measure),
    "rebuild": ("S10", rebuild.measure),
    "start": ("S11", start.measure),
}
"""Name → the goals it measures, and how."""

WIDTH: Final = 120
"""Of what is printed where nobody looks at a terminal."""
BUSY: Final = 0.5
"""Load per core above which figures are told to be doubtful."""

progress = Console(stderr=True)
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def chosen(names: list[str]) -> list[str]:
    """Benchmarks by name or by goal; all where nothing is named. Raises `typer.BadParameter`."""
    found = []
    for name in names:
        known = [one for one, (goals, _) in BENCHMARKS.items() if name.lower() == one or name.upper() in goals.split()]
        if not known:
            listed = ", ".join(f"{one} ({goals})" for one, (goals, _) in BENCHMARKS.items())
            raise typer.BadParameter(f"There is no benchmark {name!r}. There are: {listed}.")
        found += known
    return list(dict.fromkeys(found)) or list(BENCHMARKS)


@app.command()
def main(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME…]", help="Benchmarks or goals; all when left out.")
    ] = None,
    offers: Annotated[int, typer.Option(min=100, help="How many offers.")] = 100_000,
    runs: Annotated[int, typer.Option(min=1, help="How often each is measured; five make a figure.")] = 5,
    seed: Annotated[int, typer.Option(help="Of offers and questions: the same seed, the same ones.")] = 1,
    large: Annotated[bool, typer.Option("--large", help="Memory: ten times as many offers too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one figure a line.")] = False,
) -> None:
    """Measure speed and size as ratios of two things done in one run; absolute times drift and prove nothing.

    search (S3) the embedded index against Elasticsearch; harvest (S5) a harvest against its floors; reharvest (S6, S7) a list
    read again; memory (S8) of a harvest; commit (S9) until it is found; rebuild (S10) the index; start (S11) `catalogue serve`.

    A quick look: `python -m benchmarks search --offers 10000 --runs 1`. At a million (`--offers 1000000`) all takes hours.
    Elasticsearch needs Maven and a JDK 21 or newer; without, it is left out and that is said. Let nothing else run meanwhile.
    """
    todo = chosen(names or [])
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        ground = Ground(folder=Path(folder), offers=offers, runs=runs, seed=seed, large=large, tell=_tell)
        for name in todo:
            result = BENCHMARKS[name][1](ground)
            if before > BUSY * (os.cpu_count() or 1):
                busy = f"The machine was busy before this began (load {before:.1f}): times are doubtful."
                result = msgspec.structs.replace(result, notes=(*result.notes, busy))
            (_print_json if as_json else _print)(name, result)


def _tell(what: str) -> None:
    progress.print(f"… {what}  (load {os.getloadavg()[0]:.1f})", style="dim", markup=False, highlight=False)


def _print(name: str, result: Result) -> None:
    out = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    out.print(name, style="bold")
    table = Table("goal", "what", "median", "min–max", "runs", "wanted", "", box=None, padding=(0, 2))
    for one in result.figures:
        wanted = "" if one.at_most is None else f"≤ {_number(one.at_most)} {one.unit}"
        verdict = {None: "", True: "met", False: "missed"}[one.met]
        spread = f"{_number(min(one.values))}–{_number(max(one.values))}"
        table.add_row(
            one.goal, one.what, f"{_number(one.median)} {one.unit}", spread, str(len(one.values)), wanted, verdict
        )
    out.print(table)
    for note in result.notes:
        out.print(f"  {note}", markup=False, highlight=False, soft_wrap=True)
    if any(len(one.values) < AT_LEAST_RUNS for one in result.figures):
        out.print(f"  Fewer than {AT_LEAST_RUNS} runs show a direction, not a figure.", highlight=False)
    out.print(f"  Leaves out: {result.leaves_out}\n", markup=False, highlight=False, soft_wrap=True)


def _print_json(name: str, result: Result) -> None:
    for one in result.figures:
        told: dict[str, Any] = {"benchmark": name, **msgspec.structs.asdict(one), "median": one.median, "met": one.met}
        print(msgspec.json.encode({**told, "notes": result.notes, "leaves_out": result.leaves_out}).decode())
    sys.stdout.flush()


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


if __name__ == "__main__":
    app()
