"""Words and what they are worth: BM25F as written down, offer by offer; completion by looking at every word."""

import html
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from catalogue.index.base import Completion, Highlight
from catalogue.offer.model import Offer
from catalogue.text import FIELDS, analyse, fold, groups, prepared, searched, spans, surface, terms, words

_K1: Final = 1.2
_B: Final = 0.75
_FORGIVEN_FROM: Final = 4


def impacts(offer: Offer) -> dict[str, float]:
    """What each term of an offer is worth, were all terms equally rare."""
    counts: dict[int, Counter[str]] = {}
    versions: Counter[int] = Counter()
    for field, lang, text in searched(offer):
        counts.setdefault(field, Counter()).update(analyse(text, lang))
        versions[field] += 1
    summed: dict[str, float] = {}
    for field, of_field in counts.items():
        length = of_field.total() / versions[field]
        norm = 1 - _B + _B * length / FIELDS[field].average_terms
        for term, count in of_field.items():
            summed[term] = summed.get(term, 0.0) + FIELDS[field].weight * count / norm
    return {term: value / (_K1 + value) for term, value in summed.items()}


def scores(text: str | None, indexed: Mapping[str, Mapping[str, float]]) -> dict[str, float] | None:
    """Id → score of the offers with a term of every group; `None` where the text asks nothing. `indexed`: id → impacts."""
    asked = groups(text or "")
    if not asked:
        return None
    count = len(indexed)
    holding = {term: sum(term in one for one in indexed.values()) for group in asked for term in group}
    rarity = {term: math.log(1 + (count - held + 0.5) / (held + 0.5)) for term, held in holding.items()}
    return {
        id_: sum(max(one[term] * rarity[term] for term in group if term in one) for group in asked)
        for id_, one in indexed.items()
        if all(any(term in one for term in group) for group in asked)
    }


def highlights(offer: Offer, text: str) -> tuple[Highlight, ...]:
    """Whole texts, in the first language that holds a word."""
    wanted = {term for group in groups(text) for term in group}
    found = []
    for field, versions in _shown(offer).items():
        marked = [one for lang, words_ in versions if (one := _marked(words_, lang, wanted))]
        found += [Highlight(field, marked[0])] if marked else []
    return tuple(found)


def complete(prefix: str, first: int, offers: Collection[Offer]) -> tuple[Completion, ...]:
    start = fold(" ".join(prefix.split()))
    if not start:
        return ()
    counts = Counter(word for offer in offers for word in _words(offer))
    every = [Completion(word, "word", word, count) for word, count in counts.items()]
    providers = {offer.provider.id: offer.provider.name for offer in offers if offer.provider.id}
    of_provider = Counter(offer.provider.id for offer in offers)
    every += [Completion(name, "organisation", id_, of_provider[id_]) for id_, name in providers.items()]
    found = [one for one in every if any(tail.startswith(start) for tail in _tails(one))]
    if not found and len(start) >= _FORGIVEN_FROM:
        found = [one for one in every if _may_begin(one, start) and any(_almost(tail, start) for tail in _tails(one))]
    return tuple(sorted(found, key=lambda one: (-one.count, one.text, one.value))[: max(first, 0)])


def _words(offer: Offer) -> set[str]:
    texts = [
        *offer.title.values(),
        *(offer.description or {}).values(),
        *(offer.plain_text or {}).values(),
        *offer.keyword,
    ]
    return {shown for text in texts for word in words(text) if (shown := surface(word))}


def _tails(one: Completion) -> Iterator[str]:
    """What a completion may start as: a word as it is, a name from each of its words on."""
    yield fold(one.text)
    if one.type == "organisation":
        parts = fold(one.text).split(" ")
        yield from (" ".join(parts[at:]) for at in range(1, len(parts)))


def _may_begin(one: Completion, start: str) -> bool:
    return one.type == "organisation" or one.text[0] in start[:2]


def _almost(text: str, start: str) -> bool:
    return any(_one_apart(text[:size], start) for size in (len(start) - 1, len(start), len(start) + 1))


def _one_apart(one: str, other: str) -> bool:
    """Equal, or by one letter wrong, missing, too many, or two neighbours swapped."""
    if one == other:
        return True
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[at:], other[at:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _shown(offer: Offer) -> dict[str, list[tuple[str, str]]]:
    """Field → (language, text), Dutch first."""
    texts = {"title": offer.title, "description": offer.description or {}, "plain_text": offer.plain_text or {}}
    return {
        **{name: sorted(versions.items(), key=lambda pair: pair[0] != "nl") for name, versions in texts.items()},
        "keyword": [("nl", word) for word in offer.keyword],
        "provider": [("nl", offer.provider.name)],
    }


def _marked(text: str, lang: str, wanted: Iterable[str]) -> str | None:
    shown, pieces, at = prepared(text), [], 0
    for start, end in spans(shown):
        if set(wanted) & set(terms(shown[start:end], lang)):
            pieces += [html.escape(shown[at:start]), f"<mark>{html.escape(shown[start:end])}</mark>"]
            at = end
    return "".join((*pieces, html.escape(shown[at:]))) if pieces else None
