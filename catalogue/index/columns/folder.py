"""The folder of the embedded index: one base, written beside the former one and swapped by renaming a manifest.

Any number of processes read it; one at a time writes, under a lock that the operating system gives back when a process
dies. A base is never changed in place: processes that still map a removed one keep it until they let go.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec
import structlog
from msgspec import Struct

from catalogue.errors import BadSetting
from catalogue.index.columns.file import load, save
from catalogue.index.columns.layout import VERSION
from catalogue.index.columns.lists import Array
from catalogue.index.columns.segment import Segment
from catalogue.text import version

_MANIFEST: Final = "manifest.json"
_LOCK: Final = "writing.lock"
_PREFIX: Final = "base-"
_ATTEMPTS: Final = 5

log = structlog.get_logger(__name__)


class Manifest(Struct, frozen=True, kw_only=True):
    """What the base is and up to where it follows the change log."""

    base: str
    epoch: str
    seq: int
    rows: int
    layout: int
    analysis: str


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(f"CATALOGUE_INDEX_URL: the folder cannot be made ({error.strerror}).") from error

    def read(self) -> tuple[Manifest, Segment] | None:
        """The present base; `None` where there is none that this release can read (the log then gives a new one)."""
        for _ in range(_ATTEMPTS):
            manifest = self.manifest()
            if manifest is None:
                return None
            try:
                segment = Segment(load(self.path / manifest.base))
            except (OSError, ValueError):
                if self.manifest() == manifest:
                    log.warning("index unreadable, it will be built anew", base=manifest.base)
                    return None
                continue  # swapped while we opened it
            if segment.rows == manifest.rows:
                return manifest, segment
            return None
        return None

    def manifest(self) -> Manifest | None:
        try:
            found = msgspec.json.decode((self.path / _MANIFEST).read_bytes(), type=Manifest)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return found if (found.layout, found.analysis) == (VERSION, version()) else None

    def write(self, arrays: Iterable[tuple[str, Array]], *, epoch: str, seq: int) -> tuple[Manifest, Segment]:
        """Make these arrays the base. Call it under the lock. A crash at any point leaves the former base."""
        name = _PREFIX + secrets.token_hex(6)
        save(self.path / name, arrays)
        base = Segment(load(self.path / name))
        manifest = Manifest(base=name, epoch=epoch, seq=seq, rows=base.rows, layout=VERSION, analysis=version())
        beside = self.path / f"{_MANIFEST}.{name}"
        with open(beside, "wb") as file:
            file.write(msgspec.json.encode(manifest))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self.path / _MANIFEST)
        _sync(self.path)
        self._clean(name)
        return manifest, base

    @contextlib.contextmanager
    def locked(self, *, wait: bool) -> Iterator[bool]:
        """Whether this process may write now. Without `wait` it does not queue behind another one."""
        with open(self.path / _LOCK, "ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder for pieces on their way into a base; gone afterwards. Call it under the lock."""
        path = self.path / (_PREFIX + "pieces-" + secrets.token_hex(6))
        path.mkdir()
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def _clean(self, kept: str) -> None:
        """Remove former bases and what a crash left; whoever writes holds the lock, so nothing of it is in the making."""
        for path in self.path.iterdir():
            if path.name.startswith((_PREFIX, f"{_MANIFEST}.")) and path.name != kept:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Make names in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
