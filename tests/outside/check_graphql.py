"""The GraphQL endpoint in the eyes of programs of others. `make check-outside` runs this; the figures are in the assertions."""

import json
import os
import shutil
from pathlib import Path

from tests.outside.conftest import HERE, ROOT, Run
from tests.schema.served import Served

NODE_BIN = HERE / "node_modules/.bin"
PYTHON_BIN = ROOT / ".venv-outside/bin"
QUERIES = ROOT / "tests/contract/queries"
SDL = ROOT / "schema/schema.graphql"
OPERATIONS = ["search-basic", "offer", "suggest", "coverage", "changes", "feeds"]
CHROMIUM = {"CHROMIUM": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
LINTED = (
    "defined-types-are-used deprecations-have-a-reason descriptions-are-capitalized enum-values-all-caps "
    "fields-are-camel-cased input-object-values-are-camel-cased relay-connection-arguments-spec "
    "relay-connection-types-spec relay-page-info-spec types-are-capitalized types-have-descriptions"
).replace(" ", ",")
"""The rules of graphql-schema-linter, without those that ask for alphabetical order or for a sentence on every field."""


def test_graphql_http_audits(address: str, run: Run) -> None:
    """All 61 audits of graphql-http, the required and the recommended ones, are passed."""
    audits = json.loads(run(["node", HERE / "audit.mjs", f"{address}/graphql"]).stdout)
    assert [] == [audit for audit in audits if audit["status"] != "ok"]
    assert 61 == len(audits)


def test_schemathesis(address: str, run: Run) -> None:
    """Generated queries find no server error, no answer that contradicts the schema, and nothing of our insides."""
    checks = "not_a_server_error,response_schema_conformance,content_type_conformance,nothing_of_our_insides"
    command = [PYTHON_BIN / "schemathesis", "run", f"{address}/graphql", "--checks", checks]
    command += ["--max-examples", "100", "--seed", "1", "--no-color", "--warnings", "off", "--continue-on-failure"]
    said = run(command, SCHEMATHESIS_HOOKS=str(HERE / "schemathesis_hooks.py")).stdout
    assert "Tested: 11" in said


def test_eslint(run: Run) -> None:
    """@graphql-eslint finds nothing in the schema: what it recommends, and its rules for Relay."""
    said = run(
        [NODE_BIN / "eslint", "--config", HERE / "eslint.config.js", "--max-warnings", "0", SDL], cwd=ROOT
    ).stdout
    assert "" == said


def test_schema_linter(run: Run) -> None:
    """graphql-schema-linter finds nothing in the schema."""
    assert "0 errors detected" in run([NODE_BIN / "graphql-schema-linter", "--rules", LINTED, SDL]).stdout


def test_ariadne_codegen(address: str, served: Served, run: Run, tmp_path: Path) -> None:
    """A client generated from the schema and the operations of the contract is well typed, and its answers are."""
    (tmp_path / "queries").mkdir()
    for name in OPERATIONS:
        shutil.copy(QUERIES / f"{name}.graphql", tmp_path / "queries")
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.ariadne-codegen]\nschema_path = "{SDL}"\nqueries_path = "queries"\nasync_client = false\n'
        'target_package_name = "offers_client"\n'
        '[tool.ariadne-codegen.scalars.Date]\ntype = "str"\n'
        '[tool.ariadne-codegen.scalars.DateTime]\ntype = "datetime.datetime"\n'
    )
    run([PYTHON_BIN / "ariadne-codegen"])
    shutil.copy(HERE / "typed_client.py", tmp_path)
    run([PYTHON_BIN / "mypy", "--strict", "typed_client.py"])
    said = json.loads(run([PYTHON_BIN / "python", "typed_client.py", f"{address}/graphql", served.id("naai-1")]).stdout)
    assert {
        "found": 1,
        "title": "Naaiatelier op dinsdag",
        "modified": "2026-11-02T08:00:00+00:00",
        "kind": ["GROUP_ACTIVITY"],
        "changes": 11,
        "code": "BAD_CURSOR",
    } == said


def test_gql(address: str, served: Served, run: Run) -> None:
    """gql reads the schema from the endpoint, checks every operation of the contract against it, and gets its answer."""
    command = [PYTHON_BIN / "python", HERE / "gql_client.py", f"{address}/graphql", served.id("naai-1")]
    said = json.loads(run([*command, *(QUERIES / f"{name}.graphql" for name in OPERATIONS)]).stdout)
    assert {
        "search-basic": "offers",
        "offer": "offer",
        "suggest": "suggest",
        "coverage": "coverage",
        "changes": "changes",
        "feeds": "feeds",
    } == said


def test_graphiql(address: str, run: Run) -> None:
    """GraphiQL runs its query in a browser, complains of nothing, and asks nobody but this server."""
    said = json.loads(run(["node", HERE / "graphiql.mjs", f"{address}/graphql"], **CHROMIUM).stdout)
    assert {"found": 1, "said": [], "hosts": [address]} == said
