"""The index of a corpus: kept documents by the keys that an alike text shares with them.

Made from SIGNATURES alone, so that a question needs neither RAW nor the shingles. Keys are sorted
and lie in mapped files: a question reads a few pages of them, however large the corpus.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline import schema
from pipeline.duplicates import signatures as signing
from pipeline.duplicates.bands import band_columns
from pipeline.duplicates.columns import letting_go
from pipeline.duplicates.shingles import WEIGHT
from pipeline.duplicates.tokens import WORD_WEIGHT

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
SKETCH_SHIFT = 29  # of a sketched hash the upper three bits are 0
_NAMES_A_BATCH = 1 << 20
_PART_BITS = 2
_PARTS = 1 << _PART_BITS


def scheme(versions: Mapping[str, str], name: signing.Scheme = signing.AFFINE) -> dict[str, Any]:
    """What scheme.json says: how signatures were made, enough to make one and compare."""
    a, b = signing.permutations(name).tolist()
    return {
        "schema": 1,
        "scheme": name,
        "seed": signing.SEED,
        "hash": signing.HASH,
        "permutations": signing.PERMUTATIONS,
        "a": a,
        "b": b,
        "bands": signing.BANDS,
        "rows": signing.ROWS,
        "k": WEIGHT // WORD_WEIGHT,
        "sketch": f"every shingle hash up to {signing.SKETCH_LIMIT}",
        "versions": dict(versions),
    }


def kept_documents(signatures: pa.Table, dropped: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Which rows of SIGNATURES the index is made of."""
    gone = pc.is_in(signatures["document"], value_set=dropped.combine_chunks())
    kept: NDArray[np.bool_] = pc.and_not(pc.greater(signatures["shingles"], 0), gone).to_numpy()
    return kept


def names(signatures: pa.Table, kept: NDArray[np.bool_]) -> list[pa.RecordBatch]:
    """NAMES of the kept documents."""
    named = signatures.select(["document"]).filter(pa.array(kept))
    batches: list[pa.RecordBatch] = (
        named.sort_by("document").combine_chunks().cast(schema.NAMES).to_batches(_NAMES_A_BATCH)
    )
    return batches


def postings(
    signatures: pa.Table, kept: NDArray[np.bool_], release: Callable[[], None] = lambda: None
) -> Iterator[pa.RecordBatch]:
    """POSTINGS of the kept documents: a batch a band, one of sets, one of sketches.

    `release` lets go of mapped pages that were looked at.
    """
    rows = np.empty(int(kept.sum()), np.uint64)
    named = signatures["document"].filter(pa.array(kept))
    rows[pc.array_sort_indices(named).to_numpy()] = np.arange(len(rows))
    for column in band_columns(signatures["signature"]):
        yield _sorted(column[kept] >> _HALF, rows)
    digests = [set_key(one) for one in signatures["set_digest"].filter(pa.array(kept)).to_pylist()]
    yield _sorted(np.array(digests, np.uint64), rows)
    release()
    yield _sketched(signatures["sketch"].chunks, kept, rows, release)


def set_key(set_digest: str) -> int:
    """The key of a set of shingles."""
    return int(set_digest[:8], 16)


def _sketched(
    chunks: Sequence[pa.ListArray],
    kept: NDArray[np.bool_],
    rows: NDArray[np.uint64],
    release: Callable[[], None],
) -> pa.RecordBatch:
    """POSTINGS of sketches: there are so many that they are sorted in parts, by the size of the
    key."""
    row_of = np.zeros(len(kept), np.uint64)
    row_of[kept] = rows
    sizes = [np.zeros(0, np.int32), *(np.diff(chunk.offsets.to_numpy()) for chunk in chunks)]
    total, start = int(np.concatenate(sizes)[kept].sum()), 0
    keys, owners = np.empty(total, np.uint32), np.empty(total, np.uint32)
    for part in range(_PARTS):
        found = _of_part(part, letting_go(chunks, release), kept, row_of)
        both = np.concatenate([np.zeros(0, np.uint64), *found])
        both.sort()
        here = slice(start, start + len(both))
        keys[here], owners[here] = both >> _HALF, both & _LOW
        start += len(both)
        release()
    return pa.record_batch([pa.array(keys), pa.array(owners)], schema=schema.POSTINGS)


def _of_part(
    part: int, chunks: Iterable[pa.ListArray], kept: NDArray[np.bool_], row_of: NDArray[np.uint64]
) -> Iterator[NDArray[np.uint64]]:
    """Keys with rows, as one number, of a part of all there are; a chunk of documents at a time."""
    start = 0
    for chunk in chunks:
        here = slice(start, start + len(chunk))
        counts = np.diff(chunk.offsets.to_numpy())
        keys = chunk.flatten().to_numpy() >> np.uint64(SKETCH_SHIFT)
        mine = np.repeat(kept[here], counts) & (keys >> np.uint64(32 - _PART_BITS) == part)
        yield (keys[mine] << _HALF) | np.repeat(row_of[here], counts)[mine]
        start += len(chunk)


def _sorted(keys: NDArray[np.uint64], rows: NDArray[np.uint64]) -> pa.RecordBatch:
    """POSTINGS by key, then row, sorted as one number: nothing is left to the order of shards."""
    both = (keys << _HALF) | rows
    both.sort()
    columns = [(both >> _HALF).astype(np.uint32), both.astype(np.uint32)]
    return pa.record_batch([pa.array(one) for one in columns], schema=schema.POSTINGS)
