"""The rows a search looks at, of one part: all of them, or those its words left."""

import numpy as np

from catalogue.index.columns.lists import Array
from catalogue.index.columns.segment import Segment


class View:
    """Columns at `rows` (ascending; `None` for all), each taken once."""

    __slots__ = ("_columns", "rows", "segment", "size")

    def __init__(self, segment: Segment, rows: Array | None) -> None:
        self.segment = segment
        self.rows = rows
        self.size = segment.rows if rows is None else len(rows)
        self._columns: dict[str, Array] = {}

    def column(self, name: str) -> Array:
        if self.rows is None:
            return self.segment.columns[name]
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = self.segment.columns[name].take(self.rows)
        return column

    def at(self, whole: Array) -> Array:
        """An array over all rows, at these rows."""
        return whole if self.rows is None else whole.take(self.rows)

    def only(self, chosen: Array) -> "View":
        """The view of some of these rows, by their positions in it."""
        return View(self.segment, self.numbers(chosen))

    def numbers(self, chosen: Array) -> Array:
        """The numbers of some of these rows, by their positions in it."""
        return chosen if self.rows is None else self.rows.take(chosen)

    def has(self, name: str, codes: tuple[int, ...]) -> Array:
        """Whether a row has any of these codes of a list."""
        found = np.zeros(self.size, dtype=bool)
        for code in codes:
            found |= self.at(self.segment.masks.of(name, code))
        return found

    def lengths(self, name: str) -> Array:
        """How many codes of a list each row has."""
        offsets = self.segment.lists[name].offsets
        if self.rows is None:
            return np.diff(offsets)
        lengths: Array = offsets.take(self.rows + 1) - offsets.take(self.rows)
        return lengths
