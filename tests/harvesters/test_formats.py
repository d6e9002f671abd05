"""The registry of formats."""

import subprocess
import sys

import pytest

from catalogue.errors import BadInput
from catalogue.feed import Feed
from harvesters import FORMATS, harvester


def feed(format_: str) -> Feed:
    return Feed(
        key="lijst",
        format=format_,
        url="https://example.org/lijst",
        title="Lijst",
        publisher="Kring (fictief)",
        licence="x",
    )


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_a_harvester(format_: str) -> None:
    """Each name of the registry makes a format with a version and a claim of completeness."""
    made = harvester(feed(format_))
    assert (True, True) == (isinstance(made.complete, bool), made.version >= 1)


def test_unknown_format_names_the_known_and_the_likely() -> None:
    """A slip of the pen is shown what was meant."""
    known = ", ".join(FORMATS)
    with pytest.raises(BadInput, match=rf"'cvs' is not a format: expected one of {known}\. Did you mean csv\?"):
        harvester(feed("cvs"))


def test_strange_format_names_the_known_only() -> None:
    """What looks like nothing is not guessed at."""
    with pytest.raises(BadInput, match=rf"{FORMATS[-1]}\.$"):
        harvester(feed("onbekend"))


def test_formats_load_when_used() -> None:
    """Asking for one format does not load the libraries of another."""
    program = (
        "import sys; from harvesters import harvester; from catalogue.feed import Feed; "
        "harvester(Feed(key='a', format='p4', url='u', title='t', publisher='p', licence='l')); "
        "print([name for name in ('python_calamine', 'lxml', 'httpx') if name in sys.modules])"
    )
    assert "[]\n" == subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
