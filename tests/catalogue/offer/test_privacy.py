"""What must never enter, and what looks like it and may."""

from datetime import datetime

import pytest

from catalogue.offer import privacy
from catalogue.offer.reading import Reading, read_offer
from catalogue.places import Places
from tests.records import record

PLANTED = "85.07.30-033.28"
"""A register number that checks out and is nobody's: the example of the published specification."""


@pytest.fixture
def read(places: Places, now: datetime):  # type: ignore[no-untyped-def]
    def reading(**changes: object) -> Reading:
        return read_offer(record(**changes), places=places, now=now)

    return reading


@pytest.mark.parametrize(
    "key",
    ["nationalRegisterNumber", "rijksregisternummer", "geboortedatum", "deelnemers", "nationality", "Verblijfs-status"],
)
def test_data_about_a_newcomer_quarantines(read, key: str) -> None:  # type: ignore[no-untyped-def]
    """The record is kept out, and the value is not repeated in the report."""
    reading = read(**{key: "geheim"})
    assert reading.offer is None
    assert reading.quarantined
    assert "geheim" not in repr(reading)


@pytest.mark.parametrize(
    "key", ["attendance", "aanwezigheden", "gepresteerdeUren", "evaluation", "sanctie", "progress"]
)
def test_control_about_a_person_quarantines(read, key: str) -> None:  # type: ignore[no-untyped-def]
    """At any depth."""
    assert read(provider={"name": "X (fictief)", "contact": {key: [1]}}).quarantined


def test_a_contact_person_is_dropped_and_the_offer_stays(read) -> None:  # type: ignore[no-untyped-def]
    """A volunteer's name is left out; the report says so without it."""
    reading = read(contactpersoon="Voornaam Achternaam")
    assert reading.offer is not None
    assert ["personal-data-dropped"] == [one.code for one in reading.problems]
    assert "Achternaam" not in repr(reading)


@pytest.mark.parametrize("spelling", [PLANTED, "85073003328", "85 07 30 033 28", "85/07/30-033-28", f"nr. {PLANTED}."])
def test_a_register_number_in_free_text_quarantines(read, spelling: str) -> None:  # type: ignore[no-untyped-def]
    """By its check digits, in any spacing."""
    reading = read(description={"nl": f"Deelnemer {spelling} komt elke week."})
    assert reading.quarantined
    assert spelling not in repr(reading)


@pytest.mark.parametrize(
    "number", ["BE 0202.239.951", "015 29 40 00", "BE71 0961 2345 6769", "85.07.30-033.29", "2026-11-24 09:30"]
)
def test_numbers_that_only_look_alike_are_left(number: str) -> None:
    """Enterprise numbers, telephones, accounts, wrong check digits, instants."""
    assert not privacy.has_register_number(number)


def test_private_mailbox_and_mobile_are_dropped_from_contact(read) -> None:  # type: ignore[no-untyped-def]
    """The offer stays, and falls back to what is left."""
    offer = read(contact={"email": "voornaam@gmail.com", "telephone": "0470 12 34 56", "desk": "Onthaal"}).offer
    assert (None, None, "Onthaal") == (offer.contact.email, offer.contact.telephone, offer.contact.desk)


def test_a_declared_functional_mailbox_is_kept(read) -> None:  # type: ignore[no-untyped-def]
    """Small associations have nothing else."""
    offer = read(contact={"email": "losse.draad@gmail.com", "telephone": "0470 12 34 56", "functional": True}).offer
    assert ("losse.draad@gmail.com", "0470 12 34 56") == (offer.contact.email, offer.contact.telephone)


def test_an_own_domain_and_a_landline_are_kept(read) -> None:  # type: ignore[no-untyped-def]
    """These are an organisation's."""
    offer = read(contact={"email": "onthaal@lossedraad.example.org", "telephone": "015 29 40 00"}).offer
    assert ("onthaal@lossedraad.example.org", "015 29 40 00") == (offer.contact.email, offer.contact.telephone)


@pytest.mark.parametrize(
    "mobile", ["0470123456", "0470/12.34.56", "+32 470 12 34 56", "0032470123456", "+32 (0)470 12 34 56"]
)
def test_mobiles_and_webmail_in_free_text_are_redacted(read, mobile: str) -> None:  # type: ignore[no-untyped-def]
    """In any spacing; the sentence stays readable."""
    offer = read(description={"nl": f"Bel {mobile} of mail voornaam (at) hotmail.com gerust."}).offer
    assert "Bel [gsm-nummer weggelaten] of mail [privéadres weggelaten] gerust." == offer.description["nl"]


def test_protected_ground_is_flagged_and_shown(read) -> None:  # type: ignore[no-untyped-def]
    """The publisher's words stay; publisher and operator are told."""
    reading = read(description={"nl": "Voor vrouwen met een verblijfsvergunning."})
    assert ["protected-ground"] == [one.code for one in reading.problems]
    assert "verblijfsvergunning" in reading.offer.description["nl"]
