"""The embedded index: immutable segments beside the store's change log, searched in this process."""

import threading
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import ClassVar, Final

import structlog

from catalogue.errors import Unavailable
from catalogue.index.base import Cell, Change, Completion, Dimension, Hits, Query, Where
from catalogue.index.columns.builder import build
from catalogue.index.columns.cells import cells
from catalogue.index.columns.completion import complete
from catalogue.index.columns.file import load, save
from catalogue.index.columns.folder import Folder, Manifest
from catalogue.index.columns.generation import Generation, Part
from catalogue.index.columns.merge import arrays, merged
from catalogue.index.columns.search import search
from catalogue.index.columns.segment import Segment
from catalogue.offer.model import Offer

PIECE: Final = 50_000
"""Offers built at a time: it bounds the memory a rebuild takes."""
TAIL_SHARE: Final = 0.05
TAIL_ROWS: Final = 1_000
"""A tail of more than this share of the base, and more than so many rows, is merged into a new base."""

log = structlog.get_logger(__name__)


class ColumnIndex:
    """Any number of processes open one folder. Each maps the base, and keeps in memory what the log says since: the log is
    what lasts, so a tail need not be saved. Searches run on the generation they started with and never wait.
    """

    shared: ClassVar[bool] = False

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder)
        self._lock = threading.RLock()
        self._merging: threading.Thread | None = None
        self._manifest: Manifest | None = None
        self._generation: Generation | None = None
        self._touched: dict[str, int] = {}
        """Id → seq of its newest change since the base."""
        if found := self._folder.read():
            self._start_from(*found)

    @property
    def epoch(self) -> str | None:
        return self._generation.epoch if self._generation else None

    @property
    def seq(self) -> int:
        return self._generation.seq if self._generation else 0

    def search(self, query: Query) -> Hits:
        return search(self._now(), query)

    def complete(self, prefix: str, first: int) -> tuple[Completion, ...]:
        return complete(self._now(), prefix, first)

    def cells(
        self, by: tuple[Dimension, ...], where: Where, *, today: date, fresh_since: date | None
    ) -> tuple[Cell, ...]:
        return cells(self._now(), by, Query(where=where, today=today, fresh_since=fresh_since))

    def close(self) -> None:
        """Let a merge under way finish."""
        merging = self._merging
        if merging is not None:
            merging.join()

    # — following the log —

    def apply(self, changes: Iterable[Change], upto: int) -> int:
        with self._lock:
            self._refresh()
            before = self._now()
            latest = {change.id: change for change in changes if change.seq > before.seq}
            parts = [_without(part, latest) for part in before.parts]
            fresh = [change.offer for change in latest.values() if change.offer is not None]
            if fresh:
                parts = _compacted([*parts, Part(build(fresh))])
            self._touched.update({id_: change.seq for id_, change in latest.items()})
            self._generation = Generation(epoch=before.epoch, seq=max(upto, before.seq), parts=tuple(parts))
            self._merge_when_due()
            return self._generation.seq

    def rebuild(self, offers: Iterable[Offer], *, epoch: str, upto: int) -> None:
        with self._folder.locked(wait=True):
            present = self._folder.manifest()
            if present and present != self._manifest and present.epoch == epoch and present.seq >= upto:
                found = self._folder.read()  # another process was quicker
            else:
                found = self._build(iter(offers), epoch, upto)
        with self._lock:
            if found is None:
                raise Unavailable("The search index cannot be read just after it was built. Try again in a moment.")
            self._start_from(*found)

    def _build(self, offers: Iterator[Offer], epoch: str, upto: int) -> tuple[Manifest, Segment]:
        with self._folder.scratch() as scratch:
            pieces: list[Part] = []
            piece = build(islice(offers, PIECE))
            while more := list(islice(offers, PIECE)):
                pieces.append(_saved(piece, scratch / str(len(pieces))))
                piece = build(more)
            if not pieces:
                return self._folder.write(piece.arrays.items(), epoch=epoch, seq=upto)
            pieces.append(_saved(piece, scratch / str(len(pieces))))
            del piece
            return self._folder.write(arrays(pieces), epoch=epoch, seq=upto)

    # — inside —

    def _now(self) -> Generation:
        generation = self._generation
        if generation is None:
            raise Unavailable("The search index is being built. Try again in a moment.")
        return generation

    def _start_from(self, manifest: Manifest, base: Segment) -> None:
        """Take a base as it is, whatever this process knew."""
        self._manifest = manifest
        self._generation = Generation(epoch=manifest.epoch, seq=manifest.seq, parts=(Part(base),))
        self._touched = {}

    def _refresh(self) -> None:
        """Go on from a base that another process made, where there is one."""
        manifest = self._folder.manifest()
        if manifest is None or manifest == self._manifest:
            return
        if found := self._folder.read():
            self._adopt(*found)

    def _adopt(self, manifest: Manifest, base: Segment) -> None:
        """Put a base under the tail: what the base holds already leaves the tail, what came later overrides the base."""
        before = self._generation
        if before is None or before.epoch != manifest.epoch or manifest.seq > before.seq:
            self._start_from(manifest, base)
            return
        known = {id_ for id_, seq in self._touched.items() if seq <= manifest.seq}
        self._touched = {id_: seq for id_, seq in self._touched.items() if seq > manifest.seq}
        tail = [_without(part, known) for part in before.parts[1:]]
        self._manifest = manifest
        self._generation = Generation(
            epoch=before.epoch,
            seq=before.seq,
            parts=(_without(Part(base), self._touched), *(part for part in tail if part.live)),
        )

    def _merge_when_due(self) -> None:
        base, *tail = self._now().parts
        rows = sum(part.segment.rows for part in tail) + len(self._touched)
        if rows <= max(TAIL_ROWS, TAIL_SHARE * base.segment.rows) or (self._merging and self._merging.is_alive()):
            return
        self._merging = threading.Thread(target=self._merge, name="index-merge", daemon=True)
        self._merging.start()

    def _merge(self) -> None:
        """Make base and tail a new base, searches and changes going on meanwhile. One process at a time does it."""
        with self._folder.locked(wait=False) as mine:
            if not mine:
                return
            generation = self._now()
            if self._folder.manifest() != self._manifest:
                return  # another process did: it is taken up at the next change
            try:
                manifest, base = self._folder.write(
                    arrays(generation.parts), epoch=generation.epoch, seq=generation.seq
                )
            except OSError as error:  # the disk is full: the tail goes on growing, and the next change tries again
                log.warning("index merge failed", reason=error.strerror)
                return
        with self._lock:
            if self._now().epoch == manifest.epoch:
                self._adopt(manifest, base)


def _without(part: Part, ids: Iterable[str]) -> Part:
    rows = [row for id_ in ids if (row := part.segment.row(id_)) >= 0 and (part.dead is None or not part.dead[row])]
    return part.without(rows) if rows else part


def _compacted(parts: list[Part]) -> list[Part]:
    """Join small parts of the tail, so that there are few: each is more than twice as large as the next."""
    while len(parts) > 2 and parts[-2].segment.rows <= 2 * parts[-1].segment.rows:
        parts[-2:] = [Part(merged(parts[-2:]))]
    return parts


def _saved(piece: Segment, path: Path) -> Part:
    save(path, piece.arrays.items())
    return Part(Segment(load(path)))
