"""What the report reads: one run's tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.figures import Brake, by_count

if TYPE_CHECKING:
    import pyarrow.dataset as ds

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shard:
    """The documents of a shard, kept or not: `count` of them, which follow each other in OUTCOMES.

    `texts` has the columns document, title, date and text; `removed` and `repairs` are the rows of
    the ledger that belong to them. Each is opened when it is read, and let go: an open dataset
    holds the footers of its files.
    """

    count: int
    texts: "Callable[[], ds.Dataset]"
    removed: "Callable[[], ds.Dataset]"
    repairs: "Callable[[], ds.Dataset]"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The tables of one run, with schemas as in `pipeline.schema`; notes are whole sentences.

    `removed` and `repairs` have many rows a document and are read a batch at a time.

    `shards` are the documents themselves, in the order of `outcomes`, or none where no text is
    shown; `stale` are decisions that no longer apply, a sentence each; `capped` counts what met a
    bound of the search for copies, by bound.
    """

    outcomes: pa.Table
    relations: pa.Table
    removed: "ds.Dataset"
    repairs: "ds.Dataset"
    templates: pa.Table
    notes: tuple[str, ...]
    threshold: float
    shards: tuple[Shard, ...] = ()
    stale: tuple[str, ...] = ()
    brakes: tuple[Brake, ...] = ()
    capped: tuple[tuple[str, int], ...] = ()


def tally(column: pa.ChunkedArray) -> tuple[tuple[str, int], ...]:
    """How often each value stands in a column, biggest first, then by name."""
    rows = pc.value_counts(column).to_pylist()
    return by_count((str(row["values"]), int(row["counts"])) for row in rows)


def total(column: pa.ChunkedArray) -> int:
    """The sum of a column of whole numbers; 0 for none."""
    return int(pc.sum(column).as_py() or 0)
