"""Formats the catalogue can harvest, one file each. A format and its libraries load when a feed first needs them."""

import difflib
from typing import Final

from catalogue.errors import BadInput
from catalogue.feed import Feed
from harvesters.base import Harvester

FORMATS: Final = (
    "csv", "xlsx", "jsonld", "p4", "rpde", "ldes", "hsds", "uitdatabank", "vdab", "atom", "ical", "verenigingsregister",
)  # fmt: skip


def harvester(feed: Feed) -> Harvester:
    """The format of a feed, ready to read it. Raises `BadInput` for a format or options that are not known."""
    match feed.format:
        case "csv":
            from harvesters.csv import CSV

            return CSV(feed)
        case "xlsx":
            from harvesters.xlsx import XLSX

            return XLSX(feed)
        case "jsonld":
            from harvesters.jsonld import JSONLD

            return JSONLD(feed)
        case "p4":
            from harvesters.p4 import P4

            return P4(feed)
        case "rpde":
            from harvesters.rpde import RPDE

            return RPDE(feed)
        case "ldes":
            from harvesters.ldes import LDES

            return LDES(feed)
        case "hsds":
            from harvesters.hsds import HSDS

            return HSDS(feed)
        case "uitdatabank":
            from harvesters.uitdatabank import UiTdatabank

            return UiTdatabank(feed)
        case "vdab":
            from harvesters.vdab import VDAB

            return VDAB(feed)
        case "atom":
            from harvesters.atom import Atom

            return Atom(feed)
        case "ical":
            from harvesters.ical import ICal

            return ICal(feed)
        case "verenigingsregister":
            from harvesters.verenigingsregister import Verenigingsregister

            return Verenigingsregister(feed)
        case unknown:
            close = difflib.get_close_matches(unknown.lower(), FORMATS, 1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise BadInput(f"{unknown[:40]!r} is not a format: expected one of {', '.join(FORMATS)}.{hint}")
