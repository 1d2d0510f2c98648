"""What signing gives, as columns: the plain and the compiled path fill the same ones."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


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
