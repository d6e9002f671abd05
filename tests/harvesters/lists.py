"""Lists as publishers send them: written to a file, read by a format."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from catalogue.feed import Feed
from harvesters.base import Draft, Gone, Harvester, Page, Rejected
from harvesters.csv import CSV
from harvesters.document import Unreadable
from harvesters.xlsx import XLSX

HEADER = "titel;soort;aanbieder;gemeente\n"
ROW = "Praattafel;taaloefenkans;Buurthuis (fictief);Gent\n"
OFFER = {
    "title": {"nl": "Praattafel"},
    "kind": ["language-practice"],
    "provider": {"name": "Buurthuis (fictief)"},
    "place": {"municipality": "Gent"},
}

Record = Draft | Gone | Rejected


def feed(format_: str, **options: Any) -> Feed:
    return Feed(
        key="lijst",
        format=format_,
        url="https://example.org/lijst",
        title="Lijst",
        publisher="Kring (fictief)",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        options=options,
    )


def parsed(
    format_: Callable[[Feed], Harvester], folder: Path, raw: bytes, charset: str | None = None, **options: Any
) -> list[Record]:
    path = folder / "lijst"
    path.write_bytes(raw)
    page = Page(url="https://example.org/lijst", path=str(path), charset=charset)
    return list(format_(feed("list", **options)).parse(page))


def drafts(folder: Path, text: str | bytes, charset: str | None = None, **options: Any) -> list[Draft]:
    """The drafts of a list as CSV; there may be nothing else in it."""
    raw = text.encode() if isinstance(text, str) else text
    return only_drafts(parsed(CSV, folder, raw, charset, **options))


def only_drafts(records: Iterable[Record]) -> list[Draft]:
    found = list(records)
    assert [] == [record for record in found if not isinstance(record, Draft)]
    return [record for record in found if isinstance(record, Draft)]


def offers(found: Sequence[Draft]) -> list[dict[str, Any]]:
    """What the drafts say, without identifiers that were derived."""
    return [
        {key: value for key, value in said(draft).items() if not (draft.derived and key == "identifier")}
        for draft in found
    ]


def said(draft: Draft) -> dict[str, Any]:
    """What a draft of a sheet says; only format p4 leaves records undecoded."""
    assert isinstance(draft.data, Mapping)
    return dict(draft.data)


def findings(found: Iterable[Draft]) -> list[tuple[str, str, str | None]]:
    """Code, cell and value of every warning."""
    return [(one.code, one.pointer, one.value) for draft in found for one in draft.warnings]


def refusal(format_: Callable[[Feed], Harvester], folder: Path, raw: bytes, **options: Any) -> str:
    """Why the document as a whole cannot be read."""
    with pytest.raises(Unreadable) as caught:
        parsed(format_, folder, raw, **options)
    return str(caught.value)


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], change: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook with these sheets: name, and rows of cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def sheet_drafts(folder: Path, raw: bytes, **options: Any) -> list[Draft]:
    return only_drafts(parsed(XLSX, folder, raw, **options))
