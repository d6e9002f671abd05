"""Addresses of databases, good and bad."""

from pathlib import Path

import pytest

from catalogue.errors import BadSetting, Unavailable
from catalogue.store import Store
from tests.contracts.stored import CATALOGUE


@pytest.mark.parametrize(
    "url",
    [
        "geheim",
        "mysql://lezer:geheim@db.example.org/aanbod",
        "postgresql://lezer:geheim@db.example.org:poort/aanbod",
        "postgresql://lezer:geheim@[::1/aanbod",
        "postgresql+geheim://lezer@db.example.org/aanbod",
    ],
)
def test_address_of_no_database_we_know(url: str) -> None:
    """The variable is named with what is expected; what was given is not repeated, it may hold a password."""
    with pytest.raises(BadSetting) as caught:
        Store.open(url, catalogue=CATALOGUE)
    assert (True, False) == ("CATALOGUE_STORE_URL" in str(caught.value), "geheim" in str(caught.value))


def test_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """A folder in its place, for one: the variable is named with the address."""
    with pytest.raises(Unavailable) as caught:
        Store.open(f"sqlite:///{tmp_path}", catalogue=CATALOGUE)
    expected = f"CATALOGUE_STORE_URL: no database answers at sqlite:///{tmp_path}: unable to open database file."
    assert str(caught.value).startswith(expected)


def test_file_that_is_no_database(tmp_path: Path) -> None:
    """It is left as it is, and the variable is named."""
    path = tmp_path / "brief.txt"
    path.write_text("Beste buur, " * 100)
    with pytest.raises(BadSetting, match="CATALOGUE_STORE_URL"):
        Store.open(f"sqlite:///{path}", catalogue=CATALOGUE)
    assert "Beste buur, " * 100 == path.read_text()


def test_folder_is_made(tmp_path: Path) -> None:
    """With every folder above it."""
    Store.open(f"sqlite:///{tmp_path}/a/b/store.db", catalogue=CATALOGUE).close()
    assert (tmp_path / "a" / "b" / "store.db").exists()
