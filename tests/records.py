"""Records as publishers send them, fictional, to change one thing at a time."""

from typing import Any

RECORD: dict[str, Any] = {
    "identifier": "naai-1",
    "title": {"nl": "Naaiatelier op dinsdag"},
    "description": {"nl": "Samen kleren herstellen en gordijnen maken. Wie wil, leert met de machine werken."},
    "provider": {"name": "De Losse Draad (fictief)", "type": "non-profit", "municipality": "Mechelen"},
    "kind": ["group-activity"],
    "place": {"municipality": "Mechelen", "postcode": "2800"},
    "dutchLevelMin": "A1",
    "schedule": [{"weekday": "tuesday", "from": "09:30", "to": "11:30"}],
    "validThrough": "2027-06-30",
    "costEur": 0,
}


def record(**changes: Any) -> dict[str, Any]:
    """The record with keys changed; a value of `...` takes the key away."""
    merged = {**RECORD, **changes}
    return {key: value for key, value in merged.items() if value is not ...}
