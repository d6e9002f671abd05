"""GraphQL over HTTP, as the whole application serves it on loopback.

Source: GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/).
"""

import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from schema.http import MAX_BODY

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
NAME = {"query": "{ __typename }"}
ANSWER = {"data": {"__typename": "Query"}, "extensions": {"cost": 1}}


def message(response: httpx.Response) -> str:
    """The one message of a refusal, whose shape is that of every error."""
    answer = response.json()
    (error,) = answer["errors"]
    assert {"errors", "extensions"} == set(answer)
    assert ({"code": "BAD_USER_INPUT", "classification": "ValidationError"}, {"cost": 0}) == (
        error["extensions"],
        answer["extensions"],
    )
    text: str = error["message"]
    return text


# — methods —


def test_post(client: httpx.Client) -> None:
    """JSON in, JSON out."""
    response = client.post("/graphql", json=NAME)
    assert (200, f"{JSON}; charset=utf-8", ANSWER) == (
        response.status_code,
        response.headers["content-type"],
        response.json(),
    )


def test_get(client: httpx.Client) -> None:
    """A query in the address, with variables and a name as JSON."""
    query = "query A($id: ID!) { feed(id: $id) { id } } query B { __typename }"
    parameters = {"query": query, "variables": '{"id": "breikring"}', "operationName": "A", "extensions": "{}"}
    assert {"feed": {"id": "breikring"}} == client.get("/graphql", params=parameters).json()["data"]


def test_get_without_variables(client: httpx.Client) -> None:
    """What is left out, empty or null is not there."""
    asked = [{}, {"variables": ""}, {"variables": "null", "operationName": "", "extensions": "null"}]
    assert [ANSWER] * 3 == [client.get("/graphql", params={**NAME, **more}).json() for more in asked]


def test_head(client: httpx.Client) -> None:
    """The head of the answer to GET, without its body."""
    head, get = client.head("/graphql", params=NAME), client.get("/graphql", params=NAME)
    same = ("content-type", "content-length", "cache-control")
    assert (200, b"") == (head.status_code, head.content)
    assert [get.headers[name] for name in same] == [head.headers[name] for name in same]


def test_options(client: httpx.Client) -> None:
    """What a browser asks before it sends JSON from another site: everyone may."""
    asked = {"Origin": "https://stad.example.org", "Access-Control-Request-Method": "POST"}
    response = client.options("/graphql", headers={**asked, "Access-Control-Request-Headers": "content-type"})
    assert (204, "*", "GET, POST, OPTIONS", "Accept, Content-Type", "GET, HEAD, POST, OPTIONS") == (
        response.status_code,
        response.headers["access-control-allow-origin"],
        response.headers["access-control-allow-methods"],
        response.headers["access-control-allow-headers"],
        response.headers["allow"],
    )


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods(client: httpx.Client, method: str) -> None:
    """405, with the methods there are."""
    response = client.request(method, "/graphql", json=NAME)
    assert (405, "GET, HEAD, POST, OPTIONS", f"{method} is not for this address: use POST, or GET for queries.") == (
        response.status_code,
        response.headers["allow"],
        message(response),
    )


# — what is answered in —


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON}", RESPONSE),
        (f"{JSON}, {RESPONSE}", RESPONSE),
        (f"{RESPONSE};q=0.5, {JSON}", JSON),
        (f"{RESPONSE}; charset=utf-8, {JSON}; charset=utf-8", RESPONSE),
        (f"{RESPONSE};q=0, */*", JSON),
        ("text/plain, */*;q=0.1", JSON),
        (f"{JSON};q=much, {RESPONSE};q=0.1", RESPONSE),
    ],
)
def test_media_type(client: httpx.Client, accept: str | None, media: str) -> None:
    """What the client prefers; plain JSON where it does not say."""
    request = client.build_request("POST", "/graphql", json=NAME)
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    response = client.send(request)
    assert (200, f"{media}; charset=utf-8", ANSWER) == (
        response.status_code,
        response.headers["content-type"],
        response.json(),
    )


@pytest.mark.parametrize("accept", ["text/plain", "application/xml", f"{JSON};q=0", "image/*", "\x80"])
def test_not_acceptable(client: httpx.Client, accept: str) -> None:
    """406 for a client that takes nothing we have, said in JSON all the same."""
    response = client.post("/graphql", json=NAME, headers={"Accept": accept.encode("latin-1")})  # type: ignore[dict-item]
    assert (406, f"Accept {RESPONSE} or {JSON}: there is no other answer.") == (response.status_code, message(response))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("{ __typename }", 200),
        ('{ offers(after: "x") { totalCount } }', 200),
        ("{ offres }", 400),
        ("{", 400),
        ("{ offers { nodes { " + "similar { " * 12 + "id" + " }" * 15, 400),
        ("query A { __typename } query B { __typename }", 400),
    ],
)
def test_status(client: httpx.Client, query: str, status: int) -> None:
    """The media type of GraphQL says by its status whether a request was executed; plain JSON is always 200."""
    statuses = {
        media: client.post("/graphql", json={"query": query}, headers={"Accept": media}).status_code
        for media in (RESPONSE, JSON)
    }
    assert {RESPONSE: status, JSON: 200} == statuses


# — what comes in —


@pytest.mark.parametrize(
    "content_type", [JSON, f"{JSON}; charset=utf-8", f'{JSON};charset="UTF-8"', f"{JSON.upper()} ; x=y"]
)
def test_content_types(client: httpx.Client, content_type: str) -> None:
    """JSON in UTF-8, however that is written."""
    assert ANSWER == client.post("/graphql", content=json.dumps(NAME), headers={"Content-Type": content_type}).json()


@pytest.mark.parametrize(
    "content_type",
    [
        *(
            "",
            "text/plain",
            "application/graphql",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ),
        *(f"{JSON}; charset=latin-1", f"{JSON}; charset=utf-16", RESPONSE),
    ],
)
def test_other_content_types(client: httpx.Client, content_type: str) -> None:
    """415: a form of another site may not ask, and nothing is guessed."""
    response = client.post("/graphql", content=json.dumps(NAME), headers={"Content-Type": content_type})
    assert (415, f"Send {JSON} in UTF-8, and say so in Content-Type.") == (response.status_code, message(response))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "The body is not JSON."),
        (b"{", "The body is not JSON."),
        (b'{"query": "\xff"}', "The body is not JSON."),
        (b'{"query": "\\ud800"}', "The body is not JSON."),
        (b'{"query": NaN}', "The body is not JSON."),
        (b"[" * 5000 + b"]" * 5000, "The body is not JSON."),
        (b"\x1f\x8b\x08", "The body is not JSON."),
        (b"[]", "Batches are not served: send one operation a request."),
        (b'[{"query": "{ __typename }"}]', "Batches are not served: send one operation a request."),
        (b"null", "Give the document as a string under `query`."),
        (b"1", "Give the document as a string under `query`."),
        (b"{}", "Give the document as a string under `query`."),
        (b'{"query": 1}', "Give the document as a string under `query`."),
        (b'{"query": ["{ __typename }"]}', "Give the document as a string under `query`."),
        (b'{"query": "{ __typename }", "operationName": 1}', "`operationName` is a string or null."),
        (b'{"query": "{ __typename }", "variables": "{}"}', "`variables` is an object or null."),
        (b'{"query": "{ __typename }", "variables": []}', "`variables` is an object or null."),
        (b'{"query": "{ __typename }", "extensions": 1}', "`extensions` is an object or null."),
    ],
)
def test_bad_body(client: httpx.Client, body: bytes, expected: str) -> None:
    """400, with what was expected."""
    response = client.post("/graphql", content=body, headers={"Content-Type": JSON})
    assert (400, expected) == (response.status_code, message(response))


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, "Give the document as a string under `query`."),
        ({"query": "{ __typename }", "variables": "{"}, "The parameter variables is not JSON."),
        ({"query": "{ __typename }", "variables": "[]"}, "`variables` is an object or null."),
        ({"query": "{ __typename }", "extensions": "x"}, "The parameter extensions is not JSON."),
    ],
)
def test_bad_parameters(client: httpx.Client, parameters: dict[str, str], expected: str) -> None:
    """The same for what stands in the address."""
    response = client.get("/graphql", params=parameters)
    assert (400, expected) == (response.status_code, message(response))


def test_long_text_in_the_address(client: httpx.Client) -> None:
    """Bytes that are no UTF-8 are no query, and nothing breaks."""
    response = client.get("/graphql?query=%ff%fe{__typename}")
    assert "Syntax Error: Unexpected character: U+FFFD." == response.json()["errors"][0]["message"]


def test_too_large(client: httpx.Client) -> None:
    """413 for more than any document may have, however it is sent."""

    def pieces() -> Any:
        for _ in range(MAX_BODY // 1000 + 1):
            yield b" " * 1000

    for content in (b" " * (MAX_BODY + 1), pieces()):
        response = client.post("/graphql", content=content, headers={"Content-Type": JSON})
        assert (413, f"The request is larger than {MAX_BODY} bytes.") == (response.status_code, message(response))


def test_as_large_as_allowed(client: httpx.Client) -> None:
    """A request of exactly the bound is read."""
    body = json.dumps(NAME).encode()
    content = body + b" " * (MAX_BODY - len(body))
    assert ANSWER == client.post("/graphql", content=content, headers={"Content-Type": JSON}).json()


def test_a_client_that_hangs_up(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """One that leaves in the middle of its request is no failure, and does not disturb the next."""
    with socket.create_connection((client.base_url.host, client.base_url.port)) as leaving:
        head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Length: 1000\r\n\r\n"
        leaving.sendall(head.encode() + b'{"query"')
    assert ANSWER == client.post("/graphql", json=NAME).json()
    assert [] == [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


def test_many_at_once(client: httpx.Client) -> None:
    """Requests that come together are answered as they would be alone."""
    query = "query($n: Int) { offers(first: $n) { nodes { id } } changes(first: $n) { nodes { id } } }"

    def ask(first: int) -> Any:
        return client.post("/graphql", json={"query": query, "variables": {"n": first}}).json()["data"]

    alone = [ask(first) for first in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert alone * 5 == list(pool.map(ask, list(range(8)) * 5))


# — headers —


@pytest.mark.parametrize("asked", [NAME, {"query": "{"}, []])
def test_open_to_every_site(client: httpx.Client, asked: Any) -> None:
    """Every answer, refusals too, may be read by every site, and is never kept."""
    response = client.post("/graphql", json=asked, headers={"Origin": "https://elders.example.org"})
    assert ("*", None, "no-store", True) == (
        response.headers["access-control-allow-origin"],
        response.headers.get("access-control-allow-credentials"),
        response.headers["cache-control"],
        "accept" in response.headers["vary"].lower(),
    )


def test_no_cookie(client: httpx.Client) -> None:
    """Nobody is recognised."""
    assert None is client.post("/graphql", json=NAME).headers.get("set-cookie")


def test_the_answer_is_compressed(client: httpx.Client) -> None:
    """A long answer comes compressed to who can read that."""
    response = client.post("/graphql", json={"query": "{ municipalities(first: 400) { name } }"})
    assert ("gzip", 304) == (response.headers["content-encoding"], len(response.json()["data"]["municipalities"]))


# — GraphiQL —


def files(page: str) -> list[str]:
    return re.findall(r'(?:src|href)="([^"]+)"', page)


def test_a_browser_gets_graphiql(client: httpx.Client) -> None:
    """A browser that opens the address sees a page to try queries on."""
    response = client.get("/graphql", headers={"Accept": BROWSER})
    assert (200, "text/html; charset=utf-8", True) == (
        response.status_code,
        response.headers["content-type"],
        'id="graphiql"' in response.text,
    )


def test_the_page_with_a_query(client: httpx.Client) -> None:
    """A link to a query opens the page too; what stands in the address is not written into it."""
    response = client.get("/graphql", params={"query": "<script>alert(1)</script>"}, headers={"Accept": BROWSER})
    assert (200, False) == (response.status_code, "alert(1)" in response.text)


@pytest.mark.parametrize("accept", [JSON, RESPONSE, "*/*", f"{JSON}, text/html", f"text/html;q=0.5, {JSON}"])
def test_others_get_no_page(client: httpx.Client, accept: str) -> None:
    """Who does not prefer HTML gets an answer, or the word that there is no query."""
    response = client.get("/graphql", headers={"Accept": accept})
    assert (400, True) == (response.status_code, response.headers["content-type"].startswith("application/"))


def test_a_post_gets_no_page(client: httpx.Client) -> None:
    """A browser that sends a query gets its answer."""
    assert ANSWER == client.post("/graphql", json=NAME, headers={"Accept": BROWSER}).json()


def test_the_page_is_ours_alone(client: httpx.Client) -> None:
    """Every file comes from here, and the browser is told to load nothing else and to send nothing elsewhere."""
    response = client.get("/graphql", headers={"Accept": BROWSER})
    named = [name for name in files(response.text) if name != "data:,"]
    assert (6, []) == (len(named), [name for name in named if not name.startswith("/graphql/static/")])
    policy = dict(part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";"))
    assert ("'none'", "'self'", "'self'") == (policy["default-src"], policy["script-src"], policy["connect-src"])
    assert [] == re.findall(r"https?://\S+", response.text + response.headers["content-security-policy"])


def test_its_files_are_there(client: httpx.Client) -> None:
    """Each with its type; the style sheets load nothing from elsewhere."""
    page = client.get("/graphql", headers={"Accept": BROWSER}).text
    types = {".css": "text/css", ".js": "text/javascript"}
    for name in files(page):
        if name == "data:,":
            continue
        response = client.get(name)
        assert (200, types[name[name.rindex(".") :]]) == (
            response.status_code,
            response.headers["content-type"].partition(";")[0],
        )
        if name.endswith(".css"):
            assert [] == re.findall(r"""url\(["']?https?:[^)]*\)|@import[^;]*https?:""", response.text)


@pytest.mark.parametrize(
    "path",
    ["/graphql/", "/graphql/x", "/graphql/static/", "/graphql/static/../http.py", "/graphql/static/%2e%2e/http.py"],
)
def test_nothing_else_is_there(client: httpx.Client, path: str) -> None:
    """Below the address lie these files only."""
    assert 404 == client.get(path).status_code


def test_a_query_by_get_is_no_page(client: httpx.Client) -> None:
    """A program that asks by GET gets data, not GraphiQL."""
    response = client.get("/graphql?" + urlencode(NAME), headers={"Accept": JSON})
    assert ANSWER == response.json()
