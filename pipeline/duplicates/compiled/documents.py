"""Documents as the compiled code reads them: addresses into Arrow memory, mapped files included.

Nothing is copied: a document that is no candidate is never touched, and a mapped file is read page
by page. The tables must live as long as the addresses.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# What runs compiled takes arrays and tuples of them; its types are found when it is compiled.

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numba import carray, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from pipeline.duplicates.compiled.compiler import compiled


class Documents(NamedTuple):
    """A row a document: how long its lists are, and where in memory each begins."""

    sizes: NDArray[np.int32]
    shingles: NDArray[np.int64]
    tokens: NDArray[np.int64]
    facts: NDArray[np.int64]
    shingle_at: NDArray[np.int64]
    weight_at: NDArray[np.int64]
    kind_at: NDArray[np.int64]
    word_end_at: NDArray[np.int64]
    word_at: NDArray[np.int64]
    place_at: NDArray[np.int64]
    signature_at: NDArray[np.int64]


@intrinsic
def _pointer(typing_context, address):  # noqa: ARG001
    def code(context, builder, signature, arguments):  # noqa: ARG001
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(types.int64), code


@compiled
def hashes_at(address: int, count: int) -> NDArray[np.uint64]:
    """64-bit values at an address."""
    values: NDArray[np.uint64] = carray(_pointer(address), (count,), np.uint64)
    return values


@compiled
def halves_at(address: int, count: int) -> NDArray[np.uint32]:
    """32-bit values at an address."""
    values: NDArray[np.uint32] = carray(_pointer(address), (count,), np.uint32)
    return values


@compiled
def bytes_at(address: int, count: int) -> NDArray[np.uint8]:
    """Bytes at an address."""
    values: NDArray[np.uint8] = carray(_pointer(address), (count,), np.uint8)
    return values


def documents(signatures: pa.Table, shingles: Sequence[pa.Table]) -> Documents:
    """Addresses of every document of a corpus, in the order of its tables."""
    values = _starts(_chunks([signatures], "signature"), 4)
    in_order = _starts(_chunks(shingles, "shingles"), 8)
    weights = _starts(_chunks(shingles, "weights"), 1)
    facts = [_facts(chunk) for chunk in _chunks(shingles, "facts")]
    columns = [np.concatenate(parts) for parts in zip(*facts, strict=True)] if facts else []
    nothing = np.zeros(0, np.int64)
    counts, kinds, ends, words, *places = columns or [nothing] * 7
    return Documents(
        signatures["shingles"].to_numpy(),
        in_order[0],
        weights[0],
        counts,
        in_order[1],
        weights[1],
        kinds,
        ends,
        words,
        np.stack(places, axis=1) if places else np.zeros((0, 3), np.int64),
        values[1],
    )


def _chunks(tables: Sequence[pa.Table], name: str) -> Iterable[pa.ListArray]:
    return (chunk for table in tables for chunk in table[name].chunks if len(chunk))


def _starts(
    chunks: Iterable[pa.ListArray], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How long each list is, and the address of its first value."""
    counts, starts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for chunk in chunks:
        offsets = chunk.offsets.to_numpy().astype(np.int64)
        counts.append(np.diff(offsets))
        starts.append(_address(chunk.values, 1) + offsets[:-1] * width)
    return np.concatenate(counts), np.concatenate(starts)


def _facts(chunk: pa.ListArray) -> list[NDArray[np.int64]]:
    """Counts, then addresses of kinds, word ends, words, and the three places."""
    offsets = chunk.offsets.to_numpy().astype(np.int64)
    kind, word, *places = chunk.values.flatten()
    first = offsets[:-1]
    ends = _address(word, 1) + (word.offset + first) * 4
    text = np.full(len(first), _address(word, 2), np.int64)
    return [
        np.diff(offsets),
        _address(kind, 1) + (kind.offset + first),
        ends,
        text,
        *[_address(place, 1) + (place.offset + first) * 8 for place in places],
    ]


def _address(values: pa.Array, buffer: int) -> int:
    """Where a buffer of an array begins; 0 when it holds nothing."""
    found = values.buffers()[buffer] if len(values) else None
    return found.address if found else 0
