"""What a client sees when something is wrong: a sentence, where, and a code; never anything of our insides."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import structlog

from catalogue.errors import Unavailable
from catalogue.index.base import Hits, Query
from catalogue.index.columns import ColumnIndex
from schema.execution import Asked, Engine
from tests.schema.served import Served

INTERNALS = [
    "Traceback",
    "File ",
    ".py",
    "/srv",
    "sqlite",
    "SELECT",
    "Error(",
    "object at 0x",
    "graphql.",
    "catalogue.",
]

REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "syntax": ("{ offers( }", {}, "BAD_USER_INPUT"),
    "empty": ("", {}, "BAD_USER_INPUT"),
    "no operation": ("fragment F on Query { __typename }", {}, "BAD_USER_INPUT"),
    "two operations": ("query A { __typename } query B { __typename }", {}, "BAD_USER_INPUT"),
    "unknown field": ("{ offres { totalCount } }", {}, "BAD_USER_INPUT"),
    "unknown argument": ('{ offers(tekst: "x") { totalCount } }', {}, "BAD_USER_INPUT"),
    "unknown type": ("query($x: Wat) { __typename }", {}, "BAD_USER_INPUT"),
    "no selection": ("{ offers }", {}, "BAD_USER_INPUT"),
    "mutation": ("mutation { __typename }", {}, "BAD_USER_INPUT"),
    "subscription": ("subscription { __typename }", {}, "BAD_USER_INPUT"),
    "wrong enumeration": ("{ offers(sort: BEST) { totalCount } }", {}, "BAD_USER_INPUT"),
    "missing variable": ("query($id: ID!) { offer(id: $id) { id } }", {}, "BAD_USER_INPUT"),
    "variable of another type": (
        "query($n: Int) { offers(first: $n) { totalCount } }",
        {"n": "veel"},
        "BAD_USER_INPUT",
    ),
    "too large a variable": ("query($n: Int) { offers(first: $n) { totalCount } }", {"n": 2**40}, "BAD_USER_INPUT"),
    "digits without end": ("{ offers(first: " + "9" * 5000 + ") { totalCount } }", {}, "BAD_USER_INPUT"),
    "no day": ('{ offers(where: { startsBefore: "morgen" }) { totalCount } }', {}, "BAD_USER_INPUT"),
    "too deep": ("{ offers { nodes " + "{ similar " * 12 + "{ id }" + "}" * 13 + "}", {}, "COST_EXCEEDED"),
    "too costly": ("{ offers(first: 100) { nodes { similar(first: 20) { similar { id } } } } }", {}, "COST_EXCEEDED"),
}
FAILED: dict[str, tuple[str, dict[str, Any], str]] = {
    "page too large": ("{ offers(first: 101) { totalCount } }", {}, "BAD_USER_INPUT"),
    "null for a required argument": (
        "query($s: ConceptScheme = KIND) { concepts(scheme: $s) { code } }",
        {"s": None},
        "BAD_USER_INPUT",
    ),
    "unknown concept": ('{ offers(where: { sector: ["x"] }) { totalCount } }', {}, "BAD_USER_INPUT"),
    "bad cursor": ('{ offers(after: "x") { totalCount } }', {}, "BAD_CURSOR"),
    "unknown place": ('{ offers(near: { municipality: "Bestaatniet" }) { totalCount } }', {}, "UNKNOWN_PLACE"),
    "ambiguous place": ('{ offers(near: { postcode: "1040" }) { totalCount } }', {}, "AMBIGUOUS_PLACE"),
    "an endless place": (
        '{ offers(near: { municipality: "' + "(" * 50_000 + '" }) { totalCount } }',
        {},
        "UNKNOWN_PLACE",
    ),
}


def shapes(error: dict[str, Any]) -> tuple[bool, bool, bool]:
    """Whether it has a short sentence, no key but those of the specification, and a code."""
    return (
        0 < len(error["message"]) <= 1000,
        set(error) <= {"message", "locations", "path", "extensions"},
        isinstance(error["extensions"]["code"], str),
    )


@pytest.mark.parametrize("name", [*REFUSED, *FAILED])
def test_shape_and_code(served: Served, name: str) -> None:
    """Every error has a sentence, the keys of the specification alone, and its code."""
    query, variables, code = (REFUSED | FAILED)[name]
    errors = served.ask(query, **variables)["errors"]
    assert {(True, True, True)} == {shapes(error) for error in errors}
    assert {code} == {error["extensions"]["code"] for error in errors}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_before_execution(served: Served, name: str) -> None:
    """A request that was not executed has no `data` (GraphQL, 7.1.4), but a cost."""
    query, variables, _ = REFUSED[name]
    answer = served.ask(query, **variables)
    assert {"errors", "extensions"} == set(answer)
    assert isinstance(answer["extensions"]["cost"], int)


@pytest.mark.parametrize("name", FAILED)
def test_failed_field(served: Served, name: str) -> None:
    """A field that failed is named by its path, and is null as far up as it has to be."""
    query, variables, _ = FAILED[name]
    answer = served.ask(query, **variables)
    (error,) = answer["errors"]
    assert (None, 1, True) == (answer["data"], len(error["path"]), bool(error["locations"]))


@pytest.mark.parametrize("name", [*REFUSED, *FAILED])
def test_nothing_of_our_insides(served: Served, name: str) -> None:
    """No error tells of files, statements, modules or Python."""
    query, variables, _ = (REFUSED | FAILED)[name]
    text = msgspec.json.encode(served.ask(query, **variables)["errors"]).decode()
    assert [] == [inside for inside in [*INTERNALS, "sys.", "encountered error"] if inside in text]


def test_mistakes_are_known_as_such(served: Served) -> None:
    """Tools that do not know our codes see whose mistake it was."""
    wrong = [
        served.ask(query, **variables)["errors"][0]["extensions"] for query, variables, _ in (REFUSED | FAILED).values()
    ]
    assert {"ValidationError"} == {extensions["classification"] for extensions in wrong}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ offres { totalCount } }", "Cannot query field 'offres' on type 'Query'. Did you mean 'offers' or 'offer'?"),
        (
            "{ offers(sort: RELEVANT) { totalCount } }",
            "Value 'RELEVANT' does not exist in 'OfferSort' enum. Did you mean the enum value 'RELEVANCE'?",
        ),
        (
            '{ offers(where: { startsBefore: "morgen" }) { totalCount } }',
            "Expected value of type 'Date'; found: \"morgen\". Give a day such as 2026-11-24.",
        ),
        (
            "query A { __typename } query B { __typename }",
            "The document has no single operation to execute: give operationName.",
        ),
    ],
)
def test_a_message_says_what_to_do(served: Served, query: str, message: str) -> None:
    """What is wrong, with what may have been meant."""
    assert message == served.error(query)["message"]


def test_where_it_stands(served: Served) -> None:
    """Line and column of the mistake."""
    assert [{"line": 2, "column": 3}] == served.error("{\n  offres\n}")["locations"]


def test_errors_are_few(served: Served) -> None:
    """However much is wrong, a response tells of fifty mistakes and that there are more."""
    errors = served.ask("{ " + " ".join(f"x{n}" for n in range(900)) + " }")["errors"]
    assert (51, "Too many validation errors, error limit reached. Validation aborted.") == (
        len(errors),
        errors[-1]["message"],
    )


def test_failures_of_fields_are_few(served: Served) -> None:
    """Nor does a page on which every element fails in the same way tell of more."""
    query = "{ offers { " + " ".join(f"a{n}: nodes {{ similar(first: 99) {{ id }} }}" for n in range(8)) + " } }"
    assert 1 <= len(served.ask(query)["errors"]) <= 50


def test_long_texts_are_cut(served: Served) -> None:
    """A message repeats what was sent, but not all of it."""
    answer = served.engine.answer(Asked(query="{ __typename }", operation_name="x" * 90_000)).body
    assert (1000, True) == (len(answer["errors"][0]["message"]), answer["errors"][0]["message"].endswith("…"))


def test_operation_by_name(served: Served) -> None:
    """Of several operations the one named is executed; one that is not there is refused."""
    query = "query A { a: __typename } query B { b: __typename }"
    bodies = [served.engine.answer(Asked(query=query, operation_name=name)).body for name in ("B", "C")]
    assert [{"b": "Query"}, None] == [body.get("data") for body in bodies]
    assert "The document has no single operation called “C”." == bodies[1]["errors"][0]["message"]


def test_partial_data(served: Served) -> None:
    """A field that may be null fails alone."""
    query = 'query($id: ID!) { offer(id: $id) { identifier similar(first: 99) { id } } feed(id: "breikring") { id } }'
    answer = served.ask(query, id=served.id("naai-1"))
    assert ({"offer": None, "feed": {"id": "breikring"}}, [["offer", "similar"]]) == (
        answer["data"],
        [error["path"] for error in answer["errors"]],
    )


# — when we are at fault —


class Broken(ColumnIndex):
    """An index that fails as it is told."""

    def __init__(self, folder: Any, fail: Callable[[], Exception]) -> None:
        super().__init__(folder)
        self._fail = fail

    def search(self, query: Query) -> Hits:
        raise self._fail()


def broken(own: Served, fail: Callable[[], Exception]) -> Served:
    return Served(own.store, Broken(own.settings.data / "broken", fail), own.places, own.settings)


def secret() -> Exception:
    return RuntimeError("no such table: personen at /srv/catalogus/store.py, asked was: zoeker@example.org")


def test_a_failure_of_ours_says_nothing(own: Served) -> None:
    """An error nobody foresaw gives a reference to report, and nothing of what it was."""
    answer = broken(own, secret).ask(
        '{ offers(text: "zoeker@example.org") { totalCount } feed(id: "breikring") { id } }'
    )
    (error,) = answer["errors"]
    reference = error["extensions"]["reference"]
    assert {"code": "INTERNAL", "reference": reference} == error["extensions"]
    assert f"Something went wrong on our side. Should it go on, report the reference {reference}." == error["message"]
    assert (None, ["offers"]) == (answer["data"], error["path"])


def test_a_failure_of_ours_is_logged_without_what_was_asked(own: Served) -> None:
    """The log has the reference, the sort of error and the lines of code: neither its message nor what somebody searched."""
    with structlog.testing.capture_logs() as logs:
        answer = broken(own, secret).ask('{ offers(text: "zoeker@example.org") { totalCount } }')
    (entry,) = logs
    assert (answer["errors"][0]["extensions"]["reference"], "RuntimeError", "offers") == (
        entry["reference"],
        entry["error"],
        entry["path"],
    )
    assert [] == [text for text in ("zoeker", "personen") if text in str(entry)]


def test_an_index_that_cannot_answer(own: Served) -> None:
    """Away for a moment: the code says so, and that trying again helps."""
    fail = broken(own, lambda: Unavailable("The index cannot answer now. Try again in a moment."))
    error = fail.error("{ offers { totalCount } }")
    assert ({"code": "UNAVAILABLE", "retryable": True}, "The index cannot answer now. Try again in a moment.") == (
        error["extensions"],
        error["message"],
    )


def test_an_index_that_is_not_built_yet(own: Served) -> None:
    """Before the first rebuild there is nothing to search."""
    empty = Served(own.store, ColumnIndex(own.settings.data / "empty"), own.places, own.settings)
    assert "UNAVAILABLE" == empty.error("{ offers { totalCount } }")["extensions"]["code"]


def test_a_failure_outside_every_field(own: Served) -> None:
    """Even where the engine itself fails, the answer is one of GraphQL, with status 500."""
    engine = Engine(own.reader)
    engine._documents = None  # type: ignore[assignment]
    response = engine.answer(Asked(query="{ __typename }"))
    assert (500, "INTERNAL", {"cost": 0}) == (
        response.status,
        response.body["errors"][0]["extensions"]["code"],
        response.body["extensions"],
    )


def test_a_value_of_ours_that_does_not_fit(own: Served) -> None:
    """A value in the store that no enumeration has is our failure, not a mistake of who asked."""
    with own.store._db.writing() as connection:
        connection.exec_driver_sql("UPDATE feeds SET status = 'vreemd' WHERE key = 'breikring'")
    error = own.error('{ feed(id: "breikring") { status } }')
    assert "INTERNAL" == error["extensions"]["code"]
