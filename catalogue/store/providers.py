"""Who offers: one row per organisation, found again under any of the keys it was ever known by."""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from catalogue.offer.identity import folded, provider_id, provider_keys
from catalogue.offer.model import Provider
from catalogue.store.database import Database
from catalogue.store.tables import provider_keys as keys_table
from catalogue.store.tables import providers

_REMEMBERED: Final = 20_000
"""Providers kept in mind during a run; past that it forgets and asks the store again."""


class ProviderBook:
    """Finds or registers the providers of one run."""

    def __init__(self, database: Database, connection: Connection, feed: str) -> None:
        self._db = database
        self._on = connection
        self._feed = feed
        self._known: dict[Provider, str] = {}

    def resolve(self, given: Sequence[Provider]) -> list[str]:
        """The id of each provider, registering new ones and new keys of known ones."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        fresh = list({one: None for one in given if one not in self._known})
        if fresh:
            self._register(fresh)
        return [self._known[one] for one in given]

    def _register(self, fresh: list[Provider]) -> None:
        keys = {provider: provider_keys(provider, self._feed) for provider in fresh}
        asked = [key for some in keys.values() for key in some]
        owners = {}
        for at in range(0, len(asked), 1000):
            part = select(keys_table.c.key, keys_table.c.provider).where(keys_table.c.key.in_(asked[at : at + 1000]))
            owners.update({row.key: row.provider for row in self._on.execute(part)})
        rows, links = [], []
        for provider in fresh:
            some = keys[provider]
            id_ = next((owners[key] for key in some if key in owners), None) or provider_id(self._db.catalogue, some[0])
            links += [{"key": key, "provider": id_} for key in some if key not in owners]
            owners.update(dict.fromkeys(some, id_))
            rows.append(
                {
                    "id": id_,
                    "name_folded": folded(provider.name),
                    "municipality": provider.municipality,
                    "body": msgspec.json.encode(msgspec.structs.replace(provider, id=id_)),
                }
            )
            self._known[provider] = id_
        put = self._db.upsert(providers)
        named = ("name_folded", "municipality", "body")
        self._on.execute(
            put.on_conflict_do_update(
                index_elements=[providers.c.id], set_={name: put.excluded[name] for name in named}
            ),
            rows,
        )
        if links:
            self._on.execute(self._db.upsert(keys_table).on_conflict_do_nothing(), links)
