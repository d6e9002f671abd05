"""The pages about lists: what a publisher sees."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from starlette.applications import Starlette

from catalogue.app import Catalogue, opened
from catalogue.feed import Feed
from catalogue.harvest import harvest
from catalogue.settings import Settings
from catalogue.web import routes
from tests.catalogue.web.pages import Page, Site
from tests.catalogue.web.serving import served
from tests.records import record


def test_lists_are_listed(site: Site) -> None:
    """Every list says who publishes it, how it fares, how much of it is in and how much is not."""
    page = site.get("/feeds")
    assert ["Lijst van draad", "Lijst van gids", "Lijst van loket"] == page.texts("//main//h2")
    assert (
        "De Losse Draad (fictief) · in orde 53 aanbiedingen in de catalogus, 1 niet opgenomen, laatst gelezen op"
        in " ".join(page.texts("//main//li[1]/p"))
    )


def test_what_to_do_comes_first(site: Site) -> None:
    """The page of a list begins with what its publisher should do."""
    assert "Verbeter in je eigen lijst" in site.get("/feeds/draad").section("Wat nu?")
    assert "Je hoeft niets te doen" in site.get("/feeds/gids").section("Wat nu?")


def test_problem_says_what_where_and_how(site: Site) -> None:
    """A problem names the offer, the place in the list, what stood there, what is wrong and how to mend it."""
    (said,) = site.get("/feeds/draad").texts("//h3[starts-with(., 'Niet opgenomen')]/following-sibling::ol[1]/li")
    assert "fout-1 veld place › municipality" in said
    assert "“Vlierdonkerke” is geen gemeente" in said
    assert "Kies uit: Liedekerke (23044)." in said
    assert "Er staat: “Vlierdonkerke”" in said


def test_remarks_stand_apart(site: Site) -> None:
    """What was taken in with a remark is not mixed with what was refused."""
    page = site.get("/feeds/draad")
    assert ["Niet opgenomen: 1", "Opgenomen, met een opmerking: 1"] == page.texts("//main//h3")
    (said,) = page.texts("//h3[starts-with(., 'Opgenomen')]/following-sibling::ol[1]/li")
    assert "bijna-1 veld place › postcode" in said


def test_counts_in_words(site: Site) -> None:
    """The last run is told in words; counts of nothing are left out."""
    assert (
        "Op 24 november 2026, 10.00 lazen we 54 aanbiedingen: 53 gelijk gebleven 1 geweigerd: er is iets mis mee "
        "1 verwijderd: niet meer in de lijst, of voorbij" == site.get("/feeds/draad").section("De laatste keer")
    )


def test_values_of_a_source_that_keeps_its_text(site: Site) -> None:
    """Of a list that is not passed on whole, problems say where they are but not what stood there."""
    page = site.get("/feeds/loket")
    assert "fout-2" in page.section("Wat er beter kan")
    assert "Vlierdonkerke" not in page.source
    assert "deze bron houdt haar tekst voor zichzelf" in page.section("Wat er beter kan")


def test_no_path_of_this_machine(site: Site) -> None:
    """A list on this machine shows no address."""
    assert "draad.jsonl" not in site.get("/feeds/draad").source


def test_list_in_english(site: Site) -> None:
    """The page speaks English when asked, its problems too."""
    page = site.get("/feeds/draad", lang="en")
    assert "Correct in your own list" in page.section("What now?")
    assert "is not a municipality" in page.source


def test_unknown_list(site: Site) -> None:
    """A list that is none of ours answers 404."""
    assert 404 == site.get("/feeds/none").status


class Publisher:
    """A list on disk, harvested again and again, and the page about it."""

    def __init__(self, catalogue: Catalogue, folder: Path, **feed: object) -> None:
        self._catalogue, self._path, self._now = catalogue, folder / "lijst.jsonl", catalogue.settings.now()
        defaults = {
            "url": str(self._path),
            "title": "Lijst",
            "publisher": "Uitgever (fictief)",
            "licence": "eigen licentie",
        }
        self._feed = Feed(key="lijst", format="p4", **{**defaults, **feed})  # type: ignore[arg-type]
        catalogue.store.put_feed(self._feed, now=self._now)

    def publish(self, count: int) -> None:
        lines = [
            msgspec.json.encode(record(identifier=f"n-{at}", title={"nl": f"Atelier {at}"})) for at in range(count)
        ]
        self._path.write_bytes(b"".join(line + b"\n" for line in lines))
        self.run()

    def run(self) -> None:
        self._now += timedelta(hours=6)
        with self._catalogue.fetcher() as http:
            harvest(self._feed, store=self._catalogue.store, http=http, places=self._catalogue.places, now=self._now)

    def withdraw(self) -> None:
        self._path.unlink()
        self.run()

    def page(self, lang: str = "nl") -> Page:
        with served(Starlette(routes=routes(self._catalogue.reader))) as client:
            return Page(client.get(f"/feeds/lijst?lang={lang}"))


@pytest.fixture
def catalogue(settings: Settings) -> Catalogue:
    with opened(settings) as one:
        yield one


def test_list_that_was_never_read(catalogue: Catalogue, tmp_path: Path) -> None:
    """A new list says that it has not been read."""
    assert "Deze lijst is nog niet gelezen." == Publisher(catalogue, tmp_path).page().section("Wat nu?")


def test_held_run_is_explained(catalogue: Catalogue, tmp_path: Path) -> None:
    """A list that suddenly lost much says what happened, that the offers stay, and what to do."""
    publisher = Publisher(catalogue, tmp_path)
    publisher.publish(20)
    publisher.publish(5)
    page = publisher.page()
    assert "Er verdween ineens een groot deel van de lijst" in page.section("Wat nu?")
    assert "15 nog tegengehouden: ze zijn plots weg uit de lijst" in page.section("De laatste keer")


def test_list_that_cannot_be_read(catalogue: Catalogue, tmp_path: Path) -> None:
    """A list that is gone says so, and that what we had stays; no path of this machine is shown."""
    publisher = Publisher(catalogue, tmp_path)
    publisher.publish(3)
    publisher.withdraw()
    page = publisher.page()
    assert "We konden de lijst niet lezen" in page.section("Wat nu?")
    assert "konden we de lijst niet lezen" in page.section("De laatste keer")
    assert str(tmp_path) not in page.source


def test_unchanged_list(catalogue: Catalogue, tmp_path: Path) -> None:
    """A list that did not change still says what it holds."""
    publisher = Publisher(catalogue, tmp_path)
    publisher.publish(3)
    publisher.run()
    page = publisher.page("en")
    assert "the list had not changed. It holds 3 offers: 3 unchanged" in page.section("The last time")


def test_licence_that_is_no_address(catalogue: Catalogue, tmp_path: Path) -> None:
    """A licence in words is shown as words."""
    assert "eigen licentie" == Publisher(catalogue, tmp_path).page().fact("Licentie")


def test_address_without_its_query(catalogue: Catalogue, tmp_path: Path) -> None:
    """Keys travel in the query of an address: it is not shown."""
    publisher = Publisher(catalogue, tmp_path, url="https://user:pass@lijst.example.org/aanbod?key=geheim")
    assert "https://lijst.example.org/aanbod" == publisher.page().fact("Adres van de lijst")
