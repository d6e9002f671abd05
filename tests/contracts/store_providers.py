"""Who offers: known by the strongest key they give, and by every key they ever gave."""

from typing import Any

import pytest

from catalogue.offer.identity import provider_id
from catalogue.offer.model import Provider
from catalogue.store import Store
from tests.contracts.stored import CATALOGUE, DAY, NOW, Stored, a_feed, a_row, log, offer_of, run

KBO, OTHER_KBO = "0123456749", "0999999922"
IRI = "https://example.org/id/draad"
NAME = "De Losse Draad (fictief)"


class Providers(Stored):
    @pytest.mark.parametrize(
        ("given", "key"),
        [
            ({"kbo": KBO, "v_code": "V0000001", "ovo": "OVO000001", "iri": IRI}, f"kbo:{KBO}"),
            ({"v_code": "V0000001", "ovo": "OVO000001", "iri": IRI}, "vcode:V0000001"),
            ({"ovo": "OVO000001", "iri": IRI}, "ovo:OVO000001"),
            ({"iri": IRI}, f"iri:{IRI}"),
            ({"municipality": "12025"}, "name:lijst|de losse draad fictief|12025"),
            ({}, "name:lijst|de losse draad fictief|"),
        ],
        ids=["kbo", "vcode", "ovo", "iri", "municipality", "name"],
    )
    def test_strongest_key_makes_the_id(self, store: Store, given: dict[str, str], key: str) -> None:
        """KBO, else vCode, else OVO, else `@id`, else feed, folded name and municipality."""
        assert [provider_id(CATALOGUE, key)] == _ids(store, given)

    @pytest.mark.parametrize("given", [{"kbo": KBO}, {"v_code": "V0000001"}, {"ovo": "OVO000001"}, {"iri": IRI}])
    def test_same_number_in_two_feeds_is_one(self, store: Store, given: dict[str, str]) -> None:
        """Under whatever name."""
        store.put_feed(a_feed("andere"), now=NOW)
        run(store, a_row("a", provider=Provider(name=NAME, **given)))
        run(store, a_row("b", provider=Provider(name="Losse Draad vzw (fictief)", **given)), feed="andere")
        assert offer_of(store, "a").provider.id == offer_of(store, "b").provider.id

    def test_same_name_in_two_feeds_is_two(self, store: Store) -> None:
        """A name says nothing outside its feed."""
        store.put_feed(a_feed("andere"), now=NOW)
        run(store, a_row("a"))
        run(store, a_row("b"), feed="andere")
        assert offer_of(store, "a").provider.id != offer_of(store, "b").provider.id

    def test_same_name_in_two_municipalities_is_two(self, store: Store) -> None:
        """As there is a local branch in many."""
        assert 2 == len(set(_ids(store, {"municipality": "12025"}, {"municipality": "13040"})))

    def test_names_are_compared_folded(self, store: Store) -> None:
        """Without case, diacritics and punctuation."""
        assert 1 == len(set(_ids(store, {"name": "De Lösse  Draad"}, {"name": "DE LOSSE DRAAD."})))

    @pytest.mark.parametrize("together", [True, False])
    def test_later_key_becomes_an_alias(self, store: Store, together: bool) -> None:
        """First known by name, then by number too, then by number alone: it keeps its id."""
        given: list[dict[str, str]] = [{}, {"kbo": KBO}, {"name": "Andere naam (fictief)", "kbo": KBO}]
        assert 1 == len(set(_ids(store, *given, together=together)))

    def test_same_name_and_another_number_is_another(self, store: Store) -> None:
        """Two organisations of one name in one feed are not one; the name alone means the first."""
        first, second, unnumbered = _ids(store, {"kbo": KBO}, {"kbo": OTHER_KBO}, {}, together=False)
        assert (True, first) == (first != second, unnumbered)

    def test_weaker_number_does_not_join_what_a_stronger_keeps_apart(self, store: Store) -> None:
        """One code with two enterprise numbers is two organisations."""
        assert 2 == len(set(_ids(store, {"kbo": KBO, "ovo": "OVO000001"}, {"kbo": OTHER_KBO, "ovo": "OVO000001"})))

    @pytest.mark.parametrize("together", [True, False])
    def test_two_that_turn_out_to_be_one(self, store: Store, together: bool) -> None:
        """A record that has both keys joins them; the one known by the stronger key stays, the other's id answers with it."""
        given = [{"kbo": KBO}, {"name": "Draad", "v_code": "V0000001"}, {"kbo": KBO, "v_code": "V0000001"}]
        before = [provider_id(CATALOGUE, f"kbo:{KBO}"), provider_id(CATALOGUE, "vcode:V0000001")]
        ids = _ids(store, *given, together=together)
        assert [before[0]] * 3 == [*ids[::2], offer_of(store, "n-1").provider.id]
        answers = [store.provider(id_) for id_ in before]
        assert [before[0]] * 2 == [answer.id if answer else None for answer in answers]

    def test_offers_of_the_one_that_was_joined_are_updated(self, store: Store) -> None:
        """They have another provider now, so the log says so; those that are gone do not change."""
        run(store, a_row("a", provider=Provider(name="Draad")), a_row("weg", provider=Provider(name="Draad")))
        run(store, a_row("a", provider=Provider(name="Draad")))
        store.put_feed(a_feed("andere"), now=NOW)
        run(store, a_row("x", provider=Provider(name=NAME, kbo=KBO)), feed="andere")
        at = store.last_seq()
        run(store, a_row("b", provider=Provider(name="Draad", kbo=KBO)), complete=False)
        assert [("UPDATED", "a"), ("CREATED", "b")] == log(store, after=at)
        assert 3 == store.provider_offers(provider_id(CATALOGUE, f"kbo:{KBO}"), first=10, after=None)[1]

    def test_provider_is_as_last_given(self, store: Store) -> None:
        """With its id."""
        run(store, a_row("a", provider=Provider(name=NAME, kbo=KBO)))
        run(store, a_row("a", provider=Provider(name="Nieuwe naam (fictief)", kbo=KBO)), at=NOW + DAY)
        id_ = provider_id(CATALOGUE, f"kbo:{KBO}")
        assert Provider(id=id_, name="Nieuwe naam (fictief)", kbo=KBO) == store.provider(id_)

    def test_long_keys(self, store: Store) -> None:
        """An address of ten thousand characters is a key like any other."""
        iri = "https://example.org/" + "x" * 10_000
        assert 2 == len(
            set(_ids(store, {"iri": iri}, {"iri": iri, "name": "Andere"}, {"iri": iri + "y", "name": "Derde"}))
        )

    def test_list_is_by_name_with_what_is_live(self, store: Store) -> None:
        """Those without live offers are left out."""
        run(store, *(a_row(name, provider=Provider(name=name)) for name in ("b", "C", "á", "weg")))
        run(store, *(a_row(name, provider=Provider(name=name)) for name in ("b", "C", "á")))
        assert (["á", "b", "C"], 3) == _listed(store)

    def test_list_in_pages(self, store: Store) -> None:
        """Past a provider, with how many there are in all; names that are alike do not get lost."""
        towns = ("11001", "11002", "11004", "11005")
        run(store, *(a_row(town, provider=Provider(name="Draad", municipality=town)) for town in towns))
        first, total = store.providers(text=None, municipality=None, first=3, after=None)
        second, _ = store.providers(text=None, municipality=None, first=3, after=first[-1].id)
        assert (4, 3, 1) == (total, len(first), len(second))
        assert set(towns) == {str(one.municipality) for one in first + second}

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"text": "draad"}, ["De Losse Draad", "Draadwerk"]),
            ({"text": "DRÁÁD losse"}, ["De Losse Draad"]),
            ({"text": "100%"}, ["Voor 100% Sociaal"]),
            ({"text": "100_"}, []),
            ({"municipality": "12025"}, ["Draadwerk"]),
            ({"text": "losse", "municipality": "12025"}, []),
        ],
    )
    def test_list_of_some(self, store: Store, asked: dict[str, Any], found: list[str]) -> None:
        """Every word in the name, in any order and spelling; and of one municipality."""
        some = [("De Losse Draad", None), ("Draadwerk", "12025"), ("Voor 100% Sociaal", None)]
        run(store, *(a_row(name, provider=Provider(name=name, municipality=where)) for name, where in some))
        assert (found, len(found)) == _listed(store, **asked)

    def test_offers_of_a_provider_in_pages(self, store: Store) -> None:
        """Ids ascending, past one, with how many there are in all; only live ones."""
        run(store, "a", "b", "c", "weg")
        run(store, "a", "b", "c")
        id_ = str(offer_of(store, "a").provider.id)
        first, total = store.provider_offers(id_, first=2, after=None)
        second, _ = store.provider_offers(id_, first=2, after=first[-1])
        expected = sorted(str(offer_of(store, name).id) for name in "abc")
        assert (expected, 3) == (first + second, total)


def _ids(store: Store, *given: dict[str, Any], together: bool = True) -> list[str]:
    """The provider's id of a record with each of these, in one run or in a run each."""
    rows = [a_row(f"n-{at}", provider=Provider(**{"name": NAME, **one})) for at, one in enumerate(given)]
    if together:
        run(store, *rows)
    else:
        for row in rows:
            run(store, row, complete=False)
    return [str(offer_of(store, row.identifier).provider.id) for row in rows]


def _listed(store: Store, **asked: Any) -> tuple[list[str], int]:
    everything: dict[str, Any] = {"text": None, "municipality": None, "first": 100, "after": None}
    found, total = store.providers(**(everything | asked))
    return [provider.name for provider in found], total
