"""Words for codes: every code, its words, what was probably meant, and levels of Dutch."""

import pytest

from harvesters import words
from harvesters.words import Words
from vocab.terms import concept

SCHEMES = {
    "kind": words.KIND,
    "perspective": words.PERSPECTIVE,
    "contact-form": words.CONTACT_FORM,
    "dutch-level": words.DUTCH_LEVEL,
    "place-mode": words.PLACE_MODE,
    "availability": words.AVAILABILITY,
    "childcare": words.CHILDCARE,
    "requirement": words.REQUIREMENT,
}
LISTS = {name: one for name, one in vars(words).items() if isinstance(one, Words)}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_codes_are_those_of_the_vocabulary(scheme: str) -> None:
    """No word leads to a code that does not exist."""
    assert [] == [code for code in SCHEMES[scheme].of if concept(scheme, code) is None]


@pytest.mark.parametrize("name", LISTS)
def test_every_word_leads_to_its_code(name: str) -> None:
    """No word of a list stands for two of its codes, in any case."""
    of = LISTS[name].of
    assert [] == [
        (word, code) for code, several in of.items() for word in (code, *several) for typed in (word, f" {word.upper()}. ")
        if LISTS[name].read(typed) != code
    ]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_what_is_offered_is_read(name: str) -> None:
    """The words of a drop-down are as many as the codes, and all different."""
    offered = LISTS[name].offered()
    assert list(LISTS[name].of) == [LISTS[name].read(word) for word in offered]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("budy", "buddy"),
        ("vrijwiligerswerk", "vrijwilligerswerk"),
        ("kenismakingstage", "kennismakingsstage"),
        ("koffieklets", None),
    ],
)
def test_what_was_probably_meant(typed: str, meant: str | None) -> None:
    """A slip of the pen is recognised; a word of another kind is not."""
    assert meant == words.KIND.close(typed)


def test_a_giant_word_is_compared_in_part() -> None:
    """A cell of a hundred thousand characters has no likely word, and is not compared in full."""
    assert None is words.KIND.close("x" * 100_000)


@pytest.mark.parametrize(
    ("typed", "level"),
    [("A2", "A2"), ("a2", "A2"), ("geen", "none"), ("geen vereist niveau", "none"), ("A2 of hoger", "A2"), ("vanaf A2", "A2"),
     ("niveau: A2", "A2"), ("min. B1", "B1"), ("A2+", "A2"), ("A1-A2", "A1"), ("B1/A2", "A2"), ("A2 tot B1", "A2"), ("1.2", "A2"),
     ("A2 Nederlands", "A2"), ("basis", None), ("2.1", None), ("D1", None), ("A0", None), ("B1 spreken", None), ("2", None)],
)  # fmt: skip
def test_dutch_level(typed: str, level: str | None) -> None:
    """A level, the lower of two, or that none is asked; words such as “basis” are no level."""
    assert level == words.dutch_level(typed)


@pytest.mark.parametrize(
    ("typed", "icons"),
    [("1", 1), ("één taalicoon", 1), ("2 taaliconen", 2), ("vier", 4), ("0", None), ("5", None), ("A1", None)],
)
def test_taalicoon(typed: str, icons: int | None) -> None:
    """One to four, in figures or words; never from a level."""
    assert icons == words.taalicoon(typed)
