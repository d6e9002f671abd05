"""When, and for how long."""

import strawberry

from catalogue.offer import model
from schema.declare import computed
from schema.enums import PartOfDay, Weekday


@strawberry.type(description="A number of hours; both ends inclusive, one of them may be unknown.")
class HoursRange:
    min: float | None
    max: float | None


@strawberry.type(
    description="A moment of the week. `part` is derived from `from`/`to` where those are given. Times are local "
    "(Europe/Brussels), HH:MM."
)
class Slot:
    weekday: Weekday | None
    during_school_holidays: bool | None
    text: str | None

    @computed(PartOfDay | None)
    @staticmethod
    def part(slot: strawberry.Parent[model.Slot]) -> str | None:
        return slot.part or (model.part_of(slot.start) if slot.start else None)

    @computed(name="from")
    @staticmethod
    def start(slot: strawberry.Parent[model.Slot]) -> str | None:
        return slot.start

    @computed(name="to")
    @staticmethod
    def end(slot: strawberry.Parent[model.Slot]) -> str | None:
        return slot.end
