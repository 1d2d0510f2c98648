"""A corpus as the plain path reads it: a value a document, its content only when it is compared."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.duplicates.columns import Tables
from pipeline.duplicates.facts import Fact
from pipeline.duplicates.signatures import LEAST_SKETCH
from pipeline.duplicates.verify import Content

_HELD = 1 << 17  # shingles of contents that stay at hand


@dataclass(frozen=True, slots=True)
class Signed:
    """A document as signing left it: counts of distinct shingles and of facts, and what it is found
    by. `scope` keeps apart what must not be compared."""

    document: str
    scope: str
    size: int
    facts: int
    set_digest: str
    facts_digest: int
    signature: NDArray[np.uint32]
    sketch: Sequence[int]


class Corpus:
    """The documents of a corpus, in the order of its tables."""

    def __init__(self, tables: Tables, scopes: Sequence[str]) -> None:
        self._chunks = [batch for table in tables.shingles for batch in table.to_batches()]
        self._starts = np.cumsum([0, *(batch.num_rows for batch in self._chunks)])
        self._contents: OrderedDict[int, Content] = OrderedDict()
        self._held = 0
        signatures = tables.signatures
        facts = [pc.list_value_length(batch["facts"]).to_pylist() for batch in self._chunks]
        rows = zip(
            signatures["document"].to_pylist(),
            scopes,
            signatures["shingles"].to_pylist(),
            [count for counts in facts for count in counts],
            signatures["set_digest"].to_pylist(),
            signatures["facts_digest"].to_pylist(),
            signatures["signature"].to_numpy(),
            signatures["sketch"].to_pylist(),
            strict=True,
        )
        self.signed = [Signed(*row) for row in rows]

    def content(self, at: int) -> Content:
        """What a document is compared by; that of the last ones asked for stays at hand."""
        found = self._contents.pop(at, None)
        if found is None:
            found = self._read(at)
            self._held += len(found.shingles)
        self._contents[at] = found
        while self._held > _HELD and len(self._contents) > 2:  # both of a pair are needed
            _, oldest = self._contents.popitem(last=False)
            self._held -= len(oldest.shingles)
        return found

    def _read(self, at: int) -> Content:
        part = int(np.searchsorted(self._starts, at, side="right")) - 1
        batch, row = self._chunks[part], at - int(self._starts[part])
        shingles = batch["shingles"][row].as_py()
        facts = [Fact(**fact) for fact in batch["facts"][row].as_py()]
        return Content(shingles, frozenset(shingles), batch["weights"][row].as_py(), facts)

    def sampled(self) -> list[set[int]]:
        """The hashes each document is found by: its sketch, and what of it short documents want."""
        found = [set(one.sketch) for one in self.signed]
        short = [at for at, one in enumerate(self.signed) if len(one.sketch) < LEAST_SKETCH]
        wanted = {value for at in short for value in self._least(at)}
        looked_for = np.array(sorted(wanted), np.uint64)
        for start, batch in zip(self._starts, self._chunks, strict=False):
            owners = pc.list_parent_indices(batch["shingles"]).to_numpy()
            hashes = batch["shingles"].flatten().to_numpy()
            for place in np.flatnonzero(np.isin(hashes, looked_for)):
                found[int(start + owners[place])].add(int(hashes[place]))
        return found

    def _least(self, at: int) -> list[int]:
        return sorted(self.content(at).distinct)[:LEAST_SKETCH]
