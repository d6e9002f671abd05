"""The official clients of the two engines behind one small face: send a request, index in bulk.

Each client refuses the other's server by design, and they differ in how a request is spelt; nothing else here knows which
of them it talks to. Connections, retries, TLS and keys are the clients' business.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

from catalogue.errors import BadSetting, Unavailable

TIMEOUT_S: Final = 30
RETRIES: Final = 3
_AWAY: Final = "The search engine cannot answer now. Try again in a moment."


class Address(Struct, frozen=True, kw_only=True):
    """Where an engine is: `elasticsearch+https://host:9200/name` or `opensearch+http://…`; several hosts with commas, and
    `?shards=3&replicas=1` for how the index lies over them."""

    engine: str
    hosts: tuple[str, ...]
    name: str
    """What our indices are called; the alias searched has this very name."""
    api_key: str | None = None
    user: tuple[str, str] | None = None
    ca_file: str | None = None
    shards: int = 1
    replicas: int = 1


class Answer(Struct, frozen=True):
    status: int
    body: Any


class Client(Protocol):
    def send(self, method: str, path: str, body: Any = None, **params: str) -> Answer:
        """Any status comes back as it is; raises `Unavailable` where none comes, or 429 and 5xx after the last try."""
        ...

    def bulk(self, lines: Sequence[Mapping[str, Any]], **params: str) -> Any:
        """The body of `_bulk` for these lines of actions and documents. Raises `Unavailable`."""
        ...

    def close(self) -> None: ...


def parse(url: str, *, api_key: str | None = None, ca_file: str | None = None) -> Address:
    """Raises `BadSetting`, which never repeats a password."""
    engine, _, rest = url.partition("+")
    parts = urlsplit(rest)
    name = parts.path.strip("/")
    if engine not in ("elasticsearch", "opensearch") or parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting(
            "CATALOGUE_INDEX_URL: expected elasticsearch+https://host:9200/name or opensearch+https://host:9200/name."
        )
    if not name or name != name.lower() or not name.replace("-", "").replace("_", "").isalnum():
        raise BadSetting(f"CATALOGUE_INDEX_URL: {name!r} cannot name an index: lower-case letters, digits and hyphens.")
    user = (parts.username, parts.password or "") if parts.username else None
    hosts = tuple(f"{parts.scheme}://{host}" for host in parts.netloc.rpartition("@")[2].split(","))
    spread = {key: _count(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True)}
    return Address(engine=engine, hosts=hosts, name=name, api_key=api_key, user=user, ca_file=ca_file, **spread)


def _count(key: str, value: str) -> int:
    if key not in ("shards", "replicas") or not value.isdecimal():
        raise BadSetting(
            f"CATALOGUE_INDEX_URL: {key}={value} is not understood; shards and replicas are whole numbers."
        )
    return int(value)


def connect(address: Address) -> Client:
    return (_Elasticsearch if address.engine == "elasticsearch" else _OpenSearch)(address)


class _Elasticsearch:
    def __init__(self, address: Address) -> None:
        import elasticsearch

        self._errors = elasticsearch
        auth: dict[str, Any] = {"api_key": address.api_key} if address.api_key else {"basic_auth": address.user}
        if address.ca_file:
            auth["ca_certs"] = address.ca_file
        self._client = elasticsearch.Elasticsearch(
            list(address.hosts),
            request_timeout=TIMEOUT_S,
            max_retries=RETRIES,
            retry_on_timeout=True,
            retry_on_status=(429, 502, 503, 504),
            **auth,
        )

    def send(self, method: str, path: str, body: Any = None, **params: str) -> Answer:
        ndjson = isinstance(body, list)
        headers = {"accept": "application/json"}
        if body is not None:
            headers["content-type"] = "application/x-ndjson" if ndjson else "application/json"
        try:
            answer = self._client.perform_request(method, path, params=params, headers=headers, body=body)
        except self._errors.ApiError as error:
            return _checked(error.status_code, error.body)
        except self._errors.TransportError as error:
            raise Unavailable(_AWAY) from error
        return Answer(answer.meta.status, answer.body)

    def bulk(self, lines: Sequence[Mapping[str, Any]], **params: str) -> Any:
        return self.send("POST", "/_bulk", list(lines), **params).body

    def close(self) -> None:
        self._client.close()


class _OpenSearch:
    def __init__(self, address: Address) -> None:
        import opensearchpy

        self._errors = opensearchpy.exceptions
        auth: dict[str, Any] = {"http_auth": address.user} if address.user else {}
        if address.api_key:
            auth["headers"] = {"authorization": f"ApiKey {address.api_key}"}
        self._client = opensearchpy.OpenSearch(
            list(address.hosts),
            timeout=TIMEOUT_S,
            max_retries=RETRIES,
            retry_on_timeout=True,
            retry_on_status=(429, 502, 503, 504),
            ca_certs=address.ca_file,
            **auth,
        )

    def send(self, method: str, path: str, body: Any = None, **params: str) -> Answer:
        if isinstance(body, list):
            body = "".join(self._client.transport.serializer.dumps(line) + "\n" for line in body)
        try:
            answer = self._client.transport.perform_request(method, path, params=params, body=body)
        except self._errors.ConnectionError as error:
            raise Unavailable(_AWAY) from error
        except self._errors.TransportError as error:
            return _checked(int(error.status_code), error.info)
        return Answer(200, answer)

    def bulk(self, lines: Sequence[Mapping[str, Any]], **params: str) -> Any:
        return self.send("POST", "/_bulk", list(lines), **params).body

    def close(self) -> None:
        self._client.close()


def _checked(status: int, body: Any) -> Answer:
    if status == 429 or status >= 500:
        raise Unavailable(_AWAY)
    return Answer(status, body)
