"""Suites that every implementation of a contract is run through."""

import pytest

pytest.register_assert_rewrite(
    "tests.contracts.index_agreement",
    "tests.contracts.index_counts",
    "tests.contracts.index_meaning",
    "tests.contracts.index_paging",
    "tests.contracts.index_words",
    "tests.contracts.store_child",
    "tests.contracts.store_feeds",
    "tests.contracts.store_leases",
    "tests.contracts.store_log",
    "tests.contracts.store_opening",
    "tests.contracts.store_providers",
    "tests.contracts.store_reading",
    "tests.contracts.store_removal",
    "tests.contracts.store_runs",
)
