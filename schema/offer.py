"""An offer. Its fields are those of `catalogue.offer.model.Offer`, under the names of the contract."""

from datetime import date, datetime
from typing import Final

import strawberry

from catalogue.offer import model
from catalogue.places import Municipality as Home
from schema.concept import Concept, known_concepts
from schema.connection import page_size
from schema.context import Info
from schema.declare import Lang, computed
from schema.enums import (
    Availability,
    Childcare,
    ContactForm,
    DutchLevel,
    GenderAudience,
    Kind,
    Perspective,
    PlaceMode,
    ReadingWriting,
    Requirement,
)
from schema.governance import ComplaintsChannel, Funding, QualityStatement, complaints_of
from schema.hours import HoursTest, Tested, tests_of
from schema.node import Node
from schema.organisation import Contact, Organisation
from schema.place import Municipality, Place, homes_of
from schema.source import Origin, SourceRecord, origins_of
from schema.text import LocalText, local, local_or_none
from schema.time import HoursRange, Slot
from vocab import terms

MAX_SIMILAR: Final = 20


@strawberry.type(description="A place that a newcomer can take.")
class Offer(Node):
    identifier: str = strawberry.field(description="The source's own key.")
    url: str | None
    kind: list[Kind]
    perspective: list[Perspective]
    contact_form: ContactForm | None
    in_dutch: bool | None
    dutch_level_min: DutchLevel | None
    taalicoon: int | None = strawberry.field(description="The number (1 to 4) of the pictogram of the level of Dutch.")
    reading_writing: ReadingWriting | None
    provider: Organisation
    place: Place | None
    place_mode: PlaceMode | None
    hours_per_week: HoursRange | None
    hours_total: HoursRange | None
    duration: str | None = strawberry.field(description="ISO 8601.")
    schedule: list[Slot]
    starts: date | None
    rolling_start: bool | None = strawberry.field(description="One can start at any time.")
    apply_by: date | None
    ends: date | None
    valid_through: date
    availability_as_of: date | None
    places: int | None
    waiting_days: int | None
    age_min: int | None
    age_max: int | None
    accessibility: list[str]
    cost_eur: float | None
    expenses_reimbursed: bool | None
    insured: bool | None
    quality: list[QualityStatement]
    funding: list[Funding]
    next_steps: list["NextStep"]
    inferred: list[str] = strawberry.field(description="Fields that we derived: the source does not give them.")
    withheld: list[str] = strawberry.field(description="Fields that the source does not let us pass on.")
    modified: datetime = strawberry.field(description="When the content changed at the source.")
    first_seen: datetime
    last_seen: datetime
    confirmed: datetime | None = strawberry.field(description="When a human last said that it is right.")
    gone: datetime | None

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        return isinstance(value, model.Offer)

    @computed()
    @staticmethod
    def iri(offer: strawberry.Parent[model.Offer], info: Info) -> str:
        return info.context.reader.iri(offer.id or "")

    @computed()
    @staticmethod
    def title(offer: strawberry.Parent[model.Offer], lang: Lang = "nl") -> LocalText:
        return local(offer.title, lang)

    @computed()
    @staticmethod
    def description(offer: strawberry.Parent[model.Offer], lang: Lang = "nl") -> LocalText | None:
        return local_or_none(offer.description, lang)

    @computed(description="In plain words, as the source gives it.")
    @staticmethod
    def plain_text(offer: strawberry.Parent[model.Offer], lang: Lang = "nl") -> LocalText | None:
        return local_or_none(offer.plain_text, lang)

    @computed(description="Languages (BCP 47) in which someone can help.")
    @staticmethod
    def bridge_languages(offer: strawberry.Parent[model.Offer]) -> list[str]:
        return list(offer.bridge_language)

    @computed(description="The scheme it belongs to.")
    @staticmethod
    def programme(offer: strawberry.Parent[model.Offer]) -> str | None:
        return offer.programme.name if offer.programme else None

    @computed(list[Municipality])
    @staticmethod
    def area_served(offer: strawberry.Parent[model.Offer], info: Info) -> list[Home]:
        return homes_of(offer.area_served, info.context.reader.places)

    @computed()
    @staticmethod
    def transport(offer: strawberry.Parent[model.Offer], lang: Lang = "nl") -> LocalText | None:
        return local_or_none(offer.transport, lang)

    @computed(Availability)
    @staticmethod
    def availability(offer: strawberry.Parent[model.Offer]) -> str:
        return offer.availability or "unknown"

    @computed(description="How one gets in.")
    @staticmethod
    def intake(offer: strawberry.Parent[model.Offer], lang: Lang = "nl") -> LocalText | None:
        return local_or_none(offer.intake, lang)

    @computed()
    @staticmethod
    def audience(offer: strawberry.Parent[model.Offer], lang: Lang = "nl") -> LocalText | None:
        return local_or_none(offer.audience, lang)

    @computed(GenderAudience)
    @staticmethod
    def gender_audience(offer: strawberry.Parent[model.Offer]) -> str:
        return offer.gender_audience or "unknown"

    @computed(list[Requirement])
    @staticmethod
    def requirements(offer: strawberry.Parent[model.Offer]) -> list[str]:
        return list(offer.requirement)

    @computed(Childcare)
    @staticmethod
    def childcare(offer: strawberry.Parent[model.Offer]) -> str:
        return offer.childcare or "unknown"

    @computed(list[Concept])
    @staticmethod
    def sectors(offer: strawberry.Parent[model.Offer]) -> list[terms.Concept]:
        return known_concepts("sector", offer.sector)

    @computed(description="The source's own words for what it is about.")
    @staticmethod
    def keywords(offer: strawberry.Parent[model.Offer]) -> list[str]:
        return list(offer.keyword)

    @computed(Contact | None, "That of the offer, else that of the organisation.")
    @staticmethod
    def contact(offer: strawberry.Parent[model.Offer]) -> model.Contact | None:
        return offer.contact or offer.provider.contact

    @computed(list[HoursTest], "The two tests; the counsellor judges, with the newcomer.")
    @staticmethod
    def counts_for_the_hours(offer: strawberry.Parent[model.Offer], info: Info) -> list[Tested]:
        said = None if "modified" in offer.inferred and not offer.confirmed else info.context.reader.confirmed_on(offer)
        return tests_of(offer, said)

    @computed()
    @staticmethod
    def complaints(offer: strawberry.Parent[model.Offer]) -> ComplaintsChannel | None:
        return complaints_of(offer)

    @computed(list[SourceRecord])
    @staticmethod
    def sources(offer: strawberry.Parent[model.Offer], info: Info) -> list[Origin]:
        return origins_of(offer, info)

    @computed(list["Offer"], "Live offers of the same kind, best those of the same sectors and nearby.")
    @staticmethod
    def similar(offer: strawberry.Parent[model.Offer], info: Info, first: int | None = 5) -> list[model.Offer]:
        size = page_size(first, default=5, most=MAX_SIMILAR)
        return info.context.reader.similar(offer, size) if size and not offer.gone else []


@strawberry.type(description="Something to do after this one.")
class NextStep:
    title: str
    url: str | None
    perspective: Perspective | None

    @computed(Offer | None, "The offer it leads to, where this catalogue has it.")
    @staticmethod
    def offer(step: strawberry.Parent[model.NextStep], info: Info) -> model.Offer | None:
        return info.context.offer(step.offer) if step.offer else None
