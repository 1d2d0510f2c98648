"""Tables with many rows a document, read a batch at a time so that memory does not hold them.

A dataset is either parts on disk, whose row groups are skipped by the names they hold, or a table.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.evidence import Row
from pipeline.report.figures import by_count

if TYPE_CHECKING:
    import pyarrow.dataset as ds

_ROWS = 16_384


def batches(
    ledger: "ds.Dataset", columns: Sequence[str], where: pc.Expression | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows in their order, in batches of at most 16,384."""
    yield from ledger.to_batches(
        columns=list(columns),
        filter=where,
        batch_size=_ROWS,
        batch_readahead=1,
        fragment_readahead=1,
    )


def tallies(ledger: "ds.Dataset", columns: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """For each column how often each value stands in it, biggest first, then by name."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in columns}
    for batch in batches(ledger, columns):
        for name, counts in counted.items():
            for row in pc.value_counts(batch[name]).to_pylist():
                counts[row["values"]] += row["counts"]
    return {name: by_count(counts.items()) for name, counts in counted.items()}


def rows_of(
    ledger: "ds.Dataset", documents: Sequence[str], then: Sequence[str]
) -> dict[str, list[Row]]:
    """Rows by document, of some documents, each sorted by `then`."""
    table = ledger.to_table(filter=pc.field("document").isin(list(documents)))
    found: dict[str, list[Row]] = {}
    for row in table.sort_by([(key, "ascending") for key in ("document", *then)]).to_pylist():
        found.setdefault(row["document"], []).append(row)
    return found
