"""The suite of every database a store can be in. A database is run through it by a class that gives an empty one:

class TestSQLite(StoreContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/store.db"
"""

from tests.contracts.store_feeds import Feeds
from tests.contracts.store_leases import Leases
from tests.contracts.store_log import Log
from tests.contracts.store_opening import Opening
from tests.contracts.store_providers import Providers
from tests.contracts.store_reading import Reading
from tests.contracts.store_removal import Removal
from tests.contracts.store_runs import Runs


class StoreContract(Runs, Removal, Log, Reading, Providers, Feeds, Leases, Opening):
    """Runs, removal, the log, reading, providers, feeds, leases and opening."""
