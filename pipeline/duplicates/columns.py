"""What signing gives and finding reads: the same columns for the plain and the compiled path."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_AT_ONCE = 64  # chunks of mapped columns
Chunk = TypeVar("Chunk")


@dataclass(frozen=True, slots=True)
class Signatures:
    """A row a text: counts, digests, MinHash values (texts x permutations), sketches."""

    shingles: NDArray[np.int32]
    set_digests: list[str]
    facts_digests: NDArray[np.uint64]
    values: NDArray[np.uint32]
    sketches: pa.ListArray


@dataclass(frozen=True, slots=True)
class Contents:
    """A row a text: shingles in order, token weights, facts."""

    shingles: pa.ListArray
    weights: pa.ListArray
    facts: pa.ListArray


@dataclass(frozen=True, slots=True)
class Tables:
    """A corpus: SIGNATURES as one table, SHINGLES one a shard, documents in the same order.

    Both may be mapped files; `release` is called now and then, to let go of pages looked at.
    """

    signatures: pa.Table
    shingles: Sequence[pa.Table]
    release: Callable[[], None]


def letting_go(chunks: Iterable[Chunk], release: Callable[[], None]) -> Iterator[Chunk]:
    """The chunks of a mapped column; now and then the pages looked at are let go."""
    for number, chunk in enumerate(chunks, 1):
        yield chunk
        if number % _AT_ONCE == 0:
            release()
