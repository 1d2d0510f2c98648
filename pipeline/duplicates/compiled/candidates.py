"""Candidates of a document: the leaders that share a bucket with it, the likeliest first, compiled.

Work is bounded a document: of a bucket the SCANNED newest leaders are read, whose size is closest,
and no more buckets of equal keys once MET were read. A kept document that met a bound says so.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates import groups
from pipeline.duplicates.compiled.buckets import Buckets
from pipeline.duplicates.compiled.compiler import compiled
from pipeline.duplicates.compiled.conflict import Table, table_for
from pipeline.duplicates.compiled.documents import Documents, halves_at
from pipeline.duplicates.compiled.verify import Probe, probe_for
from pipeline.duplicates.signatures import PERMUTATIONS

SCANNED, MET = 32, 128
COMMON = groups.COMMON
BOUNDED, TOO_COMMON = 1, 2
_SHORT, _SHARED = groups.SHORT, groups.SHARED_SKETCH
_KEY = 1 << 20  # a shared key outweighs any number of shared hashes


class Leaders(NamedTuple):
    """Leaders by bucket: documents[starts[b] : starts[b] + sizes[b]], the newest last.

    `ranks` says which leader a document is; `total` holds one number, how many there are.
    """

    starts: NDArray[np.int64]
    sizes: NDArray[np.int32]
    documents: NDArray[np.int32]
    ranks: NDArray[np.int32]
    total: NDArray[np.int64]


class Desk(NamedTuple):
    """Scratch for one document at a time."""

    seen: NDArray[np.int32]
    hits: NDArray[np.int32]
    met: NDArray[np.int32]
    scores: NDArray[np.int64]
    probe: Probe
    table: Table
    stamps: NDArray[np.int64]


@compiled
def add(leaders: Leaders, at: int, found: Buckets) -> None:
    """Make a document a leader in all its buckets."""
    leaders.ranks[at] = leaders.total[0]
    leaders.total[0] += 1
    for row in range(found.by_key.shape[0]):
        _push(leaders, found.by_key[row, at], at)
    for place in range(found.ends[at], found.ends[at + 1]):
        _push(leaders, found.postings[place], at)


@compiled
def _push(leaders, bucket, at):
    if bucket >= 0:
        leaders.documents[leaders.starts[bucket] + leaders.sizes[bucket]] = at
        leaders.sizes[bucket] += 1


@compiled
def _meet(leaders, bucket, at, desk, weight):
    """Read the newest leaders of a bucket into desk.met, where each adds `weight` to its hits."""
    end = leaders.starts[bucket] + leaders.sizes[bucket]
    for place in range(end - 1, end - 1 - min(SCANNED, leaders.sizes[bucket]), -1):
        leader = leaders.documents[place]
        if desk.seen[leader] != at and leader != at:
            desk.seen[leader], desk.hits[leader] = at, 0
            desk.met[desk.stamps[2]] = leader
            desk.stamps[2] += 1
        desk.hits[leader] += weight


@compiled
def candidates(
    corpus: Documents, found: Buckets, leaders: Leaders, desk: Desk, which: tuple[int, float]
) -> tuple[int, int]:
    """Fill desk.met and desk.scores; how many candidates, and the bounds met: BOUNDED, TOO_COMMON.

    `which` is the document, and the share of its sketch that a candidate found by it must hold.
    """
    at, expected = which
    desk.stamps[2] = useful = 0
    bounds = 0
    for row in range(found.by_key.shape[0] - 1, -1, -1):
        bucket = found.by_key[row, at]
        if bucket >= 0 and desk.stamps[2] < MET:
            _meet(leaders, bucket, at, desk, _KEY)
            if leaders.sizes[bucket] > SCANNED or desk.stamps[2] >= MET:
                bounds |= BOUNDED
    for place in range(found.ends[at], found.ends[at + 1]):
        bucket = found.postings[place]
        if bucket >= 0 and leaders.sizes[bucket] > COMMON:
            bounds |= TOO_COMMON
            continue
        useful += 1
        if bucket >= 0:
            _meet(leaders, bucket, at, desk, 1)
    least = 1 if corpus.sizes[at] < _SHORT else _SHARED
    needed = max(least, np.int64(expected * useful))
    count = 0
    ours = halves_at(corpus.signature_at[at], PERMUTATIONS)
    for place in range(desk.stamps[2]):
        leader = desk.met[place]
        hits = desk.hits[leader] % _KEY
        if desk.hits[leader] < _KEY and hits < needed:
            continue
        theirs = halves_at(corpus.signature_at[leader], PERMUTATIONS)
        agree = 0
        for value in range(PERMUTATIONS):
            agree += ours[value] == theirs[value]
        desk.met[count] = leader
        desk.scores[count] = ((agree + hits) << 32) - leaders.ranks[leader]
        count += 1
    return count, bounds


@compiled
def likeliest(desk: Desk, count: int) -> int:
    """Take the candidate with the greatest score out of the first `count`."""
    best = 0
    for place in range(1, count):
        if desk.scores[place] > desk.scores[best]:
            best = place
    leader = int(desk.met[best])
    desk.met[best], desk.scores[best] = desk.met[count - 1], desk.scores[count - 1]
    return leader


def room_for_leaders(count: int, found: Buckets) -> Leaders:
    """Room for so many documents in these buckets."""
    sizes = np.zeros(found.total, np.int64)
    for members in (*found.by_key, found.postings):
        sizes += np.bincount(members[members >= 0], minlength=found.total)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    return Leaders(
        starts,
        np.zeros(found.total, np.int32),
        np.empty(int(starts[-1]), np.int32),
        np.zeros(count, np.int32),
        np.zeros(1, np.int64),
    )


def desk_for(corpus: Documents) -> Desk:
    """Scratch for the largest document of a corpus."""
    count = len(corpus.sizes)
    return Desk(
        np.full(count, -1, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int64),
        probe_for(int(corpus.shingles.max(initial=0))),
        table_for(int(corpus.facts.max(initial=0))),
        np.ones(3, np.int64),
    )
