"""Pages about the lists we read: how each fares, what is out, why, and how to mend it."""

from typing import Final
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from catalogue.feed import FeedState, Run
from catalogue.offer.problems import Problem
from catalogue.read import Reader
from catalogue.store.reader import STALE_DAYS
from catalogue.web.printer import Printer

PROBLEMS: Final = 200
RUNS: Final = 10
COUNTS: Final = ("new", "changed", "unchanged", "rejected", "quarantined", "removed", "held")


class Finding(Struct, frozen=True, kw_only=True):
    record: str | None
    problem: Problem


class ListPages:
    def __init__(self, reader: Reader, printer: Printer) -> None:
        self._reader = reader
        self._printer = printer

    def feeds(self, request: Request) -> Response:
        states = [(state, self._out(state.feed.key)) for state in self._reader.feeds()]
        return self._printer.page(request, "feeds.html", states=states)

    def _out(self, feed: str) -> int:
        """How many of its offers the last run did not take in."""
        runs, _ = self._reader.runs(feed, first=1)
        return sum(run.counts.rejected + run.counts.quarantined for run in runs)

    def feed(self, request: Request) -> Response:
        state = self._reader.feed(request.path_params["id"])
        if state is None:
            raise HTTPException(404)
        runs, _ = self._reader.runs(state.feed.key, first=RUNS)
        examined = next((run.examined for run in runs if run.examined), None)
        listed, total = self._reader.problems(examined, feed=state.feed.key, first=PROBLEMS) if examined else ([], 0)
        findings = [Finding(record=record, problem=one) for _, record, one in listed]
        refused = [one for one in findings if one.problem.severity != "warning"]
        return self._printer.page(
            request,
            "feed.html",
            state=state,
            address=_address(state.feed.url),
            runs=runs,
            todo=_todo(state, runs, refused=bool(refused), remarks=len(refused) < len(findings)),
            said=runs[0].message if runs and runs[0].status in ("failed", "unreachable") else None,
            refused=refused,
            warnings=[one for one in findings if one.problem.severity == "warning"],
            more=total - len(listed),
            shows_values=state.feed.redistribution == "full",
            counts=COUNTS,
            stale_days=STALE_DAYS,
        )


def _address(url: str) -> str | None:
    """Where a list is published: never a path of this machine, nor the query, in which keys travel."""
    parts = urlsplit(url)
    return (
        urlunsplit((parts.scheme, parts.hostname or "", parts.path, "", ""))
        if parts.scheme in ("http", "https")
        else None
    )


def _todo(state: FeedState, runs: list[Run], *, refused: bool, remarks: bool) -> str:
    """The word for what a publisher should do now."""
    if not runs:
        return "do_wait"
    if state.status in ("held", "failing", "unreachable", "trial", "paused"):
        return f"do_{state.status}"
    return "do_mend" if refused else "do_look" if remarks else "do_nothing"
