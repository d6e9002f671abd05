"""Letters as they are compared: without case, diacritics and typographic variants."""

import unicodedata
from typing import Final

_UNDECOMPOSED: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "þ": "th", "ŧ": "t", "’": "'"}
)
"""Letters that Unicode does not take apart although people type them so."""


def fold(text: str) -> str:
    """The text in lower case without diacritics; folding twice changes nothing more.

    Marks that only modify a letter go (é, й, أ); those that are a letter of their own stay, such as Indic vowel signs.
    """
    if text.isascii():
        return text.lower()
    # Case folding can bring out new compositions and the other way round: Unicode's own NFKC_Casefold goes round too.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    return "".join(char for char in apart if not unicodedata.combining(char)).translate(_UNDECOMPOSED)
