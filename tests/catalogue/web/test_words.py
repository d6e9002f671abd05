"""The words of the pages: all of them in every language, and none outside `words.toml`."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from catalogue.web.lists import COUNTS
from catalogue.web.words import LANGUAGES, Words, language

FOLDER = Path(str(files("catalogue.web")))
TABLE = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES, *sorted(FOLDER.glob("*.py"))])


def test_every_key_in_every_language() -> None:
    """Each key has words in each language the pages speak, and in no other."""
    assert {} == {
        key: set(texts) for key, texts in TABLE.items() if set(texts) != set(LANGUAGES) or not all(texts.values())
    }


def test_same_values_in_every_language() -> None:
    """What is filled in is filled in everywhere; the one of a thing may leave its number out."""
    slots = {
        key: {lang: set(re.findall(r"\{\d\}", text)) for lang, text in texts.items()} for key, texts in TABLE.items()
    }
    assert [] == [key for key, found in slots.items() if found["nl"] != found["en"]]


def test_every_key_is_said_somewhere() -> None:
    """No key is left over."""
    said = set(re.findall(r"""["']([\w-]+)["']""", SOURCE))
    stems = tuple(re.findall(r"""["']([\w-]+_)["'] ~""", SOURCE) + re.findall(r'f"(\w+_)\{', SOURCE))
    tails = re.findall(r"""~ ["'](_[\w-]+)["']""", SOURCE)
    said |= {key + tail for key in said for tail in ("_one", *tails)}
    assert [] == [key for key in TABLE if key not in said and not key.startswith(stems)]


def test_every_count_has_words() -> None:
    """Each count of a run is explained and heads a column."""
    assert [] == [name for name in COUNTS if f"count_{name}" not in TABLE or f"column_{name}" not in TABLE]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_words_in_templates(template: Path) -> None:
    """What people read stands in `words.toml`: between the tags of a template there are no letters."""
    text = template.read_text(encoding="utf-8")
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", " ", bare).replace("&amp;", "&")
    assert [] == re.findall(r"[^\W\d_]+", shown)


def test_no_words_in_attributes() -> None:
    """Nor in the attributes that people hear."""
    heard = re.findall(r'(?:aria-label|title|alt|placeholder|content)="([^"{]*[a-z][^"{]*)"', SOURCE)
    assert ["width=device-width, initial-scale=1", "no-referrer", "light dark"] == heard


def test_one_of_a_thing() -> None:
    """One is said otherwise than several, and numbers as the language writes them."""
    assert ("1 aanbod", "12.345 aanbiedingen") == tuple(Words("nl").count("results", n) for n in (1, 12345))


@pytest.mark.parametrize(
    ("asked", "accepted", "spoken"),
    [
        ("en", "nl", "en"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr,en;q=0.8", "en"),
        (None, "ar", "nl"),
        ("xx", "", "nl"),
    ],
)
def test_language_of_a_page(asked: str | None, accepted: str, spoken: str) -> None:
    """The address decides, else the browser, else Dutch."""
    assert spoken == language(asked, accepted)
