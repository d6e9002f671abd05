"""Requests made to hurt: each is refused before anything is executed, in little time, and says why without saying how.

“Before execution” is proved by a reader that nobody may touch, “little time” by the processor time of this process.
"""

import time
from typing import Any

import msgspec
import pytest
from graphql import get_introspection_query

from catalogue.places import gazetteer
from schema.documents import Documents
from schema.execution import Asked, Engine
from tests.schema.served import Served

MOST_CPU_S = 2.0
"""Of one refusal; the slowest takes some tenths of it."""


def chain(count: int, inside: str, last: str, on: str = "Query") -> str:
    """Fragments F0 … each made of the next one (`{next}`), after an operation that uses the first."""
    links = " ".join(f"fragment F{n} on {on} {{ {inside.format(next=f'...F{n + 1}')} }}" for n in range(count))
    return f"{links} fragment F{count} on {on} {{ {last} }}"


def nested(field: str, times: int, inside: str) -> str:
    return f"{field} {{ " * times + inside + " }" * times


COVERAGE = "coverage(by: [MUNICIPALITY, KIND, DUTCH_LEVEL]) { keys labels count regionWide places }"
MANY_FACETS = "facets(fields: [PROVIDER, SECTOR, SOURCE, KIND, WEEKDAY], first: 1000) { buckets { value label } }"

HOSTILE: dict[str, str | tuple[str, dict[str, Any]]] = {
    # depth
    "fields a thousand deep": "{ " + nested("offers", 1000, "id") + " }",
    "fields thirteen deep": "{ offers { nodes { " + nested("similar", 11, "id") + " } } }",
    "depth through fragments": "{ offers { nodes { ...F0 } } } " + chain(20, "similar {{ {next} }}", "id", "Offer"),
    "depth through organisations": "{ offers { nodes { ...F0 } } } "
    + chain(8, "provider {{ offers {{ nodes {{ {next} }} }} }}", "id", "Offer"),
    "inline fragments a thousand deep": "{ " + nested("... on Query", 1000, "__typename") + " }",
    "a list a thousand deep": "{ offers(where: { sector: " + "[" * 1000 + "]" * 1000 + " }) { totalCount } }",
    "an object a thousand deep": "{ offers(where: " + "{ where: " * 1000 + "1" + " }" * 1000 + ") { totalCount } }",
    "a type a thousand deep": "query($x: " + "[" * 1000 + "Int" + "]" * 1000 + ") { __typename }",
    "a fragment chain through inline fragments": "{ ...F0 } "
    + chain(7, "... {{ " * 150 + "{next}" + " }}" * 150, "__typename"),
    # width
    "a thousand aliases": "{ " + " ".join(f"a{n}: offers {{ totalCount }}" for n in range(1000)) + " }",
    "thirty-one aliases": "{ " + " ".join(f"a{n}: offers {{ totalCount }}" for n in range(31)) + " }",
    "aliases through fragments": "{ ...F0 } " + chain(6, "{next} {next}", "a: __typename b: __typename"),
    "aliases of introspection": "{ __schema { " + " ".join(f"a{n}: types {{ name }}" for n in range(200)) + " } }",
    "the same field four thousand times": "{ " + "__typename " * 4000 + "}",
    "the same search a thousand times": "{ " + "offers { totalCount } " * 1000 + "}",
    "the same fragment two thousand times": "{ " + "...F " * 2000 + "} fragment F on Query { __typename }",
    "fields that must be compared pairwise": "{ " + "offers { nodes { id title { value } } } " * 190 + "}",
    # fragments
    "a fragment inside itself": "{ offers { nodes { ...F } } } fragment F on Offer { similar { ...F } }",
    "fragments inside each other": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "fragments that double": "{ ...F0 } " + chain(300, "{next} {next}", "__typename"),
    "fragments that triple a page": "{ offers { nodes { ...F0 } } } "
    + chain(100, "{next} {next} {next}", "similar { id }", "Offer"),
    # cost
    "pages of pages": "{ offers(first: 100) { nodes { similar(first: 20) { similar(first: 20) { id } } } } }",
    "pages beyond counting": "{ offers(first: 100) { nodes { " + nested("similar(first: 1000)", 9, "id") + " } } }",
    "a search for each offer": "{ offers(first: 100) { nodes { provider { "
    "offers(first: 100) { nodes { id title { value } kind } } } } } }",
    "every problem of every run of every feed": "{ feeds(first: 100) { nodes { runs(first: 100) { nodes { "
    "problems(first: 100) { nodes { code } } } } } } }",
    "a large page by variable": (
        "query($n: Int) { offers(first: $n) { nodes { similar(first: $n) { id } } } }",
        {"n": 2**31 - 1},
    ),
    "facets of facets": "{ offers { " + " ".join(f"a{n}: {MANY_FACETS}" for n in range(20)) + " } }",
    "coverage thirty times": "{ " + " ".join(f"a{n}: {COVERAGE}" for n in range(30)) + " }",
    # introspection
    "introspection that goes round": "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }",
    "introspection through fragments": "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...U } } } "
    "fragment U on __Type { fields { type { ...V } } } fragment V on __Type { fields { type { possibleTypes { name } } } }",
    # length
    "ten thousand words": "{ " + "x " * 10_000 + "}",
    "two thousand variables": "query(" + " ".join(f"$v{n}: Int" for n in range(2000)) + ") { __typename }",
    "two thousand operations": " ".join(f"query Q{n} {{ __typename }}" for n in range(2000)),
    "two thousand directives": "{ __typename " + "@skip(if: false) " * 2000 + "}",
    "two thousand unknown fields": "{ " + " ".join(f"x{n}" for n in range(2000)) + " }",
    "a name of ninety thousand letters": "{ " + "a" * 90_000 + " }",
    "a number of ninety thousand digits": "{ offers(first: " + "9" * 90_000 + ") { totalCount } }",
    "four thousand wrong values": "{ offers(where: { kind: [" + "BUDDI " * 4000 + "] }) { totalCount } }",
    "ten thousand wrong values by variable": (
        "query($k: [Kind!]) { offers(where: { kind: $k }) { totalCount } }",
        {"k": ["BUDDI"] * 10_000},
    ),
    "a value of a hundred levels by variable": (
        "query($w: OfferFilter) { offers(where: $w) { totalCount } }",
        {"w": {"sector": msgspec.json.decode(b"[" * 100 + b"]" * 100)}},
    ),
    # what is not there
    "a mutation": "mutation { erase(id: 1) { id } }",
    "a subscription": "subscription { changes { id } }",
    "a word of SQL": "{ offers; DROP TABLE offers }",
    "half a character": '{ offers(text: "\\uD800") { totalCount } }',
}


class Untouchable:
    """A reader that nothing may be asked of."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked: this request should have been refused before")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Untouchable())  # type: ignore[arg-type]


def asked(name: str) -> Asked:
    given = HOSTILE[name]
    query, variables = given if isinstance(given, tuple) else (given, {})
    return Asked(query=query, variables=variables)


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_before_execution(engine: Engine, name: str) -> None:
    """There is no data, the status is 400, each error has a code, and the catalogue was not asked for anything."""
    response = engine.answer(asked(name))
    codes = {error["extensions"]["code"] for error in response.body["errors"]}
    assert (400, False, set()) == (
        response.status,
        "data" in response.body,
        codes - {"COST_EXCEEDED", "BAD_USER_INPUT"},
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_in_little_time(engine: Engine, name: str) -> None:
    """Refusing costs little, the first time too."""
    engine._documents = Documents(engine._schema)
    begun = time.process_time()
    engine.answer(asked(name))
    assert time.process_time() - begun < MOST_CPU_S


@pytest.mark.parametrize("name", HOSTILE)
def test_answers_are_small(engine: Engine, name: str) -> None:
    """A refusal does not send back what was sent, and tells nothing of our insides."""
    text = msgspec.json.encode(engine.answer(asked(name)).body).decode()
    assert len(text) < 60_000
    assert [] == [inside for inside in ("Traceback", ".py", "recursion", "sys.", "graphql-core") if inside in text]


def test_there_are_many() -> None:
    """At least 25 of them."""
    assert len(HOSTILE) >= 25


# What the limits let through must be bounded too.

HEAVY: dict[str, tuple[str, dict[str, Any]]] = {
    "the largest coverage": (f"{{ {COVERAGE} }}", {}),
    "the most words": (
        "query($t: String) { offers(text: $t) { totalCount edges { highlights { html } } } }",
        {"t": "na " * 166},
    ),
    "one endless word": ("query($t: String) { offers(text: $t) { totalCount } }", {"t": "a" * 500}),
    "the most values": (
        "query($w: OfferFilter) { offers(where: $w) { totalCount } }",
        {"w": {"bridgeLanguage": ["x" * 200] * 400}},
    ),
    "the most municipalities": (
        "query($w: OfferFilter) { offers(where: $w) { totalCount } }",
        {"w": {"municipality": ["Sint-Amandsberg"] * 400}},
    ),
    "a place of brackets": (
        "query($m: String) { offers(near: { municipality: $m }) { totalCount } }",
        {"m": "a" + "(" * 90_000},
    ),
    "a place of blanks": (
        "query($m: String) { offers(near: { municipality: $m }) { totalCount } }",
        {"m": "a " * 45_000},
    ),
    "a place of digits": (
        "query($m: String) { offers(near: { municipality: $m }) { totalCount } }",
        {"m": "a " + "1" * 90_000},
    ),
    "a filter on a place of brackets": (
        "query($w: OfferFilter) { offers(where: $w) { totalCount } }",
        {"w": {"municipality": ["a" + "(" * 90_000]}},
    ),
    "an endless prefix": (
        "query($p: String!) { suggest(prefix: $p) { text } municipalities(text: $p) { nis } }",
        {"p": "st " * 30_000},
    ),
    "a name of many words": (
        "query($t: String) { organisations(text: $t) { totalCount } }",
        {"t": "a b c d " * 12_000},
    ),
    "a language without end": (
        """query($l: String) { offers {
          nodes { title(lang: $l) { value } sectors { label(lang: $l) } }
          facets(fields: [BRIDGE_LANGUAGE]) { buckets { label(lang: $l) } }
        } }""",
        {"l": "x-" * 45_000},
    ),
    "an id without end": (
        "query($i: ID!) { offer(id: $i) { id } node(id: $i) { id } feed(id: $i) { id } }",
        {"i": "of_" + "x" * 90_000},
    ),
    "a cursor without end": ("query($a: String) { offers(after: $a) { totalCount } }", {"a": "W" * 90_000}),
    "thirty searches": ("{ " + " ".join(f'a{n}: offers(text: "{n}") {{ totalCount }}' for n in range(30)) + " }", {}),
    "the whole of introspection": (get_introspection_query(schema_description=True), {}),
}


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_let_through_ends_soon(served: Served, name: str) -> None:
    """The most that one request may ask is answered, or refused in words, within seconds; never a failure of ours."""
    query, variables = HEAVY[name]
    begun = time.process_time()
    answer = served.ask(query, **variables)
    assert time.process_time() - begun < 10
    assert "INTERNAL" not in {error["extensions"]["code"] for error in answer.get("errors", ())}


def test_long_places_are_not_remembered(served: Served) -> None:
    """What is too long to be a place leaves nothing behind in memory."""
    before = gazetteer._key.cache_info().currsize
    for letter in "abc":
        served.ask("query($m: String) { offers(near: { municipality: $m }) { totalCount } }", m=letter * 50_000)
    assert before == gazetteer._key.cache_info().currsize
