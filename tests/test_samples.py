"""The bundled sample lists: they render for any day, stay fictional, and are wrong exactly where they say so."""

import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import html
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from catalogue.feed import Feed
from catalogue.feedlist import read_feeds
from catalogue.offer.reading import read_offer
from catalogue.places import Places
from harvesters.base import Draft, Harvester, Page
from harvesters.csv import CSV
from harvesters.jsonld import JSONLD
from harvesters.p4 import P4
from harvesters.xlsx import XLSX
from samples.render import render

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REFUSED_BY_SCHEMA = {"WW-901", "WW-903"}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("samples") / "rendered"
    render(SAMPLES, target, TODAY)
    return target


@pytest.fixture(scope="module")
def sheet(rendered: Path) -> list[list[Any]]:
    """The rows of the workbook, header first, as a reader of workbooks sees them."""
    return CalamineWorkbook.from_path(str(rendered / "school.xlsx")).get_sheet_by_index(0).to_python()


@pytest.fixture(scope="module")
def rows(rendered: Path) -> list[dict[str, str]]:
    with open(rendered / "vereniging.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def lines(rendered: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (rendered / "gemeente.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def nodes(rendered: Path) -> list[dict[str, Any]]:
    """The nodes of the page's graph that are offers, not organisations."""
    (script,) = html.parse(str(rendered / "bedrijf.html"), parser=html.HTMLParser(encoding="utf-8")).xpath(
        "//script[@type='application/ld+json']"
    )
    return [node for node in json.loads(script.text)["@graph"] if node["@type"] != "Corporation"]


def test_feeds_name_the_rendered_lists(rendered: Path) -> None:
    """The operator's reader of feeds accepts `feeds.toml`, and every list it names is there."""
    feeds = read_feeds(rendered / "feeds.toml")
    assert {
        "voorbeeld-vereniging": "full",
        "voorbeeld-gemeente": "full",
        "voorbeeld-bedrijf": "facets",
        "voorbeeld-school": "full",
    } == {feed.key: feed.redistribution for feed in feeds}
    assert [] == [feed.url for feed in feeds if not Path(feed.url).is_file()]


def test_many_offers(
    rows: list[dict[str, str]], lines: list[dict[str, Any]], nodes: list[dict[str, Any]], sheet: list[list[Any]]
) -> None:
    """There is enough to search in, and as much in each list as its description says."""
    counts = [len(rows), len(lines), len(nodes), len(sheet) - 1]
    described = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [int(found) for found in re.findall(r"(\d+) (?:rows|lines|offers) (?:in|of)\b", described)] == counts
    assert sum(counts) >= 150


def test_no_placeholder_remains(rendered: Path, sheet: list[list[Any]]) -> None:
    """Nothing is left to fill in, neither in the text lists nor in the workbook."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in rendered.iterdir() if path.suffix != ".xlsx"}
    texts["school.xlsx"] = repr(sheet)
    assert [] == [name for name, text in texts.items() if "{{" in text]  # "}}" also closes nested JSON objects


def test_nothing_has_expired(
    rows: list[dict[str, str]], lines: list[dict[str, Any]], nodes: list[dict[str, Any]], sheet: list[list[Any]]
) -> None:
    """Every day up to which an offer holds lies ahead."""
    held = [datetime.strptime(row["geldig tot"], "%d/%m/%Y").replace(tzinfo=UTC).date() for row in rows]
    held += [date.fromisoformat(line["validThrough"]) for line in lines]
    held += [date.fromisoformat(node["validThrough"]) for node in nodes if "validThrough" in node]
    held += [row[sheet[0].index("geldig tot")] for row in sheet[1:]]
    assert [] == [day for day in held if day <= TODAY]


def test_lines_follow_the_schema(lines: list[dict[str, Any]]) -> None:
    """Every line of format p4 is valid but for the two that are wrong on purpose."""
    schema = json.loads((ROOT / "vocab/offer.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert REFUSED_BY_SCHEMA == {line["identifier"] for line in lines if not validator.is_valid(line)}


def test_workbook_has_typed_cells(sheet: list[list[Any]]) -> None:
    """A date is a date, a number is a number and a word is a word, as in a workbook that somebody typed."""
    first = dict(zip(sheet[0], sheet[1], strict=True))
    assert ("EX-01", 3000.0, 2.0, date(2027, 6, 2)) == (
        first["nummer"],
        first["postcode"],
        first["uren per week"],
        first["geldig tot"],
    )


def test_workbook_opens_elsewhere(rendered: Path, sheet: list[list[Any]]) -> None:
    """A second, stricter reader of workbooks sees the same rows, and knows which cells are dates."""
    opened = load_workbook(rendered / "school.xlsx")["Aanbod"]
    assert (len(sheet), len(sheet[0])) == (opened.max_row, opened.max_column)
    assert datetime(2027, 6, 2) == opened.cell(2, sheet[0].index("geldig tot") + 1).value  # noqa: DTZ001 – a sheet has no zones


def test_same_day_same_bytes(rendered: Path, tmp_path: Path) -> None:
    """Rendering twice on a day gives the same files, so that the second harvest finds nothing changed."""
    render(SAMPLES, tmp_path, TODAY)
    assert {path.name: path.read_bytes() for path in rendered.iterdir()} == {
        path.name: path.read_bytes() for path in tmp_path.iterdir()
    }


@pytest.mark.parametrize(
    ("placeholder", "expected"),
    [("{{today+90}}", "2027-02-22"), ("{{today-12|dmy}}", "12/11/2026"), ("{{now-3}}", "2026-11-21T08:00:00Z")],
)
def test_placeholders(tmp_path: Path, placeholder: str, expected: str) -> None:
    """Each of the three forms counts days from the given one."""
    assert expected == _rendered_alone(tmp_path, placeholder)


@pytest.mark.parametrize("placeholder", ["{{today}}", "{{now+3}}", "{{now-3|dmy}}", "{{tomorrow+1}}"])
def test_unknown_placeholder(tmp_path: Path, placeholder: str) -> None:
    """A slip of the pen is named with its list, never published."""
    with pytest.raises(ValueError, match=r"list\.jsonl: \{\{"):
        _rendered_alone(tmp_path, placeholder)


def test_every_provider_is_marked_fictional(
    rendered: Path,
    rows: list[dict[str, str]],
    lines: list[dict[str, Any]],
    nodes: list[dict[str, Any]],
    sheet: list[list[Any]],
) -> None:
    """Nobody can take one of these organisations for a real one."""
    feeds = tomllib.loads((rendered / "feeds.toml").read_text(encoding="utf-8"))["feeds"].values()
    names = [feed["publisher"] for feed in feeds] + [
        feed["options"]["provider"]["name"] for feed in feeds if "options" in feed
    ]
    names += [row["aanbieder"] for row in rows if row["aanbieder"]] + [line["provider"]["name"] for line in lines]
    named = [node.get("hiringOrganization") or node["provider"] for node in nodes]
    names += [
        organisation["name"] for organisation in named if "name" in organisation
    ]  # else a reference to the publisher
    names += [name for row in sheet[1:] if (name := row[sheet[0].index("aanbieder")])]
    assert [] == [name for name in names if not name.endswith("(fictief)")]


@pytest.mark.parametrize("name", ["vereniging.csv", "gemeente.jsonl", "bedrijf.html", "school.csv", "feeds.toml"])
def test_addresses_lead_nowhere(name: str) -> None:
    """Web and mail addresses are under example.org, telephone numbers in a range that no one has."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    hosts = set(re.findall(r"(?:https?://|[\w.+-]+@)([\w.-]+\w)", text))
    known = {"schema.org", "w3id.org", "creativecommons.org", "gmail.com"}
    assert set() == {host for host in hosts - known if not host.endswith(".example.org")}
    numbers = re.findall(r"\b0\d{1,2} \d{3}(?: \d{2,3})+\b", text)
    assert [] == [number for number in numbers if number.split()[1] != "000"]


@pytest.mark.parametrize(
    ("key", "reader", "expected"),
    [
        (
            "voorbeeld-vereniging",
            CSV,
            {
                "KL-901": "unknown-place",
                "KL-902": "reversed",
                "KL-903": "not-in-scheme",
                "KL-905": "contact-dropped",
                "KL-027": "duplicate",
            },
        ),
        (
            "voorbeeld-gemeente",
            P4,
            {
                "WW-901": "missing",
                "WW-902": "postcode-elsewhere",
                "WW-903": "not-in-scheme",
                "WW-905": "unknown-key",
                "WW-203": "duplicate",
            },
        ),
        (
            "voorbeeld-bedrijf",
            JSONLD,
            {"KM-90": "company-volunteering", "KM-91": "reversed", "KM-92": "missing"},
        ),
        (
            "voorbeeld-school",
            XLSX,
            {
                "EX-901": "unreadable-level",
                "EX-902": "missing",
                "EX-903": "reversed",
                "EX-904": "postcode-elsewhere",
                "EX-905": "unknown-place",
            },
        ),
    ],
)
def test_wrong_exactly_where_documented(
    rendered: Path, places: Places, key: str, reader: Callable[[Feed], Harvester], expected: dict[str, str]
) -> None:
    """The catalogue has nothing to say of any record but those that the README lists."""
    (feed,) = (feed for feed in read_feeds(rendered / "feeds.toml") if feed.key == key)
    found = dict(_remarks(reader(feed), feed, places))
    assert expected == found
    documented = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [] == [name for name in found if f"| {name} |" not in documented]


def test_page_gives_all_its_offers(rendered: Path, places: Places, nodes: list[dict[str, Any]]) -> None:
    """Every node of the page that is an offer is read, each with a place or an area and the level it asks for."""
    (feed,) = (feed for feed in read_feeds(rendered / "feeds.toml") if feed.format == "jsonld")
    drafts = list(JSONLD(feed).parse(Page(url="bedrijf.html", path=feed.url)))
    offers = [
        offer
        for draft in drafts
        if isinstance(draft, Draft) and (offer := read_offer(draft.data, places=places, now=NOW).offer)
    ]
    assert (len(nodes), len(nodes) - 3) == (len(drafts), len(offers))
    assert {"internship", "mentoring"} == {kind for offer in offers for kind in offer.kind}
    assert [] == [offer.identifier for offer in offers if not offer.place and not offer.area_served]
    asked = [node for node in nodes if "Nederlands niveau" in node.get("qualifications", "")]
    assert len(asked) == sum(offer.dutch_level_min is not None for offer in offers)


def _remarks(harvester: Harvester, feed: Feed, places: Places) -> Iterator[tuple[str, str]]:
    """Identifier and last finding of each record that is not plainly taken in."""
    taken = set()
    for draft in harvester.parse(Page(url=feed.url, path=feed.url)):
        assert isinstance(draft, Draft)
        reading = read_offer(draft.data, places=places, now=NOW)
        identifier = reading.identifier or draft.where
        problems = (*draft.warnings, *reading.problems)
        if identifier in taken:
            yield identifier, "duplicate"
        elif problems:
            yield identifier, problems[-1].code
        taken.add(identifier)


def _rendered_alone(folder: Path, text: str) -> str:
    """What becomes of a list that holds just this text."""
    (folder / "feeds.toml").write_text('[feeds.one]\nurl = "list.jsonl"\n', encoding="utf-8")
    (folder / "list.jsonl").write_text(text, encoding="utf-8")
    render(folder, folder / "out", TODAY)
    return (folder / "out/list.jsonl").read_text(encoding="utf-8")
