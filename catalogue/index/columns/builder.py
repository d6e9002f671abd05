"""From offers to a segment: columns filled row by row, terms counted all together."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from catalogue.index.columns.layout import COLUMNS, MANY
from catalogue.index.columns.lists import Array
from catalogue.index.columns.rows import Coded, criteria, places_named, row
from catalogue.index.columns.segment import Segment, by_freshness, id_hash, id_lookup
from catalogue.index.columns.strings import Strings, joined, offsets_of
from catalogue.index.highlights import displayed
from catalogue.offer.model import Offer, in_language
from catalogue.text import FIELDS, fold, searched, surface, terms, words

K1: Final = 1.2
B: Final = 0.75
"""Of BM25F (Robertson and Zaragoza, “The Probabilistic Relevance Framework: BM25 and Beyond”, 2009)."""

_ENCODER: Final = msgspec.json.Encoder()
_FIELD_BITS: Final = 3
_SUGGESTED: Final = tuple(field.name in ("title", "keyword", "description", "plain_text") for field in FIELDS)
_RECURRING: Final = tuple(field.name in ("concept", "provider", "place") for field in FIELDS)


def build(offers: Iterable[Offer]) -> Segment:
    """A segment with these offers as its rows, in their order."""
    rows: list[tuple[int | float, ...]] = []
    ids: list[str] = []
    texts: list[bytes] = []
    titles = Coded()
    names: dict[int, str] = {}
    codes = {name: Coded() for name in ("sector", "language", "municipality", "provider", "source", "criterion")}
    many: dict[str, _Runs] = {name: _Runs(codes[of]) for name, of in MANY.items()}
    served = _Runs(codes["municipality"])
    counted = _Words()
    for offer in offers:
        if offer.id is None:
            raise ValueError(f"offer {offer.identifier!r} has no id: only offers of the store are indexed")
        title = titles[fold(in_language(offer.title, "nl")[0])] - 1
        rows.append(row(offer, title, codes["municipality"], codes["provider"], codes["source"]))
        if offer.provider.id:
            names[codes["provider"][offer.provider.id]] = offer.provider.name
        met, told = criteria(offer)
        many["sector"].add(dict.fromkeys(offer.sector))
        many["bridge_language"].add(dict.fromkeys(offer.bridge_language))
        many["municipalities"].add(places_named(offer))
        many["met"].add(met)
        many["told"].add(told)
        served.add(dict.fromkeys(offer.area_served))
        ids.append(offer.id)
        texts.append(_ENCODER.encode(displayed(offer)))
        counted.add(offer)
    arrays = _columns(rows)
    for name, coded in codes.items():
        arrays |= _open_list(name, coded)
    provider_names = [names[code] for code in sorted(names, key=_position(codes["provider"]).__getitem__)]
    arrays |= _strings("provider_names", Strings.of(provider_names)) | _strings("titles", Strings.of(sorted(titles)))
    arrays["title"] = _position(titles)[arrays["title"] + 1] - 1
    for name in ("municipality", "provider", "source"):
        arrays[name] = _position(codes[name])[arrays[name]]
    for name, runs in many.items():
        arrays |= _lists(name, runs.values(), runs.offsets())
    arrays |= _lists("served", *_turned(served.values(), served.offsets(), len(codes["municipality"])))
    table = Strings.of(ids)
    arrays |= _strings("ids", table) | by_freshness(arrays["fresh"], table)
    arrays |= id_lookup(np.array([id_hash(id_) for id_ in ids], dtype=np.uint64))
    arrays |= {"texts": joined(texts), "text_offsets": offsets_of(map(len, texts))}
    return Segment(arrays | counted.arrays(len(rows)))


def _columns(rows: Sequence[tuple[int | float, ...]]) -> dict[str, Array]:
    values: Iterable[Any] = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    return {name: np.array(one, dtype=kind) for (name, kind), one in zip(COLUMNS.items(), values, strict=True)}


class _Runs:
    """Per row the codes of what it has several of, as they come."""

    def __init__(self, codes: Coded) -> None:
        self._codes = codes
        self._values = array("i")
        self._lengths = array("i")

    def add(self, texts: Iterable[str]) -> None:
        before = len(self._values)
        self._values.extend(map(self._codes.__getitem__, texts))
        self._lengths.append(len(self._values) - before)

    def values(self) -> Array:
        return _position(self._codes)[_ints(self._values)]

    def offsets(self) -> Array:
        return offsets_of(self._lengths)


class _Words:
    """The words of every row, as numbers; what they mean is worked out once for each word and counted at the end."""

    def __init__(self) -> None:
        self._numbers = array("i")
        self._spans = array("q")
        self._lengths = array("i")
        self._rows = 0
        self._terms = Coded()
        self._surfaces = Coded()
        self._term_runs: list[tuple[int, ...]] = []
        self._surface_of: list[int] = []
        self._lexicons: dict[str, _Lexicon] = {}
        self._recurring: dict[tuple[str, str], list[int]] = {}

    def add(self, offer: Offer) -> None:
        base = self._rows << _FIELD_BITS
        for field, lang, text in searched(offer):
            if _RECURRING[field]:
                numbers = self._recurring.get((lang, text))
                if numbers is None:
                    self._recurring[lang, text] = numbers = self._numbered(lang, text)
            else:
                numbers = self._numbered(lang, text)
            self._numbers.extend(numbers)
            self._spans.append(base | field)
            self._lengths.append(len(numbers))
        self._rows += 1

    def _numbered(self, lang: str, text: str) -> list[int]:
        lexicon = self._lexicons.get(lang)
        if lexicon is None:
            lexicon = self._lexicons[lang] = _Lexicon(lang, self)
        return list(map(lexicon.__getitem__, words(text)))

    def number(self, word: str, lang: str) -> int:
        self._term_runs.append(tuple(self._terms[term] for term in terms(word, lang)))
        shown = surface(word)
        self._surface_of.append(self._surfaces[shown] if shown else 0)
        return len(self._term_runs) - 1

    def arrays(self, rows: int) -> dict[str, Array]:
        """Postings with their impacts, and how many rows have each word."""
        numbers, lengths = _ints(self._numbers).astype(np.intp), _ints(self._lengths)
        spans = np.frombuffer(self._spans, dtype=np.int64) if self._spans else np.empty(0, dtype=np.int64)
        at = np.repeat(spans, lengths)
        return self._postings(rows, numbers, spans, at) | self._word_counts(rows, numbers, at)

    def _postings(self, rows: int, numbers: Array, spans: Array, at: Array) -> dict[str, Array]:
        run_lengths = np.array([len(run) for run in self._term_runs], dtype=np.int64)
        run_starts = np.cumsum(run_lengths) - run_lengths
        flat = _position(self._terms)[np.array([code for run in self._term_runs for code in run], dtype=np.int64)] - 1
        copies = run_lengths.take(numbers)
        within = np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
        term = flat.take(np.repeat(run_starts.take(numbers), copies) + within).astype(np.int64)
        span = np.repeat(at, copies)
        size = rows << _FIELD_BITS
        versions = np.maximum(np.bincount(spans, minlength=size), 1)
        length = np.bincount(span, minlength=size) / versions
        # One sort brings the occurrences of a term together, in the order of rows, then of fields.
        keys, frequency = _counted(term * size + span)
        span = keys % size if size else keys
        field = span & ((1 << _FIELD_BITS) - 1)
        average, weight = (np.array([getattr(one, name) for one in FIELDS]) for name in ("average_terms", "weight"))
        weighted = weight[field] * frequency / (1 - B + B * length[span] / average[field])
        keys >>= _FIELD_BITS
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)
        summed = np.add.reduceat(weighted, starts) if len(starts) else weighted
        keys = keys[starts]
        per_term = np.bincount(keys // rows if rows else keys, minlength=len(self._terms))
        return {
            **_strings("terms", Strings.of(sorted(self._terms))),
            **_lists("postings", (keys % rows if rows else keys).astype(np.int32), offsets_of(per_term.tolist())),
            "impacts": (summed / (K1 + summed)).astype(np.float32),
        }

    def _word_counts(self, rows: int, numbers: Array, at: Array) -> dict[str, Array]:
        suggested = np.array([*_SUGGESTED, False])[at & ((1 << _FIELD_BITS) - 1)]
        word = _position(self._surfaces)[np.array([*self._surface_of, 0])[numbers[suggested]]].astype(np.int64)
        keys, _ = _counted((word * rows + (at[suggested] >> _FIELD_BITS))[word > 0])
        counts = np.bincount(keys // rows - 1 if rows else keys, minlength=len(self._surfaces))
        return {**_strings("words", Strings.of(sorted(self._surfaces))), "word_counts": counts.astype(np.int32)}


class _Lexicon(dict[str, int]):
    """Word of one language → its number."""

    def __init__(self, lang: str, home: _Words) -> None:
        super().__init__()
        self._lang = lang
        self._home = home

    def __missing__(self, word: str) -> int:
        self[word] = number = self._home.number(word, self._lang)
        return number


def _position(codes: Coded) -> Array:
    """Code as it came → code in sorted order; 0 stays 0."""
    positions = np.zeros(len(codes) + 1, dtype=np.int32)
    for position, text in enumerate(sorted(codes), 1):
        positions[codes[text]] = position
    return positions


def _counted(keys: Array) -> tuple[Array, Array]:
    """The distinct keys in order, and how often each occurs."""
    keys = np.sort(keys)
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)
    return keys[starts], np.diff(np.concatenate((starts, [len(keys)])))


def _turned(values: Array, offsets: Array, keys: int) -> tuple[Array, Array]:
    """Lists of codes per row turned into lists of rows per code (code 1 at position 0)."""
    rows = np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))
    order = np.argsort(values, kind="stable")
    counts = np.bincount(values, minlength=keys + 1)[1:]
    return rows[order], offsets_of(counts.tolist())


def _ints(numbers: "array[int]") -> Array:
    return np.frombuffer(numbers, dtype=np.int32) if numbers else np.empty(0, dtype=np.int32)


def _open_list(name: str, codes: Coded) -> dict[str, Array]:
    return _strings(name, Strings.of(sorted(codes)))


def _strings(name: str, strings: Strings) -> dict[str, Array]:
    return {f"{name}.blob": strings.blob, f"{name}.starts": strings.offsets}


def _lists(name: str, values: Array, offsets: Array) -> dict[str, Array]:
    return {f"{name}.values": values, f"{name}.offsets": offsets}
