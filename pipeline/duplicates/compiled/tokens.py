"""Tokens and shingle hashes of UTF-8 text, compiled: what `tokens` and `shingles` do in Python."""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.duplicates import characters as c
from pipeline.duplicates.compiled.compiler import compiled

NUMBER, CAPITAL, OPENS_LINE, OPENS_SENTENCE = 1, 2, 4, 8
_CODE_POINTS = 0x110000
_FNV_START, _FNV_STEP = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_CHARACTER = np.uint64(0x9E3779B97F4A7C15)
_STEP, _HALF = np.uint64(0x9FB21C651E98DF25), np.uint64(32)
_MIX_1, _MIX_2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT, _ZERO = np.uint64(33), np.uint64(0)
_WEIGHT, _WORD, _ONE = 10, 2, 1
_POINT = np.uint32(46)
_SEPARATOR, _LETTER, _CAPITAL, _DIGIT, _CHARACTER_KIND = (
    c.SEPARATOR,
    c.LETTER,
    c.CAPITAL,
    c.DIGIT,
    c.CHARACTER,
)
_APOSTROPHE, _COMMA, _DOT, _GAP, _SKIPPED, _NEWLINE, _STOP = (
    c.APOSTROPHE,
    c.COMMA,
    c.POINT,
    c.GAP,
    c.SKIPPED,
    c.NEWLINE,
    c.STOP,
)


class Alphabet(NamedTuple):
    """Class and folded code point of every code point; pages are filled as texts need them."""

    classes: NDArray[np.uint8]
    same: NDArray[np.uint32]


class Tokens(NamedTuple):
    """Room for the tokens of one text; `points[starts[i]:starts[i + 1]]` is the word of token i."""

    hashes: NDArray[np.uint64]
    weights: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    starts: NDArray[np.int32]
    points: NDArray[np.uint32]


def room_for(size: int) -> Tokens:
    """Room for a text of that many bytes."""
    return Tokens(
        np.empty(size + 1, np.uint64),
        np.empty(size + 1, np.uint8),
        np.empty(size + 1, np.uint8),
        np.empty(size + 2, np.int32),
        np.empty(size + 1, np.uint32),
    )


_alphabet = Alphabet(np.zeros(_CODE_POINTS, np.uint8), np.zeros(_CODE_POINTS, np.uint32))
_filled: set[int] = set()


def alphabet_for(data: NDArray[np.uint8]) -> Alphabet:
    """The alphabet, with every page that the text needs."""
    seen = np.zeros(_CODE_POINTS >> 8, np.bool_)
    mark_pages(data, seen)
    for number in set(np.flatnonzero(seen).tolist()) - _filled:
        page = slice(number << 8, (number + 1) << 8)
        _alphabet.classes[page], _alphabet.same[page] = c.page(number)
        _filled.add(number)
    return _alphabet


@compiled
def code_point(data: NDArray[np.uint8], at: int) -> tuple[np.int64, int]:
    """Code point at a place, and its length in bytes."""
    first = data[at]
    if first < 0x80:
        return np.int64(first), 1
    if first < 0xE0:
        return np.int64(first & 0x1F) << 6 | np.int64(data[at + 1] & 0x3F), 2
    high = np.int64(data[at + 1] & 0x3F)
    if first < 0xF0:
        return np.int64(first & 0x0F) << 12 | high << 6 | np.int64(data[at + 2] & 0x3F), 3
    low = np.int64(data[at + 2] & 0x3F) << 6 | np.int64(data[at + 3] & 0x3F)
    return np.int64(first & 7) << 18 | high << 12 | low, 4


@compiled
def mark_pages(data: NDArray[np.uint8], seen: NDArray[np.bool_]) -> None:
    """Mark each page of 256 code points that the text holds."""
    seen[0] = True
    at = 0
    while at < data.shape[0]:
        if data[at] < 0x80:
            at += 1
            continue
        code, width = code_point(data, at)
        seen[code >> 8] = True
        at += width


@compiled
def fmix64(value: np.uint64) -> np.uint64:
    """As `tokens.fmix64`."""
    value ^= value >> _SHIFT
    value *= _MIX_1
    value ^= value >> _SHIFT
    value *= _MIX_2
    return value ^ (value >> _SHIFT)


@compiled
def fnv(value: np.uint64, point: int | np.uint32) -> np.uint64:
    """One step of FNV-1a; start with `fnv_start`."""
    return (value ^ np.uint64(point)) * _FNV_STEP


@compiled
def fnv_start() -> np.uint64:
    """Where FNV-1a starts."""
    return _FNV_START


@compiled
def _class_at(data, at, end, alphabet):
    if at >= end:
        return _SEPARATOR, 0
    code, width = code_point(data, at)
    return np.int64(alphabet.classes[code]), width


@compiled
def _three_digits(data, at, end, alphabet):
    """Exactly three digits stand at the place."""
    for _ in range(3):
        kind, width = _class_at(data, at, end, alphabet)
        if kind != _DIGIT:
            return False
        at += width
    return _class_at(data, at, end, alphabet)[0] != _DIGIT


@compiled
def _joins(data, span, kinds, alphabet):
    """What a mark inside a word does: 0 ends it, 1 vanishes, 2 marks a fraction."""
    at, end = span
    kind, before = kinds
    after = _class_at(data, at, end, alphabet)[0]
    if before == _DIGIT:
        if kind not in (_COMMA, _DOT, _APOSTROPHE, _GAP):
            return 0
        if _three_digits(data, at, end, alphabet):
            return 1
        return 2 if kind in (_COMMA, _DOT) and after == _DIGIT else 0
    letters = before in (_LETTER, _CAPITAL) and after in (_LETTER, _CAPITAL)
    return 1 if kind == _APOSTROPHE and letters else 0


@compiled
def tokenize(data: NDArray[np.uint8], start: int, end: int, alphabet: Alphabet, out: Tokens) -> int:
    """Write the tokens of data[start:end], valid UTF-8 in NFC; their count."""
    count = used = 0
    inside = False
    before = np.int64(_SEPARATOR)
    value, flags = _FNV_START, 0
    opens = OPENS_LINE | OPENS_SENTENCE
    at = start
    out.starts[0] = 0
    while at < end:
        code, width = code_point(data, at)
        kind = np.int64(alphabet.classes[code])
        at += width
        if kind in (_LETTER, _CAPITAL, _DIGIT):
            if not inside:
                inside, value, flags, opens = True, _FNV_START, opens, 0
                flags |= CAPITAL if kind == _CAPITAL else 0
            flags |= NUMBER if kind == _DIGIT else 0
            value = fnv(value, alphabet.same[code])
            out.points[used] = alphabet.same[code]
            used += 1
        elif inside and kind != _SKIPPED:
            joins = _joins(data, (at, end), (kind, before), alphabet)
            if joins == 2:
                value = fnv(value, _POINT)
                out.points[used] = _POINT
                used += 1
            elif joins == 0:
                count = _put(out, count, fmix64(value), flags, used)
                inside = False
        if kind == _CHARACTER_KIND:
            out.points[used] = alphabet.same[code]
            used += 1
            hashed = fmix64(np.uint64(alphabet.same[code]) + _CHARACTER)
            count = _put(out, count, hashed, opens, used)
            out.weights[count - 1] = _ONE
            opens = 0
        elif not inside:
            if kind == _NEWLINE:
                opens |= OPENS_LINE | OPENS_SENTENCE
            elif kind in (_DOT, _STOP):
                opens |= OPENS_SENTENCE
        before = kind
    return _put(out, count, fmix64(value), flags, used) if inside else count


@compiled
def _put(out, count, hashed, flags, used):
    out.hashes[count] = hashed
    out.weights[count] = _WORD
    out.flags[count] = flags
    out.starts[count + 1] = used
    return count + 1


@compiled
def step(value: np.uint64, hashed: np.uint64) -> np.uint64:
    """One step of a run hash, which starts with 0 and ends with `fmix64`."""
    value = (value + hashed) * _STEP
    return value ^ (value >> _HALF)


@compiled
def run_hash(hashes: NDArray[np.uint64], start: int, end: int, value: np.uint64) -> np.uint64:
    """Go on with a run hash over tokens."""
    for at in range(start, end):
        value = step(value, hashes[at])
    return value


@compiled
def shingle(tokens: Tokens, count: int, out: NDArray[np.uint64]) -> int:
    """Write the shingles of tokens in order; their number."""
    end = weight = 0
    for start in range(count):
        while end < count and weight < _WEIGHT:
            weight += tokens.weights[end]
            end += 1
        out[start] = fmix64(run_hash(tokens.hashes, start, end, _ZERO))
        if end == count:
            return start + 1
        weight -= tokens.weights[start]
    return 0
