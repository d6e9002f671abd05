"""What is wrong with a record: said in Dutch and English, with the place and a way to mend it."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Severity = Literal["reject", "quarantine", "warning"]
"""A `warning` lets the offer in; `reject` and `quarantine` keep it out (the last good version stays for the grace)."""


class Problem(Struct, frozen=True, kw_only=True):
    """One finding about one value.

    `code` is a stable word for programs, `pointer` an RFC 6901 JSON pointer into the record as sent (or a cell such as
    `Blad1!C7`), `value` what stood there, shortened, and never personal data.
    """

    code: str
    pointer: str
    message: Mapping[str, str]
    """Language (nl, en) → sentence."""
    suggestion: Mapping[str, str] | None = None
    value: str | None = None
    severity: Severity = "reject"


def problem(
    code: str,
    pointer: str,
    *,
    nl: str,
    en: str,
    mend: tuple[str, str] | None = None,
    value: object = None,
    severity: Severity = "reject",
) -> Problem:
    """A finding from its two sentences and, as `mend`, the two sentences (nl, en) that say what to do."""
    return Problem(
        code=code,
        pointer=pointer,
        message={"nl": nl, "en": en},
        suggestion={"nl": mend[0], "en": mend[1]} if mend else None,
        value=None if value is None else shortened(value),
        severity=severity,
    )


def shortened(value: object, limit: int = 120) -> str:
    """A value as it is shown in a report: one line, at most `limit` characters."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def pointer_to(*steps: str | int) -> str:
    """RFC 6901 pointer: `pointer_to("schedule", 0, "from")` is `/schedule/0/from`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
