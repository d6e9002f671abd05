"""Format uitdatabank: through its search API with its limits and keys, and document by document."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from catalogue.errors import BadInput
from catalogue.feed import Feed
from catalogue.offer.reading import read_offer
from catalogue.places import Places
from catalogue.store import Store
from harvesters.base import Draft, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.uitdatabank import UiTdatabank
from tests.catalogue.listed import Listed
from tests.conftest import NOW
from tests.harvesters.apis import uitdatabank as apis
from tests.harvesters.apis.uitdatabank import KEY, event
from tests.harvesters.server import Asked, Reply, Server

KINDS = {"taaloefenkans": "taaloefenkans", "1.7.14.0.0": "vrijwilligerswerk"}
OPTIONS: dict[str, Any] = {"client_id_env": "UITDATABANK_CLIENT_ID", "kinds": KINDS}
Outcome = Draft | Gone | Rejected


def feed(url: str = "https://example.org/events", **options: Any) -> Feed:
    return Feed(
        key="lijst",
        format="uitdatabank",
        url=url,
        title="Lijst (fictief)",
        publisher="Praatkring (fictief)",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        options={"kinds": KINDS, **options},
    )


def parsed(folder: Path, *documents: Any, **options: Any) -> list[Outcome]:
    path = folder / "collection.json"
    path.write_text(json.dumps({"totalItems": len(documents), "member": documents}), encoding="utf-8")
    return list(UiTdatabank(feed(**options)).parse(Page(url="https://example.org/events", path=str(path))))


def data(folder: Path, **changes: Any) -> dict[str, Any]:
    """What the draft of the usual event with these changes says."""
    (draft,) = parsed(folder, event("A", creator=..., **changes))
    assert isinstance(draft, Draft)
    return dict(draft.data)


def warned(folder: Path, **changes: Any) -> list[tuple[str, str]]:
    """Code and pointer of what is remarked on the usual event with these changes."""
    (draft,) = parsed(folder, event("A", creator=..., **changes))
    assert isinstance(draft, Draft)
    return [(one.code, one.pointer) for one in draft.warnings]


def reasons(folder: Path, document: Any, **options: Any) -> list[tuple[str, str | None]]:
    """Code and value of why the one document is out."""
    (rejected,) = parsed(folder, document, **options)
    assert isinstance(rejected, Rejected)
    return [(one.code, one.value) for one in rejected.problems]


# — one document —


def test_event_becomes_an_offer(tmp_path: Path) -> None:
    """Every property that has a place in an offer is there; who made it is not."""
    assert {
        "identifier": "A",
        "title": {"nl": "Praattafel A"},
        "description": {"nl": "Samen Nederlands oefenen & koffie drinken.", "fr": "Parler néerlandais ensemble."},
        "url": "https://example.org/praat",
        "kind": ["language-practice"],
        "keyword": ["Cursus met open sessies", "Taal en communicatie", "koffie"],
        "accessibility": ["Rolstoeltoegankelijk"],
        "provider": {
            "@id": "https://io.uitdatabank.example.org/organizers/kring",
            "name": "Praatkring (fictief)",
            "url": "https://praatkring.example.org",
            "municipality": "Leuven",
        },
        "place": {
            "municipality": "Kessel-Lo (Leuven)",
            "postcode": "3010",
            "street": "Huis van de Buurt (fictief), Dorpsstraat 1",
            "lat": 50.887,
            "lon": 4.73,
        },
        "placeMode": "on-site",
        "starts": "2026-09-01",
        "ends": "2027-06-30",
        "validThrough": "2027-06-30",
        "schedule": [{"weekday": "tuesday", "from": "09:30", "to": "11:30"}],
        "taalicoon": 2,
        "ageMin": 18,
        "costEur": 2,
        "contact": {"url": "https://example.org/praat", "email": "onthaal@example.org", "telephone": "016 00 00 00"},
        "sameAs": ["https://io.uitdatabank.example.org/event/A"],
        "modified": "2026-10-01T09:00:00Z",
    } == data(tmp_path)


def test_offer_is_valid(tmp_path: Path, places: Places) -> None:
    """The reader of offers takes it as it is."""
    reading = read_offer(data(tmp_path), places=places, now=NOW)
    assert ((), "24062") == (
        reading.problems,
        reading.offer and reading.offer.place and reading.offer.place.municipality,
    )


@pytest.mark.parametrize(
    ("labels", "hidden", "expected"),
    [
        (["één taalicoon"], [], 1),
        (["drie taaliconen"], [], 3),
        ([], ["vier taaliconen"], 4),
        (["Twee Taaliconen", "één taalicoon"], [], 2),
        (["taalicoon"], [], None),
        ([], [], None),
    ],
)
def test_taaliconen(tmp_path: Path, labels: list[str], hidden: list[str], expected: int | None) -> None:
    """By their labels, as UiT sites show them (the highest); they are not the level of Dutch, nor a keyword."""
    found = data(tmp_path, labels=["taaloefenkans", *labels], hiddenLabels=hidden)
    assert (expected, None) == (found.get("taalicoon"), found.get("dutchLevelMin"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"labels": ["taaloefenkans"]}, ["language-practice"]),
        ({"labels": ["Taaloefenkans"]}, ["language-practice"]),
        ({"labels": [], "hiddenLabels": ["taaloefenkans"]}, ["language-practice"]),
        ({"labels": [], "terms": [{"id": "1.7.14.0.0", "label": "Nog iets"}]}, ["volunteering"]),
        ({"labels": [], "terms": [{"id": "9", "label": "taaloefenkans"}]}, ["language-practice"]),
        ({"terms": [{"id": "1.7.14.0.0"}]}, ["volunteering", "language-practice"]),
    ],
)
def test_kind_by_term_or_label(tmp_path: Path, changes: dict[str, Any], expected: list[str]) -> None:
    """The feed says which term or label stands for which of our kinds."""
    assert expected == data(tmp_path, **changes)["kind"]


def test_kind_of_the_whole_feed(tmp_path: Path) -> None:
    """A feed may be of one kind."""
    (draft,) = parsed(tmp_path, event("A", labels=[]), kind="buddy")
    assert isinstance(draft, Draft)
    assert not isinstance(draft.data, bytes)
    assert ["buddy"] == draft.data["kind"]


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"labels": ["vrijwilligerswerk", "buddy"]}, "Cursus met open sessies"),
        ({"@type": "Place"}, "place"),
        ({"@type": ..., "@id": "https://io.uitdatabank.example.org/organizers/kring"}, "organizer"),
        ({"@type": ..., "@id": "https://io.uitdatabank.example.org/places/A"}, "place"),
        ({"workflowStatus": "DRAFT"}, "DRAFT"),
        ({"audience": {"audienceType": "members"}}, "members"),
        ({"audience": {"audienceType": "education"}}, "education"),
        ({"status": {"type": "TemporarilyUnavailable"}}, "TemporarilyUnavailable"),
        ({"location": {"address": {"nl": {"addressCountry": "NL", "addressLocality": "Breda"}}}}, "NL"),
    ],
)
def test_what_is_out_says_why(tmp_path: Path, changes: dict[str, Any], value: str) -> None:
    """Of no kind of ours, no event, not public, not for everybody, not in Belgium: each with what stood there."""
    assert [("out-of-scope", value)] == reasons(tmp_path, event("A", **changes))


def test_many_of_a_sort_are_a_number(tmp_path: Path) -> None:
    """The first fifty of a sort are named, the rest is counted, nothing is lost."""
    concert = [{"id": "0.50.4.0.0", "label": "Concert", "domain": "eventtype"}]
    found = parsed(tmp_path, *(event(f"n{at}", labels=[], terms=concert) for at in range(120)), event("A"))
    out = [one for one in found if isinstance(one, Rejected)]
    assert (51, 120, None) == (len(out), sum(one.count for one in out), out[-1].record)


@pytest.mark.parametrize(
    "changes",
    [{"workflowStatus": "DELETED"}, {"workflowStatus": "REJECTED"}, {"status": {"type": "Unavailable"}}],
)
def test_what_was_taken_back_is_gone(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Deleted, refused by the moderators or cancelled: a tombstone."""
    assert [Gone("A")] == parsed(tmp_path, event("A", **changes))


def test_editors_are_counted_and_left_out(tmp_path: Path) -> None:
    """Who made or edits an event is nowhere; that there was something is said once, with how often."""
    found = parsed(tmp_path, event("A"), event("B", contributors=["jan@example.org"]), event("C", creator=...))
    drafts = [one for one in found if isinstance(one, Draft)]
    warnings = [one for draft in drafts for one in draft.warnings]
    assert (["personal-data-dropped"], True, False) == (
        [one.code for one in warnings],
        "2 documents" in warnings[0].message["en"],
        "auth0" in str(found) or "jan@" in str(found),
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"bookingAvailability": {"type": "Unavailable"}}, "full"),
        ({"bookingAvailability": {"type": "Available"}}, None),
        ({"calendarType": "single", "startDate": "2027-01-12T19:00:00+01:00"}, "open"),
        ({"bookingAvailability": ...}, None),
    ],
)
def test_availability(tmp_path: Path, changes: dict[str, Any], expected: str | None) -> None:
    """Sold out is full; a long-running event cannot be anything but available there, which says nothing."""
    assert expected == data(tmp_path, **changes).get("availability")


DATES = [
    {"startDate": "2027-01-12T19:00:00+01:00", "endDate": "2027-01-12T21:30:00+01:00"},
    {"startDate": "2027-01-19T18:00:00+00:00", "endDate": "2027-01-19T20:30:00+00:00"},
    {"startDate": "2027-02-03T00:00:00+01:00", "endDate": "2027-02-03T23:59:59+01:00"},
    {
        "startDate": "2027-03-01T19:00:00+01:00",
        "endDate": "2027-03-01T21:00:00+01:00",
        "status": {"type": "Unavailable"},
    },
]


def test_dates_become_moments_of_the_week(tmp_path: Path) -> None:
    """Each date in local time, each moment once; a whole day has no hours; a cancelled date does not count."""
    found = data(tmp_path, calendarType="multiple", subEvent=DATES, availableTo="2027-03-01T21:00:00+01:00")
    assert ("2027-01-12", "2027-02-03", "2027-02-03", ["validThrough"]) == (
        found["starts"],
        found["ends"],
        found["validThrough"],
        found["inferred"],
    )
    assert [{"weekday": "tuesday", "from": "19:00", "to": "21:30"}, {"weekday": "wednesday"}] == found["schedule"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"subEvent": [{"endDate": "2027-05-01T00:00:00+02:00"}]}, ["/member/0/subEvent/0/startDate"]),
        ({"subEvent": [{**DATES[0], "endDate": "2027-01-12T02:00:00+01:00"}]}, ["/member/0/subEvent/0/endDate"]),
        ({"calendarType": "periodic", "endDate": "morgen"}, ["/member/0/endDate"]),
        ({"calendarType": "periodic", "endDate": "2026-08-01T00:00:00+02:00"}, ["/member/0/endDate"]),
        (
            {"openingHours": [{"opens": "9", "closes": "12"}], "calendarType": "periodic"},
            ["/member/0/openingHours/0/dayOfWeek"],
        ),
        ({"availableTo": "binnenkort"}, ["/member/0/availableTo"]),
        ({"typicalAgeRange": "4/10"}, ["/member/0/typicalAgeRange"]),
        ({"modified": "gisteren"}, ["/member/0/modified"]),
        ({"attendanceMode": "thuis"}, ["/member/0/attendanceMode"]),
        ({"priceInfo": [{"category": "base", "price": "veel"}]}, ["/member/0/priceInfo/0/price"]),
        ({"location": {"geo": {"latitude": 500, "longitude": 4}}}, ["/member/0/location/geo/latitude"]),
    ],
)
def test_values_that_do_not_fit_are_told(tmp_path: Path, changes: dict[str, Any], expected: list[str]) -> None:
    """The offer stays, without the value; the report says where it stands."""
    kept = {
        "calendarType": "multiple",
        "startDate": "2027-01-12T19:00:00+01:00",
        "endDate": "2027-01-12T20:00:00+01:00",
    }
    merged = {**kept, **changes}
    assert [("unused-value", f"#{pointer}") for pointer in expected] == warned(tmp_path, **merged)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"availableTo": "2100-01-01T00:00:00+00:00"}, (None, None, None)),
        ({"availableTo": "2027-02-01T10:00:00+01:00"}, (None, None, "2027-02-01")),
    ],
)
def test_permanent_events(tmp_path: Path, changes: dict[str, Any], expected: tuple[str | None, ...]) -> None:
    """They have no dates, whatever stands there; a year that means “never” is none."""
    found = data(tmp_path, calendarType="permanent", **changes)
    assert expected == (found.get("starts"), found.get("ends"), found.get("validThrough"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [("18-", (18, None)), ("12-16", (12, 16)), ("-4", (None, 4)), ("-", (None, None)), ("0-", (None, None))],
)
def test_ages(tmp_path: Path, said: str, expected: tuple[int | None, int | None]) -> None:
    """From, to, between, and for all ages, which is no limit."""
    found = data(tmp_path, typicalAgeRange=said)
    assert expected == (found.get("ageMin"), found.get("ageMax"))


def test_ages_that_the_source_derived(tmp_path: Path) -> None:
    """Where editors gave dates of birth, the API says which ages those are; the dates are not read."""
    found = data(
        tmp_path,
        typicalAgeRange=...,
        typicalAgeRangeConverted="6-7",
        birthdateRange={"from": "2010-01-01", "to": "2010-12-31"},
    )
    assert ((6, 7), False) == ((found.get("ageMin"), found.get("ageMax")), "2010" in str(found))


def test_online_event_has_no_place(tmp_path: Path) -> None:
    """The place that the API gives for “online” is none."""
    found = data(tmp_path, attendanceMode="online")
    assert ("online", False) == (found["placeMode"], "place" in found)


@pytest.mark.parametrize(
    "address",
    [
        {"nl": {"addressLocality": "Leuven", "postalCode": "3000"}, "fr": {}},
        {"fr": {}, "de": {"addressLocality": "Leuven", "postalCode": "3000"}},
        {"addressCountry": "BE", "addressLocality": "Leuven", "postalCode": "3000"},
    ],
)
def test_addresses_in_every_shape(tmp_path: Path, address: dict[str, Any]) -> None:
    """By language, in another language only, or one for all as in older documents."""
    found = data(tmp_path, location={"address": address})
    assert {"municipality": "Leuven", "postcode": "3000"} == found["place"]


def test_names_that_are_not_translated(tmp_path: Path) -> None:
    """Older documents and dummy organisers give a name as text."""
    found = data(tmp_path, name="Praattafel", organizer={"name": "Praatkring (fictief)"})
    assert ({"nl": "Praattafel"}, {"name": "Praatkring (fictief)"}) == (found["title"], found["provider"])


def test_provider_of_the_feed(tmp_path: Path) -> None:
    """An event without organiser has the provider that the feed names; what the feed knows of it completes it."""
    ours = {"name": "Praatkring (fictief)", "type": "non-profit"}
    found = [
        dict(one.data)["provider"]
        for changes in ({"organizer": ...}, {})
        for one in parsed(tmp_path, event("A", **changes), provider=ours)
        if isinstance(one, Draft) and not isinstance(one.data, bytes)
    ]
    assert [ours, ours] == [{key: one[key] for key in ours} for one in found]


def test_booking_goes_before_general_contact(tmp_path: Path) -> None:
    """Where one books is where one asks; until when, is until when one applies."""
    booking = {
        "phone": "016 11 11 11",
        "url": "https://example.org/boek",
        "availabilityEnds": "2027-01-10T22:59:00+00:00",
    }
    found = data(tmp_path, bookingInfo=booking)
    assert ("016 11 11 11", "https://example.org/boek", "onthaal@example.org", "2027-01-10") == (
        found["contact"]["telephone"],
        found["contact"]["url"],
        found["contact"]["email"],
        found["applyBy"],
    )


def test_unmapped_properties_are_told_once(tmp_path: Path) -> None:
    """What has no place here is said once for the whole source."""
    found = parsed(tmp_path, *(event(name, creator=..., openingHoursClosedDays=[{}]) for name in "AB"))
    codes = [one.code for draft in found if isinstance(draft, Draft) for one in draft.warnings]
    assert ["unmapped-key"] == codes


def test_data_about_newcomers_is_quarantined(tmp_path: Path, places: Places) -> None:
    """A property about a person, at any depth, keeps the record out; its value is nowhere."""
    found = data(tmp_path, remark={"nationality": "Syldavisch"})
    reading = read_offer(found, places=places, now=NOW)
    assert (True, False) == (reading.quarantined, "Syldavisch" in str(reading))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (None, "not-an-object"),
        (7, "not-an-object"),
        ("event", "not-an-object"),
        ([], "not-an-object"),
        ({}, "missing"),
        ({"@id": 5}, "out-of-scope"),
        ({"@id": ["x"]}, "missing"),
    ],
)
def test_members_that_are_no_documents(tmp_path: Path, document: Any, code: str) -> None:
    """One strange member is one rejected record."""
    assert [code] == [found for found, _ in reasons(tmp_path, document)]


@pytest.mark.parametrize(
    "value", [None, 0, -1, 1e300, True, "", "x" * 5000, [], [[]], {}, {"nl": {}}, [{"a": [None]}], {"type": []}]
)
def test_every_property_may_hold_anything(tmp_path: Path, value: Any) -> None:
    """No shape of any property breaks the reading of an event, or that of the offer it becomes."""
    for key in event("A"):
        if key in ("@id", "workflowStatus"):
            continue
        for one in parsed(tmp_path, event("A", **{key: value}), kind="buddy"):
            if isinstance(one, Draft):
                read_offer(one.data, places=Places.bundled(), now=NOW)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "is empty"),
        (b"<html><body>Onderhoud</body></html>", "web page"),
        (b'{"title": "Not Found", "status": 404}', "totalItems"),
        (b'{"totalItems": "veel", "member": []}', "totalItems"),
        (b'{"totalItems": 1, "member": [', "PagedCollection"),
        (b"[" * 5000, "PagedCollection"),
    ],
)
def test_other_answers_are_refused_whole(tmp_path: Path, body: bytes, message: str) -> None:
    """What is no collection fails the run, so that yesterday's offers stay."""
    path = tmp_path / "answer"
    path.write_bytes(body)
    with pytest.raises(Unreadable, match=message):
        list(UiTdatabank(feed()).parse(Page(url="https://example.org/events", path=str(path))))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kinds": {"taaloefenkans": "koffieklets"}}, "options.kinds is .*expected a table"),
        ({"kinds": ["buddy"]}, "options.kinds is .*expected a table"),
        ({"q": 5}, "options.q is 5: expected a query"),
        ({"kind": "koffieklets"}, "options.kind is 'koffieklets'"),
    ],
)
def test_options_are_checked(options: dict[str, Any], message: str) -> None:
    """A slip in the options is named before anything is asked."""
    with pytest.raises(BadInput, match=message):
        UiTdatabank(feed(**options))


# — runs —


@pytest.fixture
def api(server: Server, monkeypatch: pytest.MonkeyPatch) -> apis.UiTdatabank:
    monkeypatch.setenv("UITDATABANK_CLIENT_ID", KEY)
    return apis.UiTdatabank(server, NOW)


@pytest.fixture
def listed(
    api: apis.UiTdatabank, server: Server, store: Store, places: Places, tmp_path: Path, now: datetime
) -> Listed:
    return Listed(server, store, places, tmp_path, now, format="uitdatabank", url=api.url, options=OPTIONS, grace_s=0)


@pytest.fixture
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten events a page, so that a few dozen are many."""
    monkeypatch.setattr("harvesters.uitdatabank._LIMIT", 10)


def test_first_run(api: apis.UiTdatabank, listed: Listed) -> None:
    """What is ours is in, the rest is counted, and the key went along in its header only."""
    api.put(event("A"), event("B"), event("C", labels=[]))
    run = listed.run()
    assert ("done", 3, 2, 1, {"A", "B"}) == (
        run.status,
        run.counts.read,
        run.counts.new,
        run.counts.rejected,
        set(listed.live()),
    )
    assert [{"embed": "true", "limit": "1000", "start": "0", "sort[modified]": "desc"}] == api.asked()


def test_unchanged_source_costs_one_request(api: apis.UiTdatabank, listed: Listed) -> None:
    """The same first page means the same events."""
    api.put(*(event(f"n{at}") for at in range(30)))
    listed.run()
    run = listed.run(after=timedelta(hours=6))
    assert ("unchanged", 1, 30) == (run.status, run.requests, run.counts.unchanged)


@pytest.mark.usefixtures("_small_pages")
def test_unchanged_paged_source_costs_one_request(api: apis.UiTdatabank, listed: Listed) -> None:
    """Also where there are many pages: what changed last stands on the first."""
    api.put(*(event(f"n{at:03}", modified=f"2026-10-01T09:00:{at:02}+00:00") for at in range(45)))
    first = listed.run()
    second = listed.run(after=timedelta(hours=6))
    assert (45, 7, "unchanged", 1) == (
        first.counts.new,
        first.requests,
        second.status,
        second.requests,
    )  # and robots.txt


@pytest.mark.usefixtures("_small_pages")
def test_one_change(api: apis.UiTdatabank, listed: Listed) -> None:
    """One changed event is one write, on whatever page it stood."""
    api.put(*(event(f"n{at:03}", modified=f"2026-10-01T09:00:{at:02}+00:00") for at in range(45)))
    listed.run()
    api.put(event("n003", name={"nl": "Praattafel verhuisd"}, modified="2026-11-20T09:00:00+00:00"))
    run = listed.run(after=timedelta(hours=6))
    assert ((1, 44, 0), "Praattafel verhuisd") == (
        (run.counts.changed, run.counts.unchanged, run.counts.removed),
        listed.live()["n003"],
    )


@pytest.mark.usefixtures("_small_pages")
def test_one_deletion(api: apis.UiTdatabank, listed: Listed) -> None:
    """The API no longer shows what was deleted: it is absent from a complete run."""
    api.put(*(event(f"n{at:03}") for at in range(45)))
    listed.run()
    api.put(event("n003", workflowStatus="DELETED", modified="2026-11-20T09:00:00+00:00"))
    run = listed.run(after=timedelta(hours=6))
    assert ((1, 44), False) == ((run.counts.removed, run.counts.unchanged), "n003" in listed.live())


def test_cancelled_event_goes_at_once(api: apis.UiTdatabank, listed: Listed) -> None:
    """The API does show what was cancelled: it is removed, and comes back when it takes place after all."""
    api.put(event("A"), event("B"))
    listed.run()
    api.put(event("A", status={"type": "Unavailable"}, modified="2026-11-20T09:00:00+00:00"))
    gone = set(listed.live()) if listed.run(after=timedelta(hours=6)).counts.removed == 1 else set()
    api.put(event("A", modified="2026-11-21T09:00:00+00:00"))
    listed.run(after=timedelta(hours=6))
    assert ({"B"}, {"A", "B"}) == (gone, set(listed.live()))


@pytest.mark.usefixtures("_small_pages")
def test_source_that_gives_the_same_page_for_every_question(
    api: apis.UiTdatabank, listed: Listed, server: Server
) -> None:
    """Then most of it was not seen, and absence means nothing."""
    api.put(*(event(f"n{at:03}") for at in range(45)))
    listed.run()
    body = json.dumps({"totalItems": 45, "member": list(api.documents.values())[:10]}).encode()
    server.routes["/events"] = lambda asked: Reply(body=body)
    run = listed.run(after=timedelta(hours=6))
    assert (False, 10, 45) == (run.complete, run.counts.read, len(listed.live()))


@pytest.mark.usefixtures("_small_pages")
def test_event_modified_while_we_read_is_not_missed(api: apis.UiTdatabank, listed: Listed) -> None:
    """It moves to the front, which is read again; what it pushes to the next page stands there twice, and counts once."""
    api.put(*(event(f"n{at:03}", modified=f"2026-10-01T09:00:{at:02}+00:00") for at in range(45)))

    def meanwhile(asked: Asked) -> None:
        if "start=20" in asked.target:
            api.put(event("n003", name={"nl": "Nieuw"}, modified="2026-11-20T09:00:00+00:00"))
            api.put(event("n044", name={"nl": "Ook nieuw"}, modified="2026-11-20T09:00:01+00:00"))

    api.before = meanwhile
    run = listed.run()
    live = listed.live()
    assert (45, 45, 0, True, "Nieuw", "Ook nieuw") == (
        run.counts.new,
        len(live),
        run.counts.rejected,
        run.complete,
        live["n003"],
        live["n044"],
    )


@pytest.mark.usefixtures("_small_pages")
def test_absence_means_nothing_where_something_was_deleted_meanwhile(api: apis.UiTdatabank, listed: Listed) -> None:
    """What comes after a deleted event moves up, and one of them is not seen: nothing is removed for that."""
    api.put(*(event(f"n{at:03}", modified=f"2026-10-01T09:00:{at:02}+00:00") for at in range(45)))
    listed.run()
    api.put(event("n010", modified="2026-11-20T09:00:00+00:00"))

    def meanwhile(asked: Asked) -> None:
        if "start=20" in asked.target:
            api.documents.pop("n044", None)

    api.before = meanwhile
    run = listed.run(after=timedelta(hours=6))
    assert (False, 0, 45) == (run.complete, run.counts.removed, len(listed.live()))


def test_25_000_events(api: apis.UiTdatabank, listed: Listed) -> None:
    """More than `start` and `limit` reach are read by stretches of time, each event once."""
    small = {"description": ..., "terms": [], "contactPoint": ..., "priceInfo": ..., "geo": ..., "creator": ...}
    start = datetime.fromisoformat("2025-11-01T00:00:00+00:00")
    for at in range(25_000):
        modified = (start + timedelta(minutes=20 * at)).isoformat()
        api.put(event(f"n{at:05}", **small, modified=modified, labels=["taaloefenkans"] if at % 1000 == 7 else []))
    run = listed.run()
    asked = api.asked()
    assert (("done", 25_000, 25, 24_975, True), True) == (
        (run.status, run.counts.read, run.counts.new, run.counts.rejected, run.complete),
        max(int(one["start"]) for one in asked) <= 10_000 and max(int(one["limit"]) for one in asked) <= 2_000,
    )
    assert ("unchanged", 1) == ((again := listed.run(after=timedelta(hours=6))).status, again.requests)


@pytest.mark.usefixtures("_small_pages")
def test_events_of_one_second_cannot_be_split(
    api: apis.UiTdatabank, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More in one second than can be had fails the run with advice, and ends."""
    monkeypatch.setattr("harvesters.uitdatabank._FURTHEST", 20)
    api.put(*(event(f"n{at:03}") for at in range(45)))
    run = listed.run()
    assert ("failed", True) == (run.status, "45 events were modified within a second" in run.message)


@pytest.mark.parametrize(
    ("total", "message"), [(9000, "more events than one run can read"), (10**12, "within a second")]
)
def test_source_that_goes_on_without_end(
    total: int, message: str, listed: Listed, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One event a page, or more than can be whatever is asked: the questions are bounded."""
    monkeypatch.setattr("harvesters.uitdatabank._PAGES", 50)

    def page(asked: Asked) -> Reply:
        return Reply(
            body=json.dumps({"totalItems": total, "member": [event(asked.target.rpartition("=")[2])]}).encode()
        )

    server.routes["/events"] = page
    run = listed.run()
    assert ("failed", True, True) == (run.status, message in run.message, run.requests <= 51)


def test_source_that_is_too_slow(listed: Listed, api: apis.UiTdatabank, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run ends before its lease does."""
    monkeypatch.setattr("harvesters.uitdatabank.WITHIN_S", -1)
    run = listed.run()
    assert ("failed", True) == (run.status, "more events than one run can read" in run.message)


def test_query_is_passed_on(
    api: apis.UiTdatabank, server: Server, store: Store, places: Places, tmp_path: Path, now: datetime
) -> None:
    """The option `q`, and the filters that the address of the feed holds, which ours do not contradict."""
    api.put(event("A"), event("B", labels=["iets"]))
    options = {**OPTIONS, "q": "labels:taaloefenkans"}
    url = f"{api.url}?addressCountry=BE&limit=30"
    listed = Listed(server, store, places, tmp_path, now, format="uitdatabank", url=url, options=options)
    listed.run()
    (asked,) = api.asked()
    assert ({"A"}, "labels:taaloefenkans", "BE", "1000") == (
        set(listed.live()),
        asked["q"],
        asked["addressCountry"],
        asked["limit"],
    )


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("UITDATABANK_CLIENT_ID", None, "UITDATABANK_CLIENT_ID, which is not set"),
        ("UITDATABANK_CLIENT_ID", "  ", "UITDATABANK_CLIENT_ID, which is not set"),
        ("UITDATABANK_CLIENT_ID", "een sleutel\r\nX-Meer: ja", "holds no key"),
        ("CATALOGUE_STORE_URL", "sqlite:///geheim", "starts with UITDATABANK_"),
        (KEY, None, "starts with UITDATABANK_, not the key itself"),
        ("UITDATABANK_OTHER", "verkeerd", "does not accept the key in UITDATABANK_OTHER"),
        (None, None, "option client_id_env"),
    ],
)
def test_keys_that_are_not_there(
    variable: str | None,
    value: str | None,
    message: str,
    api: apis.UiTdatabank,
    server: Server,
    store: Store,
    places: Places,
    tmp_path: Path,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A missing, wrong or foreign key fails the run with what to do; no key is ever repeated."""
    monkeypatch.delenv("UITDATABANK_CLIENT_ID")
    if variable and value is not None:
        monkeypatch.setenv(variable, value)
    options = {"kinds": KINDS, **({"client_id_env": variable} if variable else {})}
    listed = Listed(server, store, places, tmp_path, now, format="uitdatabank", url=api.url, options=options)
    run = listed.run()
    assert ("failed", True, False) == (
        run.status,
        message in run.message,
        (value or KEY).strip() in run.message if value != "  " else False,
    )


@pytest.mark.usefixtures("_small_pages")
@pytest.mark.parametrize(("status", "expected"), [(503, "unreachable"), (429, "unreachable"), (404, "failed")])
def test_source_that_breaks_down_half_way(
    status: int, expected: str, api: apis.UiTdatabank, listed: Listed, server: Server
) -> None:
    """A run commits whole or not at all: yesterday's offers stay."""
    api.put(*(event(f"n{at:03}") for at in range(45)))
    listed.run()
    answer = server.routes["/events"]
    api.put(event("new", modified="2026-11-20T09:00:00+00:00"))
    server.routes["/events"] = lambda asked: Reply(status=status) if "start=20" in asked.target else answer(asked)
    run = listed.run(after=timedelta(hours=6))
    assert (expected, 45) == (run.status, len(listed.live()))


def test_busy_source_is_asked_again(api: apis.UiTdatabank, listed: Listed, server: Server) -> None:
    """After 429 with a short wait the run goes on."""
    api.put(event("A"))
    answer, busy = server.routes["/events"], [Reply(status=429, headers={"Retry-After": "0"})]
    server.routes["/events"] = lambda asked: busy.pop() if busy else answer(asked)
    assert ("done", {"A"}) == (listed.run().status, set(listed.live()))


def test_copy_on_this_machine(tmp_path: Path) -> None:
    """A file holds one page; whether it is all of them, it says itself."""
    from tests.harvesters.fetching import fetcher

    found = []
    for total in (1, 2):
        path = tmp_path / "collection.json"
        path.write_text(json.dumps({"totalItems": total, "member": [event("A")]}), encoding="utf-8")
        harvester = UiTdatabank(feed(str(path)))
        with fetcher(tmp_path, local=True) as http:
            found.append((len(list(harvester.fetch(http, None))), harvester.complete))
    assert [(1, True), (1, False)] == found
