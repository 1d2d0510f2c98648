"""Candidates of a document: the leaders that share a bucket with it, the likeliest first, compiled.

Work is bounded a document: at most SCANNED leaders are read of a bucket and MET in all, the newest
first. A document that met a bound and is kept says so in its row.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates import groups
from pipeline.duplicates.compiled.buckets import Buckets
from pipeline.duplicates.compiled.compiler import compiled
from pipeline.duplicates.compiled.documents import Documents, halves_at
from pipeline.duplicates.compiled.verify import Places, Probe, places_for, probe_for
from pipeline.duplicates.signatures import PERMUTATIONS

SCANNED, MET = 64, 256
_SHORT, _SHARED = groups.SHORT, groups.SHARED_SKETCH
_KEY = 1 << 20  # a shared key outweighs any number of shared hashes


class Leaders(NamedTuple):
    """Leaders by bucket, as chains, the newest first; `used` is one number: how many nodes."""

    heads: NDArray[np.int32]
    nodes: NDArray[np.int32]
    nexts: NDArray[np.int32]
    ranks: NDArray[np.int32]
    used: NDArray[np.int64]


class Desk(NamedTuple):
    """Scratch for one document at a time."""

    seen: NDArray[np.int32]
    hits: NDArray[np.int32]
    met: NDArray[np.int32]
    scores: NDArray[np.int64]
    probe: Probe
    places: Places
    stamps: NDArray[np.int64]


@compiled
def add(leaders: Leaders, at: int, found: Buckets) -> None:
    """Make a document a leader in all its buckets."""
    leaders.ranks[at] = leaders.used[1]
    leaders.used[1] += 1
    for row in range(found.by_key.shape[0]):
        _push(leaders, found.by_key[row, at], at)
    for place in range(found.ends[at], found.ends[at + 1]):
        _push(leaders, found.postings[place], at)


@compiled
def _push(leaders, bucket, at):
    if bucket >= 0:
        node = leaders.used[0]
        leaders.nodes[node], leaders.nexts[node] = at, leaders.heads[bucket]
        leaders.heads[bucket] = node
        leaders.used[0] += 1


@compiled
def _meet(leaders, bucket, at, desk, weight):
    """Read the leaders of a bucket into desk.met; whether a bound was met. `weight`: by key or
    hash."""
    node = leaders.heads[bucket] if bucket >= 0 else -1
    read = 0
    while node >= 0:
        if read == SCANNED and weight > 1:
            return True
        leader = leaders.nodes[node]
        if desk.seen[leader] != at and leader != at:
            if desk.stamps[2] == MET:
                return True
            desk.seen[leader], desk.hits[leader] = at, 0
            desk.met[desk.stamps[2]] = leader
            desk.stamps[2] += 1
        desk.hits[leader] += weight
        node = leaders.nexts[node]
        read += 1
    return False


_KEY = 1 << 20  # a shared key outweighs any number of shared hashes


@compiled
def candidates(
    corpus: Documents, found: Buckets, leaders: Leaders, desk: Desk, at: int
) -> tuple[int, bool]:
    """Fill desk.met and desk.scores; how many candidates, and whether a bound was met."""
    desk.stamps[2] = 0
    bounded = False
    for row in range(found.by_key.shape[0] - 1, -1, -1):
        bounded |= _meet(leaders, found.by_key[row, at], at, desk, _KEY)
    for place in range(found.ends[at], found.ends[at + 1]):
        bounded |= _meet(leaders, found.postings[place], at, desk, 1)
    needed = 1 if corpus.sizes[at] < _SHORT else _SHARED
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
    return count, bounded


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
    nodes = int((found.by_key >= 0).sum() + (found.postings >= 0).sum())
    return Leaders(
        np.full(found.total, -1, np.int32),
        np.empty(nodes, np.int32),
        np.empty(nodes, np.int32),
        np.zeros(count, np.int32),
        np.zeros(2, np.int64),
    )


def desk_for(corpus: Documents) -> Desk:
    """Scratch for the largest document of a corpus."""
    count = len(corpus.sizes)
    return Desk(
        np.full(count, -1, np.int32),
        np.zeros(count, np.int32),
        np.zeros(MET, np.int32),
        np.zeros(MET, np.int64),
        probe_for(int(corpus.shingles.max(initial=0))),
        places_for(int(corpus.facts.max(initial=0))),
        np.ones(3, np.int64),
    )
