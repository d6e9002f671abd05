"""The only door of the outputs: everything that leaves the catalogue is read here, at the level its source allows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from catalogue import cursor
from catalogue.errors import BadCursor, BadInput, CursorExpired
from catalogue.feed import FeedState, Run
from catalogue.index.base import UNKNOWN, Cell, Completion, Dimension, FacetField, Hits, Index, Near, Query, Sort, Where
from catalogue.offer.day import today_in_brussels
from catalogue.offer.model import Offer, Provider, Redistribution
from catalogue.offer.problems import Problem
from catalogue.offer.redistribution import may_show, named, reported, shown
from catalogue.places import Municipality, PlaceMatch, Places
from catalogue.settings import Settings
from catalogue.store import LoggedChange, Store
from vocab.terms import Concept, concepts

MAX_FIRST: Final = 100
MAX_CHANGES: Final = 1000
MAX_NAME: Final = 200
"""Characters of an organisation's name that is looked for."""
_SIMILAR_KM: Final = 25.0


class Found(Struct, frozen=True, kw_only=True):
    """An answer to a search: the engine's, with the offers of the page as they may be shown."""

    hits: Hits
    offers: dict[str, Offer]
    """By id; one that went between index and store is missing."""


class LoggedOffer(Struct, frozen=True, kw_only=True):
    """A change with the cursor to go on from it, and the offer as it is now."""

    cursor: str
    change: LoggedChange
    offer: Offer | None


class Reader:
    """Reads store and index for one instance of the catalogue. Thread-safe; holds no state of its own."""

    def __init__(self, store: Store, index: Index, places: Places, settings: Settings) -> None:
        self._store = store
        self._index = index
        self.places = places
        self.settings = settings

    def now(self) -> datetime:
        return self.settings.now()

    # — finding —

    def search(
        self,
        *,
        text: str | None = None,
        where: Where = Where(),  # noqa: B008  # frozen
        near: Near | None = None,
        sort: Sort = "relevance",
        first: int = 20,
        after: str | None = None,
        facets: tuple[FacetField, ...] = (),
        facet_size: int = 20,
        count_unknown: bool = False,
        highlight: bool = False,
    ) -> Found:
        """Search live offers. `where.municipality` holds NIS codes (`municipality_code`), `sector` codes.

        Raises `BadInput` and its kin for what cannot be asked.
        """
        if not 0 <= first <= MAX_FIRST:
            raise BadInput(f"first is {first}: expected 0 to {MAX_FIRST}.")
        today = today_in_brussels(self.now())
        hits = self._index.search(
            Query(
                text=text or None,
                where=where,
                near=near,
                sort=sort,
                first=first,
                after=after,
                facets=facets,
                facet_size=facet_size,
                count_unknown=count_unknown,
                highlight=highlight,
                today=today,
                fresh_since=today - timedelta(days=self.settings.hidden_after_days),
            )
        )
        offers = self._store.offers([hit.id for hit in hits.hits])
        return Found(hits=_allowed(hits, offers), offers={id_: shown(offer) for id_, offer in offers.items()})

    def near(
        self,
        *,
        municipality: str | None = None,
        postcode: str | None = None,
        lat: float | None = None,
        lon: float | None = None,
        km: float = 10.0,
    ) -> Near:
        """Where someone is, from exactly one of municipality, postcode, lat + lon.

        Raises `UnknownPlace`, `AmbiguousPlace`, and `BadInput` for any other combination.
        """
        if not 0 < km <= 500:
            raise BadInput(f"near.km is {km:g}: expected more than 0, at most 500.")
        given = [bool(municipality), bool(postcode), lat is not None or lon is not None]
        if sum(given) != 1:
            raise BadInput("near: give exactly one of municipality, postcode, or lat and lon together.")
        if municipality or postcode:
            match = self.places.resolve(municipality or postcode or "")
            return Near(lat=match.lat, lon=match.lon, km=km, nis=match.municipality.nis)
        if lat is None or lon is None:
            raise BadInput("near: lat and lon go together.")
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise BadInput(f"near: {lat:g}, {lon:g} is not a point in degrees (WGS84).")
        closest = self.places.nearest(lat, lon)
        return Near(lat=lat, lon=lon, km=km, nis=closest.nis if closest else None)

    def municipality_code(self, text: str) -> str:
        """The NIS code of a municipality by name (present, former, part of town), code or postcode."""
        return self.places.resolve(text).municipality.nis

    def municipalities(self, text: str | None, first: int) -> list[Municipality]:
        """What a name, code or postcode stands for, then what starts like it; all of them without text."""
        if not text:
            return list(self.places.in_order()[:first])
        matches = [*self.places.called(text), *self.places.complete(text, first * 3)]
        return list({match.municipality.nis: match.municipality for match in matches}.values())[:first]

    def suggest(self, prefix: str, first: int) -> tuple[list[PlaceMatch], list[Concept], tuple[Completion, ...]]:
        """Places, concepts (kinds and sectors) and words or organisations that start like this, at most `first` each."""
        start = " ".join(prefix.split())[:100]
        if not start:
            return [], [], ()
        folded = start.casefold()
        like = [
            concept
            for scheme in ("kind", "sector")
            for concept in concepts(scheme)
            if any(
                label.casefold().startswith(folded)
                for label in (*concept.labels.values(), *(alt for alts in concept.alt_labels.values() for alt in alts))
            )
        ]
        return self.places.complete(start, first), like[:first], self._index.complete(start, first)

    def similar(self, offer: Offer, first: int) -> list[Offer]:
        """Live offers of the same kind, best those of the same sectors and nearby."""
        home = self.places.get(offer.place.municipality) if offer.place and offer.place.municipality else None
        near = Near(lat=home.lat, lon=home.lon, km=_SIMILAR_KM, nis=home.nis) if home else None
        found: dict[str, Offer] = {}
        for sector in (offer.sector, ()) if offer.sector else ((),):
            where = Where(kind=offer.kind, sector=sector)
            page = self.search(
                where=where, near=near, sort="distance" if near else "freshest", first=min(first + 1, MAX_FIRST)
            )
            found.update({hit.id: page.offers[hit.id] for hit in page.hits.hits if hit.id in page.offers})
            found.pop(offer.id or "", None)
            if len(found) >= first:
                break
        return list(found.values())[:first]

    def coverage(self, by: tuple[Dimension, ...], where: Where) -> list[Cell]:
        """Supply over one to three dimensions, zero cells included; every municipality has its cells."""
        if not 1 <= len(by) <= 3 or len(set(by)) != len(by):
            raise BadInput("coverage(by:) takes one to three different dimensions.")
        today = today_in_brussels(self.now())
        cells = self._index.cells(
            by, where, today=today, fresh_since=today - timedelta(days=self.settings.hidden_after_days)
        )
        if "municipality" not in by:
            return list(cells)
        at = by.index("municipality")
        present = {cell.keys[at] for cell in cells}
        shapes = {(*cell.keys[:at], UNKNOWN, *cell.keys[at + 1 :]) for cell in cells}
        return [
            *cells,
            *(
                Cell(keys=(*shape[:at], home.nis, *shape[at + 1 :]), count=0, region_wide=0, places=None)
                for home in self.places.in_order()
                if home.nis not in present
                for shape in sorted(shapes)
            ),
        ]

    # — offers and who offers them —

    def iri(self, id_: str, what: str = "offer") -> str:
        """The address that names a thing, for ever: `{base}/id/{what}/{id}`."""
        return f"{self.settings.base_url}/id/{what}/{id_}"

    def offer(self, id_or_iri: str) -> Offer | None:
        id_ = id_or_iri.removeprefix(f"{self.settings.base_url}/id/offer/")
        return self.offers([id_]).get(id_)

    def offers(self, ids: Sequence[str]) -> dict[str, Offer]:
        """By the id asked: an absorbed id gives its survivor, a gone offer has `gone` set."""
        return {id_: shown(offer) for id_, offer in self._store.offers(ids).items()}

    def live(self) -> Iterator[Offer]:
        """Every live offer, as it may leave, streaming."""
        _, offers = self._store.live()
        return (shown(offer) for offer in offers)

    def live_count(self) -> int:
        return self._store.live_count()

    def confirmed_on(self, offer: Offer) -> datetime | None:
        """The latest of change at the source and confirmation by a human."""
        return max((moment for moment in (offer.modified, offer.confirmed) if moment), default=None)

    def is_unconfirmed(self, offer: Offer) -> bool:
        """Whether it reads “niet bevestigd sinds …”."""
        latest = self.confirmed_on(offer)
        return latest is not None and latest < self.now() - timedelta(days=self.settings.unconfirmed_after_days)

    def organisation(self, id_or_iri: str) -> Provider | None:
        provider = self._store.provider(id_or_iri.removeprefix(f"{self.settings.base_url}/id/organisation/"))
        return self._shown([provider])[0] if provider else None

    def organisations(
        self, *, text: str | None, municipality: str | None, first: int, after: str | None
    ) -> tuple[list[Provider], int]:
        """Those with live offers, by name: a page past the one with id `after`, and how many there are. Raises `BadInput`."""
        if text and len(text) > MAX_NAME:
            raise BadInput(f"text is {len(text)} characters long: expected at most {MAX_NAME}.")
        found, total = self._store.providers(text=text, municipality=municipality, first=first, after=after)
        return self._shown(found), total

    def organisation_offers(self, id_: str, *, first: int, after: str | None) -> tuple[list[Offer], int]:
        ids, total = self._store.provider_offers(id_, first=first, after=after)
        offers = self.offers(ids)
        return [offers[one] for one in ids if one in offers], total

    def _shown(self, providers: list[Provider]) -> list[Provider]:
        """As a source that lets everything leave has them; where there is none, their names and types."""
        sources = self._store.provider_sources([one.id or "" for one in providers])
        return [self._as_given(one, sources.get(one.id or "", {})) for one in providers]

    def _as_given(self, provider: Provider, sources: Mapping[str, Redistribution]) -> Provider:
        free = [feed for feed, level in sources.items() if level == "full"]
        if free and len(free) == len(sources):
            return provider
        return (self._store.provider_as_in(provider.id or "", free) if free else None) or named(provider)

    # — feeds and the log —

    def feeds(self) -> list[FeedState]:
        return self._store.feeds()

    def feed(self, key: str) -> FeedState | None:
        return self._store.feed(key)

    def runs(self, feed: str, *, first: int, after: str | None = None) -> tuple[list[Run], int]:
        """Newest first; `after` is the id of a run."""
        return self._store.runs(feed, first=first, after=after)

    def problems(
        self, run: str, *, feed: str, first: int, after: int | None = None
    ) -> tuple[list[tuple[int, str | None, Problem]], int]:
        """What was found in a run of this feed: a page past the finding numbered `after`, and how many there are."""
        found, total = self._store.problems(run, first=first, after=after)
        state = self.feed(feed)
        if state is None or state.feed.redistribution != "full":
            found = [(number, record, reported(problem)) for number, record, problem in found]
        return found, total

    def changes(self, *, first: int, after: str | None) -> tuple[list[LoggedOffer], bool]:
        """The log from a cursor on, oldest first, and whether there is more. Raises `BadCursor`, `CursorExpired`."""
        if not 0 <= first <= MAX_CHANGES:
            raise BadInput(f"first is {first}: expected 0 to {MAX_CHANGES}.")
        logged = self._store.changes(self._seq(after), first + 1)
        page = logged[:first]
        offers = self.offers(list({change.offer_id for change in page}))
        epoch = self._store.epoch
        return [
            LoggedOffer(
                cursor=cursor.encode("log", epoch, change.seq),
                change=change,
                offer=offers.get(change.offer_id),
            )
            for change in page
        ], len(logged) > first

    def _seq(self, after: str | None) -> int:
        if after is None:
            return 0
        what, epoch, seq = cursor.decode(after, str, str, int)
        if what != "log":
            raise BadCursor("after: this cursor is not one of `changes`.")
        if epoch != self._store.epoch:
            raise CursorExpired("The store was restored since this cursor was given: start again without `after`.")
        return int(seq)  # type: ignore[arg-type]  # decode checked the kinds


def _allowed(hits: Hits, offers: dict[str, Offer]) -> Hits:
    """The same answer without fragments of text that their source keeps."""
    return msgspec.structs.replace(
        hits,
        hits=tuple(
            msgspec.structs.replace(
                hit,
                highlights=tuple(
                    mark for mark in hit.highlights if (offer := offers.get(hit.id)) and may_show(offer, mark.field)
                ),
            )
            if hit.highlights
            else hit
            for hit in hits.hits
        ),
    )
