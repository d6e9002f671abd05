"""Which texts of an offer are searched."""

import pytest

from catalogue.offer.model import Offer, Place, Provider
from catalogue.text import FIELDS, searched


def _searched(**fields: object) -> dict[tuple[str, str], str]:
    """(field, language) → text."""
    required = {
        "identifier": "x",
        "title": {"nl": "Titel"},
        "provider": Provider(name="Y (fictief)"),
        "kind": ("buddy",),
    }
    found = list(searched(Offer(**{**required, **fields})))  # type: ignore[arg-type]  # fields of all kinds
    assert len(found) == len({(field, lang) for field, lang, _ in found})
    return {(FIELDS[field].name, lang): text for field, lang, text in found}


@pytest.mark.parametrize("field", ["title", "description", "plain_text"])
def test_a_text_comes_once_per_language(field: str) -> None:
    """Each is analysed in its own."""
    found = _searched(**{field: {"nl": "Naaien", "fr": "Couture"}})
    assert {"nl": "Naaien", "fr": "Couture"} == {lang: text for (name, lang), text in found.items() if name == field}


def test_keywords_are_searched_together_as_dutch() -> None:
    """They say no language."""
    assert "naaien\nkoken" == _searched(keyword=("naaien", "koken"))["keyword", "nl"]


def test_kinds_and_sectors_are_searched_by_their_labels() -> None:
    """In each of our languages, so that a question in one of them finds it."""
    found = _searched(kind=("internship",), sector=("sewing",))
    for lang, label in (("nl", "kennismakingsstage"), ("fr", "couture"), ("en", "introductory internship")):
        assert label in found["concept", lang].split("\n")


def test_a_code_nobody_knows_is_searched_as_it_is() -> None:
    """A source may be ahead of the thesaurus."""
    assert "goat-yoga" in _searched(sector=("goat-yoga",))["concept", "nl"].split("\n")


def test_the_place_is_searched_by_its_names() -> None:
    """Dutch, and French where that is another."""
    found = _searched(place=Place(municipality="12025"))
    assert ("Mechelen", "Malines") == (found["place", "nl"], found["place", "fr"])


@pytest.mark.parametrize("place", [None, Place(postcode="2800"), Place(municipality="99999")])
def test_a_place_without_a_known_municipality_has_no_name(place: Place | None) -> None:
    """Nothing is made up."""
    assert "place" not in {field for field, _ in _searched(place=place)}


def test_who_offers_it_is_searched_by_name() -> None:
    """As people know it."""
    assert "Y (fictief)" == _searched()["provider", "nl"]


def test_a_title_weighs_most() -> None:
    """It says what the offer is."""
    assert "title" == max(FIELDS, key=lambda field: field.weight).name
