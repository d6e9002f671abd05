"""What the documentation for developers says is so."""

import re
from pathlib import Path

import pytest

from catalogue.errors import BadInput, CatalogueError
from schema import connection, errors, found, http, inputs, limits
from tests.schema.served import Served

TEXT = (Path(__file__).parents[2] / "docs/developers/graphql.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```graphql\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(served: Served, example: str) -> None:
    """An example gives data, and no error."""
    variables = {"text": "naaien", "place": "Mechelen", "id": served.id("naai-1")}
    assert served.data(example, **variables)


def test_there_are_examples() -> None:
    """They are found in the text."""
    assert 4 == len(EXAMPLES)


def test_every_limit_is_the_one_in_force() -> None:
    """The table of limits has the numbers of the program."""
    rows = re.findall(r"^\| ([^|]+) \| ([\d  ]+) \|$", TEXT.partition("## Limits")[2], re.MULTILINE)
    assert {
        "cost of a request": limits.MAX_COST,
        "fields inside fields": limits.MAX_DEPTH,
        "fields, those of a fragment each time it is used": limits.MAX_FIELDS,
        "aliases": limits.MAX_ALIASES,
        "words and signs of a document": limits.MAX_TOKENS,
        "bytes of a request": http.MAX_BODY,
        "`first` of a list": connection.MAX_FIRST,
        "`first` of `changes`": 1000,
        "characters of `text` in a search": found.MAX_TEXT,
        "values of one condition": inputs.MAX_VALUES,
    } == {name: int(number.replace(" ", "").replace(" ", "")) for name, number in rows}


def test_every_code_is_explained() -> None:
    """Each code that an error of a question can have stands in the table; those of reading a feed are no answers."""

    def kinds(of: type[CatalogueError]) -> set[type[CatalogueError]]:
        return {of, *(kind for below in of.__subclasses__() for kind in kinds(below))}

    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", TEXT, re.MULTILINE))
    asked = {kind.code for kind in kinds(BadInput) if not kind.__module__.startswith(("harvesters", "vocab"))}
    assert set() == asked - explained
    assert {errors.CostExceeded.code, "UNAVAILABLE", "INTERNAL"} <= explained
