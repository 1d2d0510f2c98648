"""Buckets of documents that share a band, a set, facts, or a sampled shingle, by sorted arrays.

A bucket is a number; a document alone in its bucket has -1. One column of keys is made and sorted
at a time, sketches in eighths, all from mapped memory: what stays is a few bytes a document and
key.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.duplicates.bands import band_columns
from pipeline.duplicates.columns import letting_go
from pipeline.duplicates.compiled.documents import Documents
from pipeline.duplicates.compiled.wanted import wanted_hashes
from pipeline.duplicates.groups import NAMED_BY_FACTS
from pipeline.duplicates.signatures import BANDS, LEAST_SKETCH

_STEP, _TURN = np.uint64(0x9FB21C651E98DF25), np.uint64(0xC2B2AE3D27D4EB4F)
_PARTS = 8
ALONE = -1


class Buckets(NamedTuple):
    """Bucket of each document by kind of key (rows) and document; postings of sketches by document.

    `total` is the number of buckets in all.
    """

    by_key: NDArray[np.int32]
    postings: NDArray[np.int32]
    ends: NDArray[np.int64]
    total: int


def buckets(
    table: pa.Table,
    corpus: Documents,
    scopes: NDArray[np.uint64],
    release: Callable[[], None],
) -> Buckets:
    """The buckets of a corpus; documents of different scopes never share one."""
    live, apart = corpus.sizes > 0, scopes * _TURN
    by_key = np.full((BANDS + 2, len(live)), ALONE, np.int32)
    count = 0
    release()
    for row, key in enumerate(_keys(table)):
        count = _number(key ^ apart, live, by_key[row], count)
    told = live & (corpus.facts >= NAMED_BY_FACTS)
    count = _number(table["facts_digest"].to_numpy() ^ apart, told, by_key[-1], count)
    release()
    found = _Sketches(table, corpus, apart, release)
    postings, count = found.numbered(count)
    release()
    return Buckets(by_key, postings, found.ends, count)


def _keys(table: pa.Table) -> Iterator[NDArray[np.uint64]]:
    """A key a document: of each band, then of the set."""
    yield from band_columns(table["signature"])
    sets = [int(one[:16], 16) for chunk in table["set_digest"].chunks for one in chunk.to_pylist()]
    yield np.array(sets, np.uint64)


def _number(
    keys: NDArray[np.uint64], live: NDArray[np.bool_], out: NDArray[np.int32], first: int
) -> int:
    """Number the keys that two documents share, from `first` on; the next free number."""
    at = np.flatnonzero(live)
    order = at[np.argsort(keys[at], kind="stable")]
    numbers, count = _numbers(keys[order], first)
    out[order] = numbers
    return count


def _numbers(held: NDArray[np.uint64], first: int) -> tuple[NDArray[np.int32], int]:
    """Of sorted keys: a number for each that stands twice, ALONE for others; the next free one."""
    if len(held) == 0:
        return np.zeros(0, np.int32), first
    run = np.cumsum(np.concatenate([[False], held[1:] != held[:-1]]), dtype=np.int32)
    shared = np.bincount(run) > 1
    number = np.where(shared, np.cumsum(shared) - 1 + first, ALONE).astype(np.int32)
    return number[run], first + int(shared.sum())


class _Piece(NamedTuple):
    """Hashes of some documents: whose each is, counted from `start`, and a shift for each document
    that leads from a place in the piece to one in the postings."""

    hashes: NDArray[np.uint64]
    owners: NDArray[np.int32]
    shift: NDArray[np.int64]
    start: int


class _Sketches:
    """The sampled hashes of each document, and where they stand in the postings: those of its
    sketch, then those of it that short documents want."""

    def __init__(
        self,
        table: pa.Table,
        corpus: Documents,
        apart: NDArray[np.uint64],
        release: Callable[[], None],
    ) -> None:
        self._chunks: list[pa.ListArray] = table["sketch"].chunks
        lists = [np.diff(chunk.offsets.to_numpy()) for chunk in self._chunks]
        self._counts = np.concatenate([np.zeros(0, np.int32), *lists])
        self._wanted = wanted_hashes(corpus, np.flatnonzero(self._counts < LEAST_SKETCH), release)
        self._more = np.bincount(self._wanted[0], minlength=len(self._counts))
        self._apart = apart if apart.any() else None
        self._release = release
        self.ends: NDArray[np.int64] = _after(self._counts + self._more)

    def numbered(self, first: int) -> tuple[NDArray[np.int32], int]:
        """The bucket of every sampled hash, and the next free number."""
        out = np.empty(int(self.ends[-1]), np.int32)
        for part in range(_PARTS):
            pieces = [self._part(part, piece) for piece in self._sampled()]
            hashes, places = (np.concatenate(column) for column in zip(*pieces, strict=True))
            order = np.argsort(hashes, kind="stable")
            out[places[order]], first = _numbers(hashes[order], first)
        return out, first

    def _sampled(self) -> Iterator[_Piece]:
        """Every sampled hash, a chunk of documents at a time, then those wanted."""
        start = 0
        for chunk in letting_go(self._chunks, self._release):
            end = start + len(chunk)
            counts = self._counts[start:end]
            owners = np.repeat(np.arange(len(chunk), dtype=np.int32), counts)
            shift = self.ends[start:end] - _after(counts)[:-1]
            yield _Piece(chunk.flatten().to_numpy(), owners, shift, start)
            start = end
        shift = self.ends[:-1] + self._counts - _after(self._more)[:-1]
        yield _Piece(self._wanted[1], self._wanted[0], shift, 0)

    def _part(self, part: int, piece: _Piece) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The hashes of one part of all there can be, and their places in the postings."""
        mine = np.flatnonzero(piece.hashes * _STEP >> np.uint64(61) == part)
        its, keys = piece.owners[mine], piece.hashes[mine]
        if self._apart is not None:
            keys = keys ^ self._apart[its + piece.start]
        return keys, mine + piece.shift[its]


def _after(counts: NDArray[Any]) -> NDArray[np.int64]:
    """Where each list begins when they stand one after the other, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
