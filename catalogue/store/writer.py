"""Taking over one run of one feed: everything it said, at once, in one transaction with the change log."""

from datetime import timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import (
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from catalogue.errors import BadInput
from catalogue.feed import Cursor, Run
from catalogue.store import log
from catalogue.store.log import LIVE
from catalogue.store.providers import owners
from catalogue.store.staging import Staging, found, said, was_seen, written
from catalogue.store.tables import changes, feeds, offers, problems, records, runs

KEPT_RUNS: Final = 10
"""Of a feed: the findings that held in its last so many runs are kept."""
_COPIED: Final = ("derived", "modified", "modified_inferred", "digest", "raw_digest", "body")


class RunWriter(Staging):
    """One run: what it is told and what it says (`Staging`), and at its end what comes of it.

    Made by `Store.writing`, which commits or rolls back. Its first word about the end (`missing`, `settle`, `finish`) takes
    everything over, under the lock of those who write: nothing can be said after that.
    """

    _taken = False

    def missing(self, *, only_absent: bool = False) -> int:
        """How many live records this run did not see; with `only_absent`, how many an earlier run found absent."""
        self.take_over()
        absent = records.c.absent_since.is_not(None) if only_absent else ~was_seen()
        counted = (
            select(func.count())
            .select_from(records)
            .where(records.c.feed == self._feed, absent, offers.c.id == records.c.offer, LIVE)
        )
        return int(self._on.execute(counted).scalar_one())

    def settle(self, *, grace_s: int, remove: bool, only_absent: bool = False) -> int:
        """At the end of a complete run: note what is absent, and remove what has been absent or refused for the grace.

        `only_absent` for a source that did not change: nothing is newly absent, the grace goes on.
        Returns how many offers were removed.
        """
        self.take_over()
        if not only_absent:
            self._note_absent()
        if not remove:
            return 0
        until = self._now - timedelta(seconds=grace_s)
        chosen = select(records.c.offer).where(
            records.c.feed == self._feed, or_(records.c.absent_since <= until, records.c.refused_since <= until)
        )
        reason = select(case((records.c.absent_since.is_not(None), "absent"), else_="refused")).where(
            records.c.feed == offers.c.feed, records.c.identifier == offers.c.identifier
        )
        return log.remove(self._on, offers.c.id.in_(chosen), reason.scalar_subquery(), self._now)

    def finish(self, run: Run, *, cursor: Cursor | None, complete: bool) -> None:
        """Write the run, and what the feed remembers (`None` keeps its cursor). Raises `BadInput` for a feed that is not there."""
        self.take_over()
        self._on.execute(insert(runs).values(run_row(run)))
        state: dict[str, Any] = {
            "status": "held" if run.counts.held else "healthy",
            "last_success": self._now,
            "unreachable_since": None,
        }
        if complete:
            state["last_complete"] = self._now
        if cursor is not None:
            state["cursor"] = msgspec.json.encode(cursor)
        if not self._on.execute(update(feeds).where(feeds.c.key == self._feed).values(state)).rowcount:
            raise BadInput(
                f"There is no feed {self._feed} any more: it was removed while it was read. Nothing was kept."
            )
        self._forget_findings()

    def take_over(self) -> None:
        """Make what this run said so, once: from here to the end of the transaction nobody else changes offers."""
        if self._taken:
            return
        self._taken = True
        self._db.turn_to_writing(self._on)
        self._db.analyse(self._on, said, written)
        self._providers.settle()
        self._write()
        self._bury()
        self._note_refused()
        self._restore()
        columns = ["run", "record", "body"]
        self._on.execute(
            insert(problems).from_select(columns, select(*(found.c[one] for one in columns)).order_by(found.c.n))
        )

    # — taking over —

    def _write(self) -> None:
        """Records, the log in the order in which they came, and offers."""
        put = self._db.upsert(records).from_select(
            ["feed", "identifier", "offer", "first_seen", "provider", *_COPIED],
            select(
                literal(self._feed),
                written.c.identifier,
                written.c.offer,
                literal(self._now, records.c.first_seen.type),
                owners.c.provider,
                *(written.c[name] for name in _COPIED),
            ).where(said.c.what == "written", written.c.n == said.c.n, owners.c.n == written.c.provider),
        )
        self._on.execute(
            put.on_conflict_do_update(
                index_elements=[records.c.feed, records.c.identifier],
                set_={
                    **{name: put.excluded[name] for name in ("provider", *_COPIED)},
                    "last_seen": null(),
                    "absent_since": null(),
                    "refused_since": null(),
                },
            )
        )
        mine = and_(said.c.what == "written", records.c.feed == self._feed, records.c.identifier == said.c.identifier)
        log.append(
            self._on,
            select(case((offers.c.id.is_not(None), "UPDATED"), else_="CREATED"), records.c.offer)
            .select_from(said)
            .join(records, mine)
            .outerjoin(offers, and_(offers.c.id == records.c.offer, LIVE))
            .order_by(said.c.n),
            self._now,
        )
        put = self._db.upsert(offers).from_select(
            ["id", "feed", "identifier", "valid_through"],
            select(records.c.offer, records.c.feed, records.c.identifier, written.c.valid_through)
            .where(mine, written.c.n == said.c.n)
            .order_by(records.c.offer),  # ids are random: their index grows several times faster in its own order
        )
        until = put.excluded.valid_through
        self._on.execute(
            put.on_conflict_do_update(
                index_elements=[offers.c.id],
                set_={"valid_through": until, "gone": null(), "gone_reason": null()},
                where=or_(~LIVE, offers.c.valid_through.is_distinct_from(until)),
            )
        )

    def _bury(self) -> None:
        log.remove(self._on, offers.c.id.in_(self._offers_of("gone")), literal("tombstone"), self._now)

    def _note_refused(self) -> None:
        """From when a record is refused its grace runs; that, and one for being absent, ends when it comes again as we have it."""
        mine = records.c.feed == self._feed
        self._on.execute(
            update(records)
            .where(mine, records.c.identifier.in_(_identifiers("refused")), records.c.refused_since.is_(None))
            .values(refused_since=self._now)
        )
        self._on.execute(
            update(records)
            .where(
                mine,
                or_(records.c.refused_since.is_not(None), records.c.absent_since.is_not(None)),
                records.c.identifier.in_(_identifiers("here")),
            )
            .values(refused_since=None, absent_since=None, last_seen=None)
        )

    def _restore(self) -> None:
        """What was removed as absent or unseen since this run began, though the run saw it."""
        since = select(changes.c.offer).where(changes.c.seq > self._began, changes.c.type == "REMOVED")
        log.restore(
            self._on,
            and_(
                offers.c.gone_reason.in_(["absent", "unseen"]),
                offers.c.id.in_(since),
                offers.c.id.in_(self._offers_of("here")),
            ),
            self._now,
        )

    def _offers_of(self, what: str) -> Select[Any]:
        return select(records.c.offer).where(
            records.c.feed == self._feed, records.c.identifier == said.c.identifier, said.c.what == what
        )

    def _note_absent(self) -> None:
        last = self._on.execute(select(feeds.c.last_complete).where(feeds.c.key == self._feed)).scalar_one_or_none()
        seen_until = records.c.first_seen if last is None else literal(last, records.c.last_seen.type)
        live = exists().where(offers.c.id == records.c.offer, LIVE)
        mine = records.c.feed == self._feed
        self._on.execute(
            update(records)
            .where(mine, records.c.absent_since.is_(None), ~was_seen(), live)
            .values(absent_since=self._now, last_seen=seen_until)
        )
        self._on.execute(
            update(records)
            .where(mine, records.c.absent_since.is_not(None), was_seen())
            .values(absent_since=None, last_seen=None)
        )

    def _forget_findings(self) -> None:
        """Findings of runs of long ago go; those that an unchanged source still has are kept."""
        mine = select(runs.c.id).where(runs.c.feed == self._feed)
        last = (
            select(runs.c.examined)
            .where(runs.c.feed == self._feed, runs.c.examined.is_not(None))
            .order_by(runs.c.started.desc(), runs.c.id.desc())
            .limit(KEPT_RUNS)
            .subquery()
        )
        self._on.execute(
            delete(problems).where(problems.c.run.in_(mine), problems.c.run.not_in(select(last.c.examined)))
        )


def run_row(run: Run) -> dict[str, Any]:
    """A run as its table has it."""
    row = msgspec.structs.asdict(run)
    return {**row, "counts": msgspec.json.encode(run.counts)}


def _identifiers(what: str) -> Select[Any]:
    return select(said.c.identifier).where(said.c.what == what)
