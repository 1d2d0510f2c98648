"""The figures behind the report: one run's tables in, plain numbers out.

Words of documents are counted where they are read and cleaned (`words_in`, `words_out`); the words
of furniture are their difference, so that the flow adds up: words in = words out + furniture +
words in dropped copies + words in empty and unreadable documents.
"""

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.evidence import Evidence, tally, total
from pipeline.report.figures import Figures
from pipeline.report.ledger import tallies
from pipeline.report.looks import looks


def figures(evidence: Evidence) -> Figures:
    """Count one run. Tables in, numbers out; row order makes no difference."""
    outcomes, relations = evidence.outcomes, evidence.relations
    documents = dict(tally(outcomes["outcome"]))
    words = _words(outcomes)
    removed = tallies(evidence.removed, ["category", "rule", "level"])
    return Figures(
        read=outcomes.num_rows,
        kept=documents.get("kept", 0),
        duplicates=documents.get("duplicate", 0),
        empty=documents.get("empty", 0),
        unreadable=documents.get("unreadable", 0),
        removed_lines=sum(count for _, count in removed["rule"]),
        repaired_lines=total(outcomes["repaired_lines"]),
        normalized_lines=total(outcomes["normalized_lines"]),
        words_in=words["in"],
        words_out=words["kept"],
        removed_words=words["removed"],
        duplicate_words=words["duplicate"],
        lost_words=words["lost"],
        by_relation=tally(relations.filter(relations["dropped"])["relation"]),
        kept_pairs=tally(relations.filter(pc.invert(relations["dropped"]))["relation"]),
        by_category=removed["category"],
        by_rule=removed["rule"],
        by_level=removed["level"],
        by_flag=tally(pc.list_flatten(outcomes["flags"])),
        repairs_by_rule=tallies(evidence.repairs, ["rule"])["rule"],
        looks=looks(evidence),
        notes=tuple(evidence.notes),
        brakes=evidence.brakes,
        capped=evidence.capped,
    )


def _words(outcomes: pa.Table) -> dict[str, int]:
    grouped = outcomes.group_by("outcome").aggregate([("words_in", "sum"), ("words_out", "sum")])
    came: dict[str, int] = {}
    went: dict[str, int] = {}
    for row in grouped.to_pylist():
        came[row["outcome"]] = int(row["words_in_sum"] or 0)
        went[row["outcome"]] = int(row["words_out_sum"] or 0)
    unreadable = came.get("unreadable", 0)
    readable_in = sum(came.values()) - unreadable
    readable_out = sum(went.values()) - went.get("unreadable", 0)
    return {
        "in": readable_in + unreadable,
        "kept": went.get("kept", 0),
        "duplicate": went.get("duplicate", 0),
        "lost": went.get("empty", 0) + unreadable,
        "removed": max(0, readable_in - readable_out),
    }
