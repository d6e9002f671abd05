"""Real engines for the suite of every index: one server for all tests, an index of its own for each."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from catalogue.index.base import Index
from catalogue.index.elastic import ElasticIndex, parse
from catalogue.index.elastic.clients import connect
from tests.contracts.index_contract import IndexContract


class OnServer(IndexContract):
    """The suite over HTTP. `address` is that of the server, with `{}` in the place of an index's name."""

    ranks_alike = False  # the engine counts whole occurrences
    address: ClassVar[str]

    @classmethod
    def open(cls, folder: Path) -> Index:  # type: ignore[override]  # the suite only calls it
        return ElasticIndex(parse(cls.address.format(cls.name(folder))))

    @staticmethod
    def name(folder: Path) -> str:
        return "t" + hashlib.blake2b(str(folder).encode(), digest_size=8).hexdigest()

    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[Index]:
        opened = self.open(tmp_path / "index")
        yield opened
        opened.close()
        self.forget(tmp_path / "index")

    @classmethod
    def forget(cls, folder: Path) -> None:
        """Remove the indices of one test: servers slow down with every shard they keep."""
        address = parse(cls.address.format(cls.name(folder)))
        client = connect(address)
        client.send("DELETE", f"/{address.name}-*", expand_wildcards="all")
        client.close()
