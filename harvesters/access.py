"""Access to sources that give tokens: OAuth 2.0 with client credentials (RFC 6749 §4.4), bearer tokens (RFC 6750)."""

import base64
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote_plus

import msgspec
from msgspec import Struct

from catalogue.errors import BadInput
from catalogue.feed import Feed
from harvesters.base import Fetcher, Page
from harvesters.document import Unreadable
from harvesters.errors import Refused
from harvesters.keys import key_of

_TOKEN: Final = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
"""RFC 6750 §2.1."""
_NOT_KNOWN: Final = (400, 401, 403)
"""RFC 6749 §5.2: 400 too is what a server answers to a client it does not know."""


class _Answer(Struct, frozen=True):
    access_token: str


class Access:
    """Documents with a token, which is asked when first needed, and anew when it has run out in the middle of a run.

    The options `client_id_env` and `client_secret_env` name environment variables; `token_url` is where tokens are given.
    Raises `BadInput` for options that cannot be, `Refused` where the client or its token is not accepted.
    """

    def __init__(self, http: Fetcher, feed: Feed, token_url: str) -> None:
        self._http, self._feed = http, feed
        given = feed.options.get("token_url", token_url)
        where = f"feeds.{feed.key}.options"
        scheme = (
            "https://" if feed.url.startswith("https:") else "http"
        )  # keys never travel in the clear for a real source
        if not isinstance(given, str) or not given.startswith(scheme):
            raise BadInput(f"{where}.token_url: expected an address that starts with https://.")
        self._url = given
        keys = [key_of(feed, name) for name in ("client_id_env", "client_secret_env")]
        if None in keys:
            raise BadInput(
                f"{where}: name the environment variables of the client in client_id_env and client_secret_env."
            )
        pair = ":".join(quote_plus(key or "") for key in keys)  # RFC 6749 §2.3.1
        self._client = f"Basic {base64.b64encode(pair.encode()).decode()}"
        self._token: str | None = None

    def get(self, url: str, *, headers: Mapping[str, str], accept: str = "application/json") -> Page:
        fresh = self._token is None
        try:
            return self._http.get(url, accept=accept, headers={**headers, "Authorization": self._bearer()})
        except Refused as error:
            if error.answered != 401 or fresh:
                raise
        self._token = None
        return self._http.get(url, accept=accept, headers={**headers, "Authorization": self._bearer()})

    def _bearer(self) -> str:
        if self._token is None:
            self._token = self._asked()
        return f"Bearer {self._token}"

    def _asked(self) -> str:
        headers = {"Authorization": self._client, "Accept": "application/json"}
        try:
            answer = self._http.post_form(self._url, {"grant_type": "client_credentials"}, headers=headers)
        except Refused as error:
            if error.answered not in _NOT_KNOWN:
                raise
            names = " and ".join(str(self._feed.options[name]) for name in ("client_id_env", "client_secret_env"))
            raise Refused(
                f"The source gives no token to the client in {names}. Look whether both are right and still valid.",
                answered=error.answered,
            ) from error
        try:
            token = msgspec.json.decode(answer, type=_Answer).access_token
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Unreadable("Where a token was asked, something else came. Look at the option token_url.") from error
        if not _TOKEN.fullmatch(token):
            raise Unreadable("Where a token was asked, something else came. Look at the option token_url.")
        return token
