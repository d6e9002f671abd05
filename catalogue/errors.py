"""Every error the catalogue raises on purpose, in one tree.

    CatalogueError
    ├── BadInput            400  BAD_USER_INPUT      what was asked cannot be understood
    │   ├── BadCursor       400  BAD_CURSOR
    │   ├── CursorExpired   410  CURSOR_EXPIRED      the store was restored since
    │   ├── TooDeep         400  TOO_DEEP            beyond the 1000th result
    │   ├── UnknownPlace    400  UNKNOWN_PLACE       (catalogue.places)
    │   └── AmbiguousPlace  400  AMBIGUOUS_PLACE     (catalogue.places)
    ├── BadSetting          500  BAD_SETTING         stops the start, names the variable
    ├── Unavailable         503  UNAVAILABLE         store or index cannot answer now; retryable
    └── FetchError          502  FETCH_FAILED        (harvesters.fetch) with its own kinds

A message says what failed, the value, and what to do. It is shown to people outside: no traceback, secret or local path.
"""

from typing import ClassVar


class CatalogueError(Exception):
    """Base of all: `code` is the word clients switch on, `status` the HTTP status, `retryable` whether trying again helps."""

    code: ClassVar[str] = "INTERNAL"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False


class BadInput(CatalogueError):
    code = "BAD_USER_INPUT"
    status = 400


class BadCursor(BadInput):
    code = "BAD_CURSOR"


class CursorExpired(BadInput):
    code = "CURSOR_EXPIRED"
    status = 410


class TooDeep(BadInput):
    code = "TOO_DEEP"


class BadSetting(CatalogueError):
    code = "BAD_SETTING"


class Unavailable(CatalogueError):
    code = "UNAVAILABLE"
    status = 503
    retryable = True
