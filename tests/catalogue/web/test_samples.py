"""Every offer of the sample lists, as a page: what four publishers send, in all its variety."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from catalogue.app import create_app, opened
from catalogue.harvest import harvest
from catalogue.projection import catch_up
from catalogue.settings import Settings, read_settings
from samples.render import render
from tests.catalogue.web.pages import Page, Site
from tests.catalogue.web.serving import served
from tests.conftest import NOW

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("samples")
    render(SAMPLES, folder / "lists", date(2026, 11, 24))
    settings = read_settings(
        {
            "CATALOGUE_DATA": str(folder / "data"),
            "CATALOGUE_FEEDS": str(folder / "lists/feeds.toml"),
            "CATALOGUE_CLOCK": NOW.isoformat(),
        }
    )
    with opened(settings) as catalogue:
        for feed in catalogue.listed_feeds():
            with catalogue.fetcher() as http:
                harvest(feed, store=catalogue.store, http=http, places=catalogue.places, now=settings.now())
        catch_up(catalogue.store, catalogue.index)
    return settings


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with served(create_app(settings)) as client:
        yield Site(client, settings)


@pytest.fixture(scope="module")
def ids(settings: Settings) -> list[str]:
    with opened(settings) as catalogue:
        return [offer.id or "" for offer in catalogue.reader.live()]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_offer_has_a_page(site: Site, ids: list[str], lang: str) -> None:
    """Each has a title, a place to turn to or the reason why not, and nothing that only a program would say."""
    pages = [Page(site.client.get(f"/doc/offer/{one}", params={"lang": lang})) for one in ids]
    assert 150 < len(pages)
    assert {200} == {page.status for page in pages}
    assert [] == [page.address for page in pages if not page.text("//h1")]
    assert [] == [page.address for page in pages if not page.texts("//section[@class='contact']/p")]
    assert [] == [page.address for page in pages if {"None", "True", "False", "()"} & set(page.text("//main").split())]


def test_every_offer_is_a_result(site: Site, ids: list[str]) -> None:
    """Walking through all results meets every offer once."""
    page = site.get("/", sort="title")
    met = page.values("//ol[@class='list']//h3/a/@href")
    while page.all("//span[@class='on']"):
        page = site.press(page, "//span[@class='on']/a")
        met += page.values("//ol[@class='list']//h3/a/@href")
    assert sorted(f"/doc/offer/{one}?lang=nl" for one in ids) == sorted(met)
