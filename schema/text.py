"""Text in one language: the one asked for, else Dutch, else any."""

from collections.abc import Mapping
from typing import Final

import strawberry
from babel import Locale, UnknownLocaleError

from catalogue.offer.model import in_language
from schema.declare import Lang
from vocab import terms

NOT_SAID: Final = {"nl": "niet gezegd", "fr": "non précisé", "en": "not said"}


@strawberry.type(description="Text, and the language (BCP 47) it is in.")
class LocalText:
    value: str
    language: str


def local(text: Mapping[str, str], lang: Lang) -> LocalText:
    value, language = in_language(text, lang or "nl")
    return LocalText(value=value, language=language)


def local_or_none(text: Mapping[str, str] | None, lang: Lang) -> LocalText | None:
    return local(text, lang) if text else None


def spoken(text: Mapping[str, str], lang: Lang) -> str:
    """The text alone, for labels and sentences of our own."""
    return in_language(text, lang or "nl")[0]


def label(scheme: str, code: str, lang: Lang) -> str:
    """What people call a code; the code itself where the vocabulary has no such concept."""
    if code == "unknown":
        return spoken(NOT_SAID, lang)
    concept = terms.concept(scheme, code)
    return spoken(concept.labels, lang) if concept and concept.labels else code


def language_name(tag: str, lang: Lang) -> str:
    """What a language is called in another: `ar` is “Arabisch” in Dutch. The tag itself where nobody knows."""
    for spoken_in in (lang or "nl", "nl"):
        try:
            name = Locale.parse(tag, sep="-").get_display_name(Locale.parse(spoken_in, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
        if name:
            return name
    return tag
