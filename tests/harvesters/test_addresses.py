"""Which addresses are asked, and that a connection leads nowhere else."""

import socket
import threading
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from harvesters.addresses import is_public
from harvesters.fetch import Refused, Unreachable
from tests.harvesters.fetching import LIST, fetcher, read
from tests.harvesters.server import Reply, Server


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """Names this machine resolves beside its own: for each the answers, one after another; the last goes on for ever."""
    known: dict[str, list[list[str]]] = {}
    system = socket.getaddrinfo

    def resolve(host: Any, port: Any, *args: Any, **more: Any) -> list[Any]:
        if host in known:
            answer = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer]
        return list(system(host, port, *args, **more))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return known


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "193.190.1.1", "2a02:1800::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2600::"]
)
def test_public_addresses(address: str) -> None:
    """Addresses of the public internet, also where IPv6 carries them."""
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "192.0.0.9",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "5f00::1", "fc00::1",
        "64:ff9b:1::808:808", "fd12::1", "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1", "ff0e::1",
    ],
)  # fmt: skip
def test_other_addresses_are_not_public(address: str) -> None:
    """Private, loopback, link-local, multicast, reserved, and IPv6 that hides IPv4."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("10.2.0.1", False), ("fd00::1", True), ("fd01::1", False)],
)
def test_networks_may_be_allowed(address: str, allowed: bool) -> None:
    """An operator opens the network that is meant, not its neighbours."""
    assert allowed == is_public(ip_address(address), (ip_network("10.1.0.0/16"), ip_network("fd00::/64")))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_loopback_is_refused_however_it_is_written(host: str, server: Server, tmp_path: Path) -> None:
    """Names and odd spellings are judged by where they lead: nothing is sent."""
    with fetcher(tmp_path, allow="") as http, pytest.raises(Refused, match="CATALOGUE_FETCH_ALLOW"):
        http.get(server.url("/lijst.csv", host=host))
    assert ([], 0) == (server.asked, http.requests)


def test_environment_proxies_are_not_used(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect in our place, past the judgement of addresses."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, server.url("/"))
    with fetcher(tmp_path, allow="") as http, pytest.raises(Refused):
        http.get("http://10.0.0.1/lijst.csv")
    assert [] == server.asked


def test_name_is_resolved_once(server: Server, tmp_path: Path, names: dict[str, list[list[str]]]) -> None:
    """The connection goes to the address that was judged, not to what the name means a moment later."""
    server.serve("/robots.txt", b"")  # read to its end, so that the connection is kept
    names["aanbod.example.org"] = [["127.0.0.1"], ["127.0.0.2"]]
    with fetcher(tmp_path, allow="127.0.0.1/32") as http:
        page = http.get(server.url("/lijst.csv", host="aanbod.example.org"))
        assert LIST == read(page)


def test_new_connection_is_judged_anew(server: Server, tmp_path: Path, names: dict[str, list[list[str]]]) -> None:
    """A name that leads elsewhere by the next connection is judged by where it leads then."""
    server.replies("/robots.txt", Reply(length=0))  # closes the connection
    names["aanbod.example.org"] = [["127.0.0.1"], ["127.0.0.2"]]
    with fetcher(tmp_path, allow="127.0.0.1/32") as http, pytest.raises(Refused):
        http.get(server.url("/lijst.csv", host="aanbod.example.org"))


def test_host_is_asked_by_its_name(server: Server, tmp_path: Path, names: dict[str, list[list[str]]]) -> None:
    """Connecting to an address does not change who is asked."""
    names["aanbod.example.org"] = [["127.0.0.1"]]
    with fetcher(tmp_path, allow="127.0.0.1/32") as http:
        http.get(server.url("/lijst.csv", host="aanbod.example.org"))
    assert f"aanbod.example.org:{server.port}" == server.asked[-1].headers["host"]


def test_addresses_that_are_not_public_are_left_out(
    server: Server, tmp_path: Path, names: dict[str, list[list[str]]]
) -> None:
    """Of a name with several addresses only those are tried that may be asked."""
    names["aanbod.example.org"] = [["10.0.0.1", "127.0.0.1"]]
    with fetcher(tmp_path) as http:
        http.get(server.url("/lijst.csv", host="aanbod.example.org"))
    assert 2 == len(server.asked)


def test_next_address_is_tried(server: Server, tmp_path: Path, names: dict[str, list[list[str]]]) -> None:
    """A host is reached at its second address when nobody listens at the first."""
    names["aanbod.example.org"] = [["127.0.0.2", "127.0.0.1"]]
    with fetcher(tmp_path) as http:
        http.get(server.url("/lijst.csv", host="aanbod.example.org"))
    assert 2 == len(server.asked)


def test_tls_names_the_host(tmp_path: Path, names: dict[str, list[list[str]]]) -> None:
    """The certificate is asked for by name (SNI), although the connection goes to an address."""
    names["aanbod.example.org"] = [["127.0.0.1"]]
    hello: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            connection, _ = listening.accept()
            with connection:
                hello.append(connection.recv(4096))

        thread = threading.Thread(target=listen)
        thread.start()
        with fetcher(tmp_path, tries=1) as http, pytest.raises(Unreachable, match="TLS"):
            http.get(f"https://aanbod.example.org:{listening.getsockname()[1]}/lijst.csv")
        thread.join()
    assert b"aanbod.example.org" in hello[0]


def test_unknown_name_is_unreachable(tmp_path: Path) -> None:
    """A name that does not exist is said so."""
    with fetcher(tmp_path, allow="") as http, pytest.raises(Unreachable, match=r"lijst\.invalid is not known"):
        http.get("https://lijst.invalid/lijst.csv")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname", "ftp://example.org/lijst.csv", "data:text/csv,titel", "javascript:1", "https:lijst.csv", "https:///lijst.csv",
        "https://", "https://example.org:0/", "https://example.org:99999/", "https://exa mple.org/", "https://[::1", "https://[fe80::1%25lo]/",
        "https://example.org:x/", "https://" + "a" * 70_000, "https://a..b.example.org/" "\n",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str, tmp_path: Path) -> None:
    """Only http and https, and only with a host."""
    with fetcher(tmp_path, allow="") as http, pytest.raises(Refused):
        http.get(url)


def test_credentials_in_an_address_are_refused(tmp_path: Path) -> None:
    """An address with a password is no open address; the message does not repeat it."""
    with fetcher(tmp_path, allow="") as http, pytest.raises(Refused) as caught:
        http.get("https://naam:geheim@example.org/lijst.csv")
    assert (True, False) == ("user name or password" in str(caught.value), "geheim" in str(caught.value))
