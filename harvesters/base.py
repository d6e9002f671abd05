"""The contract of a format: one file in this folder, registered by name in `harvesters/__init__.py`.

`fetch` is the only place where a format talks to the network, and only through the `Fetcher` it is given; `parse` is pure. A
parsed record is a `Draft` in the JSON shape of `vocab/offer.schema.json`, a `Gone` (a tombstone of the source), a `Rejected` (it
cannot be a draft, with the reason) or, from a register, a `Described` (a provider). Checking, cleaning, privacy, identity and
counting are not a format's business: every draft goes through `catalogue.offer.read_offer` and `catalogue.harvest`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from msgspec import Struct

from catalogue.feed import Cursor
from catalogue.offer.problems import Problem


class Page(Struct, frozen=True, kw_only=True):
    """A piece of a source on local disk: formats stream from `path` so that memory does not grow with the feed."""

    url: str
    path: str
    content_type: str | None = None
    charset: str | None = None
    """Only where the source declares one."""
    cursor: Cursor | None = None
    """What to remember when the run ends well, if this page is the last."""
    modified: str | None = None
    """When the source says this document changed (HTTP date or ISO), where it does."""
    immutable: bool = False
    """The source says that this document never changes (`Cache-Control: immutable`, RFC 8246 §2)."""


class Draft(Struct, frozen=True, kw_only=True):
    """One record as the source gives it, its keys and values in the shape of the offer schema.

    `data` may also be the raw bytes of one JSON object in that very shape (format p4): reading those directly is
    several times faster than through a dict.
    """

    data: Mapping[str, Any] | bytes
    where: str
    """Where a person finds it: `line 12`, `row 7`, `$[3]`, an address."""
    places: Mapping[str, str] = {}
    """JSON pointer → the place of that value as the publisher knows it, such as `Blad1!C7`."""
    derived: bool = False
    """The identifier is ours, derived from the content, because the source has none."""
    warnings: tuple[Problem, ...] = ()
    """What this format could not map, found while parsing."""


class Gone(Struct, frozen=True):
    """The source says that this record was removed."""

    identifier: str


class Rejected(Struct, frozen=True, kw_only=True):
    """A record that cannot become a draft: not an offer, or not readable; every reason, never none."""

    record: str | None
    """Its identifier where it has one, else where it stands."""
    problems: tuple[Problem, ...]
    count: int = 1
    """So many records of a kind that is out of scope are one finding: nobody reads it a thousand times."""


class Described(Struct, frozen=True, kw_only=True):
    """What a register says of a provider: it completes what offers say of theirs, and is no offer itself."""

    provider: Mapping[str, Any]
    """In the shape of a provider in the offer schema, with a number by which it is known (`kbo`, `vCode`, `ovo`)."""
    where: str
    warnings: tuple[Problem, ...] = ()


Record = Draft | Gone | Rejected | Described


class Fetcher(Protocol):
    """The only way to the network (`harvesters.fetch`): polite, bounded, public addresses only."""

    @property
    def requests(self) -> int:
        """HTTP requests sent so far."""
        ...

    def get(
        self, url: str, *, cursor: Cursor | None = None, accept: str = "*/*", headers: Mapping[str, str] | None = None
    ) -> Page:
        """Spool one document to disk. With a cursor, asks conditionally and raises `NotModified` when nothing changed
        (304, or the same bytes). Raises the `FetchError` tree (`Unreachable`, `Refused`, `TooLarge`, …)."""
        ...

    def post_form(self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> bytes:
        """Send a form, such as for an access token, and give the small answer; otherwise as `get`."""
        ...


class Harvester(Protocol):
    """A format. Made with the feed it reads; keeps no state between runs."""

    complete: bool
    """Whether a run that reached its end has seen every live record, so that absence means something."""
    versions: bool
    """Whether its records are versions, oldest first, of which the last of each identifier counts. A run then reads on from its
    cursor, and what it does not mention is as it was: only a `Gone`, or a walk from the very beginning, takes it away."""
    version: int
    """Of how this format is read. Raise it when an unchanged document would read differently: it is then read afresh."""

    def fetch(self, http: Fetcher, cursor: Cursor | None) -> Iterator[Page]: ...

    def parse(self, page: Page) -> Iterator[Record]: ...
