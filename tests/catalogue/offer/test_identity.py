"""Ids that never change, and numbers that check out."""

from catalogue.offer.identity import kbo_valid, offer_id, provider_id, provider_keys
from catalogue.offer.model import Provider


def test_an_offer_id_is_pinned() -> None:
    """The same for ever: a change here breaks every address in use."""
    assert "of_80b25d41721182072113d223f2" == offer_id("https://aanbod.example.org", "lijst", "naai-1")


def test_parts_do_not_run_together() -> None:
    """feed `a` with `bc` is not feed `ab` with `c`."""
    assert offer_id("x", "a", "bc") != offer_id("x", "ab", "c")


def test_ids_of_offers_and_providers_never_meet() -> None:
    """Unique across types."""
    assert offer_id("x", "a", "b")[:3] != provider_id("x", "kbo:0202239951")[:3]


def test_a_provider_is_known_by_its_strongest_key_first() -> None:
    """KBO, vCode, OVO, IRI, then the name within the feed."""
    provider = Provider(name="Café  Zónder vzw", kbo="0202239951", ovo="OVO002949", municipality="44021")
    assert ("kbo:0202239951", "ovo:OVO002949", "name:lijst|cafe zonder vzw|44021") == provider_keys(provider, "lijst")


def test_enterprise_numbers_in_any_notation() -> None:
    """Ten digits that check out, else nothing."""
    assert ["0202239951"] * 3 + [None, None] == [
        kbo_valid(text) for text in ("BE 0202.239.951", "0202 239 951", "202239951", "0202239952", "12")
    ]
