"""Text that systems encoded, once or twice, on its way to plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.clean import plain


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("Praattafel op dinsdag", "Praattafel op dinsdag"),
        ("  twee   blanks ", "twee blanks"),
        ("<p>Een</p><p>twee</p>", "Een\ntwee"),
        ("caf&eacute;", "café"),
        ("caf&amp;eacute;", "café"),
        ("&lt;p&gt;Een&lt;/p&gt;&lt;p&gt;twee&lt;/p&gt;", "Een\ntwee"),
        ("R&D en 3 < 4", "R&D en 3 < 4"),
        ("R&amp;D", "R&D"),
        ("<script>alert(1)</script>Praat", "Praat"),
        ("mail <info@example.org>", "mail info@example.org"),
        ("<mailto:info@example.org> of <https://example.org/a>", "mailto:info@example.org of https://example.org/a"),
        ("kies &amp;amp;amp; praat", "kies &amp; praat"),
    ],
)
def test_plain(given_: str, read: str) -> None:
    """Markup goes, what it says stays; what is encoded twice is read twice, and no further."""
    assert read == plain(given_)


@given(st.text(max_size=80) | st.text("<>&;/p ampltgbr#x", max_size=40))
def test_any_text_becomes_plain(text: str) -> None:
    """Nothing that may be sent fails, and no text grows longer than it was with its address kept."""
    assert plain(text) == plain(text).strip()
