"""From words to terms, and from a question to what it looks for."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.text import analyse, fold, groups, surface, terms, version, words
from vocab.terms import concepts

_LANGS = ("nl", "fr", "en", "nl-BE", "ti", "uk")
_LABELS = {lang: [one.labels[lang] for one in concepts("sector")] for lang in ("nl", "fr", "en")}
_DUTCH = (
    "naaien fietsen fiets koken kookavond herstellen herstelling kinderen kinderopvang vrijwilliger vrijwilligers "
    "vrijwilligerswerk oefenen oefenkans babbelen tuinieren tuin ouderen begeleiding begeleiden huiswerk klussen "
    "wandelen wandeling bibliotheek bibliotheken voetbal voetballen zwemmen sporten gezinnen"
).split()


def _meets(question: str, text: str, lang: str = "nl") -> bool:
    found = set(analyse(text, lang))
    return all(found & set(group) for group in groups(question))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("fietsen", "Een fiets"),
        ("fiets", "Samen fietsen"),
        ("vrijwilliger", "Wij zoeken vrijwilligers"),
        ("boeken", "Een boek lenen"),
        ("huizen", "Huis aan huis"),
        ("auto", "Auto's herstellen"),
        ("buddy", "Buddy’s gezocht"),
        ("CAFE", "Praatcafé, café"),
        ("vzw", "Onze v.z.w."),
        ("v.z.w.", "Onze vzw"),
    ],
)
def test_forms_of_a_word_meet(question: str, text: str) -> None:
    """Singular and plural, noun and verb, with and without accents or dots."""
    assert _meets(question, text)


@pytest.mark.parametrize(("question", "text"), [("naaien", "Koken"), ("bank", "Bakken"), ("fiets naaien", "Een fiets")])
def test_other_words_do_not(question: str, text: str) -> None:
    """And every word that matters must."""
    assert not _meets(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("fiets-atelier", "Fiets-atelier"),
        ("fietsatelier", "Fiets-atelier"),
        ("atelier", "Fiets-atelier"),
        ("fiets-atelier", "Fietsatelier"),
        ("fiets-atelier", "Atelier voor wie een fiets heeft"),
        ("e-mail", "Email"),
    ],
)
def test_a_hyphen_may_be_there_or_not(question: str, text: str) -> None:
    """People write it both ways, and look for either half."""
    assert _meets(question, text)


def test_one_half_is_not_the_whole() -> None:
    """Who asks for both wants both."""
    assert not _meets("fiets-atelier", "Een fiets")


@pytest.mark.parametrize(
    ("word", "expected"),
    [("auto's", ("auto",)), ("auto’s", ("auto",)), ("'s-Gravenvoeren", ("gravenvoer", "sgravenvoer"))],
)
def test_a_lonely_letter_beside_an_apostrophe_goes(word: str, expected: tuple[str, ...]) -> None:
    """It is grammar, not meaning."""
    assert expected == terms(words(word)[0], "nl")


def test_a_stem_depends_on_the_language_of_the_text() -> None:
    """A French plural is not cut as a Dutch one."""
    assert [["jardin"], ["jardins"]] == [analyse("jardins", lang) for lang in ("fr", "ti")]


@pytest.mark.parametrize("lang", ["nl-BE", "fr-BE", "en-GB"])
def test_a_region_is_read_as_its_language(lang: str) -> None:
    """BCP 47: what comes before the hyphen."""
    assert analyse("Vrijwilligers, bénévoles, volunteers", lang[:2]) == analyse(
        "Vrijwilligers, bénévoles, volunteers", lang
    )


def test_terms_are_repeated_as_the_words_are() -> None:
    """How often counts for how well."""
    assert 2 == analyse("Fietsen? Fietsen!").count(terms("fietsen", "nl")[0])


def test_stemming_a_stem_changes_nothing_more() -> None:
    """So that a form and the form of that form meet: for every Dutch word of ours."""
    stems = {word: terms(word, "nl") for text in (*_DUTCH, *_LABELS["nl"]) for word in words(text) if word.isalpha()}
    again = {word: tuple(term for stem in found for term in terms(stem, "nl")) for word, found in stems.items()}
    assert stems == again


@given(text=st.one_of(st.text(max_size=40), st.sampled_from(_LABELS["nl"])), lang=st.sampled_from(_LANGS))
def test_a_text_is_found_by_itself(text: str, lang: str) -> None:
    """Whatever it holds, and whichever language it is marked with."""
    assert _meets(text, text, lang)


@given(st.text(max_size=40))
def test_it_does_not_matter_how_letters_were_composed(text: str) -> None:
    """Nor for the terms."""
    assert analyse(unicodedata.normalize("NFC", text)) == analyse(unicodedata.normalize("NFD", text))


@given(st.text(max_size=40))
def test_terms_are_folded(text: str) -> None:
    """And never empty: an engine compares them as they are."""
    found = analyse(text)
    assert found == [fold(term) for term in found if term]


# — questions —


def test_a_word_stands_for_its_terms_in_each_language() -> None:
    """A question does not say in which language it is."""
    assert [("dame", "dames", "dam")] == [
        tuple(sorted(group, key=("dame", "dames", "dam").index)) for group in groups("dames")
    ]


def test_each_group_comes_once() -> None:
    """Saying it twice asks for nothing more."""
    assert groups("koken") == groups("koken Koken KOKEN")


@pytest.mark.parametrize("text", ["", "   ", "?!", "… — &", "🙂", "'"])
def test_without_words_there_are_no_groups(text: str) -> None:
    """There is nothing to look for."""
    assert [] == groups(text)


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("ik zoek een buddy voor mijn kinderen", "buddy kinderen"),
        ("Waar kan ik leren naaien?", "leren naaien"),
        ("je cherche un buddy pour mes enfants", "buddy enfants"),
        ("I am looking for a buddy", "buddy"),
    ],
)
def test_stop_words_are_not_asked_for(text: str, like: str) -> None:
    """People ask in sentences."""
    assert groups(like) == groups(text)


@pytest.mark.parametrize("text", ["de", "wat is dit", "met"])
def test_a_question_of_stop_words_alone_asks_for_them(text: str) -> None:
    """There is nothing better."""
    assert len(text.split()) == len(groups(text))


@pytest.mark.parametrize(
    ("text", "count"), [("les dans", 2), ("dans les jardins", 3), ("danser dans les jardins avec vous", 2)]
)
def test_a_stop_word_of_another_language_may_be_dutch(text: str, count: int) -> None:
    """A dance and a lesson, unless the rest shows that it is French."""
    assert count == len(groups(text))


# — what is suggested —


@pytest.mark.parametrize(("word", "expected"), [("Café", "cafe"), ("Fiets-atelier", "fiets-atelier"), ("LES", "les")])
def test_a_word_is_suggested_folded(word: str, expected: str) -> None:
    """As it is compared with what is typed."""
    assert expected == surface(word)


@pytest.mark.parametrize("word", ["voor", "avec", "the", "yo", "2024", "50plus", ""])
def test_what_helps_nobody_is_not_suggested(word: str) -> None:
    """Stop words, very short words, numbers."""
    assert surface(word) is None


# — version —


def test_the_version_says_what_terms_depend_on() -> None:
    """Our rules, the stemmers, the labels: the same as long as they are."""
    rules, stemmers, labels = version().split("-")
    assert (True, True, 8) == (rules.isdigit(), stemmers[0].isdigit(), len(labels))
    assert version() == version()
