"""The pages of an offer and of an organisation."""

import pytest

from tests.catalogue.web.pages import Site


def test_offer_says_everything(site: Site) -> None:
    """Facts stand in plain words under what they are about."""
    page = site.offer("naai-1")
    assert 200 == page.status
    assert "Naaiatelier op dinsdag" == page.text("//h1")
    assert "Veemarkt 1, 2800 Mechelen" == page.fact("Plaats")
    assert "dinsdag 9.30–11.30" == page.fact("Wanneer")
    assert "vanaf A1" == page.fact("Niveau Nederlands")
    assert "Arabisch en Frans" == page.fact("Brugtaal")
    assert "plaats vrij, 4 plaatsen" == page.fact("Beschikbaarheid")


def test_unknown_is_said(site: Site) -> None:
    """What people ask first and the provider does not say, is said to be unknown."""
    page = site.offer("naai-1")
    assert ("niet gezegd", "niet gezegd") == (page.fact("Kinderopvang"), page.fact("Uren per week"))


def test_inferred_is_said(site: Site) -> None:
    """What we made out ourselves says so."""
    assert "sociaal (door ons afgeleid uit de soort aanbod)" == site.offer("naai-1").fact("Perspectief")


def test_limits_show_their_reason(site: Site) -> None:
    """A limit of age or gender comes with its reason, or with the remark that there is none."""
    page = site.offer("naai-1")
    assert "vanaf 18 jaar (reden: De verzekering geldt vanaf die leeftijd)" == page.fact("Leeftijd")
    assert "vrouwen (geen reden vermeld)" == page.fact("Vrouwen of mannen")


def test_contact_is_there_at_once(site: Site) -> None:
    """Telephone and e-mail of the provider stand beside the offer, as links."""
    assert ["tel:015000000", "mailto:info@draad.example.org"] == site.offer("naai-1").values(
        "//section[@class='contact']//a/@href"
    )


def test_route_carries_the_destination_only(site: Site) -> None:
    """The route planner is told where to, not from where; a municipality alone is no destination."""
    assert ["https://www.openstreetmap.org/directions?to=51.0259%2C4.4776"] == site.offer("naai-1").values(
        "//a[contains(@href, 'openstreetmap')]/@href"
    )
    assert [] == site.offer("oud-1").values("//a[contains(@href, 'openstreetmap')]/@href")


def test_hours_are_never_judged(site: Site) -> None:
    """What counts for the hours reads as probably fine or to be checked, with the ground, for whom it is about."""
    fine, doubtful = site.offer("naai-1"), site.offer("praat-1")
    assert "waarschijnlijk in orde: volgens de aanbieder is het in duo of in groep" == fine.fact("Contact met anderen")
    assert "waarschijnlijk in orde: volgens de aanbieder wordt er Nederlands gesproken" == fine.fact(
        "Nederlands gebruiken"
    )
    assert "zelf na te gaan: volgens de aanbieder wordt er geen Nederlands gesproken" == doubtful.fact(
        "Nederlands gebruiken"
    )
    assert "Voor wie het participatie- en netwerktraject in Vlaanderen volgt" in fine.section("De 40 uur")


def test_hours_of_what_is_withheld(site: Site) -> None:
    """Where the source keeps what a test rests on, the page says that, not that nothing was said."""
    assert "zelf na te gaan: de bron laat ons dit niet tonen" == site.offer("loket-1", "loket").fact(
        "Contact met anderen"
    )


def test_brussels_note(site: Site) -> None:
    """In Brussels other rules apply, and the page says so; elsewhere it does not."""
    assert "In Brussel gelden andere regels" in site.offer("loket-1", "loket").section("De 40 uur")
    assert "In Brussel" not in site.offer("naai-1").source


def test_benefit_note(site: Site) -> None:
    """Volunteering comes with a dated, sourced note for people on benefits; other kinds do not."""
    note = site.offer("loket-1", "loket").text("//div[@class='note']")
    assert "Meld vrijwilligerswerk vooraf" in note
    assert "wet van 3 juli 2005" in note
    assert "1 januari 2024" in note
    assert [] == site.offer("naai-1").all("//div[@class='note']")


def test_withheld_is_said(site: Site) -> None:
    """Of a source that keeps its text the page shows what may leave, says that there is more, and leads to it."""
    page = site.offer("stage-1", "gids")
    assert "Geheime" not in page.source
    assert "015 00 00 99" not in page.source
    assert "niet getoond door de bron" == page.fact("Niveau Nederlands")
    assert "De bron laat niet toe dat we alles tonen" in page.text("//section[@class='contact']")
    assert ["https://inktvlek.example.org/stage"] == page.values("//section[@class='contact']//a/@href")


def test_quality_is_a_statement(site: Site) -> None:
    """A statement says by whom and when, and when it lapsed; a peer's “not met” needs evidence to be shown."""
    page = site.offer("naai-1")
    assert "voldaan, de organisatie zelf, 1 september 2026, verlopen op 1 oktober 2026" == page.fact("Verzekering")
    assert "niet voldaan, een andere organisatie (Buur (fictief)), 3 september 2026 · bewijs" == page.fact(
        "Zorgvuldige matching"
    )
    assert "Screening" not in page.section("Kwaliteit")


def test_complaints_warn_of_the_provider(site: Site) -> None:
    """Where the provider handles complaints itself, the page warns; where none is given, it says so."""
    assert "de aanbieder behandelt klachten over dit aanbod zelf" in site.offer("naai-1").section("Klachten")
    assert "gaf niet op waar je met een klacht terechtkunt" in site.offer("buddy-1").section("Klachten")


def test_funding_that_ends_first(site: Site) -> None:
    """Funding says until when, and stands out where it ends before the offer."""
    assert (
        "Fonds Voorbeeld (fictief), tot 31 december 2026. De financiering stopt vóór het aanbod eindigt."
        == site.offer("naai-1").section("Financiering")
    )


def test_next_steps(site: Site) -> None:
    """What comes after leads on."""
    page = site.offer("naai-1")
    assert "Cursus kleding maken (educatief)" == page.section("En daarna?")
    assert ["https://cursus.example.org"] == page.values("//h2[.='En daarna?']/following-sibling::ul[1]//a/@href")


def test_source_licence_and_dates(site: Site) -> None:
    """Where it comes from, under what licence, and when it changed and was seen."""
    page = site.offer("naai-1")
    assert ("CC0 1.0", "2 november 2026", "24 november 2026") == (
        page.fact("Licentie"),
        page.fact("Gewijzigd"),
        page.fact("Laatst gezien"),
    )
    assert [f"https://aanbod.example.org/id/offer/{site.id('naai-1')}"] == page.values("//a[@rel='bookmark']/@href")


def test_unconfirmed_offer_says_since_when(site: Site) -> None:
    """An offer that nobody changed or confirmed for long says so at its top."""
    assert "niet bevestigd sinds 1 april 2026" in site.offer("oud-1").text("//div[@class='head']")


def test_text_in_another_language_is_marked(site: Site) -> None:
    """The page takes the language asked where there is one, and marks text that is in another."""
    english, french = site.offer("naai-1", lang="en"), site.offer("praat-1", lang="en")
    assert ("Sewing workshop on Tuesday", "en") == (english.text("//h1"), english.values("/html/@lang")[0])
    assert ["nl", "nl"] == english.values("//div[@class='words']/div/@lang")
    assert (["fr"], ["nl"]) == (french.values("//h1/@lang"), english.values("//dd/span[.='rolstoel']/@lang"))


def test_names_of_others_are_escaped(site: Site) -> None:
    """A name with markup in it is shown as it is written, everywhere."""
    page = site.offer("loket-1", "loket")
    assert "Loket <script>alert(1)</script> & zoon (fictief)" in page.text("//div[@class='head']")
    assert "<script>" not in page.source


def test_gone_offer(site: Site) -> None:
    """An offer that left answers 410 with what it was, when it went, and a search for something like it."""
    page = site.offer("voorbij-1")
    assert 410 == page.status
    assert "Wandeling die voorbij is" in page.text()
    assert "Het verdween op 24 november 2026 uit de catalogus." in page.text()
    assert 200 == site.press(page, "//a[@class='button']").status
    assert "Samen kleren herstellen" not in page.source


def test_identifier_leads_to_the_page(site: Site) -> None:
    """An identifier is not a page: it leads to the one about it."""
    answer = site.client.get(f"/id/offer/{site.id('naai-1')}", follow_redirects=False)
    assert (303, f"/doc/offer/{site.id('naai-1')}") == (answer.status_code, answer.headers["location"])


def test_similar_offers(site: Site) -> None:
    """An offer leads to others of its kind."""
    page = site.offer("wandel-1")
    assert 5 == len(page.all("//ul[@class='others']/li"))


def test_organisation_lists_its_offers(site: Site) -> None:
    """An organisation shows how to reach it and what it offers, page by page."""
    first = site.press(site.offer("naai-1"), "//div[@class='head']//a")
    second = site.press(first, "//a[@rel='next']")
    assert "De Losse Draad (fictief)" == first.text("//h1")
    assert "52 aanbiedingen" == first.text("//h2")
    assert 52 == len({*first.values("//ul//a/@href"), *second.values("//ul//a/@href")})


def test_organisation_of_a_source_that_keeps_its_text(site: Site) -> None:
    """Of an organisation that only such sources name, its name and sort are shown."""
    page = site.press(site.offer("loket-1", "loket"), "//div[@class='head']//a")
    assert "Openbare dienst" in page.text()
    assert "geheim.example.org" not in page.source


@pytest.mark.parametrize(
    "path", ["/doc/offer/of_none", "/doc/organisation/or_none", "/id/offer/of_none", "/id/person/x"]
)
def test_unknown_thing(site: Site, path: str) -> None:
    """What was never there answers 404 in plain words."""
    page = site.get(path)
    assert (404, "Deze pagina bestaat niet") == (page.status, page.text("//h1"))
