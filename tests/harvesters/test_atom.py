"""Format atom: news feeds as programs write them, Atom and RSS."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.errors import BadInput
from catalogue.feed import Feed
from catalogue.places import Places
from catalogue.store import Store
from harvesters import syndication
from harvesters.atom import Atom
from harvesters.base import Draft, Gone, Page, Rejected
from harvesters.document import Unreadable
from tests.catalogue.listed import Listed
from tests.harvesters.server import Server

OPTIONS: dict[str, Any] = {"kind": "club-life", "provider": {"name": "Wandelkring (fictief)", "type": "non-profit"}}
Outcome = Draft | Gone | Rejected


def feed(url: str = "https://example.org/nieuws", **options: Any) -> Feed:
    return Feed(
        key="lijst",
        format="atom",
        url=url,
        title="Nieuws (fictief)",
        publisher="Wandelkring (fictief)",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        options={**OPTIONS, **options},
    )


def parsed(folder: Path, document: str | bytes, charset: str | None = None, **options: Any) -> list[Outcome]:
    path = folder / "feed.xml"
    path.write_bytes(document.encode() if isinstance(document, str) else document)
    return list(Atom(feed(**options)).parse(Page(url="https://example.org/nieuws/", path=str(path), charset=charset)))


def said(folder: Path, document: str | bytes, charset: str | None = None) -> list[dict[str, Any]]:
    """What the drafts say beside what the feed says for all."""
    return [
        {key: value for key, value in dict(one.data).items() if key not in ("kind", "provider")}
        for one in parsed(folder, document, charset)
        if isinstance(one, Draft)
    ]


def titles(folder: Path, document: str | bytes, charset: str | None = None) -> list[str]:
    return [next(iter(one["title"].values())) for one in said(folder, document, charset)]


def rss(*items: str, before: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Nieuws</title>{before}{inner}</channel></rss>'


def atom(*entries: str, before: str = "") -> str:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl">'
        f"<title>Nieuws</title><author><name>Redactie</name></author>{before}{inner}</feed>"
    )


def entry(name: str, *, title: str | None = None) -> str:
    updated = "<updated>2026-11-01T09:00:00Z</updated>"
    return f'<id>urn:x:{name}</id><title>{title or f"Wandeling {name}"}</title><link href="/{name}"/>{updated}'


# — documents —


def test_atom_entry(tmp_path: Path) -> None:
    """Identifier, title, text, page, words and date; the address counts from xml:base, the author is nowhere."""
    document = atom(
        "<id>urn:x:1</id><title type='html'>Wandelen &amp;amp; praten</title>"
        "<link rel='edit' href='/bewerk'/><link href='een'/><updated>2026-11-01T10:00:00+01:00</updated>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Elke <b>zondag</b>.</p><p>Welkom.</p></div></content>"
        "<category term='w' label='Wandelen'/><category term='natuur'/><author><name>Jan Verzonnen</name></author>"
    ).replace("<entry>", "<entry xml:base='https://kring.example.org/agenda/'>")
    found = said(tmp_path, document)
    assert [
        {
            "identifier": "urn:x:1",
            "title": {"nl": "Wandelen & praten"},
            "description": {"nl": "Elke zondag.\nWelkom."},
            "url": "https://kring.example.org/agenda/een",
            "keyword": ["Wandelen", "natuur"],
            "modified": "2026-11-01T09:00:00Z",
        }
    ] == found
    assert "Verzonnen" not in str(found)


def test_rss_item(tmp_path: Path) -> None:
    """The same of RSS 2.0: the whole text before the summary, a date of e-mail, the channel's language."""
    document = rss(
        "<guid isPermaLink='false'>7</guid><title>Wandelen</title><link>https://example.org/7?a=1&amp;b=2</link>"
        "<pubDate>Sun, 01 Nov 2026 10:00:00 +0100</pubDate><description>Kort</description>"
        "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        "<![CDATA[<p>Lang &amp; breed</p>]]></content:encoded>"
        "<category>Wandelen</category>",
        before="<language>nl-be</language>",
    )
    assert [
        {
            "identifier": "7",
            "title": {"nl": "Wandelen"},
            "description": {"nl": "Lang & breed"},
            "url": "https://example.org/7?a=1&b=2",
            "keyword": ["Wandelen"],
            "modified": "2026-11-01T09:00:00Z",
        }
    ] == said(tmp_path, document)


def test_rdf_item(tmp_path: Path) -> None:
    """RSS 1.0 names its items by their address."""
    document = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='x'><title>t</title><dc:language>fr</dc:language></channel>"
        "<item rdf:about='https://example.org/1'><title>Promenade</title><dc:date>2026-11-01</dc:date></item></rdf:RDF>"
    )
    assert [
        {"identifier": "https://example.org/1", "title": {"fr": "Promenade"}, "modified": "2026-11-01T00:00:00Z"}
    ] == said(tmp_path, document)


def test_record_is_partial(tmp_path: Path) -> None:
    """What a news feed cannot say stays unknown; it is said once for the document, and the feed gives kind and provider."""
    found = parsed(tmp_path, atom(entry("1"), entry("2")))
    assert (
        ["partial"],
        [["club-life"]] * 2,
        {"name": "Wandelkring (fictief)", "type": "non-profit"},
    ) == (
        [one.code for draft in found if isinstance(draft, Draft) for one in draft.warnings],
        [dict(draft.data)["kind"] for draft in found if isinstance(draft, Draft)],
        dict(found[0].data)["provider"] if isinstance(found[0], Draft) else None,
    )


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<guid>https://example.org/g</guid><link>https://example.org/l</link>", ("https://example.org/g", False)),
        ("<link>https://example.org/l</link>", ("https://example.org/l", False)),
        ("<guid> </guid>", ("record-", True)),
        ("", ("record-", True)),
    ],
)
def test_identifiers(tmp_path: Path, item: str, expected: tuple[str, bool]) -> None:
    """Its own, else the address of its page, else one of ours that survives order."""
    (draft,) = parsed(tmp_path, rss(f"<title>Wandelen</title>{item}"))
    assert isinstance(draft, Draft)
    name = dict(draft.data)["identifier"]
    assert expected == (name if not draft.derived else name[:7], draft.derived)


def test_very_long_identifier_is_kept_as_a_digest(tmp_path: Path) -> None:
    """An offer's identifier has at most 300 characters."""
    one, other = said(tmp_path, rss(*(f"<title>A</title><guid>{'x' * 400}{n}</guid>" for n in "12")))
    assert (17, True) == (len(one["identifier"]), one["identifier"] != other["identifier"])


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<link>/pagina</link>", "https://example.org/pagina"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>http://[::1</link>", None),
        ("<link>file:///etc/hostname</link>", None),
        ("<guid>42</guid>", None),
        ("<guid>https://example.org/g</guid>", "https://example.org/g"),
        ("<guid isPermaLink='false'>https://example.org/g</guid>", None),
        ("<link rel='self' href='https://example.org/s'/>", None),
    ],
)
def test_pages(tmp_path: Path, item: str, expected: str | None) -> None:
    """An address of the web, else none."""
    (found,) = said(tmp_path, rss(f"<title>A</title>{item}"))
    assert expected == found.get("url")


@pytest.mark.parametrize("date", ["gisteren", "", "Sun, 99 Nov 2026 10:00:00 +0100", "0000-00-00T00:00:00Z"])
def test_dates_that_are_none(tmp_path: Path, date: str) -> None:
    """Then it is not known when it changed."""
    (found,) = said(tmp_path, rss(f"<title>A</title><pubDate>{date}</pubDate>"))
    assert "modified" not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Koffie & thee", "Koffie & thee"),
        ("Koffie&nbsp;&amp; thee &copy;", "Koffie & thee ©"),
        ("Caf&eacute; &onbekend;", "Café &onbekend;"),
        ("A\x0bB", "AB"),
        ("<![CDATA[A & B &amp; C]]>", "A & B & C"),
        ("&#233;&#xe9;", "éé"),
    ],
)
def test_what_programs_write_that_is_no_xml(tmp_path: Path, text: str, expected: str) -> None:
    """Loose ampersands, names of HTML and control characters are mended, here and in all that follows."""
    assert [expected, "Hulp & zorg"] == titles(
        tmp_path, rss(f"<title>{text}</title>", "<title>Hulp &amp; zorg</title>")
    )


@pytest.mark.parametrize(
    ("document", "charset"),
    [
        (rss("<title>Café</title>").encode(), None),
        (b"\xef\xbb\xbf" + rss("<title>Café</title>").encode(), None),
        (rss("<title>Café</title>").encode("cp1252"), None),
        (rss("<title>Café</title>").replace('"1.0"', '"1.0" encoding="ISO-8859-1"', 1).encode("latin-1"), None),
        (rss("<title>Café</title>").replace('"1.0"', '"1.0" encoding="utf-8"', 1).encode("cp1252"), None),
        (rss("<title>Café</title>").replace('"1.0"', '"1.0" encoding="utf-16"', 1).encode("utf-16"), None),
        (rss("<title>Café</title>").encode("cp850"), "cp850"),
    ],
    ids=["utf-8", "mark", "cp1252", "declared", "wrongly declared", "utf-16", "by HTTP"],
)
def test_encodings(tmp_path: Path, document: bytes, charset: str | None) -> None:
    """What the bytes prove, else what is declared, else what Windows writes."""
    assert ["Café"] == titles(tmp_path, document, charset)


def test_undeclared_prefix_is_forgiven(tmp_path: Path) -> None:
    """A prefix that was never declared breaks nothing."""
    (found,) = said(tmp_path, rss("<title>A</title><dc:date>2026-11-01</dc:date><media:content url='x'/>"))
    assert "2026-11-01T00:00:00Z" == found["modified"]


def test_what_is_printed_after_the_end_is_forgiven(tmp_path: Path) -> None:
    """Messages of a program after the document are not the document."""
    assert ["A"] == titles(tmp_path, rss("<title>A</title>") + "\n<br/>Warning: out of & memory in x.php")


def test_authors_are_counted(tmp_path: Path) -> None:
    """Who wrote is left out, and told once with how often."""
    items = ["<title>A</title><author>jan@example.org</author>", "<title>B</title>"]
    found = parsed(tmp_path, rss(*items, items[0].replace("A<", "C<")))
    dropped = [one for draft in found if isinstance(draft, Draft) for one in draft.warnings if one.code != "partial"]
    assert (["personal-data-dropped"], True, False) == (
        [one.code for one in dropped],
        "2 records" in dropped[0].message["en"],
        "jan@" in str(found),
    )


def test_unknown_elements_are_told_once(tmp_path: Path) -> None:
    """What has no place here is said once for the whole source."""
    found = parsed(tmp_path, rss(*["<title>A</title><prijs>5</prijs>"] * 3))
    codes = [one.code for draft in found if isinstance(draft, Draft) for one in draft.warnings]
    assert ["unmapped-key", "partial"] == codes


def test_deleted_entry_is_gone(tmp_path: Path) -> None:
    """A tombstone (RFC 6721)."""
    tombstone = "<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' ref='urn:x:2' when='2026-11-01T09:00:00Z'/>"
    gone, draft = parsed(tmp_path, atom(entry("1"), before=tombstone))
    assert (Gone("urn:x:2"), True) == (gone, isinstance(draft, Draft))


def test_entry_without_end_of_text_is_rejected(tmp_path: Path) -> None:
    """An entry of more than a megabyte is told, the others are read."""
    found = parsed(tmp_path, rss(f"<title>A</title><description>{'x' * 1_000_001}</description>", "<title>B</title>"))
    assert (["too-long"], 1) == (
        [problem.code for one in found if isinstance(one, Rejected) for problem in one.problems],
        sum(isinstance(one, Draft) for one in found),
    )


def test_entry_inside_an_entry_is_none_of_its_own(tmp_path: Path) -> None:
    """Only entries of the feed itself count."""
    assert ["A"] == titles(
        tmp_path, atom("<id>1</id><title>A</title><source><entry><id>2</id><title>B</title></entry></source>")
    )


ENTITIES = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY f SYSTEM 'file:///etc/hostname'>]>"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "is empty"),
        ("{}", "is no XML"),
        ("<!DOCTYPE html><html><body>Welkom</body></html>", "web page"),
        ("<?xml version='1.0'?><urlset/>", "about “urlset”"),
        (ENTITIES + rss("<title>&b;&f;</title>").partition("?>")[2], "declares entities"),
        (rss("<title>A</title>")[:-20], "not readable XML"),
        (rss("<title>A</title>")[:-40], "not readable XML"),
        (rss("<title>A</b></title>"), "not readable XML"),
        (rss("<x>" * 1000 + "</x>" * 1000), "not readable XML"),
        (rss("<title>&#0;</title>"), "not readable XML"),
        (b"PK\x03\x04", "zip or Excel"),
    ],
)
def test_other_documents_are_refused_whole(tmp_path: Path, document: str | bytes, message: str) -> None:
    """What is no feed, or breaks, fails the run; nothing outside of it is ever opened."""
    with pytest.raises(Unreadable, match=message):
        parsed(tmp_path, document)


def test_large_document_is_refused(tmp_path: Path) -> None:
    """A document is held in memory, and therefore bounded; the bound is said."""
    path = tmp_path / "feed.xml"
    path.write_bytes(b"<rss>")
    with open(path, "ab") as file:
        file.truncate(syndication.LIMIT_BYTES + 1)
    with pytest.raises(Unreadable, match="feeds are read up to 20 MB"):
        list(Atom(feed()).parse(Page(url="https://example.org/nieuws", path=str(path))))


@pytest.mark.parametrize(
    "document",
    [
        "<!-- - -->" * 100_000 + "<rss/>",
        "<?x ? ?>" * 100_000 + "<x/>",
        rss("<![CDATA[" * 200_000),
        rss("&" * 500_000),
        rss("</rss" * 200_000),
        "<!DOCTYPE " * 100_000,
        rss("<title>" + "&#" * 200_000 + "</title>"),
    ],
)
def test_reading_takes_no_longer_than_the_document(tmp_path: Path, document: str) -> None:
    """Repetition that makes careless patterns go back and forth is read at once, or refused."""
    with suppress(Unreadable):
        assert 1 >= len(parsed(tmp_path, document))


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, noise: bytes) -> None:
    """Whatever stands in a feed, reading it ends well or says that it is no feed."""
    document = b"<rss><channel><item><title>" + noise + b"</title></item></channel></rss>"
    with suppress(Unreadable):
        assert 1 >= sum(isinstance(one, Draft) for one in parsed(tmp_path, document))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"complete": "ja"}, "options.complete is 'ja': expected true or false"),
        ({"kind": "koffieklets"}, "options.kind is 'koffieklets'"),
        ({"language": "Klingon"}, "options.language is 'Klingon'"),
    ],
)
def test_options_are_checked(options: dict[str, Any], message: str) -> None:
    """A slip in the options is named before anything is asked."""
    with pytest.raises(BadInput, match=message):
        Atom(feed(**options))


# — runs —


class Runs(Listed):
    """Runs of a news feed with these options."""

    def __init__(
        self, server: Server, store: Store, places: Places, folder: Path, now: datetime, **options: Any
    ) -> None:
        super().__init__(
            server, store, places, folder, now, format="atom", url=server.url("/nieuws"), options=options, grace_s=0
        )

    def serve(self, document: str, path: str = "/nieuws") -> None:
        self.server.serve(path, document.encode(), content_type="application/atom+xml")


@pytest.fixture
def runs(server: Server, store: Store, places: Places, tmp_path: Path, now: datetime) -> Runs:
    return Runs(server, store, places, tmp_path, now, **OPTIONS)


def test_runs_of_a_feed(runs: Runs) -> None:
    """New, unchanged in one request, one changed."""
    runs.serve(atom(entry("1"), entry("2")))
    first = runs.run()
    second = runs.run(after=timedelta(hours=6))
    runs.serve(atom(entry("1", title="Verhuisd"), entry("2")))
    third = runs.run(after=timedelta(hours=6))
    assert ((2, False), ("unchanged", 1), (1, 1), "Verhuisd") == (
        (first.counts.new, first.complete),
        (second.status, second.requests),
        (third.counts.changed, third.counts.unchanged),
        runs.live()["urn:x:1"],
    )


def test_latest_entries_only(runs: Runs) -> None:
    """What is pushed out of a feed by newer entries is not gone."""
    runs.serve(atom(entry("1"), entry("2")))
    runs.run()
    runs.serve(atom(entry("3"), entry("2")))
    run = runs.run(after=timedelta(hours=6))
    assert (0, {"urn:x:1", "urn:x:2", "urn:x:3"}) == (run.counts.removed, set(runs.live()))


COMPLETE = "<fh:complete xmlns:fh='http://purl.org/syndication/history/1.0'/>"


@pytest.mark.parametrize(("options", "before"), [({}, COMPLETE), ({"complete": True}, "")])
def test_complete_feed(
    options: dict[str, Any],
    before: str,
    server: Server,
    store: Store,
    places: Places,
    tmp_path: Path,
    now: datetime,
) -> None:
    """A feed that says it holds everything (RFC 5005 §2), or whose operator does: what is no longer in it is gone."""
    runs = Runs(server, store, places, tmp_path, now, **OPTIONS, **options)
    runs.serve(atom(entry("1"), entry("2"), before=before))
    runs.run()
    runs.serve(atom(entry("2"), before=before))
    changed = runs.run(after=timedelta(hours=6))
    same = runs.run(after=timedelta(hours=6))
    assert (1, True, {"urn:x:2"}, True) == (changed.counts.removed, changed.complete, set(runs.live()), same.complete)


def test_deletion_by_tombstone(runs: Runs) -> None:
    """A deleted entry goes at once."""
    runs.serve(atom(entry("1"), entry("2")))
    runs.run()
    tombstone = "<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' ref='urn:x:1'/>"
    runs.serve(atom(entry("2"), before=tombstone))
    run = runs.run(after=timedelta(hours=6))
    assert (1, {"urn:x:2"}) == (run.counts.removed, set(runs.live()))


def test_pages_of_a_feed(runs: Runs) -> None:
    """Links to a next page (RFC 5005 §3) are followed."""
    runs.serve(atom(entry("1"), before="<link rel='next' href='/nieuws/2'/>"))
    runs.serve(atom(entry("2"), before="<link rel='next' href='/nieuws/3'/>"), "/nieuws/2")
    runs.serve(atom(entry("3")), "/nieuws/3")
    runs.run()
    again = runs.run(after=timedelta(hours=6))
    assert ({"urn:x:1", "urn:x:2", "urn:x:3"}, 1) == (set(runs.live()), again.requests)


@pytest.mark.parametrize(
    ("link", "message"),
    [("/nieuws", "circle"), ("http://example.net/2", "another host"), ("file:///etc/hostname", "links to")],
)
def test_pages_that_lead_elsewhere(link: str, message: str, runs: Runs) -> None:
    """Circles, other hosts and files end the run, with what to do."""
    runs.serve(atom(entry("1"), before=f"<link rel='next' href='{link}'/>"))
    run = runs.run()
    assert ("failed", True) == (run.status, message in run.message)


def test_broken_feed_keeps_yesterday(runs: Runs) -> None:
    """A feed that breaks off half-way changes nothing."""
    runs.serve(atom(entry("1"), entry("2")))
    runs.run()
    runs.serve(atom(entry("3"), entry("4"))[:-30])
    run = runs.run(after=timedelta(hours=6))
    assert ("failed", {"urn:x:1", "urn:x:2"}) == (run.status, set(runs.live()))


@pytest.mark.parametrize("missing", ["kind", "provider"])
def test_feed_without_kind_or_provider(
    missing: str, server: Server, store: Store, places: Places, tmp_path: Path, now: datetime
) -> None:
    """Nothing of it could be an offer: it is said before anything is asked."""
    options = {key: value for key, value in OPTIONS.items() if key != missing}
    run = Runs(server, store, places, tmp_path, now, **options).run()
    assert ("failed", True, 0) == (run.status, f"options.{missing} is missing" in run.message, run.requests)
