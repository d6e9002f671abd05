"""What formats say of what they could not use: one place, so that reports read alike in nl and en."""

from collections.abc import Sequence
from typing import Final

from catalogue.offer.privacy import has_register_number, redacted
from catalogue.offer.problems import Problem, Severity, problem, shortened

_LOOKED_AT: Final = 400
"""Characters of a value that are looked at for what may be personal: far more than are shown."""


def too_long(where: str, limit_bytes: int) -> Problem:
    limit_mb = f"{limit_bytes / 1_000_000:g}"
    return problem(
        "too-long",
        where,
        nl=f"Dit record is langer dan {limit_mb} MB en is niet gelezen.",
        en=f"This record is longer than {limit_mb} MB and was not read.",
        mend=("Zet elk aanbod op een eigen regel.", "Put each offer on a line of its own."),
    )


def too_deep(where: str) -> Problem:
    return problem(
        "too-deep",
        where,
        nl="Dit record zit dieper in elkaar dan een aanbod ooit nodig heeft, en is niet gelezen.",
        en="This record nests deeper than any offer needs, and was not read.",
        mend=("Maak het record vlakker.", "Make the record flatter."),
    )


def not_an_object(where: str, value: object = None) -> Problem:
    """An item that is something else; what it holds may be anything, so that only its type is shown."""
    return problem(
        "not-an-object",
        where,
        nl="Hier wordt een object verwacht, één per aanbod.",
        en="An object is expected here, one for each offer.",
        value=None if value is None else type(value).__name__,
    )


def not_json(where: str, reason: str) -> Problem:
    return problem(
        "not-json",
        where,
        nl="Deze gegevens zijn geen leesbare JSON.",
        en=f"These data are not readable JSON: {reason}.",
        mend=("Kijk na op ontbrekende komma’s en aanhalingstekens.", "Look for missing commas and quotation marks."),
    )


def unreadable(
    what: str,
    cell: str,
    column: str,
    piece: str,
    expected: tuple[str, str],
    *,
    close: str | None = None,
    personal: bool = False,
    severity: Severity = "warning",
) -> Problem:
    """A cell, or a piece of it, that was typed and could not be read; `personal` keeps it out of the report."""
    piece = piece[:_LOOKED_AT]
    personal = personal or has_register_number(piece)
    shown = "" if personal else f" “{shortened(redacted(piece, 'nl'), 60)}”"
    meant = (f"Bedoelde u “{close}”? ", f"Did you mean “{close}”? ") if close else ("", "")
    return problem(
        f"unreadable-{what}",
        cell,
        nl=f"In de kolom “{column}” is{shown or ' de inhoud'} niet begrepen.",
        en=f"In the column “{column}”,{shown or ' what stands there'} could not be read.",
        mend=(f"{meant[0]}Verwacht wordt {expected[0]}.", f"{meant[1]}Expected is {expected[1]}."),
        value=None if personal else redacted(piece, "nl"),
        severity=severity,
    )


def broken_character(cell: str, column: str) -> Problem:
    return problem(
        "broken-character",
        cell,
        nl=f"In de kolom “{column}” staat een teken dat niet te lezen is.",
        en=f"The column “{column}” holds a character that cannot be read.",
        mend=("Typ de tekst opnieuw, of bewaar de lijst als UTF-8.", "Type the text again, or save the list as UTF-8."),
        severity="warning",
    )


def not_meant(cell: str, column: str, value: str) -> Problem:
    """A row that the feed's own condition leaves out."""
    return problem(
        "not-meant",
        cell,
        nl=f"Deze rij is niet bedoeld voor deze catalogus, zegt de kolom “{shortened(column, 60)}”.",
        en=f"This row is not meant for this catalogue, says the column “{shortened(column, 60)}”.",
        value=redacted(value[:_LOOKED_AT], "nl"),
    )


def unknown_column(cell: str, header: str, close: str | None) -> Problem:
    shown = shortened(redacted(header[:_LOOKED_AT], "nl"), 60)
    return problem(
        "unknown-column",
        cell,
        nl=f"De kolom “{shown}” hoort niet bij het sjabloon en is niet gelezen.",
        en=f"The column “{shown}” is not one of the template and was not read.",
        mend=(f"Bedoelde u “{close}”?", f"Did you mean “{close}”?")
        if close
        else (
            "Gebruik een naam uit het sjabloon, of laat de beheerder deze kolom koppelen.",
            "Use a name of the template, or have the operator map this column.",
        ),
        value=shown,
        severity="warning",
    )


def repeated_column(cell: str, header: str, column: str) -> Problem:
    shown = shortened(redacted(header[:_LOOKED_AT], "nl"), 60)
    return problem(
        "repeated-column",
        cell,
        nl=f"“{shown}” is een tweede kolom voor “{column}” en is niet gelezen.",
        en=f"“{shown}” is a second column for “{column}” and was not read.",
        mend=("Laat één van beide weg.", "Leave out one of the two."),
        value=shown,
        severity="warning",
    )


def cells_without_header(cell: str) -> Problem:
    return problem(
        "cells-without-header",
        cell,
        nl="Deze rij heeft meer cellen dan de kop: wat vanaf hier staat, is niet gelezen.",
        en="This row has more cells than the header: what stands from here on was not read.",
        mend=(
            "Zet tekst met het scheidingsteken erin tussen aanhalingstekens, of geef de kolom een naam.",
            "Put text that holds the delimiter between quotation marks, or name the column.",
        ),
        severity="warning",
    )


def unread_sheet(name: str, read: str) -> Problem:
    return problem(
        "unread-sheet",
        f"{name}!A1",
        nl=f"Het blad “{name}” lijkt ook een lijst, maar enkel “{read}” is gelezen.",
        en=f"The sheet “{name}” looks like a list too, but only “{read}” was read.",
        mend=("Zet alles op één blad.", "Put everything on one sheet."),
        severity="warning",
    )


def out_of_scope(
    where: str, what: tuple[str, str], *, mend: tuple[str, str] | None = None, value: str | None = None
) -> Problem:
    """A record that is no offer of this catalogue; `what` says in nl and en what it is instead."""
    return problem(
        "out-of-scope",
        where,
        nl=f"Dit is geen aanbod voor deze catalogus: {what[0]}.",
        en=f"This is not an offer for this catalogue: {what[1]}.",
        mend=mend,
        value=value,
    )


def unmapped_key(pointer: str, key: str, types: Sequence[str]) -> Problem:
    kind = types[0] if types else "?"
    return problem(
        "unmapped-key",
        pointer,
        nl=f"“{key}” van {kind} heeft hier geen plaats en is niet gelezen (één melding voor de hele bron).",
        en=f"“{key}” of {kind} has no place here and was not read (said once for the whole source).",
        severity="warning",
    )


def unused_value(pointer: str, nl: str, en: str, value: object = None) -> Problem:
    """A value of a mapped key that does not fit; the field stays unknown."""
    return problem("unused-value", pointer, nl=nl, en=en, value=value, severity="warning")


def person_left_out(pointer: str) -> Problem:
    return problem(
        "personal-data-dropped",
        pointer,
        nl="Hier staat een persoon; dat is weggelaten.",
        en="A person stands here; that was left out.",
        mend=("Noem de organisatie die het aanbod doet.", "Name the organisation that makes the offer."),
        severity="warning",
    )


def page_unread(url: str) -> Problem:
    return problem(
        "page-unread",
        url,
        nl="Deze pagina van de sitemap is niet gelezen: onbereikbaar, leeg of op een andere site dan de sitemap.",
        en="This page of the sitemap was not read: unreachable, empty, or on another site than the sitemap.",
        mend=("Haal ze uit de sitemap of maak ze bereikbaar.", "Take it out of the sitemap or make it reachable."),
    )
