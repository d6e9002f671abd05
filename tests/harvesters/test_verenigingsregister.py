"""Format verenigingsregister: through its API with changes and details, and association by association."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from catalogue.feed import Cursor, Feed
from catalogue.offer.model import Provider
from catalogue.places import Places
from catalogue.record import identifier_of
from catalogue.store import Store
from harvesters.base import Described, Page, Record, Rejected
from harvesters.document import Unreadable
from harvesters.errors import NotModified
from harvesters.fetch import HttpFetcher
from harvesters.verenigingsregister import Verenigingsregister
from tests.catalogue.listed import Listed
from tests.conftest import NOW
from tests.harvesters.apis import verenigingsregister as apis
from tests.harvesters.apis.verenigingsregister import KEY, association
from tests.harvesters.server import Reply, Server

OPTIONS = {"api_key_env": "VERENIGINGSREGISTER_API_KEY"}


def feed(url: str = "https://example.org/v1/verenigingen/mutaties") -> Feed:
    return Feed(
        key="register",
        format="verenigingsregister",
        url=url,
        title="Register (fictief)",
        publisher="Register (fictief)",
        licence="https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0",
        options=OPTIONS,
    )


def parsed(folder: Path, document: Any) -> list[Record]:
    path = folder / "answer.json"
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    return list(Verenigingsregister(feed()).parse(Page(url="https://example.org/v1/verenigingen/V1", path=str(path))))


def described(folder: Path, **changes: Any) -> Described:
    (found,) = parsed(folder, association("V0001001", **changes))
    assert isinstance(found, Described)
    return found


# — one association —


def test_association_becomes_a_provider(tmp_path: Path) -> None:
    """Name, kind, numbers, municipality, page and contact; no address, which may be somebody's home, and no names."""
    found = described(tmp_path)
    assert {
        "name": "Wandelkring (fictief)",
        "type": "non-profit",
        "kbo": "0000000097",
        "vCode": "V0001001",
        "municipality": "Gent",
        "url": "https://kring.example.org",
        "contact": {"email": "onthaal@example.org", "telephone": "09 000 00 00"},
    } == dict(found.provider)
    assert ("V0001001", False) == (identifier_of(found), "Mieke" in str(found) or "Thuisstraat" in str(found))


def test_provider_is_valid(tmp_path: Path) -> None:
    """It has the shape of a provider in the offer schema."""
    assert "V0001001" == msgspec.convert(dict(described(tmp_path).provider), Provider).v_code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("FV", "informal-association"),
        ("VZER", "informal-association"),
        ("IVZW", "non-profit"),
        ("PS", "non-profit"),
        ("?", None),
    ],
)
def test_types(tmp_path: Path, code: str, expected: str | None) -> None:
    """By the register's code; unknown where it is another."""
    assert expected == described(tmp_path, verenigingstype={"code": code}).provider.get("type")


PRIMARY = {"locatietype": "Activiteiten", "isPrimair": True, "adres": {"gemeente": "Mechelen"}}
ACTIVITIES = {"locatietype": "Activiteiten", "isPrimair": False, "adres": {"gemeente": "Gentbrugge"}}
SEAT = {"locatietype": "Maatschappelijke zetel volgens KBO", "adres": {"gemeente": "Leuven"}}


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([ACTIVITIES, SEAT, PRIMARY], "Mechelen"),
        ([ACTIVITIES, SEAT], "Leuven"),
        ([ACTIVITIES], "Gentbrugge"),
        ([], None),
    ],
)
def test_municipality(tmp_path: Path, places: list[dict[str, Any]], expected: str | None) -> None:
    """Of the primary location, else the seat, else any."""
    assert expected == described(tmp_path, locaties=places).provider.get("municipality")


def test_enterprise_number_that_is_none(tmp_path: Path) -> None:
    """Wrong check digits are told, and not used."""
    found = described(tmp_path, sleutels=[{"bron": "KBO", "waarde": "0000000001"}])
    assert (None, ["unused-value"]) == (
        found.provider.get("kbo"),
        [one.code for one in found.warnings if one.code != "unmapped-key"],
    )


def test_unmapped_properties_are_told_once(tmp_path: Path) -> None:
    """Audience, areas and activities have no place in a provider: said once for the whole source."""
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(association("V0001001")), encoding="utf-8")
    register, page = Verenigingsregister(feed()), Page(url="https://example.org/v1/verenigingen/V1", path=str(path))
    first, second = (
        [one.pointer for found in register.parse(page) if isinstance(found, Described) for one in found.warnings]
        for _ in range(2)
    )
    assert (
        ["#/vereniging/doelgroep", "#/vereniging/hoofdactiviteitenVerenigingsloket", "#/vereniging/werkingsgebieden"],
        [],
    ) == (first, second)


@pytest.mark.parametrize(
    "document",
    [{}, {"vereniging": {}}, {"vereniging": []}, association("V1", naam=...), association("V1", status="Gestopt")],
)
def test_what_is_no_active_association_is_out(tmp_path: Path, document: Any) -> None:
    """Without name or number, or stopped."""
    (rejected,) = parsed(tmp_path, document)
    assert isinstance(rejected, Rejected)
    assert ["out-of-scope"] == [one.code for one in rejected.problems]


@pytest.mark.parametrize(
    "value", [None, 0, True, "", "x" * 5000, [], [[]], {}, {"code": {}}, [{"adres": [None]}], [None]]
)
def test_every_property_may_hold_anything(tmp_path: Path, value: Any) -> None:
    """No shape of any property breaks the reading, nor the provider that comes of it."""
    for key in association("V1")["vereniging"]:
        for one in parsed(tmp_path, association("V1", **{key: value})):
            if isinstance(one, Described):
                msgspec.convert(dict(one.provider), Provider)


@pytest.mark.parametrize(
    ("body", "message"),
    [(b"", "is empty"), (b"<html></html>", "web page"), (b'{"vereniging": ', "the register"), (b"7", "the register")],
)
def test_other_answers_are_refused_whole(tmp_path: Path, body: bytes, message: str) -> None:
    """What is no answer of the register fails the run."""
    with pytest.raises(Unreadable, match=message):
        parsed(tmp_path, body)


# — asking —


@pytest.fixture
def api(server: Server, monkeypatch: pytest.MonkeyPatch) -> apis.Register:
    monkeypatch.setenv("VERENIGINGSREGISTER_API_KEY", KEY)
    return apis.Register(server)


def asked(
    api: apis.Register, http: HttpFetcher, cursor: Cursor | None = None
) -> tuple[list[str], list[Record], Cursor]:
    """The vCodes of what was described, every record, and where the next run goes on."""
    register = Verenigingsregister(feed(api.url))
    pages = list(register.fetch(http, cursor))
    found = [one for page in pages for one in register.parse(page)]
    names = [str(one.provider["vCode"]) for one in found if isinstance(one, Described)]
    return names, found, pages[-1].cursor or Cursor()


def test_first_reading(api: apis.Register, http: HttpFetcher) -> None:
    """The changes from the beginning, and the detail of each in their order."""
    api.put(*(association(f"V000100{at}") for at in range(3)))
    names, _, cursor = asked(api, http)
    assert (["V0001000", "V0001001", "V0001002"], "21", ["0"]) == (names, cursor.state, api.since())


def test_reading_on(api: apis.Register, http: HttpFetcher) -> None:
    """One change later: the changes since, and one detail."""
    api.put(association("V0001000"), association("V0001001"))
    _, _, cursor = asked(api, http)
    before = len(api.asked())
    api.put(association("V0001000", naam="Anders (fictief)"))
    names, _, after = asked(api, http, cursor)
    assert (["V0001000"], ["mutaties", "V0001000"], "21") == (names, api.asked()[before:], after.state)


def test_nothing_changed(api: apis.Register, http: HttpFetcher) -> None:
    """One request, and it says so."""
    api.put(association("V0001000"))
    _, _, cursor = asked(api, http)
    with pytest.raises(NotModified):
        list(Verenigingsregister(feed(api.url)).fetch(http, cursor))


def test_withdrawn_associations_are_counted(api: apis.Register, http: HttpFetcher) -> None:
    """Stopped, or no longer public: the register does not say which, and there is nothing to complete."""
    api.put(association("V0001000"), association("V0001001"), association("V0001002"))
    api.withdraw("V0001001")
    api.withdraw("V0001002")
    names, found, cursor = asked(api, http)
    assert (["V0001000"], [2], "35") == (names, [one.count for one in found if isinstance(one, Rejected)], cursor.state)


def test_one_that_never_comes_holds_nothing_up(api: apis.Register, http: HttpFetcher) -> None:
    """It is told, and the others are read."""
    api.put(*(association(f"V000100{at}") for at in range(3)))
    api.server.routes[f"{apis.PATH}/V0001001"] = lambda asked: Reply(status=500)
    names, found, cursor = asked(api, http)
    rejected = [(one.record, one.problems[0].code) for one in found if isinstance(one, Rejected)]
    assert (["V0001000", "V0001002"], [("V0001001", "page-unread")], "21") == (names, rejected, cursor.state)


def test_reading_that_takes_several_runs(
    api: apis.Register, http: HttpFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of time it stops, and goes on there."""
    api.put(*(association(f"V000100{at}") for at in range(3)))
    monkeypatch.setattr("harvesters.verenigingsregister.WITHIN_S", -1)
    names: list[str] = []
    cursor = None
    for _ in range(3):
        found, _, cursor = asked(api, http, cursor)
        names += found
    assert ["V0001000", "V0001001", "V0001002"] == names


# — runs —


class Runs(Listed):
    """Runs of the register."""

    def __init__(self, api: apis.Register, store: Store, places: Places, folder: Path) -> None:
        super().__init__(
            api.server, store, places, folder, NOW, format="verenigingsregister", url=api.url, options=OPTIONS
        )


@pytest.fixture
def runs(api: apis.Register, store: Store, places: Places, tmp_path: Path) -> Runs:
    return Runs(api, store, places, tmp_path)


def test_runs_of_the_register(api: apis.Register, runs: Runs) -> None:
    """Details once, then one request while nothing changes; no offer comes of it."""
    api.put(association("V0001000"), association("V0001001"))
    first = runs.run()
    second = runs.run(after=timedelta(hours=6))
    assert (("done", 4), ("unchanged", 1), {}) == (  # and robots.txt
        (first.status, first.requests),
        (second.status, second.requests),
        runs.live(),
    )


@pytest.mark.parametrize(
    ("key", "message"),
    [("verkeerd", "does not accept the key in VERENIGINGSREGISTER_API_KEY"), (None, "which is not set")],
)
def test_keys_that_are_wrong(
    key: str | None, message: str, api: apis.Register, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After five associations that may not be had the run fails, and names the variable."""
    if key:
        monkeypatch.setenv("VERENIGINGSREGISTER_API_KEY", key)
    else:
        monkeypatch.delenv("VERENIGINGSREGISTER_API_KEY")
    api.put(*(association(f"V000100{at}") for at in range(7)))
    run = runs.run()
    assert ("failed", True) == (run.status, message in run.message)


def test_register_that_is_away(api: apis.Register, runs: Runs) -> None:
    """The next run goes on where the last good one ended."""
    api.put(association("V0001000"))
    runs.run()
    api.put(association("V0001001"))
    changes = api.server.routes[f"{apis.PATH}/mutaties"]
    api.server.routes[f"{apis.PATH}/mutaties"] = lambda asked: Reply(status=503)
    away = runs.run(after=timedelta(hours=6))
    api.server.routes[f"{apis.PATH}/mutaties"] = changes
    back = runs.run(after=timedelta(hours=6))
    assert ("unreachable", "done", "7") == (away.status, back.status, api.since()[-1])
