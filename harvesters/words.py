"""The Dutch words publishers use for the codes of the vocabulary."""

import difflib
import functools
import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from harvesters.dutch import folded

_LONGEST: Final = 80
"""Characters of a word that are compared with others."""


class Words(Struct, frozen=True):
    """One code list: code → the words for it; the first is the one that a template offers."""

    of: Mapping[str, tuple[str, ...]]

    def read(self, text: str) -> str | None:
        """The code that a word or a code stands for."""
        return _index(self).get(_key(text))

    def close(self, text: str) -> str | None:
        """The offered word that was probably meant."""
        code = _closest(self, _key(text)[:_LONGEST])
        return None if code is None else self.of[code][0]

    def offered(self) -> list[str]:
        return [words[0] for words in self.of.values()]

    def __hash__(self) -> int:
        return id(self)


@functools.lru_cache(maxsize=1024)  # one slip is often copied down a whole column
def _closest(words: Words, key: str) -> str | None:
    found = difflib.get_close_matches(key, _index(words), 1, 0.7)
    return _index(words)[found[0]] if found else None


@functools.cache
def _index(words: Words) -> dict[str, str]:
    return {_key(word): code for code, several in words.of.items() for word in (code, *several)}


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(text))


KIND: Final = Words(
    {
        "buddy": ("buddy", "buddywerking", "buddyproject", "buddytraject", "maatje", "duowerking"),
        "mentoring": ("mentoring", "mentor", "mentorschap", "mentoraat", "mentorproject", "peter- of meterschap"),
        "tutoring": ("tutoring", "tutor", "huiswerkbegeleiding", "studiebegeleiding", "bijles"),
        "internship": (
            "kennismakingsstage", "stage", "snuffelstage", "kijkstage", "meeloopstage", "oriënterende stage",
            "ervaringsstage", "introductory internship", "werkstage",
        ),
        "volunteering": (
            "vrijwilligerswerk", "vrijwilliger", "vrijwilligers", "vrijwillige inzet", "vrijwillig engagement",
            "vrijwilligen", "vrijwilligerswerking", "volunteer", "bénévolat",
        ),
        "language-practice": (
            "taaloefenkans", "oefenkans Nederlands", "taaloefenkansen", "oefenkans", "conversatietafel", "praattafel",
            "babbelonië", "taalcafé", "conversatiegroep", "praatgroep", "Nederlands oefenen",
        ),
        "club-life": ("verenigingsleven", "vereniging", "club", "sportclub", "jeugdbeweging", "lidmaatschap van een vereniging"),
        "group-activity": ("groepsactiviteit", "activiteit", "ontmoeting", "ontmoetingsactiviteit", "groep", "workshop", "uitstap"),
    }
)  # fmt: skip
PERSPECTIVE: Final = Words(
    {
        "professional": ("professioneel", "werk", "beroep", "economisch"),
        "educational": ("educatief", "opleiding", "onderwijs", "leren"),
        "social": ("sociaal", "vrije tijd", "ontmoeting", "maatschappelijk"),
    }
)
CONTACT_FORM: Final = Words(
    {
        "duo": ("duo", "één op één", "een op een", "1 op 1", "1-op-1", "individueel", "met twee"),
        "small-group": ("kleine groep", "klein groepje", "groepje"),
        "group": ("groep", "in groep", "grote groep"),
    }
)
PROVIDER_TYPE: Final = Words(
    {
        "non-profit": (
            "vzw", "ivzw", "vereniging zonder winstoogmerk", "stichting", "ngo", "asbl", "organisatie zonder winstoogmerk",
        ),
        "informal-association": ("feitelijke vereniging", "informele vereniging", "buurtgroep", "bewonersgroep"),
        "municipality": ("gemeente", "stad", "stadsbestuur", "gemeentebestuur", "lokaal bestuur", "stad of gemeente"),
        "public-service": (
            "openbare dienst", "overheid", "ocmw", "overheidsdienst", "provincie", "agentschap", "openbaar bestuur", "vdab",
            "sociaal huis", "bibliotheek",
        ),
        "school": ("school", "cvo", "cbe", "centrum voor volwassenenonderwijs", "centrum voor basiseducatie", "hogeschool",
                   "universiteit", "academie", "onderwijsinstelling"),
        "company": ("bedrijf", "onderneming", "firma", "nv", "bv", "bvba", "commercieel bedrijf", "zelfstandige"),
    }
)  # fmt: skip
DUTCH_LEVEL: Final = Words(
    {
        "none": (
            "geen", "geen vereist niveau", "geen vereiste", "geen vereisten", "geen niveau", "geen niveau vereist",
            "geen voorkennis", "niet nodig", "niet vereist", "geen minimum", "0", "iedereen welkom", "zonder nederlands",
        ),
        "A1": ("A1", "1.1", "richtgraad 1.1"),
        "A2": ("A2", "1.2", "richtgraad 1.2"),
        "B1": ("B1",),
        "B2": ("B2",),
        "C1": ("C1",),
        "C2": ("C2",),
    }
)  # fmt: skip
TAALICOON: Final = Words(
    {
        "1": ("1", "één taalicoon", "een", "1 taalicoon", "1 taaliconen"),
        "2": ("2", "twee taaliconen", "twee", "2 taaliconen"),
        "3": ("3", "drie taaliconen", "drie", "3 taaliconen"),
        "4": ("4", "vier taaliconen", "vier", "4 taaliconen"),
    }
)
READING_WRITING: Final = Words(
    {
        "none": ("niet nodig", "geen", "nee", "niet", "niet vereist"),
        "little": ("een beetje", "weinig", "beperkt", "basis", "eenvoudig"),
        "fluent": ("vlot", "goed"),
    }
)
PLACE_MODE: Final = Words(
    {
        "on-site": ("ter plaatse", "op locatie", "bij ons", "fysiek", "op een vaste plaats"),
        "by-arrangement": (
            "in overleg",
            "af te spreken",
            "op afspraak",
            "bij de persoon thuis",
            "wisselend",
            "verschillende plaatsen",
        ),
        "online": ("online", "op afstand", "digitaal"),
        "hybrid": ("hybride", "deels online", "ter plaatse en online", "online en ter plaatse"),
    }
)
AVAILABILITY: Final = Words(
    {
        "open": ("open", "vrij", "plaats vrij", "plaatsen vrij", "beschikbaar", "nog plaats", "vrije plaatsen"),
        "limited": ("beperkt", "nog enkele plaatsen", "bijna volzet", "beperkt beschikbaar", "laatste plaatsen"),
        "waiting-list": ("wachtlijst", "op de wachtlijst"),
        "full": ("volzet", "vol", "volgeboekt", "geen plaats", "geen plaatsen"),
    }
)
GENDER: Final = Words(
    {
        "everyone": (
            "iedereen",
            "allen",
            "alle",
            "m/v/x",
            "v/m/x",
            "m/v",
            "v/m",
            "gemengd",
            "vrouwen en mannen",
            "mannen en vrouwen",
        ),
        "women": ("vrouwen", "vrouw", "v", "enkel vrouwen", "alleen vrouwen"),
        "men": ("mannen", "man", "m", "enkel mannen", "alleen mannen"),
    }
)
CHILDCARE: Final = Words(
    {
        "provided": (
            "voorzien",
            "ja",
            "opvang",
            "kinderopvang",
            "er is opvang",
            "kinderopvang voorzien",
            "opvang voorzien",
        ),
        "children-welcome": ("kinderen welkom", "kinderen mogen mee", "kinderen zijn welkom", "met kinderen"),
        "reimbursed": ("terugbetaald", "vergoed", "opvang terugbetaald", "kosten terugbetaald"),
        "none": ("geen", "nee", "neen", "niet", "geen opvang", "niet voorzien"),
    }
)
REQUIREMENT: Final = Words(
    {
        "criminal-record-extract": (
            "uittreksel strafregister", "uittreksel uit het strafregister", "strafregister", "model 2", "596.2",
            "uittreksel strafregister model 2", "uittreksel strafregister (model 2)", "bewijs van goed gedrag en zeden",
            "goed gedrag en zeden", "blanco strafregister",
        ),
        "driving-licence": ("rijbewijs", "rijbewijs b", "auto en rijbewijs"),
        "bicycle": ("fiets", "eigen fiets", "kunnen fietsen"),
        "own-laptop": ("eigen laptop", "laptop", "eigen computer"),
        "membership": ("lidmaatschap", "lid zijn", "lid worden", "lidgeld"),
    }
)  # fmt: skip
FIRST_CONTACT: Final = Words(
    {
        "newcomer": ("nieuwkomer", "deelnemer", "kandidaat", "inburgeraar", "de persoon zelf", "zelf"),
        "counsellor": ("trajectbegeleider", "begeleider", "begeleiding", "doorverwijzer"),
        "either": ("beide", "beiden", "allebei", "om het even", "maakt niet uit", "begeleider of deelnemer"),
    }
)


def dutch_level(text: str) -> str | None:
    """`A2`, `geen`, `A2 of hoger`, `vanaf A2`, `niveau A2`, `A1-A2` (the lower one) → a code of the scheme dutch-level.

    Words such as “basis” are no level: nothing is derived from them.
    """
    if known := DUTCH_LEVEL.read(text):
        return known
    found = re.fullmatch(
        r"(?:(?:minstens|minimaal|minimum|min|vanaf|ten minste|niveau|taalniveau|richtniveau|ongeveer|ca|erk|cefr)\b\.?[\s:]*)*"
        r"([abc][12])\s*(?:\+|(?:en|of) (?:hoger|meer)|(?:[-/]\s*|(?:tot|a|of)\s+)([abc][12]))?(?:\s+nederlands)?",
        folded(text),
    )
    return min(filter(None, found.groups())).upper() if found else None


def taalicoon(text: str) -> int | None:
    code = TAALICOON.read(text)
    return int(code) if code else None
