"""The search page, as a person uses it."""

import pytest

from tests.catalogue.web.pages import Site, query


def test_start_shows_what_there_is(site: Site) -> None:
    """Without a question the page lists every offer, the last confirmed first, and says which part of them it shows."""
    page = site.get("/")
    assert 200 == page.status
    assert "55 aanbiedingen" == page.total
    assert "Een buddy in Mechelen" == page.titles[0]
    assert "1–20 van 55" == page.text("//div[@class='bar']/p[1]")


def test_words_find(site: Site) -> None:
    """Words give the offers that hold them, and the title of the page says how many."""
    page = site.get("/", q="naaiatelier")
    assert ["Naaiatelier op dinsdag"] == page.titles
    assert "1 aanbod voor naaiatelier – Aanbodcatalogus" == page.text("//title")


def test_form_leads_to_an_address(site: Site) -> None:
    """The form sends everything, and what is no one's situation ends up in the address."""
    page = site.send(site.get("/"), {"q": ["naaien"], "place": ["Mechelen"], "kind": ["group-activity", "buddy"]})
    assert {
        "q": ["naaien"],
        "place": ["Mechelen"],
        "km": ["10"],
        "kind": ["group-activity", "buddy"],
        "lang": ["nl"],
    } == query(page.address)


def test_situation_stays_out_of_addresses(site: Site) -> None:
    """Level, moments and childcare travel in the body: no address of the page, and no link on it, holds them."""
    page = site.send(
        site.get("/"), {"place": ["Mechelen"], "level": ["A2"], "day": ["tuesday"], "childcare": ["provided"]}
    )
    said = [page.address, *page.values("//@href | //@action | //@formaction")]
    assert ["ten hoogste A2", "dinsdag", "opvang voorzien"] == page.chips
    assert [] == [one for one in said if {"level", "day", "part", "childcare"} & query(one).keys()]


def test_level_means_at_most(site: Site) -> None:
    """A level lets in the offers that ask it or less, and its choices say so."""
    page = site.send(site.get("/"), {"level": ["A1"]})
    assert {"Naaiatelier op dinsdag", "Een buddy in Mechelen"} <= set(page.titles)
    assert "Kennismakingsstage in de drukkerij" not in page.titles
    assert [
        "maakt niet uit",
        "geen niveau gevraagd 1",
        "ten hoogste A1 4",
        "ten hoogste A2 29",
        "ten hoogste B1 30",
    ] == page.texts("//fieldset[@class='level']//label")


def test_days_and_parts_are_all_there(site: Site) -> None:
    """Days and parts of the day stand in their own order, those without offers too."""
    page = site.get("/", kind="volunteering")
    assert [
        "maandag 1",
        "dinsdag 0",
        "woensdag 0",
        "donderdag 0",
        "vrijdag 0",
        "zaterdag 0",
        "zondag 0",
    ] == page.texts("//fieldset[@class='day']//label")
    assert ["voormiddag 1", "namiddag 0", "avond 0"] == page.texts("//fieldset[@class='part']//label")


def test_choices_are_ticked(site: Site) -> None:
    """What was chosen is ticked when the page comes back."""
    page = site.send(site.get("/"), {"kind": ["buddy"], "level": ["A2"], "part": ["evening"]})
    assert ["buddy", "A2", "evening"] == page.values("//input[@checked]/@value")


@pytest.mark.parametrize(
    ("chip", "left"),
    [
        ("buddy", ["groepsactiviteit", "ten hoogste A2", "dinsdag", "donderdag", "ook wie iets niet zegt"]),
        ("dinsdag", ["buddy", "groepsactiviteit", "ten hoogste A2", "donderdag", "ook wie iets niet zegt"]),
        ("ten hoogste A2", ["buddy", "groepsactiviteit", "dinsdag", "donderdag", "ook wie iets niet zegt"]),
        ("ook wie iets niet zegt", ["buddy", "groepsactiviteit", "ten hoogste A2", "dinsdag", "donderdag"]),
    ],
)
def test_chip_takes_one_away(site: Site, chip: str, left: list[str]) -> None:
    """Pressing a chip takes away that choice and no other."""
    page = site.post(
        "/?kind=buddy&kind=group-activity&unknown=1&lang=nl",
        [("level", "A2"), ("day", "tuesday"), ("day", "thursday")],
    )
    after = site.press(
        page, f"//*[contains(@class, 'chip') and contains(., '{chip}')]/self::*[self::a or self::button]"
    )
    assert left == after.chips


def test_chip_without_a_situation_is_a_link(site: Site) -> None:
    """Where nothing says anything of a person, a chip is an ordinary link that keeps all the rest."""
    page = site.get("/", q="wandelclub", kind=["club-life", "buddy"], sort="title")
    (address,) = page.values("//a[contains(@class, 'chip') and contains(., 'buddy')]/@href")
    assert {"q": ["wandelclub"], "kind": ["club-life"], "sort": ["title"], "lang": ["nl"]} == query(address)


def test_new_words_keep_the_filters(site: Site) -> None:
    """Changing the words and searching again keeps what was chosen."""
    page = site.send(site.get("/"), {"kind": ["club-life"], "level": ["A2"], "mode": ["online"], "unknown": ["1"]})
    again = site.send(page, {"q": ["wandelen"]})
    assert page.chips == again.chips


def test_words_come_with_their_own_order(site: Site) -> None:
    """Who searched without words and adds some gets the best first, unless another order was chosen."""
    assert "beste eerst" == site.send(site.get("/"), {"q": ["wandelen"]}).text("//nav[@class='sorts']/*[@aria-current]")
    page = site.send(site.get("/", sort="title"), {"q": ["wandelen"]})
    assert "titel" == page.text("//nav[@class='sorts']/*[@aria-current]")


def test_unknown_is_counted_and_shown(site: Site) -> None:
    """Offers that a filter leaves out because they do not say are counted, and one press lets them in."""
    page = site.post("/?q=wandelclub&lang=nl", [("level", "A2")])
    assert "24 aanbiedingen voor wandelclub" == page.total
    assert "Nog 24 passen misschien, maar zeggen niets over het niveau Nederlands. Toon die ook" == page.text(
        "//div[@class='note']"
    )
    more = site.press(page, "//div[@class='note']//button")
    assert ("48 aanbiedingen voor wandelclub", ["ten hoogste A2", "ook wie iets niet zegt"]) == (more.total, more.chips)


def test_unknown_is_counted_per_condition(site: Site) -> None:
    """With several filters each says how many it alone leaves out."""
    page = site.post("/?q=naaien&lang=nl", [("level", "A1"), ("childcare", "children-welcome")])
    assert ["1 zegt niets over: het niveau Nederlands", "1 zegt niets over: kinderopvang"] == sorted(
        page.texts("//div[@class='note']//li")
    )


def test_paging_goes_on_and_back(site: Site) -> None:
    """Next and previous walk through all results, each once, and say where one is."""
    first = site.get("/", q="wandelclub", sort="title")
    second = site.press(first, "//span[@class='on']/a")
    third = site.press(second, "//span[@class='on']/a")
    assert ["1–20 van 48", "21–40 van 48", "41–48 van 48"] == [
        page.text("//nav[@class='paging']/span[not(@class)]") for page in (first, second, third)
    ]
    assert 48 == len({*first.titles, *second.titles, *third.titles})
    assert [] == third.all("//span[@class='on']")
    assert second.titles == site.press(third, "//span[@class='back']/a").titles


def test_paging_keeps_the_situation(site: Site) -> None:
    """Going on to the next page keeps level and moments, out of the address."""
    page = site.post("/?q=wandelclub&lang=nl", [("level", "A2")])
    after = site.press(page, "//span[@class='on']/button")
    assert ("24 aanbiedingen voor wandelclub", ["ten hoogste A2"], 4) == (after.total, after.chips, len(after.titles))


def test_language_keeps_the_search(site: Site) -> None:
    """Choosing another language keeps words, filters and situation."""
    page = site.post("/?q=wandelclub&kind=club-life&lang=nl", [("level", "A2")])
    english = site.press(page, "//nav[@class='languages']/*[@lang='en']")
    assert "24 offers for wandelclub" == english.total
    assert ["Take away: club life ×", "Take away: at most A2 ×"] == english.texts("//button[@class='chip']")


def test_result_says_what_counts(site: Site) -> None:
    """A result holds kind, provider, whether there is place, where, when, level, cost, telephone and freshness."""
    page = site.get("/", q="naaiatelier", place="Bonheiden")
    said = page.text("//ol[@class='list']/li")
    assert "Groepsactiviteit · De Losse Draad (fictief) · plaats vrij" in said
    assert "Waar Veemarkt 1, 2800 Mechelen, op " in said
    assert "Wanneer dinsdag 9.30–11.30" in said
    assert "Nederlands vanaf A1" in said
    assert "Kostprijs gratis" in said
    assert "Niet gezegd kinderopvang" in said
    assert "gewijzigd op 2 november 2026" in said
    assert ["tel:015000000"] == page.values("//ol[@class='list']//dd/a/@href")


def test_offer_that_comes_to_you(site: Site) -> None:
    """What serves the place asked comes to you, whatever its distance; its moments are by arrangement."""
    page = site.get("/", q="buddy", place="Bonheiden")
    assert ("komt naar je toe", "in overleg") == (page.fact("Waar"), page.fact("Wanneer"))


def test_full_and_unconfirmed_stand_out(site: Site) -> None:
    """What is full, or was not confirmed for long, says so in words."""
    assert ["volzet"] == site.get("/", q="conversation").texts("//ol[@class='list']//*[@class='state']")
    assert ["niet bevestigd sinds 1 april 2026"] == site.get("/", q="kaartclub").texts(
        "//ol[@class='list']//*[@class='state']"
    )


def test_highlight_fits_the_text_shown(site: Site) -> None:
    """What matched is marked where the marked text is the one shown; in another language the text stays unmarked."""
    dutch = site.get("/", q="naaien", lang="nl")
    english = site.get("/", q="babbelen", lang="en")
    assert "naaien" in dutch.texts("//p[@class='excerpt']/mark")
    assert (["Chat online in Dutch."], []) == (english.texts("//p[@class='excerpt']"), english.texts("//mark"))


def test_texts_name_their_language(site: Site) -> None:
    """A title in another language than the page says which."""
    page = site.get("/", q="conversation", lang="nl")
    assert (["Table de conversation"], ["fr"]) == (page.titles, page.values("//ol[@class='list']//h3/@lang"))


def test_withheld_text_is_not_shown(site: Site) -> None:
    """Of a source that keeps its text, words may match, but neither text nor telephone is shown."""
    page = site.get("/", q="drukkerij")
    assert ["Kennismakingsstage in de drukkerij"] == page.titles
    assert "Geheime" not in page.source
    assert "015 00 00 99" not in page.source


def test_words_of_others_are_escaped(site: Site) -> None:
    """What publishers write is text on the page, never markup."""
    page = site.get("/", q="loket")
    assert ["Helpen aan het loket: 3 < 5 & “meer”"] == page.titles
    assert "Loket <script>alert(1)</script> & zoon (fictief)" in page.text("//ol[@class='list']/li")
    assert "<script>" not in page.source


def test_question_is_escaped(site: Site) -> None:
    """What somebody types comes back as text."""
    page = site.get("/", q='"><script>alert(1)</script>', place="</title><script>")
    assert "<script>" not in page.source
    assert ['"><script>alert(1)</script>'] == page.values("//input[@id='q']/@value")


def test_nothing_found_offers_ways_on(site: Site) -> None:
    """No results: the page says so and offers searches that do find something, with how much."""
    page = site.get("/", q="naaiatelier", place="Gent", km="2", kind="buddy")
    assert "Geen aanbod gevonden voor naaiatelier, Gent" == page.total
    assert ["Zoek “naaiatelier” overal en zonder filters: 1 aanbod"] == page.texts("//ul[@class='ways']/li")


def test_ways_on_find_what_they_say(site: Site) -> None:
    """The nearest wider circle that holds more, all of Flanders, and without filters: each finds as many as it says."""
    page = site.get("/", place="Aalst", km="2", kind="group-activity")
    ways = page.texts("//ul[@class='ways']/li")
    found = [site.press(page, f"(//ul[@class='ways']/li)[{at}]/a").total for at in range(1, len(ways) + 1)]
    assert ["Zoek binnen 50 km", "Zoek overal", "Zoek zonder filters"] == [way.partition(": ")[0] for way in ways]
    assert [way.partition(": ")[2] for way in ways] == [total.partition(" voor")[0] for total in found]


def test_misspelt_word_is_guessed(site: Site) -> None:
    """A word with a typing error leads to words that are there."""
    page = site.get("/", q="wandelklub")
    assert "Bedoelde je “wandelclub”?: 48 aanbiedingen" in page.texts("//ul[@class='ways']/li")


def test_several_words_can_be_tried_alone(site: Site) -> None:
    """Where no offer holds all words, each that finds something is offered alone."""
    page = site.get("/", q="wandelclub naaiatelier")
    assert ["Zoek enkel op “wandelclub”: 48 aanbiedingen", "Zoek enkel op “naaiatelier”: 1 aanbod"] == page.texts(
        "//ul[@class='ways']/li"
    )[:2]


def test_unknown_place_gives_candidates(site: Site) -> None:
    """A misspelt place is said, with the names it could be; the rest of the search is kept."""
    page = site.get("/", q="naaien", place="Mechellen", kind="buddy")
    assert 400 == page.status
    assert "“Mechellen” is geen gemeente" in page.text("//div[@id='place-error']")
    assert {"q": ["naaien"], "place": ["Mechelen"], "km": ["10"], "kind": ["buddy"], "lang": ["nl"]} == query(
        page.values("//div[@id='place-error']//a/@href")[0]
    )


def test_place_with_two_meanings_gives_both(site: Site) -> None:
    """Each meaning of an ambiguous name leads to a search that finds its place."""
    page = site.get("/", place="1050")
    names = page.texts("//div[@id='place-error']//a")
    assert 400 == page.status
    assert 1 < len(names)
    assert [200] * len(names) == [site.get("/", place=name).status for name in names]


def test_mended_place_keeps_the_filters(site: Site) -> None:
    """After a misspelt place, sending the form again with a right one keeps what was chosen."""
    page = site.post("/?place=Mechellen&mode=online&lang=nl", [("level", "A2")])
    assert ["ten hoogste A2", "online"] == site.send(page, {"place": ["Mechelen"]}).chips


def test_brussels_is_another_regime(site: Site) -> None:
    """Around Brussels the page says that other rules apply there."""
    assert "In Brussel gelden andere regels" in site.get("/", place="Anderlecht").text("//p[@class='note']")
    assert [] == site.get("/", place="Gent").all("//p[@class='note']")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kind", "kookles", "“kookles” als soort aanbod"),
        ("km", "99999999", "“99999999” als afstand (een heel getal van 1 tot 200)"),
        ("km", "-1", "“-1” als afstand (een heel getal van 1 tot 200)"),
        ("level", "D1", "“D1” als niveau Nederlands"),
        ("sector", "<b>", "“<b>” als bezigheid"),
        ("sort", "cheapest", "“cheapest” als volgorde"),
    ],
)
def test_what_is_not_understood_is_said(site: Site, name: str, value: str, said: str) -> None:
    """A value that means nothing gives a friendly page, status 400, and a way to search without it."""
    page = site.get("/", q="naaien", **{name: value})
    assert 400 == page.status
    assert [said] == page.texts("//div[@class='warning']//li")
    assert {"q": ["naaien"], "lang": ["nl"]} == query(page.values("//div[@class='warning']//a/@href")[0])


@pytest.mark.parametrize("cursor", ["zzz", "WyJhIl0", "a" * 5000])
def test_lost_page_leads_to_the_first(site: Site, cursor: str) -> None:
    """A page of results that is none gives status 400 and a way to the first."""
    page = site.get("/", q="wandelclub", after=cursor)
    assert 400 == page.status
    assert {"q": ["wandelclub"], "lang": ["nl"]} == query(page.values("//div[@class='warning']//a/@href")[0])


@pytest.mark.parametrize(
    "params",
    [
        {"q": "\x00\x01"},
        {"q": "x" * 10_000},
        {"place": "\u202e"},
        {"place": "x" * 5000},
        {"kind": ["buddy"] * 500},
        {"km": "٣"},
        {"after": ["x"] * 500},
        {"lang": "xx"},
        {"unknown": "perhaps"},
    ],
)
def test_odd_questions_get_an_answer(site: Site, params: dict[str, object]) -> None:
    """Whatever an address holds, the answer is a page, never a failure of ours."""
    page = site.get("/", **params)
    assert page.status in (200, 400)
    assert 1 == len(page.all("//h1"))


def test_form_that_is_too_large_is_refused(site: Site) -> None:
    """A body larger than any form of ours is not read."""
    page = site.post("/", [("q", "x" * 50_000)])
    assert 413 == page.status
    assert "Dat begrepen we niet" == page.text("//h1")


def test_form_that_is_no_form_is_refused(site: Site) -> None:
    """Bytes that are no text are said not to be understood."""
    assert 400 == site.client.post("/", content=b"q=\xff\xfe%ff").status_code
