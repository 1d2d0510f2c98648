"""The index of a corpus: kept documents by the keys that an alike text shares with them.

Made from SIGNATURES alone, so that a question needs neither RAW nor the shingles. Keys are sorted
and lie in mapped files: a question reads a few pages of them, however large the corpus.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline import schema
from pipeline.duplicates import signatures as signing
from pipeline.duplicates.bands import band_keys
from pipeline.duplicates.shingles import WEIGHT
from pipeline.duplicates.tokens import WORD_WEIGHT

_HALF = np.uint64(32)
SKETCH_SHIFT = 29  # of a sketched hash the upper three bits are 0
_NAMES_A_BATCH = 1 << 20


def scheme(versions: Mapping[str, str]) -> dict[str, Any]:
    """What scheme.json says: how signatures were made, enough to make one and compare."""
    return {
        "schema": 1,
        "scheme": signing.SCHEME,
        "seed": signing.SEED,
        "hash": signing.HASH,
        "permutations": signing.PERMUTATIONS,
        "a": signing.permutations()[0].tolist(),
        "b": signing.permutations()[1].tolist(),
        "bands": signing.BANDS,
        "rows": signing.ROWS,
        "k": WEIGHT // WORD_WEIGHT,
        "sketch": f"every shingle hash up to {signing.SKETCH_LIMIT}",
        "versions": dict(versions),
    }


def kept_documents(signatures: Sequence[pa.Table], dropped: pa.ChunkedArray) -> pa.Table:
    """The rows of SIGNATURES that the index is made of, sorted by name."""
    whole = pa.concat_tables([schema.SIGNATURES.empty_table(), *signatures])
    gone = pc.is_in(whole["document"], value_set=dropped.combine_chunks())
    kept = whole.filter(pc.and_(pc.greater(whole["shingles"], 0), pc.invert(gone)))
    return kept.select(["document", "set_digest", "signature", "sketch"]).sort_by("document")


def names(kept: pa.Table) -> list[pa.RecordBatch]:
    """NAMES of the kept documents."""
    batches: list[pa.RecordBatch] = (
        kept.select(["document"]).cast(schema.NAMES).to_batches(_NAMES_A_BATCH)
    )
    return batches


def postings(kept: pa.Table) -> Iterator[pa.RecordBatch]:
    """POSTINGS of the kept documents: a batch a band, one of sets, one of sketches."""
    rows = np.arange(kept.num_rows, dtype=np.uint32)
    values = _flat(kept["signature"], np.uint32)
    for column in band_keys(values):
        yield _sorted((column >> _HALF).astype(np.uint32), rows)
    digests = [set_key(one) for one in kept["set_digest"].to_pylist()]
    yield _sorted(np.array(digests, np.uint32), rows)
    counts = pc.list_value_length(kept["sketch"]).to_numpy()
    hashes = _flat(kept["sketch"], np.uint64) >> np.uint64(SKETCH_SHIFT)
    yield _sorted(hashes.astype(np.uint32), np.repeat(rows, counts))


def set_key(set_digest: str) -> int:
    """The key of a set of shingles."""
    return int(set_digest[:8], 16)


def _flat(lists: pa.ChunkedArray, kind: type[np.generic]) -> NDArray[Any]:
    parts = [chunk.flatten().to_numpy() for chunk in lists.chunks]
    return np.concatenate([np.zeros(0, kind), *parts])


def _sorted(keys: NDArray[np.uint32], rows: NDArray[np.uint32]) -> pa.RecordBatch:
    order = np.argsort(keys, kind="stable")
    return pa.record_batch([pa.array(keys[order]), pa.array(rows[order])], schema=schema.POSTINGS)
