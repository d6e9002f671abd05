"""Which media type to answer in.

Source: GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types), RFC 9110 §12.5.1.
"""

from collections.abc import Iterator
from typing import Final

RESPONSE: Final = "application/graphql-response+json"
JSON: Final = "application/json"
HTML: Final = "text/html"
_OURS: Final[dict[str, str]] = {RESPONSE: RESPONSE, JSON: JSON, "application/*": JSON, "*/*": JSON}
"""What a client accepts → what it gets."""


def accepted(accept: str | None) -> str | None:
    """The media type to answer in; `None` when the client takes none of ours. Without the header, plain JSON."""
    if not accept or not accept.strip():
        return JSON
    wanted = {media: quality for media, quality in _ranges(accept) if media in _OURS}
    best = max(wanted.items(), key=lambda pair: (pair[1], -list(_OURS).index(pair[0])), default=None)
    return _OURS[best[0]] if best and best[1] > 0 else None


def prefers_html(accept: str | None) -> bool:
    """Whether it is a browser that opens the address as a page."""
    wanted = dict(_ranges(accept or ""))
    return wanted.get(HTML, 0) > max(wanted.get(RESPONSE, 0), wanted.get(JSON, 0))


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.lower().split(","):
        media, *parameters = (one.strip() for one in part.split(";"))
        quality = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        try:
            yield media, float(quality)
        except ValueError:
            yield media, 0.0
