"""Removed lines for the page, grouped by line, site and rule, the most frequent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.chunks import encoded
from pipeline.report.escape import cut
from pipeline.report.evidence import Evidence
from pipeline.report.ledger import batches
from pipeline.report.listing import Listing

if TYPE_CHECKING:
    import pyarrow.dataset as ds

LINES = 100_000
SHOWN = 160
# A longer line is no furniture that one would name in a decision.
DECIDABLE = 2_000
_KEYS = ["line", "site", "rule", "level", "category"]
_ORDER = [("document_count", "descending"), *((key, "ascending") for key in _KEYS)]
_BATCH = 2_000
_ROWS_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class RemovedLines:
    """Distinct removed lines (columns of `_KEYS` plus counts and samples), and how many are left
    out."""

    table: pa.Table
    hidden: int


def removed_lines(evidence: Evidence) -> RemovedLines:
    """Group the removed lines; level is a key too, so that a doubtful one never hides.

    Many rows are grouped in parts, each the lines of some lengths, so that few are held at once.
    """
    rows = evidence.removed.count_rows()
    parts = 1 + rows // _ROWS_AT_ONCE
    sites = evidence.outcomes.select(["document", "site"])
    found: list[pa.Table] = []
    groups = 0
    for part in range(parts):
        grouped = _grouped(_some_lines(evidence.removed, part, parts).join(sites, "document"))
        groups += grouped.num_rows
        found = [_first(pa.concat_tables([*found, grouped]))]
    return RemovedLines(found[0], groups - found[0].num_rows)


def _first(grouped: pa.Table) -> pa.Table:
    """The most frequent lines, copied, so that memory does not hold the others."""
    order = pc.sort_indices(grouped, sort_keys=_ORDER)
    return grouped.take(order.slice(0, LINES)).combine_chunks()


def _some_lines(removed: "ds.Dataset", part: int, parts: int) -> pa.Table:
    """The rows whose line has one of the lengths of a part."""
    columns = ("document", "text", "rule", "level", "category", "reason", "evidence")
    read = [removed.schema.empty_table().select(columns).rename_columns({"text": "line"})]
    for batch in batches(removed, columns):
        line = pc.utf8_trim_whitespace(batch["text"])
        mine = pa.table({"line": line} | {name: batch[name] for name in columns if name != "text"})
        length = pc.utf8_length(mine["line"])
        share = pc.subtract(length, pc.multiply(pc.divide(length, parts), parts))
        read.append(mine.select(read[0].schema.names).filter(pc.equal(share, part)))
    return pa.concat_tables(read)


def _grouped(rows: pa.Table) -> pa.Table:
    return rows.group_by(_KEYS).aggregate(
        [
            ("document", "count"),
            ("document", "count_distinct"),
            ("document", "min"),
            ("document", "max"),
            ("reason", "min"),
            ("evidence", "min"),
        ]
    )


def line_index(lines: RemovedLines, listing: Listing) -> str:
    """The list by columns, encoded; rule and level are numbers into `rules` and `levels`."""
    table = lines.table
    rules = sorted(
        set(zip(*(table[name].to_pylist() for name in ("rule", "category")), strict=True))
    )
    numbers = {pair: at for at, pair in enumerate(rules)}
    levels = sorted(set(table["level"].to_pylist()))
    pairs = zip(table["rule"].to_pylist(), table["category"].to_pylist(), strict=True)
    return encoded(
        {
            "line": [cut(line, SHOWN) for line in table["line"].to_pylist()],
            "site": [listing.sites.get(site or "", 0) for site in table["site"].to_pylist()],
            "rule": [numbers[pair] for pair in pairs],
            "level": [levels.index(level) for level in table["level"].to_pylist()],
            "count": table["document_count"].to_pylist(),
            "rules": rules,
            "levels": levels,
            "hidden": lines.hidden,
        }
    )


def line_records(lines: RemovedLines, listing: Listing) -> Iterator[str]:
    """Encoded details in the order of the index: the whole line, why it went, two documents."""
    for at in range(0, lines.table.num_rows, _BATCH):
        for row in lines.table.slice(at, _BATCH).to_pylist():
            names = dict.fromkeys([row["document_min"], row["document_max"]])
            yield encoded(
                {
                    "line": cut(row["line"], DECIDABLE),
                    "whole": len(row["line"]) <= DECIDABLE,
                    "site": row["site"] or "",
                    "documents": row["document_count_distinct"],
                    "reason": row["reason_min"],
                    "evidence": row["evidence_min"],
                    "samples": [[listing.numbers.get(name, -1), name] for name in names],
                }
            )
