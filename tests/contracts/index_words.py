"""What is suggested to who types, and what is shown of what matched."""

import html
import re

import pytest

from catalogue.index.base import Change, Completion, Index
from catalogue.offer.model import Provider
from catalogue.text import analyse, groups
from tests.contracts.opened import Opened, an_offer, ask, fill

_LONG = "Elke week opnieuw, samen met anderen uit de buurt. " * 12


def _completed(index: Index, prefix: str, first: int = 8) -> list[tuple[str, int]]:
    return [(one.text, one.count) for one in index.complete(prefix, first)]


def _highlighted(index: Index, text: str) -> dict[str, str]:
    (hit,) = ask(index, text=text, highlight=True).hits
    return {one.field: one.html for one in hit.highlights}


class Words(Opened):
    # — completion —

    def test_words_are_completed_most_frequent_first(self, index: Index) -> None:
        """By how many offers have them, then by alphabet."""
        fill(
            index,
            an_offer("a", title={"nl": "Fietsen, fietsen, fietsen"}, description={"nl": "Fiets mee"}),
            an_offer("b", title={"nl": "Een fiets"}, keyword=("fietsatelier",)),
        )
        assert [("fiets", 2), ("fietsatelier", 1), ("fietsen", 1)] == _completed(index, "fie")

    def test_only_so_many_are_given(self, index: Index) -> None:
        """The first of them."""
        fill(index, an_offer("a", title={"nl": "fiets fietsen"}), an_offer("b", title={"nl": "fietsen"}))
        assert [("fietsen", 2)] == _completed(index, "fie", 1)

    @pytest.mark.parametrize("prefix", ["CAF", "caf", "café", "Cafe", " café  "])
    def test_letters_are_compared_folded(self, index: Index, prefix: str) -> None:
        """And suggested so."""
        fill(index, an_offer("a", title={"nl": "Café"}))
        assert [("cafe", 1)] == _completed(index, prefix)

    @pytest.mark.parametrize("prefix", ["", "   "])
    def test_nothing_typed_completes_to_nothing(self, index: Index, prefix: str) -> None:
        """A list of everything helps nobody."""
        fill(index, an_offer("a", title={"nl": "Fiets"}))
        assert [] == _completed(index, prefix)

    def test_stop_words_are_not_suggested(self, index: Index) -> None:
        """They find nothing in particular."""
        fill(index, an_offer("a", title={"nl": "Voor voetbal"}))
        assert [("voetbal", 1)] == _completed(index, "vo")

    @pytest.mark.parametrize("prefix", ["losse", "Losse dr", "draad", "de losse"])
    def test_organisations_are_completed_by_any_word_of_their_name(self, index: Index, prefix: str) -> None:
        """With their id to search by, and how many offers they have."""
        provider = Provider(id="or_d", name="De Losse Draad (fictief)")
        fill(index, an_offer("a", provider=provider), an_offer("b", provider=provider), an_offer("c"))
        assert (Completion("De Losse Draad (fictief)", "organisation", "or_d", 2),) == index.complete(prefix, 8)

    def test_words_and_organisations_come_in_one_order(self, index: Index) -> None:
        """Most offers first."""
        provider = Provider(id="or_n", name="Naaikring (fictief)")
        fill(
            index,
            an_offer("a", title={"nl": "Naaien"}, provider=provider),
            an_offer("b", title={"nl": "Naaister"}, provider=provider),
            an_offer("c", title={"nl": "Naaien"}),
            an_offer("d", title={"nl": "Naaien"}),
        )
        assert [("naaien", 3), ("Naaikring (fictief)", 2), ("naaister", 1)] == _completed(index, "naai")

    @pytest.mark.parametrize(
        "prefix", ["voetbel", "voebal", "vooetbal", "veotbal", "oetbal", "ovetbal", "voetbalx", "fvoetb"]
    )
    def test_one_typing_error_is_forgiven(self, index: Index, prefix: str) -> None:
        """A letter wrong, missing, too many, or two swapped, where nothing starts exactly so."""
        fill(index, an_offer("a", title={"nl": "Voetbal ontdekken"}))
        expected = (
            [] if prefix == "oetbal" else [("voetbal", 1)]
        )  # the first letter or the second one typed begins the word
        assert expected == _completed(index, prefix)

    @pytest.mark.parametrize("prefix", ["vut", "veotbla", "vuutbal", "zutbel"])
    def test_two_errors_or_one_in_three_letters_are_not(self, index: Index, prefix: str) -> None:
        """It could be anything."""
        fill(index, an_offer("a", title={"nl": "Voetbal"}))
        assert [] == _completed(index, prefix)

    def test_nothing_is_guessed_where_something_starts_so(self, index: Index) -> None:
        """What was typed may be meant."""
        fill(index, an_offer("a", title={"nl": "Voetbal"}), an_offer("b", title={"nl": "Voetpad"}))
        assert [("voetpad", 1)] == _completed(index, "voetp")

    def test_an_organisation_is_found_with_a_typing_error(self, index: Index) -> None:
        """As words are."""
        fill(index, an_offer("a", title={"nl": "Koken"}, provider=Provider(id="or_d", name="De Losse Draad (fictief)")))
        assert [("De Losse Draad (fictief)", 1)] == _completed(index, "lose d")

    def test_words_of_what_is_gone_are_not_suggested(self, index: Index) -> None:
        """Nor its organisation; what changed counts once."""
        provider = Provider(id="or_v", name="Voetbalclub (fictief)")
        fill(index, an_offer("a", title={"nl": "Voetbal"}, provider=provider), an_offer("b", title={"nl": "Voetbal"}))
        index.apply(
            [
                Change(seq=2, id="of_a", offer=None),
                Change(seq=3, id="of_b", offer=an_offer("b", title={"nl": "Voetbal en voetpad"})),
            ],
            3,
        )
        assert [("voetbal", 1), ("voetpad", 1)] == _completed(index, "voet")

    # — highlights —

    def test_what_matched_is_marked(self, index: Index) -> None:
        """In each field that has it, by whichever form of the word."""
        fill(
            index,
            an_offer(
                "a",
                title={"nl": "De fiets"},
                description={"nl": "Samen fietsen we."},
                plain_text={"nl": "Koken."},
                keyword=("koken", "fietsen"),
                provider=Provider(id="or_f", name="Club Fiets (fictief)"),
            ),
        )
        assert {
            "title": "De <mark>fiets</mark>",
            "description": "Samen <mark>fietsen</mark> we.",
            "keyword": "<mark>fietsen</mark>",
            "provider": "Club <mark>Fiets</mark> (fictief)",
        } == _highlighted(index, "fietsen")

    def test_dutch_is_shown_before_other_languages(self, index: Index) -> None:
        """Another one where the Dutch does not have the word."""
        fill(
            index,
            an_offer(
                "a",
                title={"en": "Sport for all", "nl": "Sport voor elk"},
                description={"nl": "Elke week", "en": "Sport weekly"},
            ),
        )
        assert {"title": "<mark>Sport</mark> voor elk", "description": "<mark>Sport</mark> weekly"} == _highlighted(
            index, "sport"
        )

    @pytest.mark.parametrize("word", ["naaien", "script", "kleren"])
    def test_all_but_the_marks_is_escaped(self, index: Index, word: str) -> None:
        """Whatever a publisher wrote, inside a word's reach or not."""
        text = "Naaien & <script>alert(\"kleren\")</script> <mark>herstellen</mark> 'samen'"
        fill(index, an_offer("a", description={"nl": text}))
        marked = _highlighted(index, word)["description"]
        bare = re.sub(r"</?mark>", "", marked)
        assert text == html.unescape(bare)
        assert not re.search(r"[<>\"]|&(?!amp;|lt;|gt;|quot;|#x27;|#39;|#34;)", bare)
        assert {word} == {one.casefold() for one in re.findall(r"<mark>(.*?)</mark>", marked)}

    def test_every_mark_holds_a_word_that_was_asked(self, index: Index) -> None:
        """And nothing else is marked."""
        text = "Fiets-atelier: auto's en fietsen, l'école, FIETSEN!"
        fill(index, an_offer("a", title={"nl": text}))
        marked = html.unescape(_highlighted(index, "fietsen école")["title"])
        wanted = {term for group in groups("fietsen école") for term in group}
        marks = re.findall(r"<mark>(.*?)</mark>", marked)
        assert ["Fiets-atelier", "fietsen", "l'école", "FIETSEN"] == marks
        assert all(wanted & set(analyse(mark)) for mark in marks)

    def test_nothing_is_shown_unless_asked(self, index: Index) -> None:
        """Nor without text."""
        fill(index, an_offer("naaien"))
        shown = [
            ask(index, text="naaien").hits[0],
            ask(index, highlight=True).hits[0],
            ask(index, text="?", highlight=True).hits[0],
        ]
        assert [(), (), ()] == [hit.highlights for hit in shown]

    def test_what_matches_by_its_concept_alone_shows_nothing(self, index: Index) -> None:
        """The word stands in none of its texts."""
        fill(index, an_offer("a", sector=("sewing",)))
        assert {} == _highlighted(index, "couture")


class Fragments(Opened):
    """Of an engine that cuts texts; the oracle shows them whole."""

    @pytest.mark.parametrize("before", ["", _LONG])
    @pytest.mark.parametrize("after", ["", _LONG])
    def test_of_a_long_text_a_fragment_is_shown(self, index: Index, before: str, after: str) -> None:
        """Short, with the word in it and what stands beside it."""
        fill(index, an_offer("a", description={"nl": f"{before}Wie naaien & breien wil, komt.{after}"}))
        marked = _highlighted(index, "naaien")["description"]
        assert "<mark>naaien</mark> &amp; breien" in marked
        assert len(marked) < 320

    def test_a_very_long_word_is_not_cut(self, index: Index) -> None:
        """A mark around half a word would be wrong."""
        word = "x" * 900
        fill(index, an_offer("a", description={"nl": f"{_LONG}{word} en nog"}))
        assert f"<mark>{word}</mark>" in _highlighted(index, word)["description"]
