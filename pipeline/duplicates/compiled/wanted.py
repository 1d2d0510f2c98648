"""Short documents are found by their least hashes wherever they stand: one pass over shingles."""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates.compiled.compiler import compiled
from pipeline.duplicates.compiled.documents import Documents, hashes_at
from pipeline.duplicates.compiled.verify import find, load, mask_for, probe_for
from pipeline.duplicates.signatures import LEAST_SKETCH, SKETCH_LIMIT

_LIMIT = np.uint64(SKETCH_LIMIT)


def wanted_hashes(
    corpus: Documents, short: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Documents and hashes: where the least hashes of short documents stand beside all sketches."""
    least = np.zeros(LEAST_SKETCH * len(short), np.uint64)
    count = _least(corpus, short, least)
    if count == 0:
        return np.zeros(0, np.int32), least[:0]
    wanted = probe_for(count)
    load(wanted, 1, least[:count])
    room = _stand(corpus, wanted, (count, 0), np.zeros(0, np.int32), least[:0])
    owners, hashes = np.zeros(room, np.int32), np.zeros(room, np.uint64)
    _stand(corpus, wanted, (count, len(corpus.sizes)), owners, hashes)
    return owners, hashes


@compiled
def _least(corpus, short, out):
    """Write the least distinct hashes of each short document; how many in all."""
    count = 0
    for at in short:
        values = np.sort(hashes_at(corpus.shingle_at[at], corpus.shingles[at]))
        taken = 0
        for place in range(values.shape[0]):
            if taken < LEAST_SKETCH and (place == 0 or values[place] != values[place - 1]):
                out[count] = values[place]
                taken += 1
                count += 1
    return count


@compiled
def _stand(corpus, wanted, key, owners, hashes):
    """Each wanted hash in each document once, but for those in its sketch; how many.

    `key` is how many are wanted, and a number added to the marks of this pass. Without room in
    `owners` they are only counted.
    """
    size, later = key
    mask = mask_for(size)
    found = 0
    for at in range(corpus.sizes.shape[0]):
        for hashed in hashes_at(corpus.shingle_at[at], corpus.shingles[at]):
            if hashed <= _LIMIT:
                continue
            slot = find(wanted, 1, hashed, mask)
            mark = at + 1 + later
            if wanted.stamps[slot] == 1 and wanted.marks[slot] != mark:
                wanted.marks[slot] = mark
                if owners.shape[0]:
                    owners[found], hashes[found] = at, hashed
                found += 1
    return found
