"""The characters of a column of lines, as arrays: where lines begin, of what kind characters are.

What a regular expression would say of each character is asked once and kept in a table.

>>> text = Text.of(pa.array(["ab 渡", "", "é!"]))
>>> text.bounds.tolist(), text.wide.tolist(), [chr(point) for point in text.points]
([0, 6, 6, 9], [3, 6], ['渡', 'é'])
>>> text.count(text.wide[text.kinds & HAN_KANA > 0]).tolist()
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
_BLOCK = 0x1000  # code points that are looked up at once
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
    the first bytes of characters beyond ASCII, `points` their code points, `kinds` the sum of the
    kinds that each is of."""

    data: Bytes
    bounds: Ints
    wide: Ints
    points: Points
    kinds: Bytes

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
        return cls(data, bounds, wide, points, kinds(points))

    def marks(self, kind: int) -> Bools:
        """For each byte: is its character of the kind?"""
        # Bytes are translated several times faster than an array is looked up.
        found = np.frombuffer(bytearray(self.data).translate(_of_ascii(kind)), np.bool_)
        some = self.kinds & kind > 0
        places, points = self.wide[some], self.points[some]
        for after, least in enumerate((0x80, 0x80, 0x800, BMP)):
            found[places[points >= least] + after] = True
        return found

    def runs(self, marks: Bools) -> tuple[Ints, Ints]:
        """Where the runs of marked bytes within each line start, and where they end."""
        padded = np.zeros(len(marks) + 2, np.bool_)
        padded[1:-1] = marks
        before, after = padded[:-1], padded[1:]
        starts, ends = after > before, before > after
        # No run goes on from line to line.
        starts[self.bounds], ends[self.bounds] = after[self.bounds], before[self.bounds]
        return np.flatnonzero(starts), np.flatnonzero(ends)

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
    wide = np.flatnonzero(points >= 0x80)
    wider = wide[points[wide] >= 0x800]
    longer = (wide, wider, wider[points[wider] >= BMP])
    return column(data, bounds + sum(np.searchsorted(some, bounds) for some in longer))


def matches(lines: pa.Array, pattern: str) -> Bools:
    """For each line of a column: does the pattern (RE2) match anywhere in it?"""
    found = pc.match_substring_regex(lines, pattern).to_numpy(zero_copy_only=False)
    return np.asarray(found, np.bool_)


@cache
def _of_ascii(kind: int) -> bytes:
    """A byte's translation: 1 for one of the kind, 0 for another and for parts of wider ones."""
    return (_block(0)[:0x80] & kind > 0).tobytes().ljust(0x100, b"\0")


def kinds(points: Points) -> Bytes:
    """For each character the sum of the kinds it is of."""
    found = _table().take(points, mode="clip")
    beyond = np.flatnonzero(points >= BMP)
    blocks = points[beyond] // _BLOCK
    for number in np.unique(blocks).tolist():
        mine = beyond[blocks == number]
        found[mine] = _block(number)[points[mine] % _BLOCK]
    return found


@cache
def _table() -> Bytes:
    return np.concatenate([_block(number) for number in range(BMP // _BLOCK)])


@cache
def _block(number: int) -> Bytes:
    """The kinds of the characters of a block of code points."""
    points = np.arange(_BLOCK * number, _BLOCK * (number + 1), dtype=np.uint32)
    found = np.zeros(_BLOCK, np.uint8)
    valid = (points < SURROGATES.start) | (points >= SURROGATES.stop)
    found[valid] = _kinds_of(characters(points[valid]))
    return found


def _kinds_of(singles: pa.Array) -> Bytes:
    found = np.zeros(len(singles), np.uint8)
    for kind, pattern in _UNSPACED.items():
        found[matches(singles, pattern)] |= kind
    lettered = matches(singles, _LETTERED)
    found[lettered & (found == 0)] |= IN_WORD
    found[lettered] |= LETTERED
    found[matches(singles, _CAPITAL)] |= CAPITAL
    return found
