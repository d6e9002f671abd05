"""The default database, through the suite of every database."""

from pathlib import Path

import pytest

from tests.contracts.store_contract import StoreContract


class TestSQLite(StoreContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/store.db"
