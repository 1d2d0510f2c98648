"""The characters of a column of lines, as arrays: where lines begin, of what kind characters are.

What a regular expression would say of each character is asked once and kept in a table.

>>> text = Text.of(pa.array(["ab 渡", "", "é!"]))
>>> text.bounds.tolist(), text.wide.tolist(), [chr(point) for point in text.points]
([0, 6, 6, 9], [3, 6], ['渡', 'é'])
>>> text.count(text.wide[text.kinds() & HAN_KANA > 0]).tolist()
[1, 0, 0]
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Points = NDArray[np.uint32]

BMP = 0x10000
SURROGATES = range(0xD800, 0xE000)
IN_WORD, HAN_KANA, KANA, SOUTH_EAST, LETTERED, CAPITAL = 1, 2, 4, 8, 16, 32
_LETTERED = r"[\pL\pM\pN]"
_CAPITAL = r"\p{Lu}"
_UNSPACED = {
    HAN_KANA: r"[\p{Han}\p{Hiragana}\p{Katakana}]",
    KANA: r"[\p{Hiragana}\p{Katakana}]",
    SOUTH_EAST: r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]",
}


@dataclass(frozen=True, slots=True)
class Text:
    """The bytes of a column (UTF-8); line i is [bounds[i], bounds[i + 1]). `wide` are the places of
    the first bytes of characters beyond ASCII, `points` their code points."""

    data: Bytes
    bounds: Ints
    wide: Ints
    points: Points

    @classmethod
    def of(cls, lines: pa.Array) -> "Text":
        """The text of a column of strings without nulls."""
        data, bounds = text_bytes(lines)
        wide = np.flatnonzero(data >= 0xC0)
        first = data[wide]
        length = 2 + (first >= 0xE0).astype(np.int64) + (first >= 0xF0)
        points = (first & (0x7F >> length).astype(np.uint8)).astype(np.uint32)
        for after in (1, 2, 3):
            some = length > after
            follows = data[wide[some] + after] & 0x3F
            points[some] = (points[some] << 6) | follows
        return cls(data, bounds, wide, points)

    def marks(self, kind: int) -> Bools:
        """For each byte: is its character of the kind?"""
        found = _of_ascii(kind).take(self.data)
        some = self.kinds() & kind > 0
        places, points = self.wide[some], self.points[some]
        for after, least in enumerate((0x80, 0x80, 0x800, BMP)):
            found[places[points >= least] + after] = True
        return found

    def kinds(self) -> Bytes:
        """For each character beyond ASCII the sum of the kinds it is of."""
        return kinds(self.points)

    def runs(self, marks: Bools) -> tuple[Ints, Ints]:
        """Where the runs of marked bytes within each line start, and where they end."""
        starts, ends = marks.copy(), marks.copy()
        starts[1:] &= ~marks[:-1]
        ends[:-1] &= ~marks[1:]
        filled = self.bounds[:-1] < self.bounds[1:]
        heads, tails = self.bounds[:-1][filled], self.bounds[1:][filled] - 1
        starts[heads], ends[tails] = marks[heads], marks[tails]
        return np.flatnonzero(starts), np.flatnonzero(ends) + 1

    def count(self, places: Ints) -> Ints:
        """How many of these places, in rising order, lie in each line."""
        return np.diff(np.searchsorted(places, self.bounds))


def text_bytes(lines: pa.Array) -> tuple[Bytes, Ints]:
    """The bytes of a column of strings without nulls, and where its lines begin and end in them."""
    size = len(lines)
    if not size:
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    _, offsets, data = lines.buffers()
    bounds = np.frombuffer(offsets, np.int32)[lines.offset : lines.offset + size + 1]
    whole = np.frombuffer(data or b"", np.uint8)
    return whole[bounds[0] : bounds[-1]], bounds.astype(np.int64) - bounds[0]


def column(data: Bytes, bounds: Ints) -> pa.Array:
    """The inverse of `text_bytes`."""
    buffers = [None, pa.py_buffer(bounds.astype(np.int32)), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(bounds) - 1, buffers)


def characters(points: Points) -> pa.Array:
    """A column with one character a line; no surrogates."""
    ends = np.arange(len(points)) + 1
    return encoded(points, np.concatenate([[0], ends]))


def decoded(lines: pa.Array) -> tuple[Points, Ints]:
    """The code points of a column of strings without nulls, and where its lines begin in them."""
    data, _ = text_bytes(lines)
    points = np.frombuffer(data.tobytes().decode().encode("utf-32-le"), np.uint32)
    return points, np.concatenate([[0], np.cumsum(pc.utf8_length(lines).to_numpy())])


def encoded(points: Points, bounds: Ints) -> pa.Array:
    """A column of strings from code points; line i is [bounds[i], bounds[i + 1])."""
    data = np.frombuffer(points.tobytes().decode("utf-32-le").encode(), np.uint8)
    longer = [np.searchsorted(np.flatnonzero(points >= n), bounds) for n in (0x80, 0x800, BMP)]
    return column(data, bounds + sum(longer))


def matches(lines: pa.Array, pattern: str) -> Bools:
    """For each line of a column: does the pattern (RE2) match anywhere in it?"""
    found = pc.match_substring_regex(lines, pattern).to_numpy(zero_copy_only=False)
    return np.asarray(found, np.bool_)


@cache
def _of_ascii(kind: int) -> Bools:
    table = np.zeros(256, np.bool_)
    table[:0x80] = _table()[:0x80] & kind > 0
    return table


def kinds(points: Points) -> Bytes:
    """For each character the sum of the kinds it is of."""
    found = _table().take(points, mode="clip")
    beyond = np.flatnonzero(points >= BMP)
    if len(beyond):
        distinct, place = np.unique(points[beyond], return_inverse=True)
        found[beyond] = _kinds_of(characters(distinct))[place]
    return found


@cache
def _table() -> Bytes:
    points = np.delete(np.arange(BMP, dtype=np.uint32), SURROGATES)
    table = np.zeros(BMP, np.uint8)
    table[points] = _kinds_of(characters(points))
    return table


def _kinds_of(singles: pa.Array) -> Bytes:
    found = np.zeros(len(singles), np.uint8)
    for kind, pattern in _UNSPACED.items():
        found[matches(singles, pattern)] |= kind
    lettered = matches(singles, _LETTERED)
    found[lettered & (found == 0)] |= IN_WORD
    found[lettered] |= LETTERED
    found[matches(singles, _CAPITAL)] |= CAPITAL
    return found
