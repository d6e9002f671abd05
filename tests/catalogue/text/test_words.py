"""Where the words are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.text import prepared, spans, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Samen fietsen, elke dinsdag!", ["Samen", "fietsen", "elke", "dinsdag"]),
        ("fiets-atelier", ["fiets-atelier"]),
        ("taal\N{NON-BREAKING HYPHEN}oefenkans", ["taal\N{NON-BREAKING HYPHEN}oefenkans"]),
        ("zo - of zo", ["zo", "of", "zo"]),
        ("naai- en breiwerk", ["naai", "en", "breiwerk"]),
        ("auto's en foto’s", ["auto's", "en", "foto’s"]),
        ("l'école d’été", ["l'école", "d’été"]),
        ("een v.z.w. of vzw", ["een", "v.z.w.", "of", "vzw"]),
        ("Kom mee. Graag", ["Kom", "mee", "Graag"]),
        ("50+ · 24/7 · 9.30", ["50", "24", "7", "9", "30"]),
        ("<b>naaien</b>&koken", ["b", "naaien", "b", "koken"]),
        ("snake_case", ["snake", "case"]),
        ("?! … — 🙂", []),
        ("", []),
    ],
)
def test_words_are_as_written(text: str, expected: list[str]) -> None:
    """What holds a word together stays inside it; what stands around it does not."""
    assert expected == words(text)


@pytest.mark.parametrize(
    "sign", ["\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\N{WORD JOINER}", "\N{ZERO WIDTH NO-BREAK SPACE}"]
)
def test_what_nobody_sees_does_not_part_a_word(sign: str) -> None:
    """Editors leave such signs behind."""
    assert ["vrijwilliger"] == words(f"{sign}vrij{sign}williger")


@pytest.mark.parametrize("word", ["العَرَبِيَّة", "украї\N{COMBINING ACUTE ACCENT}нська", "नमस्ते", "ትምህርት", "தமிழ்"])
def test_marks_do_not_part_a_word(word: str) -> None:
    """Points, vowels and accents belong to the letter before them, in every script."""
    assert [word] == words(word)


def test_letters_are_prepared_in_one_piece() -> None:
    """As most texts have them, so that what is shown is alike."""
    assert "Café" == prepared("Cafe\N{COMBINING ACUTE ACCENT}")


@given(st.text())
def test_spans_are_where_the_words_are(text: str) -> None:
    """Marking them marks what was compared."""
    shown = prepared(text)
    assert words(text) == [shown[start:end] for start, end in spans(shown)]


@given(st.text())
def test_preparing_twice_changes_nothing_more(text: str) -> None:
    """The text that is shown can be looked through again."""
    assert prepared(text) == prepared(prepared(text))
