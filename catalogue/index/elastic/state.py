"""What all processes must agree on beside the documents: which index is current, how far it follows the log, who builds."""

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct

from catalogue.errors import Unavailable
from catalogue.index.elastic.clients import Client

LOCK_S: Final = 120
"""A builder that does not renew for so long is dead."""
WAIT_S: Final = 3600
_POLL_S: Final = 0.5


class Current(Struct, frozen=True, kw_only=True):
    index: str
    """The one behind the alias when this was written."""
    epoch: str
    seq: int
    made_by: str


class State:
    """Documents in a small index of their own, changed only by who saw their last version."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._path = f"/{name}-state"

    def read(self) -> Current | None:
        found = self._get("current")
        return msgspec.convert(found["_source"], Current) if found else None

    def write(self, current: Current) -> None:
        self._client.send("PUT", f"{self._path}/_doc/current", msgspec.to_builtins(current), refresh="true")

    def advance(self, index: str, seq: int) -> int:
        """Note that this index holds every change up to `seq`, unless another one is current by now. Returns how far the
        current one goes."""
        while True:
            found = self._get("current")
            if found is None:
                raise Unavailable("The search index is being built. Try again in a moment.")
            current = msgspec.convert(found["_source"], Current)
            if current.index != index or current.seq >= seq:
                return current.seq
            newer = msgspec.to_builtins(msgspec.structs.replace(current, seq=seq))
            if self._put("current", newer, found):
                return seq

    @contextlib.contextmanager
    def building(self) -> Iterator[Callable[[], None]]:
        """The right to build, for one process at a time; call what is given now and then to keep it.

        Raises `Unavailable` when another process keeps it too long.
        """
        mine = secrets.token_hex(8)
        deadline = time.monotonic() + WAIT_S
        while not self._take(mine):
            if time.monotonic() > deadline:
                raise Unavailable("Another process is still building the search index. Try again later.")
            time.sleep(_POLL_S)
        renewed = time.monotonic()

        def renew() -> None:
            nonlocal renewed
            if time.monotonic() - renewed > LOCK_S / 4:
                if not self._take(mine):
                    raise Unavailable("Another process took over building the search index.")
                renewed = time.monotonic()

        try:
            yield renew
        finally:
            found = self._get("lock")
            if found and found["_source"]["holder"] == mine:
                self._put("lock", {"holder": "", "expires": 0}, found)

    def _take(self, mine: str) -> bool:
        lock = {"holder": mine, "expires": time.time() + LOCK_S}
        found = self._get("lock")
        if found is None:
            path = f"{self._path}/_create/lock"
            return self._client.send("PUT", path, lock, refresh="true").status in (200, 201)
        held = found["_source"]
        if held["holder"] not in ("", mine) and held["expires"] > time.time():
            return False
        return self._put("lock", lock, found)

    def _get(self, id_: str) -> Any:
        answer = self._client.send("GET", f"{self._path}/_doc/{id_}")
        return answer.body if answer.status == 200 and answer.body.get("found") else None

    def _put(self, id_: str, body: Any, seen: Any) -> bool:
        """Whether nobody else wrote it since it was `seen`."""
        answer = self._client.send(
            "PUT",
            f"{self._path}/_doc/{id_}",
            body,
            if_seq_no=str(seen["_seq_no"]),
            if_primary_term=str(seen["_primary_term"]),
            refresh="true",
        )
        return answer.status in (200, 201)
