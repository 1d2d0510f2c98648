"""Verification of a pair, compiled: exact counts of shingles, and words in shared ones."""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates import facts, verify
from pipeline.duplicates.compiled.compiler import compiled

_NUMBER, _DATE, _NAME, _NEGATION = facts.NUMBER, facts.DATE, facts.NAME, facts.NEGATION
_CLOSE, _LONG = facts.CLOSE_NAMES, facts.LONG_NAME
_WEIGHT = 10
_ZERO = np.uint64(0)
_PLACES = 3


class Probe(NamedTuple):
    """The shingles of one document as a set; `marks` says which the last other one shares.

    A slot counts when its stamp is the current document, a mark when it is the current pair.
    """

    hashes: NDArray[np.uint64]
    stamps: NDArray[np.int64]
    marks: NDArray[np.int64]


@compiled
def mask_for(count: int) -> int:
    """The mask of a table for so many hashes: half of it stays empty, and small ones stay in
    cache."""
    slots = 16
    while slots < 2 * count:
        slots *= 2
    return slots - 1


@compiled
def find(table: Probe, stamp: int, hashed: np.uint64, mask: int) -> np.int64:
    """The slot of a hash in a table of open addresses, or the free one where it belongs."""
    slot = np.int64(hashed & np.uint64(mask))
    while table.stamps[slot] == stamp and table.hashes[slot] != hashed:
        slot = (slot + 1) & mask
    return slot


@compiled
def load(probe: Probe, stamp: int, shingles: NDArray[np.uint64]) -> None:
    """Put a document's shingles into the probe."""
    mask = mask_for(shingles.shape[0])
    for hashed in shingles:
        slot = find(probe, stamp, hashed, mask)
        probe.hashes[slot], probe.stamps[slot] = hashed, stamp


@compiled
def count_shared(probe: Probe, key: tuple[int, int], mask: int, theirs: NDArray[np.uint64]) -> int:
    """Distinct shingles of the loaded document that stand in theirs; they get the pair's mark."""
    stamp, pair = key
    shared = 0
    for hashed in theirs:
        slot = find(probe, stamp, hashed, mask)
        if probe.stamps[slot] == stamp and probe.marks[slot] != pair:
            probe.marks[slot] = pair
            shared += 1
    return shared


@compiled
def walk(
    shingles: NDArray[np.uint64],
    weights: NDArray[np.uint8],
    probe: Probe,
    key: tuple[int, int, int],
) -> tuple[int, int]:
    """Weight of tokens in shared shingles, and of the longest run of tokens in none.

    `key` is (stamp, pair, mask of the loaded one); pair 0: the loaded document itself is the other
    one."""
    stamp, pair, mask = key
    covered = longest = run = 0
    end = weight = reach = 0
    for at in range(weights.shape[0]):
        if at < shingles.shape[0]:
            while end < weights.shape[0] and weight < _WEIGHT:
                weight += weights[end]
                end += 1
            slot = find(probe, stamp, shingles[at], mask)
            known = probe.stamps[slot] == stamp
            if known and (pair == 0 or probe.marks[slot] == pair):
                reach = end
            weight -= weights[at]
        if at < reach:
            covered += weights[at]
            run = 0
        else:
            run += weights[at]
            longest = max(longest, run)
    return covered, longest


def probe_for(most: int) -> Probe:
    """A probe for documents of that many shingles."""
    slots = mask_for(most) + 1
    return Probe(np.zeros(slots, np.uint64), np.zeros(slots, np.int64), np.zeros(slots, np.int64))


SHORTER, LEAST_SHINGLES, NEW_PASSAGE = verify.SHORTER, verify.LEAST_SHINGLES, verify.NEW_PASSAGE
