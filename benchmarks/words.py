"""A Dutch vocabulary large enough for realistic document frequencies, grown from some hundreds of real words.

Frequent words first: what sentences are built with, then plain words and their forms, then compounds, as in a real text.
"""

import functools
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Ids = npt.NDArray[np.intp]

_FUNCTION: Final = """
de van het en een in is dat op te voor met die zijn niet aan er om ook als dan maar bij of uit nog naar dit over door wordt je we
deze tot wat meer worden kan hun geen wie alle onze samen elke iedereen
"""
_NOUNS: Final = """
groep week dag hulp werk huis buurt wijk school stad dorp straat plein park tuin keuken winkel markt fiets auto bus trein station
bibliotheek boek krant brief verhaal gesprek vraag woord taal les cursus klas leerling kind gezin ouder vriend buur vereniging club
ploeg sport voetbal zwembad loop wandeling bal spel kaart muziek lied koor dans toneel film foto schilder kleur papier hout metaal
steen stof draad naald naaimachine kleed jas schoen hoed tas markering kraam koffie thee brood soep taart maaltijd groente fruit
appel aardappel kruid recept oven pan bord tafel stoel bank lamp deur raam muur dak trap kamer zaal atelier werkplaats kantoor
computer scherm telefoon bericht website camera radio kabel motor wiel band ketting gereedschap hamer zaag boor schroef verf borstel
natuur bos boom bloem plant zaad kas bij kip hond kat paard schaap dier boerderij veld akker rivier strand berg zomer winter herfst
lente ochtend middag avond weekend vakantie feest verjaardag bezoek uitstap reis kamp weg brug haven schip kerk toren museum theater
podium kunst beeld museumgids rusthuis ziekenhuis dokter verpleging zorg gezondheid rust slaap lichaam hand voet hoofd oog oor stem
adem water lucht licht zon regen energie afval batterij glas fles doos pakket post loket formulier document contract geld prijs
kost ticket plaats ruimte lokaal dienst bedrijf beroep stage opleiding diploma ervaring talent idee plan project thema doel kans
begin einde uur minuut maand jaar toekomst verleden geschiedenis cultuur gemeente organisatie netwerk contact afspraak uitnodiging
onthaal begeleiding ondersteuning activiteit ontmoeting
"""
_VERBS: Final = """
helpen werken leren spreken praten luisteren lezen schrijven koken bakken eten drinken wandelen fietsen lopen zwemmen spelen zingen
dansen tekenen schilderen naaien breien haken herstellen bouwen timmeren zagen poetsen wassen strijken tuinieren planten oogsten
verzorgen begeleiden ondersteunen ontmoeten kennismaken uitnodigen organiseren plannen voorbereiden verkopen inpakken sorteren
leveren vervoeren rijden reizen bezoeken vertellen tonen uitleggen oefenen herhalen onthouden zoeken vinden kiezen beginnen
meedoen proberen ontdekken bewegen trainen rusten genieten lachen delen geven brengen halen dragen openen sluiten wachten
vergaderen bellen typen printen fotograferen filmen repareren monteren
"""
_ADJECTIVES: Final = """
nieuw groot klein goed mooi leuk rustig warm open vrij eigen lokaal jong oud lang kort snel langzaam eenvoudig moeilijk vrolijk
vriendelijk gezellig sociaal cultureel creatief technisch digitaal gratis wekelijks dagelijks maandelijks vast los zacht sterk
gezond vers groen blauw rood wit zwart droog nat stil druk zeker duidelijk nuttig handig praktisch persoonlijk gewoon bijzonder
belangrijk mogelijk nodig welkom ervaren deeltijds voltijds tijdelijk vlot
"""
_HEADS: Final = """
groep club avond dag week huis werk hulp les plein tuin keuken markt winkel atelier werkplaats zaal feest cursus project dienst
wandeling gesprek boek kaart plan spel team kring hoek punt bank kast lijst kamer weg bezoek stage opleiding verhaal
"""
_COMPOUNDS: Final = 6000
_VOWELS: Final = "aeiou"


class Vocabulary(Struct, frozen=True):
    words: tuple[str, ...]
    """Most frequent first."""
    functional: int
    """So many of the first only hold sentences together."""
    plain: int
    """So many of the first are no compounds."""
    text: npt.NDArray[np.float64]
    """Cumulated shares of each word in running text (Zipf and Mandelbrot: 1 / (rank + 2.7))."""
    content: npt.NDArray[np.float64]
    """The same without the functional words, whose share is 0."""

    def draw(self, source: np.random.Generator, count: int, shares: npt.NDArray[np.float64]) -> Ids:
        return np.searchsorted(shares, source.random(count), side="right")

    @property
    def frequent(self) -> tuple[str, ...]:
        """Words that carry meaning and stand in one text of ten or so."""
        return self.words[self.functional : self.functional + 20]


@functools.cache
def vocabulary(seed: int) -> Vocabulary:
    """Some seven thousand words; the seed decides which compounds there are and how frequent each plain word is."""
    rng = Random(seed)
    nouns, heads = _NOUNS.split(), _HEADS.split()
    forms = [form for noun in nouns for form in (noun, _plural(noun))]
    forms += [form for verb in _VERBS.split() for form in (verb, f"{verb}d", f"{verb}de")]
    forms += [form for word in _ADJECTIVES.split() for form in (word, _plural(word).removesuffix("n"))]
    plain = [word for word in dict.fromkeys(forms) if word not in _FUNCTION.split()]
    rng.shuffle(plain)
    compounds: dict[str, None] = {}
    while len(compounds) < _COMPOUNDS:
        word = rng.choice(nouns) + rng.choice(("", "", "", "s", "en")) + rng.choice(heads)
        compounds[_plural(word) if rng.random() < 0.2 else word] = None
    function = _FUNCTION.split()
    words = tuple(dict.fromkeys((*function, *plain, *compounds)))
    weights = 1 / (np.arange(len(words)) + 2.7)
    text = np.cumsum(weights / weights.sum())
    weights[: len(function)] = 0
    content = np.cumsum(weights / weights.sum())
    text[-1] = content[-1] = 1.0  # sums of rounded shares may end just below
    return Vocabulary(
        words=words, functional=len(function), plain=len(function) + len(plain), text=text, content=content
    )


def _plural(word: str) -> str:
    """By the rules of Dutch spelling, near enough: straten, bossen, brieven, tafels."""
    if word.endswith(("e", "el", "er", "em", "en", "a", "o", "i", "é")):
        return f"{word}s"
    if len(word) > 3 and word[-2] == word[-3] and word[-2] in "aeou" and word[-1] not in _VOWELS:
        return f"{word[:-2]}{_voiced(word[-1])}en"
    if word[-1] not in "wxij" + _VOWELS and word[-2] in _VOWELS and word[-3:-2] not in tuple(_VOWELS):
        return f"{word}{word[-1]}en"
    return f"{word[:-1]}{_voiced(word[-1]) if word[-2] in _VOWELS else word[-1]}en"


def _voiced(letter: str) -> str:
    return {"f": "v", "s": "z"}.get(letter, letter)
