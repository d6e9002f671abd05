"""Copies the sample lists with dates counted from a given day, so that they never grow old.

In the text of a list, `{{today+90}}` becomes the ISO date 90 days on, `{{today-12|dmy}}` the day as `dd/mm/yyyy`, and
`{{now-3}}` the instant three days ago at 08:00 UTC. `feeds.toml` says which lists there are; one that is a workbook (`.xlsx`) is
kept here as CSV, for a workbook cannot be read in a review nor hold such dates.
"""

import argparse
import csv
import io
import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import xlsxwriter

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}")
_KNOWN = re.compile(r"(?:(today)([+-]\d+)(\|dmy)?|(now)(-\d+))")
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:[.,]\d+)?")
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""When a workbook says it was made: the same every time."""


def render(source: Path, target: Path, today: date) -> None:
    """Write `feeds.toml` and every list it names from the folder `source` into `target` (made where it is missing).

    The same day gives the same bytes. Raises `ValueError` for a placeholder that is not one of those above and
    `FileNotFoundError` for a list that is not there.
    """
    target.mkdir(parents=True, exist_ok=True)
    feeds = source / "feeds.toml"
    names = [feed["url"] for feed in tomllib.loads(feeds.read_text(encoding="utf-8"))["feeds"].values()]
    for name in (feeds.name, *names):
        if name.endswith(".xlsx"):
            text = _dated(source / Path(name).with_suffix(".csv"), today)
            _write_workbook(target / name, list(csv.reader(io.StringIO(text, newline=""), delimiter=";")))
        else:
            (target / name).write_bytes(_dated(source / name, today).encode())


def _dated(path: Path, today: date) -> str:
    """The text of a list with its placeholders filled in, its line ends as they are."""

    def filled(found: re.Match[str]) -> str:
        known = _KNOWN.fullmatch(found[1])
        if known is None:
            raise ValueError(
                f"{path.name}: {found[0]} is not a placeholder; use {{{{today+90}}}}, {{{{today+90|dmy}}}} or {{{{now-3}}}}."
            )
        day = today + timedelta(days=int(known[2] or known[5]))
        if known[4]:
            return f"{day}T08:00:00Z"
        return f"{day:%d/%m/%Y}" if known[3] else day.isoformat()

    return _PLACEHOLDER.sub(filled, path.read_bytes().decode())


def _write_workbook(path: Path, rows: list[list[str]]) -> None:
    """One sheet; a day becomes a day and a number a number, as they do for whoever types them in."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        book.set_properties({"created": _LONG_AGO})
        sheet = book.add_worksheet("Aanbod")
        for at, row in enumerate(rows):
            for across, text in enumerate(row):
                if found := _DAY.fullmatch(text):
                    sheet.write_datetime(at, across, date(int(found[3]), int(found[2]), int(found[1])))
                elif _NUMBER.fullmatch(text):
                    sheet.write_number(at, across, float(text.replace(",", ".")))
                elif text:
                    sheet.write_string(at, across, text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Copy the sample lists with dates counted from today.")
    parser.add_argument("target", type=Path, help="folder to write feeds.toml and the lists into")
    render(Path(__file__).parent, parser.parse_args().target, datetime.now(UTC).date())
