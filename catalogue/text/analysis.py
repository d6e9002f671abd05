"""From words to terms: what an offer is found by, and what a question looks for.

A term is the folded, stemmed form of a word. The stem depends on the language the text is marked with; a question has no
language, so each of its words stands for the terms it would have in any of ours.
"""

import functools
import re
import threading
import zlib
from collections.abc import Iterator
from importlib.metadata import version as installed
from typing import Final

import snowballstemmer

from catalogue.text.folding import fold
from catalogue.text.stopwords import content_words, is_stop_word
from catalogue.text.words import words
from vocab.terms import Concept, concepts

_RULES: Final = 2
"""Raised whenever the same text would give other terms: an index made under other rules is built anew."""

_ALGORITHMS: Final = {"nl": "dutch", "fr": "french", "en": "english"}
_MEMORY: Final = 65_536
_HYPHEN: Final = re.compile("[-‐‑]")
_APOSTROPHE: Final = re.compile("['’]")


@functools.cache
def version() -> str:
    """Of everything terms depend on: our rules, the stemmers, and the labels that are searched."""
    labels = zlib.crc32(repr([(one.code, sorted(one.labels.items())) for one in _labelled()]).encode())
    return f"{_RULES}-{installed('snowballstemmer')}-{labels:08x}"


def analyse(text: str, lang: str = "nl") -> list[str]:
    """The terms of a text in this language (BCP 47), in order, repeated as often as they occur."""
    return [term for word in words(text) for term in terms(word, lang)]


@functools.lru_cache(maxsize=_MEMORY)
def terms(word: str, lang: str) -> tuple[str, ...]:
    """The terms of one word as written. A hyphenated word gives its parts and the parts joined; languages without a stemmer
    of ours are only folded."""
    parts, joined = _parts(word)
    found = parts if joined is None else (*parts, joined)
    return tuple(dict.fromkeys(_stem(part, lang.partition("-")[0]) for part in found))


def groups(text: str) -> list[tuple[str, ...]]:
    """What a question looks for: per word that matters, the alternative terms that satisfy it; each group once.

    Stop words are left out unless there is nothing else. Both halves of a hyphenated word are asked for, each also
    satisfied by the whole. Empty where the text has no words at all.
    """
    asked = words(text)
    matter = content_words([fold(word) for word in asked])
    return list(dict.fromkeys(group for at in matter for group in _groups(asked[at])))


def _groups(word: str) -> Iterator[tuple[str, ...]]:
    parts, joined = _parts(word)
    whole = alternatives(joined) if joined is not None else ()
    for part in parts:
        yield tuple(dict.fromkeys((*alternatives(part), *whole)))


@functools.lru_cache(maxsize=_MEMORY)
def alternatives(part: str) -> tuple[str, ...]:
    """The terms that satisfy one folded word of a question. Whatever else a word may stand for belongs here."""
    return tuple(dict.fromkeys((*(_stem(part, lang) for lang in _ALGORITHMS), part)))


def surface(word: str) -> str | None:
    """How a word is suggested to who types its beginning: folded. `None` for stop words, numbers and very short words."""
    folded = fold(word)
    return None if len(folded) < 3 or not folded[0].isalpha() or is_stop_word(folded) else folded


def _parts(word: str) -> tuple[tuple[str, ...], str | None]:
    """The folded parts of a word, and, where hyphens held them together, the parts joined."""
    folded = fold(word)
    if folded.isalnum():
        return (folded,), None
    if "." in folded:
        return (folded.replace(".", ""),), None
    pieces = [piece for half in _HYPHEN.split(folded) for piece in _long(_APOSTROPHE.split(half))]
    if len(pieces) == 1:
        return (pieces[0],), None
    joined = "".join(pieces) if _HYPHEN.search(folded) else None
    return tuple(_long(pieces)), joined


def _long(pieces: list[str]) -> list[str]:
    """Without single letters (the s of auto's, the l of l'école) where anything longer is left."""
    return [piece for piece in pieces if len(piece) > 1] or [piece for piece in pieces if piece]


def _stem(folded: str, lang: str) -> str:
    stemmer = _stemmer(lang)
    if stemmer is None or not folded.isalpha():
        return folded
    # The Dutch algorithm takes `fietsen` to `fiets` but `fiets` to `fiet`: going on until nothing changes joins them.
    for _ in range(3):
        shorter = stemmer.stem(folded)
        if shorter == folded or not shorter:
            break
        folded = shorter
    return folded


class _Stemmer:
    """A snowball stemmer keeps the word it works on, hence one caller at a time."""

    def __init__(self, algorithm: str) -> None:
        self._stemmer = snowballstemmer.stemmer(algorithm)
        self._lock = threading.Lock()

    def stem(self, word: str) -> str:
        with self._lock:
            return str(self._stemmer.stemWord(word))


@functools.cache
def _stemmer(lang: str) -> _Stemmer | None:
    algorithm = _ALGORITHMS.get(lang)
    return _Stemmer(algorithm) if algorithm else None


def _labelled() -> Iterator[Concept]:
    return (one for scheme in ("kind", "sector") for one in concepts(scheme))
