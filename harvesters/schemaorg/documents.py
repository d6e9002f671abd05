"""The JSON documents of a page: the page itself, or what stands in the scripts of a web page."""

import os
import re
from typing import Any, Final

import orjson
from lxml import etree, html
from msgspec import Struct

from harvesters.base import Page
from harvesters.document import Unreadable, encoding_of, opening, refuse_foreign

LIMIT_BYTES: Final = 50_000_000
"""Of one page, which is held in memory whole: nodes refer to each other, so that no part of it can be read alone."""
WANTED: Final = "JSON-LD, a web page with JSON-LD in it, or a sitemap of such pages"
_JSON_LD: Final = re.compile(r"\s*application/ld\+json\s*(?:;.*)?", re.IGNORECASE | re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_WRAPPING: Final = re.compile(r"\A\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*\Z")


class Documents(Struct, frozen=True, kw_only=True):
    is_web_page: bool
    read: tuple[tuple[str, Any], ...]
    """Where it stands (empty where there is only one), and the document."""
    broken: tuple[tuple[str, str], ...] = ()
    """Where a script stands that is no JSON, and why."""


def documents_of(page: Page) -> Documents:
    """Raises `Unreadable` for what is neither JSON nor a web page, and for JSON that breaks or has more than 50 MB."""
    size_bytes = os.path.getsize(page.path)
    if size_bytes > LIMIT_BYTES:
        raise Unreadable(
            f"This document has {size_bytes / 1_000_000:.0f} MB; JSON-LD is read up to {LIMIT_BYTES / 1_000_000:g} MB. Split "
            "it over the pages of a sitemap, or publish the list as JSON Lines (format p4)."
        )
    with open(page.path, encoding=encoding_of(page.path, page.charset), errors="replace") as file:
        text = file.read()
    if text.lstrip("\ufeff \t\n").startswith("<"):
        return _embedded(text)
    refuse_foreign(opening(page.path), WANTED)
    try:
        document = _json(text)
    except orjson.JSONDecodeError as error:
        raise Unreadable(
            f"This document is not readable JSON ({error}). Nothing was used; expected {WANTED}."
        ) from error
    if not isinstance(document, dict | list):
        raise Unreadable(f"This document is a single value; expected {WANTED}.")
    return Documents(is_web_page=False, read=(("", document),))


def _embedded(text: str) -> Documents:
    """Scripts of a page as browsers find them, nothing run or fetched (HTML §4.12.1 calls such scripts data blocks)."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.LxmlError as error:
        raise Unreadable(f"This page is not readable HTML; expected {WANTED}.") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise Unreadable("This page nests deeper than any web page needs, and was not read. Look at its mark-up.")
    scripts = [one.text or "" for one in root.iter("script") if _JSON_LD.fullmatch(one.get("type", ""))]
    read: list[tuple[str, Any]] = []
    broken: list[tuple[str, str]] = []
    for at, script in enumerate(scripts, 1):
        where = f"script[{at}]" if len(scripts) > 1 else ""
        try:
            read.append((where, _json(_WRAPPING.sub("", script))))
        except orjson.JSONDecodeError as error:
            broken.append((where, str(error)))
    return Documents(is_web_page=True, read=tuple(read), broken=tuple(broken))


def _json(text: str) -> Any:
    """Also where line ends stand raw inside a text, as many pages have them: JSON allows control characters nowhere but
    between its tokens, where they are blanks."""
    return orjson.loads(_CONTROL.sub(" ", text))
