"""Verified pairs and what became of each: dropped, or why the document stayed."""

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.evidence import Evidence

# Dropped; kept just under the threshold; kept although similar; dropped for another document.
DROPPED, BORDERLINE, SIMILAR, ELSEWHERE = range(4)
COPIES = ("exact", "near", "contained")
FACTS = ("updated", "variant")
KINDS = (*COPIES, *FACTS)


def pairs(evidence: Evidence) -> pa.Table:
    """The rows of RELATIONS with a column `state`, one of the four."""
    rows = evidence.relations.combine_chunks()
    outcomes = evidence.outcomes
    kept = outcomes.filter(pc.equal(outcomes["outcome"], "kept"))["document"].combine_chunks()
    stays = pc.is_in(rows["document"], kept)
    copy_like = pc.is_in(rows["relation"], pa.array(COPIES))
    under = pc.and_(copy_like, pc.less(rows["covered"], evidence.threshold))
    kept_state = pc.if_else(under, BORDERLINE, SIMILAR)
    state = pc.if_else(rows["dropped"], DROPPED, pc.if_else(stays, kept_state, ELSEWHERE))
    return rows.append_column("state", pc.cast(state, pa.int8()))
