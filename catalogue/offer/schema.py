"""The slow, talkative reader: every problem of a record at once, against `vocab/offer.schema.json`.

The fast path (msgspec, `catalogue.offer.reading`) says yes or stops at the first no; only then is this asked.
"""

import difflib
import functools
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import jsonschema_rs
import msgspec

from catalogue.offer.privacy import is_forbidden, redacted
from catalogue.offer.problems import Problem, pointer_to, problem, shortened
from vocab.terms import offer_schema

_DUTCH_TYPES: Final = {
    "string": "tekst", "integer": "een geheel getal", "number": "een getal", "boolean": "true of false",
    "array": "een lijst", "object": "een object", "null": "null",
}  # fmt: skip
_FORMATS: Final = {
    "date": ("een datum als 2027-06-30", "a date such as 2027-06-30"),
    "date-time": ("een tijdstip als 2027-06-30T09:00:00Z", "an instant such as 2027-06-30T09:00:00Z"),
    "email": ("een e-mailadres", "an e-mail address"),
    "iri": ("een webadres of IRI", "a web address or IRI"),
}
_PATTERNS: Final = {
    "^https?://": ("een adres dat met https:// begint", "an address that starts with https://"),
    r"^([01]\d|2[0-3]):[0-5]\d$": ("een uur als 09:30", "a time such as 09:30"),
}


def without_unknown_keys(record: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The record with only keys that the schema knows, and a warning for each other one (personal ones are reported
    by `privacy.forbidden_keys` instead)."""
    warnings: list[Problem] = []
    kept = _known_only(record, _schema(), (), warnings)
    return cast("dict[str, Any]", kept), warnings


def problems_of(record: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything in which the record departs from the schema, in its order."""
    for error in _validator().iter_errors(record):
        yield from _said(error)


@functools.cache
def _schema() -> dict[str, Any]:
    return cast("dict[str, Any]", msgspec.json.decode(offer_schema()))


@functools.cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_schema(), validate_formats=True)


def _known_only(value: Any, schema: Mapping[str, Any], path: tuple[str | int, ...], warnings: list[Problem]) -> Any:
    if "$ref" in schema:
        schema = _schema()["$defs"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, Mapping) and "properties" in schema:
        known = schema["properties"]
        kept = {}
        for key, inner in value.items():
            if key in known:
                kept[key] = _known_only(inner, known[key], (*path, key), warnings)
            elif not is_forbidden(key):
                warnings.append(_unknown_key(key, known, (*path, key), inner))
        return kept
    if isinstance(value, list | tuple) and "items" in schema:
        return [_known_only(inner, schema["items"], (*path, at), warnings) for at, inner in enumerate(value)]
    return value


def _unknown_key(key: str, known: Mapping[str, Any], path: tuple[str | int, ...], value: Any) -> Problem:
    close = difflib.get_close_matches(key, known, 1, 0.7)
    return problem(
        "unknown-key",
        pointer_to(*path),
        nl=f"Het veld “{key}” bestaat niet en is niet gelezen.",
        en=f"There is no field “{key}”; it was not read.",
        mend=(f"Bedoelde u “{close[0]}”?", f"Did you mean “{close[0]}”?") if close else None,
        value=value if isinstance(value, int | float) else None,
        severity="warning",
    )


def _said(error: jsonschema_rs.ValidationError) -> Iterator[Problem]:
    kind: Any = error.kind  # each kind of error carries facts of its own
    path, value = list(error.instance_path), error.instance
    at = pointer_to(*path)
    name = next((step for step in reversed(path) if isinstance(step, str)), "record")
    match kind.name:
        case "required":
            yield problem(
                "missing",
                pointer_to(*path, kind.property),
                nl=f"“{kind.property}” ontbreekt; zonder kan het aanbod niet in de catalogus.",
                en=f"“{kind.property}” is missing; the offer cannot be listed without it.",
                mend=(f"Vul “{kind.property}” in.", f"Fill in “{kind.property}”."),
            )
        case "enum":
            options = [str(option) for option in kind.options]
            close = difflib.get_close_matches(str(value), options, 1, 0.4)
            yield problem(
                "not-in-scheme",
                at,
                nl=f"“{_shown(value)}” is geen waarde van “{name}”.",
                en=f"“{_shown(value)}” is not a value of “{name}”.",
                mend=(
                    (f"Bedoelde u “{close[0]}”? " if close else "") + f"Kies uit: {', '.join(options)}.",
                    (f"Did you mean “{close[0]}”? " if close else "") + f"Choose from: {', '.join(options)}.",
                ),
                value=_shown(value),
            )
        case "type":
            yield _wrong_type(at, name, value, [str(wanted) for wanted in kind.types])
        case "format":
            nl, en = _FORMATS.get(kind.format, (kind.format, kind.format))
            yield _not_as(at, name, value, nl, en)
        case "pattern":
            nl, en = _PATTERNS.get(kind.pattern, (f"iets als {kind.pattern}", f"something like {kind.pattern}"))
            yield _not_as(at, name, value, nl, en)
        case "minimum" | "maximum":
            below = kind.name == "minimum"
            yield problem(
                "out-of-range",
                at,
                nl=f"{_shown(value)} is te {'laag' if below else 'hoog'} voor “{name}”; de grens is {kind.limit}.",
                en=f"{_shown(value)} is too {'low' if below else 'high'} for “{name}”; the bound is {kind.limit}.",
                mend=(
                    f"Geef {kind.limit} of {'meer' if below else 'minder'}.",
                    f"Give {kind.limit} or {'more' if below else 'less'}.",
                ),
                value=_shown(value),
            )
        case "minLength" | "minItems" | "minProperties":
            yield problem(
                "empty",
                at,
                nl=f"“{name}” is leeg.",
                en=f"“{name}” is empty.",
                mend=("Vul het in of laat het veld weg.", "Fill it in or leave the field out."),
            )
        case "maxLength" | "maxItems":
            yield problem(
                "too-long",
                at,
                nl=f"“{name}” heeft er meer dan {kind.limit}.",
                en=f"“{name}” has more than {kind.limit}.",
                mend=(f"Beperk tot {kind.limit}.", f"Keep it to {kind.limit}."),
                value=_shown(value),
            )
        case "additionalProperties":
            for key in kind.unexpected:
                yield problem(
                    "not-a-language",
                    pointer_to(*path, key),
                    nl=f"“{key}” is geen taalcode.",
                    en=f"“{key}” is not a language tag.",
                    mend=("Gebruik een code als nl, fr of en.", "Use a tag such as nl, fr or en."),
                )
        case _:
            yield problem(
                "not-valid",
                at,
                nl=f"“{name}” klopt niet: {shortened(error.message)}",
                en=f"“{name}” is not valid: {shortened(error.message)}",
                value=_shown(value),
            )


def _wrong_type(at: str, name: str, value: Any, wanted: list[str]) -> Problem:
    text = name in {"title", "description", "plainText", "intake", "audience", "transport"} and isinstance(value, str)
    return problem(
        "wrong-type",
        at,
        nl=f"“{name}” moet {' of '.join(_DUTCH_TYPES.get(kind, kind) for kind in wanted)} zijn.",
        en=f"“{name}” must be of type {' or '.join(wanted)}.",
        mend=('Zeg in welke taal: {"nl": "…"}.', 'Say in which language: {"nl": "…"}.') if text else None,
        value=_shown(value),
    )


def _shown(value: Any) -> str:
    """A value as a report may show it: an address or number of a person is not repeated."""
    return shortened(redacted(str(value), "nl"))


def _not_as(at: str, name: str, value: Any, nl: str, en: str) -> Problem:
    return problem(
        "not-valid",
        at,
        nl=f"“{_shown(value)}” kan niet als “{name}” gelezen worden.",
        en=f"“{_shown(value)}” cannot be read as “{name}”.",
        mend=(f"Verwacht wordt {nl}.", f"Expected is {en}."),
        value=_shown(value),
    )
