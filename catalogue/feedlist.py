"""`feeds.toml`: the lists an operator harvests, each a table under `[feeds.KEY]`."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

from catalogue.errors import BadInput
from catalogue.feed import Feed
from catalogue.offer.model import Redistribution

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DURATION: Final = re.compile(r"(\d+)\s*([smhdw])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_REQUIRED: Final = ("format", "url", "title", "publisher", "licence")
_OPTIONAL: Final = ("redistribution", "every", "grace", "options")
_KEYED_OR_SCRAPED: Final = frozenset({"vdab"})
"""Sources read by agreement or without having asked: what they let us pass on is `link` unless somebody says more."""


def read_feeds(path: Path) -> list[Feed]:
    """The feeds of a file, in its order; a path in `url` is relative to the file.

    Raises `BadInput` that names the feed, the key and what was expected.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"There is no file {path.name}. Point CATALOGUE_FEEDS at a feeds.toml.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} is not valid TOML: {error}.") from error
    unknown = set(document) - {"feeds"}
    tables = document.get("feeds")
    if unknown or not isinstance(tables, dict):
        raise BadInput(
            f"{path.name}: expected tables named [feeds.KEY], found {', '.join(sorted(document)) or 'nothing'}."
        )
    return [feed_from(key, table, base=path.parent) for key, table in tables.items()]


def feed_from(key: str, table: Any, *, base: Path | None) -> Feed:
    """One feed from its table; `base` is the folder relative paths start from, `None` where no path is accepted."""
    if not _KEY.fullmatch(key) or key == "check":
        raise BadInput(f"feeds.{key}: a key is lower-case letters, digits and hyphens, at most 63, and not “check”.")
    if not isinstance(table, Mapping):
        raise BadInput(f"feeds.{key}: expected a table with {', '.join(_REQUIRED)}.")
    for name in table:
        if name not in _REQUIRED + _OPTIONAL:
            close = difflib.get_close_matches(name, _REQUIRED + _OPTIONAL, 1)
            raise BadInput(f"feeds.{key}.{name} is not a key." + (f" Did you mean {close[0]}?" if close else ""))
    for name in _REQUIRED:
        if not isinstance(table.get(name), str) or not table[name].strip():
            raise BadInput(f"feeds.{key}.{name} is missing: expected text.")
    level = table.get("redistribution", "link" if table["format"] in _KEYED_OR_SCRAPED else "full")
    if level not in get_args(Redistribution):
        raise BadInput(
            f"feeds.{key}.redistribution is {level!r}: expected one of {', '.join(get_args(Redistribution))}."
        )
    options = table.get("options", {})
    if not isinstance(options, Mapping):
        raise BadInput(f"feeds.{key}.options: expected a table.")
    return Feed(
        key=key,
        format=table["format"],
        url=_address(key, table["url"].strip(), base),
        title=table["title"],
        publisher=table["publisher"],
        licence=table["licence"],
        redistribution=level,
        every_s=_seconds(key, "every", table.get("every", "6h")),
        grace_s=_seconds(key, "grace", table.get("grace", "7d")),
        options=options,
    )


def _address(key: str, url: str, base: Path | None) -> str:
    if re.match(r"https?://", url):
        return url
    if base is None or re.match(r"[a-z][a-z0-9+.-]+:", url):
        raise BadInput(f"feeds.{key}.url is {url!r}: expected an address that starts with https:// or http://.")
    return str((base / url).resolve())


def _seconds(key: str, name: str, text: Any) -> int:
    found = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise BadInput(f"feeds.{key}.{name} is {text!r}: expected a number and s, m, h, d or w, such as 6h or 7d.")
    return int(found[1]) * _SECONDS[found[2]]
