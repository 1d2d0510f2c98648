"""Which documents and groups the page lists, and by which number it calls them.

Documents are numbered shard by shard, so that each is read once, and by name within; groups by how
near a pair of theirs lies to the threshold, because that is where a wrong decision is likeliest.
Caps keep scroll areas and the index within what browsers bear; what is left out is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.report.evidence import Evidence
from pipeline.report.pairs import FACTS, pairs

DOCUMENTS = 200_000
GROUPS = 100_000
TEXT_BYTES = 256 << 20
BYTES_A_WORD = 7


@dataclass(frozen=True, slots=True)
class Listing:
    """Listed documents (rows of OUTCOMES plus `shard`, its number, and `with_text`) sorted by shard
    and name, their numbers, sites.

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
    every = pairs(evidence)
    groups = _ranked_groups(every, evidence.threshold)
    kept = groups["kept"].slice(0, GROUPS).to_pylist()
    numbers = pa.array(range(len(kept)), pa.int64())
    numbered = pa.table({"kept": pa.array(kept, pa.string()), "group_number": numbers})
    listed = every.join(numbered, "kept", join_type="inner").sort_by(
        [("group_number", "ascending"), ("state", "ascending"), ("document", "ascending")]
    )
    documents = _listed(evidence, listed)
    sites = sorted(set(evidence.outcomes["site"].unique().to_pylist()))
    return Listing(
        documents=documents,
        numbers={name: at for at, name in enumerate(documents["document"].to_pylist())},
        sites={name: at for at, name in enumerate(sites)},
        pairs=listed,
        kept=kept,
        hidden_documents=evidence.outcomes.num_rows - documents.num_rows,
        hidden_groups=groups.num_rows - len(kept),
    )


def _ranked_groups(every: pa.Table, threshold: float) -> pa.Table:
    """Kept documents, those with a pair nearest to the threshold first; facts and exact pairs last.

    A pair whose facts decided, or that is exact, does not hang on the threshold.
    """
    hangs = pc.is_in(every["relation"], pa.array(["near", "contained"]))
    distance = pc.round(pc.abs(pc.subtract(every["covered"], threshold)), 3)
    facts = pc.is_in(every["relation"], pa.array(FACTS))
    distance = pc.if_else(hangs, distance, pc.if_else(facts, 1.0, 2.0))
    ranked = pa.table({"kept": every["kept"], "distance": distance})
    ranked = ranked.group_by("kept").aggregate([("distance", "min"), ("distance", "count")])
    order = ("distance_min", "ascending"), ("distance_count", "descending"), ("kept", "ascending")
    return ranked.sort_by(list(order))


def _listed(evidence: Evidence, compared: pa.Table) -> pa.Table:
    """The rows to list: of pairs first, then what is not kept, then what lost or changed most."""
    outcomes = evidence.outcomes
    both = [*compared["document"].chunks, *compared["kept"].chunks]
    named = pa.chunked_array(both, pa.string()).combine_chunks()
    paired = pc.is_in(outcomes["document"], named)
    odd = pc.not_equal(outcomes["outcome"], "kept")
    rank = pc.if_else(paired, 0, pc.if_else(odd, 1, 2))
    touched = pc.add(outcomes["removed_lines"], outcomes["repaired_lines"])
    ranked = pa.table({"rank": rank, "touched": touched, "document": outcomes["document"]})
    keys = [("rank", "ascending"), ("touched", "descending"), ("document", "ascending")]
    first = pc.sort_indices(ranked, sort_keys=keys).slice(0, DOCUMENTS)
    listed = outcomes.take(first)
    size = pc.multiply(pc.cast(listed["words_out"], pa.int64()), BYTES_A_WORD)
    fits = pc.less_equal(pc.cumulative_sum(size), TEXT_BYTES)
    listed = listed.append_column("with_text", fits)
    listed = listed.append_column("shard", pa.array(_shards(evidence)[first.to_numpy()]))
    return listed.sort_by([("shard", "ascending"), ("document", "ascending")])


def _shards(evidence: Evidence) -> NDArray[np.int32]:
    """The shard of each row of OUTCOMES; where none is given, all are of one."""
    counts = [shard.count for shard in evidence.shards] or [evidence.outcomes.num_rows]
    return np.repeat(np.arange(len(counts), dtype=np.int32), counts)
