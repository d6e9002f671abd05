"""What leaves at each level."""

from datetime import datetime

import msgspec
import pytest

from catalogue.offer.model import Offer, Redistribution
from catalogue.offer.reading import read_offer
from catalogue.offer.redistribution import may_show, shown
from catalogue.places import Places
from tests.records import record


@pytest.fixture
def offer(places: Places, now: datetime) -> Offer:
    found = read_offer(
        record(
            contact={"telephone": "015 29 40 00"},
            provider={
                "name": "X (fictief)",
                "type": "non-profit",
                "municipality": "Gent",
                "url": "https://x.example.org",
            },
        ),
        places=places,
        now=now,
    ).offer
    assert found is not None
    return found


def at(offer: Offer, level: Redistribution) -> Offer:
    return shown(msgspec.structs.replace(offer, redistribution=level))


def test_full_passes_everything(offer: Offer) -> None:
    """Nothing withheld."""
    assert msgspec.structs.replace(offer, redistribution="full") == at(offer, "full")


def test_facets_withholds_text_and_contact_and_names_them(offer: Offer) -> None:
    """Place, level and schedule leave; the words and the contact do not."""
    out = at(offer, "facets")
    assert (None, None) == (out.description, out.contact)
    assert (offer.place, offer.schedule, offer.dutch_level_min) == (out.place, out.schedule, out.dutch_level_min)
    assert {"description", "contact", "costEur"} == set(out.withheld)


def test_link_passes_identity_title_page_kind_and_dates(offer: Offer) -> None:
    """Enough to find the source's own page."""
    out = at(offer, "link")
    assert (offer.title, offer.kind, offer.valid_through, None, ()) == (
        out.title,
        out.kind,
        out.valid_through,
        out.place,
        out.schedule,
    )


def test_a_withheld_provider_keeps_name_and_type(offer: Offer) -> None:
    """Its address and municipality stay behind."""
    provider = at(offer, "link").provider
    assert ("X (fictief)", "non-profit", None, None) == (
        provider.name,
        provider.type,
        provider.url,
        provider.municipality,
    )


def test_fragments_follow_the_level(offer: Offer) -> None:
    """A highlight of withheld text would give it away."""
    facets = msgspec.structs.replace(offer, redistribution="facets")
    assert (True, False) == (may_show(facets, "title"), may_show(facets, "description"))
