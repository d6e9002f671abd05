"""Enumerations. One rule joins them to the codes of the vocabulary: `LANGUAGE_PRACTICE` is `language-practice`.

A member's value is our code, so that values of the model go out as they are and members come in as codes. The one
exception are the levels of the Common European Framework, which are written in capitals in both.
"""

from enum import Enum, auto

import strawberry


class Code(Enum):
    """A GraphQL name whose value is the code of our own."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[object]) -> str:
        del start, count, last_values
        return name.lower().replace("_", "-")


@strawberry.enum(description="What sort of place is offered.")
class Kind(Code):
    BUDDY = auto()
    MENTORING = auto()
    TUTORING = auto()
    INTERNSHIP = auto()
    VOLUNTEERING = auto()
    LANGUAGE_PRACTICE = auto()
    CLUB_LIFE = auto()
    GROUP_ACTIVITY = auto()


@strawberry.enum(description="What an offer brings someone closer to.")
class Perspective(Code):
    PROFESSIONAL = auto()
    EDUCATIONAL = auto()
    SOCIAL = auto()


@strawberry.enum(description="With how many people together.")
class ContactForm(Code):
    DUO = auto()
    SMALL_GROUP = auto()
    GROUP = auto()


@strawberry.enum(description="Level of Dutch by the Common European Framework; NONE: no level is asked.")
class DutchLevel(Code):
    NONE = auto()
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


@strawberry.enum(description="How much reading and writing is asked.")
class ReadingWriting(Code):
    NONE = auto()
    LITTLE = auto()
    FLUENT = auto()


@strawberry.enum(description="Whether there is a place now. UNKNOWN: the source does not say.")
class Availability(Code):
    OPEN = auto()
    LIMITED = auto()
    WAITING_LIST = auto()
    FULL = auto()
    UNKNOWN = auto()


@strawberry.enum(description="Where it takes place.")
class PlaceMode(Code):
    ON_SITE = auto()
    BY_ARRANGEMENT = auto()
    ONLINE = auto()
    HYBRID = auto()


@strawberry.enum(description="What is arranged for children. UNKNOWN: the source does not say.")
class Childcare(Code):
    PROVIDED = auto()
    CHILDREN_WELCOME = auto()
    REIMBURSED = auto()
    NONE = auto()
    UNKNOWN = auto()


@strawberry.enum(description="Whom the offer is for. UNKNOWN: the source does not say.")
class GenderAudience(Code):
    EVERYONE = auto()
    WOMEN = auto()
    MEN = auto()
    UNKNOWN = auto()


@strawberry.enum(description="What someone must have or bring.")
class Requirement(Code):
    CRIMINAL_RECORD_EXTRACT = auto()
    DRIVING_LICENCE = auto()
    BICYCLE = auto()
    OWN_LAPTOP = auto()
    MEMBERSHIP = auto()


@strawberry.enum(description="Before 12:00, before 18:00, after.")
class PartOfDay(Code):
    MORNING = auto()
    AFTERNOON = auto()
    EVENING = auto()


@strawberry.enum(description="A day of the week.")
class Weekday(Code):
    MONDAY = auto()
    TUESDAY = auto()
    WEDNESDAY = auto()
    THURSDAY = auto()
    FRIDAY = auto()
    SATURDAY = auto()
    SUNDAY = auto()


@strawberry.enum(description="Whether a criterion is met; UNKNOWN where nobody said so.")
class Verdict(Code):
    FITS = auto()
    DOES_NOT_FIT = auto()
    UNKNOWN = auto()


@strawberry.enum(description="Order of the offers found. RELEVANCE without a text is FRESHEST.")
class OfferSort(Code):
    RELEVANCE = auto()
    DISTANCE = auto()
    STARTS_SOONEST = auto()
    FRESHEST = auto()
    TITLE = auto()


@strawberry.enum(description="What sort of organisation it is. UNKNOWN: the source does not say.")
class OrganisationType(Code):
    NON_PROFIT = auto()
    INFORMAL_ASSOCIATION = auto()
    MUNICIPALITY = auto()
    PUBLIC_SERVICE = auto()
    SCHOOL = auto()
    COMPANY = auto()
    UNKNOWN = auto()


@strawberry.enum(description="What the source lets us pass on: everything, the main facts, or title and link.")
class Redistribution(Code):
    FULL = auto()
    FACETS = auto()
    LINK = auto()


@strawberry.enum(description="Who says so.")
class AssertedBy(Code):
    SELF = auto()
    PEER = auto()
    AUTHORITY = auto()


@strawberry.enum(description="Whether a criterion of quality is met.")
class StatementStatus(Code):
    MET = auto()
    NOT_MET = auto()
    UNKNOWN = auto()


@strawberry.enum(description="How a feed fares.")
class FeedStatus(Code):
    TRIAL = auto()
    HEALTHY = auto()
    HELD = auto()
    FAILING = auto()
    UNREACHABLE = auto()
    PAUSED = auto()


@strawberry.enum(description="How a run of a feed ended.")
class RunStatus(Code):
    DONE = auto()
    UNCHANGED = auto()
    HELD = auto()
    FAILED = auto()
    UNREACHABLE = auto()


@strawberry.enum(description="What a suggestion stands for.")
class SuggestionType(Code):
    WORD = auto()
    PLACE = auto()
    CONCEPT = auto()
    ORGANISATION = auto()


@strawberry.enum(description="What offers can be counted by.")
class FacetField(Code):
    KIND = auto()
    PERSPECTIVE = auto()
    CONTACT_FORM = auto()
    DUTCH_LEVEL = auto()
    AVAILABILITY = auto()
    PLACE_MODE = auto()
    CHILDCARE = auto()
    PART_OF_DAY = auto()
    WEEKDAY = auto()
    SECTOR = auto()
    MUNICIPALITY = auto()
    PROVIDER = auto()
    BRIDGE_LANGUAGE = auto()
    QUALITY = auto()
    SOURCE = auto()


@strawberry.enum(description="What supply can be laid out over.")
class CoverageDimension(Code):
    MUNICIPALITY = auto()
    KIND = auto()
    PERSPECTIVE = auto()
    DUTCH_LEVEL = auto()
    PART_OF_DAY = auto()
    AVAILABILITY = auto()


@strawberry.enum(description="A scheme of the vocabulary.")
class ConceptScheme(Code):
    KIND = auto()
    PERSPECTIVE = auto()
    CONTACT_FORM = auto()
    DUTCH_LEVEL = auto()
    AVAILABILITY = auto()
    PLACE_MODE = auto()
    CHILDCARE = auto()
    PART_OF_DAY = auto()
    REQUIREMENT = auto()
    QUALITY_CRITERION = auto()
    DIRECTOR_TYPE = auto()
    SECTOR = auto()


@strawberry.enum(description="Whether an offer came, changed or went.")
class ChangeType(Enum):
    CREATED = "CREATED"
    UPDATED = "UPDATED"
    REMOVED = "REMOVED"


def name_of(code: str) -> str:
    """The GraphQL name of a code: `language-practice` is LANGUAGE_PRACTICE."""
    return code.upper().replace("-", "_")
