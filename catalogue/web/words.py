"""What the pages say: fixed words from `words.toml`, in the language of the page."""

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from babel.numbers import format_decimal

LANGUAGES: Final[Mapping[str, str]] = {"nl": "Nederlands", "en": "English"}
"""What the pages speak, and what each language calls itself."""


class Words:
    """The words of one language: `words("km", 12)`, `words.count("results", n)`."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._words = _words()[lang]

    def __call__(self, word: str, *values: object) -> str:
        return self._words[word].format(*values)

    def count(self, word: str, count: float, *values: object) -> str:
        """The word for one of a thing, or for several; the count is the first value."""
        return self(f"{word}_one" if count == 1 else word, self.number(count), *values)

    def number(self, value: float) -> str:
        """With at most two decimals, as people write it."""
        return _number(value, self.lang)


def language(asked: str | None, accepted: str) -> str:
    """The language of a page: the one asked in the address, else the browser's first that we speak, else Dutch."""
    if asked is not None and asked in LANGUAGES:
        return asked
    for part in accepted.lower().split(","):
        tag = part.partition(";")[0].strip().partition("-")[0]
        if tag in LANGUAGES:
            return tag
    return "nl"


@functools.lru_cache(maxsize=4096)
def _number(value: float, lang: str) -> str:
    return format_decimal(value, "#,##0.##", locale=lang)


@functools.cache
def _words() -> dict[str, dict[str, str]]:
    """Language → key → words."""
    table = tomllib.loads(files("catalogue.web").joinpath("words.toml").read_text(encoding="utf-8"))
    return {lang: {key: texts[lang] for key, texts in table.items()} for lang in LANGUAGES}
