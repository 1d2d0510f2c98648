"""Repairs for the page: by rule, how many, why, and samples before and after."""

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.chunks import encoded
from pipeline.report.evidence import Evidence, Row
from pipeline.report.ledger import batches, tallies
from pipeline.report.listing import Listing
from pipeline.report.windows import window

if TYPE_CHECKING:
    import pyarrow.dataset as ds

SAMPLES_A_RULE = 40
SAMPLES = 2_000
_TRIED = 800


def repair_samples(evidence: Evidence, listing: Listing) -> str:
    """Encoded rules, the most frequent first, each with samples of distinct changes."""
    room = SAMPLES
    rules = []
    held = _first_of_each(evidence.repairs)
    for rule, count in tallies(evidence.repairs, ["rule"])["rule"]:
        own = held[rule]
        rows = _distinct(own)[:room]
        room -= len(rows)
        samples = [
            [
                listing.numbers.get(row["document"], -1),
                row["document"],
                row["first_line"],
                *window(row["before"], row["after"]),
            ]
            for row in rows
        ]
        reasons = sorted(own["reason"].unique().to_pylist())[:3]
        rules.append({"rule": rule, "count": count, "reasons": reasons, "samples": samples})
    return encoded(rules)


def _first_of_each(repairs: "ds.Dataset") -> dict[str, pa.Table]:
    """The first repairs of each rule by name and line."""
    held: dict[str, pa.Table] = {}
    for batch in batches(repairs, repairs.schema.names):
        rows = pa.Table.from_batches([batch])
        for rule in pc.unique(batch["rule"]).to_pylist():
            own = rows.filter(pc.equal(rows["rule"], rule))
            held[rule] = _first(pa.concat_tables([held[rule], own]) if rule in held else own)
    return held


def _first(rows: pa.Table) -> pa.Table:
    keys = [(name, "ascending") for name in ("document", "first_line", "step")]
    return rows.take(pc.select_k_unstable(rows, k=_TRIED, sort_keys=keys))


def _distinct(rows: pa.Table) -> list[Row]:
    """The same change only once, in the order of the rows."""
    found: dict[tuple[str, ...], Row] = {}
    for row in rows.to_pylist():
        found.setdefault(window(row["before"], row["after"])[1:3], row)
    return list(found.values())[:SAMPLES_A_RULE]
