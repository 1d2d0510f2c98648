"""Repairs for the page: by rule, how many, why, and samples before and after."""

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.chunks import encoded
from pipeline.report.evidence import Evidence, Row, tally
from pipeline.report.listing import Listing
from pipeline.report.windows import window

SAMPLES_A_RULE = 40
SAMPLES = 2_000
_TRIED = 800


def repair_samples(evidence: Evidence, listing: Listing) -> str:
    """Encoded rules, the most frequent first, each with samples of distinct changes."""
    room = SAMPLES
    rules = []
    for rule, count in tally(evidence.repairs["rule"]):
        own = evidence.repairs.filter(pc.equal(evidence.repairs["rule"], rule))
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


def _distinct(rows: pa.Table) -> list[Row]:
    """The first repairs by name and line, the same change only once."""
    keys = [(name, "ascending") for name in ("document", "first_line", "step")]
    first = rows.take(pc.select_k_unstable(rows, k=_TRIED, sort_keys=keys))
    found: dict[tuple[str, ...], Row] = {}
    for row in first.to_pylist():
        found.setdefault(window(row["before"], row["after"])[1:3], row)
    return list(found.values())[:SAMPLES_A_RULE]
