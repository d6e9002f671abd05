"""`catalogue …`: the programs an operator runs. Exit status: 0 done, 1 failed, 2 wrong use."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from catalogue import harvest as harvesting
from catalogue.app import Catalogue, opened
from catalogue.errors import BadInput, CatalogueError
from catalogue.feed import Feed, Run
from catalogue.feedlist import feed_from
from catalogue.logs import set_up
from catalogue.projection import catch_up, rebuild
from catalogue.settings import read_settings, unknown_settings
from harvesters import FORMATS

MAX_PROBLEMS: Final = 10_000
_FORMATS: Final = ", ".join(FORMATS)
_FORMATS_BY_SUFFIX: Final = {
    ".jsonl": "p4", ".ndjson": "p4", ".json": "p4", ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx",
    ".jsonld": "jsonld", ".html": "jsonld", ".htm": "jsonld", ".xml": "jsonld",
}  # fmt: skip

app = typer.Typer(
    name="catalogue",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="""The offer catalogue: harvest lists of offers, keep them, search them, serve them.

    A first round: `catalogue feeds add my-list csv https://example.org/aanbod.csv --title "My list" --publisher "My vzw"`,
    then `catalogue harvest`, then `catalogue serve`. Settings are CATALOGUE_* variables; the README lists them.""",
)
feeds_app = typer.Typer(no_args_is_help=True, help="The lists that are harvested: list, add, show, release, remove.")
index_app = typer.Typer(no_args_is_help=True, help="The search index: status, rebuild.")
app.add_typer(feeds_app, name="feeds")
app.add_typer(index_app, name="index")

console = Console(stderr=True)
out = Console()
Moved = Callable[[int, int | None], None]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs, one value a line.")]


def main() -> None:
    """Entry point: errors of ours become one line and status 1; wrong use is typer's status 2."""
    set_up()
    for name in unknown_settings(os.environ):
        console.print(f"Warning: {name} is not a setting and is ignored.", style="yellow", markup=False)
    try:
        app()
    except CatalogueError as error:
        console.print(f"Error: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:  # `catalogue export | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@contextmanager
def _catalogue() -> Iterator[Catalogue]:
    with opened(read_settings(os.environ)) as catalogue:
        catalogue.listed_feeds()
        yield catalogue


def _print_json(value: Any) -> None:
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()


@contextmanager
def _progress(what: str) -> Iterator[Moved]:
    """A bar on standard error (only where a person looks at it), moved by (done, total)."""
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    ) as bars:  # fmt: skip
        task = bars.add_task(what, total=None)

        def moved(done: int, total: int | None = None) -> None:
            bars.update(task, completed=done, total=total)

        yield moved


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (CATALOGUE_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (CATALOGUE_PORT).")] = None,
) -> None:
    """Serve pages and GraphQL until interrupted; offers harvested meanwhile appear within a second."""
    import uvicorn

    from catalogue.app import create_app

    environment = dict(os.environ)
    if host:
        environment["CATALOGUE_HOST"] = host
    if port:
        environment["CATALOGUE_PORT"] = str(port)
    settings = read_settings(environment)
    console.print(f"Open {settings.base_url}/ to search, {settings.base_url}/graphql to try queries. Ctrl-C stops.")
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="warning", access_log=False)


@app.command()
def harvest(
    feeds: Annotated[
        list[str] | None, typer.Argument(metavar="[FEED…]", help="Keys of feeds; all when left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read lists and take over what changed. Safe at any time: a run commits whole or not at all."""
    with _catalogue() as catalogue:
        known = {state.feed.key: state.feed for state in catalogue.store.feeds()}
        chosen = _chosen(feeds or [], known)
        if not chosen and not as_json:
            console.print("There is no list yet. Add one: catalogue feeds add --help, or set CATALOGUE_FEEDS.")
        failed = False
        for feed in chosen:
            with catalogue.fetcher() as http:  # one a feed, so that what it spooled is gone before the next
                run = _harvest_one(catalogue, feed, http)
            failed |= run.status in ("failed", "unreachable")
            _report(catalogue, run, as_json)
        catalogue.store.sweep(now=catalogue.settings.now())
        with _progress("making searchable") as moved:
            catch_up(catalogue.store, catalogue.index, progress=moved)
    if failed:
        raise typer.Exit(1)


def _harvest_one(catalogue: Catalogue, feed: Feed, http: Any) -> Run:
    with _progress(feed.key) as moved:
        return harvesting.harvest(
            feed,
            store=catalogue.store,
            http=http,
            places=catalogue.places,
            now=catalogue.settings.now(),
            progress=lambda _stage, done: moved(done, None),
        )


def _chosen(keys: Sequence[str], known: dict[str, Feed]) -> list[Feed]:
    for key in keys:
        if key not in known:
            raise BadInput(f"There is no feed {key!r}. Known: {', '.join(known) or 'none'}.")
    return [known[key] for key in keys] if keys else list(known.values())


def _report(catalogue: Catalogue, run: Run, as_json: bool) -> None:
    problems = catalogue.store.problems(run.examined, first=MAX_PROBLEMS)[0] if run.examined else []
    if as_json:
        _print_json(
            {
                "feed": run.feed,
                "status": run.status,
                **msgspec.structs.asdict(run.counts),
                "requests": run.requests,
                "seconds": run.seconds,
                "message": run.message,
                "problems": [
                    {
                        "record": record,
                        "code": one.code,
                        "pointer": one.pointer,
                        "value": one.value,
                        "message": one.message["en"],
                        "suggestion": one.suggestion["en"] if one.suggestion else None,
                        "severity": one.severity,
                    }
                    for _, record, one in problems
                ],
            }
        )
        return
    style = {"done": "green", "unchanged": "green", "held": "yellow"}.get(run.status, "red")
    counts = run.counts
    console.print(f"{run.feed}: {run.status}", style=style, markup=False)
    console.print(f"  {run.message}", markup=False, soft_wrap=True)
    if counts.read:
        console.print(
            f"  {counts.read} read: {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, "
            f"{counts.rejected} rejected, {counts.quarantined} quarantined; {counts.removed} removed, {counts.held} held",
            soft_wrap=True,
        )
    shown = [(record, one) for _, record, one in problems if one.severity != "warning"]
    for record, one in shown[:20]:
        console.print(f"  {record or ''} {one.pointer}: {one.message['en']}", markup=False, soft_wrap=True)
        if one.suggestion:
            console.print(f"      → {one.suggestion['en']}", markup=False, soft_wrap=True)
    if len(shown) > 20:
        console.print(f"  … and {len(shown) - 20} more; --json lists all, and so does the page of the feed.")
    warnings = len(problems) - len(shown)
    if warnings:
        console.print(f"  and {warnings} warnings")


@app.command()
def check(
    source: Annotated[
        str, typer.Argument(metavar="FILE-OR-URL", help="A list: a file on this machine, or an address.")
    ],
    format_: Annotated[
        str | None, typer.Option("--format", help=f"One of {_FORMATS}; else told from the name.")
    ] = None,
    publisher: Annotated[str, typer.Option(help="Name that stands for a provider where a row has none.")] = "check",
    as_json: AsJson = False,
) -> None:
    """Read one list as a harvest would and print every problem with its place and fix. Writes nothing."""
    is_url = source.startswith(("http://", "https://"))
    if not is_url and not Path(source).is_file():
        raise BadInput(f"There is no file {source!r}. Give a file, or an address that starts with https://.")
    suffix = Path(source.partition("?")[0]).suffix.lower()
    chosen = format_ or _FORMATS_BY_SUFFIX.get(suffix)
    if chosen is None:
        raise BadInput(f"The format of {source!r} cannot be told from its name: add --format, one of {_FORMATS}.")
    settings = read_settings(os.environ)
    feed = feed_from(
        "source",
        {"format": chosen, "url": source, "title": source, "publisher": publisher, "licence": "unknown"},
        base=Path.cwd(),
    )
    with tempfile.TemporaryDirectory() as folder:
        trial = msgspec.structs.replace(
            settings,
            data=Path(folder),
            store_url=f"sqlite:///{folder}/trial.db",
            index_url=f"columns:{folder}/index",
            feeds=None,
        )
        with opened(trial) as catalogue, catalogue.fetcher() as http:
            catalogue.store.put_feed(feed, now=settings.now())
            run = _harvest_one(catalogue, feed, http)
            _report(catalogue, run, as_json)
    if run.status in ("failed", "unreachable"):
        raise typer.Exit(1)


@app.command()
def export(as_json: AsJson = True) -> None:
    """Print every live offer as JSON Lines, as its source lets us pass it on."""
    del as_json  # there is no other form
    with _catalogue() as catalogue:
        encoder = msgspec.json.Encoder()
        total = catalogue.store.live_count()
        with _progress("exporting") as moved:
            for at, offer in enumerate(catalogue.reader.live(), 1):
                sys.stdout.buffer.write(encoder.encode(offer) + b"\n")
                if at % 500 == 0:
                    moved(at, total)
        sys.stdout.buffer.flush()


@feeds_app.command("list")
def feeds_list(as_json: AsJson = False) -> None:
    """Every list with its status and counts."""
    with _catalogue() as catalogue:
        states = catalogue.store.feeds()
        if as_json:
            for state in states:
                _print_json(state)
            return
        table = Table("feed", "format", "status", "live offers", "last read well", "title")
        for state in states:
            seen = state.last_success.isoformat(timespec="minutes") if state.last_success else "never"
            table.add_row(state.feed.key, state.feed.format, state.status, str(state.live), seen, state.feed.title)
        out.print(table if states else "There is no list yet: catalogue feeds add --help")


@feeds_app.command("add")
def feeds_add(
    key: Annotated[str, typer.Argument(help="Permanent short name, such as turnhout-buddies: it is part of every id.")],
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {_FORMATS}.")],
    url: Annotated[str, typer.Argument(help="Address of the list, or a path on this machine.")],
    title: Annotated[str, typer.Option(help="What people call the list.")],
    publisher: Annotated[str, typer.Option(help="Who publishes it.")],
    licence: Annotated[
        str, typer.Option(help="Address of its licence.")
    ] = "https://creativecommons.org/publicdomain/zero/1.0/",
    redistribution: Annotated[str, typer.Option(help="What we may pass on: full, facets or link.")] = "full",
    every: Annotated[str, typer.Option(help="How often to read it.")] = "6h",
    grace: Annotated[str, typer.Option(help="How long an absent offer stays.")] = "7d",
    as_json: AsJson = False,
) -> None:
    """Register a list. Try it first: catalogue check FILE-OR-URL."""
    from harvesters import harvester

    with _catalogue() as catalogue:
        feed = feed_from(
            key,
            {
                "format": format_,
                "url": url,
                "title": title,
                "publisher": publisher,
                "licence": licence,
                "redistribution": redistribution,
                "every": every,
                "grace": grace,
            },
            base=Path.cwd(),
        )
        harvester(feed)  # an unknown format is told now, not at the first harvest
        if catalogue.store.feed(key):
            raise BadInput(f"There is a feed {key!r} already: catalogue feeds show {key}")
        catalogue.store.put_feed(feed, now=catalogue.settings.now())
        if as_json:
            _print_json(catalogue.store.feed(key))
        else:
            console.print(f"Added. Read it now: catalogue harvest {key}", markup=False)


@feeds_app.command("show")
def feeds_show(key: str, as_json: AsJson = False) -> None:
    """One list: its last runs and its problems."""
    with _catalogue() as catalogue:
        state = catalogue.store.feed(key)
        if state is None:
            raise BadInput(f"There is no feed {key!r}: catalogue feeds list")
        runs, _ = catalogue.store.runs(key, first=10)
        if as_json:
            _print_json({"feed": state, "runs": runs})
            return
        out.print(
            f"{state.feed.title} ({key}): {state.status}, {state.live} live offers, {state.feed.url}", markup=False
        )
        table = Table("run", "status", "read", "new", "changed", "removed", "held", "refused")
        for run in runs:
            counts = run.counts
            refused = counts.rejected + counts.quarantined
            figures = (counts.read, counts.new, counts.changed, counts.removed, counts.held, refused)
            table.add_row(f"{run.started:%Y-%m-%d %H:%M}", run.status, *map(str, figures))
        out.print(table)
        if runs:
            _report(catalogue, runs[0], as_json=False)


@feeds_app.command("release")
def feeds_release(key: str, as_json: AsJson = False) -> None:
    """Let the withheld removals of a list go: the offers that are no longer in it are removed now."""
    with _catalogue() as catalogue:
        if catalogue.store.feed(key) is None:
            raise BadInput(f"There is no feed {key!r}: catalogue feeds list")
        removed = harvesting.release(key, store=catalogue.store, now=catalogue.settings.now())
        catch_up(catalogue.store, catalogue.index)
        _done(as_json, {"feed": key, "removed": removed}, f"{removed} offers removed.")


@feeds_app.command("remove")
def feeds_remove(
    key: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget a list and remove its offers (they keep their address and answer that they are gone)."""
    with _catalogue() as catalogue:
        state = catalogue.store.feed(key)
        if state is None:
            raise BadInput(f"There is no feed {key!r}: catalogue feeds list")
        if not yes:
            typer.confirm(f"Remove {key} and its {state.live} live offers?", abort=True, err=True)
        removed = catalogue.store.remove_feed(key, now=catalogue.settings.now())
        catch_up(catalogue.store, catalogue.index)
        _done(as_json, {"feed": key, "removed": removed}, f"{key} is removed, with {removed} offers.")


@index_app.command("status")
def index_status(as_json: AsJson = False) -> None:
    """How far the index follows the store."""
    with _catalogue() as catalogue:
        status = {
            "offers": catalogue.store.live_count(),
            "seq": catalogue.index.seq,
            "last_seq": catalogue.store.last_seq(),
            "same_epoch": catalogue.index.epoch == catalogue.store.epoch,
        }
        behind = (
            "up to date"
            if status["seq"] == status["last_seq"] and status["same_epoch"]
            else "will catch up at the next start"
        )
        _done(
            as_json,
            status,
            f"{status['offers']} live offers; index at {status['seq']} of {status['last_seq']}: {behind}.",
        )


@index_app.command("rebuild")
def index_rebuild(as_json: AsJson = False) -> None:
    """Build the index anew beside the old one, and swap. Searches go on meanwhile."""
    with _catalogue() as catalogue:
        with _progress("building") as moved:
            seq = rebuild(catalogue.store, catalogue.index, progress=moved)
        _done(as_json, {"seq": seq}, f"Rebuilt, up to change {seq}.")


def _done(as_json: bool, value: dict[str, Any], text: str) -> None:
    if as_json:
        _print_json(value)
    else:
        console.print(text, markup=False)
