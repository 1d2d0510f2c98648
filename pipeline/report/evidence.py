"""What the report reads: one run's tables, and the small values made of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

Texts = Callable[[Sequence[str]], Mapping[str, str]]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Brake:
    """A loss beside the limit at which a run stops: plain name, share and limit (both 0 to 1)."""

    name: str
    share: float
    limit: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The tables of one run, with schemas as in `pipeline.schema`; notes are whole sentences.

    `removed` and `repairs` have many rows a document and are read a batch at a time.

    `about` holds document, title and date as in METADATA, a row a document, or is None where the
    sources name none; `stale` are decisions that no longer apply, a sentence each; `capped` counts
    what met a bound of the search for copies, by bound.
    """

    outcomes: pa.Table
    relations: pa.Table
    removed: ds.Dataset
    repairs: ds.Dataset
    templates: pa.Table
    notes: tuple[str, ...]
    threshold: float
    about: pa.Table | None = None
    stale: tuple[str, ...] = ()
    brakes: tuple[Brake, ...] = ()
    capped: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """One line of "needs a look": a kind, how many, why it matters, and up to three examples."""

    kind: str
    count: int
    why: str
    examples: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The reason and the examples as one line of plain text."""
        return f"{self.why}: {'; '.join(self.examples)}" if self.examples else self.why


def tally(column: pa.ChunkedArray) -> tuple[tuple[str, int], ...]:
    """How often each value stands in a column, biggest first, then by name."""
    rows = pc.value_counts(column).to_pylist()
    return by_count((str(row["values"]), int(row["counts"])) for row in rows)


def by_count(counted: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Values with their counts, biggest first, then by name."""
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def total(column: pa.ChunkedArray) -> int:
    """The sum of a column of whole numbers; 0 for none."""
    return int(pc.sum(column).as_py() or 0)
