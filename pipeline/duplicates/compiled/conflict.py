"""Facts two documents tell differently, compiled: what `facts.conflict` does in Python."""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates import facts
from pipeline.duplicates.compiled.compiler import compiled
from pipeline.duplicates.compiled.documents import Documents, bytes_at, halves_at, hashes_at
from pipeline.duplicates.compiled.tokens import code_point, fmix64, fnv, fnv_start
from pipeline.duplicates.compiled.verify import find, mask_for

_NUMBER, _DATE, _NAME, _NEGATION = facts.NUMBER, facts.DATE, facts.NAME, facts.NEGATION
_CLOSE, _LONG = facts.CLOSE_NAMES, facts.LONG_NAME
_ZERO, _PLACES = np.uint64(0), 3
_ENTRIES = 2 * _PLACES  # of a fact: by place, and by place and word
OURS, THEIRS = 0, 1


class Table(NamedTuple):
    """Which facts of a pair stand where.

    A slot holds a place, or a place and a word: how often each side has it, and the last fact of
    each side there; `nexts` goes on to the one before. `slots` lead from a fact's place and word
    to its slot."""

    hashes: NDArray[np.uint64]
    stamps: NDArray[np.int64]
    counts: NDArray[np.int32]
    heads: NDArray[np.int32]
    nexts: NDArray[np.int32]
    slots: NDArray[np.int32]
    places: NDArray[np.uint64]


def table_for(most: int) -> Table:
    """A table for documents of that many facts."""
    slots = mask_for(_ENTRIES * 2 * most) + 1
    return Table(
        np.zeros(slots, np.uint64),
        np.zeros(slots, np.int64),
        np.zeros((slots, 2), np.int32),
        np.zeros((slots, 2), np.int32),
        np.zeros((2, _PLACES * most + 1), np.int32),
        np.zeros((2, most + 1, _PLACES), np.int32),
        np.zeros((2, most + 1, _PLACES), np.uint64),
    )


@compiled
def _slot(table, key, hashed):
    """The slot of a hash; `key` is (stamp, mask)."""
    stamp, mask = key
    slot = find(table, stamp, hashed, mask)
    if table.stamps[slot] != stamp:
        table.hashes[slot], table.stamps[slot] = hashed, stamp
        table.counts[slot, 0] = table.counts[slot, 1] = 0
        table.heads[slot, 0] = table.heads[slot, 1] = -1
    return slot


@compiled
def _enter(documents, table, at, side, key):
    """Put the facts of a document into the table, from the last to the first."""
    count = documents.facts[at]
    ends = halves_at(documents.word_end_at[at], count + 1)
    first = int(ends[0])
    words = bytes_at(documents.word_at[at] + first, int(ends[count]) - first)
    for which in range(_PLACES):
        places = hashes_at(documents.place_at[at, which], count)
        for fact in range(count):
            table.places[side, fact, which] = places[fact]
    for fact in range(count - 1, -1, -1):
        word = fnv_start()
        for byte in range(np.int64(ends[fact]) - first, np.int64(ends[fact + 1]) - first):
            word = fnv(word, words[byte])
        for which in range(_PLACES):
            place = table.places[side, fact, which]
            if place != _ZERO:
                slot = _slot(table, key, fmix64(place ^ word))
                table.slots[side, fact, which] = slot
                table.counts[slot, side] += 1
                slot = _slot(table, key, place)
                entry = fact * _PLACES + which
                table.nexts[side, entry] = table.heads[slot, side]
                table.heads[slot, side] = entry


@compiled
def _only(table, fact, side):
    """As `facts._only`: each place of the fact holds it more often on its side."""
    for which in range(_PLACES):
        if table.places[side, fact, which] != _ZERO:
            slot = table.slots[side, fact, which]
            if table.counts[slot, side] <= table.counts[slot, 1 - side]:
                return False
    return True


@compiled
def conflict(
    documents: Documents, table: Table, pair: tuple[int, int], stamp: int
) -> tuple[int, int]:
    """As `facts.conflict`: the two facts by number, -1 for nothing; (-1, -1) when all agree."""
    ours, theirs = pair
    key = (stamp, mask_for(_ENTRIES * (documents.facts[ours] + documents.facts[theirs])))
    _enter(documents, table, ours, OURS, key)
    _enter(documents, table, theirs, THEIRS, key)
    kinds = bytes_at(documents.kind_at[ours], documents.facts[ours])
    for fact in range(kinds.shape[0]):
        if kinds[fact] != _NEGATION and _only(table, fact, OURS):
            other = _otherwise(documents, table, pair, fact, key)
            if other >= 0:
                return fact, other
    fact = _negated(documents, table, pair, OURS, key)
    if fact >= 0:
        return fact, -1
    return -1, _negated(documents, table, pair, THEIRS, key)


@compiled
def _otherwise(documents, table, pair, fact, key):
    """The fact of theirs that stands in the place of ours and says another thing, or -1."""
    ours, theirs = pair
    kind = np.int64(bytes_at(documents.kind_at[ours], documents.facts[ours])[fact])
    kinds = bytes_at(documents.kind_at[theirs], documents.facts[theirs])
    for which in range(_PLACES):
        place = table.places[OURS, fact, which]
        entry = np.int64(table.heads[_slot(table, key, place), THEIRS]) if place != _ZERO else -1
        while entry >= 0:
            other = entry // _PLACES
            there = np.int64(kinds[other])
            if kind == there or kind + there == _NUMBER + _DATE:
                same = kind == _NAME and _same_name(documents, pair, fact, other)
                if not same and _only(table, other, THEIRS):
                    return other
            entry = np.int64(table.nexts[THEIRS, entry])
    return -1


@compiled
def _negated(documents, table, pair, side, key):
    """As `facts._negated`, for the facts of one side."""
    here, there = pair[side], pair[1 - side]
    kinds = bytes_at(documents.kind_at[here], documents.facts[here])
    for fact in range(kinds.shape[0]):
        if kinds[fact] != _NEGATION:
            continue
        for which in range(_PLACES):
            place = table.places[side, fact, which]
            if place == _ZERO or table.heads[_slot(table, key, place), 1 - side] >= 0:
                continue
            if _count(documents, there, place) > _count(documents, here, place):
                return fact
    return -1


@compiled
def _count(documents, at, hashed):
    found = 0
    for value in hashes_at(documents.shingle_at[at], documents.shingles[at]):
        found += value == hashed
    return found


@compiled
def _word(documents, at, fact):
    """The bytes of a fact's word."""
    ends = halves_at(documents.word_end_at[at], documents.facts[at] + 1)
    start = int(ends[fact])
    return bytes_at(documents.word_at[at] + start, int(ends[fact + 1]) - start)


@compiled
def _same_name(documents, pair, fact, other):
    """As `facts._same`, for two names: one name in two spellings."""
    one = _points(_word(documents, pair[0], fact))
    two = _points(_word(documents, pair[1], other))
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
