"""Format jsonld: which documents it reads, what it takes for a record, and that nothing in them can break a run."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.errors import BadInput
from catalogue.feed import Feed, Run
from catalogue.harvest import harvest
from catalogue.offer.reading import read_offer
from catalogue.places import Places
from catalogue.store import Store
from harvesters.base import Draft, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.errors import NotModified, Refused
from harvesters.fetch import HttpFetcher
from harvesters.jsonld import JSONLD
from harvesters.schemaorg import documents
from harvesters.sitemap import Visit, is_sitemap, read_sitemap
from tests.harvesters.fetching import fetcher
from tests.harvesters.server import Reply, Server

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
Outcome = Draft | Gone | Rejected


def feed(url: str = "https://example.org/aanbod", **options: Any) -> Feed:
    return Feed(
        key="lijst",
        format="jsonld",
        url=url,
        title="Lijst (fictief)",
        publisher="De Losse Draad (fictief)",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        options={"kind": "buddy", **options},
    )


def service(name: str = "Maatje", /, **changes: Any) -> dict[str, Any]:
    provider = {"@type": "NGO", "name": "De Losse Draad (fictief)"}
    return {"@type": "Service", "identifier": name, "name": name, "provider": provider, **changes}


def event(name: str, /, **changes: Any) -> dict[str, Any]:
    return service(name, **{"@type": "Event", **changes})


def page(folder: Path, document: Any, url: str = "https://example.org/aanbod") -> Page:
    path = folder / "document"
    content = document if isinstance(document, bytes | str) else json.dumps(document)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Page(url=url, path=str(path))


def parsed(folder: Path, document: Any, **options: Any) -> list[Outcome]:
    return list(JSONLD(feed(**options)).parse(page(folder, document)))


def titles(outcomes: list[Outcome]) -> list[str]:
    return [
        draft.data["title"]["nl"]
        for draft in outcomes
        if isinstance(draft, Draft) and not isinstance(draft.data, bytes)
    ]


def codes(outcomes: list[Outcome]) -> list[str]:
    return [problem.code for one in outcomes if isinstance(one, Rejected) for problem in one.problems]


def wheres(outcomes: list[Outcome]) -> list[str | None]:
    return [one.where if isinstance(one, Draft) else one.record for one in outcomes if not isinstance(one, Gone)]


def script(*contents: str, before: str = "") -> str:
    scripts = "".join(f'<script type="application/ld+json">{content}</script>' for content in contents)
    return f"<!DOCTYPE html><html><head><title>Aanbod</title>{before}{scripts}</head><body><p>Welkom</p></body></html>"


# — documents —


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (service(), ["$"]),
        ([service("A"), service("B")], ["$[0]", "$[1]"]),
        ({"@context": "https://schema.org", "@graph": [service("A"), [service("B")]]}, ["@graph[0]", "@graph[1][0]"]),
        (
            {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": service("A")}, service("B")]},
            ["itemListElement[0].item", "itemListElement[1]"],
        ),
        (
            {"@type": "DataFeed", "dataFeedElement": {"@type": "DataFeedItem", "item": service("A")}},
            ["dataFeedElement.item"],
        ),
        ({"@type": "WebPage", "mainEntity": service("A")}, ["mainEntity"]),
        ({"@type": "NGO", "name": "Kring (fictief)", "event": [event("A"), event("B")]}, ["event[0]", "event[1]"]),
        (
            service(
                "A",
                hasOfferCatalog={
                    "@type": "OfferCatalog",
                    "itemListElement": {"@type": "Offer", "itemOffered": service("B")},
                },
            ),
            ["$", "hasOfferCatalog.itemListElement.itemOffered"],
        ),
        ({"@context": "https://schema.org", "@graph": []}, []),
        ([], []),
    ],
)
def test_records_in_every_shape(tmp_path: Path, document: Any, expected: list[str]) -> None:
    """A node, an array, a graph, lists and feeds of nodes: each record has its place in the document."""
    assert expected == wheres(parsed(tmp_path, document))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04", "zip or Excel"),
        ('{"@type": "Service", ', "not readable JSON"),
        ('"Service"', "a single value"),
        ({"error": "not authorised"}, "has an @type"),
        ("[" * 2000 + "]" * 2000, "not readable JSON"),
        ("<html><body>Meld u aan</body></html>", "no readable JSON-LD"),
        (script("{niet"), "no readable JSON-LD"),
        ("<?xml version='1.0'?><rss><channel/></rss>", "no readable JSON-LD"),
        ("<html>" + "<div>" * 5000 + script("{}"), "nests deeper"),
    ],
)
def test_other_documents_are_refused_whole(tmp_path: Path, document: Any, message: str) -> None:
    """What is no JSON-LD fails the run, so that yesterday's offers stay; the message says what it is."""
    with pytest.raises(Unreadable, match=message):
        parsed(tmp_path, document)


def test_large_document_is_refused(tmp_path: Path) -> None:
    """A document is held in memory, and therefore bounded; the bound is said."""
    large = page(tmp_path, service())
    with open(large.path, "ab") as file:
        file.truncate(documents.LIMIT_BYTES + 1)
    with pytest.raises(Unreadable, match="has 50 MB; JSON-LD is read up to 50 MB"):
        list(JSONLD(feed()).parse(large))


def test_document_without_offers_says_what_it_holds(tmp_path: Path) -> None:
    """A page that only describes an organisation is no failure, but is told."""
    (rejected,) = parsed(tmp_path, {"@type": "NGO", "name": "Kring (fictief)", "address": {"@type": "PostalAddress"}})
    assert isinstance(rejected, Rejected)
    assert ("out-of-scope", "NGO, PostalAddress") == (rejected.problems[0].code, rejected.problems[0].value)


def test_strays_in_a_list_are_rejected(tmp_path: Path) -> None:
    """Where nodes are expected, anything else is one rejected record."""
    found = parsed(tmp_path, {"@graph": ["Maatje", service("A"), None, 7]})
    assert (["A"], ["not-an-object"] * 2, ["@graph[0]", "@graph[3]", "@graph[1]"]) == (
        titles(found),
        codes(found),
        wheres(found),
    )


def test_deep_document_is_cut_off_aloud(tmp_path: Path) -> None:
    """Beyond the depth that anything needs, one finding stands for all that was not looked at."""
    deep: Any = service("onder")
    for _ in range(100):
        deep = {"@type": "Thing", "about": deep}
    found = parsed(tmp_path, [service("boven"), deep])
    assert (["boven"], ["too-deep"]) == (titles(found), codes(found))


def test_page_of_a_paged_source_is_not_complete(tmp_path: Path) -> None:
    """A document that says where it goes on is one page: absence from it means nothing."""
    harvester = JSONLD(feed())
    list(harvester.parse(page(tmp_path, {"next": "https://example.org/2", "items": [{"data": service()}]})))
    assert not harvester.complete


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "koffieklets"}, "options.kind is 'koffieklets': expected one of buddy"),
        ({"provider": "Kring"}, "options.provider is 'Kring': expected a table"),
        ({"language": "Klingon"}, "options.language is 'Klingon': expected a language tag"),
    ],
)
def test_options_are_checked(options: dict[str, Any], message: str) -> None:
    """A slip in the options is named before anything is fetched."""
    with pytest.raises(BadInput, match=message):
        JSONLD(feed(**options))


# — what belongs together —

SERIES = {"@id": "#reeks", "location": "Gent"}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([event("Reeks", subEvent=[event("1", name=None), event("2")])], ["Reeks"]),
        ([event("Les", name=None, superEvent=event("Reeks"))], ["Reeks"]),
        ([event("Reeks", **SERIES), event("1", superEvent={"@id": "#reeks"})], ["Reeks"]),
        ([event("1", superEvent={"@id": "#reeks"}), event("Reeks", **SERIES)], ["Reeks"]),
        ([event("Reeks", subEvent={"@id": "#1"}), event("1", **{"@id": "#1"})], ["Reeks"]),
        (
            [
                service(
                    "Les", **{"@type": "CourseInstance", "instanceOfCourse": service("Cursus", **{"@type": "Course"})}
                )
            ],
            ["Les"],
        ),
        (
            [
                service(
                    "Cursus", **{"@type": "Course", "hasCourseInstance": service("Les", **{"@type": "CourseInstance"})}
                )
            ],
            ["Cursus"],
        ),
        ([{"@type": "Offer", "price": 5, "itemOffered": {"@id": "#m"}}, service(**{"@id": "#m"})], ["Maatje"]),
        ([{"@type": "Offer", "itemOffered": [service("A"), service("B")]}], ["A", "B"]),
        ([service("Maatje", offers={"@type": "Offer", "name": "Lid", "price": 5})], ["Maatje"]),
        ([service("Maatje", offers={"@id": "#p"}), {"@type": "Offer", "@id": "#p", "name": "Lid"}], ["Maatje"]),
        ([{"@type": "Offer", "name": "Los aanbod"}], ["Los aanbod"]),
        ([service(**{"@id": "#m"}), {"@type": "Service", "@id": "#m", "description": "Meer."}], ["Maatje"]),
        ([service("A", **{"@id": "#m"}), service("B", **{"@id": "#m"})], ["A", "B"]),
        (
            [
                event("A", **{"@id": "#a", "superEvent": {"@id": "#b"}}),
                event("B", **{"@id": "#b", "superEvent": {"@id": "#a"}}),
            ],
            ["B"],
        ),
        (
            [
                event(
                    "A",
                    **{"@id": "#a", "subEvent": {"@id": "#a"}, "superEvent": {"@id": "#a"}, "organizer": {"@id": "#a"}},
                )
            ],
            ["A"],
        ),
        ([{"@type": "Event", "@id": "https://example.org/elders"}, service("A")], ["A"]),
    ],
)
def test_parts_belong_to_their_whole(tmp_path: Path, document: Any, expected: list[str]) -> None:
    """Sessions, instances and prices are no offers of their own; circles keep a record, a mere mention is none."""
    assert expected == titles(parsed(tmp_path, document))


def test_terms_by_reference(tmp_path: Path) -> None:
    """The price in an Offer that refers to its service is the service's."""
    (draft,) = parsed(
        tmp_path, [{"@type": "Offer", "price": 5, "itemOffered": {"@id": "#m"}}, service(**{"@id": "#m"})]
    )
    assert isinstance(draft, Draft)
    assert not isinstance(draft.data, bytes)
    assert 5 == draft.data["costEur"]


def test_dates_of_sessions_that_refer_to_their_series(tmp_path: Path) -> None:
    """A series without dates has those of its sessions."""
    sessions = [
        event(f"{day}", superEvent={"@id": "#reeks"}, startDate=f"2027-01-{day}", endDate=f"2027-01-{day}")
        for day in (12, 19)
    ]
    (draft,) = parsed(tmp_path, [event("Reeks", **SERIES), *sessions])
    assert isinstance(draft, Draft)
    assert not isinstance(draft.data, bytes)
    assert ("2027-01-12", "2027-01-19") == (draft.data["starts"], draft.data["ends"])


def test_deleted_item_is_gone(tmp_path: Path) -> None:
    """A DataFeedItem that says when it was deleted is a tombstone of the source."""
    items = [
        {"@type": "DataFeedItem", "dateDeleted": "2026-11-01", "item": service("weg")},
        {"@type": "DataFeedItem", "item": service("hier")},
    ]
    first, second = parsed(tmp_path, {"@type": "DataFeed", "dataFeedElement": items})
    assert (Gone("weg"), ["hier"]) == (first, titles([second]))


# — web pages —


def test_scripts_of_a_web_page(tmp_path: Path) -> None:
    """Every script of the type counts, however it is wrapped and spelt; others do not; the page is the offer's page."""
    head = '<script>{"@type": "Service"}</script>'
    head += '<script TYPE="Application/LD+JSON; charset=utf-8">\n//<![CDATA[\n{}\n//]]></script>'
    body = json.dumps(service("Café", description="regel\u0001"), ensure_ascii=False).replace("\\u0001", "\n")
    (draft,) = parsed(tmp_path, script(body, before=head))
    assert isinstance(draft, Draft)
    assert not isinstance(draft.data, bytes)
    assert ("script[2]", "Café", "https://example.org/aanbod") == (
        draft.where,
        draft.data["identifier"],
        draft.data["url"],
    )


def test_nodes_of_several_scripts_know_each_other(tmp_path: Path) -> None:
    """A reference may lead into another script of the page."""
    organisation = {"@type": "NGO", "@id": "#kring", "name": "Kring (fictief)"}
    (draft,) = parsed(tmp_path, script(json.dumps(service(provider={"@id": "#kring"})), json.dumps(organisation)))
    assert isinstance(draft, Draft)
    assert not isinstance(draft.data, bytes)
    assert "Kring (fictief)" == draft.data["provider"]["name"]


def test_broken_script_beside_a_good_one(tmp_path: Path) -> None:
    """One script that is no JSON is one rejected record; the others are read."""
    found = parsed(tmp_path, script("{niet", json.dumps(service("A"))))
    assert (["A"], ["not-json"], "script[1]") == (titles(found), codes(found), wheres(found)[0])


def test_encoding_of_a_web_page(tmp_path: Path) -> None:
    """A page in CP1252 is read as such, although nothing says so."""
    found = page(tmp_path, script(json.dumps(service("Zoë – een maatje"), ensure_ascii=False)).encode("cp1252"))
    assert ["Zoë – een maatje"] == titles(list(JSONLD(feed()).parse(found)))


# — sitemaps —


def sitemap(*addresses: str, lastmod: str | None = "2026-11-01", root: str = "urlset") -> bytes:
    entry, dated = "sitemap" if root == "sitemapindex" else "url", f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    entries = "".join(f"<{entry}><loc>{address}</loc>{dated}</{entry}>" for address in addresses)
    return f'<?xml version="1.0"?><!-- x --><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'.encode()


class Site:
    """Pages with one offer each, and a sitemap of them, on a real server."""

    def __init__(self, server: Server, http: HttpFetcher) -> None:
        self.server, self.http = server, http
        self.harvester = JSONLD(feed(server.url("/sitemap.xml")))
        server.serve("/lijst.csv", b"titel\n")

    def publish(self, *names: str, lastmod: str | None = "2026-11-01") -> None:
        for name in names:
            self.server.serve(f"/{name}", script(json.dumps(service(name))).encode(), content_type="text/html")
        self.server.serve("/sitemap.xml", sitemap(*(self.server.url(f"/{name}") for name in names), lastmod=lastmod))

    def read(self) -> list[Outcome]:
        self.harvester = JSONLD(feed(self.server.url("/sitemap.xml")))
        self.pages = list(self.harvester.fetch(self.http, None))
        return [one for page in self.pages for one in self.harvester.parse(page)]


@pytest.fixture
def site(server: Server, http: HttpFetcher) -> Site:
    return Site(server, http)


def test_pages_of_a_sitemap(site: Site) -> None:
    """Each page is read; its offer is found at the address of the page."""
    site.publish("een", "twee")
    found = site.read()
    assert (["een", "twee"], True) == (titles(found), site.harvester.complete)
    assert [site.server.url("/een"), site.server.url("/twee")] == wheres(found)


def test_page_without_offers_is_no_failure(site: Site) -> None:
    """A sitemap names every page of a site: one without JSON-LD, or with something else in it, is passed over."""
    site.publish("een", "contact", "over-ons")
    site.server.serve("/contact", b"<html><p>Bel ons</p></html>")
    site.server.serve("/over-ons", script('{"@type": "NGO"}').encode())
    assert (["een"], 1) == (titles(found := site.read()), len(found))


def test_page_with_broken_json_is_rejected_at_its_address(site: Site) -> None:
    """What cannot be read on a page is said with its address; the other pages are read."""
    site.publish("een", "twee")
    site.server.serve("/twee", script("{niet").encode())
    found = site.read()
    assert (["een"], ["not-json"], site.server.url("/twee")) == (titles(found), codes(found), wheres(found)[1])


def test_sitemap_index(site: Site) -> None:
    """The sitemaps of an index are read, and no index below an index."""
    site.publish("een", "twee")
    below, deeper = (site.server.url(f"/{name}.xml") for name in ("onder", "dieper"))
    site.server.serve("/onder.xml", sitemap(site.server.url("/een")))
    site.server.serve("/dieper.xml", sitemap(deeper, root="sitemapindex"))
    site.server.serve("/sitemap.xml", sitemap(below, deeper, root="sitemapindex"))
    found = site.read()
    assert (["een"], ["page-unread"], False) == (titles(found), codes(found), site.harvester.complete)
    assert 1 == site.server.targets().count("/dieper.xml")


@pytest.mark.parametrize(
    ("reply", "complete"),
    [(Reply(status=500), False), (Reply(status=403), False), (Reply(status=404), True), (Reply(status=410), True)],
)
def test_page_that_cannot_be_had(site: Site, reply: Reply, complete: bool) -> None:
    """Unreachable is not absent: the run is then not complete. What the source says is not there, is absent. Both are told."""
    site.publish("een", "twee")
    site.server.routes["/twee"] = lambda asked: reply
    found = site.read()
    assert (["een"], ["page-unread"], complete) == (titles(found), codes(found), site.harvester.complete)


@pytest.mark.parametrize("lastmod", ["2026-11-01", None])
def test_unchanged_sitemap(site: Site, lastmod: str | None) -> None:
    """A sitemap that dates all its pages and stays the same costs one request; one that does not is no evidence."""
    site.publish("een", lastmod=lastmod)
    site.read()
    cursor, before = site.pages[-1].cursor, site.http.requests
    assert bool(lastmod) == (cursor is not None)
    if cursor:
        with pytest.raises(NotModified):
            list(JSONLD(site.harvester.feed).fetch(site.http, cursor))
        assert 1 == site.http.requests - before


def test_incomplete_visit_is_not_remembered(site: Site) -> None:
    """The next run asks again for what this one could not get, although the sitemap is the same."""
    site.publish("een", "twee")
    site.server.routes["/twee"] = lambda asked: Reply(status=500)
    site.read()
    assert site.pages[-1].cursor is None


@pytest.mark.parametrize(
    "address",
    [
        "/etc/hostname",
        "file:///etc/hostname",
        "https://elders.example.org/een",
        "http://[",
        "//127.0.0.1/een",
        "ftp://127.0.0.1/een",
    ],
)
def test_other_addresses_are_never_asked(site: Site, address: str) -> None:
    """A sitemap cannot make us open a file of this machine or pages of another site."""
    site.publish("een")
    site.server.serve("/sitemap.xml", sitemap(site.server.url("/een"), address))
    found = site.read()
    assert (["een"], ["page-unread"], address, True) == (
        titles(found),
        codes(found),
        wheres(found)[1],
        site.harvester.complete,
    )


def test_local_sitemap_asks_no_paths(tmp_path: Path) -> None:
    """A sitemap on this machine has no site, and so nothing that it may name."""
    (tmp_path / "geheim.json").write_text(json.dumps(service()))
    (tmp_path / "sitemap.xml").write_bytes(sitemap(str(tmp_path / "geheim.json")))
    with fetcher(tmp_path, local=True) as http:
        harvester = JSONLD(feed(str(tmp_path / "sitemap.xml")))
        found = [one for page in harvester.fetch(http, None) for one in harvester.parse(page)]
    assert ["page-unread"] == codes(found)


def test_page_that_leads_to_another_site(site: Site) -> None:
    """A page that redirects to another host is not read in this publisher's name."""
    site.publish("een")
    site.server.redirect("/een", site.server.url("/lijst.csv", host="localhost"))
    site.server.serve("/sitemap.xml", sitemap(site.server.url("/een"), site.server.url("/lijst.csv")))
    assert ["page-unread", "not-json"] == sorted(codes(site.read()), reverse=True)


def test_site_that_is_away(site: Site) -> None:
    """Where no page can be had the run is unreachable, and a site that went away is not asked a thousand times."""
    site.publish(*(f"p{at}" for at in range(30)))
    for at in range(30):
        site.server.routes[f"/p{at}"] = lambda asked: Reply(status=404)
    with pytest.raises(Refused):
        site.read()
    assert 10 == sum(target.startswith("/p") for target in site.server.targets())


def test_visit_ends_in_time(site: Site) -> None:
    """Fetching stops before the lease of the run does; what is left is not absent."""
    site.publish("een")
    visit = Visit(site.http, site.http.get(site.server.url("/sitemap.xml")), "*/*", within_s=-1)
    assert ([], False, 1) == (list(visit.pages()), visit.complete, len(visit.unread))


def test_number_of_pages_is_bounded(site: Site) -> None:
    """One finding says that there are more pages than a run reads; those are not absent."""
    site.publish("een", "twee", "drie", "vier")
    visit = Visit(site.http, site.http.get(site.server.url("/sitemap.xml")), "*/*", most=2)
    assert [site.server.url("/een"), site.server.url("/twee")] == [page.url for page in visit.pages()]
    assert (["too-many-pages"], False) == ([problem.code for _, problem in visit.unread], visit.complete)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://example.org/&f;</loc></url></urlset>',
        b'<!DOCTYPE urlset SYSTEM "https://example.org/x.dtd"><urlset/>',
        b"<urlset><url><loc>https://example.org/",
        b"<urlset>" + b"<url>" * 500,
    ],
)
def test_hostile_sitemap(tmp_path: Path, content: bytes) -> None:
    """Entities, document types, broken and endlessly deep XML are refused, none of it resolved."""
    hostile = page(tmp_path, content)
    assert is_sitemap(hostile.path)
    with pytest.raises(Unreadable, match="sitemap"):
        read_sitemap(hostile.path)


def test_run_with_an_unreachable_page(site: Site, store: Store, places: Places, tmp_path: Path) -> None:
    """The offer of a page that cannot be had stays live, however long; once the source says it is gone, it goes."""
    source = feed(site.server.url("/sitemap.xml"))
    store.put_feed(source, now=NOW)

    def run(day: int) -> Run:
        with fetcher(tmp_path) as http:
            return harvest(source, store=store, http=http, places=places, now=NOW + timedelta(days=day))

    site.publish("een", "twee", lastmod=None)
    run(0)
    site.server.routes["/twee"] = lambda asked: Reply(status=500)
    assert [(False, 0, 2), (False, 0, 2)] == [
        (done.complete, done.counts.removed, len(list(store.live()[1]))) for done in (run(1), run(20))
    ]
    site.server.routes["/twee"] = lambda asked: Reply(status=410)
    run(21)
    assert (1, 1) == (run(30).counts.removed, len(list(store.live()[1])))


# — anything —

TYPES = [
    "Service",
    "Event",
    "JobPosting",
    "Offer",
    "Course",
    "schema:CourseInstance",
    "https://schema.org/WorkBasedProgram",
    "VolunteerAction",
]
PROPERTIES = [
    "name", "title", "description", "identifier", "url", "provider", "organizer", "location", "address", "areaServed", "geo",
    "startDate", "endDate", "eventSchedule", "byDay", "workHours", "offers", "price", "audience", "typicalAgeRange", "keywords",
    "contactPoint", "email", "availableChannel", "additionalType", "employmentType", "eventStatus", "sameAs", "dateModified",
    "subEvent", "superEvent", "itemOffered", "inLanguage", "@id", "@type", "@context", "@value", "@language", "@list", "next",
    "author", "attendance", "schema:name", "timeToComplete", "remainingAttendeeCapacity", "isAccessibleForFree", "about",
]  # fmt: skip
WORDS = [
    "buddy", "INTERN", "#1", "#2", "_:b", "https://example.org/1", "http://[", "Gent", "9000 Gent", "2026-12-01T10:00",
    "2027-02-29", "0001-01-01", "9999-12-31T23:59:59-23:59", "P1W", "PT2H", "di 9-12u", "18-", "nl", "5,00", "1e400",
    "٣", "\x00", "🙂", "", " ",
]  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS)
    | st.text()
)
KEYS = st.sampled_from(PROPERTIES) | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS | st.sampled_from(TYPES),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=6)
        | st.builds(
            lambda type_, rest: {**rest, "@type": type_},
            st.sampled_from(TYPES),
            st.dictionaries(KEYS, inner, max_size=8),
        )
    ),
    max_leaves=40,
)
PLAIN_KEYS = st.sampled_from([key for key in PROPERTIES if key not in ("@id", "@type", "@context", "@value", "@list")])
PLAIN = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN_KEYS, inner, max_size=4), max_leaves=12
)


def _within(place: str, node: dict[str, Any]) -> dict[str, Any] | list[Any]:
    return [node] if place == "[]" else {"@type": "Thing", place: node}


NODES = st.builds(
    lambda type_, rest, around: (type_, rest, around),
    st.sampled_from(TYPES),
    st.dictionaries(PLAIN_KEYS, PLAIN, max_size=8),
    st.lists(
        st.sampled_from(["about", "mainEntity", "makesOffer", "[]", "@graph", "event", "hasOfferCatalog"]), max_size=4
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jsonld")


def _tried(parse: Callable[[], Iterator[Outcome]]) -> list[Outcome]:
    try:
        return list(parse())
    except Unreadable:
        return []


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=ANYTHING, in_page=st.booleans())
def test_anything_is_read_or_refused(folder: Path, places: Places, document: Any, in_page: bool) -> None:
    """No tree of JSON breaks the format, and the reader of offers has an answer to every draft."""
    text = json.dumps(document)
    content = page(folder, script(text.replace("</", "<\\/")) if in_page else text)
    for outcome in _tried(lambda: JSONLD(feed()).parse(content)):
        if isinstance(outcome, Draft):
            reading = read_offer(outcome.data, places=places, now=NOW)
            assert reading.offer or reading.problems
        elif isinstance(outcome, Rejected):
            assert outcome.problems


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nodes=st.lists(NODES, max_size=6))
def test_every_node_of_a_known_type_is_accounted_for(
    folder: Path, nodes: list[tuple[str, dict[str, Any], list[str]]]
) -> None:
    """Whatever a node says and wherever it stands, there is one outcome for it."""
    document: list[Any] = []
    for type_, rest, around in nodes:
        node: Any = {**rest, "@type": type_}
        for place in around:
            node = _within(place, node)
        document.append(node)
    found = list(JSONLD(feed()).parse(page(folder, document)))
    assert len(nodes) == len(found)


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=300) | st.text(alphabet="<>/=\"' \n{}[]@typeSrvicldjson+", max_size=200).map(str.encode)
)
def test_any_bytes_are_read_or_refused(folder: Path, content: bytes) -> None:
    """No file breaks the format, whatever it is."""
    for outcome in _tried(lambda: JSONLD(feed()).parse(page(folder, content))):
        assert isinstance(outcome, Rejected)
