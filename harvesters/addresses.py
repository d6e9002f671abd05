"""Which addresses may be asked, and connections that lead to those only.

A name is resolved once, every address it gives is judged, and the connection goes to a judged address: a name that
resolves differently a moment later (DNS rebinding) changes nothing. TLS still checks the certificate against the name.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import httpcore
import httpx

from catalogue.settings import Network
from harvesters.errors import Refused, Unreachable

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST: Final = re.compile(rb"[A-Za-z0-9._:-]+")
_SHOWN: Final = 200

_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
"""All that is given out of IPv6 (RFC 4291 §2.4). Whatever lies outside is local, reserved, or a way to write IPv4."""
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 as seen from a network with IPv6 only (RFC 6052 §2.1)."""
_NOT_PUBLIC: Final = (
    ipaddress.ip_network("192.0.0.0/24"),  # protocol assignments, RFC 6890
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
    ipaddress.ip_network("2001::/23"),  # protocol assignments, Teredo (RFC 4380) among them
    ipaddress.ip_network("2002::/16"),  # 6to4: any IPv4 address in disguise, RFC 7526
    ipaddress.ip_network("3fff::/20"),  # documentation, RFC 9637
)
"""Told here because what `ipaddress` calls global differs between versions of Python."""


def has_scheme(text: str) -> bool:
    """Whether this is an address of some kind, rather than a path on this machine."""
    return _SCHEME.match(text) is not None


def web_address(text: str) -> httpx.URL:
    """The address, without fragment. Any port will do: lists are published on odd ones too, and where a connection may
    lead is judged by network. Raises `Refused` for all but http and https, for credentials, and for no host."""
    try:
        url = httpx.URL(text).copy_with(fragment=None)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise Refused("This address cannot be understood. Give one such as https://example.org/aanbod.csv.") from error
    if url.scheme not in ("http", "https"):
        raise Refused(
            f"Addresses of the kind {url.scheme[:20] or '(none)'!r} are not read: give one that starts with https://."
        )
    if not _HOST.fullmatch(url.raw_host) or not (url.port is None or 0 < url.port < 65_536):
        raise Refused("This address has no host that can be asked. Give one such as https://example.org/aanbod.csv.")
    if url.userinfo:
        raise Refused(f"The address on {url.host} holds a user name or password. Give one that everybody may open.")
    return url


def origin(url: httpx.URL) -> str:
    """Scheme, host and port: who answers (RFC 6454 §4)."""
    return f"{url.scheme}://{url.netloc.decode()}"


def shown(url: httpx.URL) -> str:
    """The address as messages may show it: without query, and of bounded length."""
    text = origin(url) + url.raw_path.partition(b"?")[0].decode()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address, allow: Iterable[Network] = ()) -> bool:
    """Whether this address is on the public internet, or inside a network that the operator allows.

    An IPv6 address that carries an IPv4 address (mapped, RFC 4291 §2.5.5.2; NAT64, RFC 6052) is judged by that one.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if any(address in network for network in allow):
        return True
    if address.is_multicast or address.is_reserved or any(address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and (address.version == 4 or address in _UNICAST)


class Deadline:
    """Until when one document may take, however often a source lets a byte drip."""

    def __init__(self) -> None:
        self._at = float("inf")

    @property
    def left_s(self) -> float:
        return self._at - time.monotonic()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """For the length of a block: so many seconds from now, or the deadline that holds already."""
        former = self._at
        self._at = min(former, time.monotonic() + seconds)
        try:
            yield
        finally:
            self._at = former

    def bound(self, timeout_s: float | None) -> float:
        """A time-out that ends no later than the deadline. Raises `httpcore.ReadTimeout` when that has passed."""
        left_s = self.left_s
        if left_s <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left_s if timeout_s is None else min(timeout_s, left_s)


class PublicNetwork(httpcore.NetworkBackend):
    """Connections to public addresses, and every wait on them bounded by a deadline."""

    def __init__(self, allow: Sequence[Network], deadline: Deadline) -> None:
        self._allow, self._deadline = allow, deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises `Refused` where a name leads to no public address, `Unreachable` where it is not known."""
        failure: Exception | None = None
        for address in self._resolved(host, port):
            try:
                bound_s = self._deadline.bound(timeout)
                return _Bounded(
                    self._sockets.connect_tcp(address, port, bound_s, local_address, socket_options), self._deadline
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:  # the next address may answer
                failure = error
        raise failure or Refused(
            f"{host} does not lead to the public internet, so it is not asked. Give a public address; an operator can allow "
            "a network with CATALOGUE_FETCH_ALLOW."
        )

    def _resolved(self, host: str, port: int) -> list[str]:
        """The addresses of a name that may be asked, in the order of the system."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"The name {host[:_SHOWN]} is not known (DNS). Is it spelled right?") from error
        addresses = dict.fromkeys(str(one[4][0]) for one in found)
        return [one for one in addresses if is_public(ipaddress.ip_address(one), self._allow)]


class _Bounded(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.bound(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Bounded(
            self._stream.start_tls(ssl_context, server_hostname, self._deadline.bound(timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
