"""Which documents and groups the page lists, and by which number it calls them.

Documents are numbered in the order of their names; groups by how near a pair of theirs lies to the
threshold, because that is where a wrong decision is likeliest. Caps keep scroll areas and the index
within what browsers bear; what is left out is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.evidence import Evidence

DOCUMENTS = 200_000
GROUPS = 100_000
TEXT_BYTES = 256 << 20
DROPPED, BORDERLINE, SIMILAR, ELSEWHERE = range(4)
COPIES = ("exact", "near", "contained")
KINDS = (*COPIES, "updated", "variant")
_BYTES_A_WORD = 7


@dataclass(frozen=True, slots=True)
class Listing:
    """Listed documents sorted by name (rows of OUTCOMES plus `with_text`), their numbers, sites.

    `pairs` are the relation rows of listed groups, sorted by group, with `group_number` and
    `state`; `kept` names the kept document of each group, in order.
    """

    documents: pa.Table
    numbers: Mapping[str, int]
    sites: Mapping[str, int]
    pairs: pa.Table
    kept: Sequence[str]
    hidden_documents: int
    hidden_groups: int


def listing(evidence: Evidence) -> Listing:
    """Choose and number what the page lists."""
    every = _pairs(evidence)
    groups = _ranked_groups(every, evidence.threshold)
    kept = groups["kept"].slice(0, GROUPS).to_pylist()
    numbers = pa.array(range(len(kept)), pa.int64())
    numbered = pa.table({"kept": pa.array(kept, pa.string()), "group_number": numbers})
    pairs = every.join(numbered, "kept", join_type="inner").sort_by(
        [("group_number", "ascending"), ("state", "ascending"), ("document", "ascending")]
    )
    documents = _listed(evidence.outcomes, pairs)
    sites = sorted(set(evidence.outcomes["site"].unique().to_pylist()))
    return Listing(
        documents=documents,
        numbers={name: at for at, name in enumerate(documents["document"].to_pylist())},
        sites={name: at for at, name in enumerate(sites)},
        pairs=pairs,
        kept=kept,
        hidden_documents=evidence.outcomes.num_rows - documents.num_rows,
        hidden_groups=groups.num_rows - len(kept),
    )


def _pairs(evidence: Evidence) -> pa.Table:
    """Relation rows with `state`: dropped, kept under the threshold, kept although similar, or a
    pair of a document that was dropped for another one."""
    rows = evidence.relations.combine_chunks()
    outcomes = evidence.outcomes
    kept = outcomes.filter(pc.equal(outcomes["outcome"], "kept"))["document"].combine_chunks()
    copy_like = pc.is_in(rows["relation"], pa.array(COPIES))
    under = pc.and_(copy_like, pc.less(rows["covered"], evidence.threshold))
    state = pc.if_else(
        rows["dropped"],
        DROPPED,
        pc.if_else(
            pc.invert(pc.is_in(rows["document"], kept)),
            ELSEWHERE,
            pc.if_else(under, BORDERLINE, SIMILAR),
        ),
    )
    return rows.append_column("state", pc.cast(state, pa.int8()))


def _ranked_groups(pairs: pa.Table, threshold: float) -> pa.Table:
    """Kept documents, those with a pair nearest to the threshold first; facts and exact pairs last.

    A pair whose facts decided, or that is exact, does not hang on the threshold.
    """
    hangs = pc.is_in(pairs["relation"], pa.array(["near", "contained"]))
    distance = pc.round(pc.abs(pc.subtract(pairs["covered"], threshold)), 3)
    facts = pc.is_in(pairs["relation"], pa.array(["updated", "variant"]))
    distance = pc.if_else(hangs, distance, pc.if_else(facts, 1.0, 2.0))
    ranked = pa.table({"kept": pairs["kept"], "distance": distance})
    ranked = ranked.group_by("kept").aggregate([("distance", "min"), ("distance", "count")])
    order = ("distance_min", "ascending"), ("distance_count", "descending"), ("kept", "ascending")
    return ranked.sort_by(list(order))


def _listed(outcomes: pa.Table, pairs: pa.Table) -> pa.Table:
    """The rows to list: of pairs first, then what is not kept, then what lost or changed most."""
    compared = pa.chunked_array([*pairs["document"].chunks, *pairs["kept"].chunks], pa.string())
    paired = pc.is_in(outcomes["document"], compared.combine_chunks())
    odd = pc.not_equal(outcomes["outcome"], "kept")
    rank = pc.if_else(paired, 0, pc.if_else(odd, 1, 2))
    touched = pc.add(outcomes["removed_lines"], outcomes["repaired_lines"])
    ranked = outcomes.append_column("rank", rank).append_column("touched", touched)
    ranked = ranked.sort_by(
        [("rank", "ascending"), ("touched", "descending"), ("document", "ascending")]
    ).slice(0, DOCUMENTS)
    size = pc.multiply(pc.cast(ranked["words_out"], pa.int64()), _BYTES_A_WORD)
    fits = pc.less_equal(pc.cumulative_sum(size), TEXT_BYTES)
    ranked = ranked.append_column("with_text", fits).drop_columns(["rank", "touched"])
    return ranked.sort_by("document")
