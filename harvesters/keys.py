"""Keys of sources that ask for one: options name the environment variable, never the key itself."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from catalogue.errors import BadInput
from catalogue.feed import Feed
from harvesters.errors import Refused

_NOT_ACCEPTED: Final = (401, 403)
_HEADER: Final = re.compile(r"[\x21-\x7e]+")


def key_of(feed: Feed, option: str) -> str | None:
    """The key in the environment variable that an option names; `None` without the option.

    Only variables called after the format are read (`VDAB_…` for vdab), so that no feed can carry off the key of something
    else. Raises `BadInput` for another name, and for a variable that is not set or holds no key.
    """
    variable = feed.options.get(option)
    if variable is None:
        return None
    where, prefix = f"feeds.{feed.key}.options.{option}", f"{feed.format.upper()}_"
    if not isinstance(variable, str) or not re.fullmatch(rf"{prefix}[A-Z0-9_]+", variable):
        raise BadInput(
            f"{where}: expected the name of an environment variable that starts with {prefix}, not the key itself."
        )
    key = os.environ.get(variable, "").strip()
    if not key:
        raise BadInput(f"{where} names the environment variable {variable}, which is not set. Set it to the key.")
    if not _HEADER.fullmatch(key):
        raise BadInput(f"The environment variable {variable} holds no key: keys have no blanks and no accents.")
    return key


@contextmanager
def keyed(feed: Feed, *options: str) -> Iterator[None]:
    """A request with keys: where the source does not accept them, the error says which options to look at."""
    try:
        yield
    except Refused as error:
        if error.answered not in _NOT_ACCEPTED:
            raise
        given = [str(feed.options[option]) for option in options if option in feed.options]
        advice = (
            f"it does not accept the key in {' and '.join(given)}. Look whether it is right and still valid"
            if given
            else f"it asks for a key. Name the environment variable that holds it in the option {options[0]}"
        )
        raise Refused(f"The source answers {error.answered}: {advice}.", answered=error.answered) from error
