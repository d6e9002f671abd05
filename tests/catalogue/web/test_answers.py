"""Answers as browsers and caches see them: headers, caching, errors."""

import logging
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route

from catalogue.index.columns import ColumnIndex
from catalogue.places import Places
from catalogue.read import Reader
from catalogue.settings import Settings
from catalogue.store import Store
from catalogue.web import Headers, error_pages, routes
from tests.catalogue.web.pages import Page, Site
from tests.catalogue.web.serving import served

PATHS = ["/", "/feeds", "/nergens", "/static/style.css", "/?kind=x"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_leaks(site: Site, path: str) -> None:
    """No answer sets a cookie or sends a referrer on, and its policy allows our own files only."""
    headers = site.client.get(path).headers
    assert "set-cookie" not in headers
    assert ("no-referrer", "nosniff") == (headers["referrer-policy"], headers["x-content-type-options"])
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert [] == re.findall(r"unsafe|https?:|\*", policy)


def test_pages_are_kept_by_nobody_else(site: Site) -> None:
    """A browser may keep a page to go back to; nothing in between may."""
    assert "private, no-cache" == site.client.get("/").headers["cache-control"]


def test_unchanged_page(site: Site) -> None:
    """Who has this very page gets 304 without a body; another page has another tag."""
    first = site.client.get("/?q=naaien&lang=nl")
    tag = first.headers["etag"]
    again = site.client.get("/?q=naaien&lang=nl", headers={"if-none-match": tag})
    assert (304, b"", tag) == (again.status_code, again.content, again.headers["etag"])
    assert 200 == site.client.get("/?q=naaien&lang=en", headers={"if-none-match": tag}).status_code


@pytest.mark.parametrize("path", ["/", "/feeds", "/feeds/draad", "/nergens"])
def test_head(site: Site, path: str) -> None:
    """HEAD answers as GET does, without a body."""
    head, get = site.client.head(path), site.client.get(path)
    assert (get.status_code, b"") == (head.status_code, head.content)
    assert get.headers["content-type"] == head.headers["content-type"]


def test_files_are_kept_for_good(site: Site) -> None:
    """Addresses on pages carry a fingerprint, and browsers keep those files; without it they ask again."""
    (style,) = site.get("/").values("//link[@rel='stylesheet']/@href")
    assert re.fullmatch(r"/static/style\.css\?[0-9a-f]{12}", style)
    assert "public, max-age=31536000, immutable" == site.client.get(style).headers["cache-control"]
    assert "no-cache" == site.client.get("/static/style.css").headers["cache-control"]


def test_language_of_the_browser(site: Site) -> None:
    """Without a language in the address, a page speaks the browser's, and says that it depends on it."""
    answer = site.client.get("/feeds", headers={"accept-language": "en-GB"})
    assert "en" == answer.headers["content-language"]
    assert "Accept-Language" in answer.headers["vary"]


def test_method_that_is_not_for_pages(site: Site) -> None:
    """Another method than a page has answers 405 in plain words, and says which there are."""
    answer = site.client.put("/feeds?lang=nl")
    assert (405, "Dat kan hier niet") == (answer.status_code, Page(answer).text("//h1"))
    assert {"GET", "HEAD"} == set(answer.headers["allow"].replace(" ", "").split(","))


def test_failure_of_ours(site: Site, places: Places) -> None:
    """What nobody thought of answers 500 in plain words, with all headers and without a word of the error."""

    def fail(_: Request) -> None:
        raise RuntimeError("geheim pad /srv/geheim")

    reader = Reader(None, None, places, site.settings)  # type: ignore[arg-type]  # neither is asked for anything
    app = Starlette(routes=[Route("/", fail)], middleware=[Middleware(Headers)], exception_handlers=error_pages(reader))
    with served(app) as client:
        answer = client.get("/?lang=nl")
    assert (500, "Dat lukte niet") == (answer.status_code, Page(answer).text("//h1"))
    assert "geheim" not in answer.text
    assert "no-referrer" == answer.headers["referrer-policy"]


def test_index_that_is_away(settings: Settings, places: Places, tmp_path: Path) -> None:
    """While nothing can be searched, the page answers 503 in plain words and says when to try again."""
    store, index = Store.open(settings.store_url, catalogue=settings.base_url), ColumnIndex(tmp_path / "index")
    reader = Reader(store, index, places, settings)
    with served(Starlette(routes=routes(reader), exception_handlers=error_pages(reader))) as client:
        answer = client.get("/?lang=nl")
    store.close()
    assert (503, "De catalogus kan nu even niet antwoorden") == (answer.status_code, Page(answer).text("//h1"))
    assert "60" == answer.headers["retry-after"]


def test_questions_are_not_recorded(
    site: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """What is asked appears in no log and on no output, found or not, right or wrong."""
    with caplog.at_level(logging.DEBUG, logger="catalogue"):
        site.get("/", q="geheimzinnig", place="Mechelen")
        site.get("/", q="geheimzinnig", after="zzz")
        site.post("/", [("q", "geheimzinnig"), ("level", "A2")])
    assert "geheimzinnig" not in caplog.text + "".join(capfd.readouterr())
