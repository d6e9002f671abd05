"""Feeds: the sources that are harvested, how they fare, and what is wrong with what they say."""

from datetime import datetime

import strawberry

from catalogue import feed as model
from catalogue.offer import problems
from catalogue.offer.identity import folded
from catalogue.offer.model import Provider
from schema.connection import MAX_FIRST, Connection, paged
from schema.context import Info
from schema.declare import Lang, computed
from schema.enums import FeedStatus, Redistribution, RunStatus
from schema.node import Node
from schema.organisation import Organisation
from schema.text import spoken

Found = tuple[int, str | None, problems.Problem]
"""A problem as the reader gives it: its number, the record, and what is wrong."""


@strawberry.type(description="One finding about one value of one record.")
class Problem:
    @computed(description="The record's identifier at the source.")
    @staticmethod
    def record(found: strawberry.Parent[Found]) -> str | None:
        return found[1]

    @computed(description="A stable word for programs.")
    @staticmethod
    def code(found: strawberry.Parent[Found]) -> str:
        return found[2].code

    @computed(description="Where it stands: a JSON pointer (RFC 6901) into the record, or a cell such as `Blad1!C7`.")
    @staticmethod
    def pointer(found: strawberry.Parent[Found]) -> str | None:
        return found[2].pointer or None

    @computed(
        description="What stands there, shortened; never personal data; null where the source keeps its text to itself."
    )
    @staticmethod
    def value(found: strawberry.Parent[Found]) -> str | None:
        return found[2].value

    @computed()
    @staticmethod
    def message(found: strawberry.Parent[Found], lang: Lang = "nl") -> str:
        return spoken(found[2].message, lang)

    @computed(description="What to do about it.")
    @staticmethod
    def suggestion(found: strawberry.Parent[Found], lang: Lang = "nl") -> str | None:
        suggestion = found[2].suggestion
        return spoken(suggestion, lang) if suggestion else None


@strawberry.type(
    description="One run of a feed. read = new + changed + unchanged + rejected + quarantined; removed and held (removals "
    "withheld) stand apart."
)
class FeedRun:
    id: strawberry.ID
    started: datetime
    finished: datetime | None
    status: RunStatus

    @computed()
    @staticmethod
    def read(run: strawberry.Parent[model.Run]) -> int:
        return run.counts.read

    @computed()
    @staticmethod
    def new(run: strawberry.Parent[model.Run]) -> int:
        return run.counts.new

    @computed()
    @staticmethod
    def changed(run: strawberry.Parent[model.Run]) -> int:
        return run.counts.changed

    @computed()
    @staticmethod
    def unchanged(run: strawberry.Parent[model.Run]) -> int:
        return run.counts.unchanged

    @computed()
    @staticmethod
    def removed(run: strawberry.Parent[model.Run]) -> int:
        return run.counts.removed

    @computed()
    @staticmethod
    def held(run: strawberry.Parent[model.Run]) -> int:
        return run.counts.held

    @computed()
    @staticmethod
    def rejected(run: strawberry.Parent[model.Run]) -> int:
        return run.counts.rejected

    @computed()
    @staticmethod
    def quarantined(run: strawberry.Parent[model.Run]) -> int:
        return run.counts.quarantined

    @computed(
        Connection[Problem],
        "What is wrong with what the source said then; of a run that found it unchanged, what still is.",
    )
    @staticmethod
    def problems(
        run: strawberry.Parent[model.Run],
        info: Info,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
    ) -> Connection[Found]:
        examined = run.examined or run.id
        reader, feed = info.context.reader, run.feed
        return paged(
            lambda size, key: reader.problems(examined, feed=feed, first=size, after=key),
            of=f"problems:{examined}",
            key=lambda found: found[0],
            kind=int,
            first=first,
            after=after,
        )


def _key_of(state: strawberry.Parent[model.FeedState]) -> strawberry.ID:
    return strawberry.ID(state.feed.key)


@strawberry.type(description="A source that is harvested.")
class Feed(Node):
    id: strawberry.ID = strawberry.field(resolver=_key_of)
    status: FeedStatus
    unreachable_since: datetime | None
    last_success: datetime | None = strawberry.field(description="When the source was last read, or found unchanged.")

    @classmethod
    def is_type_of(cls, value: object, _: object) -> bool:
        return isinstance(value, model.FeedState)

    @computed()
    @staticmethod
    def title(state: strawberry.Parent[model.FeedState]) -> str:
        return state.feed.title

    @computed(Organisation | None, "Where exactly one organisation in the catalogue is called like the publisher.")
    @staticmethod
    def publisher(state: strawberry.Parent[model.FeedState], info: Info) -> Provider | None:
        name = state.feed.publisher
        alike, _ = info.context.reader.organisations(text=name, municipality=None, first=MAX_FIRST, after=None)
        same = [one for one in alike if folded(one.name) == folded(name)]
        return same[0] if len(same) == 1 else None

    @computed()
    @staticmethod
    def format(state: strawberry.Parent[model.FeedState]) -> str:
        return state.feed.format

    @computed(description="The address it is read from; null where it has none, such as an uploaded list.")
    @staticmethod
    def url(state: strawberry.Parent[model.FeedState]) -> str | None:
        return address_of(state.feed)

    @computed()
    @staticmethod
    def licence(state: strawberry.Parent[model.FeedState]) -> str:
        return state.feed.licence

    @computed(Redistribution)
    @staticmethod
    def redistribution(state: strawberry.Parent[model.FeedState]) -> str:
        return state.feed.redistribution

    @computed(Connection[FeedRun], "Newest first.")
    @staticmethod
    def runs(
        state: strawberry.Parent[model.FeedState],
        info: Info,
        first: int | None = strawberry.UNSET,
        after: str | None = strawberry.UNSET,
    ) -> Connection[model.Run]:
        reader, feed = info.context.reader, state.feed.key
        return paged(
            lambda size, key: reader.runs(feed, first=size, after=key),
            of=f"runs:{feed}",
            key=lambda run: run.id,
            kind=str,
            first=first,
            after=after,
        )


def address_of(feed: model.Feed) -> str | None:
    """Where a feed is read from; never a path on the machine that reads it."""
    return feed.url if feed.url.startswith(("http://", "https://")) else None
