"""What Schemathesis needs to know of our scalars, and one check of our own: nothing of our insides in any answer."""

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

CODES = {
    *("BAD_USER_INPUT", "BAD_CURSOR", "CURSOR_EXPIRED", "TOO_DEEP", "UNKNOWN_PLACE", "AMBIGUOUS_PLACE"),
    *("COST_EXCEEDED", "RATE_LIMITED", "UNAVAILABLE"),
}
INSIDES = ("Traceback", 'File "', ".py", "sqlite", "SELECT ", "object at 0x", "site-packages", "/srv/")

schemathesis.graphql.scalar("Date", st.dates().map(lambda day: nodes.String(day.isoformat())))
schemathesis.graphql.scalar("DateTime", st.datetimes().map(lambda instant: nodes.String(f"{instant.isoformat()}Z")))


@schemathesis.check
def nothing_of_our_insides(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """Every error has a code of the contract, and the answer names no file, statement or module."""
    for error in response.json().get("errors", []):
        assert error["extensions"]["code"] in CODES, error
        assert [] == [inside for inside in INSIDES if inside in error["message"]], error
