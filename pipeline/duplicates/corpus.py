"""A corpus as the plain path reads it: a value a document, its content only when it is compared."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.duplicates.columns import Tables
from pipeline.duplicates.facts import Fact
from pipeline.duplicates.signatures import LEAST_SKETCH
from pipeline.duplicates.verify import Content

_HELD = 1 << 16  # shingles of contents that stay at hand


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


class Corpus:
    """The documents of a corpus, in the order of its tables."""

    def __init__(self, tables: Tables, scopes: Sequence[str]) -> None:
        self._chunks = [batch for table in tables.shingles for batch in table.to_batches()]
        self._starts = np.cumsum([0, *(batch.num_rows for batch in self._chunks)])
        self._contents: OrderedDict[int, Content] = OrderedDict()
        self._held = 0
        self._release = tables.release
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
            strict=True,
        )
        self.signed = [Signed(*row) for row in rows]
        self._sketches: list[pa.ListArray] = signatures["sketch"].chunks

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
            self._release()
        return found

    def _read(self, at: int) -> Content:
        part = int(np.searchsorted(self._starts, at, side="right")) - 1
        batch, row = self._chunks[part], at - int(self._starts[part])
        shingles = batch["shingles"][row].as_py()
        facts = [Fact(**fact) for fact in batch["facts"][row].as_py()]
        return Content(shingles, frozenset(shingles), batch["weights"][row].as_py(), facts)

    def sampled(self) -> tuple[list[int], list[list[int]]]:
        """By how many hashes each document is found, those of its sketch and what of it short
        documents want; and those of them that another document is found by too."""
        owners, hashes = _owned(self._sketches)
        counts = np.bincount(owners, minlength=len(self.signed))
        short = np.flatnonzero(counts < LEAST_SKETCH).tolist()
        wanted = {value for at in short for value in self._least(at)}
        more = self._standing(np.array(sorted(wanted), np.uint64))
        owners, hashes = np.append(owners, more[0]), np.append(hashes, more[1])
        order = np.lexsort((owners, hashes))
        owners, hashes = owners[order], hashes[order]
        new = np.append(True, (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1]))
        owners, hashes = owners[new[: len(owners)]], hashes[new[: len(owners)]]
        same = hashes[1:] == hashes[:-1]
        shared = np.append(same, False) | np.append(False, same)
        found: list[list[int]] = [[] for _ in self.signed]
        for at in np.flatnonzero(shared[: len(owners)]):
            found[int(owners[at])].append(int(hashes[at]))
        return np.bincount(owners, minlength=len(self.signed)).tolist(), found

    def _standing(self, wanted: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Documents and the wanted hashes that stand in them."""
        owners, hashes = [np.zeros(0, np.int64)], [wanted[:0]]
        for start, batch in zip(self._starts, self._chunks, strict=False):
            its, values = _owned([batch["shingles"]])
            mine = np.isin(values, wanted)
            owners.append(its[mine] + start)
            hashes.append(values[mine])
            self._release()
        return np.concatenate(owners), np.concatenate(hashes)

    def _least(self, at: int) -> list[int]:
        return sorted(self.content(at).distinct)[:LEAST_SKETCH]


def _owned(lists: Sequence[pa.ListArray]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """The lists that values stand in, by number, and the values."""
    counts = [np.diff(chunk.offsets.to_numpy()) for chunk in lists]
    values = [chunk.flatten().to_numpy() for chunk in lists]
    many = np.concatenate([np.zeros(0, np.int32), *counts])
    return np.repeat(np.arange(len(many)), many), np.concatenate([np.zeros(0, np.uint64), *values])
