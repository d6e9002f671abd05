"""Every setting, in one place: `CATALOGUE_*` variables, parsed once at the start and passed on as one frozen value."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from catalogue.errors import BadSetting

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Settings(Struct, frozen=True, kw_only=True):
    data: Path
    store_url: str
    index_url: str
    index_api_key: str | None
    index_ca: str | None
    base_url: str
    feeds: Path | None
    host: str
    port: int
    clock: datetime | None
    fetch_allow: tuple[Network, ...]
    unconfirmed_after_days: int
    hidden_after_days: int
    hours: int

    def now(self) -> datetime:
        """The present instant, aware and UTC; the fixed one where `CATALOGUE_CLOCK` is set."""
        return self.clock or datetime.now(UTC)


class Setting(Struct, frozen=True):
    """One variable: how it reads, what holds without it, and what it is for."""

    variable: str
    default: str
    parse: Callable[[str], Any]
    help: str


def _optional(text: str) -> str | None:
    return text or None


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("expected an http(s) address without query, such as https://aanbod.example.org")
    return text.rstrip("/")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"expected a whole number from {low} to {high}")
        return int(text)

    return parse


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("expected an instant such as 2026-11-01T09:00:00Z") from None
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(part, strict=False) for part in re.split(r"[,\s]+", text) if part)


def _store_url(text: str) -> str:
    if text and not re.match(r"(sqlite|postgresql)(\+\w+)?://", text):
        raise ValueError("expected sqlite:///path/to/file.db or postgresql://user@host/name")
    return text


def _index_url(text: str) -> str:
    if text and not re.match(r"columns:|(elasticsearch|opensearch)\+https?://", text):
        raise ValueError(
            "expected columns:path/to/folder (the embedded index), elasticsearch+https://host:9200/name or "
            "opensearch+https://host:9200/name"
        )
    return text


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("CATALOGUE_DATA", "data", Path, "Folder that holds everything: the store, the index, caches."),
    Setting(
        "CATALOGUE_STORE_URL",
        "",
        _store_url,
        "Where offers are kept. Default: SQLite, `catalogue.db` in the data folder.",
    ),
    Setting(
        "CATALOGUE_INDEX_URL",
        "",
        _index_url,
        "Where offers are searched. Default: embedded, `index` in the data folder.",
    ),
    Setting(
        "CATALOGUE_INDEX_API_KEY",
        "",
        _optional,
        "Key for Elasticsearch or OpenSearch, instead of a user and password in its address.",
    ),
    Setting(
        "CATALOGUE_INDEX_CA",
        "",
        _optional,
        "File with the certificate that signs that of the search engine, where it is not a public one.",
    ),
    Setting(
        "CATALOGUE_BASE_URL",
        "http://localhost:8000",
        _url,
        "Public address; identifiers of offers start with it, so choose it once.",
    ),
    Setting(
        "CATALOGUE_FEEDS",
        "",
        lambda text: Path(text) if text else None,
        "A `feeds.toml` with the lists to harvest.",
    ),
    Setting("CATALOGUE_HOST", "127.0.0.1", str, "Address to listen on; 0.0.0.0 for every one."),
    Setting("CATALOGUE_PORT", "8000", _whole(1, 65_535), "Port to listen on."),
    Setting(
        "CATALOGUE_CLOCK",
        "",
        _instant,
        "A fixed instant instead of the present one, for trials and measurements.",
    ),
    Setting(
        "CATALOGUE_FETCH_ALLOW",
        "",
        _networks,
        "Networks feeds may live in although not public (CIDR, commas), such as 127.0.0.0/8.",
    ),
    Setting(
        "CATALOGUE_UNCONFIRMED_AFTER_DAYS",
        "180",
        _whole(1, 10_000),
        "Days without change or confirmation until an offer reads “niet bevestigd sinds”.",
    ),
    Setting(
        "CATALOGUE_HIDDEN_AFTER_DAYS",
        "365",
        _whole(1, 10_000),
        "Days without change or confirmation until an offer leaves default search.",
    ),
    Setting("CATALOGUE_HOURS", "40", _whole(1, 1_000), "Hours the participation trajectory asks."),
)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from the environment.

    Raises `BadSetting`, naming the variable, for a value that cannot be read.
    """
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = environment.get(setting.variable, "").strip() or setting.default
        try:
            values[setting.variable.removeprefix("CATALOGUE_").lower()] = setting.parse(text)
        except ValueError as error:
            raise BadSetting(f"{setting.variable}={text!r}: {error}. {setting.help}") from error
    if not environment.get("CATALOGUE_BASE_URL") and values["port"] != 8000:
        values["base_url"] = f"http://localhost:{values['port']}"
    values["store_url"] = values["store_url"] or f"sqlite:///{values['data'] / 'catalogue.db'}"
    values["index_url"] = values["index_url"] or f"columns:{values['data'] / 'index'}"
    return Settings(**values)


def unknown_settings(environment: Mapping[str, str]) -> list[str]:
    """`CATALOGUE_` variables that are no settings: most likely a typing error, worth a warning at the start."""
    known = {setting.variable for setting in SETTINGS}
    return sorted(name for name in environment if name.startswith("CATALOGUE_") and name not in known)
