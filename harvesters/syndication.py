"""Documents of news feeds, read as a stream: Atom (RFC 4287), RSS 2.0 and its forebears, RSS 1.0 (RDF).

With lxml and not with feedparser, which takes fifty times as long and expands entities that a document declares.
"""

import codecs
import html.entities
import io
import os
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree
from msgspec import Struct

from harvesters.base import Page
from harvesters.clean import plain
from harvesters.document import Unreadable, encoding_of, is_web_page, opening, refuse_foreign

ATOM: Final = "http://www.w3.org/2005/Atom"
WANTED: Final = "a news feed (Atom or RSS)"
LIMIT_BYTES: Final = 20_000_000
"""Of one document, which is held in memory to be mended."""
_HISTORY: Final = "http://purl.org/syndication/history/1.0"
_TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_ROOTS: Final = frozenset(["feed", "rss", "RDF"])
_ENTRIES: Final = frozenset(["entry", "item"])
ENTRY_BYTES: Final = 1_000_000
"""Of one entry, as text; a longer one is no entry."""
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_DECLARATION: Final = re.compile(r"\A<\?xml[^>]*\?>\s*")
_DECLARES: Final = re.compile(
    r"(?:<!--(?:[^-]|-(?!->))*+-->|<\?(?:[^?]|\?(?!>))*+\?>|\s)*+<!DOCTYPE[^>\[]*+\[", re.IGNORECASE
)
"""A document type with declarations inside; the one of RSS 0.91 has none."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_END: Final = re.compile(r".*</(?:\w+:)?(?:rss|feed|RDF)\s*>", re.DOTALL)
_REFERENCE: Final = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|&(#\d{1,7}(?=;)|#[xX][\da-fA-F]{1,6}(?=;)|\w{2,32}(?=;)|);?", re.DOTALL
)
_PREDEFINED: Final = frozenset(["amp", "lt", "gt", "quot", "apos"])
"""XML 1.0 §4.6."""

Element = etree._Element


class Heading(Struct):
    """What a feed says of itself, as far as it has been read."""

    next: str | None = None
    """Where it goes on (RFC 5005 §3)."""
    complete: bool = False
    """It declares that it holds everything (RFC 5005 §2)."""
    language: str | None = None


class Entry:
    """One entry or item; `at` counts from 1, `base` is where its relative addresses count from."""

    def __init__(self, element: Element, at: int, base: str, language: str | None) -> None:
        self.element, self.base = element, base
        self.where = f"{name_of(element)}[{at}]"
        self.language = element.get(_LANGUAGE) or language

    def all(self, *names: str) -> list[Element]:
        """Children of these names, in the order of the names; whatever their namespace."""
        return [child for name in names for child in self.element if name_of(child) == name]

    def text(self, *names: str) -> str | None:
        """Plain text of the first of these that has some."""
        return next((text for child in self.all(*names) if (text := text_of(child))), None)

    @property
    def is_too_long(self) -> bool:
        return sum(map(len, self.element.itertext())) > ENTRY_BYTES


def entries(page: Page, heading: Heading) -> Iterator[Entry | str]:
    """The entries of a document as they come; a text is the identifier of one that was deleted (RFC 6721). Fills `heading`.

    Raises `Unreadable` for what is no feed, that declares entities, or that breaks.
    """
    events = etree.iterparse(
        io.BytesIO(_mended(page).encode("utf-8", "surrogatepass")),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,  # a prefix that nobody declared is no reason to lose a list; what else is wrong is looked at below
        encoding="utf-8",
    )
    try:
        yield from _read(events, page, heading)
    except etree.XMLSyntaxError as error:
        raise _broken(str(error.msg)) from error
    if fatal := next((found for found in events.error_log if found.level_name == "FATAL"), None):
        raise _broken(fatal.message)


def _broken(reason: str) -> Unreadable:
    return Unreadable(f"This feed is not readable XML ({' '.join(reason.split())[:200]}). Nothing of it was used.")


def _mended(page: Page) -> str:
    """The text of a document, without what makes so many of them no XML: a loose “&”, names of HTML such as “&nbsp;”,
    control characters, and what programs print after the end."""
    head = opening(page.path)
    if not head.startswith((b"<", *_UTF16)) or is_web_page(head):
        refuse_foreign(head, WANTED)
        raise Unreadable(f"This document is no XML; expected {WANTED}.")
    size_bytes = os.path.getsize(page.path)
    if size_bytes > LIMIT_BYTES:
        raise Unreadable(
            f"This feed has {size_bytes / 1_000_000:.0f} MB; feeds are read up to {LIMIT_BYTES / 1_000_000:g} MB."
        )
    declared = _ENCODING.search(head[:200])
    encoding = encoding_of(page.path, declared[1].decode() if declared else page.charset)
    with open(page.path, encoding=encoding, errors="replace", newline="") as file:
        text = _DECLARATION.sub("", file.read().lstrip("\ufeff \t\r\n"))
    if _DECLARES.match(text):
        raise Unreadable("This feed declares entities of its own. Publish it without DOCTYPE.")
    text = _CONTROL.sub("", text)
    if end := _END.match(text):
        text = end[0]
    return _REFERENCE.sub(_reference, text)


def _reference(found: re.Match[str]) -> str:
    """CDATA as it stands, XML's own references too; HTML's as numbers; a loose “&” as one that is meant."""
    name = found[1]
    if name is None or name in _PREDEFINED or name.startswith("#"):
        return found[0]
    character = html.entities.html5.get(f"{name};") if found[0].endswith(";") else None
    return "".join(f"&#{ord(one)};" for one in character) if character else f"&amp;{found[0][1:]}"


def _read(events: "etree.iterparse[Element]", page: Page, heading: Heading) -> Iterator[Entry | str]:
    root: Element | None = None
    count = 0
    for event, element in events:
        if root is None:
            root = element
            _check(root)
        if event == "start":
            continue
        name = name_of(element)
        if _is_inside_entry(element):
            continue
        if name in _ENTRIES:
            count += 1
            yield Entry(element, count, element.base or page.url, root.get(_LANGUAGE) or heading.language)
        elif element.tag == f"{{{_TOMBSTONES}}}deleted-entry":
            if deleted := (element.get("ref") or "").strip():
                yield deleted
        elif element.tag == f"{{{_HISTORY}}}complete":
            heading.complete = True
        elif name == "language":
            heading.language = text_of(element)
        elif element.tag == f"{{{ATOM}}}link" and element.get("rel") == "next":
            heading.next = element.get("href")
        else:
            continue
        element.clear()
        parent = element.getparent()
        while parent is not None and (former := element.getprevious()) is not None:
            parent.remove(former)
    if root is None:
        raise Unreadable(f"The document is empty; expected {WANTED}.")


def _check(root: Element) -> None:
    if name_of(root) not in _ROOTS:
        refuse_foreign(f"<{name_of(root)}".encode(), WANTED)
        raise Unreadable(f"This document is XML about “{name_of(root)[:60]}”; expected {WANTED}.")


def _is_inside_entry(element: Element) -> bool:
    return any(name_of(above) in _ENTRIES for above in element.iterancestors())


def name_of(element: Element) -> str:
    """Local name, also where its prefix was never declared; empty for a comment or an instruction."""
    return re.split(r"[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""


def text_of(element: Element) -> str | None:
    """Plain text of a construct: text, HTML as text, or XHTML as elements (RFC 4287 §3.1)."""
    inner = (
        etree.tostring(element, encoding="unicode", method="html", with_tail=False) if len(element) else element.text
    )
    return plain(inner or "") or None
