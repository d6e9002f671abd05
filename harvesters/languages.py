"""Names of languages, as people write them in Dutch, French and English, and the BCP 47 tags they stand for."""

import functools
import re
from typing import Final

from harvesters.dutch import folded

_NAMES: Final = {
    "aa": "afar", "af": "afrikaans", "am": "amhaars amhaarse amharisch amharique amharic", "ar": "arabisch arabe arabic",
    "as": "assamees", "az": "azerbeidzjaans azeri", "be": "wit-russisch belarussisch", "ber": "berbers tamazight tarifit amazigh",
    "bg": "bulgaars bulgare bulgarian", "bn": "bengaals bengali", "bo": "tibetaans tibetain tibetan", "bs": "bosnisch",
    "ca": "catalaans", "ckb": "sorani", "cs": "tsjechisch", "da": "deens", "de": "duits allemand german deutsch",
    "dyu": "dioula", "el": "grieks grec greek", "en": "engels anglais english", "es": "spaans espagnol spanish",
    "et": "estisch estlands ests", "eu": "baskisch", "fa": "perzisch farsi persan persian", "ff": "fula peul fulfulde", "fi": "fins",
    "fr": "frans francais french", "ga": "iers", "gu": "gujarati", "ha": "hausa", "he": "hebreeuws", "hi": "hindi",
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
_TAG: Final = re.compile(r"([a-z]{2,3})([-_][a-z0-9]{2,8})*")


def language(text: str) -> str | None:
    """`Arabisch`, `French`, `ar`, `nl-BE` → a BCP 47 tag; `None` for a word that is not in the list."""
    name = folded(text)
    if tag := _tags().get(name):
        return tag
    found = _TAG.fullmatch(name)
    if found and found[1] in _NAMES:
        parts = re.split("[-_]", name)
        return "-".join([parts[0], *(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in parts[1:])])
    return None


@functools.cache
def _tags() -> dict[str, str]:
    return {folded(name): tag for tag, names in _NAMES.items() for name in names.split()}
