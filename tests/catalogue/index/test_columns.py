"""The embedded engine, through the suite of every engine."""

from pathlib import Path
from random import Random

from catalogue.index.base import Index
from catalogue.index.columns import ColumnIndex
from tests import generated
from tests.contracts.index_contract import IndexContract
from tests.contracts.opened import EPOCH
from tests.oracle import Oracle


class TestColumns(IndexContract):
    @staticmethod
    def open(folder: Path) -> Index:
        return ColumnIndex(folder)

    def test_a_large_tail_is_merged_into_the_base(self, index: Index, tmp_path: Path) -> None:
        """Without the log: what is opened afterwards knows all of it, and agrees."""
        rng = Random(11)
        offers = generated.corpus(rng, 900)
        log = generated.Log({str(one.id): one for one in offers}, 1)
        index.rebuild(offers, epoch=EPOCH, upto=1)
        while log.seq < 1800:
            index.apply(log.changes(rng, 300), log.seq)
        index.close()
        again, oracle = self.open(tmp_path / "index"), Oracle()
        assert 1 < again.seq
        oracle.rebuild(log.live.values(), epoch=EPOCH, upto=log.seq)
        self._agree(index, oracle, rng, 40)
