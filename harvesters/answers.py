"""Reading an answer (RFC 9110): why there is no document, when to come back, where it went, which kind it is."""

import email.utils
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import httpx

from catalogue.feed import Cursor
from harvesters.addresses import origin, shown, web_address
from harvesters.errors import FetchError, Refused, Unreachable

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_LATER: Final = frozenset({408, 425, 429})
_CHARSET: Final = re.compile(r';\s*charset\s*=\s*"?([\w.:+-]+)', re.ASCII | re.IGNORECASE)
_VALIDATOR_LIMIT: Final = 1000
_ADVICE: Final = {
    401: "it asks for a login. Give an address that everybody may open",
    403: "it may not be read. Ask the publisher to let the catalogue in, or to make the list public",
    404: "there is nothing at this address. Ask the publisher where the list is now",
    410: "it was taken away for good. Ask the publisher for another list, or remove the feed",
}


def is_later(status: int) -> bool:
    """Whether the source says “not now” rather than “no”."""
    return status in _LATER or status >= 500


def refusal(status: int, headers: httpx.Headers, name: str) -> FetchError:
    """Why there is no document of this name."""
    if is_later(status):
        wait_s = retry_after_s(headers.get("retry-after", ""))
        asks = f" It asks to come back after {wait_s:.0f} s." if wait_s else ""
        return Unreachable(f"{name} cannot be had now: the source answers {status}.{asks}", retry_after_s=wait_s)
    advice = _ADVICE.get(status, "a document was expected. Open the address in a browser and ask the publisher")
    return Refused(f"{name} cannot be had: the source answers {status}, {advice}.", answered=status)


def retry_after_s(value: str) -> float | None:
    """Seconds to wait, given as seconds or as a date (§10.2.3); `None` where it says nothing that can be read."""
    if value.isdecimal() and len(value) < 10:
        return float(value)
    try:
        instant = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (instant.replace(tzinfo=instant.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def conditions(cursor: Cursor | None) -> dict[str, str]:
    """Headers that ask for the document only if it changed (§13.1.2, §13.1.3)."""
    asked = {}
    if cursor and cursor.etag:
        asked["If-None-Match"] = cursor.etag
    if cursor and cursor.last_modified:
        asked["If-Modified-Since"] = cursor.last_modified
    return asked


def redirected(url: httpx.URL, location: str, headers: Mapping[str, str]) -> tuple[httpx.URL, dict[str, str]]:
    """Where a redirect leads, and the headers that go along.

    Keys of one host are not for another, and a date says nothing about the document of another address, whereas an entity
    tag does. Raises `Refused` from https to http, and for an address that may not be asked.
    """
    try:
        target = url.join(location)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise Refused(
            f"{shown(url)} redirects to an address that cannot be understood. Ask the publisher to mend it."
        ) from error
    target = web_address(str(target))
    if url.scheme == "https" and target.scheme == "http":
        raise Refused(
            f"{shown(url)} redirects from https to http, where anybody on the way could change the list. Ask the publisher "
            "to mend it."
        )
    stays = origin(target) == origin(url)
    kept = {name: value for name, value in headers.items() if stays or name in ("Accept", "If-None-Match")}
    kept.pop("If-Modified-Since", None)
    return target, kept


def is_immutable(headers: httpx.Headers) -> bool:
    """Whether this very document is good for ever (RFC 8246 §2)."""
    return "immutable" in re.split(r"[\s,]+", headers.get("cache-control", "").lower())


def media_type(value: str) -> tuple[str | None, str | None]:
    """Type and charset of a `Content-Type`, each only where declared."""
    charset = _CHARSET.search(value)
    return value.partition(";")[0].strip().lower() or None, charset[1].lower() if charset else None


def validator(headers: httpx.Headers, name: str) -> str | None:
    """An `ETag` or `Last-Modified` that can be sent back as it is."""
    value: str = headers.get(name, "")
    return value if 0 < len(value) <= _VALIDATOR_LIMIT and value.isascii() and value.isprintable() else None
