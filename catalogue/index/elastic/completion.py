"""What starts like this, from aggregations over words and names."""

from collections.abc import Callable, Mapping
from typing import Any

from catalogue.index.base import Completion
from catalogue.index.elastic.requests import EVERY_VALUE
from catalogue.index.prefixes import FORGIVEN_FROM, almost_starts, first_letters, folded, names_fit

Search = Callable[[dict[str, Any]], Mapping[str, Any]]


def complete(search: Search, prefix: str, first: int) -> tuple[Completion, ...]:
    start = folded(prefix)
    if not start or first <= 0:
        return ()
    found = _found(search, start, first)
    if not found and len(start) >= FORGIVEN_FROM:
        found = _found(search, start, first, forgiving=True)
    return tuple(sorted(found, key=lambda one: (-one.count, one.text, one.value))[:first])


def _found(search: Search, start: str, first: int, *, forgiving: bool = False) -> list[Completion]:
    letters = f"({'|'.join(map(_quoted, first_letters(start)))})" if forgiving else _quoted(start)
    names = ".*" if forgiving else f"(.* )?{_quoted(start)}[^\t]*\t.*"
    size = EVERY_VALUE if forgiving else first
    counts = search(
        {
            "size": 0,
            "aggs": {
                "words": _values("words", f"{letters}.*", size),
                "names": _values("provider_tag", names, EVERY_VALUE),
            },
        }
    )["aggregations"]
    found = [
        Completion(bucket["key"], "word", bucket["key"], bucket["doc_count"])
        for bucket in counts["words"]["buckets"]
        if not forgiving or almost_starts(bucket["key"], start)
    ]
    providers: dict[str, tuple[str, int]] = {}
    for bucket in counts["names"]["buckets"]:
        name_folded, id_, name = bucket["key"].split("\t", 2)
        if names_fit(name_folded, start, forgiving=forgiving):
            providers[id_] = name, providers.get(id_, ("", 0))[1] + bucket["doc_count"]
    return found + [Completion(name, "organisation", id_, count) for id_, (name, count) in providers.items()]


def _values(field: str, include: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": field, "include": include, "size": size, "shard_size": EVERY_VALUE}}


def _quoted(text: str) -> str:
    """For the engine's regular expressions, in which more signs mean something than elsewhere."""
    return "".join(char if char.isalnum() or char == " " else f"\\{char}" for char in text)
