"""An engine under test, and small catalogues to ask it about."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from catalogue.index.base import Hits, Index, Near, Query, Where
from catalogue.offer.model import Offer, Provider

TODAY = date(2026, 11, 24)
EPOCH = "epoch-1"
MECHELEN = Near(lat=51.0259, lon=4.4776, km=10.0, nis="12025")
"""Antwerp is 23 km away, the centre of Bonheiden 5 km."""


class Opened:
    """What the parts of the suite share."""

    ranks_alike: ClassVar[bool] = True
    """Whether relevance is BM25F with our weights. Where it is an engine's own, what is found is compared, not its order."""

    @staticmethod
    def open(folder: Path) -> Index:
        """The engine on what this folder holds, or on nothing yet."""
        raise NotImplementedError

    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[Index]:
        opened = self.open(tmp_path / "index")
        yield opened
        opened.close()


def an_offer(name: str, **fields: Any) -> Offer:
    """An offer `of_{name}` that says no more than it must."""
    required: dict[str, Any] = {
        "identifier": name,
        "title": {"nl": name},
        "provider": Provider(id="or_x", name="Quasi (fictief)"),
        "kind": ("buddy",),
        "source": "lijst",
        "modified": datetime(2026, 11, 1, 8, tzinfo=UTC),
    }
    return Offer(id=f"of_{name}", **(required | fields))


def fill(index: Index, *offers: Offer) -> None:
    index.rebuild(offers, epoch=EPOCH, upto=1)


def ask(index: Index, **asked: Any) -> Hits:
    return index.search(Query(today=TODAY, **asked))


def found(index: Index, **asked: Any) -> list[str]:
    """Names of the offers found, in order."""
    return [hit.id.removeprefix("of_") for hit in ask(index, first=1000, **asked).hits]


def found_where(index: Index, **conditions: Any) -> list[str]:
    return sorted(found(index, where=Where(**conditions)))
