"""The template: where its columns lead, and the example that shows how to fill them in."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from catalogue.offer.reading import read_offer
from catalogue.places import Places
from harvesters.template import COLUMNS, Column, column
from tests.harvesters.lists import drafts, findings, sheet_drafts, workbook
from vocab.terms import offer_schema


def leads_to(pointer: str) -> dict[str, Any] | None:
    """What the offer schema says of the place a pointer leads to."""
    schema = cast("dict[str, Any]", json.loads(offer_schema()))
    here: dict[str, Any] | None = schema
    for step in pointer[1:].split("/"):
        while here and "$ref" in here:
            here = schema["$defs"][here["$ref"].rpartition("/")[2]]
        if here is None:
            return None
        texts = here.get("patternProperties", {})
        here = here.get("properties", {}).get(step) or next(iter(texts.values()), None)
    return here


@pytest.mark.parametrize("known", COLUMNS, ids=lambda one: one.name)
def test_column_leads_into_an_offer(known: Column) -> None:
    """Each column has a place in the offer schema."""
    assert leads_to(known.pointer)


@pytest.mark.parametrize("known", COLUMNS, ids=lambda one: one.name)
def test_example_is_read(tmp_path: Path, known: Column) -> None:
    """Each example gives a value at the column's place, and no warning."""
    (draft,) = drafts(
        tmp_path, f"title;{known.name}\nA;{known.example}\n" if known.name != "title" else f"title\n{known.example}\n"
    )
    value: Any = draft.data
    for step in known.path:
        value = value[step]
    assert (True, ()) == (value not in (None, "", [], {}), draft.warnings)


def test_examples_together_are_an_offer(tmp_path: Path, places: Places, now: datetime) -> None:
    """The row of examples is accepted whole, without a remark, under Dutch as under English headers."""
    row = ";".join(known.example for known in COLUMNS)
    for headers in ([known.nl for known in COLUMNS], [known.name for known in COLUMNS]):
        found = drafts(tmp_path, f"{';'.join(headers)}\n{row}\n")
        reading = read_offer(found[0].data, places=places, now=now)
        assert ([], (), True) == (findings(found), reading.problems, reading.offer is not None)


def test_examples_in_a_workbook(tmp_path: Path) -> None:
    """A workbook with the same cells says the same as the list in text."""
    rows = [[known.nl for known in COLUMNS], [known.example for known in COLUMNS]]
    text = "".join(";".join(row) + "\n" for row in rows)
    assert [one.data for one in drafts(tmp_path, text)] == [
        one.data for one in sheet_drafts(tmp_path, workbook(("Aanbod", rows)))
    ]


@pytest.mark.parametrize(
    "known", [one for one in COLUMNS if one.reader and one.reader.choices], ids=lambda one: one.name
)
def test_offered_words_are_read(known: Column) -> None:
    """Every word of a drop-down is read in its own column."""
    assert known.reader is not None
    assert known.reader.choices is not None
    assert [] == [word for word in known.reader.choices.offered() if known.reader.read(word)[1]]


@pytest.mark.parametrize("known", [one for one in COLUMNS if one.reader], ids=lambda one: one.name)
def test_expectation_in_two_languages(known: Column) -> None:
    """What a cell should hold is said in nl and en."""
    assert known.reader is not None
    assert (True, True) == tuple(map(bool, known.reader.expected))


def test_no_header_names_two_columns() -> None:
    """Names, Dutch names and other names are all different, also as they are compared."""
    assert [] == [
        (known.name, name)
        for known in COLUMNS
        for name in (known.name, known.nl, *known.also)
        if column(name) is not known
    ]


@pytest.mark.parametrize(
    ("header", "name"),
    [("Titel", "title"), ("  geldig_tot ", "valid_through"), ("E-MAIL", "contact_email"), ("einde (dd/mm/jjjj)", "ends"),
     ("titel *", "title"), ("titel (Frans)", "title_fr"), ("wachttijd", "waiting_days"), ("Straat & nummer", None),
     ("titel (Duits)", None), ("", None), ("***", None)],
)  # fmt: skip
def test_column(header: str, name: str | None) -> None:
    """Headers as people write them."""
    known = column(header)
    assert name == (known.name if known else None)
