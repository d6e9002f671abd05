"""Who offers: one row per organisation, found again under any of the keys it was ever known by."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from catalogue.offer.identity import folded, provider_id, provider_keys
from catalogue.offer.model import Provider
from catalogue.store import log
from catalogue.store.database import Database
from catalogue.store.tables import Exact, offers, providers, records
from catalogue.store.tables import provider_keys as keys_table

_REMEMBERED: Final = 20_000
"""Providers kept in mind during a run; past that it forgets, and gives one another number."""
_BATCH: Final = 1000
_LONGEST: Final = 200
"""Of a key or a folded name that is kept as it is: an index has its limits."""

_NUMBERS: Final = ("kbo", "vcode", "ovo", "iri")
"""Kinds of keys of which an organisation has one; a name can be shared."""

_private = MetaData()

named = Table(
    "run_named",
    _private,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("name_folded", Exact, nullable=False),
    Column("municipality", Exact),
    Column("body", LargeBinary, nullable=False),
    prefixes=["TEMPORARY"],
)
"""Providers as a run found them."""

named_keys = Table(
    "run_named_keys",
    _private,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("key", Exact, nullable=False),
    prefixes=["TEMPORARY"],
)
"""What each is known by, the strongest key first."""

owners = Table(
    "run_owners",
    _private,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("provider", Exact, nullable=False),
    prefixes=["TEMPORARY"],
)
"""Who each turned out to be."""


class ProviderBook:
    """Collects the providers of one run, and finds or registers them when it is taken over."""

    def __init__(self, database: Database, connection: Connection, feed: str, now: datetime) -> None:
        self._db = database
        self._on = connection
        self._feed = feed
        self._now = now
        self._numbers: dict[Provider, int] = {}
        self._count = 0
        _private.create_all(connection, checkfirst=False)

    def number(self, given: Sequence[Provider]) -> list[int]:
        """A number for each, under which `settle` puts its id into `owners`."""
        if len(self._numbers) > _REMEMBERED:
            self._numbers.clear()
        fresh = list({one: None for one in given if one not in self._numbers})
        keys = []
        for n, provider in enumerate(fresh, self._count):
            self._numbers[provider] = n
            own = provider_keys(provider, self._feed)
            keys += [(n, rank, _kept(key)) for rank, key in enumerate(own)]
        self._db.load(
            self._on,
            named,
            [
                (n, folded(one.name)[:_LONGEST], one.municipality, msgspec.json.encode(one))
                for n, one in enumerate(fresh, self._count)
            ],
        )
        self._db.load(self._on, named_keys, keys)
        self._count += len(fresh)
        return [self._numbers[one] for one in given]

    def settle(self) -> None:
        """Find out who they are, register new ones, and new keys of known ones. Under the lock of the log."""
        self._db.analyse(self._on, named, named_keys)
        for start in range(0, self._count, _BATCH):
            ids, joined = self._identify(start)
            self._db.load(self._on, owners, list(ids.items()))
            self._register(start)
            for former, into in joined.items():
                self._join(former, into)
        self._db.analyse(self._on, owners)

    def _identify(self, start: int) -> tuple[dict[int, str], dict[str, str]]:
        """Number → id, and of two ids that turn out to be one provider, the former → the one that stays."""
        batch = named_keys.c.n.between(start, start + _BATCH - 1)
        asked = (
            select(named_keys.c.n, named_keys.c.key, keys_table.c.provider)
            .outerjoin(keys_table, keys_table.c.key == named_keys.c.key)
            .where(batch)
            .order_by(named_keys.c.n, named_keys.c.rank)
        )
        keys: dict[int, list[str]] = {}
        owner: dict[str, str] = {}
        for n, key, provider in self._on.execute(asked).all():
            keys.setdefault(n, []).append(key)
            if provider:
                owner[key] = provider
        held: dict[str, set[str]] = {}
        of_owners = select(keys_table.c.provider, keys_table.c.key).where(
            self._db.among(keys_table.c.provider, list(set(owner.values())))
        )
        for provider, key in self._on.execute(of_owners).all():
            held.setdefault(provider, set()).add(key)
        book = _Book(self._db.catalogue, owner, held)
        found = {n: book.find(own) for n, own in keys.items()}
        return {n: book.survivor(id_) for n, id_ in found.items()}, book.joined

    def _register(self, start: int) -> None:
        """Write the providers of a batch, as they were last given, and the keys nobody had."""
        batch = owners.c.n.between(start, start + _BATCH - 1)
        last = select(func.max(owners.c.n)).where(batch).group_by(owners.c.provider)
        put = self._db.upsert(providers).from_select(
            ["id", "name_folded", "municipality", "body"],
            select(owners.c.provider, named.c.name_folded, named.c.municipality, named.c.body).where(
                named.c.n == owners.c.n, owners.c.n.in_(last)
            ),
        )
        self._on.execute(
            put.on_conflict_do_update(
                index_elements=[providers.c.id],
                set_={name: put.excluded[name] for name in ("name_folded", "municipality", "body")},
            )
        )
        keyed = (
            select(named_keys.c.key, owners.c.provider)
            .where(named_keys.c.n == owners.c.n, batch)
            .order_by(owners.c.n, named_keys.c.rank)
        )
        self._on.execute(self._db.upsert(keys_table).from_select(["key", "provider"], keyed).on_conflict_do_nothing())

    def _join(self, former: str, into: str) -> None:
        """Two providers are one: everything of the former is the other's, and its id is one more key."""
        theirs = select(records.c.offer).where(records.c.provider == former)
        log.updated(self._on, offers.c.id.in_(theirs), self._now)
        for table in (records, keys_table, owners):
            self._on.execute(update(table).where(table.c.provider == former).values(provider=into))
        self._on.execute(insert(keys_table).values(key=f"id:{former}", provider=into))
        self._on.execute(delete(providers).where(providers.c.id == former))


class _Book:
    """Who is who among the providers of a batch: key → id, and id → all its keys."""

    def __init__(self, catalogue: str, owner: dict[str, str], held: dict[str, set[str]]) -> None:
        self._catalogue = catalogue
        self._owner = owner
        self._held = held
        self.joined: dict[str, str] = {}
        """Of two that turned out to be one: the former id → the one that stays."""

    def find(self, keys: Sequence[str]) -> str:
        """The provider that has the strongest of these keys; a new one where nobody has any. It then has all of them.

        Whoever has a weaker one of them is the same provider, unless the two have different numbers of one kind.
        """
        id_ = None
        for at, key in enumerate(keys):
            if key not in self._owner:
                continue
            other = self.survivor(self._owner[key])
            if any(self._has_another(other, stronger) for stronger in keys[:at]):
                continue
            if id_ is None:
                id_ = other
            elif other != id_ and not any(self._has_another(id_, one) for one in self._held[other]):
                self.joined[other] = id_
                self._held[id_] |= self._held.pop(other)
        if id_ is None:
            id_ = provider_id(self._catalogue, keys[0])
        for key in keys:
            if key not in self._owner:
                self._owner[key] = id_
                self._held.setdefault(id_, set()).add(key)
        return id_

    def survivor(self, id_: str) -> str:
        while id_ in self.joined:
            id_ = self.joined[id_]
        return id_

    def _has_another(self, id_: str, key: str) -> bool:
        """Whether a provider has a number of the kind of this key, but not this one."""
        kind = key.partition(":")[0]
        return (
            kind in _NUMBERS
            and key not in self._held[id_]
            and any(one.startswith(f"{kind}:") for one in self._held[id_])
        )


def _kept(key: str) -> str:
    """The key, or its kind and a digest of it where it is long or odd."""
    if len(key) <= _LONGEST and key.isprintable():
        return key
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{key.partition(':')[0]}:#{digest}"
