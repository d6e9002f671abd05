"""Offers and queries nobody wrote: fictional, with every field that is searched, and alike enough to compete.

One generator serves both ways of testing: drawn from a seed it gives large corpora at once, drawn by hypothesis (whose
random numbers shrink) small ones. Whatever is left out of an offer comes first, so that shrinking empties it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final, TypeVar, get_args

from hypothesis import strategies as st
from msgspec import Struct

from catalogue.index.base import FACET_FIELDS, UNKNOWN, Change, Dimension, Near, Query, Sort, Where
from catalogue.offer import model
from catalogue.offer.model import Offer, Place, Provider, QualityStatement, Range, Slot
from catalogue.places import Places

T = TypeVar("T")

TODAY: Final = date(2026, 11, 24)
_MIDNIGHT: Final = datetime(2025, 11, 23, 23, tzinfo=UTC)
"""Begin of 24 November 2025 in Brussels."""
FRESH_SINCE: Final = (date(2025, 11, 24), date(2026, 11, 1))
INSTANTS: Final = (
    datetime(2026, 11, 24, 8, tzinfo=UTC),
    datetime(2026, 11, 24, 8, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 11, 20, 8, tzinfo=UTC),
    datetime(2026, 10, 2, 7, 30, tzinfo=UTC),
    datetime(2026, 6, 1, tzinfo=UTC),
    _MIDNIGHT,
    _MIDNIGHT - timedelta(microseconds=1),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
)
"""Few, so that many offers are equally fresh."""

_HOMES: Final = ("12025", "12040", "12005", "24062", "24038", "11002", "44021", "21004")
_SECTORS: Final = ("sewing", "cooking", "food", "bicycle-repair", "repair", "gardening", "football", "sport", "music")
_CRITERIA: Final = ("insurance", "intake", "screening", "ethical-code")
_LANGUAGES: Final = ("ar", "fr", "ti", "uk")
_FEEDS: Final = ("breikring", "stadsloket", "gids")
PROVIDERS: Final = (
    Provider(id="or_a1", name="De Losse Draad (fictief)", type="non-profit"),
    Provider(id="or_b2", name="Stadsloket Voorbeeld (fictief)", type="municipality"),
    Provider(id="or_c3", name="Café Babbel & Co (fictief)", type="non-profit"),
    Provider(id="or_d4", name="l'École du Jardin (fictief)", type="school"),
    Provider(id="or_e5", name="Draadloos vzw (fictief)"),
)
WORDS: Final[Mapping[str, Sequence[str]]] = {
    "nl": (
        "naaien naait naaiatelier fietsen fiets fiets-atelier koken kookavond tuin tuinieren babbelen praattafel "
        "Nederlands buddy muziek sport voetbal auto's cafés herstellen samen elke dinsdag vrijwilligers kinderen "
        "huiswerk bibliotheek v.z.w. voor de met een <b>gratis</b> & 2024"
    ).split(),
    "fr": (
        "couture cuisine jardin vélo l'école buddy sport musique table conversation bénévoles enfants réparer avec "
        "les atelier dimanche <script>alert('jardin')</script>"
    ).split(),
    "en": (
        "sewing cooking garden bicycle bicycles buddy sport music talking table volunteers children repair library "
        "homework the with fish & chips"
    ).split(),
}
_ASKED: Final = (
    "naaien", "naaiatelier", "fietsen", "fietsatelier", "fiets-atelier", "FIETS", "koken", "tuinier", "buddy", "muziek",
    "auto", "café", "vrijwilliger", "Nederlands", "sewing", "table", "velo", "école", "l'école", "bénévole", "children",
    "Mechelen", "Louvain", "draad", "fictief", "kennismakingsstage", "voetbal", "vzw", "voor", "zeppelin",
)  # fmt: skip
_SIGNS: Final = ("?!", " ", "", "&")


# — offers —


def corpus(rng: Random, size: int) -> list[Offer]:
    return [offer(rng, offer_id(number)) for number in range(size)]


def offer_id(number: int) -> str:
    """Not in the order of numbers."""
    return f"of_{number * 7919 % 10_007:05d}"


def offer(rng: Random, id_: str) -> Offer:
    return Offer(
        id=id_,
        identifier=f"nr-{id_}",
        title=_text(rng, 1, 3),
        description=_maybe(rng, 0.7, lambda: _text(rng, 3, 14)),
        plain_text=_maybe(rng, 0.2, lambda: _text(rng, 2, 8)),
        keyword=_some(rng, WORDS["nl"], 2),
        provider=rng.choice(PROVIDERS),
        kind=_some(rng, get_args(model.Kind), 2) or ("buddy",),
        perspective=_some(rng, get_args(model.Perspective), 3),
        contact_form=_one(rng, 0.7, get_args(model.ContactForm)),
        sector=_some(rng, _SECTORS, 3),
        in_dutch=_one(rng, 0.6, (True, False)),
        dutch_level_min=_one(rng, 0.7, get_args(model.DutchLevel)),
        taalicoon=_one(rng, 0.5, (1, 2, 3, 4)),
        bridge_language=_some(rng, _LANGUAGES, 2),
        place=_maybe(rng, 0.75, lambda: _place(rng)),
        area_served=_some(rng, _HOMES, 3) if rng.random() > 0.7 else (),
        place_mode=_one(rng, 0.7, get_args(model.PlaceMode)),
        hours_per_week=_maybe(rng, 0.6, lambda: Range(min=_one(rng, 0.7, _HOURS), max=_one(rng, 0.6, _HOURS))),
        schedule=tuple(_slot(rng) for _ in range(rng.choice((0, 0, 1, 1, 2, 3)))),
        starts=_maybe(rng, 0.5, lambda: _day(rng)),
        rolling_start=_one(rng, 0.3, (True, False)),
        availability=_one(rng, 0.7, (*get_args(model.Availability), "unknown")),
        places=_one(rng, 0.5, (0, 1, 4, 12)),
        age_min=_one(rng, 0.4, (0, 12, 16, 18, 26)),
        age_max=_one(rng, 0.3, (18, 26, 65)),
        gender_audience=_one(rng, 0.5, get_args(model.GenderAudience)),
        childcare=_one(rng, 0.6, (*get_args(model.Childcare), "unknown")),
        cost_eur=_one(rng, 0.6, (0.0, 0.0, 2.5, 40.0)),
        expenses_reimbursed=_one(rng, 0.5, (True, False)),
        quality=tuple(_statement(rng) for _ in range(rng.choice((0, 0, 1, 2, 4)))),
        source=_one(rng, 0.95, _FEEDS),
        modified=rng.choice(INSTANTS),
        confirmed=_one(rng, 0.3, INSTANTS),
    )


_HOURS: Final = (0.0, 1.5, 2.0, 4.0, 8.0, 38.0)


def _text(rng: Random, least: int, most: int) -> dict[str, str]:
    langs = rng.choice((("nl",), ("nl",), ("nl", "fr"), ("fr",), ("en", "nl"), ("en",), ("ti",), ("nl-BE",)))
    return {lang: " ".join(_words(rng, WORDS.get(lang, WORDS["nl"]), rng.randint(least, most))) for lang in langs}


def _words(rng: Random, words: Sequence[str], count: int) -> Iterator[str]:
    return (rng.choice(words) for _ in range(count))


def _place(rng: Random) -> Place:
    home = Places.bundled().get(rng.choice(_HOMES))
    assert home is not None
    match rng.choice(("point", "point", "centre", "centre", "no point", "no municipality", "postcode")):
        case "point":
            return Place(
                municipality=home.nis, lat=home.lat + rng.uniform(-0.05, 0.05), lon=home.lon + rng.uniform(-0.05, 0.05)
            )
        case "centre":
            return Place(municipality=home.nis, lat=home.lat, lon=home.lon)
        case "no point":
            return Place(municipality=home.nis)
        case "no municipality":
            return Place(lat=home.lat, lon=home.lon)
        case _:
            return Place(postcode="2800")


def _slot(rng: Random) -> Slot:
    return Slot(
        weekday=_one(rng, 0.75, model.WEEKDAYS[:4]),
        part=_one(rng, 0.5, model.PARTS),
        start=_one(rng, 0.5, ("00:00", "11:59", "12:00", "17:59", "18:00")),
    )


def _day(rng: Random) -> date:
    return TODAY + timedelta(days=rng.choice((0, -1, 1, 7, 7, 30, -400)))


def _statement(rng: Random) -> QualityStatement:
    return QualityStatement(
        criterion=rng.choice(_CRITERIA),
        status=rng.choice(get_args(model.StatementStatus)),
        asserted_by="self",
        date=date(2026, 3, 2),
        until=_one(rng, 0.3, (date(2026, 3, 3),)),
    )


def _maybe(rng: Random, share: float, make: Callable[[], T]) -> T | None:
    return make() if rng.random() > 1 - share else None


def _one(rng: Random, share: float, values: Sequence[T]) -> T | None:
    return _maybe(rng, share, lambda: rng.choice(values))


def _some(rng: Random, values: Sequence[T], most: int) -> tuple[T, ...]:
    """Up to so many different values, often none."""
    return tuple(dict.fromkeys(rng.choice(values) for _ in range(rng.randint(0, most))))


# — what is asked —


def query(rng: Random) -> Query:
    """Text, place and up to five conditions together: as a rule some offers match, and others do not."""
    return Query(
        text=text(rng) if rng.random() > 0.55 else None,
        where=where(rng),
        near=_maybe(rng, 0.3, lambda: near(rng)),
        sort=rng.choice(get_args(Sort)),
        first=rng.choice((20, 7, 100, 1, 0)),
        facets=tuple(rng.sample(FACET_FIELDS, rng.choice((0, 3, len(FACET_FIELDS))))),
        facet_size=rng.choice((20, 100, 3, 0)),
        count_unknown=rng.random() < 0.8,
        highlight=rng.random() < 0.3,
        today=TODAY,
        fresh_since=_one(rng, 0.4, FRESH_SINCE),
    )


def text(rng: Random) -> str:
    """One or two words that occur; sometimes signs without a word."""
    return rng.choice(_SIGNS) if rng.random() > 0.92 else " ".join(_words(rng, _ASKED, rng.choice((1, 1, 2))))


def where(rng: Random) -> Where:
    names = rng.sample(tuple(_CONDITIONS), rng.choice((0, 0, 1, 1, 2, 3, 5)))
    if rng.random() > 0.85:
        names += ["weekday", "part_of_day"]
    return Where(**{name: _CONDITIONS[name](rng) for name in names}, include_unknown=rng.random() > 0.65)


def near(rng: Random) -> Near:
    home = Places.bundled().get(rng.choice(_HOMES))
    assert home is not None
    return Near(
        lat=home.lat, lon=home.lon, km=rng.choice((10.0, 2.0, 5.0, 25.0, 60.0)), nis=_one(rng, 0.8, (home.nis,))
    )


def _several(values: Sequence[T]) -> Callable[[Random], tuple[T, ...]]:
    return lambda rng: tuple(dict.fromkeys(_picked(rng, values)))


def _picked(rng: Random, values: Sequence[T]) -> Iterator[T]:
    return (rng.choice(values) for _ in range(rng.choice((1, 2, 3))))


def _yes_or_no(rng: Random) -> bool:
    return rng.choice((True, False))


_CONDITIONS: Final[Mapping[str, Callable[[Random], Any]]] = {
    "kind": _several(get_args(model.Kind)),
    "perspective": _several(get_args(model.Perspective)),
    "contact_form": _several(get_args(model.ContactForm)),
    "dutch_level_at_most": lambda rng: rng.choice(get_args(model.DutchLevel)),
    "taalicoon": _several((1, 2, 3, 4, 9)),
    "availability": _several((*get_args(model.Availability), UNKNOWN)),
    "place_mode": _several(get_args(model.PlaceMode)),
    "childcare": _several((*get_args(model.Childcare), UNKNOWN)),
    "gender_audience": _several((*get_args(model.GenderAudience), UNKNOWN)),
    "part_of_day": _several(model.PARTS),
    "weekday": _several(model.WEEKDAYS[:5]),
    "sector": _several((*_SECTORS, "no-such-sector")),
    "bridge_language": _several((*_LANGUAGES, "xx")),
    "municipality": _several((*_HOMES, "99999")),
    "provider": _several((*(str(one.id) for one in PROVIDERS), "or_nobody")),
    "source": _several((*_FEEDS, "no-such-feed")),
    "quality": _several((*_CRITERIA, "closure")),
    "hours_per_week_at_most": lambda rng: rng.choice((0.0, 2.0, 3.5, 20.0)),
    "starts_before": _day,
    "starts_after": _day,
    "age": lambda rng: rng.choice((0, 17, 18, 26, 66, 120)),
    "free_of_charge": _yes_or_no,
    "expenses_reimbursed": _yes_or_no,
    "counts_for_the_hours": _yes_or_no,
    "updated_since": lambda rng: rng.choice(INSTANTS),
}


def dimensions(rng: Random) -> tuple[Dimension, ...]:
    return tuple(rng.sample(get_args(Dimension), rng.choice((1, 2, 3))))


# — what changes —


class Log(Struct):
    """A change log in small: what is live, what is gone, and what happened, as an index is told."""

    live: dict[str, Offer]
    seq: int = 0

    def changes(self, rng: Random, count: int) -> list[Change]:
        """Offers created, changed, removed and created again, some of them several times."""
        return [self._change(rng) for _ in range(count)]

    def _change(self, rng: Random) -> Change:
        known = sorted(self.live)
        what = rng.choice(("create", "update", "remove"))
        id_ = rng.choice(known) if known and what != "create" else offer_id(rng.randint(0, 2 * len(known) + 1))
        now = None if what == "remove" else offer(rng, id_)
        self.live.pop(id_, None)
        if now is not None:
            self.live[id_] = now
        self.seq += 1
        return Change(seq=self.seq, id=id_, offer=now)


# — for hypothesis —


@st.composite
def corpora(draw: st.DrawFn) -> list[Offer]:
    """A few offers."""
    return corpus(draw(st.randoms(use_true_random=False)), draw(st.integers(0, 6)))


@st.composite
def queries(draw: st.DrawFn) -> Query:
    return query(draw(st.randoms(use_true_random=False)))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Offer], list[Change]]:
    """What was live, and what happened to it."""
    rng = draw(st.randoms(use_true_random=False))
    before = corpus(rng, draw(st.integers(0, 4)))
    return before, Log({str(one.id): one for one in before}).changes(rng, draw(st.integers(1, 6)))
