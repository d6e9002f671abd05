"""What Java servers need: the newest JDK of this machine, and jars that Maven fetches once."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.servers.process import Missing

NEEDED: Final = 21
_VERSION: Final = re.compile(r'^JAVA_VERSION="(\d+)', re.MULTILINE)


def newest_jdk() -> Path:
    """The home of the newest JDK: the `java` on the path may be an older one. Raises `Missing`."""
    version, home = max(((_version(home), home) for home in _homes()), default=(0, Path()))
    if version < NEEDED:
        have = f"the newest here is {version}" if version else "there is none here"
        raise Missing(f"A JDK {NEEDED} or newer is needed; {have}. Install one, or set JAVA_HOME to its folder.")
    return home


def _homes() -> Iterator[Path]:
    if given := os.environ.get("JAVA_HOME"):
        yield Path(given)
    if program := shutil.which("javac"):
        yield Path(program).resolve().parent.parent
    yield from Path("/usr/lib/jvm").glob("*")
    yield from Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home")
    yield from Path.home().glob(".sdkman/candidates/java/*")
    yield from Path.home().glob(".jdks/*")


def _version(home: Path) -> int:
    """Of a JDK by its own word; 0 for what is none."""
    try:
        found = _VERSION.search((home / "release").read_text(encoding="utf-8"))
    except OSError:
        return 0
    return int(found[1]) if found and (home / "bin" / "javac").exists() else 0


def jars(pom: Path, prepare: Callable[[Path], None]) -> Path:
    """The folder with what this pom copies to `${to}`, fetched and prepared the first time.

    Raises `Missing` without Maven or without its repository.
    """
    folder = _cache() / f"{pom.stem}-{hashlib.blake2b(pom.read_bytes(), digest_size=4).hexdigest()}"
    if folder.exists():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise Missing(f"Maven (`mvn`) is needed to fetch the jars of {pom.stem} once; it is not on the path.")
    _cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_cache()) as beside:
        fetched = Path(beside, "fetched")
        done = subprocess.run(
            [maven, "-q", "-B", "-f", pom, "package", f"-Dto={fetched}"],
            env={**os.environ, "JAVA_HOME": str(newest_jdk())},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Missing(f"Maven could not fetch the jars of {pom.stem}:\n{done.stdout[-1000:]}")
        prepare(fetched)
        try:
            fetched.rename(folder)
        except OSError:  # another process was quicker
            if not folder.exists():
                raise
    return folder


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "offer-catalogue" / "servers"
