"""The offer and everything in it: frozen values in the shape of `vocab/offer.schema.json`.

Python names are the stems of the JSON keys in snake_case. What is unknown is `None` or empty, never a default: an
offer without `childcare` does not say whether there is childcare. Codes are those of the concept schemes of the
vocabulary. Dates are local days (Europe/Brussels); instants are aware and UTC.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, field

Kind = Literal[
    "buddy", "mentoring", "tutoring", "internship", "volunteering", "language-practice", "club-life", "group-activity"
]
Perspective = Literal["professional", "educational", "social"]
ContactForm = Literal["duo", "small-group", "group"]
DutchLevel = Literal["none", "A1", "A2", "B1", "B2", "C1", "C2"]
ReadingWriting = Literal["none", "little", "fluent"]
Availability = Literal["open", "limited", "waiting-list", "full"]
PlaceMode = Literal["on-site", "by-arrangement", "online", "hybrid"]
Childcare = Literal["provided", "children-welcome", "reimbursed", "none"]
GenderAudience = Literal["everyone", "women", "men"]
Requirement = Literal["criminal-record-extract", "driving-licence", "bicycle", "own-laptop", "membership"]
PartOfDay = Literal["morning", "afternoon", "evening"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ProviderType = Literal[
    "non-profit", "informal-association", "municipality", "public-service", "school", "company", "unknown"
]
FirstContactBy = Literal["newcomer", "counsellor", "either"]
AssertedBy = Literal["self", "peer", "authority"]
StatementStatus = Literal["met", "not-met", "unknown"]
Redistribution = Literal["full", "facets", "link"]

WEEKDAYS: Final[tuple[Weekday, ...]] = Weekday.__args__  # type: ignore[attr-defined]  # typing hides Literal's values
PARTS: Final[tuple[PartOfDay, ...]] = PartOfDay.__args__  # type: ignore[attr-defined]

Day = date
"""Under another name, for values that have a field called so."""
NonEmpty = Annotated[str, Meta(min_length=1)]
Tag = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Web = Annotated[str, Meta(pattern=r"^https?://")]
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Amount = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=0)]
Instant = Annotated[datetime, Meta(tz=True)]
Text = Annotated[dict[Tag, NonEmpty], Meta(min_length=1)]
"""BCP 47 language → plain text."""


class _Value(Struct, frozen=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True):
    """Unknown keys are refused here so that the fast path never drops one unseen (`catalogue.offer.reading`)."""


class Range(_Value, frozen=True, kw_only=True):
    """Hours, both ends inclusive; one end may be unknown."""

    min: Amount | None = None
    max: Amount | None = None


class Contact(_Value, frozen=True, kw_only=True):
    url: Web | None = None
    email: str | None = None
    telephone: str | None = None
    telephone_hours: str | None = None
    desk: str | None = None
    languages: tuple[str, ...] = ()
    first_contact_by: FirstContactBy | None = None
    functional: bool | None = None
    """The publisher declares that mailbox and number belong to the organisation, not to a person."""


class Provider(_Value, frozen=True, kw_only=True):
    iri: str | None = field(default=None, name="@id")
    id: str | None = None
    name: NonEmpty
    type: ProviderType | None = None
    kbo: str | None = None
    v_code: str | None = None
    ovo: str | None = None
    municipality: str | None = None
    url: Web | None = None
    contact: Contact | None = None


class Programme(_Value, frozen=True, kw_only=True):
    iri: str | None = field(default=None, name="@id")
    name: str | None = None


class Place(_Value, frozen=True, kw_only=True):
    municipality: str | None = None
    """NIS code once read; publishers may send a name."""
    postcode: str | None = None
    street: str | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    nearest_stop: str | None = None


class Slot(_Value, frozen=True, kw_only=True):
    """A moment of the week. Clock times are local; `part` is derived from `start` where only a time is given."""

    weekday: Weekday | None = None
    part: PartOfDay | None = None
    start: Clock | None = field(default=None, name="from")
    end: Clock | None = field(default=None, name="to")
    during_school_holidays: bool | None = None
    rrule: str | None = None
    text: str | None = None


class QualityStatement(_Value, frozen=True, kw_only=True):
    criterion: str
    status: StatementStatus
    asserted_by: AssertedBy
    date: Day
    by: str | None = None
    evidence: Web | None = None
    until: Day | None = None


class ComplaintsChannel(_Value, frozen=True, kw_only=True):
    name: str | None = None
    handler: str | None = None
    url: Web | None = None


class Funding(_Value, frozen=True, kw_only=True):
    funder: str
    programme: str | None = None
    start: date | None = field(default=None, name="from")
    until: date | None = None
    amount_eur: float | None = None


class NextStep(_Value, frozen=True, kw_only=True):
    title: str
    url: Web | None = None
    perspective: Perspective | None = None
    offer: str | None = None


class Offer(_Value, frozen=True, kw_only=True):
    """One offer. As read from a record, `kind`, `title` and `provider` are there and codes are valid; what the store
    knows of it (`id`, `source`, dates of seeing) is added when it is read back."""

    context: object = field(default=None, name="@context")
    iri: str | None = field(default=None, name="@id")
    rdf_type: Literal["Offer"] | None = field(default=None, name="@type")
    id: str | None = None
    identifier: Annotated[str, Meta(min_length=1, max_length=300)]
    title: Text
    description: Text | None = None
    plain_text: Text | None = None
    url: Web | None = None
    provider: Provider
    programme: Programme | None = None
    kind: Annotated[tuple[Kind, ...], Meta(min_length=1, max_length=2)]
    perspective: Annotated[tuple[Perspective, ...], Meta(max_length=3)] = ()
    contact_form: ContactForm | None = None
    sector: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    occupation: tuple[str, ...] = ()
    in_dutch: bool | None = None
    dutch_level_min: DutchLevel | None = None
    taalicoon: Annotated[int, Meta(ge=1, le=4)] | None = None
    reading_writing: ReadingWriting | None = None
    bridge_language: tuple[str, ...] = ()
    place: Place | None = None
    area_served: tuple[str, ...] = ()
    place_mode: PlaceMode | None = None
    transport: Text | None = None
    hours_per_week: Range | None = None
    hours_total: Range | None = None
    duration: str | None = None
    schedule: tuple[Slot, ...] = ()
    starts: date | None = None
    rolling_start: bool | None = None
    apply_by: date | None = None
    ends: date | None = None
    valid_through: date | None = None
    availability: Availability | Literal["unknown"] | None = None
    availability_as_of: date | None = None
    places: Count | None = None
    waiting_days: Count | None = None
    intake: Text | None = None
    audience: Text | None = None
    age_min: Count | None = None
    age_max: Count | None = None
    age_reason: str | None = None
    gender_audience: GenderAudience | None = None
    gender_audience_reason: str | None = None
    requirement: tuple[Requirement, ...] = ()
    childcare: Childcare | Literal["unknown"] | None = None
    accessibility: tuple[str, ...] = ()
    cost_eur: Amount | None = None
    expenses_reimbursed: bool | None = None
    insured: bool | None = None
    contact: Contact | None = None
    quality: tuple[QualityStatement, ...] = ()
    complaints: ComplaintsChannel | None = None
    funding: tuple[Funding, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    same_as: tuple[str, ...] = ()
    source: str | None = None
    origin: str | None = None
    origin_version: str | None = None
    licence: str | None = None
    redistribution: Redistribution | None = None
    modified: Instant | None = None
    confirmed: Instant | None = None
    first_seen: Instant | None = None
    last_seen: Instant | None = None
    gone: Instant | None = None
    inferred: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


def part_of(clock: str) -> PartOfDay:
    """The part of the day a local time HH:MM falls in: before 12:00, before 18:00, after."""
    return "morning" if clock < "12:00" else "afternoon" if clock < "18:00" else "evening"


def in_language(text: Mapping[str, str], lang: str) -> tuple[str, str]:
    """The text in the language asked, else in Dutch, else in any: (text, language it is in)."""
    for tag in (lang, "nl"):
        if tag in text:
            return text[tag], tag
        for other in text:
            if other.partition("-")[0] == tag.partition("-")[0]:
                return text[other], other
    tag = next(iter(text))
    return text[tag], tag
