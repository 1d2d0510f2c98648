"""A column of lines, each different one looked at once: menus stand on many pages."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from blake3 import blake3

from pipeline.language.characters import matches
from pipeline.language.folding import fold_lines, site_keys

_Bools = npt.NDArray[np.bool_]


class Distinct:
    """The different lines of a column, `folded` their folding keys; what they are asked is answered
    for all lines of the column."""

    def __init__(self, lines: pa.Array) -> None:
        coded = lines.dictionary_encode()
        self.lines = coded.dictionary
        self.folded = fold_lines(self.lines)
        self._place = coded.indices
        self._matched: dict[str, _Bools] = {}

    def spread(self, values: pa.Array) -> pa.Array:
        """A value of each different line, given to all lines."""
        return values.take(self._place)

    def match(self, pattern: str) -> _Bools:
        """For each line: does the pattern (RE2) match anywhere in it?"""
        if pattern not in self._matched:
            self._matched[pattern] = matches(self.lines, pattern)[self._place.to_numpy()]
        return self._matched[pattern]

    def count(self, pattern: str) -> npt.NDArray[np.int64]:
        """For each line: how often does the pattern match?"""
        found = self.spread(pc.count_substring_regex(self.lines, pattern))
        return np.asarray(found.to_numpy(), np.int64)

    def keys(self, wanted: _Bools) -> npt.NDArray[np.uint64]:
        """For each line that is wanted a 64-bit hash of its site key; others may have 0."""
        place = self._place.to_numpy()
        asked = np.zeros(len(self.lines), np.bool_)
        asked[place[wanted]] = True
        coded = site_keys(self.folded.filter(pa.array(asked))).dictionary_encode()
        texts = coded.dictionary.cast("binary").to_pylist()
        hashes = np.frombuffer(b"".join([blake3(x).digest(length=8) for x in texts]), "<u8")
        found = np.zeros(len(self.lines), np.uint64)
        found[asked] = hashes[coded.indices.to_numpy()]
        return found[place]
