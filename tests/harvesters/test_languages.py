"""Names of languages and the tags they stand for."""

import re

import pytest

from harvesters.languages import NAMES, language

TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
"""As the offer schema writes it."""


@pytest.mark.parametrize(
    ("name", "tag"),
    [("Arabisch", "ar"), ("français", "fr"), ("English", "en"), ("Oekraïens", "uk"), ("Farsi", "fa"), ("Dari", "prs"),
     ("Pashto", "ps"), ("Tigrinya", "ti"), ("gebarentaal", "vgt"), ("Vlaams", "nl")],
)  # fmt: skip
def test_names(name: str, tag: str) -> None:
    """In Dutch, French or English, with or without accents."""
    assert tag == language(name)


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("ar", "ar"), ("NL-be", "nl-BE"), ("zh_hant", "zh-Hant"), ("zh-Hant-TW", "zh-Hant-TW"), ("es-419", "es-419")],
)
def test_tags(typed: str, tag: str) -> None:
    """A tag is written as BCP 47 writes it."""
    assert tag == language(typed)


@pytest.mark.parametrize("typed", ["Klingon", "xx", "fr-fr-fr", "en-", "alle talen", "", "-"])
def test_what_is_no_language(typed: str) -> None:
    """A word that is not in the list is no language, whatever it looks like."""
    assert None is language(typed)


def test_no_name_stands_for_two_languages() -> None:
    """Each name leads to its own tag, and each tag is one that an offer may hold."""
    named = [(tag, name) for tag, names in NAMES.items() for name in names.split()]
    assert [] == [(tag, name) for tag, name in named if language(name) != tag or not TAG.fullmatch(tag)]
