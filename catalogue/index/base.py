"""What every search engine behind the catalogue does: one protocol, queries and answers of our own making.

The meaning of each condition is fixed here, in `Where` and `Near`, and proved on every engine against the plain-Python
oracle in `tests/oracle.py`: match sets, totals, facet counts and unknown counts are exact and identical everywhere.
Only the ranking of words may differ, within noise.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, Protocol, get_args

from msgspec import Struct

from catalogue.offer import model
from catalogue.offer.model import Offer

Sort = Literal["relevance", "distance", "starts-soonest", "freshest", "title"]
FacetField = Literal[
    "kind", "perspective", "contact_form", "dutch_level", "availability", "place_mode", "childcare", "part_of_day",
    "weekday", "sector", "municipality", "provider", "bridge_language", "quality", "source",
]  # fmt: skip
FACET_FIELDS: tuple[FacetField, ...] = get_args(FacetField)
Dimension = Literal["municipality", "kind", "perspective", "dutch_level", "part_of_day", "availability"]
UNKNOWN = "unknown"
"""The key of what an offer does not say, in coverage cells and as a value of the availability filter."""

MAX_DEPTH = 1000
"""Results beyond this position are refused with `TooDeep`: mirrors use the change log, people refine."""


class Where(Struct, frozen=True, kw_only=True):
    """Conditions that must all hold; several values of one condition are alternatives. Empty or `None` asks nothing.

    A condition on a field the offer leaves unknown does not hold, and `hidden_by_unknown` counts the offers that miss
    only through that; `include_unknown` lets them in. Exactly what *unknown* means is said per field. A field with
    several values (kind, perspective, sector, bridge language …) holds when it shares a value, is unknown when empty.
    """

    kind: tuple[model.Kind, ...] = ()
    perspective: tuple[model.Perspective, ...] = ()
    contact_form: tuple[model.ContactForm, ...] = ()
    dutch_level_at_most: model.DutchLevel | None = None
    """`dutch_level_min` is this or lower; order none < A1 < … < C2."""
    taalicoon: tuple[int, ...] = ()
    availability: tuple[str, ...] = ()
    """Codes of the scheme or `"unknown"`. Asking for `"unknown"` matches the offers that do not say."""
    place_mode: tuple[model.PlaceMode, ...] = ()
    childcare: tuple[str, ...] = ()
    """As availability: `"unknown"` is a value one can ask for."""
    gender_audience: tuple[str, ...] = ()
    """As availability: `"unknown"` is a value one can ask for."""
    part_of_day: tuple[model.PartOfDay, ...] = ()
    weekday: tuple[model.Weekday, ...] = ()
    """One and the same slot satisfies both `weekday` and `part_of_day`. A slot's part is `part`, else derived from its
    start (see `model.part_of`). Unknown: no slot satisfies, and there are no slots at all, or some slot would satisfy were
    its missing weekday or part filled in. Both given count as one condition, named `weekday`, for the unknown count."""
    sector: tuple[str, ...] = ()
    bridge_language: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    """NIS codes: the offer's place lies in one, or its `area_served` holds one. Unknown: neither is given."""
    provider: tuple[str, ...] = ()
    """Ids; compared with `offer.provider.id`."""
    source: tuple[str, ...] = ()
    """Keys of feeds; compared with `offer.source`."""
    quality: tuple[str, ...] = ()
    """Criterion codes, one of them with a statement `met`. Unknown: none is met and at least one asked criterion has
    no statement `met` or `not-met`."""
    hours_per_week_at_most: float | None = None
    """`hours_per_week.min` (`max` where there is no min) is this or less."""
    starts_before: date | None = None
    starts_after: date | None = None
    """`starts` on or before / on or after. `rolling_start` satisfies both. Unknown: neither is given."""
    age: int | None = None
    """`age_min` ≤ age ≤ `age_max`, a missing end being open. Unknown: both are missing."""
    free_of_charge: bool | None = None
    """True: `cost_eur` is 0; false: it is more."""
    expenses_reimbursed: bool | None = None
    counts_for_the_hours: bool | None = None
    """True: no test of `rules.hours_tests` has verdict `not-met`; false: one has. Never unknown."""
    updated_since: datetime | None = None
    """`modified` (always known) is this instant or later."""
    include_unknown: bool = False


class Near(Struct, frozen=True, kw_only=True):
    """Where someone is. An offer matches when its point lies within `km` (great circle, inclusive), or `area_served` holds
    `nis`, or its mode is online (the last two have no distance and sort after), or it is by arrangement with neither
    place nor area (last of all). Its point is `place.lat/lon`. Unknown: no point, no area, and not one of those modes.
    """

    lat: float
    lon: float
    km: float
    nis: str | None = None


class Query(Struct, frozen=True, kw_only=True):
    text: str | None = None
    where: Where = Where()
    near: Near | None = None
    sort: Sort = "relevance"
    """`relevance` without text sorts as `freshest`: latest of `modified` and `confirmed` first. `distance` without
    `near` does too. `starts-soonest`: rolling starts and offers already begun first (as of `today`), then by date,
    unknown last. `title`: by `catalogue.text.fold` of the Dutch (or only) title. Ties: `freshest`, then id."""
    first: int = 20
    after: str | None = None
    """`cursor` of a hit of the same query (everything but `first`, `after`, `facets`, `highlight` equal)."""
    facets: tuple[FacetField, ...] = ()
    facet_size: int = 20
    count_unknown: bool = False
    highlight: bool = False
    today: date
    """The clock is an argument."""
    fresh_since: date | None = None
    """Offers whose latest of `modified` and `confirmed` is before this day are left out (design: after 365 days)."""


class Bucket(Struct, frozen=True):
    value: str
    count: int


class Highlight(Struct, frozen=True):
    field: str
    """`title`, `description`, `plain_text`, `keyword` or `provider`."""
    html: str
    """Escaped, but for `<mark>` around what matched."""


class Hit(Struct, frozen=True, kw_only=True):
    id: str
    cursor: str
    score: float | None = None
    """Of the words; `None` without text."""
    distance_km: float | None = None
    highlights: tuple[Highlight, ...] = ()


class Hits(Struct, frozen=True, kw_only=True):
    total: int
    hits: tuple[Hit, ...]
    has_next: bool
    facets: Mapping[FacetField, tuple[Bucket, ...]]
    """Per value: how many offers would match were this facet's own condition replaced by this value alone; most first,
    then by value; at most `facet_size`, none with 0. An offer with several values counts in each."""
    hidden_by_unknown: Mapping[str, int]
    """Condition (a field of `Where`, or `near`) → offers that fail it alone, and only because they do not say."""


class Cell(Struct, frozen=True, kw_only=True):
    keys: tuple[str, ...]
    """In the order of `by`; `unknown` is a key; a municipality is a NIS code."""
    count: int
    region_wide: int
    """With municipality among `by`: in cells whose municipality is `unknown`, the offers that serve an area or are
    online (never counted in a municipality of its own); 0 elsewhere."""
    places: int | None
    """Sum of the places that are known; `None` when none is."""


class Completion(Struct, frozen=True):
    text: str
    type: Literal["word", "organisation"]
    value: str
    """A word, or the id of a provider."""
    count: int


class Change(Struct, frozen=True):
    """What the store's log says at `seq`; `offer` is the live offer now, `None` when it is gone."""

    seq: int
    id: str
    offer: Offer | None


class Index(Protocol):
    """One file per engine family. Readers never wait for writers; a search sees one generation throughout."""

    @property
    def epoch(self) -> str | None:
        """The epoch of the change log it follows; `None` when empty. Of another epoch than the store's: rebuild."""
        ...

    @property
    def seq(self) -> int:
        """High-water mark: every change up to and including this is searchable."""
        ...

    def apply(self, changes: Iterable[Change], upto: int) -> int:
        """Make changes (ascending `seq`) searchable; idempotent. Returns the new high-water mark, `upto` at least."""
        ...

    def rebuild(self, offers: Iterable[Offer], *, epoch: str, upto: int) -> None:
        """Build a new base beside the old one and swap; searches go on meanwhile. A crash leaves the old one."""
        ...

    def search(self, query: Query) -> Hits:
        """Raises `BadCursor`, `CursorExpired` (epoch), `TooDeep`, `Unavailable`."""
        ...

    def complete(self, prefix: str, first: int) -> tuple[Completion, ...]:
        """Words of live offers and names of their providers that start like this, most frequent first; with one typing error
        allowed from 4 characters where nothing starts exactly so."""
        ...

    def cells(
        self, by: tuple[Dimension, ...], where: Where, *, today: date, fresh_since: date | None
    ) -> tuple[Cell, ...]:
        """Supply counted over one to three dimensions, zero cells included (municipality: those that occur; the caller adds the
        others). An offer with several values counts in each."""
        ...

    def close(self) -> None: ...
