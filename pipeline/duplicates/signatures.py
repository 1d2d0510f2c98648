"""Signatures: what finds candidates. Permutations and scheme are those of datasketch.

MinHash (Broder 1997): two signatures agree in a place with the probability of the sets' Jaccard.
The scheme `affine32` is 2-universal, not provably min-wise; that it estimates well is measured by
its authors, and here every candidate is verified. `legacy` is what datasketch had before 2.0:
biased on sets of millions, and only for who compares with old signatures. The sketch keeps every
shingle whose hash lies below a limit (FracMinHash, Irber et al. 2022): a short text inside a long
one shares few places of a signature, yet nearly all of its sketch.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates.tokens import MASK, fmix64

AFFINE: Final = "affine32"
LEGACY: Final = "legacy"
Scheme = Literal["affine32", "legacy"]
MERSENNE = np.uint64((1 << 61) - 1)  # the prime of the legacy scheme
PERMUTATIONS = 128
SEED = 1
BANDS, ROWS = 32, 4  # at Jaccard .667 a pair shares a band with probability .9991
SCALE = 8  # one shingle in eight is in the sketch
SKETCH_LIMIT = MASK // SCALE
DIGEST_SALTS = (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03)
# A document with fewer hashes than this in its sketch is looked for by as many of its least hashes.
LEAST_SKETCH = 8
HASH = "low 32 bits of the shingle hash"


@cache
def permutations(scheme: Scheme = AFFINE) -> NDArray[np.unsignedinteger[Any]]:
    """The parameters a and b of datasketch's permutations, 2 x PERMUTATIONS: 32-bit, or 64-bit for
    the legacy scheme.

    They stand in permutations.json: to ask datasketch takes a third of a second in each process.
    """
    kept = json.loads(resources.files(__package__).joinpath("permutations.json").read_bytes())
    return np.array(kept[scheme], np.uint32 if scheme == AFFINE else np.uint64)


def signature(distinct: Sequence[int], scheme: Scheme = AFFINE) -> NDArray[np.uint32]:
    """The MinHash signature of a set of shingle hashes, by datasketch itself."""
    from datasketch import MinHash

    minhash = MinHash(
        num_perm=PERMUTATIONS,
        seed=SEED,
        scheme=scheme,
        hashfunc=int,
        permutations=permutations(scheme),
    )
    if distinct:
        minhash.update_batch([value & 0xFFFFFFFF for value in distinct])
    values: NDArray[np.uint32] = minhash.hashvalues.astype(np.uint32)
    return values


def sketch(distinct: Sequence[int]) -> list[int]:
    """The hashes of a set that lie below the limit, sorted."""
    return sorted(value for value in distinct if value <= SKETCH_LIMIT)


def set_digest(distinct: Sequence[int]) -> str:
    """128 bits that name a set of hashes whatever its order: equal sets, equal digest.

    >>> set_digest([1, 2]) == set_digest([2, 1]), set_digest([1, 2]) == set_digest([1, 3])
    (True, False)
    """
    first, second = DIGEST_SALTS
    one = sum(fmix64(value ^ first) for value in distinct) & MASK
    two = sum(fmix64((value + second) & MASK) for value in distinct) & MASK
    return f"{one:016x}{two:016x}"
