"""A feed, what it remembers, and what a run of it did: the values that harvesters, store and outputs share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from catalogue.offer.model import Redistribution

RunStatus = Literal["done", "unchanged", "held", "failed", "unreachable"]
FeedStatus = Literal["trial", "healthy", "held", "failing", "unreachable", "paused"]


class Feed(Struct, frozen=True, kw_only=True):
    """A source somebody registered: data, not code. `key` is permanent: it is part of every id."""

    key: str
    format: str
    url: str
    """An address, or a path (only from feeds.toml and the command line)."""
    title: str
    publisher: str
    licence: str
    redistribution: Redistribution = "full"
    every_s: int = 6 * 3600
    grace_s: int = 7 * 86400
    options: Mapping[str, Any] = {}  # what a format needs differs per format: each reads and checks its own


class Cursor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a feed remembers between complete runs; opaque to everything but the fetcher and the format."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    """Of the document, for sources without validators: the same bytes are not read twice."""
    url: str | None = None
    """Where a paged source goes on."""
    state: str | None = None
    """What else a format has to remember, in its own words and kept short by it."""
    every_s: int | None = None
    """How long the source asks to be left alone between two runs; a hint for whoever plans them."""
    version: str | None = None
    """Of our reading of it (format version and options): another reading starts afresh."""


class Counts(Struct, frozen=True, kw_only=True):
    """read = new + changed + unchanged + rejected + quarantined; removed and held (removals withheld) stand apart."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    quarantined: int = 0
    removed: int = 0
    held: int = 0


class Run(Struct, frozen=True, kw_only=True):
    """One run of one feed, as it ended."""

    id: str
    feed: str
    started: datetime
    finished: datetime | None
    status: RunStatus
    counts: Counts
    complete: bool
    """Whether it saw every record of the source, so that absence means something."""
    requests: int
    seconds: float
    message: str
    """One sentence in English for the operator."""
    examined: str | None = None
    """The run whose problems hold for what the source says now: this one, or for an unchanged source an earlier one."""


class FeedState(Struct, frozen=True, kw_only=True):
    """A feed with what the store knows of it."""

    feed: Feed
    status: FeedStatus
    cursor: Cursor | None
    live: int
    """Offers of it that are live now."""
    last_success: datetime | None
    """End of the last run that read the source or found it unchanged."""
    last_complete: datetime | None
    unreachable_since: datetime | None
