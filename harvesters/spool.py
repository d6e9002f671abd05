"""A document as it comes in: counted, unpacked, digested; in pieces, so that neither size nor tricks cost memory."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from harvesters.errors import Refused, TooLarge, Unreachable

PIECE_BYTES: Final = 1 << 16
_GZIP: Final = 16 + zlib.MAX_WBITS


def bounded(pieces: Iterable[bytes], limit_bytes: int, name: str) -> Iterator[bytes]:
    """The pieces, as long as they stay within the limit together. Raises `TooLarge`."""
    size_bytes = 0
    for piece in pieces:
        size_bytes += len(piece)
        if size_bytes > limit_bytes:
            raise too_large(name, limit_bytes)
        yield piece


def unpacked(pieces: Iterable[bytes], coding: str, name: str) -> Iterator[bytes]:
    """The pieces without their content coding (RFC 9110 §8.4.1), none larger than `PIECE_BYTES` however well it was packed.

    Raises `Refused` for a coding that was not asked for, `Unreachable` where packed data ends early or is damaged.
    """
    match coding.strip().lower():
        case "" | "identity":
            return iter(pieces)
        case "gzip" | "x-gzip" | "deflate":
            return _inflated(pieces, coding, name)
        case _:
            raise Refused(
                f"{name} comes packed as {coding[:40]!r}, which was not asked for. Its server must send gzip or plain bytes."
            )


def digested(pieces: Iterable[bytes], write: Callable[[bytes], object] | None = None) -> str:
    """Digest of a whole document, its pieces written on the way."""
    digest = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        digest.update(piece)
        if write:
            write(piece)
    return digest.hexdigest()


def too_large(name: str, limit_bytes: int) -> TooLarge:
    return TooLarge(
        f"{name} is larger than {limit_bytes / 1_000_000:g} MB. Nothing of it was used: publish only what is current, or "
        "split the list."
    )


def _inflated(pieces: Iterable[bytes], coding: str, name: str) -> Iterator[bytes]:
    inflate = None
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if inflate is None or inflate.eof:  # gzip may be one member after another (RFC 1952 §2.2)
                    inflate = zlib.decompressobj(_window(coding, rest))
                yield inflate.decompress(rest, PIECE_BYTES)
                rest = inflate.unconsumed_tail or inflate.unused_data
        while inflate and not inflate.eof:
            if not (last := inflate.decompress(b"", PIECE_BYTES)):
                raise Unreachable(
                    f"The download of {name} broke off: its packed data ends early. Nothing of it was used."
                )
            yield last
    except zlib.error as error:
        raise Unreachable(
            f"The download of {name} is damaged: its packed data cannot be unpacked. Nothing of it was used."
        ) from error


def _window(coding: str, opening: bytes) -> int:
    """How zlib should read it: “deflate” means zlib data, but some servers send it bare (RFC 9110 §8.4.1.2)."""
    if coding != "deflate":
        return _GZIP
    return zlib.MAX_WBITS if opening[0] & 0x0F == zlib.DEFLATED else -zlib.MAX_WBITS
