"""The thesaurus of sectors: every label in it widens a search, so each is one people use and stands for one thing."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

from catalogue.places import Places
from catalogue.text.analysis import analyse
from catalogue.text.folding import fold
from catalogue.text.stopwords import is_stop_word
from tests.vocab.test_schemes import FILES
from vocab.terms import NAMESPACE, Concept, concepts, with_broader

OURS: Final = ("nl", "fr", "en")
SCRIPTS: Final = {
    **dict.fromkeys((*OURS, "es", "pl", "ro", "so", "sq", "tr"), "LATIN"),
    **dict.fromkeys(("uk", "ru"), "CYRILLIC"),
    **dict.fromkeys(("ar", "fa", "ps"), "ARABIC"),
    "ti": "ETHIOPIC",
}
"""The languages of the thesaurus, with the word that begins the Unicode name of each of their letters."""
FOREIGN: Final = {"uk": "ыэёъ", "ru": "іїєґ", "ar": "پچژگکیې", "fa": "يكةىېټډړښ", "ro": "şţ"}
"""Letters that a neighbouring language writes and this one does not."""
_BLOCK: Final = re.compile(
    r"^:(\S+) a skos:Concept ;\n    skos:inScheme scheme:sector ;\n    skos:(?:topConceptOf|broader\s+:(\S+))",
    re.MULTILINE,
)
"""(code, the first of what is broader, empty for a heading)."""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(FILES / "sector.ttl", format="turtle")


def words(*languages: str) -> Iterator[tuple[str, str, str]]:
    """(code, language, label) of every label, preferred or not, in these languages."""
    for one in concepts("sector"):
        for lang in languages:
            yield from ((one.code, lang, word) for word in said(one, lang))


def said(one: Concept, lang: str) -> list[str]:
    return [*([one.labels[lang]] if lang in one.labels else []), *one.alt_labels.get(lang, ())]


def test_the_thesaurus_covers_what_people_do() -> None:
    """Hundreds of things, under so few headings that a page can list them."""
    codes = [one.code for one in concepts("sector")]
    headings = [one.code for one in concepts("sector") if not one.broader]
    assert (True, True) == (len(codes) >= 320, 20 <= len(headings) <= 30)


def test_every_concept_is_found_by_other_words_in_dutch() -> None:
    """A label alone is one writer's word."""
    assert [] == [one.code for one in concepts("sector") if not one.alt_labels.get("nl")]


def test_a_concept_is_at_most_two_steps_below_a_heading() -> None:
    """Over every way up; what has nothing broader is a heading."""
    levels = {one.code: 1 for one in concepts("sector") if not one.broader}
    for _ in range(2):
        levels |= {
            one.code: 1 + max(levels[above] for above in one.broader)
            for one in concepts("sector")
            if one.broader and set(one.broader) <= set(levels)
        }
    assert [] == [one.code for one in concepts("sector") if levels.get(one.code, 4) > 3]


def test_broader_names_the_nearest_only() -> None:
    """Nothing stands under a concept and beside it under that concept's own heading."""
    assert [] == [
        one.code
        for one in concepts("sector")
        for near, far in itertools.permutations(one.broader, 2)
        if far in with_broader("sector", [near])
    ]


def test_related_is_said_from_both_sides(graph: Graph) -> None:
    """As SKOS has it (S23); a reader of one block need not know the others."""
    pairs = set(graph[: SKOS.related])
    assert {(other, one) for one, other in pairs} == pairs


def test_related_is_not_broader(graph: Graph) -> None:
    """SKOS Reference, S27: two concepts one above the other are not beside each other."""
    assert [] == [one for one, other in graph[: SKOS.related] if other in graph.transitive_objects(one, SKOS.broader)]


def test_a_word_stands_for_one_concept_in_any_language() -> None:
    """A question has no language: no label reads like that of another concept in another language."""
    codes: dict[str, set[str]] = {}
    for code, _, word in words(*SCRIPTS):
        codes.setdefault(fold(word), set()).add(code)
    assert {} == {word: found for word, found in codes.items() if len(found) > 1}


def test_a_dutch_word_stands_for_one_concept_in_all_its_forms() -> None:
    """No two concepts have Dutch labels, misspellings included, that only differ in their ending."""
    codes: dict[tuple[str, ...], set[str]] = {}
    hidden = ((one.code, "nl", word) for one in concepts("sector") for word in one.hidden_labels.get("nl", ()))
    for code, lang, word in (*words("nl"), *hidden):
        codes.setdefault(tuple(analyse(word, lang)), set()).add(code)
    assert {} == {terms: found for terms, found in codes.items() if len(found) > 1}


def test_a_misspelling_is_not_a_word() -> None:
    """SKOS Reference, S13: what is hidden is not shown."""
    shown = {(lang, fold(word)) for _, lang, word in words(*SCRIPTS)}
    hidden = {
        (lang, fold(word)) for one in concepts("sector") for lang, found in one.hidden_labels.items() for word in found
    }
    assert set() == hidden & shown


def test_no_label_is_a_word_that_means_nothing() -> None:
    """A stop word would stand for its concept in every question."""
    assert [] == [found for found in words(*SCRIPTS) if is_stop_word(fold(found[2]))]


def test_no_label_is_a_municipality() -> None:
    """Who asks for a place is not asking for something to do."""
    names = {fold(one.name(lang)) for one in Places.bundled().in_order() for lang in ("nl", "fr")}
    assert [] == [found for found in words(*SCRIPTS) if fold(found[2]) in names]


def test_labels_are_in_the_languages_we_know() -> None:
    """A slip in a language tag would hide a label."""
    assert set(SCRIPTS) == {lang for one in concepts("sector") for lang in (*one.labels, *one.alt_labels)}


def test_other_words_have_a_label_beside_them() -> None:
    """In no language are there only other words."""
    assert [] == [one.code for one in concepts("sector") if not set(one.alt_labels) <= set(one.labels)]


def test_letters_fit_the_language() -> None:
    """Arabic, Persian and Pashto in Arabic letters, Tigrinya in Ethiopic, and so on."""
    assert [] == [
        found
        for found in words(*SCRIPTS)
        if any(char.isalpha() and not unicodedata.name(char).startswith(SCRIPTS[found[1]]) for char in found[2])
    ]


@pytest.mark.parametrize("lang", FOREIGN)
def test_no_letters_of_the_neighbours(lang: str) -> None:
    """Ukrainian without ы, Russian without ї, Romanian with a comma below …"""
    assert [] == [found for found in words(lang) if set(FOREIGN[lang]) & set(found[2].lower())]


def test_labels_are_written_tidily() -> None:
    """Composed letters, single spaces, no typewriter apostrophe, no punctuation round them."""
    assert [] == [
        found
        for found in words(*SCRIPTS)
        if found[2] != unicodedata.normalize("NFC", " ".join(found[2].split()))
        or not (found[2][0].isalnum() and unicodedata.category(found[2][-1])[0] in "LMN")
        or "'" in found[2]
    ]


def test_only_labels_of_other_languages_wait_for_a_native_reader(graph: Graph) -> None:
    """`p4:unreviewed` names languages in which the concept has a label, never Dutch, French or English."""
    waiting = {(str(node), str(lang)) for node, lang in graph[: URIRef(NAMESPACE + "unreviewed")]}
    others = {(one.iri, lang) for one in concepts("sector") for lang in one.labels if lang not in OURS}
    assert set() == waiting - others


def test_the_file_is_in_the_order_of_its_branches() -> None:
    """A concept comes under the first of what is broader, by code: nobody wonders where to add one."""
    below: dict[str, list[str]] = {}
    blocks = _BLOCK.findall((FILES / "sector.ttl").read_text("utf-8"))
    for code, above in blocks:
        below.setdefault(above, []).append(code)

    def branch(above: str) -> Iterator[str]:
        for code in sorted(below.get(above, ())):
            yield from (code, *branch(code))

    assert [code for heading in below[""] for code in (heading, *branch(heading))] == [code for code, _ in blocks]


def test_every_concept_is_one_block() -> None:
    """Written in one place, in the form of the others."""
    blocks = _BLOCK.findall((FILES / "sector.ttl").read_text("utf-8"))
    assert [one.code for one in concepts("sector")] == sorted(code for code, _ in blocks)
