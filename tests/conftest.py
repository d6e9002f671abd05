"""What many tests share: a clock, places, a store and an index in a folder of their own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis

from catalogue.places import Places
from catalogue.settings import Settings, read_settings

hypothesis.register_profile("untimed", deadline=None)  # a busy machine is no failure
hypothesis.load_profile("untimed")

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def places() -> Places:
    return Places.bundled()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a trial: own folder, fixed clock, feeds allowed on loopback."""
    return read_settings(
        {
            "CATALOGUE_DATA": str(tmp_path / "data"),
            "CATALOGUE_CLOCK": NOW.isoformat(),
            "CATALOGUE_FETCH_ALLOW": "127.0.0.0/8",
            "CATALOGUE_BASE_URL": "https://aanbod.example.org",
        }
    )


@pytest.fixture
def store(settings: Settings) -> Iterator["object"]:
    from catalogue.store import Store

    opened = Store.open(settings.store_url, catalogue=settings.base_url)
    yield opened
    opened.close()
