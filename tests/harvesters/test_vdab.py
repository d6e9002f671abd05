"""Format vdab: through its API with tokens, limits and windows, and vacancy by vacancy."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from catalogue.errors import BadInput
from catalogue.feed import Cursor, Feed
from catalogue.offer.reading import read_offer
from catalogue.places import Places
from catalogue.store import Store
from harvesters.base import Draft, Gone, Page, Rejected
from harvesters.document import Unreadable
from harvesters.fetch import HttpFetcher
from harvesters.vdab import VDAB
from tests.catalogue.listed import Listed
from tests.conftest import NOW
from tests.harvesters.apis import vdab as apis
from tests.harvesters.apis.vdab import INTERNS, ORDINARY, VOLUNTEERS, vacancy
from tests.harvesters.server import Asked, Reply, Server

NAMES = {"client_id_env": "VDAB_CLIENT_ID", "client_secret_env": "VDAB_CLIENT_SECRET", "api_key_env": "VDAB_API_KEY"}
Outcome = Draft | Gone | Rejected


def feed(url: str = "https://example.org/vacatures", **options: Any) -> Feed:
    return Feed(
        key="lijst",
        format="vdab",
        url=url,
        title="Lijst (fictief)",
        publisher="Kring (fictief)",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        redistribution="link",
        options={**NAMES, **options},
    )


def parsed(folder: Path, answer: Any, **options: Any) -> list[Outcome]:
    path = folder / "answer.json"
    path.write_bytes(answer if isinstance(answer, bytes) else json.dumps(answer).encode())
    return list(VDAB(feed(**options)).parse(Page(url="https://example.org/vacatures", path=str(path))))


def data(folder: Path, contract: Any = VOLUNTEERS, /, **changes: Any) -> dict[str, Any]:
    """What the draft of the usual vacancy with these changes says."""
    (draft,) = parsed(folder, vacancy("A", contract, **changes))
    assert isinstance(draft, Draft)
    return dict(draft.data)


def names(outcomes: list[Outcome]) -> list[str]:
    """Of the drafts."""
    return [one.data["identifier"] for one in outcomes if isinstance(one, Draft) and not isinstance(one.data, bytes)]


def warned(folder: Path, **changes: Any) -> list[tuple[str, str]]:
    """Code and pointer of what is remarked on the usual vacancy with these changes."""
    (draft,) = parsed(folder, vacancy("A", **changes))
    assert isinstance(draft, Draft)
    return [(one.code, one.pointer) for one in draft.warnings]


# — one vacancy —


def test_vacancy_becomes_an_offer(tmp_path: Path) -> None:
    """Every property that has a place in an offer is there; the contact person is not, nor their number."""
    found = data(tmp_path)
    assert {
        "identifier": "A",
        "title": {"nl": "Vrijwilliger in de keuken A"},
        "description": {"nl": "Je helpt koken & afwassen.\nEen warme maaltijd."},
        "url": "https://www.vdab.be/vindeenjob/vacatures/70000001",
        "kind": ["volunteering"],
        "keyword": ["Keukenhulp"],
        "sector": ["Horeca en toerisme"],
        "provider": {"name": "Sociaal Restaurant De Lepel (fictief)", "kbo": "0000000097"},
        "place": {
            "municipality": "GENT",
            "postcode": "9000",
            "street": "Dorpsstraat 1 bus 2",
            "lat": 51.05,
            "lon": 3.72,
        },
        "hoursPerWeek": {"min": 4, "max": 4},
        "starts": "2027-01-04",
        "validThrough": "2027-01-30",
        "inferred": ["validThrough"],
        "places": 2,
        "audience": {"nl": "Je werkt graag samen.\nTalen: Nederlands (goed), Frans."},
        "requirement": ["driving-licence", "criminal-record-extract"],
        "contact": {"email": "onthaal@example.org", "url": "https://example.org/meedoen"},
    } == found
    assert not [text for text in ("Mieke", "mieke@", "09 000 00 00") if text in str(found)]


def test_offer_is_valid(tmp_path: Path, places: Places) -> None:
    """The reader of offers takes it; that the kind of provider is unknown, it says itself."""
    reading = read_offer(data(tmp_path), places=places, now=NOW)
    assert (["volunteering-provider-unknown"], "44021") == (
        [one.code for one in reading.problems],
        reading.offer and reading.offer.place and reading.offer.place.municipality,
    )


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ({"code": "VW", "label": "Vrijwilligerswerk"}, "volunteering"),
        ({"code": "?", "label": "Vrijwillige inzet"}, "volunteering"),
        ("Vrijwilligerswerk", "volunteering"),
        ({"code": "S", "label": "Stage"}, "internship"),
        ({"label": "Beroepsverkennende stage"}, "internship"),
        ({"label": "Werkervaringsstages"}, "internship"),
        ("S", "internship"),
        ("STAGES", "internship"),
        ({"code": "XV"}, "volunteering"),
        ("xv", "volunteering"),
    ],
)
def test_contracts_of_ours(tmp_path: Path, contract: Any, expected: str) -> None:
    """By code or label, as text or object; what no label says, the feed may."""
    (draft,) = parsed(tmp_path, vacancy("A", contract), contracts={"XV": "vrijwilligerswerk"})
    assert isinstance(draft, Draft)
    assert not isinstance(draft.data, bytes)
    assert [expected] == draft.data["kind"]


@pytest.mark.parametrize(
    "contract", [ORDINARY, "G", None, {}, [], {"label": "Startbanen"}, {"label": "Werkervaringsplan"}]
)
def test_ordinary_jobs_are_a_number(tmp_path: Path, contract: Any) -> None:
    """Every other contract is out, unnamed; if it was ours before, it goes."""
    rejected, gone = parsed(tmp_path, vacancy("A", contract))
    assert isinstance(rejected, Rejected)
    assert (("out-of-scope", None, 1), Gone("A")) == (
        (rejected.problems[0].code, rejected.record, rejected.count),
        gone,
    )


def test_ordinary_jobs_of_a_page_are_one_finding_each_sort(tmp_path: Path) -> None:
    """A page of a thousand jobs is a few findings, and a thousand read."""
    jobs = [vacancy(f"n{at}", ORDINARY, functie={}) for at in range(995)]
    other = [vacancy(f"m{at}", {"label": "Flexijob"}, functie={}) for at in range(5)]
    found = parsed(tmp_path, {"resultaten": [*jobs, *other]})
    assert [(None, 995, "Gewoon contract"), (None, 5, "Flexijob")] == [
        (one.record, one.count, one.problems[0].value) for one in found if isinstance(one, Rejected)
    ]


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"dubbels": {"parentId": "B", "dubbelIds": ["A"]}}, "B"),
        ({"dubbels": {"parentUuid": "B"}}, "B"),
        ({"tewerkstellingsadres": {"landCode": "NL", "gemeente": "Breda"}}, "NL"),
        ({"tewerkstellingsadres": {"landCode": {"code": "FR", "label": "Frankrijk"}}}, "FR"),
    ],
)
def test_what_is_out_says_why(tmp_path: Path, changes: dict[str, Any], value: str) -> None:
    """A double of another vacancy, or one abroad."""
    (rejected,) = parsed(tmp_path, vacancy("A", **changes))
    assert isinstance(rejected, Rejected)
    assert [("out-of-scope", value)] == [(one.code, one.value) for one in rejected.problems]


@pytest.mark.parametrize("status", ["NIET_GEPUBLICEERD", "AFGESLOTEN"])
def test_unpublished_is_gone(tmp_path: Path, status: str) -> None:
    """Whatever its contract."""
    assert [Gone("A")] == parsed(tmp_path, vacancy("A", status=status))


def test_parent_of_doubles_is_in(tmp_path: Path) -> None:
    """The one that the others are doubles of stands for all."""
    assert "A" == data(tmp_path, dubbels={"parentId": "A", "dubbelIds": ["B"]})["identifier"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"depublicatieDatum": "2026-12-15T23:59:00+01:00"}, ("2026-12-15", None)),
        ({"publicatieDatum": "2026-11-01T08:00:00Z"}, ("2027-01-30", ["validThrough"])),
        ({"publicatieDatum": ...}, (None, None)),
        ({"publicatieDatum": "onlangs"}, (None, None)),
    ],
)
def test_until_when(tmp_path: Path, changes: dict[str, Any], expected: tuple[str | None, list[str] | None]) -> None:
    """The day that VDAB says, else ninety days after publication, which is an inference."""
    found = data(tmp_path, **changes)
    assert expected == (found.get("validThrough"), found.get("inferred"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [("goed", None), ("zeer goed", None), ("B1", "B1"), ("niveau A2", "A2"), (None, None), (7, None)],
)
def test_level_of_dutch(tmp_path: Path, said: Any, expected: str | None) -> None:
    """VDAB's own scale is no level of the CEFR, and none is derived from it."""
    asked = [
        {"type": "talen", "label": "Nederlands", "score": {"label": said}},
        {"type": "talen", "label": "Frans", "score": "C1"},
    ]
    assert expected == data(tmp_path, profiel={"vereisten": asked}).get("dutchLevelMin")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"arbeidsovereenkomst": {"arbeidsContract": INTERNS, "aantalUur": "veel"}}, "/arbeidsovereenkomst/aantalUur"),
        ({"arbeidsovereenkomst": {"arbeidsContract": INTERNS, "aantalUur": 400}}, "/arbeidsovereenkomst/aantalUur"),
        (
            {"arbeidsovereenkomst": {"arbeidsContract": INTERNS, "vermoedelijkeStartdatum": "snel"}},
            "/arbeidsovereenkomst/vermoedelijkeStartdatum",
        ),
        ({"depublicatieDatum": "ooit"}, "/depublicatieDatum"),
        ({"leverancier": {"naam": "Kring (fictief)", "kboNummer": "123"}}, "/leverancier/kboNummer"),
        (
            {"tewerkstellingsadres": {"locatie": {"latitude": 500, "longitude": 1}}},
            "/tewerkstellingsadres/locatie/latitude",
        ),
    ],
)
def test_values_that_do_not_fit_are_told(tmp_path: Path, changes: dict[str, Any], pointer: str) -> None:
    """The offer stays, without the value; the report says where it stands."""
    assert [("unused-value", f"#{pointer}")] == warned(tmp_path, **changes)


def test_unmapped_properties_are_told_once(tmp_path: Path) -> None:
    """What has no place here is said once for the whole source."""
    found = parsed(tmp_path, {"resultaten": [vacancy(name, nieuwVeld=1) for name in "AB"]})
    assert ["unmapped-key"] == [one.code for draft in found if isinstance(draft, Draft) for one in draft.warnings]


def test_data_about_newcomers_is_quarantined(tmp_path: Path, places: Places) -> None:
    """A property about a person keeps the record out; the scores of languages are not meant."""
    found = data(tmp_path, doelgroep={"nationaliteit": "Syldavisch"})
    reading = read_offer(found, places=places, now=NOW)
    assert (True, False, False) == (reading.quarantined, "Syldavisch" in str(reading), "score" in found)


@pytest.mark.parametrize(
    "value", [None, 0, -1, 1e300, True, "", "x" * 5000, [], [[]], {}, {"code": {}}, [{"a": [None]}]]
)
def test_every_property_may_hold_anything(tmp_path: Path, value: Any, places: Places) -> None:
    """No shape of any property breaks the reading of a vacancy, or that of the offer it becomes."""
    for key, usual in vacancy("A").items():
        inner = [{**usual, name: value} for name in usual] if isinstance(usual, dict) else []
        for changed in (value, *inner):
            for one in parsed(tmp_path, vacancy("A", **{key: changed})):
                if isinstance(one, Draft):
                    read_offer(one.data, places=places, now=NOW)


@pytest.mark.parametrize(
    ("item", "code"),
    [(None, "not-an-object"), (7, "not-an-object"), ({}, "missing"), ({"vacatureReferentie": "A"}, "missing")],
)
def test_items_that_are_no_vacancies(tmp_path: Path, item: Any, code: str) -> None:
    """One strange item is one rejected record."""
    (rejected,) = parsed(tmp_path, {"resultaten": [item]})
    assert isinstance(rejected, Rejected)
    assert [code] == [one.code for one in rejected.problems]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"", "is empty"),
        (b"<html><body>Meld u aan</body></html>", "web page"),
        (b'{"resultaten": "geen"}', "resultaten"),
        (b'{"resultaten": [', "resultaten"),
        (b"[" * 5000, "resultaten"),
    ],
)
def test_other_answers_are_refused_whole(tmp_path: Path, answer: bytes, message: str) -> None:
    """What is no answer of VDAB fails the run, so that yesterday's offers stay."""
    with pytest.raises(Unreadable, match=message):
        parsed(tmp_path, answer)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"query": "S"}, "options.query is 'S': expected a table"),
        ({"contracts": {"V": "koffieklets"}}, "options.contracts is .*expected a table"),
        ({"contracts": "V"}, "options.contracts is .*expected a table"),
    ],
)
def test_options_are_checked(options: dict[str, Any], message: str) -> None:
    """A slip in the options is named before anything is asked."""
    with pytest.raises(BadInput, match=message):
        VDAB(feed(**options))


# — runs —


@pytest.fixture
def api(server: Server, monkeypatch: pytest.MonkeyPatch) -> apis.VDAB:
    for name, value in apis.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return apis.VDAB(server)


class Runs(Listed):
    """Runs of a feed of VDAB with these options."""

    def __init__(self, api: apis.VDAB, store: Store, places: Places, folder: Path, **options: Any) -> None:
        self.options = {**NAMES, "token_url": api.token_url, **options}
        super().__init__(api.server, store, places, folder, NOW, format="vdab", url=api.url, options=self.options)


@pytest.fixture
def runs(api: apis.VDAB, store: Store, places: Places, tmp_path: Path) -> Runs:
    return Runs(api, store, places, tmp_path)


def test_first_run(api: apis.VDAB, runs: Runs) -> None:
    """One token, the list, and a detail for each that may be ours; no key is in an address."""
    api.put(vacancy("A"), vacancy("B", INTERNS), vacancy("C", ORDINARY))
    run = runs.run()
    assert ("done", 3, 2, 1, True, {"A", "B"}) == (
        run.status,
        run.counts.read,
        run.counts.new,
        run.counts.rejected,
        run.complete,
        set(runs.live()),
    )
    assert (["vacatures", "A", "B", "C"], 1) == (api.asked(), api.server.targets().count(apis.TOKEN))
    assert not [one for one in api.server.targets() for key in (apis.SECRET, apis.KEY) if key in one]


def test_filter_of_the_list(api: apis.VDAB, store: Store, places: Places, tmp_path: Path) -> None:
    """What the list can leave out, is never asked."""
    api.put(vacancy("A"), vacancy("B", INTERNS), vacancy("C", ORDINARY))
    Runs(api, store, places, tmp_path, query={"arbeidscontract": "S", "velden": ["status", "contract"]}).run()
    assert ((["S"], ["status", "contract"]), ["vacatures", "B"]) == (
        (api.queries("")[0]["arbeidscontract"], api.queries("")[0]["velden"]),
        api.asked(),
    )


def test_contracts_in_the_list_spare_details(api: apis.VDAB, store: Store, places: Places, tmp_path: Path) -> None:
    """Where the list says the contract, ordinary jobs are counted without asking for them."""
    api.put(vacancy("A"), *(vacancy(f"n{at}", ORDINARY) for at in range(30)))
    run = Runs(api, store, places, tmp_path, query={"velden": "contract"}).run()
    assert ((31, 1, 30), ["vacatures", "A"]) == (
        (run.counts.read, run.counts.new, run.counts.rejected),
        api.asked(),
    )


def test_unchanged_source(api: apis.VDAB, runs: Runs) -> None:
    """A token, the list and one window of changes: no detail is asked again."""
    api.put(*(vacancy(f"n{at}") for at in range(20)))
    runs.run()
    before = len(api.asked())
    run = runs.run(after=timedelta(hours=6))
    assert (["vacatures", "bulk"], 3, (0, 0, 20)) == (
        api.asked()[before:],
        run.requests,
        (run.counts.read, run.counts.removed, len(runs.live())),
    )


def test_one_change(api: apis.VDAB, runs: Runs) -> None:
    """The one that changed is asked, and only that."""
    api.put(*(vacancy(f"n{at}") for at in range(20)))
    runs.run()
    before = len(api.asked())
    api.put(vacancy("n7", functie={"functieTitel": "Vrijwilliger in de tuin"}), ago=timedelta())
    run = runs.run(after=timedelta(hours=6))
    assert (["vacatures", "bulk", "n7"], (1, 1), "Vrijwilliger in de tuin") == (
        api.asked()[before:],
        (run.counts.read, run.counts.changed),
        runs.live()["n7"],
    )


def test_new_vacancy(api: apis.VDAB, runs: Runs) -> None:
    """What appeared since is in the changes and in the list."""
    api.put(vacancy("A"))
    runs.run()
    api.put(vacancy("B", INTERNS), ago=timedelta())
    run = runs.run(after=timedelta(hours=6))
    assert (1, {"A", "B"}) == (run.counts.new, set(runs.live()))


def test_one_deletion(api: apis.VDAB, runs: Runs) -> None:
    """No longer published: the changes say so, and it goes at once."""
    api.put(vacancy("A"), vacancy("B"))
    runs.run()
    api.unpublish("A")
    run = runs.run(after=timedelta(hours=6))
    assert (1, {"B"}) == (run.counts.removed, set(runs.live()))


def test_vacancy_that_becomes_an_ordinary_job(api: apis.VDAB, store: Store, places: Places, tmp_path: Path) -> None:
    """It is still published, and no longer in the filtered list: gone."""
    runs = Runs(api, store, places, tmp_path, query={"arbeidscontract": "VW"})
    api.put(vacancy("A"), vacancy("B"))
    runs.run()
    api.put(vacancy("A", ORDINARY), ago=timedelta())
    run = runs.run(after=timedelta(hours=6))
    assert (1, {"B"}) == (run.counts.removed, set(runs.live()))


def test_list_and_changes_are_paged(api: apis.VDAB, runs: Runs) -> None:
    """Pages of two hundred and two thousand, which is what the source allows."""
    api.put(*(vacancy(f"n{at:03}") for at in range(250)))
    runs.run()
    assert [(["200"], ["0"]), (["200"], ["200"])] == [(one["aantal"], one["vanaf"]) for one in api.queries("")]
    assert 250 == len(runs.live())


def test_long_pause_is_caught_up_with_in_windows(api: apis.VDAB, http: HttpFetcher) -> None:
    """Windows of at most a day, each from a little before the last one ended."""
    api.put(vacancy("A"), ago=timedelta(days=2, hours=12))
    since = datetime.now(UTC) - timedelta(days=3, hours=1)
    state = msgspec.json.encode({"since": since}).decode()
    harvester = VDAB(feed(api.url, token_url=api.token_url))
    pages = list(harvester.fetch(http, Cursor(state=state)))
    windows = [tuple(datetime.fromisoformat(one[name][0]) for name in ("van", "tot")) for one in api.queries("bulk")]
    assert ([True] * 4, [True] * 3, ["vacatures", "bulk", "A", "bulk", "bulk", "bulk"]) == (
        [until - begin <= timedelta(days=1, minutes=5, seconds=1) for begin, until in windows],
        [later[0] < former[1] for former, later in pairwise(windows)],
        api.asked(),
    )
    assert ["A"] == names([one for page in pages for one in harvester.parse(page)])


def test_after_a_very_long_pause_everything_is_read_afresh(api: apis.VDAB, http: HttpFetcher) -> None:
    """What is older than a month is not asked as changes."""
    api.put(vacancy("A"))
    state = msgspec.json.encode({"since": datetime.now(UTC) - timedelta(days=40)}).decode()
    harvester = VDAB(feed(api.url, token_url=api.token_url))
    list(harvester.fetch(http, Cursor(state=state)))
    assert (["vacatures", "A"], True) == (api.asked(), harvester.complete)


def test_token_that_runs_out_half_way(api: apis.VDAB, runs: Runs) -> None:
    """A new one is asked, and the request sent again: nothing is lost."""
    api.put(*(vacancy(f"n{at}") for at in range(20)))
    api.token_uses = 7
    run = runs.run()
    assert ("done", 20, 3) == (run.status, len(runs.live()), api.server.targets().count(apis.TOKEN))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"VDAB_CLIENT_SECRET": "verkeerd"}, "gives no token to the client in VDAB_CLIENT_ID and VDAB_CLIENT_SECRET"),
        ({"VDAB_API_KEY": "verkeerd"}, "does not accept the key in VDAB_API_KEY"),
        ({"VDAB_CLIENT_ID": None}, "VDAB_CLIENT_ID, which is not set"),
        ({"VDAB_API_KEY": None}, "VDAB_API_KEY, which is not set"),
    ],
)
def test_keys_that_are_wrong(
    changes: dict[str, str | None], message: str, api: apis.VDAB, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run fails and names the variable, never the key."""
    for name, value in changes.items():
        if value is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, value)
    run = runs.run()
    assert ("failed", True, False) == (
        run.status,
        message in run.message,
        any(key in run.message for key in (apis.SECRET, apis.KEY, "verkeerd")),
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"client_secret_env": None}, "client_id_env and client_secret_env"),
        ({"token_url": 5}, "options.token_url: expected an address"),
        ({"token_url": "ftp://example.org"}, "options.token_url: expected an address"),
        ({"api_key_env": "CATALOGUE_STORE_URL"}, "starts with VDAB_"),
    ],
)
def test_access_that_cannot_be(
    options: dict[str, Any], message: str, api: apis.VDAB, store: Store, places: Places, tmp_path: Path
) -> None:
    """Options without which there is no access fail the run with what to do."""
    run = Runs(api, store, places, tmp_path, **options).run()
    assert ("failed", True) == (run.status, message in run.message)


def test_tokens_are_not_asked_in_the_clear() -> None:
    """For a source on https, so is the address where the client's secret goes."""
    from harvesters.access import Access

    with pytest.raises(BadInput, match="starts with https://"):
        Access(None, feed(), "http://example.org/token")  # type: ignore[arg-type]  # refused before it is used


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b"<html>", b'{"access_token": 5}', b'{"access_token": "a b\\r\\nX: y"}', b"[" * 5000]
)
def test_answers_that_are_no_token(answer: bytes, api: apis.VDAB, runs: Runs) -> None:
    """Whatever comes instead of a token fails the run."""
    api.server.serve(apis.TOKEN, answer)
    run = runs.run()
    assert ("failed", True) == (run.status, "Where a token was asked, something else came" in run.message)


def test_busy_source_is_asked_again(api: apis.VDAB, runs: Runs) -> None:
    """After 429 with a short wait the run goes on."""
    api.put(vacancy("A"))
    detail, busy = api.server.routes[f"{apis.PATH}/A"], [Reply(status=429, headers={"Retry-After": "0"})]
    api.server.routes[f"{apis.PATH}/A"] = lambda asked: busy.pop() if busy else detail(asked)
    assert ("done", {"A"}) == (runs.run().status, set(runs.live()))


def test_source_that_stays_busy_is_left_alone(api: apis.VDAB, runs: Runs) -> None:
    """Five vacancies in a row that cannot be had: the source is away, yesterday's offers stay."""
    api.put(*(vacancy(f"n{at}") for at in range(10)))
    runs.run()
    for at in range(10):
        api.put(vacancy(f"n{at}"), ago=timedelta())
        api.server.routes[f"{apis.PATH}/n{at}"] = lambda asked: Reply(status=429, headers={"Retry-After": "600"})
    run = runs.run(after=timedelta(hours=6))
    details = [step for step in api.asked()[-20:] if step.startswith("n")]
    assert ("unreachable", 10, 5) == (run.status, len(runs.live()), len(set(details[-5:])))


def test_one_vacancy_that_never_comes_holds_nothing_up(api: apis.VDAB, runs: Runs) -> None:
    """It is told, its last good version stays, and the next run goes on from now."""
    api.put(vacancy("A"), vacancy("B"))
    runs.run()
    for name in "AB":
        api.put(vacancy(name, functie={"functieTitel": "Anders"}), ago=timedelta())
    api.server.routes[f"{apis.PATH}/A"] = lambda asked: Reply(status=500)
    run = runs.run(after=timedelta(hours=6))
    assert ("done", [("A", "page-unread")], {"A": "Vrijwilliger in de keuken A", "B": "Anders"}) == (
        run.status,
        [found for found in runs.problems(run) if found[1] == "page-unread"],
        runs.live(),
    )


def test_vacancy_that_is_gone_when_we_ask(api: apis.VDAB, runs: Runs) -> None:
    """In the list a moment ago, 404 now: a tombstone."""
    api.put(vacancy("A"), vacancy("B"))
    runs.run()
    api.put(vacancy("A"), ago=timedelta())
    api.server.routes[f"{apis.PATH}/A"] = lambda asked: Reply(status=404)
    run = runs.run(after=timedelta(hours=6))
    assert (1, {"B"}) == (run.counts.removed, set(runs.live()))


def test_first_reading_that_takes_several_runs(api: apis.VDAB, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of time it stops after a page, and goes on there the next time; then come the changes."""
    api.put(*(vacancy(f"n{at:03}") for at in range(25)))
    monkeypatch.setattr("harvesters.vdab._LISTED", 10)
    monkeypatch.setattr("harvesters.vdab.WITHIN_S", -1)
    counts = [(run.counts.new, run.complete) for run in (runs.run(), runs.run(), runs.run())]
    monkeypatch.setattr("harvesters.vdab.WITHIN_S", 900)
    api.unpublish("n003")
    run = runs.run()
    assert ([(10, False), (10, False), (5, False)], 1, 24) == (counts, run.counts.removed, len(runs.live()))


def test_window_that_cannot_be_finished_comes_again(
    api: apis.VDAB, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of time among the changes, what was not asked is neither lost nor taken for gone."""
    api.put(vacancy("A"))
    runs.run()
    api.put(vacancy("A", functie={"functieTitel": "Anders"}), ago=timedelta())
    monkeypatch.setattr("harvesters.vdab.WITHIN_S", -1)
    runs.run(after=timedelta(hours=6))
    before = dict(runs.live())
    monkeypatch.setattr("harvesters.vdab.WITHIN_S", 900)
    runs.run(after=timedelta(hours=6))
    assert ({"A": "Vrijwilliger in de keuken A"}, {"A": "Anders"}) == (before, runs.live())


def test_list_that_gives_less_than_it_counts(api: apis.VDAB, runs: Runs) -> None:
    """Then nobody can tell which are ours: nothing is taken for gone because the list does not hold it."""
    api.put(*(vacancy(f"n{at}") for at in range(5)))
    whole = api.server.routes[apis.PATH]
    runs.run()

    def short(asked: Asked) -> Reply:
        body = json.loads(bytes(whole(asked).body))
        few = body["resultaten"][:3] if "vanaf=0" in asked.target else []
        return Reply(body=json.dumps({**body, "resultaten": few}).encode())

    api.server.routes[apis.PATH] = short
    api.put(vacancy("n4"), ago=timedelta())
    run = runs.run(after=timedelta(hours=6))
    assert ((0, 0), 5) == ((run.counts.removed, run.counts.read), len(runs.live()))


def test_pages_that_come_back_end_the_run(api: apis.VDAB, runs: Runs) -> None:
    """A list that gives the same page for every question is no list."""
    api.put(vacancy("A"))
    item = {"vacatureReferentie": {"interneReferentie": "A"}, "status": "GEPUBLICEERD"}
    api.server.serve(apis.PATH, json.dumps({"resultaten": [item]}).encode())
    run = runs.run()
    assert ("failed", True) == (run.status, "lead in a circle" in run.message)


def test_whole_vacancies_in_the_list_need_no_detail(api: apis.VDAB, runs: Runs) -> None:
    """Where the list gives everything, nothing else is asked."""
    body = {"totaalAantalResultaten": 2, "resultaten": [vacancy("A"), vacancy("C", ORDINARY)]}
    api.server.serve(apis.PATH, json.dumps(body).encode())
    run = runs.run()
    assert ({"A"}, (2, 1, 1), ["vacatures"]) == (
        set(runs.live()),
        (run.counts.read, run.counts.new, run.counts.rejected),
        api.asked(),
    )


def test_copy_on_this_machine(tmp_path: Path) -> None:
    """A file with vacancies is read without keys."""
    from tests.harvesters.fetching import fetcher

    path = tmp_path / "vacatures.json"
    path.write_text(json.dumps({"resultaten": [vacancy("A"), vacancy("B", INTERNS)]}), encoding="utf-8")
    harvester = VDAB(feed(str(path)))
    with fetcher(tmp_path, local=True) as http:
        found = [one for page in harvester.fetch(http, None) for one in harvester.parse(page)]
    assert ["A", "B"] == names(found)
