"""Real engines for the suite of every index: one server for all tests, an index of its own for each."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from catalogue.errors import Unavailable
from catalogue.index.base import Index
from catalogue.index.elastic import ElasticIndex, parse
from catalogue.index.elastic.clients import connect
from tests.contracts.index_contract import IndexContract
from tests.contracts.opened import EPOCH, an_offer, ask


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

    def test_a_shrunken_index_is_not_swapped_in(self, index: Index) -> None:
        """When far fewer offers come than there were, the former index stays, and somebody is told."""
        index.rebuild((an_offer(f"x{at}") for at in range(200)), epoch=EPOCH, upto=1)
        with pytest.raises(Unavailable, match="would hold 100 offers where the present one holds 200"):
            index.rebuild((an_offer(f"x{at}") for at in range(100)), epoch=EPOCH, upto=2)
        assert (200, 1) == (ask(index).total, index.seq)

    @classmethod
    def forget(cls, folder: Path) -> None:
        """Remove the indices of one test: servers slow down with every shard they keep."""
        address = parse(cls.address.format(cls.name(folder)))
        client = connect(address)
        names = client.send("GET", f"/{address.name}-*/_alias", expand_wildcards="all").body
        client.send("DELETE", "/" + ",".join(names))  # by name: a server may refuse to delete by pattern
        client.close()
