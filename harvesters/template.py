"""The published template for lists: its columns, their Dutch names, where each goes in an offer, and an example."""

import functools
import re
from typing import Final

from msgspec import Struct

from harvesters import cells
from harvesters.cells import Reader
from harvesters.dutch import folded
from harvesters.languages import language

_NOTE: Final = re.compile(r"\(([^()]*)\)")


class Column(Struct, frozen=True):
    """`pointer` is where the value goes in the offer (RFC 6901); without a reader the cell is text as it stands."""

    name: str
    nl: str
    pointer: str
    example: str
    """A cell as people fill it in; together they are one (fictional) offer."""
    reader: Reader | None = None
    also: tuple[str, ...] = ()
    """Other headers people use for it."""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.pointer[1:].split("/"))


def column(header: str) -> Column | None:
    """The column a header names: English or Dutch, whatever its case, accents, blanks and underscores.

    A note behind it does not matter, as in “einde (dd/mm/jjjj)” or “titel *”, unless it names a language: a title in
    Arabic is not the title.
    """
    known = _columns()
    exact = known.get(header_key(header))
    if exact or "(" not in header:
        return exact
    notes = _NOTE.findall(header)
    return None if any(map(language, notes)) else known.get(header_key(without_note(header)))


def header_key(header: str) -> str:
    """What is compared of a header: its letters and digits, where it has any."""
    name = folded(header)
    return re.sub(r"[\W_]", "", name) or name


def without_note(header: str) -> str:
    return _NOTE.sub("", header)


@functools.cache
def _columns() -> dict[str, Column]:
    return {header_key(name): one for one in COLUMNS for name in (one.name, one.nl, *one.also)}


COLUMNS: Final[tuple[Column, ...]] = (
    Column("identifier", "nummer", "/identifier", "KL-001", also=("id", "referentie")),
    Column("title", "titel", "/title/nl", "Praattafel op dinsdag", also=("naam van het aanbod", "naam aanbod")),
    Column("title_fr", "titel (Frans)", "/title/fr", "Table de conversation le mardi"),
    Column("title_en", "titel (Engels)", "/title/en", "Conversation table on Tuesday"),
    Column("description", "omschrijving", "/description/nl", "Samen praten bij de koffie.", also=("beschrijving",)),
    Column("description_fr", "omschrijving (Frans)", "/description/fr", "Parler autour d’un café."),
    Column("description_en", "omschrijving (Engels)", "/description/en", "Talking over coffee."),
    Column("plain_text", "eenvoudige tekst", "/plainText/nl", "Je praat Nederlands met andere mensen."),
    Column("url", "webpagina", "/url", "https://example.org/praattafel", cells.URL, also=("website", "link")),
    Column("provider", "aanbieder", "/provider/name", "Buurthuis De Brug (fictief)", also=("organisatie",)),
    Column("provider_type", "soort aanbieder", "/provider/type", "vzw", cells.PROVIDER_TYPE),
    Column("kbo", "ondernemingsnummer", "/provider/kbo", "0000.000.196", cells.KBO, also=("kbo-nummer",)),
    Column("kind", "soort", "/kind", "taaloefenkans", cells.KIND, also=("soort aanbod",)),
    Column("perspective", "perspectief", "/perspective", "educatief, sociaal", cells.PERSPECTIVE),
    Column("contact_form", "contactvorm", "/contactForm", "kleine groep", cells.CONTACT_FORM),
    Column("sector", "sector", "/sector", "conversatie", cells.LIST),
    Column("keyword", "trefwoorden", "/keyword", "praten, koffie", cells.LIST, also=("trefwoord",)),
    Column("in_dutch", "in het nederlands", "/inDutch", "ja", cells.YES_NO),
    Column("dutch_level_min", "niveau nederlands", "/dutchLevelMin", "A1", cells.LEVEL, also=("taalniveau", "niveau")),
    Column("taalicoon", "taaliconen", "/taalicoon", "1", cells.TAALICOON),
    Column("reading_writing", "lezen en schrijven", "/readingWriting", "niet nodig", cells.READING_WRITING),
    Column("bridge_language", "brugtalen", "/bridgeLanguage", "Frans, Arabisch", cells.LANGUAGES, also=("brugtaal",)),
    Column("municipality", "gemeente", "/place/municipality", "Gent", also=("stad of gemeente",)),
    Column("postcode", "postcode", "/place/postcode", "9000", cells.POSTCODE),
    Column("street", "straat", "/place/street", "Voorbeeldstraat 1", also=("adres", "straat en nummer")),
    Column("lat", "breedtegraad", "/place/lat", "51,0543", cells.LATITUDE),
    Column("lon", "lengtegraad", "/place/lon", "3,7174", cells.LONGITUDE),
    Column("nearest_stop", "halte", "/place/nearestStop", "Gent Zuid"),
    Column("area_served", "werkingsgebied", "/areaServed", "Gent, Merelbeke-Melle", cells.MUNICIPALITIES),
    Column("place_mode", "waar", "/placeMode", "ter plaatse", cells.PLACE_MODE),
    Column("transport", "bereikbaarheid", "/transport/nl", "Tram 2, vijf minuten te voet"),
    Column("hours_per_week", "uren per week", "/hoursPerWeek", "2 uur", cells.WEEK_HOURS),
    Column("hours_total", "uren in totaal", "/hoursTotal", "20 tot 40 uur", cells.ALL_HOURS),
    Column("duration", "duur", "/duration", "6 maanden", cells.DURATION),
    Column("schedule", "wanneer", "/schedule", "di 9u30-11u30", cells.SCHEDULE, also=("dag en uur", "uurrooster")),
    Column("starts", "start", "/starts", "01/09/2026", cells.DATE, also=("startdatum",)),
    Column("rolling_start", "doorlopend starten", "/rollingStart", "ja", cells.YES_NO),
    Column("apply_by", "inschrijven tot", "/applyBy", "30/04/2027", cells.DATE),
    Column("ends", "einde", "/ends", "30/06/2027", cells.DATE, also=("einddatum",)),
    Column("valid_through", "geldig tot", "/validThrough", "30/06/2027", cells.DATE, also=("geldig tot en met",)),
    Column("availability", "beschikbaarheid", "/availability", "nog enkele plaatsen", cells.AVAILABILITY),
    Column("places", "plaatsen", "/places", "4", cells.COUNT, also=("aantal plaatsen",)),
    Column("waiting_days", "wachttijd (dagen)", "/waitingDays", "2 weken", cells.DAYS, also=("wachttijd",)),
    Column("intake", "intake", "/intake/nl", "Een kort gesprek"),
    Column("audience", "doelgroep", "/audience/nl", "Vrouwen die Nederlands willen oefenen"),
    Column("age_min", "minimumleeftijd", "/ageMin", "18", cells.COUNT),
    Column("age_max", "maximumleeftijd", "/ageMax", "99", cells.COUNT),
    Column("age_reason", "reden leeftijdsgrens", "/ageReason", "Het is een werking voor volwassenen"),
    Column("gender_audience", "vrouwen of mannen", "/genderAudience", "vrouwen", cells.GENDER),
    Column("gender_audience_reason", "reden vrouwen of mannen", "/genderAudienceReason", "Zo vroegen de eerste groepen het"),
    Column("requirement", "voorwaarden", "/requirement", "lidmaatschap", cells.REQUIREMENT),
    Column("childcare", "kinderopvang", "/childcare", "kinderen welkom", cells.CHILDCARE),
    Column("accessibility", "toegankelijkheid", "/accessibility", "rolstoel, lift", cells.LIST),
    Column("cost_eur", "kostprijs", "/costEur", "gratis", cells.AMOUNT, also=("prijs",)),
    Column("expenses_reimbursed", "onkostenvergoeding", "/expensesReimbursed", "nee", cells.YES_NO),
    Column("insured", "verzekerd", "/insured", "ja", cells.YES_NO),
    Column("contact_email", "e-mail", "/contact/email", "info@example.org", cells.EMAIL, also=("e-mailadres",)),
    Column("contact_telephone", "telefoon", "/contact/telephone", "09 000 12 34", cells.TELEPHONE),
    Column("telephone_hours", "telefonisch bereikbaar", "/contact/telephoneHours", "ma-vr 9-12u"),
    Column("desk", "balie", "/contact/desk", "Voorbeeldstraat 1, weekdagen 9-12u"),
    Column("contact_url", "contactpagina", "/contact/url", "https://example.org/contact", cells.URL),
    Column("contact_languages", "talen aan de balie", "/contact/languages", "Nederlands, Frans", cells.LANGUAGES),
    Column("first_contact_by", "eerste contact door", "/contact/firstContactBy", "beide", cells.FIRST_CONTACT),
    Column(
        "functional", "algemeen contactpunt (ja/nee)", "/contact/functional", "ja", cells.YES_NO, also=("algemeen contactpunt",)
    ),
    Column("programme", "werking", "/programme/name", "Praten in de buurt"),
    Column("complaints", "klachten", "/complaints/name", "Dienst klachten (fictief)"),
    Column("complaints_url", "klachtenpagina", "/complaints/url", "https://example.org/klachten", cells.URL),
    Column("confirmed", "nagekeken op", "/confirmed", "20/11/2026", cells.INSTANT),
    Column("modified", "gewijzigd op", "/modified", "20/11/2026 10:15", cells.INSTANT),
)  # fmt: skip
