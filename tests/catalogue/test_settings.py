"""Settings: parsed once, each documented, a bad one named."""

from pathlib import Path

import pytest

from catalogue.errors import BadSetting
from catalogue.settings import SETTINGS, Settings, read_settings, unknown_settings

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_defaults_need_nothing() -> None:
    """An empty environment serves from ./data."""
    settings = read_settings({})
    assert ("sqlite:///data/catalogue.db", "columns:data/index", 8000) == (
        settings.store_url,
        settings.index_url,
        settings.port,
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CATALOGUE_PORT", "http"),
        ("CATALOGUE_PORT", "70000"),
        ("CATALOGUE_CLOCK", "yesterday"),
        ("CATALOGUE_BASE_URL", "aanbod.example.org"),
        ("CATALOGUE_FETCH_ALLOW", "127.0.0"),
        ("CATALOGUE_STORE_URL", "mysql://x"),
        ("CATALOGUE_INDEX_URL", "solr://x"),
    ],
)
def test_a_bad_value_stops_the_start_and_names_the_variable(variable: str, value: str) -> None:
    """The message holds the variable and the value."""
    with pytest.raises(BadSetting, match=f"{variable}={value!r}"):
        read_settings({variable: value})


def test_a_misspelt_variable_is_noticed() -> None:
    """Most likely a typing error: worth a warning."""
    assert ["CATALOGUE_DATTA"] == unknown_settings({"CATALOGUE_DATTA": "x", "CATALOGUE_DATA": "y", "HOME": "z"})


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.variable)
def test_every_setting_is_documented(setting: object) -> None:
    """The README names each variable."""
    assert f"`{setting.variable}`" in README  # type: ignore[attr-defined]


def test_every_setting_is_a_field() -> None:
    """One variable per field, none forgotten."""
    assert {one.variable.removeprefix("CATALOGUE_").lower() for one in SETTINGS} == set(Settings.__struct_fields__)
