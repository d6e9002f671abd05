"""What can be chosen on the search page, how many offers each choice has, and what has been chosen."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from catalogue.index.base import Bucket, FacetField
from catalogue.web.asked import REFINEMENTS, Asked, Refinement
from catalogue.web.words import Words
from vocab.terms import label

_OPEN: Final = ("level", "day", "part", "childcare")
"""Groups that stand open without anything chosen in them."""


Counted = Mapping[FacetField, tuple[Bucket, ...]]


class Choice(Struct, frozen=True, kw_only=True):
    value: str
    label: str
    count: int | None
    """How many offers there are; `None` where nothing was searched."""
    chosen: bool


class Group(Struct, frozen=True, kw_only=True):
    """Choices of which several hold, or one where `single`."""

    name: str
    heading: str
    choices: tuple[Choice, ...]
    single: bool
    open: bool


class Chip(Struct, frozen=True, kw_only=True):
    """Something chosen, and the way to take it away: an address, or `without` to be sent with the situation."""

    label: str
    address: str
    without: str | None = None


def groups(asked: Asked, counted: Counted | None, words: Words) -> dict[str, Group]:
    """By name. Fixed schemes are shown whole, so that nothing jumps; of open lists what occurs, most first."""
    made = (_group(one, asked, counted, words) for one in REFINEMENTS)
    return {group.name: group for group in made if group.choices}


def chips(asked: Asked, words: Words) -> list[Chip]:
    """What has been chosen, each to be taken away alone."""
    made = []
    for one in REFINEMENTS:
        for value in asked.chosen.get(one.name, ()):
            rest = tuple(other for other in asked.chosen[one.name] if other != value)
            made.append(
                Chip(label=_label(one, value, words), address=asked.but().address(), without=f"{one.name}={value}")
                if one.situation
                else Chip(label=_label(one, value, words), address=asked.but(chosen={one.name: rest}).address())
            )
    if asked.unknown:
        made.append(Chip(label=words("with_unknown"), address=asked.but(unknown=False).address()))
    return made


def _group(one: Refinement, asked: Asked, counted: Counted | None, words: Words) -> Group:
    counts = {bucket.value: bucket.count for bucket in (counted or {}).get(one.facet, ())}
    chosen = asked.chosen.get(one.name, ())
    values = one.codes or tuple(dict.fromkeys((*counts, *chosen)))
    if one.name == "level":
        values = _telling_levels(values, counts, chosen)
    return Group(
        name=one.name,
        heading=words(f"group_{one.name}" if one.name != "kind" else "kind"),
        choices=tuple(
            Choice(
                value=value,
                label=_label(one, value, words),
                count=None if counted is None else counts.get(value, 0),
                chosen=value in chosen,
            )
            for value in values
        ),
        single=one.name == "level",
        open=bool(chosen) or one.name in _OPEN,
    )


def _telling_levels(levels: tuple[str, ...], counts: Mapping[str, int], chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Counts add up (“this level or less”): a level that adds nothing to the one below it is no choice."""
    below = [0, *(counts.get(level, 0) for level in levels)]
    return tuple(
        level for at, level in enumerate(levels) if counts.get(level, 0) > below[at] or level in chosen or at == 0
    )


def _label(one: Refinement, value: str, words: Words) -> str:
    if one.name == "level":
        return words("level_none") if value == "none" else words("level_most", value)
    return label(one.scheme, value, words.lang)
