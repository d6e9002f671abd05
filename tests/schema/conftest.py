"""One small catalogue for all tests of the interface: they only read."""

from collections.abc import Iterator

import pytest

from catalogue.index.columns import ColumnIndex
from catalogue.places import Places
from catalogue.settings import read_settings
from catalogue.store import Store
from tests.conftest import NOW
from tests.schema.served import Served


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, places: Places) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    settings = read_settings(
        {
            "CATALOGUE_DATA": str(folder),
            "CATALOGUE_CLOCK": NOW.isoformat(),
            "CATALOGUE_BASE_URL": "https://aanbod.example.org",
        }
    )
    store = Store.open(settings.store_url, catalogue=settings.base_url)
    index = ColumnIndex(folder / "index")
    catalogue = Served(store, index, places, settings)
    catalogue.fill()
    yield catalogue
    index.close()
    store.close()
