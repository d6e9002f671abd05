"""Letters as they are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.text import fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café", "cafe"),
        ("COÖRDINATIE", "coordinatie"),
        ("één", "een"),
        ("ĳs", "ijs"),
        ("ﬁets", "fiets"),
        ("auto’s", "auto's"),
        ("Straße", "strasse"),
        ("cœur", "coeur"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("йога", "иога"),
        ("العَرَبِيَّة", "العربية"),
        ("ትምህርት", "ትምህርት"),
        ("हिन्दी", "हिनदी"),
    ],
)
def test_letters_lose_case_and_marks(text: str, expected: str) -> None:
    """In every script; a sign that is a letter of its own stays."""
    assert expected == fold(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """Folded text can be folded again by whoever is not sure."""
    assert fold(text) == fold(fold(text))


@given(st.text())
def test_it_does_not_matter_how_letters_were_composed(text: str) -> None:
    """One system sends é as a letter, another as e with a mark."""
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))
