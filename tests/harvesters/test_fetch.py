"""Fetching documents from a real server on loopback, and from paths."""

import gzip
import os
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from harvesters.base import Fetcher
from harvesters.fetch import FetchError, HttpFetcher, NotModified, Refused, TooLarge, Unreachable
from tests.harvesters.fetching import LIST, fetcher, read
from tests.harvesters.server import Reply, Server

# — one document —


def test_document_is_spooled(server: Server, http: Fetcher) -> None:
    """A document is on disk, byte for byte."""
    assert LIST == read(http.get(server.url("/lijst.csv")))


def test_documents_of_one_fetcher_stand_beside_each_other(server: Server, http: Fetcher) -> None:
    """A second document does not write over the first."""
    server.serve("/ander.csv", b"ander")
    pages = [http.get(server.url("/lijst.csv")), http.get(server.url("/ander.csv"))]
    assert [LIST, b"ander"] == [read(page) for page in pages]


def test_page_says_what_the_source_declares(server: Server, http: Fetcher) -> None:
    """Type, charset and date come from the headers."""
    server.serve(
        "/lijst.csv", LIST, content_type="Text/CSV; Charset=ISO-8859-15", last_modified="Mon, 02 Nov 2026 08:00:00 GMT"
    )
    page = http.get(server.url("/lijst.csv"))
    assert ("text/csv", "iso-8859-15", "Mon, 02 Nov 2026 08:00:00 GMT") == (
        page.content_type,
        page.charset,
        page.modified,
    )


def test_page_says_nothing_that_is_not_declared(server: Server, http: Fetcher) -> None:
    """No header, no guess."""
    page = http.get(server.url("/lijst.csv"))
    assert (None, None, None) == (page.content_type, page.charset, page.modified)


def test_we_say_who_we_are_and_what_we_want(server: Server, http: Fetcher) -> None:
    """The user agent leads to a page about us; the format's wishes and the keys of a feed go along."""
    http.get(server.url("/lijst.csv"), accept="text/csv", headers={"X-Client-Id": "sleutel"})
    sent = server.asked[-1].headers
    assert ["offer-catalogue (+https://w3id.org/pijler4)", "text/csv", "sleutel"] == [
        sent[name] for name in ("user-agent", "accept", "x-client-id")
    ]


def test_packed_document_is_unpacked(server: Server, http: Fetcher) -> None:
    """A gzip document of several members is read whole."""
    server.serve("/lijst.csv", gzip.compress(LIST[:9]) + gzip.compress(LIST[9:]), content_encoding="gzip")
    assert LIST == read(http.get(server.url("/lijst.csv")))


@pytest.mark.parametrize("window", [zlib.MAX_WBITS, -zlib.MAX_WBITS], ids=["zlib", "bare"])
def test_both_readings_of_deflate_are_unpacked(window: int, server: Server, http: Fetcher) -> None:
    """“deflate” is zlib data, and bare from servers that take the word by the letter."""
    packer = zlib.compressobj(wbits=window)
    server.serve("/lijst.csv", packer.compress(LIST) + packer.flush(), content_encoding="deflate")
    assert LIST == read(http.get(server.url("/lijst.csv")))


def test_well_packed_document_is_unpacked_whole(server: Server, http: Fetcher) -> None:
    """Nothing stays behind in the unpacker where a few bytes unfold to many pieces."""
    server.serve("/lijst.csv", gzip.compress(b"x" * 1_234_567), content_encoding="gzip")
    assert 1_234_567 == len(read(http.get(server.url("/lijst.csv"))))


def test_unknown_packing_is_refused(server: Server, http: Fetcher) -> None:
    """A coding that nobody asked for is named."""
    server.serve("/lijst.csv", LIST, content_encoding="br")
    with pytest.raises(Refused, match="'br'"):
        http.get(server.url("/lijst.csv"))


def test_spool_is_removed(server: Server, tmp_path: Path) -> None:
    """Nothing stays on disk when the fetcher closes."""
    with fetcher(tmp_path) as http:
        folder = Path(http.get(server.url("/lijst.csv")).path).parent
    assert not folder.exists()


# — cost follows change —


def test_validators_are_sent_back(server: Server, http: Fetcher) -> None:
    """What the source gave as ETag and Last-Modified is asked about the next time."""
    server.serve("/lijst.csv", LIST, etag='"v1"', last_modified="Mon, 02 Nov 2026 08:00:00 GMT")
    page = http.get(server.url("/lijst.csv"))
    with pytest.raises(NotModified):
        http.get(server.url("/lijst.csv"), cursor=page.cursor)
    sent = server.asked[-1].headers
    assert ('"v1"', "Mon, 02 Nov 2026 08:00:00 GMT") == (sent.get("if-none-match"), sent.get("if-modified-since"))


def test_unchanged_feed_costs_one_request(server: Server, tmp_path: Path) -> None:
    """With an ETag and a known robots.txt, a new fetcher sends one request: 304."""
    server.replies("/lijst.csv", Reply(body=LIST, headers={"ETag": '"v1"'}), Reply(status=304))
    with fetcher(tmp_path) as first:
        cursor = first.get(server.url("/lijst.csv")).cursor
    with fetcher(tmp_path) as second, pytest.raises(NotModified):
        second.get(server.url("/lijst.csv"), cursor=cursor)
    assert (2, 1) == (first.requests, second.requests)


def test_same_bytes_are_not_modified(server: Server, http: Fetcher) -> None:
    """A source without validators is recognised by its bytes, packed or not."""
    cursor = http.get(server.url("/lijst.csv")).cursor
    server.serve("/lijst.csv", gzip.compress(LIST), content_encoding="gzip")
    with pytest.raises(NotModified):
        http.get(server.url("/lijst.csv"), cursor=cursor)


def test_changed_bytes_are_a_new_page(server: Server, http: Fetcher) -> None:
    """A cursor does not hide a change."""
    cursor = http.get(server.url("/lijst.csv")).cursor
    server.serve("/lijst.csv", LIST + b"Taaltafel (fictief);Gent\n")
    page = http.get(server.url("/lijst.csv"), cursor=cursor)
    assert LIST + b"Taaltafel (fictief);Gent\n" == read(page)


def test_not_modified_without_a_cursor_is_refused(server: Server, http: Fetcher) -> None:
    """A 304 that nobody asked for is no document."""
    server.replies("/lijst.csv", Reply(status=304))
    with pytest.raises(Refused, match="304"):
        http.get(server.url("/lijst.csv"))


def test_validator_that_cannot_be_sent_back_is_not_kept(server: Server, http: Fetcher) -> None:
    """An ETag of strange bytes would break the next request."""
    server.serve("/lijst.csv", LIST, etag='"\xe9"')
    cursor = http.get(server.url("/lijst.csv")).cursor
    assert cursor is not None
    assert cursor.etag is None


# — no, and not now —


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 204, 300])
def test_no_is_refused_at_once(status: int, server: Server, http: Fetcher) -> None:
    """The source says no: one request, and the status in the message."""
    server.replies("/lijst.csv", Reply(status=status))
    with pytest.raises(Refused, match=str(status)):
        http.get(server.url("/lijst.csv"))
    assert ["/robots.txt", "/lijst.csv"] == server.targets()


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_not_now_is_tried_again(status: int, server: Server, http: Fetcher) -> None:
    """A source that stumbles twice is read at the third try."""
    server.replies("/lijst.csv", Reply(status=status), Reply(status=status), Reply(body=LIST))
    assert LIST == read(http.get(server.url("/lijst.csv")))


def test_tries_end(server: Server, http: HttpFetcher) -> None:
    """After the third try the source is unreachable; every request was counted."""
    server.replies("/lijst.csv", Reply(status=500))
    with pytest.raises(Unreachable, match="answers 500"):
        http.get(server.url("/lijst.csv"))
    assert 4 == http.requests == len(server.asked)


def test_retry_after_is_honoured(server: Server, http: Fetcher) -> None:
    """The second try comes no sooner than the source asks."""
    server.replies("/lijst.csv", Reply(status=503, headers={"Retry-After": "1"}), Reply(body=LIST))
    http.get(server.url("/lijst.csv"))
    assert server.asked[-1].at - server.asked[-2].at >= 1


def test_retry_after_date_that_passed_means_now(server: Server, tmp_path: Path) -> None:
    """A date is understood; one that has passed takes the place of our own wait."""
    passed = format_datetime(datetime.now(UTC) - timedelta(minutes=1), usegmt=True)
    server.replies("/lijst.csv", Reply(status=429, headers={"Retry-After": passed}), Reply(body=LIST))
    with fetcher(tmp_path, retry_wait_s=100, document_s=60) as http:
        assert LIST == read(http.get(server.url("/lijst.csv")))


@pytest.mark.parametrize(
    "value", ["3600", format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)], ids=["s", "date"]
)
def test_long_retry_after_ends_the_tries(value: str, server: Server, http: Fetcher) -> None:
    """A source that asks to stay away for long is left alone at once."""
    server.replies("/lijst.csv", Reply(status=503, headers={"Retry-After": value}))
    with pytest.raises(Unreachable, match=r"come back after [23]\d\d\d s"):
        http.get(server.url("/lijst.csv"))
    assert ["/robots.txt", "/lijst.csv"] == server.targets()


def test_no_server_is_unreachable(http: HttpFetcher) -> None:
    """A port where nobody listens is unreachable, and nothing was sent."""
    with Server() as gone:
        url = gone.url("/lijst.csv")
    with pytest.raises(Unreachable, match="Connection refused"):
        http.get(url)
    assert 0 == http.requests


def test_garbage_is_unreachable(server: Server, http: Fetcher) -> None:
    """What is no HTTP is said so, and its bytes stay out of the message."""
    server.replies("/lijst.csv", Reply(raw=True, body=b"SSH-2.0-Geheim\r\n"))
    with pytest.raises(Unreachable, match=r"it does not answer in HTTP\.$"):
        http.get(server.url("/lijst.csv"))


# — paths on this machine —


def test_path_is_read_where_allowed(tmp_path: Path) -> None:
    """A list on this machine is a page like another, with its name for address, and costs no request."""
    (tmp_path / "lijst.csv").write_bytes(LIST)
    with fetcher(tmp_path, local=True) as http:
        page = http.get(str(tmp_path / "lijst.csv"))
        assert ("lijst.csv", LIST, 0) == (page.url, read(page), http.requests)


def test_same_bytes_of_a_path_are_not_modified(tmp_path: Path) -> None:
    """A file that was written again with the same content is unchanged."""
    path = tmp_path / "lijst.csv"
    path.write_bytes(LIST)
    with fetcher(tmp_path, local=True) as http:
        cursor = http.get(str(path)).cursor
        path.write_bytes(LIST)
        with pytest.raises(NotModified):
            http.get(str(path), cursor=cursor)


def test_path_is_refused_where_not_allowed(tmp_path: Path, http: Fetcher) -> None:
    """A file that exists is not read by a fetcher for addresses only."""
    (tmp_path / "lijst.csv").write_bytes(LIST)
    with pytest.raises(Refused, match=r"^'lijst\.csv' is not an address"):
        http.get(str(tmp_path / "lijst.csv"))


@pytest.mark.parametrize("kind", ["absent", "folder", "pipe", "below a file", "nul"])
def test_path_to_no_file_is_refused_without_its_folder(kind: str, tmp_path: Path) -> None:
    """What is no file is said by its name only, and a pipe is not waited for."""
    path = tmp_path / "lijst"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "below a file":
            path.write_bytes(LIST)
            path /= "lijst"
        case "nul":
            path = tmp_path / "lijst\0"
    with fetcher(tmp_path, local=True) as http, pytest.raises(Refused) as caught:
        http.get(str(path))
    assert (True, False) == ("lijst" in str(caught.value), tmp_path.name in str(caught.value))


def test_large_file_is_too_large(tmp_path: Path) -> None:
    """The limit on disk holds for files that were there already."""
    (tmp_path / "lijst.csv").write_bytes(LIST * 10)
    with fetcher(tmp_path, local=True, expanded_bytes=len(LIST)) as http, pytest.raises(TooLarge, match=r"lijst\.csv"):
        http.get(str(tmp_path / "lijst.csv"))


# — messages —


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=404),
        Reply(status=500),
        Reply(length=99),
        Reply(status=302, headers={"Location": "/lijst.csv?sleutel=geheim"}),
    ],
    ids=["no", "not now", "broke off", "loop"],
)
def test_messages_keep_the_query_to_themselves(reply: Reply, server: Server, http: Fetcher) -> None:
    """Keys travel in queries: a message shows host and path, no more."""
    server.replies("/lijst.csv", reply)
    with pytest.raises(FetchError) as caught:
        http.get(server.url("/lijst.csv?sleutel=geheim"))
    assert (True, False) == (server.url("/lijst.csv") in str(caught.value), "geheim" in str(caught.value))
