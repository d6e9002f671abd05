"""How cells are read: several values in one, addresses and numbers, and bounds on what a cell may cost."""

import time

import pytest

from harvesters import cells
from harvesters.cells import Reader

READERS = {name: one for name, one in vars(cells).items() if isinstance(one, Reader)}
NASTY = [
    "1", "0", "a", "é", "½", "-", ",", "(", "a@", "a.", "1:", "1 ", "9u ", "max ", "di en ", "ma-", "t/m ", "uren ", "buddy,",
    "xx;", "di\n", "per week ", "niveau ", "behalve in de ", "of meer ", "eur ", "www.", "http://a.", "fr-fr-", "1Y", "2026-01-01 ",
]  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_no_cell_costs_much(name: str) -> None:
    """A cell as long as a list may hold is read in no time, whatever it says."""
    began = time.process_time()
    for piece in NASTY:
        READERS[name].read(piece * (120_000 // len(piece)))
    assert 5 > time.process_time() - began


@pytest.mark.parametrize(
    ("reader", "typed", "read"),
    [
        (cells.KIND, "buddy, vrijwilligerswerk", (["buddy", "volunteering"], [])),
        (cells.KIND, "buddy en buddy", (["buddy"], [])),
        (cells.KIND, "buddy; koffie", (["buddy"], ["koffie"])),
        (cells.CONTACT_FORM, "één op één", ("duo", [])),
        (cells.REQUIREMENT, "rijbewijs + fiets", (["driving-licence", "bicycle"], [])),
        (cells.LANGUAGES, "Frans/Arabisch & Engels", (["fr", "ar", "en"], [])),
        (cells.LIST, "naaien, koken; naaien", (["naaien", "koken"], [])),
        (cells.LIST, ", ;", (None, [])),
        (cells.MUNICIPALITIES, "Gent en Aalst, Sint-Niklaas", (["Gent", "Aalst", "Sint-Niklaas"], [])),
        (cells.URL, "https://example.org/a?b=c", ("https://example.org/a?b=c", [])),
        (cells.URL, "www.example.org", ("https://www.example.org", [])),
        (cells.URL, "example.org/a", ("https://example.org/a", [])),
        (cells.URL, "zie Facebook", (None, ["zie Facebook"])),
        (cells.URL, "javascript:alert(1)", (None, ["javascript:alert(1)"])),
        (cells.EMAIL, "mailto:info@example.org", ("info@example.org", [])),
        (cells.EMAIL, "info@example.org, ook@example.org", (None, ["info@example.org, ook@example.org"])),
        (cells.TELEPHONE, "09 000 12 34", ("09 000 12 34", [])),
        (cells.TELEPHONE, "90001234", ("090001234", [])),
        (cells.TELEPHONE, "470000000", ("0470000000", [])),
        (cells.TELEPHONE, "32470000000", ("+32470000000", [])),
        (cells.KBO, "BE 0000.000.196", ("0000000196", [])),
        (cells.KBO, "200065765", ("0200065765", [])),
        (cells.KBO, "85.07.30-033.28", (None, ["85.07.30-033.28"])),
        (cells.POSTCODE, "B-9000", ("9000", [])),
        (cells.POSTCODE, "9000.0", ("9000", [])),
        (cells.POSTCODE, "B15 4FG", (None, ["B15 4FG"])),
        (cells.POSTCODE, "0900", (None, ["0900"])),
    ],
)
def test_read(reader: Reader, typed: str, read: tuple[object, list[str]]) -> None:
    """The value, and the pieces that are none."""
    assert read == reader.read(typed)
