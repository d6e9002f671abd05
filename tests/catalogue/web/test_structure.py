"""What holds for every page, in both languages: structure for people who do not see it, and nothing from elsewhere."""

import itertools
import re

import pytest

from tests.catalogue.web.pages import Page, Site

PATHS = {
    "start": "/",
    "results": "/?q=wandelclub&kind=club-life&kind=buddy",
    "around a place": "/?q=naaien&place=Mechelen",
    "nothing": "/?q=wandelclub+naaiatelier",
    "unknown place": "/?place=Mechellen",
    "misread": "/?kind=kookles",
    "lost page": "/?after=x",
    "offer": "/doc/offer/{naai-1}",
    "offer in French": "/doc/offer/{praat-1}",
    "gone offer": "/doc/offer/{voorbij-1}",
    "lists": "/feeds",
    "list": "/feeds/draad",
    "not there": "/nergens",
}


@pytest.fixture(params=["nl", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[*PATHS, "situation"])
def page(request: pytest.FixtureRequest, site: Site, lang: str) -> Page:
    if request.param == "situation":
        return site.post(f"/?q=wandelclub&unknown=1&lang={lang}", [("level", "A2"), ("day", "tuesday")])
    path = re.sub(r"\{(.+)\}", lambda found: site.id(found[1]), PATHS[request.param])
    return site.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")


def test_headings(page: Page) -> None:
    """One heading of the first level comes first, and no level is skipped."""
    levels = [int(one.tag[1]) for one in page.all("//h1 | //h2 | //h3 | //h4")]
    assert (1, 1) == (levels[0], levels.count(1))
    assert [] == [(above, below) for above, below in itertools.pairwise(levels) if below > above + 1]


def test_every_field_has_a_name(page: Page) -> None:
    """Each field has a label, each button and link a text."""
    unlabelled = [
        one.get("name")
        for one in page.all("//input[not(@type='hidden')] | //select")
        if not one.xpath("ancestor::label") and not page.all(f"//label[@for='{one.get('id')}']")
    ]
    nameless = [one for one in page.all("//a | //main//button") if not one.text_content().strip()]
    assert ([], []) == (unlabelled, nameless)


def test_ids(page: Page) -> None:
    """No id stands twice, and what points to an id finds it."""
    ids = page.values("//@id")
    pointed = [
        one
        for value in page.values("//@for | //@aria-labelledby | //@aria-describedby | //@list | //@form")
        for one in value.split()
    ]
    pointed += [one[1:] for one in page.values("//@href[starts-with(., '#')]")]
    assert len(ids) == len(set(ids))
    assert set() == set(pointed) - set(ids)


def test_language(page: Page, lang: str) -> None:
    """The page says its language, leads to the other, and every text elsewhere in another language is marked once."""
    assert [lang] == page.values("/html/@lang")
    assert lang == page.headers["content-language"]
    assert ["nl", "en"] == page.values("//nav[@class='languages']/*/@lang")


def test_landmarks(page: Page) -> None:
    """There is a way past the header, to a main part; several navigations have names of their own."""
    assert 1 == len(page.all("//main[@id='content']"))
    assert "#content" == page.values("(//a)[1]/@href")[0]
    names = page.values("//nav/@aria-label")
    assert len(page.all("//nav")) == len(set(names))


def test_nothing_from_elsewhere(page: Page) -> None:
    """Everything a page loads is ours, and nothing is written into it that its policy forbids."""
    loaded = page.values("//script/@src | //link/@href | //img/@src | //source/@src | //iframe/@src")
    assert [] == [address for address in loaded if not address.startswith("/static/")]
    assert [] == page.all("//style | //script[not(@src)] | //@style | //@*[starts-with(name(), 'on')]")


def test_links_out_tell_nothing(page: Page) -> None:
    """A link to somebody else's page says that it is one, and sends no referrer."""
    out = page.all("//a[starts-with(@href, 'http') and not(contains(@href, 'aanbod.example.org'))]")
    assert [] == [one.get("href") for one in out if not {"noreferrer", "external"} <= set(one.get("rel", "").split())]


def test_weight(page: Page) -> None:
    """A page weighs little, even unpacked."""
    assert len(page.source.encode()) < 80_000


def test_no_forced_volunteering(page: Page) -> None:
    """Volunteering is never called compulsory."""
    assert not re.search(r"verplicht\w*\s+vrijwilligerswerk|compulsory volunteering", page.source, re.IGNORECASE)
