"""What the report reads: one run's tables, and the small values made of them."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True)
class Evidence:
    """The tables of one run, with schemas as in `pipeline.schema`; notes are whole sentences."""

    outcomes: pa.Table
    relations: pa.Table
    removed: pa.Table
    repairs: pa.Table
    templates: pa.Table
    notes: tuple[str, ...]
    threshold: float


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
    counted = [(str(row["values"]), int(row["counts"])) for row in rows]
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def total(column: pa.ChunkedArray) -> int:
    """The sum of a column of whole numbers; 0 for none."""
    return int(pc.sum(column).as_py() or 0)
