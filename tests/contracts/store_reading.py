"""Offers as they are read back."""

from datetime import date

import pytest
from sqlalchemy import update

from catalogue.offer.model import Offer, Provider
from catalogue.offer.problems import Problem, problem
from catalogue.store import Store
from catalogue.store.database import engine as open_engine
from catalogue.store.tables import offers as offers_table
from tests.contracts.stored import CATALOGUE, DAY, NOW, Stored, a_feed, a_row, live, log, offer_of, run, take

ODD = ("a b", "a'b\"c", "%_\\", "ß→🧵", "x" * 300, "🧵" * 300, "A", "a\u0301", "á", " a ", "a\tb", "/", "null")


class Reading(Stored):
    def test_offer_has_what_it_was_given(self, store: Store) -> None:
        """And what the store knows of it: id, provider, feed, licence, level, dates."""
        row = a_row("a", cost_eur=5, valid_through=date(2027, 6, 30), modified=NOW - DAY)
        run(store, row)
        offer = offer_of(store, "a")
        feed = a_feed()
        assert (5, date(2027, 6, 30), NOW - DAY, ()) == (
            offer.cost_eur,
            offer.valid_through,
            offer.modified,
            offer.inferred,
        )
        assert ("lijst", feed.url, feed.licence, "full") == (
            offer.source,
            offer.origin,
            offer.licence,
            offer.redistribution,
        )

    def test_own_origin_and_licence_come_first(self, store: Store) -> None:
        """What a record says of itself is stronger than what its feed says."""
        run(store, a_row("a", origin="https://example.org/1", licence="https://example.org/licence"))
        offer = offer_of(store, "a")
        assert ("https://example.org/1", "https://example.org/licence") == (offer.origin, offer.licence)

    def test_path_of_a_local_list_is_no_origin(self, store: Store) -> None:
        """Where files stand on this machine is nobody's business."""
        store.put_feed(a_feed(url="/srv/lijst.csv"), now=NOW)
        run(store, "a")
        assert None is offer_of(store, "a").origin

    def test_unknown_ids_are_left_out(self, store: Store) -> None:
        """As is a provider that is not there."""
        assert ({}, {}, None) == (
            store.offers([]),
            store.offers(["of_x", "", "\0", "é" * 5000]),
            store.provider("or_x"),
        )

    def test_more_ids_than_one_batch(self, store: Store) -> None:
        """All of them are found, by the id asked."""
        run(store, *(f"n-{at}" for at in range(2300)))
        ids = [change.offer_id for change in store.changes(0, 3000)]
        assert {id_: id_ for id_ in ids} == {id_: offer.id for id_, offer in store.offers(ids).items()}

    def test_absorbed_id_answers_with_the_survivor(self, store: Store, url: str) -> None:
        """Also through another one that was absorbed in turn, and beside the survivor itself."""
        run(store, "a", "b", "c")
        a, b, c = (str(offer_of(store, name).id) for name in "abc")
        _absorb(url, {a: b, b: c})
        assert {a: "c", b: "c", c: "c"} == {id_: one.identifier for id_, one in store.offers([a, b, c]).items()}
        assert {a: "c"} == {id_: one.identifier for id_, one in store.offers([a]).items()}

    def test_ids_absorbed_in_a_circle(self, store: Store, url: str) -> None:
        """What can never be is answered with nothing rather than without end."""
        run(store, "a", "b")
        a, b = (str(offer_of(store, name).id) for name in "ab")
        _absorb(url, {a: b, b: a})
        assert {} == store.offers([a, b])

    @pytest.mark.parametrize("identifier", ODD, ids=ascii)
    def test_odd_identifiers(self, store: Store, identifier: str) -> None:
        """Are kept and found as they are, apart from those that look like them."""
        run(store, "b", identifier)
        with store.writing("lijst", now=NOW) as writer:
            assert [identifier] == list(writer.known([identifier]))
        assert 1 == run(store, identifier)
        assert [identifier] == live(store)

    @pytest.mark.parametrize("identifier", ["a\0b", "a\ud800b"], ids=ascii)
    def test_text_that_no_database_keeps(self, store: Store, identifier: str) -> None:
        """It is not known, and asking does not stop a run; no record has it."""
        with store.writing("lijst", now=NOW) as writer:
            assert {} == writer.known([identifier])
            take(writer, "a")
            writer.mark_refused([identifier])
            assert 0 == writer.tombstone([identifier])
        assert ["a"] == live(store)

    @pytest.mark.parametrize(
        "name", ["De \0 Draad", "x" * 100_000, "🧵", "%", "ß" * 3000], ids=lambda name: ascii(name[:12])
    )
    def test_odd_names_of_providers(self, store: Store, name: str) -> None:
        """Are kept as they are, however long, and known again."""
        run(store, a_row("a", provider=Provider(name=name)), a_row("b", provider=Provider(name=name)))
        a, b = offer_of(store, "a"), offer_of(store, "b")
        assert (name, a.provider.id) == (b.provider.name, b.provider.id)

    def test_finding_about_text_that_no_database_keeps(self, store: Store) -> None:
        """The finding is kept, its record's name made readable."""
        problem = _finding()
        with store.writing("lijst", now=NOW) as writer:
            writer.report("r", [("a\0b\ud800", problem)])
        assert ["a\ufffdb\ufffd"] == [record for _, record, _ in store.problems("r", first=10)[0]]

    def test_two_reads_at_once(self, store: Store) -> None:
        """A stream that is open does not keep others from reading and writing."""
        run(store, "a", "b")
        _, offers = store.live()
        assert "a" in {next(offers).identifier, next(offers).identifier}
        assert [("CREATED", "a"), ("CREATED", "b")] == log(store)
        assert isinstance(store.offers([str(offer_of(store, "a").id)]).popitem()[1], Offer)

    def test_catalogue_that_minted_is_kept(self, store: Store, url: str) -> None:
        """Another base address does not change the ids of a store."""
        again = Store.open(url, catalogue="https://andere.example.org")
        assert CATALOGUE == again.catalogue
        again.close()


def _absorb(url: str, into: dict[str, str]) -> None:
    """Offers as a merge leaves them."""
    engine = open_engine(url)
    with engine.begin() as connection:
        for id_, survivor in into.items():
            gone = update(offers_table).where(offers_table.c.id == id_)
            connection.execute(gone.values(gone=NOW, gone_reason="merged", replaced_by=survivor))
    engine.dispose()


def _finding() -> Problem:
    return problem("missing", "/title", nl="Er is geen titel.", en="There is no title.", value="a\0b")
