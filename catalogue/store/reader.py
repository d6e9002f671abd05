"""Reading: offers as they are now, put together from their record, their feed and what clocks say."""

import functools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import Select, and_, exists, func, or_, select

from catalogue.feed import Counts, Cursor, Feed, FeedState, Run
from catalogue.offer.day import today_in_brussels
from catalogue.offer.identity import folded
from catalogue.offer.model import Offer, Provider, Redistribution
from catalogue.offer.problems import Problem
from catalogue.store.database import Database, storable
from catalogue.store.tables import changes, feeds, offers, problems, provider_keys, providers, records, runs

STALE_DAYS: Final = 90
"""How long the offers of a source that cannot be read stay, and so how long one without an end date is valid."""
_OFFER: Final = msgspec.json.Decoder(Offer)
_PROVIDER: Final = msgspec.json.Decoder(Provider)
_PROBLEM: Final = msgspec.json.Decoder(Problem)
_BATCH: Final = 1000
_ABSORBED: Final = 20
"""How many times over an offer may have been absorbed by another."""


class LoggedChange(Struct, frozen=True, kw_only=True):
    """A row of the change log."""

    seq: int
    type: str
    """CREATED, UPDATED or REMOVED."""
    at: datetime
    offer_id: str
    replaced_by: str | None


class StoreReader:
    """Everything that is read. Every method is one consistent look at the database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # — offers —

    def offers(self, ids: Sequence[str]) -> dict[str, Offer]:
        """By the id asked. A gone offer has `gone` set; an id absorbed by another offer gives that one."""
        found: dict[str, Offer] = {}
        asked = {id_: id_ for id_ in ids}
        """What was asked → the id that answers for it, as far as known."""
        with self._db.reading() as connection:
            for _ in range(_ABSORBED):
                if not asked:
                    break
                chosen = self._db.among(offers.c.id, list(set(asked.values())))
                rows = {row.id: row for row in connection.execute(_ASSEMBLED.where(chosen))}
                here = [(id_, rows[at]) for id_, at in asked.items() if at in rows]
                found.update({id_: _assemble(row) for id_, row in here if not row.replaced_by})
                asked = {id_: row.replaced_by for id_, row in here if row.replaced_by}
        return found

    def live(self) -> tuple[int, Iterator[Offer]]:
        """(seq, every live offer) as of one moment, streaming. Read it to its end, or close it."""
        stream = self._live()
        seq = next(stream)
        assert isinstance(seq, int)  # noqa: S101  # the generator's first value, by construction
        return seq, stream  # type: ignore[return-value]  # all others are offers

    def _live(self) -> Iterator[int | Offer]:
        with self._db.reading() as connection:
            yield int(connection.execute(select(func.max(changes.c.seq))).scalar() or 0)
            every = _ASSEMBLED.where(offers.c.gone.is_(None)).order_by(offers.c.id)
            with connection.execute(every, execution_options={"yield_per": _BATCH}) as rows:
                for row in rows:
                    yield _assemble(row)

    def live_count(self) -> int:
        with self._db.reading() as connection:
            return int(connection.execute(select(func.count()).where(offers.c.gone.is_(None))).scalar_one())

    # — the log —

    def last_seq(self) -> int:
        """The newest change there is; cheap, asked several times a second."""
        with self._db.reading() as connection:
            return int(connection.execute(_LAST_SEQ).scalar() or 0)

    def changes(self, after: int, limit: int) -> list[LoggedChange]:
        """At most `limit` changes past `after`, ascending."""
        rows = select(changes).where(changes.c.seq > after).order_by(changes.c.seq).limit(limit)
        with self._db.reading() as connection:
            return [
                LoggedChange(seq=row.seq, type=row.type, at=row.at, offer_id=row.offer, replaced_by=row.replaced_by)
                for row in connection.execute(rows)
            ]

    # — providers —

    def provider(self, id_: str) -> Provider | None:
        """By id, also by one it had before it turned out to be another."""
        former = select(provider_keys.c.provider).where(provider_keys.c.key == f"id:{storable(id_)}")
        asked = select(providers).where(or_(providers.c.id == storable(id_), providers.c.id.in_(former)))
        with self._db.reading() as connection:
            row = connection.execute(asked).one_or_none()
        return _provider(row) if row else None

    def providers(
        self, *, text: str | None, municipality: str | None, first: int, after: str | None
    ) -> tuple[list[Provider], int]:
        """Providers with live offers, by name: a page past the one with id `after`, and how many there are in all."""
        live = exists().where(
            records.c.provider == providers.c.id, records.c.offer == offers.c.id, offers.c.gone.is_(None)
        )
        conditions: list[Any] = [live]
        if municipality:
            conditions.append(providers.c.municipality == municipality)
        for word in _words(text):
            conditions.append(providers.c.name_folded.contains(word, autoescape=True))
        with self._db.reading() as connection:
            total = connection.execute(select(func.count()).select_from(providers).where(*conditions)).scalar_one()
            if after is not None:
                name = select(providers.c.name_folded).where(providers.c.id == after).scalar_subquery()
                same = and_(providers.c.name_folded == name, providers.c.id > after)
                conditions.append(or_(providers.c.name_folded > name, same))
            page = select(providers).where(*conditions).order_by(providers.c.name_folded, providers.c.id).limit(first)
            return [_provider(row) for row in connection.execute(page)], int(total)

    def provider_sources(self, ids: Sequence[str]) -> dict[str, dict[str, Redistribution]]:
        """Provider → feeds that name it → their levels; a feed that was removed lets no more through than `link`."""
        named = select(records.c.provider, records.c.feed).where(records.c.provider.in_(ids)).distinct().subquery()
        rows = select(named, feeds.c.definition).outerjoin_from(named, feeds, feeds.c.key == named.c.feed)
        found: dict[str, dict[str, Redistribution]] = {}
        with self._db.reading() as connection:
            for row in connection.execute(rows):
                level: Redistribution = _definition(row.definition).redistribution if row.definition else "link"
                found.setdefault(row.provider, {})[row.feed] = level
        return found

    def provider_as_in(self, id_: str, among: Sequence[str]) -> Provider | None:
        """A provider as the newest record of these feeds has it."""
        newest = (
            select(records.c.body)
            .where(records.c.provider == id_, records.c.feed.in_(among))
            .order_by(records.c.modified.desc())
            .limit(1)
        )
        with self._db.reading() as connection:
            body = connection.execute(newest).scalar()
        return msgspec.structs.replace(_OFFER.decode(body).provider, id=id_) if body else None

    def provider_offers(self, id_: str, *, first: int, after: str | None) -> tuple[list[str], int]:
        """Ids of a provider's live offers past `after`, and how many there are in all."""
        mine = [records.c.provider == id_, records.c.offer == offers.c.id, offers.c.gone.is_(None)]
        with self._db.reading() as connection:
            total = connection.execute(select(func.count(func.distinct(offers.c.id))).where(*mine)).scalar_one()
            page = (
                select(offers.c.id)
                .distinct()
                .where(*mine, offers.c.id > (after or ""))
                .order_by(offers.c.id)
                .limit(first)
            )
            return list(connection.execute(page).scalars()), int(total)

    # — feeds —

    def feeds(self) -> list[FeedState]:
        with self._db.reading() as connection:
            return [_feed_state(row) for row in connection.execute(_FEEDS.order_by(feeds.c.key))]

    def feed(self, key: str) -> FeedState | None:
        with self._db.reading() as connection:
            row = connection.execute(_FEEDS.where(feeds.c.key == key)).one_or_none()
        return _feed_state(row) if row else None

    def runs(self, feed: str, *, first: int, after: str | None = None) -> tuple[list[Run], int]:
        """Newest first, past the run with id `after`, and how many there are in all."""
        mine: list[Any] = [runs.c.feed == feed]
        with self._db.reading() as connection:
            total = connection.execute(select(func.count()).select_from(runs).where(*mine)).scalar_one()
            if after is not None:
                started = select(runs.c.started).where(runs.c.id == after).scalar_subquery()
                mine.append(or_(runs.c.started < started, and_(runs.c.started == started, runs.c.id < after)))
            page = select(runs).where(*mine).order_by(runs.c.started.desc(), runs.c.id.desc()).limit(first)
            return [_run(row) for row in connection.execute(page)], int(total)

    def problems(
        self, run: str, *, first: int, after: int | None = None
    ) -> tuple[list[tuple[int, str | None, Problem]], int]:
        """(id, record, problem) of a run past the one with id `after`, and how many there are in all."""
        mine = [problems.c.run == run]
        with self._db.reading() as connection:
            total = connection.execute(select(func.count()).select_from(problems).where(*mine)).scalar_one()
            page = select(problems).where(*mine, problems.c.id > (after or 0)).order_by(problems.c.id).limit(first)
            return [(row.id, row.record, _PROBLEM.decode(row.body)) for row in connection.execute(page)], int(total)


_LAST_SEQ: Final = select(func.max(changes.c.seq))
_ASSEMBLED: Final = (
    select(
        offers.c.id,
        offers.c.feed,
        offers.c.gone,
        offers.c.replaced_by,
        records.c.body,
        records.c.provider,
        records.c.modified,
        records.c.modified_inferred,
        records.c.first_seen,
        records.c.last_seen,
        feeds.c.definition,
        feeds.c.last_complete,
        feeds.c.last_success,
    )
    .join(records, and_(records.c.feed == offers.c.feed, records.c.identifier == offers.c.identifier))
    .outerjoin(feeds, feeds.c.key == offers.c.feed)
)
_FEEDS: Final[Select[Any]] = select(
    feeds,
    select(func.count())
    .where(offers.c.feed == feeds.c.key, offers.c.gone.is_(None))
    .correlate(feeds)
    .scalar_subquery()
    .label("live"),
)


@functools.lru_cache(maxsize=1024)
def _definition(raw: bytes) -> Feed:
    return msgspec.json.decode(raw, type=Feed)


def _assemble(row: Any) -> Offer:
    """The offer with what the source does not say of itself: where it comes from, when it was seen, how long it holds."""
    offer = _OFFER.decode(row.body)
    feed = _definition(row.definition) if row.definition else None
    last_seen = row.last_seen or row.last_complete or row.last_success or row.first_seen
    inferred = list(offer.inferred)
    valid_through = offer.valid_through
    if valid_through is None:
        valid_through = today_in_brussels(last_seen) + timedelta(days=STALE_DAYS)
        inferred.append("validThrough")
    if row.modified_inferred:
        inferred.append("modified")
    return msgspec.structs.replace(
        offer,
        id=row.id,
        provider=msgspec.structs.replace(offer.provider, id=row.provider),
        source=row.feed,
        origin=offer.origin or (feed.url if feed and feed.url.startswith("http") else None),
        licence=offer.licence or (feed.licence if feed else None),
        redistribution=feed.redistribution if feed else "link",
        modified=row.modified,
        first_seen=row.first_seen,
        last_seen=last_seen,
        valid_through=valid_through,
        gone=row.gone,
        inferred=tuple(inferred),
    )


def _provider(row: Any) -> Provider:
    return msgspec.structs.replace(_PROVIDER.decode(row.body), id=row.id)


def _feed_state(row: Any) -> FeedState:
    return FeedState(
        feed=_definition(row.definition),
        status=row.status,
        cursor=msgspec.json.decode(row.cursor, type=Cursor) if row.cursor else None,
        live=row.live,
        last_success=row.last_success,
        last_complete=row.last_complete,
        unreachable_since=row.unreachable_since,
    )


def _run(row: Any) -> Run:
    fields = {name: value for name, value in row._mapping.items() if name != "counts"}
    return Run(counts=msgspec.json.decode(row.counts, type=Counts), **fields)


def _words(text: str | None) -> list[str]:
    return list(dict.fromkeys(folded(text or "").split()))
