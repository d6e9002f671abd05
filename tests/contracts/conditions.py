"""The meaning of each condition, as examples: offers for which it holds, those for which it does not, those that do not say."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from catalogue.index.base import Where
from catalogue.offer.model import Place, Provider, QualityStatement, Range, Slot

Fields = dict[str, Any]


class Case(Struct, frozen=True, kw_only=True):
    """A condition and the fields of offers beside it."""

    name: str
    where: Where
    holds: tuple[Fields, ...] = ()
    fails: tuple[Fields, ...] = ()
    silent: tuple[Fields, ...] = ()
    condition: str = ""
    """The name under which silence is counted."""


def _case(
    name: str, *, holds: Any = (), fails: Any = (), silent: Any = (), counts_as: str = "", **conditions: Any
) -> Case:
    return Case(
        name=name,
        where=Where(**conditions),
        holds=holds,
        fails=fails,
        silent=silent,
        condition=counts_as or next(iter(conditions)),
    )


def _slots(*slots: Slot) -> Fields:
    return {"schedule": slots}


def _stated(**statuses: Any) -> Fields:
    return {
        "quality": tuple(
            QualityStatement(
                criterion=criterion, status=status, asserted_by="self", date=date(2026, 1, 5), until=date(2026, 2, 5)
            )
            for criterion, status in statuses.items()
        )
    }


_DAY: Final = date(2026, 12, 1)
_INSTANT: Final = datetime(2026, 11, 10, 8, tzinfo=UTC)
_EVENING: Final = Slot(part="evening")

CASES: Final = (
    _case(
        "kind shares a value",
        kind=("buddy", "tutoring"),
        holds=({"kind": ("club-life", "buddy")},),
        fails=({"kind": ("mentoring",)},),
    ),
    _case(
        "perspective",
        perspective=("social",),
        holds=({"perspective": ("educational", "social")},),
        fails=({"perspective": ("professional",)},),
        silent=({},),
    ),
    _case(
        "contact form",
        contact_form=("duo", "group"),
        holds=({"contact_form": "duo"},),
        fails=({"contact_form": "small-group"},),
        silent=({},),
    ),
    _case(
        "level at most",
        dutch_level_at_most="A2",
        holds=({"dutch_level_min": "none"}, {"dutch_level_min": "A1"}, {"dutch_level_min": "A2"}),
        fails=({"dutch_level_min": "B1"}, {"dutch_level_min": "C2"}),
        silent=({},),
    ),
    _case(
        "no level",
        dutch_level_at_most="none",
        holds=({"dutch_level_min": "none"},),
        fails=({"dutch_level_min": "A1"},),
        silent=({},),
    ),
    _case("taalicoon", taalicoon=(1, 2), holds=({"taalicoon": 2},), fails=({"taalicoon": 3},), silent=({},)),
    _case("taalicoon that does not exist", taalicoon=(0,), fails=({"taalicoon": 1},), silent=({},)),
    _case(
        "availability",
        availability=("open", "limited"),
        holds=({"availability": "limited"},),
        fails=({"availability": "full"},),
        silent=({}, {"availability": "unknown"}),
    ),
    _case(
        "availability open or unknown",
        availability=("open", "unknown"),
        holds=({"availability": "open"}, {"availability": "unknown"}, {}),
        fails=({"availability": "full"},),
    ),
    _case(
        "place mode",
        place_mode=("online", "hybrid"),
        holds=({"place_mode": "hybrid"},),
        fails=({"place_mode": "on-site"},),
        silent=({},),
    ),
    _case(
        "childcare",
        childcare=("provided",),
        holds=({"childcare": "provided"},),
        fails=({"childcare": "none"},),
        silent=({},),
    ),
    _case(
        "childcare unknown",
        childcare=("unknown",),
        holds=({"childcare": "unknown"}, {}),
        fails=({"childcare": "none"}, {"childcare": "provided"}),
    ),
    _case(
        "gender audience is what is said",
        gender_audience=("women",),
        holds=({"gender_audience": "women"},),
        fails=({"gender_audience": "everyone"},),
        silent=({},),
    ),
    _case(
        "weekday, whatever the part",
        weekday=("monday", "friday"),
        holds=(_slots(Slot(weekday="friday")), _slots(Slot(weekday="tuesday"), Slot(weekday="monday", part="evening"))),
        fails=(_slots(Slot(weekday="tuesday")), _slots(Slot(weekday="sunday", part="morning"))),
        silent=({}, _slots(_EVENING), _slots(Slot(weekday="tuesday"), Slot(text="af te spreken"))),
    ),
    _case(
        "part of day, said or derived from the start",
        part_of_day=("evening",),
        holds=(_slots(_EVENING), _slots(Slot(start="18:00")), _slots(Slot(start="09:00", part="evening"))),
        fails=(_slots(Slot(start="17:59")), _slots(Slot(start="18:00", part="morning"))),
        silent=({}, _slots(Slot(weekday="monday"))),
    ),
    _case(
        "weekday and part of day of one slot",
        weekday=("monday",),
        part_of_day=("evening",),
        counts_as="weekday",
        holds=(_slots(Slot(weekday="tuesday"), Slot(weekday="monday", start="19:30")),),
        fails=(
            _slots(Slot(weekday="monday", part="morning"), Slot(weekday="tuesday", part="evening")),
            _slots(Slot(weekday="tuesday")),
            _slots(Slot(part="morning")),
        ),
        silent=({}, _slots(Slot(weekday="monday")), _slots(_EVENING), _slots(Slot(text="in overleg"))),
    ),
    _case(
        "sector",
        sector=("sewing", "no-such-sector"),
        holds=({"sector": ("food", "sewing")},),
        fails=({"sector": ("food",)},),
        silent=({},),
    ),
    _case(
        "bridge language",
        bridge_language=("ar",),
        holds=({"bridge_language": ("fr", "ar")},),
        fails=({"bridge_language": ("fr",)},),
        silent=({},),
    ),
    _case(
        "municipality, of the place or the area",
        municipality=("12025",),
        holds=(
            {"place": Place(municipality="12025")},
            {"place": Place(municipality="11002"), "area_served": ("24062", "12025")},
        ),
        fails=({"place": Place(municipality="11002")}, {"area_served": ("24062",)}),
        silent=({}, {"place": Place(lat=51.03, lon=4.48)}),
    ),
    _case(
        "provider",
        provider=("or_y", "or_nobody"),
        holds=({"provider": Provider(id="or_y", name="Y (fictief)")},),
        fails=({},),
        silent=({"provider": Provider(name="Y (fictief)")},),
    ),
    _case("source", source=("gids",), holds=({"source": "gids"},), fails=({},), silent=({"source": None},)),
    _case(
        "a criterion met",
        quality=("insurance", "intake"),
        holds=(_stated(insurance="met"), _stated(intake="met", insurance="not-met")),
        fails=(_stated(insurance="not-met", intake="not-met"),),
        silent=(
            {},
            _stated(insurance="not-met"),
            _stated(insurance="not-met", intake="unknown"),
            _stated(closure="met"),
        ),
    ),
    _case(
        "hours a week, by the least",
        hours_per_week_at_most=4.0,
        holds=({"hours_per_week": Range(min=4.0, max=8.0)}, {"hours_per_week": Range(max=3.5)}),
        fails=({"hours_per_week": Range(min=4.5)}, {"hours_per_week": Range(max=5.0)}),
        silent=({}, {"hours_per_week": Range()}),
    ),
    _case(
        "starts before, that day included",
        starts_before=_DAY,
        holds=(
            {"starts": _DAY},
            {"starts": _DAY - timedelta(days=400)},
            {"starts": _DAY + timedelta(days=1), "rolling_start": True},
        ),
        fails=({"starts": _DAY + timedelta(days=1)},),
        silent=({}, {"rolling_start": False}),
    ),
    _case(
        "starts after, that day included",
        starts_after=_DAY,
        holds=({"starts": _DAY}, {"rolling_start": True}),
        fails=({"starts": _DAY - timedelta(days=1), "rolling_start": False},),
        silent=({},),
    ),
    _case(
        "age within, both ends included",
        age=18,
        holds=({"age_min": 18}, {"age_max": 18}, {"age_min": 16, "age_max": 26}),
        fails=({"age_min": 19}, {"age_max": 17}, {"age_min": 26, "age_max": 30}),
        silent=({},),
    ),
    _case("age nought", age=0, holds=({"age_min": 0}, {"age_max": 3}), fails=({"age_min": 1},), silent=({},)),
    _case("free", free_of_charge=True, holds=({"cost_eur": 0.0},), fails=({"cost_eur": 0.5},), silent=({},)),
    _case("not free", free_of_charge=False, holds=({"cost_eur": 0.5},), fails=({"cost_eur": 0.0},), silent=({},)),
    _case(
        "expenses reimbursed",
        expenses_reimbursed=True,
        holds=({"expenses_reimbursed": True},),
        fails=({"expenses_reimbursed": False},),
        silent=({},),
    ),
    _case(
        "expenses not reimbursed",
        expenses_reimbursed=False,
        holds=({"expenses_reimbursed": False},),
        fails=({"expenses_reimbursed": True},),
        silent=({},),
    ),
    _case(
        "counts for the hours unless known not to",
        counts_for_the_hours=True,
        holds=({}, {"in_dutch": True}),
        fails=({"in_dutch": False},),
    ),
    _case(
        "does not count for the hours",
        counts_for_the_hours=False,
        holds=({"in_dutch": False},),
        fails=({}, {"in_dutch": True}),
    ),
    _case(
        "updated since, that instant included",
        updated_since=_INSTANT,
        holds=({"modified": _INSTANT},),
        fails=({"modified": _INSTANT - timedelta(microseconds=1)}, {"confirmed": _INSTANT}),
    ),
)
