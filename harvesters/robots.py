"""What robots.txt of a host lets us read (RFC 9309), remembered on disk so that a run need not ask again."""

import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from protego import Protego

from harvesters.errors import Unreachable


class _Kept(Struct, frozen=True):
    """One robots.txt on disk; empty for a host that has none."""

    origin: str
    at: datetime
    text: str


class Robots:
    """Rules by origin (scheme, host and port).

    `read` gives the text of an origin's robots.txt, empty where there is none (RFC 9309 §2.3.1.3), and raises `Unreachable`
    where it cannot be told. Then what was kept holds on, however old (§2.4); without it nothing of the host may be
    read this time (§2.3.1.4), and the error passes.
    """

    def __init__(self, folder: Path, max_age_s: float, read: Callable[[str], str]) -> None:
        self._folder, self._max_age_s, self._read = folder, max_age_s, read
        self._rules: dict[str, Protego] = {}

    def rules(self, origin: str) -> Protego:
        if origin not in self._rules:
            self._rules[origin] = Protego.parse(self._text(origin))
        return self._rules[origin]

    def _text(self, origin: str) -> str:
        path = self._folder / f"{hashlib.blake2b(origin.encode(), digest_size=16).hexdigest()}.json"
        kept = _kept(path, origin)
        if kept and 0 <= (datetime.now(UTC) - kept.at).total_seconds() < self._max_age_s:
            return kept.text
        try:
            text = self._read(origin)
        except Unreachable:
            if kept is None:
                raise
            return kept.text
        _keep(path, _Kept(origin, datetime.now(UTC), text))
        return text


def _kept(path: Path, origin: str) -> _Kept | None:
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):  # absent or damaged: asked again
        return None
    return kept if kept.origin == origin and kept.at.tzinfo else None


def _keep(path: Path, kept: _Kept) -> None:
    """Written beside and swapped in, since other runs read meanwhile. A folder that cannot be written costs one
    request a run, not the run."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{secrets.token_hex(4)}")
        beside.write_bytes(msgspec.json.encode(kept))
        os.replace(beside, path)
