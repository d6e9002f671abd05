"""What is found, and in which order: one small catalogue a test."""

from datetime import UTC, date, datetime, timedelta

import pytest

from catalogue.index.base import Index, Near, Where
from catalogue.offer.model import Place, Provider
from tests.contracts.conditions import CASES, Case
from tests.contracts.opened import MECHELEN, Opened, an_offer, ask, fill, found, found_where

_HERE = Place(municipality="12025", lat=51.0259, lon=4.4776)
_NEAR = Place(municipality="12005", lat=51.0230, lon=4.5470)
_FAR = Place(municipality="11002", lat=51.2194, lon=4.4025)
_MIDNIGHT = datetime(2026, 11, 9, 23, tzinfo=UTC)
"""Begin of 10 November in Brussels."""


class Meaning(Opened):
    # — conditions —

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
    def test_a_condition_divides_offers_in_three(self, index: Index, case: Case) -> None:
        """Those for which it holds are found, those that fail are not, those that do not say are counted and can be let in."""
        groups = {"holds": case.holds, "fails": case.fails, "silent": case.silent}
        names = {group: [f"{group}-{at}" for at in range(len(some))] for group, some in groups.items()}
        fill(
            index, *(an_offer(f"{group}-{at}", **one) for group, some in groups.items() for at, one in enumerate(some))
        )
        let_in = {name: getattr(case.where, name) for name in case.where.__struct_fields__} | {"include_unknown": True}
        assert (
            names["holds"],
            {case.condition: len(case.silent)} if case.silent else {},
            names["holds"] + names["silent"],
        ) == (
            sorted(found(index, where=case.where)),
            ask(index, where=case.where, count_unknown=True).hidden_by_unknown,
            found_where(index, **let_in),
        )

    def test_without_conditions_everything_is_found(self, index: Index) -> None:
        """Freshest first."""
        fill(index, an_offer("a"), an_offer("b", confirmed=datetime(2026, 11, 2, tzinfo=UTC)))
        assert ["b", "a"] == found(index)

    def test_conditions_hold_together(self, index: Index) -> None:
        """One that fails is enough to be left out."""
        fill(index, an_offer("both", age_min=16, cost_eur=0.0), an_offer("one", age_min=16, cost_eur=5.0))
        assert ["both"] == found_where(index, age=18, free_of_charge=True)

    def test_an_empty_catalogue_gives_nothing(self, index: Index) -> None:
        """And no error, once it is built."""
        fill(index)
        hits = ask(index, text="naaien", near=MECHELEN, facets=("kind", "sector"), count_unknown=True)
        assert (0, (), False, {"kind": (), "sector": ()}, {}) == (
            hits.total,
            hits.hits,
            hits.has_next,
            hits.facets,
            hits.hidden_by_unknown,
        )

    def test_what_is_no_longer_fresh_is_left_out(self, index: Index) -> None:
        """The day begins at midnight in Brussels; a confirmation is as good as a change."""
        old = _MIDNIGHT - timedelta(microseconds=1)
        fill(
            index,
            an_offer("fresh", modified=_MIDNIGHT),
            an_offer("old", modified=old, confirmed=old),
            an_offer("confirmed", modified=old, confirmed=_MIDNIGHT),
        )
        assert ["confirmed", "fresh"] == found(index, fresh_since=date(2026, 11, 10))

    # — near —

    def test_near_finds_what_is_within_reach(self, index: Index) -> None:
        """By its point, by the area it serves, online, or by arrangement without saying where."""
        fill(
            index,
            an_offer("here", place=_HERE),
            an_offer("far", place=_FAR),
            an_offer("serves", place=_FAR, area_served=("11002", "12025")),
            an_offer("serves-elsewhere", area_served=("11002",)),
            an_offer("online", place=_FAR, place_mode="online"),
            an_offer("arranged", place_mode="by-arrangement"),
            an_offer("arranged-far", place_mode="by-arrangement", place=_FAR),
            an_offer("arranged-elsewhere", place_mode="by-arrangement", area_served=("11002",)),
            an_offer("silent"),
        )
        assert ["arranged", "here", "online", "serves"] == sorted(found(index, near=MECHELEN))

    def test_what_does_not_say_where_is_counted_under_near(self, index: Index) -> None:
        """Neither point nor area, unless it comes by arrangement to anywhere."""
        fill(
            index,
            an_offer("silent"),
            an_offer("no-point", place=Place(municipality="12025")),
            an_offer("arranged-no-point", place_mode="by-arrangement", place=Place(municipality="12025")),
            an_offer("arranged", place_mode="by-arrangement"),
            an_offer("far", place=_FAR),
            an_offer("serves-elsewhere", area_served=("11002",)),
        )
        assert {"near": 3} == ask(index, near=MECHELEN, count_unknown=True).hidden_by_unknown
        assert ["arranged", "arranged-no-point", "no-point", "silent"] == sorted(
            found(index, near=MECHELEN, where=Where(include_unknown=True))
        )

    def test_without_a_municipality_no_area_matches(self, index: Index) -> None:
        """A point in the sea is served by nobody, and that is no silence."""
        fill(index, an_offer("serves", area_served=("12025",)))
        hits = ask(index, near=Near(lat=51.4, lon=2.6, km=5.0), count_unknown=True)
        assert (0, {}) == (hits.total, hits.hidden_by_unknown)

    def test_only_what_lies_within_the_radius_has_a_distance(self, index: Index) -> None:
        """In km, whatever else an offer is found by."""
        fill(
            index,
            an_offer("near", place=_NEAR),
            an_offer("online-near", place=_NEAR, place_mode="online", area_served=("12025",)),
            an_offer("online-far", place=_FAR, place_mode="online"),
            an_offer("serves", area_served=("12025",)),
        )
        distances = {hit.id: hit.distance_km for hit in ask(index, near=MECHELEN).hits}
        assert {"of_near": 4.86, "of_online-near": 4.86, "of_online-far": None, "of_serves": None} == {
            id_: None if km is None else round(km, 2) for id_, km in distances.items()
        }

    def test_without_near_nothing_has_a_distance(self, index: Index) -> None:
        """There is nowhere to measure from."""
        fill(index, an_offer("here", place=_HERE))
        assert [None] == [hit.distance_km for hit in ask(index, sort="distance").hits]

    # — text —

    def test_every_word_must_be_found_somewhere(self, index: Index) -> None:
        """In whichever of the texts."""
        fill(
            index,
            an_offer("both", title={"nl": "Naaien"}, description={"nl": "met buren"}),
            an_offer("one", title={"nl": "Naaien"}),
        )
        assert ["both"] == found(index, text="buren naaien")

    @pytest.mark.parametrize(
        "fields",
        [
            {"title": {"nl": "Samen fietsen"}},
            {"title": {"en": "Wheels", "nl": "De fiets"}},
            {"description": {"nl": "Wie heeft een fiets?"}},
            {"plain_text": {"nl": "Je hebt een fiets."}},
            {"keyword": ("fietsen",)},
            {"provider": Provider(id="or_f", name="Club Fiets (fictief)")},
        ],
        ids=lambda fields: next(iter(fields)),
    )
    def test_each_text_is_searched(self, index: Index, fields: dict[str, object]) -> None:
        """Also by another form of the word."""
        fill(index, an_offer("it", **fields), an_offer("other", title={"nl": "Koken"}))
        assert ["it"] == found(index, text="fietsen")

    @pytest.mark.parametrize("text", ["couture", "sewing", "Mechelen", "Malines", "kennismakingsstage"])
    def test_concepts_and_places_are_searched_by_name(self, index: Index, text: str) -> None:
        """In each language of ours, though the offer says none of these words."""
        fill(
            index, an_offer("it", sector=("sewing",), kind=("internship",), place=_HERE), an_offer("other", place=_FAR)
        )
        assert ["it"] == found(index, text=text)

    @pytest.mark.parametrize("text", ["cafe", "CAFÉ", "Cafe\u0301", "ca\u00adfé"])
    def test_letters_are_compared_folded(self, index: Index, text: str) -> None:
        """Without case, accents, and what nobody sees."""
        fill(index, an_offer("it", title={"nl": "Café Babbel"}), an_offer("other", title={"nl": "Kaf"}))
        assert ["it"] == found(index, text=text)

    @pytest.mark.parametrize("text", ["", "  ", "?!", "… & —", None])
    def test_text_without_a_word_asks_nothing(self, index: Index, text: str | None) -> None:
        """All is found, freshest first, without a score."""
        fill(index, an_offer("a"), an_offer("b", modified=datetime(2026, 11, 9, tzinfo=UTC)))
        assert [("of_b", None), ("of_a", None)] == [(hit.id, hit.score) for hit in ask(index, text=text).hits]

    def test_a_word_nobody_uses_finds_nothing(self, index: Index) -> None:
        """Nor is anything hidden by not saying."""
        fill(index, an_offer("a", title={"nl": "Naaien"}))
        hits = ask(index, text="naaien zeppelin", where=Where(age=18), count_unknown=True)
        assert (0, {}) == (hits.total, hits.hidden_by_unknown)

    def test_a_title_weighs_more_than_a_description(self, index: Index) -> None:
        """And what holds a word scores more than nothing."""
        fill(
            index,
            an_offer(
                "title",
                title={"nl": "Naaien"},
                description={"nl": "Elke week"},
                modified=datetime(2026, 1, 1, tzinfo=UTC),
            ),
            an_offer("description", title={"nl": "Elke week"}, description={"nl": "Samen naaien, onder meer"}),
        )
        hits = ask(index, text="naaien").hits
        assert ["of_title", "of_description"] == [hit.id for hit in hits]
        assert all(hit.score is not None and hit.score > 0 for hit in hits)

    # — order —

    def test_by_distance(self, index: Index) -> None:
        """Near before less near; then what comes or is online, freshest first; then what may be anywhere, or does not say."""
        day = datetime(2026, 11, 20, tzinfo=UTC)
        fill(
            index,
            an_offer("silent", modified=day + timedelta(days=3)),
            an_offer("arranged", place_mode="by-arrangement", modified=day),
            an_offer("online", place_mode="online"),
            an_offer("serves", area_served=("12025",), modified=day),
            an_offer("near", place=_NEAR, modified=day),
            an_offer("here", place=_HERE),
        )
        assert ["here", "near", "serves", "online", "silent", "arranged"] == found(
            index, near=MECHELEN, sort="distance", where=Where(include_unknown=True)
        )

    def test_by_distance_from_nowhere_is_by_freshness(self, index: Index) -> None:
        """As without a sort."""
        fill(index, an_offer("a"), an_offer("b", modified=datetime(2026, 11, 9, tzinfo=UTC)))
        assert ["b", "a"] == found(index, sort="distance")

    def test_by_start(self, index: Index) -> None:
        """What one can begin with today, be it begun long ago; then by date; then what does not say."""
        fill(
            index,
            an_offer("silent", modified=datetime(2026, 11, 23, tzinfo=UTC)),
            an_offer("tomorrow", starts=date(2026, 11, 25)),
            an_offer("next-month", starts=date(2026, 12, 25), modified=datetime(2026, 11, 23, tzinfo=UTC)),
            an_offer("begun", starts=date(2020, 1, 1), modified=datetime(2026, 11, 2, tzinfo=UTC)),
            an_offer("today", starts=date(2026, 11, 24), modified=datetime(2026, 11, 3, tzinfo=UTC)),
            an_offer(
                "rolling", starts=date(2027, 1, 1), rolling_start=True, modified=datetime(2026, 11, 4, tzinfo=UTC)
            ),
        )
        assert ["rolling", "today", "begun", "tomorrow", "next-month", "silent"] == found(index, sort="starts-soonest")

    def test_by_title(self, index: Index) -> None:
        """Folded, the Dutch one; another where there is no Dutch."""
        fill(
            index,
            an_offer("b", title={"nl": "Bakken"}),
            an_offer("a", title={"nl": "ábeel"}),
            an_offer("french", title={"fr": "atelier"}),
            an_offer("c", title={"en": "aaa", "nl": "CAFÉ"}),
        )
        assert ["a", "french", "b", "c"] == found(index, sort="title")

    def test_equals_come_freshest_first_then_by_id(self, index: Index) -> None:
        """In every order."""
        fresh = datetime(2026, 11, 20, tzinfo=UTC)
        same = {"title": {"nl": "Zelfde"}, "place": _HERE, "starts": date(2026, 12, 1)}
        fill(
            index,
            an_offer("c", **same),
            an_offer("b", **same, confirmed=fresh),
            an_offer("a", **same),
            an_offer("d", **same, modified=fresh),
        )
        assert {("b", "d", "a", "c")} == {
            tuple(found(index, sort=sort, near=MECHELEN))
            for sort in ("distance", "starts-soonest", "freshest", "title", "relevance")
        }
