"""Names of languages, as people write them in Dutch, French and English, and the BCP 47 tags they stand for."""

import functools
import re
from typing import Final

from harvesters.dutch import folded

NAMES: Final = {
    "aa": "afar", "af": "afrikaans", "am": "amhaars amhaarse amharisch amharique amharic", "ar": "arabisch arabe arabic",
    "as": "assamees", "az": "azerbeidzjaans azeri", "be": "wit-russisch belarussisch", "ber": "berbers tamazight tarifit amazigh",
    "bg": "bulgaars bulgare bulgarian", "bn": "bengaals bengali", "bo": "tibetaans tibetain tibetan", "bs": "bosnisch",
    "ca": "catalaans", "ckb": "sorani", "cs": "tsjechisch", "da": "deens", "de": "duits allemand german deutsch",
    "dyu": "dioula", "el": "grieks grec greek", "en": "engels anglais english", "es": "spaans espagnol spanish",
    "et": "estisch estlands ests", "eu": "baskisch", "fa": "perzisch farsi persan persian", "ff": "fula peul fulfulde",
    "fi": "fins", "fr": "frans francais french", "ga": "iers", "gu": "gujarati", "ha": "hausa", "he": "hebreeuws", "hi": "hindi",
    "hr": "kroatisch", "ht": "haitiaans", "hu": "hongaars", "hy": "armeens armenien armenian", "id": "indonesisch",
    "ig": "igbo", "it": "italiaans italien italian", "ja": "japans", "ka": "georgisch", "kk": "kazachs", "km": "khmer",
    "kmr": "kurmanji", "ko": "koreaans", "ku": "koerdisch kurde kurdish", "ky": "kirgizisch", "lg": "luganda",
    "ln": "lingala", "lo": "laotiaans", "lt": "litouws", "lv": "lets", "mg": "malagassisch", "mk": "macedonisch",
    "ml": "malayalam", "mn": "mongools", "mr": "marathi", "ms": "maleis", "my": "birmaans", "ne": "nepalees nepali",
    "nl": "nederlands vlaams neerlandais dutch", "no": "noors", "om": "oromo", "pa": "punjabi", "pl": "pools polonais polish",
    "prs": "dari", "ps": "pasjtoe pashtu pashto pachto", "pt": "portugees portugais portuguese", "rn": "kirundi",
    "ro": "roemeens moldavisch roumain romanian", "rom": "romani", "ru": "russisch russe russian", "rw": "kinyarwanda",
    "si": "singalees", "sk": "slovaaks slowaaks", "sl": "sloveens", "so": "somali somalisch", "sq": "albanees albanais albanian",
    "sr": "servisch", "sv": "zweeds", "sw": "swahili", "ta": "tamil", "te": "telugu", "tg": "tadzjieks", "th": "thai thais",
    "ti": "tigrinya tigrigna", "tk": "turkmeens", "tl": "tagalog filipijns", "tr": "turks turc turkish", "tw": "twi",
    "ug": "oeigoers", "uk": "oekraiens ukrainien ukrainian", "ur": "urdu oerdoe", "uz": "oezbeeks", "vgt": "gebarentaal",
    "vi": "vietnamees", "wo": "wolof", "xh": "xhosa", "yo": "yoruba", "zh": "chinees mandarijn chinois chinese", "zu": "zulu",
}  # fmt: skip
_TAG: Final = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?")
"""Language, script and region (BCP 47, RFC 5646 §2.1); what comes after those does not matter to a reader."""


def language(text: str) -> str | None:
    """`Arabisch`, `French`, `ar`, `nl-BE` → a BCP 47 tag; `None` for a word that is not in the list."""
    name = folded(text)
    if tag := _tags().get(name):
        return tag
    found = _TAG.fullmatch(name)
    if not found or found[1] not in NAMES:
        return None
    return "-".join(filter(None, (found[1], found[2] and found[2].title(), found[3] and found[3].upper())))


@functools.cache
def _tags() -> dict[str, str]:
    return {folded(name): tag for tag, names in NAMES.items() for name in names.split()}
