"""Buckets of documents that share a band, a set, facts, or a sampled shingle, by sorted arrays.

A bucket is a number; a document alone in its bucket has -1. Memory is a few bytes a document and
band: one key column is sorted at a time, sketches in eighths.
"""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.duplicates.bands import band_keys
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


def buckets(table: pa.Table, corpus: Documents, scopes: NDArray[np.uint64]) -> Buckets:
    """The buckets of a corpus; documents of different scopes never share one."""
    sizes = _column(table, "shingles")
    live = sizes > 0
    keys = [*_band_keys(table, scopes)]
    keys.append(_set_keys(table) ^ _mixed(scopes))
    by_key = np.full((BANDS + 2, len(sizes)), ALONE, np.int32)
    count = 0
    for row, key in enumerate(keys):
        count = _number(key, live, by_key[row], count)
    told = live & (corpus.facts >= NAMED_BY_FACTS)
    count = _number(_column(table, "facts_digest") ^ _mixed(scopes), told, by_key[-1], count)
    postings, ends, count = _postings(_sampled(table, corpus), scopes, count)
    return Buckets(by_key, postings, ends, count)


def _column(table: pa.Table, name: str) -> NDArray[Any]:
    values: NDArray[Any] = table[name].to_numpy()
    return values


def _mixed(scopes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return scopes * _TURN


def _set_keys(table: pa.Table) -> NDArray[np.uint64]:
    return np.array([int(one[:16], 16) for one in table["set_digest"].to_pylist()], np.uint64)


def _band_keys(table: pa.Table, scopes: NDArray[np.uint64]) -> list[NDArray[np.uint64]]:
    """A key column a band."""
    parts = [band_keys(chunk.flatten().to_numpy()) for chunk in table["signature"].chunks]
    columns = np.concatenate(parts, axis=1)
    return [column ^ _mixed(scopes) for column in columns]


def _number(
    keys: NDArray[np.uint64], live: NDArray[np.bool_], out: NDArray[np.int32], first: int
) -> int:
    """Number the keys that two documents share, from `first` on; the next free number."""
    at = np.flatnonzero(live)
    order = at[np.argsort(keys[at], kind="stable")]
    if len(order) == 0:
        return first
    held = keys[order]
    opens = np.concatenate([[True], held[1:] != held[:-1]])
    run = np.cumsum(opens) - 1
    shared = np.bincount(run) > 1
    number = np.cumsum(shared) - 1 + first
    kept = shared[run]
    out[order[kept]] = number[run[kept]]
    return first + int(shared.sum())


def _sampled(table: pa.Table, corpus: Documents) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Documents, in order, and the hashes they are found by: sketches, and what short ones want."""
    lists = table["sketch"].chunks
    nothing = [np.zeros(0, np.int32)]
    counts = np.concatenate([*nothing, *[np.diff(chunk.offsets.to_numpy()) for chunk in lists]])
    hashes = np.concatenate([np.zeros(0, np.uint64), *[c.flatten().to_numpy() for c in lists]])
    owners = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    more_owners, more = wanted_hashes(corpus, np.flatnonzero(counts < LEAST_SKETCH))
    if len(more) == 0:
        return owners, hashes
    owners, hashes = np.concatenate([owners, more_owners]), np.concatenate([hashes, more])
    order = np.argsort(owners, kind="stable")
    return owners[order], hashes[order]


def _postings(
    sampled: tuple[NDArray[np.int32], NDArray[np.uint64]], scopes: NDArray[np.uint64], first: int
) -> tuple[NDArray[np.int32], NDArray[np.int64], int]:
    """Buckets of the sampled shingles of each document, ALONE for one that no other shares."""
    owners, hashes = sampled
    counts = np.bincount(owners, minlength=len(scopes))
    if scopes.any():
        hashes = hashes ^ _mixed(scopes)[owners]
    out = np.empty(len(hashes), np.int32)
    part_of = (hashes * _STEP >> np.uint64(61)).astype(np.uint8)
    for part in range(_PARTS):
        at = np.flatnonzero(part_of == part)
        order = at[np.argsort(hashes[at], kind="stable")]
        if len(order) == 0:
            continue
        held = hashes[order]
        opens = np.concatenate([[True], held[1:] != held[:-1]])
        run = np.cumsum(opens) - 1
        size = np.bincount(run)
        useful = size > 1
        number = np.where(useful, np.cumsum(useful) - 1 + first, ALONE)
        out[order] = number[run]
        first += int(useful.sum())
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
    return out, ends, first
