"""Serves a filled catalogue and runs `check.mjs` on its pages: `python -m tests.outside.pages`.

Needs Node, `npm ci` in `tests/outside`, and a Chromium (`CHROMIUM`, default `/usr/bin/chromium`). Exit status 0: nothing found.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from catalogue.app import create_app, opened
from catalogue.offer.identity import offer_id
from catalogue.settings import Settings, read_settings
from tests.catalogue.web.filled import fill
from tests.catalogue.web.serving import served
from tests.conftest import NOW

_CHECK: Final = Path(__file__).with_name("check.mjs")


def _paths(settings: Settings) -> dict[str, str]:
    """Name → path; what stands behind `|` is chosen on the page before it is sent."""

    def offer(identifier: str, feed: str = "draad") -> str:
        return f"/doc/offer/{offer_id(settings.base_url, feed, identifier)}"

    with opened(settings) as catalogue:
        found = catalogue.reader.offer(offer("naai-1").rpartition("/")[2])
        organisation = found.provider.id if found else None
    return {
        "start": "/",
        "results": "/?q=wandelclub&kind=club-life&sort=title",
        "around": "/?q=naaien&place=Bonheiden&unknown=1",
        "brussels": "/?place=Brussel",
        "situation": "/?q=wandelclub|[name=level][value=A2]",
        "nothing": "/?q=wandelclub+naaiatelier",
        "unknown-place": "/?place=Mechellen",
        "misread": "/?kind=kookles&km=900",
        "lost": "/?q=naaien&after=x",
        "offer": offer("naai-1"),
        "offer-withheld": offer("stage-1", "gids"),
        "offer-brussels": offer("loket-1", "loket"),
        "offer-old": offer("oud-1"),
        "gone": offer("voorbij-1"),
        "organisation": f"/doc/organisation/{organisation}",
        "lists": "/feeds",
        "list": "/feeds/draad",
        "list-withheld": "/feeds/loket",
        "not-there": "/nergens",
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = read_settings(
            {
                "CATALOGUE_DATA": str(folder / "data"),
                "CATALOGUE_CLOCK": NOW.isoformat(),
                "CATALOGUE_BASE_URL": "https://aanbod.example.org",
            }
        )
        fill(settings, folder)
        paths = _paths(settings)
        with served(create_app(settings)) as client:
            address = str(client.base_url).rstrip("/")
            done = subprocess.run(
                ["node", _CHECK, address],
                input=json.dumps(paths),
                text=True,
                env={**os.environ, "CHROMIUM": os.environ.get("CHROMIUM", "/usr/bin/chromium")},
                check=False,
            )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
