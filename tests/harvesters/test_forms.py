"""Forms, as one sends them for an access token."""

import gzip

import pytest

from harvesters.base import Fetcher
from harvesters.fetch import HttpFetcher, Refused, TooLarge, Unreachable
from tests.harvesters.fetching import fetcher
from tests.harvesters.server import Reply, Server

FORM = {"grant_type": "client_credentials", "scope": "open id"}


def test_form_is_sent_and_answered(server: Server, http: Fetcher) -> None:
    """Fields travel in the body, encoded as browsers do; keys in the headers; the answer comes back as it is."""
    server.serve("/token", b'{"access_token": "t"}')
    answer = http.post_form(server.url("/token"), FORM, headers={"Authorization": "Basic c2xldXRlbA=="})
    sent = server.asked[-1]
    assert (b'{"access_token": "t"}', "POST", b"grant_type=client_credentials&scope=open+id") == (
        answer,
        sent.method,
        sent.form,
    )
    assert ("application/x-www-form-urlencoded", "Basic c2xldXRlbA==") == (
        sent.headers["content-type"],
        sent.headers["authorization"],
    )


def test_packed_answer_is_unpacked(server: Server, http: Fetcher) -> None:
    """An answer in gzip is read as any document."""
    server.serve("/token", gzip.compress(b"{}"), content_encoding="gzip")
    assert b"{}" == http.post_form(server.url("/token"), FORM)


def test_form_follows_no_redirect(server: Server, http: Fetcher) -> None:
    """What a form carries is not for another address, nor is it sent again as something else."""
    server.redirect("/token", server.url("/elders"), status=307)
    with pytest.raises(Refused, match="redirects a form"):
        http.post_form(server.url("/token"), FORM)
    assert "/elders" not in server.targets()


def test_form_is_tried_again(server: Server, http: Fetcher) -> None:
    """A server that is busy is asked again."""
    server.replies("/token", Reply(status=503), Reply(body=b"{}"))
    assert b"{}" == http.post_form(server.url("/token"), FORM)


def test_refused_form_is_not_tried_again(server: Server, http: Fetcher) -> None:
    """No is no; the status tells the caller what was wrong, the message holds nothing of the form."""
    server.replies("/token", Reply(status=401))
    with pytest.raises(Refused) as caught:
        http.post_form(server.url("/token?sleutel=geheim"), FORM)
    assert (401, False, 1) == (
        caught.value.answered,
        "geheim" in str(caught.value) or "client_credentials" in str(caught.value),
        server.targets().count("/token?sleutel=geheim"),
    )


@pytest.mark.parametrize("packed", [False, True], ids=["as it is", "packed"])
def test_answer_is_bounded(packed: bool, server: Server, http: Fetcher) -> None:
    """A token has a few hundred bytes: a megabyte is something else, also once unpacked."""
    body = b" " * 1_000_001
    if packed:
        server.serve("/token", gzip.compress(body), content_encoding="gzip")
    else:
        server.serve("/token", body)
    with pytest.raises(TooLarge, match="larger than 1 MB"):
        http.post_form(server.url("/token"), FORM)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "https://u:p@example.org/token", "/token", ""])
def test_form_is_sent_to_the_web_only(url: str, http: Fetcher) -> None:
    """Other kinds of addresses, paths among them, are refused."""
    with pytest.raises(Refused):
        http.post_form(url, FORM)


def test_form_is_sent_to_public_addresses_only(server: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The address is judged as for any request."""
    with fetcher(tmp_path_factory.mktemp("f"), allow="") as http, pytest.raises(Refused, match="public internet"):
        http.post_form(server.url("/token"), FORM)


def test_form_obeys_robots(server: Server, http: Fetcher) -> None:
    """A host that wants no programs gets no forms either."""
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /\n")
    with pytest.raises(Refused, match="robots"):
        http.post_form(server.url("/token"), FORM)


def test_form_has_a_deadline(server: Server, http: HttpFetcher, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An answer that drips ends with the time of a document."""
    server.replies("/token", Reply(body=server.dripping(b" ")))
    with fetcher(tmp_path_factory.mktemp("f"), document_s=0.3) as hurried, pytest.raises(Unreachable, match="too long"):
        hurried.post_form(server.url("/token"), FORM)
