"""Cursors: opaque, and only ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import cursor
from catalogue.errors import BadCursor


def test_what_goes_in_comes_out() -> None:
    """Values and their kinds."""
    assert ("log", 12, 0.5) == cursor.decode(cursor.encode("log", 12, 0.5), str, int, float)


@given(st.text(max_size=60))
def test_anything_else_is_a_bad_cursor(text: str) -> None:
    """Never another exception."""
    with pytest.raises(BadCursor):
        cursor.decode(text, str, str, int)


def test_kinds_are_checked() -> None:
    """A number where a word was is not ours."""
    with pytest.raises(BadCursor):
        cursor.decode(cursor.encode(1, 2), str, int)
