"""Signing, compiled: one pass over the UTF-8 of a batch; the rows of `signing.sign`."""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline import schema
from pipeline.duplicates import signatures
from pipeline.duplicates.columns import Contents, Signatures
from pipeline.duplicates.compiled.compiler import compiled
from pipeline.duplicates.compiled.facts import Facts, extract, fact_hash, lexicon
from pipeline.duplicates.compiled.tokens import alphabet_for, fmix64, room_for, shingle, tokenize
from pipeline.duplicates.compiled.verify import find, mask_for
from pipeline.duplicates.signatures import AFFINE, LEGACY, Scheme

_PERMUTATIONS = signatures.PERMUTATIONS
_LIMIT = np.uint64(signatures.SKETCH_LIMIT)
_SALT_1 = np.uint64(signatures.DIGEST_SALTS[0])
_SALT_2 = np.uint64(signatures.DIGEST_SALTS[1])
_MERSENNE, _BITS = signatures.MERSENNE, np.uint64(61)
_LOW, _ZERO = np.uint64(0xFFFFFFFF), np.uint64(0)
_GREATEST = np.uint32(0xFFFFFFFF)
_MIX_1, _MIX_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


class _Seen(NamedTuple):
    """A set of hashes in open addresses; a slot counts when its stamp is the current one."""

    hashes: NDArray[np.uint64]
    stamps: NDArray[np.int64]


class _Rows(NamedTuple):
    """What a text comes to: counts, digests, MinHash values; ends of its lists."""

    counts: NDArray[np.int32]
    digests: NDArray[np.uint64]
    values: NDArray[np.uint32]
    ends: NDArray[np.int32]


class _Lists(NamedTuple):
    """The lists of all texts, one after the other."""

    shingles: NDArray[np.uint64]
    weights: NDArray[np.uint8]
    sketches: NDArray[np.uint64]
    distinct: NDArray[np.uint64]


SHINGLES, TOKENS, SKETCH, FACTS = range(4)


@compiled
def _is_new(seen, stamp, hashed, mask):
    """Put a hash into the set; whether it was not there."""
    slot = find(seen, stamp, hashed, mask)
    known = seen.stamps[slot] == stamp
    seen.stamps[slot], seen.hashes[slot] = stamp, hashed
    return not known


@compiled
def minhash(
    distinct: NDArray[np.uint64],
    count: int,
    permutations: NDArray[np.uint32],
    out: NDArray[np.uint32],
) -> None:
    """datasketch's affine32 over the low 32 bits of each hash; every step wraps at 32 bits."""
    for place in range(_PERMUTATIONS):
        out[place] = _GREATEST
    for at in range(count):
        value = np.uint32(distinct[at] & _LOW)
        value = np.uint32(value ^ (value >> np.uint32(16)))
        value = np.uint32(value * _MIX_1)
        value = np.uint32(value ^ (value >> np.uint32(13)))
        value = np.uint32(value * _MIX_2)
        value = np.uint32(value ^ (value >> np.uint32(16)))
        for place in range(_PERMUTATIONS):
            moved = np.uint32(permutations[0, place] * value + permutations[1, place])
            out[place] = min(out[place], moved)


@compiled
def legacy_minhash(
    distinct: NDArray[np.uint64],
    count: int,
    permutations: NDArray[np.uint64],
    out: NDArray[np.uint32],
) -> None:
    """datasketch's legacy scheme over the low 32 bits of each hash: products wrap at 64 bits."""
    for place in range(_PERMUTATIONS):
        out[place] = _GREATEST
    for at in range(count):
        value = distinct[at] & _LOW
        for place in range(_PERMUTATIONS):
            moved = permutations[0, place] * value + permutations[1, place]
            moved = (moved & _MERSENNE) + (moved >> _BITS)  # the remainder, or that and the prime
            if moved >= _MERSENNE:
                moved -= _MERSENNE
            out[place] = min(out[place], np.uint32(moved & _LOW))


@compiled
def _sign_set(lists, end, sizes, permutations, rows):
    """Sign the shingles of text number `at`, lists.shingles[end - size:end]; its sketch's end."""
    at, size, seen, sketched = sizes
    first = sketched
    one = two = _ZERO
    count = 0
    mask = mask_for(size)
    for place in range(end - size, end):
        hashed = lists.shingles[place]
        if not _is_new(seen, at * 2 + 1, hashed, mask):
            continue
        lists.distinct[count] = hashed
        count += 1
        one += fmix64(hashed ^ _SALT_1)
        two += fmix64(hashed + _SALT_2)
        if hashed <= _LIMIT:
            lists.sketches[sketched] = hashed
            sketched += 1
    lists.sketches[first:sketched].sort()
    rows.counts[at] = count
    rows.digests[at, 0], rows.digests[at, 1] = one, two
    affine, legacy = permutations
    if legacy.shape[1]:
        legacy_minhash(lists.distinct, count, legacy, rows.values[at])
    else:
        minhash(lists.distinct, count, affine, rows.values[at])
    return sketched


@compiled
def _sign_batch(text, tools, lists, rows, facts):
    """Sign every text of a batch."""
    data, offsets = text
    alphabet, words, permutations, tokens, seen = tools
    shingled = weighed = sketched = told = 0
    for at in range(offsets.shape[0] - 1):
        count = tokenize(data, offsets[at], offsets[at + 1], alphabet, tokens)
        size = shingle(tokens, count, lists.shingles[shingled:])
        lists.weights[weighed : weighed + count] = tokens.weights[:count]
        shingled += size
        weighed += count
        sketched = _sign_set(lists, shingled, (at, size, seen, sketched), permutations, rows)
        first = told
        told = extract(tokens, count, words, facts, first)
        digest = _ZERO
        mask = mask_for(told - first)
        for fact in range(first, told):
            hashed = fact_hash(facts, fact)
            if _is_new(seen, at * 2 + 2, hashed, mask):
                digest += hashed
        rows.digests[at, 2] = digest
        rows.ends[at + 1, SHINGLES] = shingled
        rows.ends[at + 1, TOKENS] = weighed
        rows.ends[at + 1, SKETCH] = sketched
        rows.ends[at + 1, FACTS] = told


def sign(texts: pa.StringArray, scheme: Scheme = AFFINE) -> tuple[Signatures, Contents]:
    """Sign texts in NFC."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset :][: len(texts) + 1]
    data = np.frombuffer(texts.buffers()[2] or b"", np.uint8)[: offsets[-1]]
    rows, lists, facts = _room(len(texts), len(data))
    longest = int(np.diff(offsets).max(initial=0))
    slots = mask_for(longest) + 1
    seen = _Seen(np.empty(slots, np.uint64), np.zeros(slots, np.int64))
    tools = (
        alphabet_for(data),
        lexicon(),
        _permutations(scheme),
        room_for(longest),
        seen,
    )
    _sign_batch((data, offsets), tools, lists, rows, facts)
    return _columns(rows, lists, facts)


def _permutations(scheme: Scheme) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """The permutations of both schemes; those of the one not used are none."""
    made = signatures.permutations(scheme)
    none = np.zeros((2, 0), np.uint64)
    if scheme == LEGACY:
        return none.astype(np.uint32), np.ascontiguousarray(made, np.uint64)
    return made.astype(np.uint32), none


def _room(count: int, size: int) -> tuple[_Rows, _Lists, Facts]:
    """Room for a batch; pages that are never written cost nothing."""
    rows = _Rows(
        np.zeros(count, np.int32),
        np.zeros((count, 3), np.uint64),
        np.empty((count, _PERMUTATIONS), np.uint32),
        np.zeros((count + 1, 4), np.int32),
    )
    lists = _Lists(
        np.empty(size + 1, np.uint64),
        np.empty(size + 1, np.uint8),
        np.empty(size + 1, np.uint64),
        np.empty(size + 1, np.uint64),
    )
    facts = Facts(
        np.empty(size + 1, np.uint8),
        np.empty(size + 1, np.uint64),
        np.empty(size + 1, np.uint64),
        np.empty(size + 1, np.uint64),
        np.empty(size + 1, np.int32),
        np.empty(3 * size + 16, np.uint8),
    )
    return rows, lists, facts


def _columns(rows: _Rows, lists: _Lists, facts: Facts) -> tuple[Signatures, Contents]:
    ends = np.ascontiguousarray(rows.ends.T)
    told = int(ends[FACTS, -1])
    words = _strings(facts.ends[:told], facts.words)
    parts = [facts.kinds, words, facts.left, facts.right, facts.around]
    found = pa.StructArray.from_arrays(
        [part if part is words else pa.array(part[:told]) for part in parts],
        fields=list(schema.FACT),
    )
    digests = rows.digests.tolist()
    return Signatures(
        rows.counts,
        [f"{one:016x}{two:016x}" for one, two, _ in digests],
        rows.digests[:, 2].copy(),
        rows.values,
        _lists(ends[SKETCH], lists.sketches),
    ), Contents(
        _lists(ends[SHINGLES], lists.shingles),
        _lists(ends[TOKENS], lists.weights),
        pa.ListArray.from_arrays(pa.array(ends[FACTS]), found),
    )


def _lists(ends: NDArray[np.int32], values: NDArray[np.generic]) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(values[: ends[-1]]))


def _strings(ends: NDArray[np.int32], data: NDArray[np.uint8]) -> pa.StringArray:
    offsets = np.concatenate([np.zeros(1, np.int32), ends])
    used = data[: offsets[-1]]
    return pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(used))
