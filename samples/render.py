"""Copies the sample lists with dates counted from a given day, so that they never grow old.

In the text of a list, `{{today+90}}` becomes the ISO date 90 days on, `{{today-12|dmy}}` the day as `dd/mm/yyyy`, and
`{{now-3}}` the instant three days ago at 08:00 UTC. `feeds.toml` says which lists there are; one that is a workbook (`.xlsx`) is
kept here as CSV, for a workbook cannot be read in a review nor hold such dates. Standard library only.
"""

import csv
import io
import re
import tomllib
import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}")
_KNOWN = re.compile(r"(?:(today)([+-]\d+)(\|dmy)?|(now)(-\d+))")
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:[.,]\d+)?")

_SHEET_EPOCH = date(1899, 12, 30)
"""Day 0 of a workbook's calendar (ECMA-376 part 1, §18.17.4.1, the 1900 date base)."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Aanbod" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # Cell format 1 shows a number as a date: built-in format 14 (ECMA-376 part 1, §18.8.30). Programs expect the rest.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def render(source: Path, target: Path, today: date) -> None:
    """Write `feeds.toml` and every list it names from the folder `source` into `target` (made where it is missing).

    The same day gives the same bytes. Raises `ValueError` for a placeholder that is not one of those above and
    `FileNotFoundError` for a list that is not there.
    """
    target.mkdir(parents=True, exist_ok=True)
    feeds = source / "feeds.toml"
    names = [feed["url"] for feed in tomllib.loads(feeds.read_text(encoding="utf-8"))["feeds"].values()]
    for name in (feeds.name, *names):
        if name.endswith(".xlsx"):
            text = _dated(source / Path(name).with_suffix(".csv"), today)
            _write_workbook(target / name, list(csv.reader(io.StringIO(text, newline=""), delimiter=";")))
        else:
            (target / name).write_bytes(_dated(source / name, today).encode())


def _dated(path: Path, today: date) -> str:
    """The text of a list with its placeholders filled in, its line ends as they are."""

    def filled(found: re.Match[str]) -> str:
        known = _KNOWN.fullmatch(found[1])
        if known is None:
            raise ValueError(
                f"{path.name}: {found[0]} is not a placeholder; use {{{{today+90}}}}, {{{{today+90|dmy}}}} or {{{{now-3}}}}."
            )
        day = today + timedelta(days=int(known[2] or known[5]))
        if known[4]:
            return f"{day}T08:00:00Z"
        return f"{day:%d/%m/%Y}" if known[3] else day.isoformat()

    return _PLACEHOLDER.sub(filled, path.read_bytes().decode())


def _write_workbook(path: Path, rows: list[list[str]]) -> None:
    """One sheet in Office Open XML (ECMA-376), as small as a spreadsheet program still opens without a complaint."""
    lines = "".join(
        f'<row r="{at}">'
        + "".join(_cell(f"{_letters(across)}{at}", text) for across, text in enumerate(row) if text)
        + "</row>"
        for at, row in enumerate(rows, 1)
    )
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w") as book:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            book.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), _XML + text, zipfile.ZIP_DEFLATED)


def _cell(reference: str, text: str) -> str:
    """A day becomes a day and a number a number, as they do for whoever types them in a sheet."""
    if found := _DAY.fullmatch(text):
        days = (date(int(found[3]), int(found[2]), int(found[1])) - _SHEET_EPOCH).days
        return f'<c r="{reference}" s="1"><v>{days}</v></c>'
    if _NUMBER.fullmatch(text):
        return f'<c r="{reference}"><v>{text.replace(",", ".")}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _letters(across: int) -> str:
    """The name of a column counted from 0: A, …, Z, AA, …"""
    before, last = divmod(across, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
