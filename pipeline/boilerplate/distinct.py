"""A column of lines, each different one looked at once: menus stand on many pages."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from blake3 import blake3

from pipeline.language.characters import CAPITAL, LETTERED, Text, matches
from pipeline.language.folding import fold_lines, site_keys

_Bools = npt.NDArray[np.bool_]
_Ints = npt.NDArray[np.int64]

_WIDE_COMMAS = [ord(comma) for comma in "،，、"]


class Distinct:
    """The different lines of a column, `folded` their folding keys, `place` where each line of the
    column stands among them; what they are asked is answered for all lines of the column."""

    def __init__(self, lines: pa.Array) -> None:
        coded = lines.dictionary_encode()
        self.lines = coded.dictionary
        self.folded = fold_lines(self.lines)
        self.place: _Ints = coded.indices.to_numpy().astype(np.int64)
        self._matched: dict[str, _Bools] = {}

    def spread(self, values: pa.Array) -> pa.Array:
        """A value of each different line, given to all lines."""
        return values.take(pa.array(self.place))

    def match(self, pattern: str, among: _Bools | None = None) -> _Bools:
        """For each line, or each of those among which matches can be: does the pattern (RE2) match
        anywhere in it?"""
        if pattern not in self._matched:
            if among is None:
                found = matches(self.lines, pattern)
            else:
                found = self.asked(among)
                found[found] = matches(self.lines.filter(pa.array(found)), pattern)
            self._matched[pattern] = found[self.place]
        return self._matched[pattern]

    def asked(self, wanted: _Bools | _Ints) -> _Bools:
        """Which of the different lines stand for one that is wanted, by mark or by place."""
        asked = np.zeros(len(self.lines), np.bool_)
        asked[self.place[wanted]] = True
        return asked

    def counts(self) -> tuple[_Ints, _Ints, _Ints]:
        """For each line: how many capitals open its words, how many digits and commas it holds."""
        text, place = Text.of(self.lines), self.place
        digits = text.count(np.flatnonzero(text.data - ord("0") < 10))  # bytes below go around
        narrow = np.flatnonzero((text.data == ord(",")) | (text.data == ord(";")))
        wide = text.wide[np.isin(text.points, _WIDE_COMMAS)]
        commas = text.count(narrow) + text.count(wide)
        return opening_capitals(text)[place], digits[place], commas[place]

    def keys(self, wanted: _Bools) -> npt.NDArray[np.uint64]:
        """For each line that is wanted a 64-bit hash of its site key; others may have 0."""
        asked = self.asked(wanted)
        coded = site_keys(self.folded.filter(pa.array(asked))).dictionary_encode()
        texts = coded.dictionary.cast("binary").to_pylist()
        hashes = np.frombuffer(b"".join([blake3(x).digest(length=8) for x in texts]), "<u8")
        found: npt.NDArray[np.uint64] = np.zeros(len(self.lines), np.uint64)
        found[asked] = hashes[coded.indices.to_numpy()]
        spread: npt.NDArray[np.uint64] = found[self.place]
        return spread


def opening_capitals(text: Text) -> _Ints:
    """For each line the capitals that open a word, with those that follow at once.

    >>> opening_capitals(Text.of(pa.array(["Mr McDonald of the BBC", "iPad É"]))).tolist()
    [5, 1]
    """
    capital, lettered = text.marks(CAPITAL), text.marks(LETTERED)
    starts, ends = text.runs(capital)
    line = np.searchsorted(text.bounds, starts, side="right") - 1
    opens = (text.bounds[line] == starts) | ~lettered[starts - 1]
    firsts = np.flatnonzero(capital & (text.data & 0xC0 != 0x80))  # of each character one byte
    many = np.searchsorted(firsts, ends) - np.searchsorted(firsts, starts)
    counted = np.bincount(line[opens], weights=many[opens], minlength=len(text.bounds) - 1)
    return counted.astype(np.int64)
