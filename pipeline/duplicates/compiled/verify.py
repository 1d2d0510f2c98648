"""Verification of a pair, compiled: exact counts, words, and facts told otherwise."""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates import facts, verify
from pipeline.duplicates.compiled.compiler import compiled
from pipeline.duplicates.compiled.documents import Documents, bytes_at, halves_at, hashes_at
from pipeline.duplicates.compiled.tokens import code_point, fmix64, fnv, fnv_start

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


class Places(NamedTuple):
    """Which facts stand where, for one pair: counts by place and word, chains by place."""

    hashes: NDArray[np.uint64]
    stamps: NDArray[np.int64]
    counts: NDArray[np.int32]
    heads: NDArray[np.int64]
    nexts: NDArray[np.int64]


@compiled
def _find(hashes, stamps, stamp, hashed):
    """The slot of a hash, or the free one where it belongs."""
    mask = np.int64(hashes.shape[0] - 1)
    slot = np.int64(hashed & np.uint64(mask))
    while stamps[slot] == stamp and hashes[slot] != hashed:
        slot = (slot + 1) & mask
    return slot


@compiled
def load(probe: Probe, stamp: int, shingles: NDArray[np.uint64]) -> None:
    """Put a document's shingles into the probe."""
    for hashed in shingles:
        slot = _find(probe.hashes, probe.stamps, stamp, hashed)
        probe.hashes[slot], probe.stamps[slot] = hashed, stamp


@compiled
def count_shared(probe: Probe, stamp: int, pair: int, theirs: NDArray[np.uint64]) -> int:
    """Distinct shingles of the loaded document that stand in theirs; they get the pair's mark."""
    shared = 0
    for hashed in theirs:
        slot = _find(probe.hashes, probe.stamps, stamp, hashed)
        if probe.stamps[slot] == stamp and probe.marks[slot] != pair:
            probe.marks[slot] = pair
            shared += 1
    return shared


@compiled
def walk(
    shingles: NDArray[np.uint64], weights: NDArray[np.uint8], probe: Probe, key: tuple[int, int]
) -> tuple[int, int]:
    """Weight of tokens in shared shingles, and of the longest run of tokens in none.

    `key` is (stamp, pair); pair 0: the loaded document itself is the other one.
    """
    stamp, pair = key
    covered = longest = run = 0
    end = weight = reach = 0
    for at in range(weights.shape[0]):
        if at < shingles.shape[0]:
            while end < weights.shape[0] and weight < _WEIGHT:
                weight += weights[end]
                end += 1
            slot = _find(probe.hashes, probe.stamps, stamp, shingles[at])
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


@compiled
def _word(documents, at, fact):
    """The bytes of a fact's word."""
    ends = halves_at(documents.word_end_at[at], documents.facts[at] + 1)
    start = int(ends[fact])
    return bytes_at(documents.word_at[at] + start, int(ends[fact + 1]) - start)


@compiled
def _word_hash(word):
    value = fnv_start()
    for byte in word:
        value = fnv(value, byte)
    return value


@compiled
def _place(documents, at, fact, which):
    """One of the three hashes that say where a fact stands, or 0."""
    return hashes_at(documents.place_at[at, which], documents.facts[at])[fact]


@compiled
def _enter(documents, places, at, side, stamp):
    """Count the facts of a document by place and word; chain theirs (side 1) by place."""
    for fact in range(documents.facts[at] - 1, -1, -1):
        word = _word_hash(_word(documents, at, fact))
        for which in range(_PLACES):
            place = _place(documents, at, fact, which)
            if place == _ZERO:
                continue
            slot = _slot_for(places, stamp, fmix64(place ^ word))
            places.counts[slot, side] += 1
            if side == 1:
                slot = _slot_for(places, stamp, place)
                entry = fact * _PLACES + which
                places.nexts[entry] = places.heads[slot]
                places.heads[slot] = entry


@compiled
def _slot_for(places, stamp, hashed):
    slot = _find(places.hashes, places.stamps, stamp, hashed)
    if places.stamps[slot] != stamp:
        places.hashes[slot], places.stamps[slot] = hashed, stamp
        places.counts[slot, 0] = places.counts[slot, 1] = 0
        places.heads[slot] = -1
    return slot


@compiled
def _only(documents, places, who, stamp):
    """As `facts._only`: each place of the fact holds it more often on its side."""
    at, fact, side = who
    word = _word_hash(_word(documents, at, fact))
    for which in range(_PLACES):
        place = _place(documents, at, fact, which)
        if place != _ZERO:
            slot = _slot_for(places, stamp, fmix64(place ^ word))
            if places.counts[slot, side] <= places.counts[slot, 1 - side]:
                return False
    return True


@compiled
def _comparable(one, other):
    return one == other or one + other == _NUMBER + _DATE


@compiled
def conflict(
    documents: Documents, places: Places, pair: tuple[int, int], stamp: int
) -> tuple[int, int]:
    """As `facts.conflict`: the two facts by number, -1 for nothing; (-1, -1) when all agree."""
    ours, theirs = pair
    _enter(documents, places, ours, 0, stamp)
    _enter(documents, places, theirs, 1, stamp)
    kinds = bytes_at(documents.kind_at[ours], documents.facts[ours])
    for fact in range(kinds.shape[0]):
        if kinds[fact] != _NEGATION and _only(documents, places, (ours, fact, 0), stamp):
            other = _otherwise(documents, places, (ours, fact, theirs), stamp)
            if other >= 0:
                return fact, other
    fact = _negated(documents, (ours, theirs), places, stamp)
    if fact >= 0:
        return fact, -1
    stamp += 1
    _enter(documents, places, ours, 1, stamp)
    return -1, _negated(documents, (theirs, ours), places, stamp)


@compiled
def _otherwise(documents, places, who, stamp):
    """The fact of theirs that stands in the place of ours and says another thing, or -1."""
    ours, fact, theirs = who
    kind = bytes_at(documents.kind_at[ours], documents.facts[ours])[fact]
    kinds = bytes_at(documents.kind_at[theirs], documents.facts[theirs])
    for which in range(_PLACES):
        place = _place(documents, ours, fact, which)
        entry = places.heads[_slot_for(places, stamp, place)] if place != _ZERO else -1
        while entry >= 0:
            other = entry // _PLACES
            if (
                _comparable(np.int64(kind), np.int64(kinds[other]))
                and not _same_name(documents, who, other)
                and _only(documents, places, (theirs, other, 1), stamp)
            ):
                return other
            entry = places.nexts[entry]
    return -1


@compiled
def _negated(documents, pair, places, stamp):
    """As `facts._negated`; the chains hold the facts of the second document."""
    ours, theirs = pair
    kinds = bytes_at(documents.kind_at[ours], documents.facts[ours])
    for fact in range(kinds.shape[0]):
        if kinds[fact] != _NEGATION:
            continue
        for which in range(_PLACES):
            place = _place(documents, ours, fact, which)
            if place == _ZERO or places.heads[_slot_for(places, stamp, place)] >= 0:
                continue
            if _count(documents, theirs, place) > _count(documents, ours, place):
                return fact
    return -1


@compiled
def _count(documents, at, hashed):
    found = 0
    for value in hashes_at(documents.shingle_at[at], documents.shingles[at]):
        found += value == hashed
    return found


@compiled
def _same_name(documents, who, other):
    """As `facts._same`: one name in two spellings."""
    ours, fact, theirs = who
    if bytes_at(documents.kind_at[ours], documents.facts[ours])[fact] != _NAME:
        return False
    if bytes_at(documents.kind_at[theirs], documents.facts[theirs])[other] != _NAME:
        return False
    one, two = _points(_word(documents, ours, fact)), _points(_word(documents, theirs, other))
    short, long = (one, two) if one.shape[0] <= two.shape[0] else (two, one)
    starts = True
    for at in range(short.shape[0]):
        starts = starts and short[at] == long[at]
    return starts or (short.shape[0] >= _LONG and _edits(short, long) <= _CLOSE)


@compiled
def _points(word):
    """Code points of a word in UTF-8."""
    points = np.empty(word.shape[0], np.int64)
    at = count = 0
    while at < word.shape[0]:
        points[count], width = code_point(word, at)
        at += width
        count += 1
    return points[:count]


@compiled
def _edits(one, other):
    """As `facts.edits`."""
    row = np.arange(other.shape[0] + 1)
    for at in range(one.shape[0]):
        left = row[0]
        row[0] = at + 1
        for there in range(other.shape[0]):
            up = row[there + 1]
            change = left + (1 if one[at] != other[there] else 0)
            row[there + 1] = min(up + 1, row[there] + 1, change)
            left = up
    return row[-1]


def probe_for(most: int) -> Probe:
    """A probe for documents of that many shingles."""
    slots = 1 << (2 * most + 2).bit_length()
    return Probe(np.zeros(slots, np.uint64), np.zeros(slots, np.int64), np.zeros(slots, np.int64))


def places_for(most: int) -> Places:
    """Places for documents of that many facts."""
    slots = 1 << (16 * most + 2).bit_length()
    return Places(
        np.zeros(slots, np.uint64),
        np.zeros(slots, np.int64),
        np.zeros((slots, 2), np.int32),
        np.zeros(slots, np.int64),
        np.zeros(_PLACES * most + 1, np.int64),
    )


SHORTER, LEAST_SHINGLES, NEW_PASSAGE = verify.SHORTER, verify.LEAST_SHINGLES, verify.NEW_PASSAGE
