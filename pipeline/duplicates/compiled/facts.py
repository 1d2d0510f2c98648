"""Facts of tokenized text, compiled: what `facts.facts` does in Python."""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates import facts
from pipeline.duplicates.compiled.compiler import compiled
from pipeline.duplicates.compiled.tokens import (
    CAPITAL,
    NUMBER,
    OPENS_LINE,
    OPENS_SENTENCE,
    Tokens,
    fmix64,
    fnv,
    fnv_start,
    run_hash,
    step,
)
from pipeline.duplicates.tokens import token_hash

_NUMBER, _NAME, _NEGATION = facts.NUMBER, facts.NAME, facts.NEGATION
_FUNCTION_WORD = 9
_SIDE, _AROUND = facts.SIDE, facts.AROUND
_SALT_RIGHT, _SALT_AROUND = np.uint64(facts.SALT_RIGHT), np.uint64(facts.SALT_AROUND)
_ZERO, _WORD, _DOT, _NOUGHT, _NINE = np.uint64(0), 2, 46, 48, 57


class Lexicon(NamedTuple):
    """Listed words by hash, in a table of open addresses: kind, and the value as code points.

    For a negation `without` is the hash of the word that stands there without it, or 0.
    """

    hashes: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    without: NDArray[np.uint64]
    starts: NDArray[np.int32]
    points: NDArray[np.uint32]


class Facts(NamedTuple):
    """Room for facts; `words[ends[i - 1]:ends[i]]` is the word of fact i, in UTF-8."""

    kinds: NDArray[np.uint8]
    left: NDArray[np.uint64]
    right: NDArray[np.uint64]
    around: NDArray[np.uint64]
    ends: NDArray[np.int32]
    words: NDArray[np.uint8]


@cache
def lexicon() -> Lexicon:
    """The words of facts.toml, and the function words."""
    entries = dict.fromkeys(facts.function_words(), (_FUNCTION_WORD, "")) | facts.listed()
    size = 1 << (2 * len(entries)).bit_length()
    hashes, kinds = np.zeros(size, np.uint64), np.zeros(size, np.uint8)
    without, starts = np.zeros(size, np.uint64), np.zeros(size + 1, np.int32)
    values = [""] * size
    for word, (kind, value) in sorted(entries.items()):
        slot = token_hash(word) & (size - 1)
        while kinds[slot]:
            slot = (slot + 1) & (size - 1)
        hashes[slot], kinds[slot] = token_hash(word), kind
        values[slot] = word if kind == _NEGATION else value
        without[slot] = token_hash(value) if kind == _NEGATION and value else 0
    starts[1:] = np.cumsum([len(value) for value in values])
    points = np.array([ord(char) for value in values for char in value], np.uint32)
    return Lexicon(hashes, kinds, without, starts, points)


@compiled
def _slot(lexicon, hashed):
    """Where a word is listed, or -1."""
    mask = np.uint64(lexicon.hashes.shape[0] - 1)
    slot = np.int64(hashed & mask)
    while lexicon.kinds[slot] != 0:
        if lexicon.hashes[slot] == hashed:
            return slot
        slot = (slot + 1) & np.int64(mask)
    return -1


@compiled
def extract(tokens: Tokens, count: int, lexicon: Lexicon, out: Facts, first: int) -> int:
    """Write the facts of a text from fact number `first` on; one past the last."""
    at_fact = first
    for at in range(count):
        slot = _slot(lexicon, tokens.hashes[at])
        kind = np.int64(lexicon.kinds[slot]) if slot >= 0 else 0
        flags = tokens.flags[at]
        if flags & NUMBER:
            kind, slot = _NUMBER, -1
        elif kind in (0, _FUNCTION_WORD):
            inside = flags & CAPITAL and not flags & OPENS_SENTENCE
            kind, slot = (_NAME if inside and kind == 0 else 0), -1
        if kind == 0:
            continue
        if kind == _NEGATION:
            left, right, around = _negation(tokens, count, at, lexicon.without[slot])
        else:
            left, right, around = _places(tokens, count, at)
        if left == _ZERO and right == _ZERO and around == _ZERO:
            continue
        out.kinds[at_fact] = kind
        out.left[at_fact], out.right[at_fact], out.around[at_fact] = left, right, around
        written = np.int64(out.ends[at_fact - 1]) if at_fact else 0
        out.ends[at_fact] = _write_word(tokens, at, (lexicon, slot, kind), out.words, written)
        at_fact += 1
    return at_fact


@compiled
def _write_word(tokens, at, listed, out, end):
    """The fact's word, as it is compared; one past its last byte."""
    lexicon, slot, kind = listed
    if slot >= 0:
        for i in range(lexicon.starts[slot], lexicon.starts[slot + 1]):
            end = _encode(np.int64(lexicon.points[i]), out, end)
        return end
    first, last = np.int64(tokens.starts[at]), np.int64(tokens.starts[at + 1])
    if kind == _NUMBER:
        first, last = _significant(tokens.points, first, last)
    for i in range(first, last):
        end = _encode(np.int64(tokens.points[i]), out, end)
    return end


@compiled
def _significant(points, first, last):
    """As `facts.number_value`: no zeros in front, none at the end of a fraction."""
    dot = last
    for i in range(first, last):
        if points[i] == _DOT and dot == last:
            dot = i
        elif not _NOUGHT <= points[i] <= _NINE:
            return first, last
    if dot in (first, last - 1):
        return first, last
    while first < dot - 1 and points[first] == _NOUGHT:
        first += 1
    while last > dot + 1 and points[last - 1] == _NOUGHT:
        last -= 1
    return first, (dot if last == dot + 1 else last)


@compiled
def _encode(code, out, end):
    if code < 0x80:
        out[end] = code
        return end + 1
    if code < 0x800:
        out[end] = 0xC0 | code >> 6
        out[end + 1] = 0x80 | code & 0x3F
        return end + 2
    if code < 0x10000:
        out[end] = 0xE0 | code >> 12
        out[end + 1] = 0x80 | code >> 6 & 0x3F
        out[end + 2] = 0x80 | code & 0x3F
        return end + 3
    out[end] = 0xF0 | code >> 18
    out[end + 1] = 0x80 | code >> 12 & 0x3F
    out[end + 2] = 0x80 | code >> 6 & 0x3F
    out[end + 3] = 0x80 | code & 0x3F
    return end + 4


@compiled
def _side(tokens, count, at, step):
    """As `facts._side`: how many tokens beside a fact weigh SIDE and AROUND."""
    weight = beside = around = 0
    place = at + step
    while 0 <= place < count and weight < _SIDE:
        # Going right a token that opens a line ends this one; going left the one just passed does.
        if tokens.flags[place if step > 0 else place + 1] & OPENS_LINE:
            break
        weight += tokens.weights[place]
        beside += 1
        if around == 0 and weight >= _AROUND:
            around = beside
        place += step
    return (beside if weight >= _SIDE else 0), around


@compiled
def _places(tokens, count, at):
    """As `facts._places`: hashes of what stands left, right and around."""
    hashes = tokens.hashes
    left, near_left = _side(tokens, count, at, -1)
    right, near_right = _side(tokens, count, at, 1)
    before = after = both = _ZERO
    if left:
        before = fmix64(run_hash(hashes, at - left, at, _ZERO))
    if right:
        after = fmix64(run_hash(hashes, at + 1, at + 1 + right, step(_ZERO, _SALT_RIGHT)))
    if near_left and near_right:
        value = run_hash(hashes, at - near_left, at, step(_ZERO, _SALT_AROUND))
        both = fmix64(run_hash(hashes, at + 1, at + 1 + near_right, value))
    return before, after, both


@compiled
def _negation(tokens, count, at, without):
    """As `facts._negation`: the two shingles that would run across the place without it."""
    size = 5 if tokens.weights[at] == _WORD else 10
    instead = 1 if without != _ZERO else 0
    left = _across(tokens, count, at, (size // 2, size - size // 2 - instead, without))
    right = _across(tokens, count, at, (size // 2 + 1, size - size // 2 - 1 - instead, without))
    return left, right, _ZERO


@compiled
def _across(tokens, count, at, sides):
    before, after, without = sides
    if at < before or at + after >= count:
        return _ZERO
    for place in range(at - before, at + 1 + after):
        if tokens.weights[place] != tokens.weights[at]:
            return _ZERO
    value = run_hash(tokens.hashes, at - before, at, _ZERO)
    if without != _ZERO:
        value = step(value, without)
    return fmix64(run_hash(tokens.hashes, at + 1, at + 1 + after, value))


@compiled
def fact_hash(out: Facts, at: int) -> np.uint64:
    """64 bits of a fact's kind and word, over its bytes."""
    value = fnv(fnv_start(), out.kinds[at])
    for i in range(out.ends[at - 1] if at else 0, out.ends[at]):
        value = fnv(value, out.words[i])
    return fmix64(value)
