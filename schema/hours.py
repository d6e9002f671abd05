"""What counts for the hours: two tests, said in plain words. They inform; the counsellor judges, with the newcomer."""

import datetime
from typing import Final

import strawberry
from msgspec import Struct

from catalogue.offer import model, rules
from catalogue.offer.day import today_in_brussels
from schema.declare import Lang, computed
from schema.enums import AssertedBy, Verdict
from schema.text import spoken

_VERDICTS: Final = {"met": "fits", "not-met": "does-not-fit", "unknown": "unknown"}
_LIKELY: Final = {"nl": "Waarschijnlijk in orde: {}", "fr": "Probablement en ordre : {}", "en": "Probably fine: {}"}
_CHECK: Final = {"nl": "Zelf na te gaan: {}", "fr": "À vérifier : {}", "en": "To be checked: {}"}
_BECAUSE: Final[dict[tuple[str, str], dict[str, str]]] = {
    ("social-participation", "contact-form"): {
        "nl": "je doet het met twee of in groep.",
        "fr": "cela se fait à deux ou en groupe.",
        "en": "it is done in a pair or a group.",
    },
    ("social-participation", "kind"): {
        "nl": "bij dit soort aanbod leer je anderen kennen.",
        "fr": "ce type d’offre fait rencontrer d’autres personnes.",
        "en": "this kind of offer brings people together.",
    },
    ("social-participation", "online"): {
        "nl": "het is online, en de bron zegt niet met hoeveel je bent.",
        "fr": "c’est en ligne, et la source ne dit pas avec combien de personnes.",
        "en": "it is online, and the source does not say with how many people.",
    },
    ("social-participation", "not-said"): {
        "nl": "de bron zegt niet met hoeveel je bent.",
        "fr": "la source ne dit pas avec combien de personnes.",
        "en": "the source does not say with how many people.",
    },
    ("dutch-context", "in-dutch"): {
        "nl": "volgens de bron spreekt men er Nederlands.",
        "fr": "selon la source, on y parle néerlandais.",
        "en": "the source says that Dutch is spoken.",
    },
    ("dutch-context", "not-in-dutch"): {
        "nl": "volgens de bron spreekt men er geen Nederlands.",
        "fr": "selon la source, on n’y parle pas néerlandais.",
        "en": "the source says that no Dutch is spoken.",
    },
    ("dutch-context", "kind"): {
        "nl": "het is bedoeld om Nederlands te oefenen.",
        "fr": "le but est de pratiquer le néerlandais.",
        "en": "it is meant for practising Dutch.",
    },
    ("dutch-context", "not-said"): {
        "nl": "de bron zegt niet of men er Nederlands spreekt.",
        "fr": "la source ne dit pas si on y parle néerlandais.",
        "en": "the source does not say whether Dutch is spoken.",
    },
}
_WITHHELD: Final = {
    "nl": "wat de bron hierover zegt, mogen we niet doorgeven.",
    "fr": "nous ne pouvons pas transmettre ce que la source en dit.",
    "en": "we may not pass on what the source says about it.",
}
_RESTS_ON: Final = {"social-participation": "contactForm", "dutch-context": "inDutch"}
"""The field that settles a test, by its JSON key."""


class Tested(Struct, frozen=True, kw_only=True):
    """The value of a `HoursTest`."""

    test: rules.HoursTest
    said: datetime.datetime | None
    """When the source last changed or confirmed the offer."""
    is_withheld: bool
    """Whether the source may have said it, but to us alone."""


@strawberry.type(description="One of the two tests of what counts for the hours, with who says so and since when.")
class HoursTest:
    @computed(description="`social-participation` or `dutch-context`.")
    @staticmethod
    def test(tested: strawberry.Parent[Tested]) -> str:
        return tested.test.test

    @computed(Verdict)
    @staticmethod
    def verdict(tested: strawberry.Parent[Tested]) -> str:
        return _VERDICTS[tested.test.verdict]

    @computed()
    @staticmethod
    def reason(tested: strawberry.Parent[Tested], lang: Lang = "nl") -> str:
        because = _WITHHELD if tested.is_withheld else _BECAUSE[tested.test.test, tested.test.because]
        return spoken(_LIKELY if tested.test.verdict == "met" else _CHECK, lang).format(spoken(because, lang))

    @computed(AssertedBy | None)
    @staticmethod
    def asserted_by(tested: strawberry.Parent[Tested]) -> str | None:
        return tested.test.asserted_by

    @computed(description="The day since when it is said; null where it is inferred from what is not said.")
    @staticmethod
    def date(tested: strawberry.Parent[Tested]) -> datetime.date | None:
        return today_in_brussels(tested.said) if tested.said and tested.test.asserted_by else None

    @computed(description="We derived it: nobody said it in so many words.")
    @staticmethod
    def inferred(tested: strawberry.Parent[Tested]) -> bool:
        return tested.test.inferred


def tests_of(offer: model.Offer, said: datetime.datetime | None) -> list[Tested]:
    """Both tests of an offer as it may be shown; `said`: when its source last changed or confirmed it."""
    return [
        Tested(test=test, said=said, is_withheld=test.because == "not-said" and _RESTS_ON[test.test] in offer.withheld)
        for test in rules.hours_tests(offer)
    ]
