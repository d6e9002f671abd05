"""`python -m schema.print` renews `schema/schema.graphql`, the interface as it is committed."""

from pathlib import Path
from typing import Final

from schema.build import build_schema

COMMITTED: Final = Path(__file__).parent / "schema.graphql"


def sdl() -> str:
    """The schema in its own language."""
    return build_schema().as_str() + "\n"


if __name__ == "__main__":
    COMMITTED.write_text(sdl(), encoding="utf-8")
