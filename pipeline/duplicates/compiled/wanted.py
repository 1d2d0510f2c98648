"""Short documents are found by their least hashes wherever they stand: one pass over shingles."""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates.compiled.compiler import compiled
from pipeline.duplicates.compiled.documents import Documents, hashes_at
from pipeline.duplicates.compiled.verify import find, load, mask_for, probe_for
from pipeline.duplicates.signatures import LEAST_SKETCH, SKETCH_LIMIT

_LIMIT = np.uint64(SKETCH_LIMIT)
_AT_ONCE = 1 << 21  # shingles looked at before their pages are let go


def wanted_hashes(
    corpus: Documents, short: NDArray[np.int64], release: Callable[[], None]
) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Documents, in order, and hashes: where the least hashes of short documents stand beside all
    sketches."""
    least = np.zeros(LEAST_SKETCH * len(short), np.uint64)
    count = _least(corpus, short, least)
    owners, hashes = [np.zeros(0, np.int32)], [least[:0]]
    if count:
        wanted = probe_for(count)
        load(wanted, 1, least[:count])
        before = np.cumsum(corpus.shingles)
        start = 0
        while start < len(before):
            read = before[start - 1] if start else 0
            end = max(start + 1, int(np.searchsorted(before, read + _AT_ONCE)))
            one, two = _standing(corpus, wanted, count, (start, min(end, len(before))))
            owners.append(one)
            hashes.append(two)
            release()
            start = end
    return np.concatenate(owners), np.concatenate(hashes)


def _standing(corpus, wanted, count, span):
    """Documents and hashes of a span: counted first, so that there is room for just so many."""
    start, end = span
    nothing = np.zeros(0, np.int32), np.zeros(0, np.uint64)
    room = _stand(corpus, wanted, (count, 2 * start), span, nothing)
    found = np.zeros(room, np.int32), np.zeros(room, np.uint64)
    _stand(corpus, wanted, (count, start + end), span, found)
    return found


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
def _stand(corpus, wanted, key, span, out):
    """Each wanted hash in each document of a span once, but for those in its sketch; how many.

    `key` is how many are wanted, and a number from which the marks of this pass count. Without
    room in `out` they are only counted.
    """
    size, marked = key
    owners, hashes = out
    mask = mask_for(size)
    found = 0
    for at in range(span[0], span[1]):
        mark = marked + at - span[0] + 1
        for hashed in hashes_at(corpus.shingle_at[at], corpus.shingles[at]):
            if hashed <= _LIMIT:
                continue
            slot = find(wanted, 1, hashed, mask)
            if wanted.stamps[slot] == 1 and wanted.marks[slot] != mark:
                wanted.marks[slot] = mark
                if owners.shape[0]:
                    owners[found], hashes[found] = at, hashed
                found += 1
    return found
