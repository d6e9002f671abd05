"""Several segments as one, without analysing any text again: columns are joined, codes and rows renumbered."""

from collections.abc import Iterator, Sequence

import numpy as np

from catalogue.index.columns.generation import Part
from catalogue.index.columns.layout import COLUMNS, MANY, OPEN
from catalogue.index.columns.lists import Array, Lists
from catalogue.index.columns.segment import Segment, by_freshness, id_lookup
from catalogue.index.columns.strings import Strings

_CODED = {"municipality": "municipality", "provider": "provider", "source": "source"}
"""Columns that hold codes of an open list."""


def merged(parts: Sequence[Part]) -> Segment:
    """The live rows of these parts, in their order."""
    return Segment(dict(arrays(parts)))


def arrays(parts: Sequence[Part]) -> Iterator[tuple[str, Array]]:
    """Every array of the merged segment by name, one after the other, so that they need not be held together."""
    merge = _Merge(parts)
    yield from merge.rows()
    yield from merge.postings()
    yield from merge.words()


class _Merge:
    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._segments = [part.segment for part in parts]
        self._kept = [None if part.dead is None else np.flatnonzero(~part.dead) for part in parts]
        counts = [part.live for part in parts]
        self._starts = [sum(counts[:at]) for at in range(len(parts))]

    def rows(self) -> Iterator[tuple[str, Array]]:
        """What there is per row."""
        codes: dict[str, list[Array]] = {}
        for name in OPEN:
            table, codes[name] = _united([segment.strings[name] for segment in self._segments], first=1)
            yield from _strings(name, table)
            if name == "provider":
                yield from _strings("provider_names", self._names(codes[name], len(table)))
        titles, positions = _united([segment.strings["titles"] for segment in self._segments], first=0)
        yield from _strings("titles", titles)
        for name, kind in COLUMNS.items():
            column = self._column(name)
            if name in _CODED:
                column = [at.take(one) for at, one in zip(codes[_CODED[name]], column, strict=True)]
            elif name == "title":
                column = [at.take(one) for at, one in zip(positions, column, strict=True)]
            whole = _joined(column, kind)
            yield name, whole
            if name == "fresh":
                fresh = whole
        for name, of in MANY.items():
            runs = [self._runs(at, name) for at in range(len(self._parts))]
            yield f"{name}.values", _joined([c.take(v) for c, (v, _) in zip(codes[of], runs, strict=True)], np.int32)
            yield f"{name}.offsets", _offsets(np.concatenate([lengths for _, lengths in runs]))
        served = [segment.lists["served"] for segment in self._segments]
        # Lists of rows per municipality: code 1 stands at position 0.
        lists, offsets = self._rows_by_key(
            served, [at[1:] - 1 for at in codes["municipality"]], _most(codes["municipality"])
        )
        yield "served.values", lists[0]
        yield "served.offsets", offsets
        ids = Strings.of(
            segment.id(row)
            for segment, kept in zip(self._segments, self._kept, strict=True)
            for row in _each(segment, kept)
        )
        yield from _strings("ids", ids)
        yield from by_freshness(fresh, ids).items()
        hashes = [np.empty(segment.rows, dtype=np.uint64) for segment in self._segments]
        for whole, segment in zip(hashes, self._segments, strict=True):
            whole[segment.arrays["id_rows"]] = segment.arrays["id_hashes"]
        yield from id_lookup(
            np.concatenate([_taken(one, kept) for one, kept in zip(hashes, self._kept, strict=True)])
        ).items()
        texts = [
            Lists(segment.arrays["texts"], segment.arrays["text_offsets"]).take(_positions(segment, kept))
            for segment, kept in zip(self._segments, self._kept, strict=True)
        ]
        yield "texts", _joined([values for values, _ in texts], np.uint8)
        yield "text_offsets", _offsets(np.concatenate([lengths for _, lengths in texts]))

    def postings(self) -> Iterator[tuple[str, Array]]:
        table, positions = _united([segment.strings["terms"] for segment in self._segments], first=0)
        impacts = [segment.impacts for segment in self._segments]
        lists, offsets = self._rows_by_key(
            [segment.lists["postings"] for segment in self._segments], positions, len(table), impacts
        )
        yield from _strings("terms", table)
        yield "postings.values", lists[0]
        yield "impacts", lists[1]
        yield "postings.offsets", offsets

    def words(self) -> Iterator[tuple[str, Array]]:
        """Words of live rows only: a word nobody uses any more is not suggested."""
        counts: dict[str, int] = {}
        for part in self._parts:
            segment = part.segment
            for word, count in zip(segment.strings["words"], segment.word_counts.tolist(), strict=True):
                if left := count - part.lost.get(word, 0):
                    counts[word] = counts.get(word, 0) + left
        known = sorted(counts)
        yield from _strings("words", Strings.of(known))
        yield "word_counts", np.array([counts[word] for word in known], dtype=np.int32)

    # — inside —

    def _column(self, name: str) -> list[Array]:
        return [_taken(segment.columns[name], kept) for segment, kept in zip(self._segments, self._kept, strict=True)]

    def _runs(self, at: int, name: str) -> tuple[Array, Array]:
        lists, kept = self._segments[at].lists[name], self._kept[at]
        return (lists.values, np.diff(lists.offsets)) if kept is None else lists.take(kept)

    def _names(self, codes: Sequence[Array], size: int) -> Strings:
        """The name of each provider, as its newest part has it."""
        names = [""] * size
        for segment, at in zip(self._segments, codes, strict=True):
            for code, name in zip(at[1:].tolist(), segment.strings["provider_names"], strict=True):
                names[code - 1] = name
        return Strings.of(names)

    def _rows_by_key(
        self, lists: Sequence[Lists], keys: Sequence[Array], size: int, beside: Sequence[Array] = ()
    ) -> tuple[list[Array], Array]:
        """Lists of rows per key, of which the parts have some: the merged values (and what stands `beside` each), offsets.

        Rows ascend in every list, since the parts follow each other in the order of rows.
        """
        sources = []
        for at, one in enumerate(lists):
            values, lengths = one.values, np.diff(one.offsets)
            extra = beside[at] if beside else None
            dead = self._parts[at].dead
            if dead is not None:
                held = ~dead.take(values)
                lengths = np.diff(np.concatenate(([0], np.cumsum(held)))[one.offsets])
                values, extra = values[held], None if extra is None else extra[held]
                values = (np.cumsum(~dead) - 1).take(values)
            sources.append((values + self._starts[at], lengths, extra))
        total = np.zeros(size, dtype=np.int64)
        for (_, lengths, _), to in zip(sources, keys, strict=True):
            total[to] += lengths
        offsets = _offsets(total)
        free = offsets[:-1].copy()
        out = np.empty(offsets[-1], dtype=np.int32)
        out_beside = np.empty(offsets[-1], dtype=np.float32) if beside else None
        for (values, lengths, extra), to in zip(sources, keys, strict=True):
            slots = np.repeat(free[to] - np.cumsum(lengths) + lengths, lengths) + np.arange(len(values))
            out[slots] = values
            if out_beside is not None:
                out_beside[slots] = extra
            free[to] += lengths
        return [out] if out_beside is None else [out, out_beside], offsets


def _united(tables: Sequence[Strings], *, first: int) -> tuple[Strings, list[Array]]:
    """Sorted lists as one, and per list where each of its strings stands in it. With `first` 1 they are codes: 0 is 0."""
    lists = [table.slice(0, len(table)) for table in tables]
    union = list(dict.fromkeys(sorted(text for some in lists for text in some)))
    positions = {text: at for at, text in enumerate(union, first)}
    zero = [0] * first
    found = [np.array(zero + [positions[text] for text in some], dtype=np.int32) for some in lists]
    return Strings.of(union), found


def _most(codes: Sequence[Array]) -> int:
    return max((int(at[-1]) for at in codes if len(at) > 1), default=0)


def _each(segment: Segment, kept: Array | None) -> Iterator[int]:
    return iter(range(segment.rows) if kept is None else kept.tolist())


def _positions(segment: Segment, kept: Array | None) -> Array:
    return np.arange(segment.rows) if kept is None else kept


def _taken(column: Array, kept: Array | None) -> Array:
    return column if kept is None else column.take(kept)


def _joined(arrays: Sequence[Array], kind: type[np.generic]) -> Array:
    whole: Array = np.concatenate(arrays) if arrays else np.empty(0)
    return whole.astype(kind, copy=False)


def _offsets(lengths: Array) -> Array:
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def _strings(name: str, strings: Strings) -> Iterator[tuple[str, Array]]:
    yield f"{name}.blob", strings.blob
    yield f"{name}.starts", strings.offsets
