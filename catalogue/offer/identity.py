"""How offers and providers are known, for ever: ids that come from what does not change."""

import hashlib
import re
import unicodedata
from typing import Final

from catalogue.offer.model import Provider

_DIGITS: Final = re.compile(r"\D")


def offer_id(catalogue: str, feed: str, identifier: str) -> str:
    """The id of an offer, from its first record: minting catalogue, permanent feed key, the source's identifier."""
    return "of_" + _digest(catalogue, feed, identifier)


def provider_id(catalogue: str, key: str) -> str:
    """The id of a provider, from the first key it was known by (see `provider_keys`)."""
    return "or_" + _digest(catalogue, key)


def provider_keys(provider: Provider, feed: str) -> tuple[str, ...]:
    """Everything a provider is known by, strongest first: KBO, vCode, OVO, `@id`, else (feed, folded name, municipality)."""
    strong = (("kbo", provider.kbo), ("vcode", provider.v_code), ("ovo", provider.ovo), ("iri", provider.iri))
    known = [f"{kind}:{value}" for kind, value in strong if value]
    return (*known, f"name:{feed}|{folded(provider.name)}|{provider.municipality or ''}")


def kbo_valid(text: str) -> str | None:
    """The ten digits of an enterprise number in any notation, `None` when the check digits do not hold.

    Source: Crossroads Bank for Enterprises; the last two digits are 97 minus the first eight modulo 97.
    """
    digits = _DIGITS.sub("", text)
    if len(digits) == 9:  # as written before 2005, without the leading zero
        digits = "0" + digits
    if len(digits) != 10 or digits[0] not in "01" or 97 - int(digits[:8]) % 97 != int(digits[8:]):
        return None
    return digits


def folded(text: str) -> str:
    """Names compared without case, diacritics, punctuation and double spaces."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w]+", " ", plain.casefold()).split())


def _digest(*parts: str) -> str:
    """26 hexadecimal digits (104 bits), each part's length before it so that no two inputs run together."""
    hasher = hashlib.blake2b(digest_size=13)
    for part in parts:
        raw = part.encode()
        hasher.update(len(raw).to_bytes(4, "big") + raw)
    return hasher.hexdigest()
