"""MinHash values of a set, and their bands as keys: what is alike shares a key."""

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.duplicates.signatures import BANDS, LEGACY, MERSENNE, PERMUTATIONS, ROWS

_STEP, _TURN = np.uint64(0x9FB21C651E98DF25), np.uint64(0xC2B2AE3D27D4EB4F)
_AT_ONCE = 1024


def band_keys(values: NDArray[np.uint32], band: int) -> NDArray[np.uint64]:
    """The keys of one band, a document each, of MinHash values in a row: four values a key."""
    mine = values.reshape(-1, PERMUTATIONS)[:, band * ROWS : (band + 1) * ROWS]
    halves = np.ascontiguousarray(mine).view(np.uint64)
    mixed = (halves[:, 0] * _STEP) ^ (halves[:, 1] * _TURN)
    keys: NDArray[np.uint64] = (mixed ^ (mixed >> np.uint64(29))) * _STEP
    return keys


def band_columns(signatures: pa.ChunkedArray) -> Iterator[NDArray[np.uint64]]:
    """The keys of one band after the other, a document each, of a column of signatures."""
    values = [np.zeros(0, np.uint32), *(c.flatten().to_numpy() for c in signatures.chunks)]
    for band in range(BANDS):
        yield np.concatenate([band_keys(chunk, band) for chunk in values])


def minhash(
    distinct: Collection[int], permutations: NDArray[np.unsignedinteger[Any]], scheme: str
) -> NDArray[np.uint32]:
    """What `signatures.signature` gives, from permutations at hand and without datasketch, whose
    import alone costs more than a question may."""
    hashes = np.fromiter(distinct, np.uint64, len(distinct)).astype(np.uint32)
    if scheme == LEGACY:
        hashes = hashes.astype(np.uint64)
    else:
        for shift, turn in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
            hashes = (hashes ^ (hashes >> np.uint32(shift))) * np.uint32(turn)
    values = np.full(permutations.shape[1], 0xFFFFFFFF, np.uint32)
    for start in range(0, len(hashes), _AT_ONCE):
        some = hashes[start : start + _AT_ONCE, None]
        moved = some * permutations[0] + permutations[1]
        if scheme == LEGACY:
            moved = moved % MERSENNE & np.uint64(0xFFFFFFFF)
        values = np.minimum(values, moved.min(axis=0).astype(np.uint32))
    return values
