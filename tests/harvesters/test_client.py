"""Sources that break off, go on for ever or lead elsewhere."""

import gzip
import tempfile
from pathlib import Path

import pytest

from catalogue.feed import Cursor
from harvesters.base import Fetcher
from harvesters.fetch import HttpFetcher, Refused, TooLarge, Unreachable
from tests.harvesters.fetching import LIST, fetcher, read
from tests.harvesters.server import Reply, Server

# — broken, slow and endless —


def test_download_that_broke_off_is_unreachable(server: Server, http: Fetcher) -> None:
    """Fewer bytes than declared are no document."""
    server.replies("/lijst.csv", Reply(body=LIST, length=1000))
    with pytest.raises(Unreachable, match="broke off"):
        http.get(server.url("/lijst.csv"))


def test_download_that_broke_off_is_tried_again(server: Server, http: Fetcher) -> None:
    """The half document of a failed try leaves nothing in the whole one."""
    server.replies("/lijst.csv", Reply(body=LIST * 3, length=1000), Reply(body=LIST))
    assert LIST == read(http.get(server.url("/lijst.csv")))


@pytest.mark.parametrize("cut", [1, 8, 20])
def test_truncated_gzip_is_unreachable(cut: int, server: Server, http: Fetcher) -> None:
    """Packed data that ends early broke off, wherever it did."""
    server.serve("/lijst.csv", gzip.compress(LIST)[:-cut], content_encoding="gzip")
    with pytest.raises(Unreachable, match="broke off"):
        http.get(server.url("/lijst.csv"))


def test_damaged_gzip_is_unreachable(server: Server, http: Fetcher) -> None:
    """Packed data that cannot be unpacked is said to be damaged."""
    packed = bytearray(gzip.compress(LIST))
    packed[-6] ^= 0xFF  # in the checksum
    server.serve("/lijst.csv", bytes(packed), content_encoding="gzip")
    with pytest.raises(Unreachable, match="damaged"):
        http.get(server.url("/lijst.csv"))


def test_declared_length_over_the_limit_is_too_large(server: Server, tmp_path: Path) -> None:
    """What says that it is too large is not even begun."""
    server.replies("/lijst.csv", Reply(length=10**9))
    with fetcher(tmp_path, sent_bytes=1_000_000) as http, pytest.raises(TooLarge, match="larger than 1 MB"):
        http.get(server.url("/lijst.csv"))


def test_absurd_length_is_unreachable(server: Server, http: Fetcher) -> None:
    """A length of thousands of digits is no HTTP, and no surprise."""
    server.replies("/lijst.csv", Reply(headers={"Content-Length": "9" * 5000}))
    with pytest.raises(Unreachable, match="HTTP"):
        http.get(server.url("/lijst.csv"))


def test_endless_document_is_too_large(server: Server, tmp_path: Path) -> None:
    """A body without end stops at the limit, and the connection with it."""
    server.routes["/lijst.csv"] = lambda asked: Reply(body=iter(lambda: b"x" * 50_000, b""))
    with fetcher(tmp_path, sent_bytes=1_000_000) as http, pytest.raises(TooLarge, match="larger than 1 MB"):
        http.get(server.url("/lijst.csv"))
    assert server.cut_off.wait(5)


def test_bomb_is_too_large(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes that unfold to many megabytes stop at the limit of what is written."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    server.serve("/lijst.csv", gzip.compress(bytes(50_000_000)), content_encoding="gzip")
    with fetcher(tmp_path, expanded_bytes=1_000_000) as http:
        with pytest.raises(TooLarge):
            http.get(server.url("/lijst.csv"))
        written = [one.stat().st_size for one in tmp_path.glob("offer-catalogue-*/*")]
    assert [True] == [0 < size <= 1_000_000 for size in written]


def test_silence_is_unreachable(server: Server, tmp_path: Path) -> None:
    """A source that says nothing for the read time-out does not answer."""
    server.routes["/lijst.csv"] = lambda asked: Reply(body=server.dripping(b"x", every_s=60))
    with fetcher(tmp_path, read_s=0.5, tries=1) as http, pytest.raises(Unreachable, match=r"nothing came for 0\.5 s"):
        http.get(server.url("/lijst.csv"))


@pytest.mark.timeout(20)
def test_silence_ends_at_the_deadline(server: Server, tmp_path: Path) -> None:
    """However long a silence may be, the document has no more time than it has."""
    server.routes["/lijst.csv"] = lambda asked: Reply(body=server.dripping(b"x", every_s=60))
    with fetcher(tmp_path, read_s=60, document_s=1) as http, pytest.raises(Unreachable, match="took too long"):
        http.get(server.url("/lijst.csv"))


@pytest.mark.parametrize("raw", [False, True], ids=["body", "head"])
def test_slow_drip_ends_at_the_deadline(raw: bool, server: Server, tmp_path: Path) -> None:
    """A byte every now and then keeps no connection open, be it in the body or in the head, and is not tried again."""
    server.routes["/lijst.csv"] = lambda asked: Reply(
        raw=raw, body=server.dripping(b"HTTP/1.1 200 OK\r\nX-Traag: ja\r\n" if raw else b"x")
    )
    with fetcher(tmp_path, document_s=1) as http, pytest.raises(Unreachable, match="took too long"):
        http.get(server.url("/lijst.csv"))
    assert ["/robots.txt", "/lijst.csv"] == server.targets()


# — redirects —


def test_redirects_are_followed(server: Server, http: Fetcher) -> None:
    """The page is known by the address where it was found."""
    server.redirect("/oud", "/nieuw", 301)
    server.redirect("/nieuw", server.url("/lijst.csv"), 307)
    assert server.url("/lijst.csv") == http.get(server.url("/oud")).url


def test_redirects_without_end_are_refused(server: Server, http: Fetcher) -> None:
    """A loop ends after five redirects."""
    server.redirect("/rond", "/rond")
    with pytest.raises(Refused, match="more than 5 times"):
        http.get(server.url("/rond"))
    assert 6 == server.targets().count("/rond")


@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.1/lijst.csv", "http://169.254.169.254/latest/", "http://[::1]/", "http://[::ffff:10.0.0.1]/"],
)
def test_redirect_to_a_private_address_is_refused(location: str, server: Server, http: HttpFetcher) -> None:
    """A public address does not open the way to those behind it."""
    server.redirect("/lijst.csv", location)
    with pytest.raises(Refused, match="does not lead to the public internet"):
        http.get(server.url("/lijst.csv"))
    assert 2 == http.requests


@pytest.mark.parametrize(
    "location", ["file:///etc/hostname", "ftp://example.org/x", "http://u:p@example.org/", "http://[", "//"]
)
def test_redirect_to_what_may_not_be_asked_is_refused(location: str, server: Server, http: Fetcher) -> None:
    """A redirect is judged as strictly as an address of a feed."""
    server.redirect("/lijst.csv", location)
    with pytest.raises(Refused):
        http.get(server.url("/lijst.csv"))


def test_keys_do_not_follow_a_redirect_elsewhere(server: Server, http: Fetcher) -> None:
    """A key for one host is not shown to another; the date of another document neither, its entity tag is."""
    with Server() as other:
        other.serve("/lijst.csv", LIST)
        server.redirect("/lijst.csv", other.url("/lijst.csv"))
        cursor = Cursor(etag='"v1"', last_modified="Mon, 02 Nov 2026 08:00:00 GMT")
        http.get(server.url("/lijst.csv"), headers={"X-Client-Id": "sleutel"}, accept="text/csv", cursor=cursor)
        sent = other.asked[-1].headers
        seen = [sent.get(name) for name in ("x-client-id", "if-modified-since", "if-none-match", "accept")]
    assert [None, None, '"v1"', "text/csv"] == seen
