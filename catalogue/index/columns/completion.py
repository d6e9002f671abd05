"""What starts like this: words of live offers and names of who offers them, most frequent first."""

import heapq
from collections.abc import Iterator

from catalogue.index.base import Completion
from catalogue.index.columns.generation import Generation, Part
from catalogue.index.prefixes import FORGIVEN_FROM, almost_starts, first_letters, folded, names_fit


def complete(generation: Generation, prefix: str, first: int) -> tuple[Completion, ...]:
    """At most `first` words and as many names, ordered together by how many offers they have."""
    start = folded(prefix)
    if not start or first <= 0:
        return ()
    found = [*_words(generation, start, first), *_names(generation, start, first)]
    if not found and len(start) >= FORGIVEN_FROM:
        found = [*_words(generation, start, first, forgiving=True), *_names(generation, start, first, forgiving=True)]
    return tuple(sorted(found, key=lambda one: (-one.count, one.text, one.value))[:first])


def _words(generation: Generation, start: str, first: int, *, forgiving: bool = False) -> list[Completion]:
    counts: dict[str, int] = {}
    for part in generation.parts:
        for word, count in _words_of(part, start, forgiving):
            counts[word] = counts.get(word, 0) + count
    best = heapq.nsmallest(first, ((-count, word) for word, count in counts.items() if count > 0))
    return [Completion(word, "word", word, -count) for count, word in best]


def _words_of(part: Part, start: str, forgiving: bool) -> Iterator[tuple[str, int]]:
    words, counts = part.segment.strings["words"], part.segment.word_counts
    for prefix in first_letters(start) if forgiving else (start,):
        low, high = words.starting(prefix)
        for at, word in enumerate(words.slice(low, high), low):
            if not forgiving or almost_starts(word, start):
                yield word, int(counts[at]) - part.lost.get(word, 0)


def _names(generation: Generation, start: str, first: int, *, forgiving: bool = False) -> list[Completion]:
    """Providers any of whose words starts so; all of what was typed must follow."""
    found: dict[str, tuple[str, int]] = {}
    for part in generation.parts:
        ids, held = part.segment.strings["provider"], part.offers_of_provider
        for at, (name, name_folded) in enumerate(part.segment.folded_names):
            if held[at + 1] and names_fit(name_folded, start, forgiving=forgiving):
                id_ = ids[at]
                found[id_] = name, found.get(id_, ("", 0))[1] + int(held[at + 1])
    every = [Completion(name, "organisation", id_, count) for id_, (name, count) in found.items()]
    return sorted(every, key=lambda one: (-one.count, one.text, one.value))[:first]
