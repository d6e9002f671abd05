"""What is counted beside the offers found: facets, silence, and supply over dimensions."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from catalogue.index.base import Bucket, Cell, Dimension, FacetField, Index, Where
from catalogue.offer.model import Place, Provider, QualityStatement, Slot, StatementStatus
from tests.contracts.opened import MECHELEN, TODAY, Opened, an_offer, ask, fill

_HERE = Place(municipality="12025", lat=51.0259, lon=4.4776)


def _stated(criterion: str, status: StatementStatus) -> QualityStatement:
    return QualityStatement(criterion=criterion, status=status, asserted_by="self", date=TODAY)


def _facet(index: Index, facet: FacetField, **asked: Any) -> dict[str, int]:
    return {bucket.value: bucket.count for bucket in ask(index, facets=(facet,), **asked).facets[facet]}


def _cells(
    index: Index, *by: Dimension, where: Where | None = None, fresh_since: date | None = None
) -> tuple[Cell, ...]:
    return index.cells(by, where or Where(), today=TODAY, fresh_since=fresh_since)


def _filled(cells: tuple[Cell, ...]) -> dict[tuple[str, ...], tuple[int, int, int | None]]:
    return {one.keys: (one.count, one.region_wide, one.places) for one in cells if one.count or one.region_wide}


class Counts(Opened):
    # — facets —

    @pytest.mark.parametrize(
        ("facet", "fields", "expected"),
        [
            ("kind", {"kind": ("buddy", "tutoring")}, {"buddy": 2, "tutoring": 1}),
            ("perspective", {"perspective": ("social", "professional")}, {"professional": 1, "social": 1}),
            ("contact_form", {"contact_form": "duo"}, {"duo": 1}),
            ("dutch_level", {"dutch_level_min": "B2"}, {"B2": 1, "C1": 1, "C2": 1}),
            ("availability", {"availability": "full"}, {"full": 1, "unknown": 1}),
            ("place_mode", {"place_mode": "hybrid"}, {"hybrid": 1}),
            ("childcare", {"childcare": "none"}, {"none": 1, "unknown": 1}),
            ("part_of_day", {"schedule": (Slot(start="08:00"), Slot(part="evening"))}, {"evening": 1, "morning": 1}),
            ("weekday", {"schedule": (Slot(weekday="sunday"), Slot(weekday="sunday", part="evening"))}, {"sunday": 1}),
            ("sector", {"sector": ("sewing", "food")}, {"food": 1, "sewing": 1}),
            ("municipality", {"place": _HERE, "area_served": ("12025", "11002")}, {"11002": 1, "12025": 1}),
            ("provider", {"provider": Provider(id="or_y", name="Y (fictief)")}, {"or_x": 1, "or_y": 1}),
            ("bridge_language", {"bridge_language": ("ti",)}, {"ti": 1}),
            ("source", {"source": "gids"}, {"gids": 1, "lijst": 1}),
            (
                "quality",
                {"quality": (_stated("intake", "met"), _stated("insurance", "not-met"), _stated("closure", "unknown"))},
                {"intake": 1},
            ),
        ],
    )  # fmt: skip
    def test_a_facet_counts_each_value(
        self, index: Index, facet: FacetField, fields: dict[str, Any], expected: dict[str, int]
    ) -> None:
        """An offer in each that it says; what another does not say is counted where one can ask for it."""
        fill(index, an_offer("says", **fields), an_offer("silent"))
        assert expected == _facet(index, facet)

    def test_a_facet_leaves_its_own_condition_out(self, index: Index) -> None:
        """And keeps the others: each count is what choosing that value would give."""
        fill(
            index,
            an_offer("a", kind=("buddy",), place_mode="online"),
            an_offer("b", kind=("tutoring",), place_mode="online"),
            an_offer("c", kind=("tutoring",), place_mode="hybrid"),
        )
        where = Where(kind=("buddy",), place_mode=("online",))
        assert ({"buddy": 1, "tutoring": 1}, {"online": 1}) == (
            _facet(index, "kind", where=where),
            _facet(index, "place_mode", where=where),
        )

    def test_facets_keep_to_text_and_place(self, index: Index) -> None:
        """No facet leaves those out."""
        fill(
            index,
            an_offer("a", title={"nl": "Naaien"}, place=_HERE),
            an_offer("b", title={"nl": "Naaien"}, place=Place(lat=51.2, lon=3.2)),
            an_offer("c", title={"nl": "Koken"}, place=_HERE),
        )
        assert {"buddy": 1} == _facet(index, "kind", text="naaien", near=MECHELEN)

    def test_a_level_counts_those_below_it(self, index: Index) -> None:
        """As it is asked: this level or less."""
        fill(index, *(an_offer(level, dutch_level_min=level) for level in ("none", "A2", "B1")), an_offer("silent"))
        assert {"none": 1, "A1": 1, "A2": 2, "B1": 3, "B2": 3, "C1": 3, "C2": 3} == _facet(
            index, "dutch_level", where=Where(dutch_level_at_most="none")
        )

    def test_weekdays_count_with_the_part_of_day_asked(self, index: Index) -> None:
        """Of one and the same slot; choosing a day then gives that many."""
        monday, friday = Slot(weekday="monday", part="morning"), Slot(weekday="friday", part="evening")
        fill(index, an_offer("a", schedule=(monday, friday)), an_offer("b", schedule=(Slot(weekday="friday"), monday)))
        where = Where(weekday=("monday",), part_of_day=("evening",))
        assert ({"friday": 1}, {"morning": 2}) == (
            _facet(index, "weekday", where=where),
            _facet(index, "part_of_day", where=where),
        )

    def test_letting_unknown_in_counts_it_under_no_value(self, index: Index) -> None:
        """What does not say its level is in no level, though it is found with each."""
        fill(index, an_offer("says", dutch_level_min="C2", age_min=16), an_offer("silent"), an_offer("old", age_min=60))
        where = Where(dutch_level_at_most="A1", age=18, include_unknown=True)
        assert {"C2": 1} == _facet(index, "dutch_level", where=where)

    def test_buckets_come_most_first_then_by_value(self, index: Index) -> None:
        """And only so many as asked."""
        fill(
            index,
            an_offer("a", sector=("sport", "cooking", "sewing")),
            an_offer("b", sector=("sport", "food")),
            an_offer("c", sector=("gardening", "sewing")),
        )
        expected = (Bucket("sewing", 2), Bucket("sport", 2), Bucket("cooking", 1))
        assert expected == ask(index, facets=("sector",), facet_size=3).facets["sector"]

    def test_only_what_is_asked_is_counted(self, index: Index) -> None:
        """No facet, no silence."""
        fill(index, an_offer("silent"))
        hits = ask(index, where=Where(age=18))
        assert ({}, {}) == (hits.facets, hits.hidden_by_unknown)

    # — silence —

    def test_silence_counts_where_it_alone_hides(self, index: Index) -> None:
        """Not where another condition fails too, be it also by silence."""
        fill(
            index,
            an_offer("age-silent", cost_eur=0.0),
            an_offer("both-silent"),
            an_offer("age-silent-not-free", cost_eur=2.0),
            an_offer("cost-silent", age_min=16),
        )
        hits = ask(index, where=Where(age=18, free_of_charge=True), count_unknown=True)
        assert {"age": 1, "free_of_charge": 1} == hits.hidden_by_unknown

    def test_nothing_is_hidden_that_is_let_in(self, index: Index) -> None:
        """With `include_unknown` the count would be of what is found."""
        fill(index, an_offer("silent"))
        hits = ask(index, where=Where(age=18, include_unknown=True), count_unknown=True)
        assert (1, {}) == (hits.total, hits.hidden_by_unknown)

    def test_silence_keeps_to_text_and_freshness(self, index: Index) -> None:
        """Those are no conditions one can let unknown in by."""
        fill(
            index,
            an_offer("a", title={"nl": "Naaien"}),
            an_offer("b", title={"nl": "Koken"}),
            an_offer("c", title={"nl": "Naaien"}, modified=datetime(2020, 1, 1, tzinfo=UTC)),
        )
        hits = ask(index, text="naaien", where=Where(age=18), fresh_since=date(2026, 1, 1), count_unknown=True)
        assert {"age": 1} == hits.hidden_by_unknown

    # — supply —

    def test_every_combination_is_a_cell(self, index: Index) -> None:
        """In the order of the schemes, unknown last, nothing left out."""
        fill(index, an_offer("a", availability="full", perspective=("social",)))
        keys = [one.keys for one in _cells(index, "perspective", "availability")]
        perspectives = ("professional", "educational", "social", "unknown")
        availabilities = ("open", "limited", "waiting-list", "full", "unknown")
        assert [(one, other) for one in perspectives for other in availabilities] == keys

    def test_an_offer_counts_in_each_of_its_values(self, index: Index) -> None:
        """And under unknown where it has none; a slot without a part is none beside one with."""
        fill(
            index,
            an_offer("a", kind=("buddy", "tutoring"), schedule=(Slot(start="19:00"), Slot(weekday="monday"))),
            an_offer("b", schedule=(Slot(weekday="monday"),)),
        )
        assert {
            ("buddy", "evening"): (1, 0, None),
            ("tutoring", "evening"): (1, 0, None),
            ("buddy", "unknown"): (1, 0, None),
        } == _filled(_cells(index, "kind", "part_of_day"))

    def test_levels_are_counted_as_they_are_asked(self, index: Index) -> None:
        """Supply at A1 is not supply at A2."""
        fill(index, an_offer("a", dutch_level_min="A1"), an_offer("b", dutch_level_min="A2"), an_offer("c"))
        assert {("A1",): (1, 0, None), ("A2",): (1, 0, None), ("unknown",): (1, 0, None)} == _filled(
            _cells(index, "dutch_level")
        )

    def test_places_are_summed_where_known(self, index: Index) -> None:
        """None known is not the same as none free."""
        fill(
            index,
            an_offer("a", places=3, contact_form="duo", availability="open"),
            an_offer("b", places=0, availability="full"),
            an_offer("c", places=4, availability="open"),
            an_offer("d", availability="open"),
            an_offer("e", availability="limited"),
        )
        assert {("open",): (3, 0, 7), ("full",): (1, 0, 0), ("limited",): (1, 0, None)} == _filled(
            _cells(index, "availability")
        )

    def test_an_offer_belongs_to_one_municipality_or_is_region_wide(self, index: Index) -> None:
        """That of its place, or the only one it serves; online is everywhere; unknown is neither."""
        fill(
            index,
            an_offer("place", place=_HERE, area_served=("12025", "11002")),
            an_offer("serves-one", area_served=("11002",)),
            an_offer("serves-two", area_served=("12025", "11002"), places=2),
            an_offer("online", place=_HERE, place_mode="online"),
            an_offer("silent", places=1),
        )
        assert {("11002",): (1, 0, None), ("12025",): (1, 0, None), ("unknown",): (1, 2, 3)} == _filled(
            _cells(index, "municipality")
        )

    def test_a_municipality_has_a_cell_where_it_has_supply(self, index: Index) -> None:
        """The others are for who knows them all."""
        fill(index, an_offer("a", place=_HERE), an_offer("b", place=Place(municipality="11002"), kind=("tutoring",)))
        cells = _cells(index, "municipality", "perspective", where=Where(kind=("buddy",)))
        assert ["12025", "unknown"] == list(dict.fromkeys(one.keys[0] for one in cells))

    def test_supply_is_of_what_is_asked_and_fresh(self, index: Index) -> None:
        """The conditions of a search, unknown let in where asked."""
        fill(
            index,
            an_offer("a", age_min=16),
            an_offer("b", age_min=60),
            an_offer("c"),
            an_offer("d", age_min=16, modified=datetime(2020, 1, 1, tzinfo=UTC)),
        )
        asked = Where(age=18), Where(age=18, include_unknown=True)
        counts = [_filled(_cells(index, "kind", where=where, fresh_since=date(2026, 1, 1))) for where in asked]
        assert [{("buddy",): (1, 0, None)}, {("buddy",): (2, 0, None)}] == counts

    def test_a_dimension_comes_in_the_order_asked(self, index: Index) -> None:
        """Turned round, the same supply."""
        fill(index, an_offer("a", availability="open"))
        one, other = _cells(index, "kind", "availability"), _cells(index, "availability", "kind")
        turned = {msgspec.structs.replace(cell, keys=cell.keys[::-1]) for cell in other}
        assert set(one) == turned
