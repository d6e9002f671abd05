"""The oracle itself, and what is generated to ask it: a comparison with something wrong or empty proves nothing."""

from pathlib import Path
from random import Random

from catalogue.index.base import Index
from tests import generated
from tests.contracts.index_contract import Examples
from tests.contracts.opened import fill
from tests.oracle import Oracle


class TestOracle(Examples):
    @staticmethod
    def open(folder: Path) -> Index:
        return Oracle()

    def test_what_is_generated_is_worth_comparing(self, index: Index) -> None:
        """Most searches find some and leave some; many hide some by silence; every condition is asked."""
        rng = Random(0)
        fill(index, *generated.corpus(rng, 300))
        queries = [generated.query(rng) for _ in range(200)]
        answers = [index.search(query) for query in queries]
        asked = {name for query in queries for name in query.where.__struct_fields__ if getattr(query.where, name)}
        assert 120 < sum(0 < one.total < 300 for one in answers)
        assert 60 < sum(bool(one.hidden_by_unknown) for one in answers)
        assert set(queries[0].where.__struct_fields__) == asked | {"age"}
