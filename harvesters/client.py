"""Requests within limits: the one place where a connection is used."""

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode

import httpcore
import httpx
from msgspec import Struct

from catalogue.settings import Network
from harvesters.addresses import Deadline, PublicNetwork, origin, shown
from harvesters.answers import REDIRECTS, redirected
from harvesters.errors import Refused, Unreachable

PRODUCT: Final = "offer-catalogue"
"""How robots.txt may address us."""
USER_AGENT: Final = f"{PRODUCT} (+https://w3id.org/pijler4)"
_FORM: Final = "application/x-www-form-urlencoded"


class Limits(Struct, frozen=True, kw_only=True):
    """How long, how much and how often. The defaults suit lists on small shared hosts, and a million offers at once."""

    connect_s: float = 10
    """A host that takes longer to say hello is away."""
    read_s: float = 30
    """Silence. A list made on request may take a while to begin."""
    document_s: float = 600
    """One document from first request to last byte, tries and redirects included: half of a run's lease."""
    robots_s: float = 30
    """One robots.txt: a small file, which may not use up the time of the document."""
    sent_bytes: int = 1_000_000_000
    """As they travel."""
    expanded_bytes: int = 2_000_000_000
    """On disk: a million offers in our own JSON are about 1.5 GB."""
    redirects: int = 5
    """Also what RFC 9309 §2.3.1.2 asks for robots.txt."""
    tries: int = 3
    retry_wait_s: float = 1
    """Before the second try, doubled before the third; up to as much again is added by chance."""
    retry_after_limit_s: float = 60
    """A source that asks to wait longer is left alone until the next run."""
    host_delay_s: float = 0.5
    """Between two requests to one host, so that many pages do not weigh on its visitors."""
    crawl_delay_limit_s: float = 10
    """Most that a `Crawl-delay` of robots.txt is honoured: with more, no run of many pages would end."""
    robots_age_s: float = 86_400
    """RFC 9309 §2.4 advises a day at most."""


class Client:
    """GET with redirects followed by hand, and forms. Uses no proxy, credentials or cookies; one request at a time."""

    def __init__(self, limits: Limits, allow: Sequence[Network]) -> None:
        self.requests = 0
        """Sent so far."""
        self.deadline = Deadline()
        self._limits = limits
        self._pool = httpcore.ConnectionPool(network_backend=PublicNetwork(allow, self.deadline), keepalive_expiry=30)

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def answer(
        self, url: httpx.URL, headers: Mapping[str, str], *, before: Callable[[httpx.URL], None] | None = None
    ) -> Iterator[tuple[httpx.URL, httpcore.Response]]:
        """The answer behind at most `redirects` redirects, its body still to come, and the address that gave it; `before` is
        called with every address that is about to be asked. Raises `TooManyRedirects`, `Refused`, `Unreachable`."""
        first = url
        for _ in range(self._limits.redirects + 1):
            if before:
                before(url)
            with self._sent(url, headers) as response:
                location = httpx.Headers(response.headers).get("location")
                if response.status not in REDIRECTS or not location:
                    yield url, response
                    return
            url, headers = redirected(url, location, headers)
        raise TooManyRedirects(
            f"{shown(first)} redirects more than {self._limits.redirects} times. Give the address where it ends, or ask the "
            "publisher to mend it."
        )

    @contextmanager
    def answer_to_form(
        self, url: httpx.URL, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Iterator[httpcore.Response]:
        """The answer to a form (application/x-www-form-urlencoded). Forms carry keys, so that no redirect is followed: it is
        `Refused`. Raises `Unreachable`."""
        with self._sent(url, {**headers, "Content-Type": _FORM}, urlencode(form).encode()) as response:
            if response.status in REDIRECTS:
                raise Refused(
                    f"{shown(url)} redirects a form, which would take keys elsewhere. Give the address it ends at."
                )
            yield response

    @contextmanager
    def _sent(
        self, url: httpx.URL, headers: Mapping[str, str], form: bytes | None = None
    ) -> Iterator[httpcore.Response]:
        limits = self._limits
        own = {"Host": url.netloc.decode(), "User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
        if form is not None:
            own["Content-Length"] = str(len(form))
        begun = False
        try:
            with self._pool.stream(
                "GET" if form is None else "POST",
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=list((own | dict(headers)).items()),
                content=form,
                extensions={
                    "timeout": {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s},
                    "trace": self._count,
                },
            ) as response:
                begun = True
                yield response
        except httpcore.TimeoutException as error:
            if self.deadline.left_s <= 0:
                raise Unreachable(
                    f"{shown(url)} took too long: the source is too slow, or made us wait too often."
                ) from error
            silent_s = limits.connect_s if isinstance(error, httpcore.ConnectTimeout) else limits.read_s
            raise Unreachable(f"{shown(url)} does not answer: nothing came for {silent_s:g} s.") from error
        except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
            if begun:
                raise Unreachable(f"The download of {shown(url)} broke off. Nothing of it was used.") from error
            raise Unreachable(f"{origin(url)} cannot be reached: {_reason(error)}.") from error

    def _count(self, event: str, _: Mapping[str, Any]) -> None:
        self.requests += event == "http11.send_request_headers.started"


class TooManyRedirects(Refused):
    pass


def _reason(error: Exception) -> str:
    """In words: what the system says, or what is wrong with a certificate."""
    cause = error.args[0] if error.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({cause.verify_message.rstrip('.')})"
    if isinstance(cause, ssl.SSLError):
        return "it does not speak TLS as expected"
    return (cause.strerror if isinstance(cause, OSError) else None) or "it does not answer in HTTP"
