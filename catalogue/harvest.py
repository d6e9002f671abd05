"""One run of one feed, start to report: fetch → parse → read → guard → commit.

A run commits whole or not at all; a crash at any point leaves the former offers live and the next run correct. Its cost
follows change: an unchanged document costs one request, an unchanged record no write.
"""

import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

import msgspec
import structlog
from msgspec import Struct
from rapidfuzz import fuzz

from catalogue.errors import CatalogueError
from catalogue.feed import Counts, Cursor, Feed, Run, RunStatus
from catalogue.offer.model import Offer, in_language
from catalogue.offer.problems import Problem
from catalogue.offer.reading import Reading, read_offer
from catalogue.places import Places
from catalogue.record import Record, at_its_place, duplicate, identifier_of
from catalogue.store import Known, Row, RunWriter, Store
from harvesters import harvester
from harvesters.base import Draft, Fetcher, Gone, Harvester, Page, Rejected
from harvesters.fetch import NotModified, Unreachable

READING: Final = 1
"""Version of how records are read. Raise it when a change would read an unchanged record differently: every feed is then
read afresh once."""

BATCH: Final = 1000
LEASE_S: Final = 1200
HOLD_SHARE: Final = 0.2
HOLD_ABOVE: Final = 5
HOLD_S: Final = 86_400
"""Removals of a suspicious run wait this long at least, however short the feed's own grace."""
SAME_TITLE: Final = 85.0
"""How alike (0–100) two titles are for a record without an identifier of its own to be the same, slightly mended."""

_T = TypeVar("_T")
log = structlog.get_logger(__name__)
Progress = Callable[[str, int], None]
"""Told the stage (`fetch`, `read`) and how many records are done."""


class _Outcome(Struct):
    """Counts of a run under way."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    quarantined: int = 0
    removed: int = 0
    held: int = 0


def harvest(
    feed: Feed, *, store: Store, http: Fetcher, places: Places, now: datetime, progress: Progress | None = None
) -> Run:
    """Run a feed once. Raises nothing for what a source may do: that is a `Run` of status failed or unreachable."""
    run_id = f"run_{now:%Y%m%dT%H%M%S}_{secrets.token_hex(4)}"
    if not store.lease(f"feed:{feed.key}", run_id, seconds=LEASE_S):
        return _ended(
            run_id, feed, now, time.monotonic(), http, "failed", "Another run of this feed is still going on."
        )
    began = time.monotonic()
    sent = http.requests
    try:
        return _Run(feed, run_id, store, http, places, now, progress or _silent).go()
    except Unreachable as error:
        run = _ended(run_id, feed, now, began, http, "unreachable", str(error), sent)
    except CatalogueError as error:
        run = _ended(run_id, feed, now, began, http, "failed", str(error), sent)
    except Exception as error:  # a format may not take the others down with it
        log.exception("harvest failed", feed=feed.key)
        reason = f"Reading this feed failed unexpectedly ({type(error).__name__})."
        run = _ended(run_id, feed, now, began, http, "failed", reason, sent)
    finally:
        store.release(f"feed:{feed.key}", run_id)
    store.record_run(run)
    return run


def _silent(stage: str, done: int) -> None:
    """Nobody watches."""


def release(feed: str, *, store: Store, now: datetime) -> int:
    """Let the withheld removals of a feed go, by hand. Returns how many offers were removed."""
    with store.writing(feed, now=now) as writer:
        return writer.settle(grace_s=0, remove=True, only_absent=True)


class _Run:
    def __init__(
        self, feed: Feed, run_id: str, store: Store, http: Fetcher, places: Places, now: datetime, progress: Progress
    ) -> None:
        self.feed, self.id, self.store, self.http, self.places, self.now = feed, run_id, store, http, places, now
        self.progress = progress
        self.began, self.sent = time.monotonic(), http.requests
        self.harvester: Harvester = harvester(feed)
        options = msgspec.json.encode(dict(feed.options), order="deterministic")
        self.version = hashlib.blake2b(
            b"%d|%s|%d|" % (READING, feed.format.encode(), self.harvester.version) + options, digest_size=8
        ).hexdigest()
        self.out = _Outcome()
        self.deferred: list[tuple[Draft, Reading]] = []

    def go(self) -> Run:
        state = self.store.feed(self.feed.key)
        known = state.cursor if state and state.cursor and state.cursor.version == self.version else None
        self.progress("fetch", 0)
        try:
            pages = list(self.harvester.fetch(self.http, known))
        except NotModified:
            return self._unchanged()
        with self.store.writing(self.feed.key, now=self.now) as writer:
            before = writer.live_count()
            for batch in _batches(self._parsed(pages, writer), BATCH):
                self._take(batch, writer)
                self.progress("read", self.out.read)
            self._adopt(writer)
            status = self._settle(writer, before)
            cursor = pages[-1].cursor if pages else None
            run = self._done(status, examined=self.id)
            writer.finish(
                run,
                cursor=msgspec.structs.replace(cursor, version=self.version)
                if cursor
                else Cursor(version=self.version),
                complete=self._confirms,
            )
        return run

    @property
    def _confirms(self) -> bool:
        """Whether what this run did not mention is known to be as it was, or absent."""
        return self.harvester.complete or self.harvester.versions

    def _parsed(self, pages: Sequence[Page], writer: RunWriter) -> Iterator[Record]:
        """Records in the order of the source; of versions the last of each identifier only, from the end to the beginning."""
        if not self.harvester.versions:
            for page in pages:
                yield from self.harvester.parse(page)
            return
        for page in reversed(pages):
            for batch in _batches(reversed(list(self.harvester.parse(page))), BATCH):
                first = writer.newly_met([name for one in batch if (name := identifier_of(one))])
                for record in batch:
                    if (name := identifier_of(record)) is None or name in first:
                        first.discard(name or "")
                        yield record

    # — records —

    def _take(self, batch: list[Record], writer: RunWriter) -> None:
        gone = [record.identifier for record in batch if isinstance(record, Gone)]
        if gone:
            self.out.removed += writer.tombstone(gone)
        drafts = [record for record in batch if isinstance(record, Draft)]
        identifiers = [identifier_of(draft) for draft in drafts]
        known = writer.known([one for one in identifiers if one])
        rows: list[Row] = []
        seen: list[str] = []
        refused: list[str] = []
        found: list[tuple[str | None, Problem]] = []
        taken: Counter[str] = Counter()
        for record in batch:
            if isinstance(record, Rejected):
                self.out.read += record.count
                self.out.rejected += record.count
                found += [(record.record, one) for one in record.problems]
                if self.harvester.versions and record.record:  # the last good version stays for the grace
                    refused.append(record.record)
        for draft, identifier in zip(drafts, identifiers, strict=True):
            self.out.read += 1
            same = known.get(identifier) if identifier else None
            if identifier and (taken[identifier] or (same and same.seen)):
                self.out.rejected += 1
                found.append((identifier, duplicate(identifier, draft)))
                continue
            digest = self._raw_digest(draft)
            if same and digest and same.raw_digest == digest and same.gone_reason is None:
                self.out.unchanged += 1
                seen.append(identifier or "")
                taken[identifier or ""] += 1
                continue
            reading = read_offer(draft.data, places=self.places, now=self.now)
            name = reading.identifier or identifier
            found += [(name or draft.where, at_its_place(one, draft)) for one in (*draft.warnings, *reading.problems)]
            if reading.offer is None:
                self._refuse(reading, name, same, refused)
                continue
            taken[reading.offer.identifier] += 1
            if draft.derived and same is None:
                self.deferred.append((draft, reading))
                continue
            self._weigh(draft, reading.offer, reading.problems, same, rows, seen)
        writer.put(rows)
        writer.saw(seen)
        writer.mark_refused(refused)
        writer.report(self.id, found)

    def _refuse(self, reading: Reading, name: str | None, same: Known | None, refused: list[str]) -> None:
        if reading.quarantined:
            self.out.quarantined += 1
        else:
            self.out.rejected += 1
        if name and same:  # the last good version stays for the grace
            refused.append(name)

    def _weigh(
        self,
        draft: Draft,
        offer: Offer,
        problems: tuple[Problem, ...],
        same: Known | None,
        rows: list[Row],
        seen: list[str],
    ) -> None:
        """New, changed, restored or unchanged."""
        body = msgspec.json.encode(offer)
        digest = hashlib.blake2b(body, digest_size=16).digest()
        if same and same.digest == digest and same.gone_reason is None:
            self.out.unchanged += 1
            seen.append(offer.identifier)
            return
        if same and same.gone_reason is None:
            self.out.changed += 1
        else:
            self.out.new += 1
        # A record with warnings is read again each time: its warnings belong in every report.
        raw = None if problems or draft.warnings else self._raw_digest(draft)
        rows.append(
            Row(
                identifier=offer.identifier,
                offer=offer,
                body=body,
                digest=digest,
                raw_digest=raw,
                derived=draft.derived,
            )
        )

    def _adopt(self, writer: RunWriter) -> None:
        """Records whose identifier we derived and do not know: a mended title keeps the identity of the record it mends."""
        if not self.deferred:
            return
        vanished = dict(writer.derived_missing())
        rows: list[Row] = []
        seen: list[str] = []
        for draft, reading in self.deferred:
            offer = reading.offer
            if offer is None:
                continue
            title = in_language(offer.title, "nl")[0]
            former = max(vanished, key=lambda one: fuzz.token_sort_ratio(title, vanished[one]), default=None)
            if former is not None and fuzz.token_sort_ratio(title, vanished[former]) >= SAME_TITLE:
                del vanished[former]
                offer = msgspec.structs.replace(offer, identifier=former)
            same = writer.known([offer.identifier]).get(offer.identifier)
            self._weigh(draft, offer, reading.problems, same, rows, seen)
        writer.put(rows)
        writer.saw(seen)

    def _raw_digest(self, draft: Draft) -> bytes | None:
        if not isinstance(draft.data, bytes):
            return None
        return hashlib.blake2b(draft.data, digest_size=16, key=self.version.encode()).digest()

    # — the guard and the end —

    def _settle(self, writer: RunWriter, before: int, *, only_absent: bool = False) -> RunStatus:
        """Remove what has been absent for the grace; withhold it where the run looks like a hiccup of the source."""
        if not self.harvester.complete:
            if self.harvester.versions:  # what a whole walk did not find, or what was refused since, goes in its time
                self.out.removed += writer.settle(grace_s=self.feed.grace_s, remove=True, only_absent=True)
            return "done"
        missing = writer.missing(only_absent=only_absent)
        emptied = not only_absent and self.out.read == 0 and before > 0
        hold = emptied or (missing > HOLD_ABOVE and missing > HOLD_SHARE * before)
        grace_s = max(self.feed.grace_s, HOLD_S) if hold else self.feed.grace_s
        removed = writer.settle(grace_s=grace_s, remove=True, only_absent=only_absent)
        self.out.removed += removed
        self.out.held = max(0, missing - removed) if hold else 0
        return "held" if self.out.held else "done"

    def _unchanged(self) -> Run:
        """The source is what it was: its counts hold again, and the grace goes on."""
        last, _ = self.store.runs(self.feed.key, first=1)
        examined = last[0] if last else None
        if examined and examined.examined:
            counts = examined.counts
            # What was new or changed then is unchanged now; what was refused is refused still.
            self.out = _Outcome(
                read=counts.read,
                unchanged=counts.new + counts.changed + counts.unchanged,
                rejected=counts.rejected,
                quarantined=counts.quarantined,
            )
        with self.store.writing(self.feed.key, now=self.now) as writer:
            status = self._settle(writer, writer.live_count(), only_absent=True)
            run = self._done(
                "unchanged" if status == "done" else status, examined=examined.examined if examined else None
            )
            writer.finish(run, cursor=None, complete=self._confirms)
        return run

    def _done(self, status: RunStatus, *, examined: str | None) -> Run:
        out = self.out
        messages = {
            "done": f"{out.new} new, {out.changed} changed, {out.removed} removed, {out.rejected + out.quarantined} refused.",
            "unchanged": "The source has not changed.",
            "held": f"{out.held} removals are withheld: too much of the list went at once. Look at the source; "
            f"if it is right, run `catalogue feeds release {self.feed.key}`.",
        }
        return Run(
            id=self.id,
            feed=self.feed.key,
            started=self.now,
            finished=self.now,
            status=status,
            counts=Counts(**msgspec.structs.asdict(out)),
            complete=self.harvester.complete,
            requests=self.http.requests - self.sent,
            seconds=round(time.monotonic() - self.began, 3),
            message=messages[status],
            examined=examined,
        )


def _ended(
    run_id: str,
    feed: Feed,
    now: datetime,
    began: float,
    http: Fetcher,
    status: RunStatus,
    message: str,
    sent: int | None = None,
) -> Run:
    return Run(
        id=run_id,
        feed=feed.key,
        started=now,
        finished=now,
        status=status,
        counts=Counts(),
        complete=False,
        requests=0 if sent is None else http.requests - sent,
        seconds=round(time.monotonic() - began, 3),
        message=message,
    )


def _batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
