"""From a header and rows of cells to drafts: columns, options, identifiers, and what is said of what was not read."""

import random
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from catalogue.errors import BadInput
from catalogue.offer.privacy import is_forbidden
from catalogue.offer.reading import Reading, read_offer
from catalogue.places import Places
from harvesters.base import Draft, Rejected
from harvesters.csv import CSV
from harvesters.template import COLUMNS
from tests.harvesters.lists import HEADER, OFFER, ROW, drafts, feed, findings, offers, parsed, refusal, said

COLUMN_MAPS = Path(__file__).parents[2] / "docs/publishing/column-maps.md"
PLATFORM = (
    '"PLACEMENTID","NAME","DESCRIPTION","TAGS","LOCATIONTYPE","LOCATION","CITY","POSTALCODE","OPPTYPE","WEBLINK","STARTDATE",'
    '"ENDDATE","AUTHORISED"\n'
    '"11","Helping at the repair café","Mend things, together.","repair,coffee,repair","Across an Area","Werkhuis","Mechelen",'
    '"2800","Flexible","https://example.org/11","2026-12-01","2027-06-30","True"\n'
    '"12","Stewarding a run","Show runners the way.","sport","Across an Area","Track","Birmingham","B15 4FG","Sessional",'
    '"https://example.org/12","2026-12-01","2027-06-30","True"\n'
    '"13","Garden day","Weeding.","garden","Across an Area","Garden","Mechelen","2800","Sessional","https://example.org/13",'
    '"2026-09-01","2026-11-06","True"\n'
    '"14","Not yet approved","Later.","","Across an Area","Hall","Mechelen","2800","Flexible","https://example.org/14",'
    '"2026-12-01","2027-06-30","False"\n'
)


@pytest.mark.parametrize(
    "header",
    [
        "titel;soort;aanbieder;gemeente",
        "title;kind;provider;municipality",
        "TITEL;Soort aanbod;Organisatie;Stad of gemeente",
        " Titel * ;soort (verplicht);aanbieder:;gemeente (naam)",
        "naam_van_het_aanbod;soort-aanbod;aanbieder;gemeente",
    ],
)
def test_headers(tmp_path: Path, header: str) -> None:
    """Dutch, English and other usual names; case, accents, punctuation and notes do not matter."""
    assert [OFFER] == offers(drafts(tmp_path, f"{header}\n{ROW}"))


@pytest.mark.parametrize("language", ["Duits", "Arabisch", "pashto"])
def test_a_text_in_another_language_is_not_the_dutch_one(tmp_path: Path, language: str) -> None:
    """A column that names its language is not taken for the one without."""
    found = drafts(tmp_path, f"titel ({language});{HEADER}X;{ROW}")
    assert ([OFFER], [("unknown-column", "A1", f"titel ({language})")]) == (offers(found), findings(found))


def test_titles_and_notes_above_the_header(tmp_path: Path) -> None:
    """The header is the row that names most columns; rows keep the numbers that the sheet shows."""
    found = drafts(tmp_path, f"Aanbod 2026;;;\nMet dank aan iedereen;;titel;\n;;;\n{HEADER}{ROW}")
    assert ([OFFER], ["row 5"]) == (offers(found), [one.where for one in found])


@pytest.mark.parametrize(
    "second", ["title;kind;provider;municipality\n", "Title *;Kind (required);;Municipality\n", HEADER]
)
def test_second_header(tmp_path: Path, second: str) -> None:
    """A row that only names the columns again, in another language or half-way, is no offer."""
    assert [OFFER, OFFER] == offers(drafts(tmp_path, HEADER + second + ROW + second + ROW))


def test_an_offer_called_as_another_column(tmp_path: Path) -> None:
    """A title may be a word that names some other column."""
    assert [{"title": {"nl": "Intake"}}] == offers(drafts(tmp_path, HEADER + "Intake;;;\n"))


def test_remarks_and_blank_rows(tmp_path: Path) -> None:
    """A loose # before a row, a cell with # alone, and rows of blanks are no offers."""
    found = drafts(tmp_path, f"{HEADER}# oud, niet meer;x;;\n;;;\n\n #later;;;\n;# ook dit;;\n   ;;;\n{ROW}")
    assert ([OFFER], ["row 8"]) == (offers(found), [one.where for one in found])


def test_an_identifier_that_starts_with_a_hash_is_no_remark(tmp_path: Path) -> None:
    """`#12` before other cells is a number, and its offer is read."""
    assert ["#12"] == [said(one)["identifier"] for one in drafts(tmp_path, f"nummer;{HEADER}#12;{ROW}")]


def test_short_rows(tmp_path: Path) -> None:
    """Cells that are not there are empty."""
    assert [{"title": {"nl": "A"}}] == offers(drafts(tmp_path, HEADER + "A\n"))


def test_cells_beyond_the_header(tmp_path: Path) -> None:
    """What stands right of the header is said; empty cells there are not."""
    found = drafts(tmp_path, f"{HEADER}{ROW[:-1]};;x\n{ROW[:-1]};;\n")
    assert [("cells-without-header", "E2", None)] == findings(found)


def test_unknown_column(tmp_path: Path) -> None:
    """Said once, at its cell, with the likely name where there is one."""
    found = drafts(tmp_path, "titel;soort;aanbeider;kleur\n" + "A;buddy;x;rood\n" * 3)
    assert [
        ("unknown-column", "C1", "aanbeider", "Bedoelde u “aanbieder”?"),
        (
            "unknown-column",
            "D1",
            "kleur",
            "Gebruik een naam uit het sjabloon, of laat de beheerder deze kolom koppelen.",
        ),
    ] == [(one.code, one.pointer, one.value, (one.suggestion or {})["nl"]) for draft in found for one in draft.warnings]


def test_repeated_column(tmp_path: Path) -> None:
    """Of two columns with one meaning the first counts, and the second is said."""
    found = drafts(tmp_path, "titel;soort;titel\nA;buddy;B\n")
    assert ([{"title": {"nl": "A"}, "kind": ["buddy"]}], [("repeated-column", "C1", "titel")]) == (
        offers(found),
        findings(found),
    )


def test_all_problems_of_a_row_at_once(tmp_path: Path) -> None:
    """Every cell that cannot be read is a warning with its name and what stands there; the others are read."""
    found = drafts(tmp_path, "titel;niveau nederlands;einde;kostprijs;plaatsen\nA;D1;31/02/2027;5 à 10 euro;4\n")
    assert [{"title": {"nl": "A"}, "places": 4}] == offers(found)
    assert [
        ("unreadable-level", "B2", "D1"),
        ("unreadable-date", "C2", "31/02/2027"),
        ("unreadable-amount", "D2", "5 à 10 euro"),
    ] == findings(found)


def test_a_problem_speaks_two_languages_and_says_what_to_do(tmp_path: Path) -> None:
    """Sentence and suggestion in nl and en, with the word that was probably meant."""
    ((problem,),) = [one.warnings for one in drafts(tmp_path, HEADER + "A;budy;x;Gent\n")]
    assert problem.suggestion is not None
    assert (
        "In de kolom “soort” is “budy” niet begrepen.",
        "In the column “soort”, “budy” could not be read.",
        "Bedoelde u “buddy”? Verwacht wordt één van:",
        "Did you mean “buddy”? Expected is one of:",
    ) == (
        problem.message["nl"],
        problem.message["en"],
        problem.suggestion["nl"][:43],
        problem.suggestion["en"][:41],
    )


def test_pieces_that_cannot_be_read(tmp_path: Path) -> None:
    """Of several values in a cell the readable ones count and each other one is said."""
    found = drafts(tmp_path, "titel;brugtalen\nA;Frans, Klingon, Arabisch en Elfs\n")
    assert ([["fr", "ar"]], ["Klingon", "Elfs"]) == (
        [said(one)["bridgeLanguage"] for one in found],
        [value for _, _, value in findings(found)],
    )


def test_a_flood_of_pieces_is_said_once(tmp_path: Path) -> None:
    """A cell of nonsense gives one warning, not thousands."""
    words = ",".join(f"woord{at}" for at in range(5_000))
    assert 1 == len(findings(drafts(tmp_path, f"titel;brugtalen\nA;{words}\n".replace(",", "|"))))


def test_unreadable_kind_goes_on_to_the_reader(tmp_path: Path, places: Places, now: datetime) -> None:
    """An unknown kind is told as such, not as missing."""
    (draft,) = drafts(tmp_path, HEADER + "A;koffieklets;x;Gent\n")
    assert ["not-in-scheme"] == _codes(read_offer(draft.data, places=places, now=now))


@pytest.mark.parametrize("nothing", ["-", "n.v.t.", "onbekend", "?", "#N/A", "#VERW!", "#DEEL/0!", "​"])
def test_cells_that_say_nothing(tmp_path: Path, nothing: str) -> None:
    """A dash, “onbekend”, or an error of the sheet is unknown, and no problem."""
    found = drafts(tmp_path, f"titel;webpagina;plaatsen;halte\nA;{nothing};{nothing};{nothing}\n")
    assert ([{"title": {"nl": "A"}}], []) == (offers(found), findings(found))


def test_a_value_that_may_be_personal_is_not_repeated(tmp_path: Path) -> None:
    """What is typed where a mailbox or number belongs stays out of the report."""
    found = drafts(tmp_path, "titel;e-mail;soort\nA;bel Piet op 0470 00 00 00;85.07.30-033.28\n")
    assert [("unreadable-email", "B2", None), ("unreadable-kind", "C2", None)] == findings(found)
    assert [] == [draft for draft in found if "Piet" in str(draft) or "85.07" in str((draft.data, draft.warnings))]


def test_a_mobile_number_in_a_report_is_redacted(tmp_path: Path) -> None:
    """A number in a cell of another kind is replaced before the cell is shown."""
    assert [("unreadable-schedule", "B2", "bel [gsm-nummer weggelaten] voor een uur")] == findings(
        drafts(tmp_path, "titel;wanneer\nA;bel 0470 00 00 00 voor een uur\n")
    )


@pytest.mark.parametrize(
    ("column", "cell", "code", "taken"),
    [
        ("rijksregisternummer", "85.07.30-033.28", "personal-data", False),
        ("Geboortedatum (dd/mm/jjjj)", "30/07/1985", "personal-data", False),
        ("aanwezigheid", "ja", "control-about-a-person", False),
        ("voornaam", "Piet", "personal-data-dropped", True),
    ],
)
def test_columns_about_persons(
    tmp_path: Path, places: Places, now: datetime, column: str, cell: str, code: str, taken: bool
) -> None:
    """Newcomers' data and control quarantine the record, a volunteer's are dropped; at the cell, and never repeated."""
    (draft,) = drafts(tmp_path, f"nummer;{column};{HEADER}N-1;{cell};{ROW}")
    reading = read_offer(draft.data, places=places, now=now)
    assert (taken, [code], ["B2"]) == (
        reading.offer is not None,
        _codes(reading),
        [draft.places[one.pointer] for one in reading.problems],
    )
    assert [] == [one for one in (said(draft), reading.problems, draft.warnings) if cell in str(one) and len(cell) > 3]


@pytest.mark.parametrize("nothing", ["", " ", "-", "n.v.t."])
def test_empty_columns_about_persons(tmp_path: Path, nothing: str) -> None:
    """A column about persons in which nothing stands harms nobody."""
    assert [OFFER] == offers(drafts(tmp_path, f"rijksregisternummer;{HEADER}{nothing};{ROW}"))


def test_no_column_of_the_template_is_about_persons() -> None:
    """Otherwise no list in the template could be read."""
    assert [] == [name for one in COLUMNS for name in (one.name, one.nl, *one.also) if is_forbidden(name)]


# — identifiers —


def test_identifiers_survive_another_order_of_rows(tmp_path: Path) -> None:
    """Rows without a number keep the identifier that was derived for them."""
    rows = [f"Titel {at};buddy;Huis {at % 3} (fictief);Gent\n" for at in range(20)]
    shuffled = random.Random(1).sample(rows, len(rows))
    assert _derived(drafts(tmp_path, HEADER + "".join(rows))) == _derived(drafts(tmp_path, HEADER + "".join(shuffled)))


def test_identifiers_survive_edits_of_other_cells(tmp_path: Path) -> None:
    """Another price, text or language, case or blanks change nothing of who the offer is."""
    plain = drafts(tmp_path, f"{HEADER[:-1]};kostprijs\n{ROW[:-1]};gratis\n")
    edited = drafts(
        tmp_path,
        "titel (Frans);titel;soort;aanbieder;gemeente;kostprijs\nTable;PRAATTAFEL ;oefenkans;Buurthuis (fictief);Gent;5\n",
    )
    assert [said(one)["identifier"] for one in plain] == [said(one)["identifier"] for one in edited]


@pytest.mark.parametrize("row", ["Babbel;taaloefenkans;Buurthuis (fictief);Gent\n", ROW.replace("Gent", "Aalst")])
def test_another_offer_has_another_identifier(tmp_path: Path, row: str) -> None:
    """Title, kind, provider and municipality tell offers apart."""
    assert 2 == len(_derived(drafts(tmp_path, HEADER + ROW + row)))


def test_rows_that_offer_the_same_are_numbered(tmp_path: Path) -> None:
    """Nothing is lost of rows that cannot be told apart."""
    one, two, three = (said(draft)["identifier"] for draft in drafts(tmp_path, HEADER + ROW * 3))
    assert [f"{one}-2", f"{one}-3"] == [two, three]


def test_an_identifier_that_is_there_is_kept(tmp_path: Path) -> None:
    """Only rows without one get one derived."""
    found = drafts(tmp_path, f"nummer;{HEADER}A 1;{ROW};{ROW}-;{ROW}")
    assert ["A 1", False, True, True] == [said(found[0])["identifier"], *(one.derived for one in found)]


# — options —


def test_column_map(tmp_path: Path) -> None:
    """Their headers mean what the operator says, however they are written."""
    found = drafts(
        tmp_path, f"Wat?;Waarvoor;wie_doet_het;STAD\n{ROW}",
        columns={"wat": "titel", "WAARVOOR": "kind", "Wie doet het": "aanbieder", "Stad": "gemeente"},
    )  # fmt: skip
    assert ([OFFER], []) == (offers(found), findings(found))


def test_mapped_column_goes_before_one_that_bears_the_name(tmp_path: Path) -> None:
    """The operator's word counts for more than a header, wherever the columns stand."""
    found = drafts(tmp_path, "omschrijving;titel;lang\nkort;A;een lange\n", columns={"lang": "omschrijving"})
    assert ([{"nl": "een lange"}], [("repeated-column", "A1", "omschrijving")]) == (
        [said(one)["description"] for one in found],
        findings(found),
    )


def test_provider_of_rows_that_name_none(tmp_path: Path) -> None:
    """Rows without a provider, or that name this one, get what the option says of it; another keeps its own."""
    kring = {"name": "Kring (fictief)", "type": "non-profit"}
    found = drafts(
        tmp_path, "titel;soort;aanbieder\nA;buddy;\nB;buddy;Kring (fictief)\nC;buddy;Ander (fictief)\n", provider=kring
    )
    assert [kring, kring, {"name": "Ander (fictief)"}] == [said(one)["provider"] for one in found]


def test_defaults_fill_empty_cells_only(tmp_path: Path) -> None:
    """A default stands in for nothing that was typed: not for a value, not for “onbekend”, not for what is unreadable."""
    found = drafts(
        tmp_path,
        "titel;niveau nederlands;gemeente\nA;;Gent\nB;B1;\nC;D1;\nD;onbekend;\n",
        defaults={
            "niveau nederlands": "A1",
            "soort": "buddy",
            "gemeente": "Aalst",
            "functional": True,
            "brugtalen": ["Frans", "ar"],
        },
    )
    assert [("A1", "Gent"), ("B1", "Aalst"), (None, "Aalst"), (None, "Aalst")] == [
        (said(one).get("dutchLevelMin"), said(one)["place"]["municipality"]) for one in found
    ]
    assert [(["buddy"], {"functional": True}, ["fr", "ar"])] * 4 == [
        (said(one)["kind"], said(one)["contact"], said(one)["bridgeLanguage"]) for one in found
    ]


def test_only_rows_that_are_meant(tmp_path: Path) -> None:
    """Rows without the value that is asked for are rejected at that cell; the column itself is no problem."""
    text = "nummer;titel;OK?\n1;A;Ja\n2;B;nee\n3;C;\n4;D;JA \n"
    found = parsed(CSV, tmp_path, text.encode(), only={"ok": ["ja"]})
    assert [("1", ()), ("2", "C3"), ("3", "C4"), ("4", ())] == [
        (said(one)["identifier"], one.warnings) if isinstance(one, Draft) else (one.record, one.problems[0].pointer)
        for one in found
        if isinstance(one, Draft | Rejected)
    ]


def test_only_with_a_missing_column(tmp_path: Path) -> None:
    """Where nothing says which rows are meant, none is used."""
    assert "The column 'OK', which says what rows are meant" in refusal(
        CSV, tmp_path, (HEADER + ROW).encode(), only={"OK": 1}
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"columns": 3}, "feeds.list.options.columns is 3: expected a table."),
        ({"columns": {"a": "titell"}}, "'titell' (for 'a') is not a column of the template. Did you mean 'titel'?"),
        ({"columns": {"a": "xyz"}}, "'xyz' (for 'a') is not a column of the template. Columns: identifier, title"),
        ({"columns": {"Rijksregisternummer": "nummer"}}, "'Rijksregisternummer' is about persons and is never read."),
        ({"defaults": {"soort": "koffie"}}, "options.defaults.kind is 'koffie': expected one of: buddy"),
        ({"defaults": {"kleur": "rood"}}, "'kleur' (for 'kleur') is not a column"),
        ({"provider": {"naam": "x"}}, "options.provider has no name."),
        ({"only": "ja"}, "options.only is 'ja': expected a table."),
    ],
)
def test_options_that_cannot_be(options: dict[str, Any], said: str) -> None:
    """A slip in the feed's options is named before anything is read."""
    with pytest.raises(BadInput) as caught:
        CSV(feed("list", **options))
    assert said.replace("feeds.list", "feeds.lijst") in str(caught.value)


def test_postcode_before_the_municipality(tmp_path: Path) -> None:
    """`9000 Gent` in one cell is a postcode and a municipality, unless a postcode stands elsewhere."""
    found = drafts(tmp_path, "titel;gemeente;postcode\nA;9000 Gent;\nB;9000 Gent;9050\n")
    assert [{"municipality": "Gent", "postcode": "9000"}, {"municipality": "9000 Gent", "postcode": "9050"}] == [
        said(one)["place"] for one in found
    ]


def test_documented_map_of_a_platform(tmp_path: Path, places: Places, now: datetime) -> None:
    """The example in the documentation does what its tables say, column by column and row by row."""
    example = COLUMN_MAPS.read_text(encoding="utf-8").split("```toml")[2].partition("```")[0]
    found = parsed(CSV, tmp_path, PLATFORM.encode(), **tomllib.loads(example)["feeds"]["platform"]["options"])
    first = found[0]
    assert isinstance(first, Draft)
    assert {
        "identifier": "11",
        "title": {"en": "Helping at the repair café"},
        "description": {"en": "Mend things, together."},
        "keyword": ["repair", "coffee"],
        "place": {"street": "Werkhuis", "municipality": "Mechelen", "postcode": "2800"},
        "url": "https://example.org/11",
        "starts": "2026-12-01",
        "validThrough": "2027-06-30",
        "kind": ["volunteering"],
        "provider": {"name": "Vrijwilligerspunt (fictief)", "type": "non-profit"},
    } == first.data
    assert [
        ("11", ["unknown-column", "unknown-column"]),
        ("12", ["unreadable-postcode", "unknown-place"]),
        ("13", ["expired"]),
        ("14", ["not-meant"]),
    ] == [
        (one.record, [problem.code for problem in one.problems])
        if isinstance(one, Rejected)
        else (
            said(one)["identifier"],
            [*(w.code for w in one.warnings), *_codes(read_offer(one.data, places=places, now=now))],
        )
        for one in found
        if isinstance(one, Draft | Rejected)
    ]


def _derived(found: list[Draft]) -> dict[str, str]:
    """Derived identifier → title."""
    assert [] == [one for one in found if not one.derived]
    return {said(one)["identifier"]: said(one)["title"]["nl"] for one in found}


def _codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.problems]
