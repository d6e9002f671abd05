"""Text as people may read it anywhere: no markup, no invisible characters, folded white space."""

import html
import re
import unicodedata
from typing import Final

import nh3

_BREAKS: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr|p|li|ul|ol|h[1-6]|tr)\b[^>]*>", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<[a-zA-Z/!?]|&[#\w]+;")
_INVISIBLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" ?\n\s*")


def plain(text: str) -> str:
    """The text without markup (what stands in script and style goes too), entities as characters, NFC.

    Quick where there is nothing to do: the same string comes back.
    """
    markup = "<" in text or "&" in text
    # `isprintable` is false for every control, zero-width and unusual space character.
    if not markup and text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    if markup and _MARKUP.search(text):
        text = html.unescape(nh3.clean(_BREAKS.sub("\n", text), tags=set(), clean_content_tags={"script", "style"}))
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", _LINES.sub("\n", _SPACES.sub(" ", text))).strip()
