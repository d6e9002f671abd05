"""One small catalogue for all tests of the pages: they only read."""

from collections.abc import Iterator

import pytest

from catalogue.app import create_app
from catalogue.settings import read_settings
from tests.catalogue.web.filled import fill
from tests.catalogue.web.pages import Site
from tests.catalogue.web.serving import served
from tests.conftest import NOW


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("pages")
    settings = read_settings(
        {
            "CATALOGUE_DATA": str(folder / "data"),
            "CATALOGUE_CLOCK": NOW.isoformat(),
            "CATALOGUE_BASE_URL": "https://aanbod.example.org",
        }
    )
    fill(settings, folder)
    with served(create_app(settings)) as client:
        yield Site(client, settings)
