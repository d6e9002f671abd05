"""A measured figure beside its goal."""

from statistics import median
from typing import Literal

from msgspec import Struct

Unit = Literal["×", "s", "ms", "MB", "requests", "rows", "documents"]
AT_LEAST_RUNS = 5
"""Fewer show a direction, not a figure."""


class Figure(Struct, frozen=True, kw_only=True):
    goal: str
    """Number in the list of goals, such as S3."""
    what: str
    values: tuple[float, ...]
    """One a run."""
    unit: Unit = "×"
    """× is a ratio of two things done in the same run."""
    at_most: float | None = None
    """The goal; `None` for what is told beside it."""

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def met(self) -> bool | None:
        return None if self.at_most is None else self.median <= self.at_most


class Result(Struct, frozen=True, kw_only=True):
    """What one benchmark has to say."""

    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    """Facts of this run: absolute times, what was equal, what could not be measured."""
    leaves_out: str
    """What the figures say nothing about."""
