"""Who offers."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from catalogue.index.base import Where
from catalogue.offer import model
from catalogue.places import Municipality as Home
from schema.context import Info
from schema.declare import computed
from schema.enums import OrganisationType
from schema.found import FoundPage, find
from schema.node import Node
from schema.place import Municipality, home_of

if TYPE_CHECKING:
    from schema.search import OfferConnection


@strawberry.type(description="How to get in touch with the organisation; never with a private person.")
class Contact:
    url: str | None
    email: str | None
    telephone: str | None
    telephone_hours: str | None
    desk: str | None
    languages: list[str]
    first_contact_by: str | None


@strawberry.type(description="An organisation that offers.")
class Organisation(Node):
    name: str
    kbo: str | None
    v_code: str | None
    ovo: str | None
    url: str | None
    contact: Contact | None

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        return isinstance(value, model.Provider)

    @computed()
    @staticmethod
    def iri(provider: strawberry.Parent[model.Provider], info: Info) -> str:
        return info.context.reader.iri(provider.id or "", "organisation")

    @computed(OrganisationType)
    @staticmethod
    def type(provider: strawberry.Parent[model.Provider]) -> str:
        return provider.type or "unknown"

    @computed(Municipality | None)
    @staticmethod
    def municipality(provider: strawberry.Parent[model.Provider], info: Info) -> Home | None:
        return home_of(provider.municipality, info.context.reader.places)

    @computed(
        Annotated["OfferConnection", strawberry.lazy("schema.search")],
        "Its live offers, most recently confirmed or changed first.",
    )
    @staticmethod
    def offers(
        provider: strawberry.Parent[model.Provider],
        info: Info,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
    ) -> FoundPage:
        return find(info, where=Where(provider=(provider.id or "",)), first=first, after=after)
