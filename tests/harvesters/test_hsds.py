"""Format hsds: pages and services in full, changes and endings, and what a service is as an offer."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from catalogue.errors import BadInput
from catalogue.feed import Counts, Feed
from catalogue.offer.reading import read_offer
from catalogue.places import Places
from catalogue.store import Store
from harvesters import hsds, walk
from harvesters.base import Draft, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.hsds import HSDS
from tests.catalogue.listed import Listed
from tests.conftest import NOW
from tests.harvesters.apis.hsds import ORGANIZATION, Services, service, summary
from tests.harvesters.fetching import fetcher
from tests.harvesters.server import Asked, Reply, Server

DAY = timedelta(days=1)
ForFeed = Callable[..., Listed]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def services(server: Server) -> Services:
    return Services(server)


@pytest.fixture
def listed(server: Server, store: Store, places: Places, tmp_path: Path, now: datetime) -> ForFeed:
    def made(options: dict[str, Any] | None = None, **feed: Any) -> Listed:
        settings = {"url": server.url("/api"), "options": {"kind": "buddy", **(options or {})}, **feed}
        return Listed(server, store, places, tmp_path, now, format="hsds", **settings)

    return made


def asked(server: Server) -> list[str]:
    """What was asked of the API, in short: page numbers with what was said beside them, and services."""
    found = []
    for target in server.targets():
        parts = urlsplit(target)
        if parts.path == "/api/services":
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            found.append(query["page"] + (" since" if "modified_after" in query else ""))
        elif parts.path.startswith("/api/"):
            found.append(parts.path.removeprefix("/api/services"))
    return found


def parsed(folder: Path, document: Any, **options: Any) -> list[Draft | Gone | Rejected]:
    path = folder / "services.json"
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    address = "https://example.org/api/services"
    given = {"kind": "buddy", **options}
    feed = Feed(key="a", format="hsds", url=address, title="t", publisher="p", licence="l", options=given)
    return list(HSDS(feed).parse(Page(url=address, path=str(path))))


def one(folder: Path, /, **changes: Any) -> Draft:
    """The draft of one service with these changes."""
    (draft,) = parsed(folder, service("1", **changes))
    assert isinstance(draft, Draft)
    return draft


def data(folder: Path, /, **changes: Any) -> dict[str, Any]:
    found = one(folder, **changes).data
    assert isinstance(found, dict)
    return found


# — reading —


def test_first_run_reads_every_page(services: Services, listed: ForFeed) -> None:
    """Page after page until the list says that it was the last, and as many a page as the server gives."""
    for id_ in "abcde":
        services.put(id_)
    feed = listed()
    run = feed.run()
    assert ("done", True, Counts(read=5, new=5)) == (run.status, run.complete, run.counts)
    assert {id_: f"Maatje {id_}" for id_ in "abcde"} == feed.live()
    assert ["1", "2", "3"] == asked(services.server)


def test_summaries_are_read_in_full(server: Server, listed: ForFeed) -> None:
    """Where a list only sums up, each service is asked for, and its own document counts, once."""
    services = Services(server, full=False)
    for id_ in "abc":
        services.put(id_, fees_description="gratis")
    feed = listed({"kinds": {"befriending": "mentoring"}})
    run = feed.run()
    _, offers = feed.store.live()
    assert (Counts(read=3, new=3), {("mentoring",)}) == (run.counts, {offer.kind for offer in offers})
    assert ["1", "/a", "/b", "2", "/c"] == asked(server)


def test_service_that_is_deleted_meanwhile(server: Server, listed: ForFeed) -> None:
    """A service that is on the list but cannot be had in full is read as the list has it."""
    services = Services(server, full=False)
    for id_ in "ab":
        services.put(id_)
    server.routes["/api/services/a"] = lambda request: Reply(status=404)
    feed = listed()
    assert (2, {"a", "b"}) == (feed.run().counts.new, set(feed.live()))


def test_api_without_services_in_full(server: Server, listed: ForFeed) -> None:
    """After three refusals the list is taken for all there is."""
    services = Services(server, full=False, most=10)
    for id_ in "abcdef":
        services.put(id_)
        del server.routes[f"/api/services/{id_}"]
    feed = listed()
    assert (6, ["1", "/a", "/b", "/c"]) == (feed.run().counts.new, asked(server))


def test_only_changes_are_asked_for(services: Services, listed: ForFeed) -> None:
    """The second run asks for what was modified on or after the newest that is known."""
    for id_ in "abcd":
        services.put(id_, last_modified=f"2026-11-0{'abcd'.index(id_) + 1}T09:00:00Z")
    feed = listed()
    feed.run()
    services.put("b", name="Veranderd", last_modified="2026-11-20T09:00:00Z")
    services.server.asked.clear()
    run = feed.run(after=DAY)
    assert (False, Counts(read=2, changed=1, unchanged=1)) == (run.complete, run.counts)
    assert (["1 since"], "Veranderd") == (asked(services.server), feed.live()["b"])


def test_nothing_new_costs_one_request(services: Services, listed: ForFeed) -> None:
    """The newest comes again, and is unchanged."""
    for id_ in "abcd":
        services.put(id_, last_modified=f"2026-11-0{'abcd'.index(id_) + 1}T09:00:00Z")
    feed = listed()
    feed.run()
    run = feed.run(after=DAY)
    assert (1, Counts(read=1, unchanged=1), 4) == (run.requests, run.counts, len(feed.live()))


def test_one_page_without_dates_is_known_by_its_bytes(server: Server, listed: ForFeed) -> None:
    """Where services do not say when they changed, a list of one page that is the same is not read again."""
    services = Services(server, most=10)
    for id_ in "ab":
        services.put(id_, last_modified=...)
    feed = listed()
    feed.run()
    run = feed.run(after=DAY)
    assert ("unchanged", 1) == (run.status, run.requests)


def test_pages_without_dates_are_all_read(server: Server, listed: ForFeed) -> None:
    """A first page that is the same says nothing of the second."""
    services = Services(server)
    for id_ in "abc":
        services.put(id_, last_modified=...)
    feed = listed()
    feed.run()
    services.put("c", name="Veranderd", last_modified=...)
    run = feed.run(after=DAY)
    assert (True, Counts(read=3, changed=1, unchanged=2)) == (run.complete, run.counts)


@pytest.mark.parametrize("status", ["inactive", "defunct", "Defunct"])
def test_service_that_ended_is_gone(services: Services, listed: ForFeed, status: str) -> None:
    """A change of status removes it, also when it is all the run sees."""
    for id_ in "ab":
        services.put(id_)
    feed = listed()
    feed.run()
    services.put("a", status=status, last_modified="2026-11-20T09:00:00Z")
    run = feed.run(after=DAY)
    assert (1, {"b"}) == (run.counts.removed, set(feed.live()))


def test_deleted_service_goes_with_the_next_whole_walk(
    services: Services, listed: ForFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What disappears without a word is missed when, now and then, everything is read."""
    monkeypatch.setattr(hsds, "WHOLE_EVERY", 3)
    for id_ in "abc":
        services.put(id_, last_modified=f"2026-11-0{'abc'.index(id_) + 1}T09:00:00Z")
    feed = listed(grace_s=0)
    feed.run()
    services.delete("b")
    runs = [feed.run(after=DAY) for _ in range(4)]
    assert [(False, 0), (False, 0), (True, 1), (False, 0)] == [(run.complete, run.counts.removed) for run in runs]


def test_server_that_ignores_the_date(server: Server, listed: ForFeed) -> None:
    """All services come, and are unchanged."""
    services = Services(server, since=False)
    for id_ in "abc":
        services.put(id_)
    feed = listed()
    feed.run()
    assert Counts(read=3, unchanged=3) == feed.run(after=DAY).counts


def test_service_on_two_pages_counts_once(services: Services, listed: ForFeed) -> None:
    """When services are added while they are read, one may slip to the next page: the later one counts."""
    for id_ in "bcde":
        services.put(id_)
    listing = services.listing
    first = True

    def answer(request: Asked) -> Reply:
        nonlocal first
        reply = listing(request)
        if first:
            first = False
            services.put("a")
        return reply

    services.server.routes["/api/services"] = answer
    feed = listed()
    assert (Counts(read=4, new=4), {"b", "c", "d", "e"}) == (feed.run().counts, set(feed.live()))


def test_address_of_the_list_may_be_given(services: Services, listed: ForFeed) -> None:
    """With what it asks for: only services of one taxonomy term, say."""
    services.put("a")
    listed(url=services.server.url("/api/services/?taxonomy_term_id=t-1&per_page=50")).run()
    query = parse_qs(urlsplit(services.server.targets()[-1]).query)
    assert (["t-1"], ["50"], ["1"]) == (query["taxonomy_term_id"], query["per_page"], query["page"])


@pytest.mark.parametrize(
    "shape",
    [
        lambda contents, page: {
            "totalElements": 3,
            "totalPages": 2,
            "number": page,
            "last": page == 2,
            "content": contents,
        },
        lambda contents, page: {"total_pages": 2, "contents": contents},
        lambda contents, page: {"total_items": 3, "contents": contents},
        lambda contents, page: {"contents": contents},
        lambda contents, page: {"services": contents},
        lambda contents, page: {"empty": not contents, "contents": contents},
    ],
)
def test_pages_of_other_shapes(server: Server, listed: ForFeed, shape: Any) -> None:
    """The UK profile's first version, and pages that say less than they should."""
    pages = {"1": [service("a"), service("b")], "2": [service("c")]}

    def answer(request: Asked) -> Reply:
        number = parse_qs(urlsplit(request.target).query)["page"][0]
        return Reply(body=json.dumps(shape(pages.get(number, []), int(number))).encode())

    server.routes["/api/services"] = answer
    assert Counts(read=3, new=3) == listed().run().counts


def test_server_that_ignores_the_page(server: Server, listed: ForFeed) -> None:
    """A list that is the same on every page is the whole list, unless it says that there is more."""
    server.serve("/api/services", json.dumps({"contents": [service("a")]}).encode())
    first = listed().run()
    server.serve("/api/services", json.dumps({"contents": [service("a")], "last_page": False}).encode())
    second = listed().run(after=DAY)
    assert ("done", 1, "failed") == (first.status, first.counts.read, second.status)
    assert "again and again" in second.message


def test_empty_list_takes_nothing_away(services: Services, listed: ForFeed) -> None:
    """A whole walk that finds nothing is held."""
    services.put("a", last_modified=...)
    feed = listed(grace_s=0)
    feed.run()
    services.delete("a")
    run = feed.run(after=timedelta(hours=1))
    assert ("held", {"a"}) == (run.status, set(feed.live()))


# — what goes wrong —


def test_interrupted_run_keeps_nothing(services: Services, listed: ForFeed) -> None:
    """When a page in the middle cannot be had, nothing of the run is kept; the next one reads all."""
    for id_ in "abcde":
        services.put(id_)
    down = True
    services.server.routes["/api/services"] = lambda request: (
        Reply(status=500) if down and "page=2" in request.target else services.listing(request)
    )
    feed = listed()
    first = feed.run()
    down = False
    assert ("unreachable", 5) == (first.status, feed.run(after=DAY).counts.new)


@pytest.mark.parametrize("status", [429, 503])
def test_busy_server_is_asked_again(services: Services, listed: ForFeed, status: int) -> None:
    """A server that asks to come back in a moment is asked again."""
    services.put("a")
    busy = [Reply(status=status, headers={"Retry-After": "0"})]
    services.server.routes["/api/services"] = lambda request: busy.pop() if busy else services.listing(request)
    assert ("done", 1) == ((run := listed().run()).status, run.counts.new)


def test_pages_without_end_are_bounded(server: Server, listed: ForFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that always says there is more is read up to a bound."""
    monkeypatch.setattr(walk, "PAGES", 20)
    count = iter(range(10**9))
    server.routes["/api/services"] = lambda request: Reply(
        body=json.dumps({"total_pages": 10**9, "contents": [service(str(next(count)))]}).encode()
    )
    run = listed().run()
    assert ("failed", 20) == (run.status, len(asked(server)))
    assert "more than 20 pages" in run.message


def test_api_that_is_too_slow_fails(services: Services, listed: ForFeed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list has no order in which one could go on next time."""
    monkeypatch.setattr(walk, "WITHIN_S", -1)
    for id_ in "abc":
        services.put(id_)
    run = listed().run()
    assert ("failed", True) == (run.status, "quarter of an hour" in run.message)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"<!doctype html><title>API</title>", "web page"),
        (b'{"contents": [', "HSDS 3"),
        (b'{"message": "Unauthorized"}', "HSDS 3"),
        (b'"tekst"', "HSDS 3"),
        (b"7", "HSDS 3"),
        (b'{"contents": {"a": 1}}', "HSDS 3"),
        (b'{"contents": ' + b"[" * 100_000, "HSDS 3"),
        (b'{"contents": ["' + b"x" * 21_000_000 + b'"]}', "21 MB"),
    ],
)
def test_what_is_no_list_fails_the_run(services: Services, listed: ForFeed, body: bytes, said: str) -> None:
    """Yesterday's offers stay."""
    services.put("a")
    feed = listed()
    feed.run()
    services.server.serve("/api/services", body)
    run = feed.run(after=DAY)
    assert ("failed", {"a"}) == (run.status, set(feed.live()))
    assert said in run.message


def test_page_costs_little_memory(server: Server, listed: ForFeed, tmp_path: Path) -> None:
    """A page costs a few kilobytes while a run lasts, whatever it holds: it lies on disk until it is read."""
    services = Services(server, most=50)
    feed = listed().feed
    known: list[str] = []

    def peak(pages: int) -> int:
        while len(known) < pages * 50:
            known.append(f"s{len(known):04}")
            services.put(known[-1], description="Samen op stap. " * 30)
        with fetcher(tmp_path) as http:
            tracemalloc.start()
            format_ = HSDS(feed)
            read = sum(1 for page in list(format_.fetch(http, None)) for _ in format_.parse(page))
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert pages * 50 == read
        return most

    peak(1)  # what is loaded once
    few, many = peak(2), peak(12)
    assert 20_000 > (many - few) / 10


# — services —


def test_service_as_an_offer(tmp_path: Path, places: Places) -> None:
    """What a service says in fields, an offer says in its own; it passes the reader without a remark."""
    whole = service(
        "1",
        description="<p>Samen op stap.</p>",
        url="https://example.org/maatje",
        email="maatje@example.org",
        phones=[{"id": "p-1", "number": '"015 00 00 00"', "type": "voice"}],
        eligibility_description="Wie nieuw is in de stad.",
        minimum_age=18,
        maximum_age="99",
        fees_description="gratis",
        languages=[
            {"id": "l-1", "name": "Arabic", "code": "ar"},
            {"id": "l-2", "code": "nl"},
            {"id": "l-3", "name": "Frans"},
        ],
        application_process="Bel ons.",
        wait_time="2 weken",
        assured_date="2026-10-01",
        program={"id": "pr-1", "name": "Samen inburgeren"},
        service_areas=[{"id": "ar-1", "name": "Mechelen"}, {"id": "ar-2", "name": "Vlaanderen"}],
        schedules=[
            {
                "id": "s-1",
                "freq": "WEEKLY",
                "interval": 1,
                "byday": "TU,FR",
                "opens_at": "09:30:00",
                "closes_at": "11:30",
            }
        ],
        service_at_locations=[
            {
                "id": "sl-1",
                "location": {
                    "id": "lo-1",
                    "location_type": "physical",
                    "latitude": 51.03,
                    "longitude": 4.48,
                    "transportation": "Bus 1.",
                    "accessibility": [{"id": "x", "description": "Ringleiding"}],
                    "addresses": [
                        {"id": "ad-0", "address_type": "postal", "city": "Gent", "country": "BE"},
                        {
                            "id": "ad-1",
                            "attention": "A. Persona (fictief)",
                            "address_1": "Steenweg 1",
                            "city": "Mechelen",
                            "postal_code": "2800",
                            "country": "BE",
                            "address_type": "physical",
                        },
                    ],
                },
            }
        ],
        organization={
            **ORGANIZATION,
            "website": "https://example.org",
            "uri": "https://example.org/id/kring",
            "email": "info@example.org",
            "organization_identifiers": [
                {"id": "oi-0", "identifier_scheme": "GB-COH", "identifier": "1234567"},
                {"id": "oi-1", "identifier_scheme": "BE-BCE_KBO", "identifier": "0417.497.106"},
            ],
        },
    )
    (draft,) = parsed(tmp_path, whole)
    assert isinstance(draft, Draft)
    assert {
        "identifier": "1",
        "kind": ["buddy"],
        "title": {"nl": "Maatje 1"},
        "description": {"nl": "Samen op stap."},
        "url": "https://example.org/maatje",
        "keyword": ["Befriending"],
        "programme": {"name": "Samen inburgeren"},
        "modified": "2026-11-01T09:00:00Z",
        "confirmed": "2026-10-01T00:00:00Z",
        "audience": {"nl": "Wie nieuw is in de stad."},
        "ageMin": 18,
        "ageMax": 99,
        "costEur": 0.0,
        "bridgeLanguage": ["ar", "fr"],
        "intake": {"nl": "Bel ons."},
        "waitingDays": 14,
        "place": {"municipality": "Mechelen", "postcode": "2800", "street": "Steenweg 1", "lat": 51.03, "lon": 4.48},
        "areaServed": ["Mechelen"],
        "placeMode": "on-site",
        "transport": {"nl": "Bus 1."},
        "accessibility": ["Ringleiding"],
        "schedule": [
            {"weekday": "tuesday", "from": "09:30", "to": "11:30"},
            {"weekday": "friday", "from": "09:30", "to": "11:30"},
        ],
        "provider": {
            "@id": "https://example.org/id/kring",
            "name": "De Losse Draad (fictief)",
            "type": "non-profit",
            "kbo": "0417497106",
            "url": "https://example.org",
            "contact": {"email": "info@example.org"},
        },
        "contact": {"email": "maatje@example.org", "telephone": "015 00 00 00"},
    } == draft.data
    assert ["#/service_areas/1/name"] == [found.pointer for found in draft.warnings]
    reading = read_offer(draft.data, places=places, now=NOW)
    assert ([], True) == (list(reading.problems), reading.offer is not None)


def test_temporarily_closed_is_full(tmp_path: Path) -> None:
    """It is there, and nobody can start now; that is our reading, and marked as such."""
    found = data(tmp_path, status="temporarily closed")
    assert ("full", ["availability"]) == (found["availability"], found["inferred"])


def test_unknown_status_is_in_with_a_remark(tmp_path: Path) -> None:
    """A word that HSDS does not have says nothing."""
    assert ["#/status"] == [found.pointer for found in one(tmp_path, status="draft").warnings]


@pytest.mark.parametrize("term", ["befriending", "BEFRIENDING", "BUD", "t-1"])
def test_kind_by_taxonomy_term(tmp_path: Path, term: str) -> None:
    """Its name, its code or its id, as the operator chose; it goes before the kind of the whole feed."""
    (draft,) = parsed(tmp_path, service("1"), kinds={term: "mentoring", "iets anders": "tutoring"})
    assert isinstance(draft, Draft)
    assert isinstance(draft.data, dict)
    assert ["mentoring"] == draft.data["kind"]


def test_kind_by_term_of_the_uk_profile(tmp_path: Path) -> None:
    """Which calls the name of a term `term`."""
    attributes = [{"id": "a", "taxonomy_term": {"id": "x", "term": "Volunteering", "taxonomy": "services"}}]
    (draft,) = parsed(tmp_path, service("1", attributes=attributes), kinds={"volunteering": "volunteering"}, kind=[])
    assert isinstance(draft, Draft)
    assert isinstance(draft.data, dict)
    assert ["volunteering"] == draft.data["kind"]


def test_kind_is_not_guessed(tmp_path: Path) -> None:
    """Without an option that says so a service is out, whatever its title."""
    (out,) = parsed(tmp_path, service("1", name="Buddywerking"), kind=[])
    assert isinstance(out, Rejected)
    assert ("1", "not-an-offer", "#/attributes") == (out.record, out.problems[0].code, out.problems[0].pointer)


@pytest.mark.parametrize(
    ("changes", "cost"),
    [
        ({"fees_description": "€ 5"}, 5.0),
        ({"fees_description": "7,50 euro"}, 7.5),
        ({"fees": "free"}, 0.0),
        ({"cost_options": [{"id": "c", "amount": 35, "currency": "EUR"}]}, 35.0),
        ({"cost_options": [{"id": "c", "amount": 35}]}, 35.0),
        ({"cost_options": [{"id": "c", "amount": 35, "currency": "gbp"}]}, None),
        ({"cost_options": [{"id": "c", "amount": 35}, {"id": "d", "amount": 5}]}, None),
        ({"fees_description": "We rekenen 5 euro per uur."}, None),
        ({"fees_description": "The current rate is £50 per hour."}, None),
        ({"fees_description": "£5"}, None),
    ],
)
def test_cost_is_one_amount_in_euros(tmp_path: Path, changes: dict[str, Any], cost: float | None) -> None:
    """Anything else is left out, and said to be."""
    draft = one(tmp_path, **changes)
    assert isinstance(draft.data, dict)
    assert (cost, 0 if cost is not None else 1) == (draft.data.get("costEur"), len(draft.warnings))


@pytest.mark.parametrize(
    ("schedule", "slots"),
    [
        ({"byday": "MO", "opens_at": "09:00+01:00"}, [{"weekday": "monday", "from": "09:00"}]),
        ({"byday": "MO", "opens_at": "09:00Z"}, [{"weekday": "monday"}]),
        ({"byday": "MO", "opens_at": "negen uur"}, [{"weekday": "monday"}]),
        (
            {"freq": "WEEKLY", "interval": 2, "byday": "WE"},
            [{"weekday": "wednesday", "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"}],
        ),
        (
            {"freq": "MONTHLY", "byday": "-1FR", "opens_at": "19:00"},
            [{"weekday": "friday", "from": "19:00", "rrule": "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR"}],
        ),
        ({"description": "Op afspraak."}, [{"text": "Op afspraak."}]),
        ({"byday": "maandag"}, []),
        ({"byday": 7, "opens_at": [], "interval": "veel"}, []),
        ({}, []),
    ],
)
def test_schedules(tmp_path: Path, schedule: dict[str, Any], slots: list[dict[str, Any]]) -> None:
    """Days and local times; a rule where it is not each week; words where there is nothing else."""
    assert slots == data(tmp_path, schedules=[schedule]).get("schedule", [])


def test_schedule_at_its_location(tmp_path: Path) -> None:
    """Counts where the service itself has none."""
    at = [{"id": "sl", "schedules": [{"byday": "SA"}]}]
    assert [{"weekday": "saturday"}] == data(tmp_path, service_at_locations=at)["schedule"]


def location(**changes: Any) -> dict[str, Any]:
    address = {"city": "Mechelen", "postal_code": "2800", "country": "BE"}
    return {"id": "sl", "location": {"location_type": "physical", "addresses": [address]} | changes}


def test_several_places_are_served(tmp_path: Path) -> None:
    """A service in two towns is in neither alone."""
    other = location(addresses=[{"city": "Leuven", "postal_code": "3000"}])
    found = data(tmp_path, service_at_locations=[location(), other])
    assert (["Mechelen", "Leuven"], False) == (found["areaServed"], "place" in found)


@pytest.mark.parametrize(("kinds", "mode"), [(["virtual"], "online"), (["physical", "virtual"], "hybrid")])
def test_virtual_places(tmp_path: Path, kinds: list[str], mode: str) -> None:
    """A place that is no place is online."""
    at = [location(location_type=kind, **({"addresses": []} if kind == "virtual" else {})) for kind in kinds]
    assert mode == data(tmp_path, service_at_locations=at)["placeMode"]


def test_abroad_is_out_of_scope(tmp_path: Path) -> None:
    """A service that is only given in another country is out, with the country."""
    (out,) = parsed(
        tmp_path, service("1", service_at_locations=[location(addresses=[{"city": "Lille", "country": "FR"}])])
    )
    assert isinstance(out, Rejected)
    assert ("out-of-scope", "FR") == (out.problems[0].code, out.problems[0].value)


def test_contacts_with_a_name_are_persons(tmp_path: Path) -> None:
    """They are left out and said to be; a desk is a contact."""
    person = {"id": "c-1", "name": "Ann Persona (fictief)", "email": "ann@example.org"}
    desk = {
        "id": "c-2",
        "department": "Onthaal",
        "email": "onthaal@example.org",
        "phones": [{"number": "015 11 11 11"}],
    }
    draft = one(tmp_path, contacts=[person, desk])
    assert isinstance(draft.data, dict)
    assert {"email": "onthaal@example.org", "telephone": "015 11 11 11"} == draft.data["contact"]
    assert [("personal-data-dropped", "#/contacts/0")] == [(found.code, found.pointer) for found in draft.warnings]
    assert "Persona" not in str(draft)


def test_provider_of_the_feed(tmp_path: Path) -> None:
    """For services that only have the number of their organisation."""
    bare = service("1", organization=..., organization_id="org-1")
    (draft,) = parsed(tmp_path, bare, provider={"name": "Kring (fictief)", "type": "non-profit"})
    assert isinstance(draft, Draft)
    assert isinstance(draft.data, dict)
    assert {"name": "Kring (fictief)", "type": "non-profit"} == draft.data["provider"]


def test_organization_with_its_services(tmp_path: Path) -> None:
    """Is the provider of those that name none."""
    found = parsed(tmp_path, {**ORGANIZATION, "services": [service("1", organization=...), service("2")]})
    assert ["#/services/0/organization", "#/services/1/organization"] == [
        one.places["/provider"] for one in found if isinstance(one, Draft)
    ]
    assert {"De Losse Draad (fictief)"} == {
        one.data["provider"]["name"] for one in found if isinstance(one, Draft) and isinstance(one.data, dict)
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (7, "not-an-object"),
        (None, "not-an-object"),
        ([], "not-an-object"),
        ({"id": "t-1", "name": "een term", "taxonomy": "t"}, "out-of-scope"),
        ({}, "out-of-scope"),
    ],
)
def test_what_is_no_service_is_out(tmp_path: Path, given: Any, code: str) -> None:
    """With its place; the services beside it are read."""
    broken, good = parsed(tmp_path, {"contents": [given, service("2")]})
    assert isinstance(broken, Rejected)
    assert [(code, "#/contents/0")] == [(one.code, one.pointer) for one in broken.problems]
    assert isinstance(good, Draft)


@pytest.mark.parametrize("junk", [7, "tekst", None, True, {"a": 1}, [7, None, {"a": []}], [[]], {"id": {"id": []}}])
def test_no_value_breaks_a_service(tmp_path: Path, places: Places, junk: Any) -> None:
    """Whatever stands in whichever field, a service is read, or out with a reason, and its reader takes it."""
    for name in service("1") | dict.fromkeys(
        ("minimum_age", "wait_time", "url", "email", "fees_description", "program"), 1
    ):
        for outcome in parsed(tmp_path, {"contents": [service("1", **{name: junk})]}):
            assert isinstance(outcome, Draft | Gone | Rejected)
            if isinstance(outcome, Draft):
                read_offer(outcome.data, places=places, now=NOW)
    for name in (
        "schedules",
        "languages",
        "phones",
        "service_areas",
        "service_at_locations",
        "contacts",
        "cost_options",
    ):
        for outcome in parsed(
            tmp_path, {"contents": [service("1", **{name: [junk, {"location": junk, "number": junk}]})]}
        ):
            assert isinstance(outcome, Draft | Gone | Rejected)


def test_unknown_fields_are_said_once(tmp_path: Path) -> None:
    """For the whole source; what is only for the books of the source is no news."""
    more = {"alert": "Let op", "metadata": [], "assurer_email": "a@example.org"}
    found = parsed(tmp_path, {"contents": [service("1", **more), service("2", **more)]})
    assert ["#/contents/0/alert"] == [
        one.pointer for draft in found if isinstance(draft, Draft) for one in draft.warnings
    ]


def test_data_about_a_person_is_quarantined(services: Services, listed: ForFeed) -> None:
    """Also deep inside; nothing of it is kept."""
    services.put("a", funding=[{"id": "f", "participants": ["Ann Persona (fictief)"]}])
    feed = listed()
    run = feed.run()
    found, _ = feed.store.problems(run.id, first=10)
    assert (Counts(read=1, quarantined=1), {}) == (run.counts, feed.live())
    assert "Persona" not in str(found)


@pytest.mark.parametrize(
    "options", [{"kinds": "buddy"}, {"kinds": {"a": "zwemmen"}}, {"kinds": {"a": 1}}, {"kind": "zwemmen"}]
)
def test_options_are_checked(tmp_path: Path, options: dict[str, Any]) -> None:
    """A wrong option is said when the feed is made, with its name."""
    with pytest.raises(BadInput, match=r"options\.kind"):
        parsed(tmp_path, [], **options)


def test_summary_of_a_service_is_read(tmp_path: Path) -> None:
    """A list that was saved can be tried out as it is."""
    found = parsed(tmp_path, {"contents": [summary(service("1")), summary(service("2", status="defunct"))]})
    assert ["Draft", "Gone"] == [type(one).__name__ for one in found]


def test_document_without_services(tmp_path: Path) -> None:
    """An answer in which no service could stand is not an empty list."""
    assert [] == parsed(tmp_path, {"empty": True})
    with pytest.raises(Unreadable, match="holds no services"):
        parsed(tmp_path, {"detail": "Not found"})
