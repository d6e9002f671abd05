"""Leases: one at a time may do a thing."""

import pytest

from catalogue.store import Store
from tests.contracts.store_child import Child, at_once
from tests.contracts.stored import CATALOGUE, Stored


class Leases(Stored):
    def test_first_comer_holds_it(self, store: Store) -> None:
        """Nobody else, until it is released; other names are free."""
        assert [True, False, True] == [
            store.lease("feed:lijst", "een", seconds=60),
            store.lease("feed:lijst", "twee", seconds=60),
            store.lease("feed:andere", "twee", seconds=60),
        ]
        store.release("feed:lijst", "een")
        assert store.lease("feed:lijst", "twee", seconds=60)

    def test_holder_may_prolong(self, store: Store) -> None:
        """By asking again."""
        assert [True, True] == [store.lease("x", "een", seconds=60) for _ in range(2)]

    def test_expired_lease_is_free(self, store: Store) -> None:
        """For the next who asks; the former holder has lost it."""
        assert [True, True, False] == [
            store.lease("x", "een", seconds=0),
            store.lease("x", "twee", seconds=60),
            store.lease("x", "een", seconds=60),
        ]

    @pytest.mark.parametrize("stranger", ["twee", "x/een", "en", "%", ""])
    def test_only_the_holder_releases(self, store: Store, stranger: str) -> None:
        """Whatever others are called."""
        store.lease("x", "een", seconds=60)
        store.release("x", stranger)
        assert not store.lease("x", "twee", seconds=60)

    def test_holder_of_a_part_of_the_name(self, store: Store) -> None:
        """Releases nothing of `x/een`."""
        store.lease("x", "x/een", seconds=60)
        store.release("x", "een")
        assert not store.lease("x", "twee", seconds=60)

    def test_lease_lasts_beyond_a_connection(self, store: Store, url: str) -> None:
        """Closing the store gives nothing back."""
        other = Store.open(url, catalogue=CATALOGUE)
        other.lease("x", "een", seconds=60)
        other.close()
        assert not store.lease("x", "twee", seconds=60)

    def test_dead_process_holds_nothing(self, store: Store, url: str) -> None:
        """A process of this machine that ended without releasing."""
        assert ["True"] == at_once([Child(url, "lease", "x", "een")])
        assert store.lease("x", "twee", seconds=60)

    def test_living_process_holds_it(self, store: Store, url: str) -> None:
        """Another process cannot take it, nor release it by calling itself the same."""
        store.lease("x", "een", seconds=60)
        assert ["False"] == at_once([Child(url, "lease", "x", "een")])

    def test_two_processes_at_once(self, store: Store, url: str) -> None:
        """One wins, the others find it taken."""
        children = [Child(url, "lease", "x", str(at)) for at in range(3)]
        assert ["False", "False", "True"] == sorted(at_once(children))
