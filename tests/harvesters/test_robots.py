"""What robots.txt lets us read, and the distance we keep (RFC 9309)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvesters.base import Fetcher
from harvesters.fetch import Refused, Unreachable
from tests.harvesters.fetching import LIST, fetcher, read
from tests.harvesters.server import Reply, Server


def test_robots_txt_is_obeyed(server: Server, http: Fetcher) -> None:
    """What robots.txt keeps us from is not asked."""
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /lijst\n")
    with pytest.raises(Refused, match=r"robots\.txt .* keeps offer-catalogue from"):
        http.get(server.url("/lijst.csv"))
    assert ["/robots.txt"] == server.targets()


def test_robots_txt_may_address_us(server: Server, http: Fetcher) -> None:
    """A rule for us by name goes before the rule for all."""
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /\n\nUser-agent: offer-catalogue\nAllow: /\n")
    assert LIST == read(http.get(server.url("/lijst.csv")))


def test_robots_txt_is_obeyed_behind_a_redirect(server: Server, http: Fetcher) -> None:
    """The host that a redirect leads to has its own say."""
    with Server() as other:
        other.serve("/robots.txt", b"User-agent: *\nDisallow: /\n")
        server.redirect("/lijst.csv", other.url("/lijst.csv"))
        with pytest.raises(Refused, match=r"robots\.txt"):
            http.get(server.url("/lijst.csv"))
        assert ["/robots.txt"] == other.targets()


def test_robots_txt_is_kept_for_the_next_fetcher(server: Server, tmp_path: Path) -> None:
    """Two fetchers ask a host for its robots.txt once."""
    for _ in range(2):
        with fetcher(tmp_path) as http:
            http.get(server.url("/lijst.csv"))
    assert ["/robots.txt", "/lijst.csv", "/lijst.csv"] == server.targets()


def test_kept_robots_txt_is_obeyed(server: Server, tmp_path: Path) -> None:
    """What was kept on disk says the same as what was read."""
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /\n")
    for _ in range(2):
        with fetcher(tmp_path) as http, pytest.raises(Refused):
            http.get(server.url("/lijst.csv"))
    assert ["/robots.txt"] == server.targets()


def test_kept_robots_txt_expires(server: Server, tmp_path: Path) -> None:
    """A robots.txt that is too old is asked again."""
    for _ in range(2):
        with fetcher(tmp_path, robots_age_s=0) as http:
            http.get(server.url("/lijst.csv"))
    assert 2 == server.targets().count("/robots.txt")


def test_damaged_cache_is_asked_again(server: Server, tmp_path: Path) -> None:
    """A file of the cache that cannot be read does not stop a run."""
    for _ in range(2):
        with fetcher(tmp_path) as http:
            http.get(server.url("/lijst.csv"))
        for kept in (tmp_path / "robots").iterdir():
            kept.write_bytes(b"{")
    assert 2 == server.targets().count("/robots.txt")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_no_robots_txt_allows(status: int, server: Server, http: Fetcher) -> None:
    """A host without a robots.txt that can be read sets no rules (RFC 9309 §2.3.1.3)."""
    server.replies("/robots.txt", Reply(status=status))
    assert LIST == read(http.get(server.url("/lijst.csv")))


@pytest.mark.parametrize("status", [429, 503])
def test_failing_robots_txt_forbids_this_time(status: int, server: Server, http: Fetcher) -> None:
    """A host that cannot give its robots.txt now is unreachable, and nothing else of it is asked (RFC 9309 §2.3.1.4)."""
    server.replies("/robots.txt", Reply(status=status))
    with pytest.raises(Unreachable, match=r"robots\.txt"):
        http.get(server.url("/lijst.csv"))
    assert {"/robots.txt"} == set(server.targets())


def test_old_robots_txt_holds_while_the_new_one_fails(server: Server, tmp_path: Path) -> None:
    """What was kept goes on where the host cannot say more (RFC 9309 §2.4)."""
    server.replies("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /geheim\n"), Reply(status=503))
    for _ in range(2):
        with fetcher(tmp_path, robots_age_s=0) as http:
            page = http.get(server.url("/lijst.csv"))
    assert server.url("/lijst.csv") == page.url


def test_robots_txt_may_be_redirected(server: Server, http: Fetcher) -> None:
    """Rules that are kept elsewhere hold for the host that was asked (RFC 9309 §2.3.1.2)."""
    server.redirect("/robots.txt", "/regels.txt")
    server.serve("/regels.txt", b"User-agent: *\nDisallow: /lijst\n")
    with pytest.raises(Refused, match=r"robots\.txt"):
        http.get(server.url("/lijst.csv"))


def test_robots_txt_that_goes_round_allows(server: Server, http: Fetcher) -> None:
    """After five redirects there is no robots.txt (RFC 9309 §2.3.1.2)."""
    server.redirect("/robots.txt", "/robots.txt")
    assert LIST == read(http.get(server.url("/lijst.csv")))


def test_endless_robots_txt_is_read_as_far_as_asked(server: Server, http: Fetcher) -> None:
    """The first 500 KiB count, and the rest is not waited for (RFC 9309 §2.5)."""

    def endless() -> Iterator[bytes]:
        yield b"User-agent: *\nDisallow: /lijst\n"
        while True:
            yield b"# niets\n" * 5000

    server.routes["/robots.txt"] = lambda asked: Reply(body=endless())
    with pytest.raises(Refused, match=r"robots\.txt"):
        http.get(server.url("/lijst.csv"))


def test_host_gets_rest_between_requests(server: Server, tmp_path: Path) -> None:
    """Two documents of one host are asked some time apart."""
    with fetcher(tmp_path, host_delay_s=0.2) as http:
        http.get(server.url("/lijst.csv"))
        http.get(server.url("/lijst.csv"))
    assert server.asked[-1].at - server.asked[-2].at >= 0.19


def test_crawl_delay_is_honoured_up_to_a_limit(server: Server, tmp_path: Path) -> None:
    """More rest where robots.txt asks for it, but no day between two pages."""
    server.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 86400\n")
    with fetcher(tmp_path, crawl_delay_limit_s=0.2) as http:
        http.get(server.url("/lijst.csv"))
        http.get(server.url("/lijst.csv"))
    assert 0.19 <= server.asked[-1].at - server.asked[-2].at < 60
