"""Quality, complaints and funding of an offer."""

import datetime

import strawberry

from catalogue.offer import model
from catalogue.offer.identity import folded
from schema.concept import Concept
from schema.declare import computed
from schema.enums import AssertedBy, StatementStatus
from vocab import terms


@strawberry.type(
    description="That a criterion of quality is met or not, by whom it is said, when, and on what evidence."
)
class QualityStatement:
    status: StatementStatus
    asserted_by: AssertedBy
    by: str | None
    date: datetime.date
    evidence: str | None
    until: datetime.date | None

    @computed(Concept)
    @staticmethod
    def criterion(statement: strawberry.Parent[model.QualityStatement]) -> terms.Concept:
        known = terms.concept("quality-criterion", statement.criterion)
        return known or _unlabelled(statement.criterion)


@strawberry.type(description="Where one can complain, and who handles it.")
class ComplaintsChannel:
    name: str
    handler: str | None
    url: str | None
    independent: bool | None = strawberry.field(
        description="False: the organisation handles it itself. Null: not known."
    )


@strawberry.type(description="Who pays for an offer, and until when.")
class Funding:
    funder: str
    programme: str | None
    until: datetime.date | None

    @computed(name="from")
    @staticmethod
    def start(funding: strawberry.Parent[model.Funding]) -> datetime.date | None:
        return funding.start


def complaints_of(offer: model.Offer) -> ComplaintsChannel | None:
    """The channel as the source gives it; `None` where it says nothing one can go by."""
    given = offer.complaints
    name = given and (given.name or given.handler or given.url)
    if not given or not name:
        return None
    own = given.handler is not None and folded(given.handler) == folded(offer.provider.name)
    return ComplaintsChannel(name=name, handler=given.handler, url=given.url, independent=False if own else None)


def _unlabelled(code: str) -> terms.Concept:
    """A criterion that this edition of the vocabulary does not have: its code is all we know."""
    return terms.Concept(
        scheme="quality-criterion",
        code=code,
        iri=terms.concept_iri("quality-criterion", code),
        labels={},
        alt_labels={},
        definition={},
        broader=(),
    )
