"""The types of schema.org and OpenActive that matter here."""

from typing import Final

from catalogue.offer.model import ProviderType

EVENT: Final = frozenset(
    ["Event", "BusinessEvent", "ChildrensEvent", "ComedyEvent", "ConferenceEvent", "DanceEvent", "DeliveryEvent",
     "EducationEvent", "EventSeries", "ExhibitionEvent", "Festival", "FoodEvent", "Hackathon", "LiteraryEvent", "MusicEvent",
     "PerformingArtsEvent", "PublicationEvent", "BroadcastEvent", "OnDemandEvent", "SaleEvent", "ScreeningEvent", "SocialEvent",
     "SportsEvent", "TheaterEvent", "UserInteraction", "VisualArtsEvent", "HeadlineEvent", "SessionSeries", "ScheduledSession"]
)  # fmt: skip
OFFERED: Final = EVENT | {
    "Service", "JobPosting", "WorkBasedProgram", "Offer", "VolunteerAction",
    "Course", "CourseInstance", "EducationalOccupationalProgram",
}  # fmt: skip
"""What may be an offer of this catalogue; whether it is one, its kind decides."""

PROVIDER_TYPES: Final[dict[str, ProviderType]] = {
    "NGO": "non-profit",
    "GovernmentOrganization": "public-service",
    "GovernmentOffice": "public-service",
    "EducationalOrganization": "school",
    "School": "school",
    "Preschool": "school",
    "ElementarySchool": "school",
    "MiddleSchool": "school",
    "HighSchool": "school",
    "CollegeOrUniversity": "school",
    "Corporation": "company",
    "LocalBusiness": "company",
    "OnlineBusiness": "company",
    "OnlineStore": "company",
    "Store": "company",
}
ORGANISATION: Final = PROVIDER_TYPES.keys() | {
    "Organization",
    "SportsOrganization",
    "SportsClub",
    "PerformingGroup",
    "Library",
}
