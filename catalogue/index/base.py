"""What every search engine behind the catalogue does: one protocol, queries and answers of our own making.

The meaning of each condition is fixed here, in `Where` and `Near`, and proved on every engine against the plain-Python
oracle in `tests/oracle`: match sets, totals, facet counts and unknown counts are exact and identical everywhere.
Only the ranking of words may differ, within noise.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar, Literal, Protocol, get_args

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
"""No page goes beyond this position, and going on after it is refused with `TooDeep`: mirrors use the change log, people
refine."""


class Where(Struct, frozen=True, kw_only=True):
    """Conditions that must all hold; several values of one condition are alternatives. Empty or `None` asks nothing.

    A condition on a field the offer leaves unknown does not hold, and `hidden_by_unknown` counts the offers that miss
    only through that; `include_unknown` lets them in. Exactly what *unknown* means is said per field; where nothing is
    said, the field is missing. A field with several values (kind, perspective, sector, bridge language …) holds when it
    shares a value, is unknown when empty. A value that no offer has is no error: it matches none.
    """

    kind: tuple[model.Kind, ...] = ()
    perspective: tuple[model.Perspective, ...] = ()
    contact_form: tuple[model.ContactForm, ...] = ()
    dutch_level_at_most: model.DutchLevel | None = None
    """`dutch_level_min` is this or lower; order none < A1 < … < C2, as in the model."""
    taalicoon: tuple[int, ...] = ()
    availability: tuple[str, ...] = ()
    """Codes of the scheme or `"unknown"`. Asking for `"unknown"` matches the offers that do not say, those that say
    `"unknown"` among them; then none fails by not saying."""
    place_mode: tuple[model.PlaceMode, ...] = ()
    childcare: tuple[str, ...] = ()
    """As availability: `"unknown"` is a value one can ask for."""
    gender_audience: tuple[str, ...] = ()
    """As availability: `"unknown"` is a value one can ask for."""
    part_of_day: tuple[model.PartOfDay, ...] = ()
    weekday: tuple[model.Weekday, ...] = ()
    """One and the same slot satisfies both `weekday` and `part_of_day`. A slot's part is `part`, else derived from its
    start (see `model.part_of`). Unknown: no slot satisfies, and there are no slots at all, or some slot would satisfy were
    its missing weekday or part filled in. Both given count as one condition, named `weekday`, for the unknown count; one
    alone is named as it is, and a slot need then not say the other."""
    sector: tuple[str, ...] = ()
    bridge_language: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    """NIS codes: the offer's place lies in one, or its `area_served` holds one. Unknown: neither is given."""
    provider: tuple[str, ...] = ()
    """Ids; compared with `offer.provider.id`."""
    source: tuple[str, ...] = ()
    """Keys of feeds; compared with `offer.source`."""
    quality: tuple[str, ...] = ()
    """Criterion codes, one of them with a statement `met`, whatever else is stated and until when. Unknown: none is met
    and at least one asked criterion has no statement `met` or `not-met`."""
    hours_per_week_at_most: float | None = None
    """`hours_per_week.min` (`max` where there is no min) is this or less. Unknown: neither is given."""
    starts_before: date | None = None
    starts_after: date | None = None
    """`starts` on or before / on or after; a true `rolling_start` satisfies both, whatever the date. Unknown: no date, and
    not rolling."""
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
    """Of `near` too."""


class Near(Struct, frozen=True, kw_only=True):
    """Where someone is. An offer matches when its point lies within `km` (great circle, inclusive), or `area_served` holds
    `nis`, or its mode is online, or it is by arrangement with neither place (a point or a municipality) nor area. Its
    point is `place.lat/lon`. Unknown: none of these holds, and it has neither point nor area.

    Only what lies within `km` has a distance, whatever else it matches by. By distance, offers that serve an area or are
    online come after those, all others (by arrangement, or unknown and let in) last.
    """

    lat: float
    lon: float
    km: float
    nis: str | None = None


class Query(Struct, frozen=True, kw_only=True):
    text: str | None = None
    """Words, as people type them: an offer matches when each of `catalogue.text.groups(text)` has a term among those of the
    texts it is searched by (`catalogue.text.searched`), wherever they stand. Text without a word (blank, “?!”) asks
    nothing, as no text does: signs do not empty the list of someone who is still typing."""
    where: Where = Where()
    near: Near | None = None
    sort: Sort = "relevance"
    """`relevance` without text sorts as `freshest`: latest of `modified` and `confirmed` first. `distance` without
    `near` does too; with it, see `Near`. `starts-soonest`: rolling starts and offers already begun first (up to and with
    `today`), all alike, then by date, unknown last. `title`: by `catalogue.text.fold` of `model.in_language(title, "nl")`,
    by code point. Ties: `freshest`, then id, ascending."""
    first: int = 20
    """Hits of a page, 0 or more; 0 for the counts alone."""
    after: str | None = None
    """`cursor` of a hit of the same search: `text`, `where`, `near` and `sort` equal. What a page shows beside its hits may
    differ, and so may the clock: paging goes on over midnight. After a change it goes on behind that hit, where it moved
    by less than a page, or at its place where it is gone."""
    facets: tuple[FacetField, ...] = ()
    facet_size: int = 20
    count_unknown: bool = False
    highlight: bool = False
    today: date
    """The clock is an argument."""
    fresh_since: date | None = None
    """Offers whose latest of `modified` and `confirmed` is before this local day (it begins at midnight in Brussels) are
    left out (design: after 365 days). No condition: nothing counts them."""


class Bucket(Struct, frozen=True):
    value: str
    count: int


class Highlight(Struct, frozen=True):
    field: str
    """`title`, `description`, `plain_text`, `keyword` or `provider`; those that hold a word of the text, once each."""
    html: str
    """A fragment (some 200 characters), escaped but for `<mark>` around the words that matched, of which it holds one at
    least, whole."""


class Hit(Struct, frozen=True, kw_only=True):
    id: str
    cursor: str
    score: float | None = None
    """Of the words, more than 0, however hits are sorted; `None` where text asks nothing. Comparable within one answer."""
    distance_km: float | None = None
    highlights: tuple[Highlight, ...] = ()


class Hits(Struct, frozen=True, kw_only=True):
    total: int
    hits: tuple[Hit, ...]
    has_next: bool
    """Whether more match after this page, be it beyond `MAX_DEPTH`."""
    facets: Mapping[FacetField, tuple[Bucket, ...]]
    """Per value: how many offers would match were this facet's own condition replaced by this value alone; most first,
    then by value; at most `facet_size`, none with 0. An offer with several values counts in each.

    A facet's own condition is the field of `Where` called alike, `dutch_level_at_most` for `dutch_level`: a level counts
    the offers that ask it or less. `weekday` and `part_of_day` leave the other of the two as asked, of the same slot.
    What an offer does not say is counted only where one can ask for it, as `unknown` of `availability` and `childcare`:
    `include_unknown` lets offers in by the other conditions, not by the facet's own.
    """
    hidden_by_unknown: Mapping[str, int]
    """Condition (a field of `Where`, or `near`) → offers that fail it alone, and only because they do not say. Conditions
    without any are left out. Empty unless `count_unknown`, and with `include_unknown`."""


class Cell(Struct, frozen=True, kw_only=True):
    keys: tuple[str, ...]
    """In the order of `by`; `unknown` is a key of every dimension; a municipality is a NIS code. Levels are counted as they
    are asked, not as “at most”; a part of the day is one that a slot names."""
    count: int
    region_wide: int
    """With municipality among `by`: in cells whose municipality is `unknown`, the offers that serve an area or are online,
    counted here instead of in `count`; 0 elsewhere. An offer belongs to the municipality of its place, or else to the only
    one it serves; unless it is online, which is everywhere. One that serves several, without a place, is region-wide."""
    places: int | None
    """Sum of the places that are known, of the region-wide offers too; `None` when none is."""


class Completion(Struct, frozen=True):
    text: str
    """A word as `catalogue.text.surface` gives it, or the name of a provider."""
    type: Literal["word", "organisation"]
    value: str
    """A word, or the id of a provider."""
    count: int
    """Live offers that have the word in title, description, plain text or keywords, or that are of the provider."""


class Change(Struct, frozen=True):
    """What the store's log says at `seq`; `offer` is the live offer now, `None` when it is gone."""

    seq: int
    id: str
    offer: Offer | None


class Index(Protocol):
    """One file per engine family. Readers never wait for writers; a search sees one generation throughout.

    Before the first `rebuild` there is nothing to ask or to apply changes to: that raises `Unavailable`.
    """

    shared: ClassVar[bool]
    """Whether all processes search one and the same: then one at a time brings it up to date. Else each has its own view."""

    @property
    def epoch(self) -> str | None:
        """The epoch of the change log it follows; `None` when empty. Of another epoch than the store's: rebuild."""
        ...

    @property
    def seq(self) -> int:
        """High-water mark: every change up to and including this is searchable."""
        ...

    def apply(self, changes: Iterable[Change], upto: int) -> int:
        """Make changes searchable: those after `seq` (what it has already is passed over, so doing it again changes nothing),
        ascending; of several of one offer the last counts. Returns the new high-water mark, `upto` at least."""
        ...

    def rebuild(self, offers: Iterable[Offer], *, epoch: str, upto: int) -> None:
        """Build a new base beside the old one and swap; searches go on meanwhile. A crash leaves the old one."""
        ...

    def search(self, query: Query) -> Hits:
        """Raises `BadCursor`, `CursorExpired` (epoch), `TooDeep`, `Unavailable`."""
        ...

    def complete(self, prefix: str, first: int) -> tuple[Completion, ...]:
        """Words of live offers and names of their providers (any word of a name) that start like this, most frequent first,
        then by text; both folded, blanks as one, a blank prefix gives nothing.

        Where nothing starts exactly so, from 4 characters on with one typing error: a letter wrong, missing, too many, or
        two neighbours swapped. The words then looked through begin with the first or the second letter typed.
        """
        ...

    def cells(
        self, by: tuple[Dimension, ...], where: Where, *, today: date, fresh_since: date | None
    ) -> tuple[Cell, ...]:
        """Supply counted over one to three dimensions, zero cells included (municipality: those that occur; the caller adds the
        others). An offer with several values counts in each. Cells in the order of the schemes (municipalities by code),
        the first dimension slowest, `unknown` last."""
        ...

    def close(self) -> None: ...
