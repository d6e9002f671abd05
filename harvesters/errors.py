"""How asking a source for a document can end badly; the branch `FetchError` of `catalogue.errors`.

    FetchError          502  FETCH_FAILED
    ├── Unreachable     retryable: network, time-outs, 408, 425, 429 and 5xx, a download that broke off
    ├── Refused         the source says no (401, 403, 404, 410 …), or we do: kind of address, redirects, robots.txt
    └── TooLarge        more bytes than a list of offers can be

Messages name the host and the path, never the query (keys travel there) and never a folder of this machine.
"""

from typing import ClassVar

from catalogue.errors import CatalogueError


class FetchError(CatalogueError):
    code: ClassVar[str] = "FETCH_FAILED"
    status: ClassVar[int] = 502


class Unreachable(FetchError):
    """The document cannot be had now. `retry_after_s` is what the source asks to wait (Retry-After, RFC 9110 §10.2.3)."""

    retryable: ClassVar[bool] = True

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Refused(FetchError):
    """The document will not be had until somebody changes something; the message says who and what. `answered` is the status
    of the answer, `None` where it was not the source that refused."""

    def __init__(self, message: str, *, answered: int | None = None) -> None:
        super().__init__(message)
        self.answered = answered


class TooLarge(FetchError):
    """The document was given up half-way: nothing of it is used."""


class NotModified(Exception):  # a way out, no error: outside the tree, so that nobody takes it for a failure
    """The source still says what it said when the cursor was made (304, or the same bytes)."""
