"""Reading answers, without a network."""

import httpx
import pytest

from harvesters.answers import is_immutable, media_type, redirected, refusal, retry_after_s
from harvesters.errors import Refused

HERE = httpx.URL("https://aanbod.example.org/oud/lijst.csv?sleutel=geheim")
HEADERS = {
    "Accept": "text/csv",
    "X-Client-Id": "sleutel",
    "If-None-Match": '"v1"',
    "If-Modified-Since": "Mon, 02 Nov 2026 08:00:00 GMT",
}


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/nieuw.csv", "https://aanbod.example.org/nieuw.csv"),
        ("nieuw.csv#blad", "https://aanbod.example.org/oud/nieuw.csv"),
        ("//ander.example.org/é.csv", "https://ander.example.org/%C3%A9.csv"),
        ("HTTPS://ANDER.example.org:443/", "https://ander.example.org/"),
    ],
)
def test_redirects_lead_as_in_a_browser(location: str, target: str) -> None:
    """Relative to where they stand, without fragment."""
    assert target == str(redirected(HERE, location, {})[0])


def test_redirect_may_not_leave_https() -> None:
    """What was published safely is not read unsafely; the message does not repeat the query."""
    with pytest.raises(Refused, match="from https to http,") as caught:
        redirected(HERE, "http://aanbod.example.org/lijst.csv", {})
    assert "geheim" not in str(caught.value)


def test_redirect_may_turn_to_https() -> None:
    """The common one."""
    target, _ = redirected(httpx.URL("http://aanbod.example.org/"), "https://aanbod.example.org/", {})
    assert "https://aanbod.example.org/" == str(target)


def test_keys_stay_with_their_host_along_a_redirect() -> None:
    """Within one host everything goes along but the date, which belongs to one document."""
    assert {"Accept", "X-Client-Id", "If-None-Match"} == set(redirected(HERE, "/nieuw.csv", HEADERS)[1])


@pytest.mark.parametrize("location", ["https://ander.example.org/", "https://aanbod.example.org:8443/"])
def test_keys_are_not_shown_to_another(location: str) -> None:
    """Another host, or another port of this one, gets what we send to anybody."""
    assert {"Accept", "If-None-Match"} == set(redirected(HERE, location, HEADERS)[1])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", (None, None)),
        ("text/csv", ("text/csv", None)),
        ("Text/CSV ; header=present; Charset=UTF-8", ("text/csv", "utf-8")),
        ('text/html;charset="windows-1252"', ("text/html", "windows-1252")),
        ("; charset=", (None, None)),
    ],
)
def test_type_and_charset_where_declared(value: str, said: tuple[str | None, str | None]) -> None:
    """What a header says, and nothing that it does not."""
    assert said == media_type(value)


@pytest.mark.parametrize(
    ("value", "wait_s"),
    [
        ("0", 0),
        ("120", 120),
        ("Mon, 02 Nov 2015 08:00:00 GMT", 0),
        ("morgen", None),
        ("-1", None),
        ("9" * 5000, None),
        ("", None),
    ],
)
def test_retry_after(value: str, wait_s: float | None) -> None:
    """Seconds or a date; what is neither says nothing."""
    assert wait_s == retry_after_s(value)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("public, max-age=604800, immutable", True),
        ("Immutable", True),
        ("no-cache", False),
        ("x-immutable", False),
        (None, False),
    ],
)
def test_documents_that_never_change_say_so(header: str | None, expected: bool) -> None:
    """In one word among those of `Cache-Control`."""
    assert expected == is_immutable(httpx.Headers({} if header is None else {"Cache-Control": header}))


def test_refusal_keeps_the_status() -> None:
    """For formats in which one kind of “no” means something."""
    error = refusal(410, httpx.Headers(), "lijst.csv")
    assert isinstance(error, Refused)
    assert 410 == error.answered
