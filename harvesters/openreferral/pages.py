"""Documents of the API: which services they hold, and whether more follow."""

from typing import Any, Final

_LISTS: Final = ("contents", "content", "services")
"""Where services stand: in HSDS 3, in version 1 of the UK profile, in an organization that brings its own."""


def services_in(document: object) -> list[tuple[Any, tuple[str | int, ...]]]:
    """The services of a list, of a page of one, of an organization, or the one that it is, each with its path."""
    if isinstance(document, list):
        return [(one, (at,)) for at, one in enumerate(document)]
    if not isinstance(document, dict):
        return []
    name = _list_of(document)
    if name is None:
        return [(document, ())] if "id" in document else []
    provider = {key: one for key, one in document.items() if key != name} if "id" in document else None
    return [
        ({"organization": provider, **one} if provider and isinstance(one, dict) else one, (name, at))
        for at, one in enumerate(document[name])
    ]


def is_of_services(document: object) -> bool:
    """Whether this is something in which services may stand, be it none."""
    if isinstance(document, dict):
        return "id" in document or document.get("empty") is True or _list_of(document) is not None
    return isinstance(document, list)


def has_more(document: object, number: int, read: int) -> bool | None:
    """Whether pages follow this one, the `number`th, after `read` services with it; `None` where it does not say."""
    if not isinstance(document, dict):
        return False
    for name in ("last_page", "last"):
        if isinstance(said := document.get(name), bool):
            return not said
    for name, reached in (
        ("total_pages", number),
        ("totalPages", number),
        ("total_items", read),
        ("totalElements", read),
    ):
        if isinstance(total := document.get(name), int):
            return reached < total
    return False if document.get("empty") is True else None


def _list_of(document: dict[str, Any]) -> str | None:
    return next((name for name in _LISTS if isinstance(document.get(name), list)), None)
