"""What the pages say, in Dutch and English: fixed words here, those of concepts in the vocabulary."""

from typing import Final

LANGUAGES: Final = ("nl", "en")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "site": ("Aanbodcatalogus", "Offer catalogue"),
    "claim": (
        "Buddy’s, mentoring, kennismakingsstages en vrijwilligerswerk voor wie inburgert",
        "Buddies, mentoring, introductory internships and volunteering for people who integrate",
    ),
    "skip": ("Naar de inhoud", "Skip to content"),
    "search": ("Zoeken", "Search"),
    "what": ("Wat zoek je?", "What are you looking for?"),
    "what_hint": ("bijvoorbeeld: naaien, fietsatelier, babbelen", "for example: naaien, fietsatelier, babbelen"),
    "where": ("Gemeente of postcode", "Municipality or postcode"),
    "within": ("Binnen", "Within"),
    "km": ("{0} km", "{0} km"),
    "kind": ("Soort aanbod", "Kind of offer"),
    "filters": ("Verfijnen", "Refine"),
    "apply": ("Toon resultaten", "Show results"),
    "again": ("Begin opnieuw", "Start again"),
    "results": ("{0} aanbiedingen", "{0} offers"),
    "result": ("1 aanbod", "1 offer"),
    "nothing": ("Geen aanbod gevonden", "No offers found"),
    "nothing_help": (
        "Probeer een ander of algemener woord, haal een filter weg of zoek wat verder van huis.",
        "Try another or a more general word, take a filter away or search a little further from home.",
    ),
    "wider": ("Zoek binnen {0} km", "Search within {0} km"),
    "without_filters": ("Zoek zonder filters", "Search without filters"),
    "not_said": ("{0} meer zegt niets over “{1}”", "{0} more do not say “{1}”"),
    "show_unknown": ("Toon ook wie iets niet zegt", "Also show those that do not say"),
    "hide_unknown": ("Verberg wie iets niet zegt", "Hide those that do not say"),
    "next": ("Volgende", "Next"),
    "sort": ("Volgorde", "Order"),
    "sort_relevance": ("beste eerst", "best first"),
    "sort_distance": ("dichtst eerst", "nearest first"),
    "sort_starts-soonest": ("begint het eerst", "starts soonest"),
    "sort_freshest": ("laatst bevestigd", "most recently confirmed"),
    "sort_title": ("titel", "title"),
    "home_visit": ("in de buurt, in overleg", "in the area, by arrangement"),
    "online": ("online", "online"),
    "anywhere": ("plaats in overleg", "place by arrangement"),
    "unknown": ("niet gezegd", "not said"),
    "unconfirmed": ("niet bevestigd sinds {0}", "not confirmed since {0}"),
    "confirmed": ("nagekeken op {0}", "confirmed on {0}"),
    "changed": ("gewijzigd op {0}", "changed on {0}"),
    "offer": ("Aanbod", "Offer"),
    "practical": ("Praktisch", "In practice"),
    "contact": ("Contact", "Contact"),
    "hours_tests": ("Telt het mee voor de {0} uur?", "Does it count for the {0} hours?"),
    "hours_judge": (
        "De trajectbegeleider oordeelt, samen met de nieuwkomer. Dit is een aanwijzing.",
        "The counsellor judges, with the newcomer. This is an indication.",
    ),
    "brussels": (
        "In Brussel gelden andere regels: vraag het aan je traject- of onthaalbureau.",
        "Other rules apply in Brussels: ask your reception office.",
    ),
    "social-participation": ("Contact met anderen", "Contact with others"),
    "dutch-context": ("Nederlands gebruiken", "Using Dutch"),
    "met": ("waarschijnlijk in orde", "probably fine"),
    "not-met": ("waarschijnlijk niet", "probably not"),
    "check": ("zelf na te gaan", "to be checked"),
    "inferred": ("afgeleid", "inferred"),
    "source": ("Bron", "Source"),
    "licence": ("Licentie", "Licence"),
    "page": ("Webpagina van het aanbod", "Page of the offer"),
    "withheld": (
        "De bron laat niet toe dat wij alles tonen. Kijk op haar pagina voor de rest.",
        "The source does not let us show everything. See its page for the rest.",
    ),
    "similar": ("Vergelijkbaar aanbod", "Similar offers"),
    "next_steps": ("En daarna?", "And then?"),
    "quality": ("Kwaliteit", "Quality"),
    "complaints": ("Klachten", "Complaints"),
    "funding": ("Financiering", "Funding"),
    "gone": ("Dit aanbod bestaat niet meer", "This offer no longer exists"),
    "gone_since": ("Het verdween op {0}.", "It went on {0}."),
    "benefit_note": (
        "Heb je een uitkering? Meld vrijwilligerswerk vooraf aan wie ze betaalt.",
        "Do you get a benefit? Report volunteering beforehand to whoever pays it.",
    ),
    "own_words": ("woorden van de aanbieder", "the provider's own words"),
    "feeds": ("Bronnen", "Sources"),
    "feeds_claim": (
        "Elke lijst die we lezen, hoe het ermee gaat en wat eraan schort.",
        "Every list we read, how it fares and what is wrong with it.",
    ),
    "no_feeds": ("Er is nog geen enkele lijst.", "There is no list yet."),
    "feed_status": ("Toestand", "Status"),
    "live": ("Aanbod nu", "Offers now"),
    "last_success": ("Laatst gelezen", "Last read"),
    "never": ("nog nooit", "never"),
    "runs": ("Vorige keren", "Earlier runs"),
    "no_runs": ("Deze lijst is nog niet gelezen.", "This list has not been read yet."),
    "started": ("Wanneer", "When"),
    "status": ("Afloop", "Outcome"),
    "read": ("Gelezen", "Read"),
    "new": ("Nieuw", "New"),
    "changed_n": ("Gewijzigd", "Changed"),
    "unchanged_n": ("Gelijk", "Unchanged"),
    "rejected": ("Geweigerd", "Rejected"),
    "quarantined": ("Afgezonderd", "Quarantined"),
    "removed": ("Verwijderd", "Removed"),
    "held": ("Tegengehouden", "Held"),
    "problems": ("Wat er beter kan", "What can be better"),
    "problems_out": ("Niet opgenomen", "Not taken in"),
    "problems_warn": ("Opgenomen, met een opmerking", "Taken in, with a remark"),
    "no_problems": ("Alles is in orde.", "All is well."),
    "record": ("Aanbod", "Offer"),
    "place_of": ("Plaats", "Place"),
    "found": ("Gevonden", "Found"),
    "message": ("Wat", "What"),
    "fix": ("Hoe verhelpen", "How to mend"),
    "publisher": ("Uitgever", "Publisher"),
    "format": ("Vorm", "Format"),
    "redistribution": ("Wat we doorgeven", "What we pass on"),
    "redistribution_full": ("alles", "everything"),
    "redistribution_facets": ("het voornaamste, zonder de tekst", "the main facts, without the text"),
    "redistribution_link": ("titel en koppeling", "title and link"),
    "more_problems": ("… en {0} meer.", "… and {0} more."),
    "healthy": ("in orde", "healthy"),
    "trial": ("op proef", "on trial"),
    "failing": ("mislukt", "failing"),
    "unreachable": ("onbereikbaar", "unreachable"),
    "paused": ("gepauzeerd", "paused"),
    "done": ("gelukt", "done"),
    "unchanged": ("niets gewijzigd", "nothing changed"),
    "failed": ("mislukt", "failed"),
    "offers_of": ("Aanbod van {0}", "Offers of {0}"),
    "developers": ("Voor ontwikkelaars", "For developers"),
    "not_found": ("Deze pagina bestaat niet", "There is no such page"),
    "not_found_help": ("Kijk het adres na, of begin bij het zoeken.", "Check the address, or start at the search."),
    "wrong": ("Dat lukte niet", "That did not work"),
    "try_place": ("Bedoelde je:", "Did you mean:"),
    "language": ("Taal", "Language"),
    "privacy": (
        "We houden niet bij wat je zoekt. Geen cookies, geen volgers.",
        "We do not record what you search. No cookies, no trackers.",
    ),
}


class Words:
    """The words of one language: `words("results", 12)`."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._at = LANGUAGES.index(lang)

    def __call__(self, word: str, *values: object) -> str:
        return _WORDS[word][self._at].format(*values)


def language(asked: str | None, accepted: str) -> str:
    """The language of a page: the one asked in the address, else the browser's first that we speak, else Dutch."""
    if asked in LANGUAGES:
        return asked
    for part in accepted.lower().split(","):
        tag = part.partition(";")[0].strip().partition("-")[0]
        if tag in LANGUAGES:
            return tag
    return "nl"
