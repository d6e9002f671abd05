"""The index as a projection of the store's change log: catching up with it, and building it anew."""

import secrets
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from catalogue.index.base import Change, Index
from catalogue.offer.model import Offer
from catalogue.store import Store
from vocab.terms import with_broader

Progress = Callable[[int, int], None]

LEASE_S: Final = 30
"""How long a process that brings a shared index up to date may be silent before another one goes on."""
_BATCH: Final = 2000
_LEASE: Final = "index"
_HOLDER: Final = secrets.token_hex(4)
"""This process."""


def catch_up(store: Store, index: Index, *, progress: Progress | None = None) -> int:
    """Make every committed change searchable; rebuilds where the index is empty or follows another log.

    Safe to call at any time, from any number of processes. Returns the high-water mark reached. `progress` is told
    (done, total) in changes, or in offers during a rebuild.
    """
    if index.epoch != store.epoch:
        return rebuild(store, index, progress=progress)
    if not index.shared:
        return _follow(store, index, progress, keep=lambda: None)
    if index.seq >= store.last_seq() or not store.lease(_LEASE, _HOLDER, seconds=LEASE_S):
        return index.seq  # nothing to do, or another process is at it
    try:
        return _follow(store, index, progress, keep=lambda: store.lease(_LEASE, _HOLDER, seconds=LEASE_S))
    finally:
        store.release(_LEASE, _HOLDER)


def _follow(store: Store, index: Index, progress: Progress | None, *, keep: Callable[[], object]) -> int:
    target = store.last_seq()
    first = index.seq
    while index.seq < target:
        logged = store.changes(index.seq, _BATCH)
        if not logged:
            break
        latest = {change.offer_id: change.seq for change in logged}
        offers = store.offers(list(latest))
        index.apply(
            (
                Change(seq=seq, id=id_, offer=_indexed(offers[id_]) if _is_live(offers.get(id_), id_) else None)
                for id_, seq in sorted(latest.items(), key=lambda pair: pair[1])
            ),
            logged[-1].seq,
        )
        keep()
        if progress:
            progress(index.seq - first, target - first)
    return index.seq


def rebuild(store: Store, index: Index, *, progress: Progress | None = None) -> int:
    """Build the index from every live offer beside the old one, then swap."""
    seq, live = store.live()
    total = store.live_count()

    def counted() -> Iterator[Offer]:
        for at, offer in enumerate(live, 1):
            if progress and at % 1000 == 0:
                progress(at, total)
            yield _indexed(offer)

    index.rebuild(counted(), epoch=store.epoch, upto=seq)
    return index.seq


def _is_live(offer: Offer | None, asked: str) -> bool:
    """Whether an offer read by id is live under that very id: an absorbed id answers with its survivor."""
    return offer is not None and offer.id == asked and offer.gone is None


def _indexed(offer: Offer) -> Offer:
    """The offer as it is searched: its sectors stand for what is broader too, so that a filter and a facet on “care”
    count the offers of “elderly care”."""
    if not offer.sector:
        return offer
    return msgspec.structs.replace(offer, sector=with_broader("sector", offer.sector))
