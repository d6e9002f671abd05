"""The suite of every search engine. An engine is run through it by a class that says how it is opened:

    class TestColumns(IndexContract):
        @staticmethod
        def open(folder: Path) -> Index:
            return ColumnIndex(folder)

`open` is called again on the same folder to see what lasts. An engine whose relevance is its own sets `ranks_alike = False`.
"""

from tests.contracts.index_agreement import Agreement
from tests.contracts.index_counts import Counts
from tests.contracts.index_meaning import Meaning
from tests.contracts.index_paging import Paging
from tests.contracts.index_words import Fragments, Words


class Examples(Meaning, Counts, Paging, Words):
    """What is expected of small catalogues, written out by hand: the oracle itself is held to it."""


class IndexContract(Examples, Fragments, Agreement):
    """The examples, and the same answers as the oracle to whatever is generated."""
