"""One outcome a document: kept, duplicate, empty or unreadable; and the rows CLEAN holds of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipeline import schema
from pipeline.language.words import count_words
from pipeline.store.durable import digest_bytes

KEPT, DUPLICATE, EMPTY, UNREADABLE = "kept", "duplicate", "empty", "unreadable"


@dataclass(frozen=True, slots=True)
class Ledger:
    """What happened to the documents of a shard: rows of REPAIRS, REMOVED_LINES and RELATIONS."""

    repairs: pa.Table
    removed: pa.Table
    relations: pa.Table


@dataclass(frozen=True, slots=True)
class Summaries:
    """A ledger by document: why it was dropped, lines removed by category, lines repaired."""

    dropped_by: Mapping[str, str]
    removed: Mapping[str, list[dict[str, Any]]]
    repaired: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Written:
    """Rows of KEPT, DROPPED and OUTCOMES; every document is in OUTCOMES and in one other."""

    kept: pa.RecordBatch
    dropped: pa.RecordBatch
    outcomes: pa.RecordBatch


def mark_empty(documents: pa.RecordBatch, least_words: int) -> pa.RecordBatch:
    """DOCUMENTS with outcome ``empty`` where a cleaned text has no words, or fewer than allowed."""
    outcomes, reasons = [], []
    for outcome, reason, text in zip(
        *(documents[name].to_pylist() for name in ("outcome", "reason", "text")), strict=True
    ):
        words = 0 if outcome else count_words(text)
        if outcome or words >= max(1, least_words):
            outcomes.append(outcome)
            reasons.append(reason)
            continue
        outcomes.append(EMPTY)
        few = f"few_words: {words}, and at least {least_words} are wanted"
        reasons.append(few if words else "no_words: no letter or digit is left")
    changed = {"outcome": pa.array(outcomes, pa.string()), "reason": pa.array(reasons, pa.string())}
    columns = [changed.get(name, documents[name]) for name in documents.schema.names]
    return pa.RecordBatch.from_arrays(columns, schema=documents.schema)


def summarize(ledger: Ledger) -> Summaries:
    """What a ledger says of each of its documents."""
    return Summaries(
        _dropped_by(ledger.relations),
        _removed_by_category(ledger.removed),
        _repaired_lines(ledger.repairs),
    )


def write_documents(documents: pa.RecordBatch, ledger: Summaries) -> Written:
    """The rows of CLEAN for a batch of cleaned DOCUMENTS and what the ledger holds of them."""
    rows: dict[str, list[dict[str, Any]]] = {"kept": [], "dropped": [], "outcomes": []}
    for row in documents.to_pylist():
        document = row["document"]
        outcome, reason = row["outcome"] or KEPT, row["reason"]
        if outcome == KEPT and document in ledger.dropped_by:
            outcome, reason = DUPLICATE, ledger.dropped_by[document]
        row |= {
            "outcome": outcome,
            "reason": reason,
            "words": count_words(row["text"]),
            "digest": digest_bytes(row["text"].encode()),
        }
        rows["kept" if outcome == KEPT else "dropped"].append(row)
        row["words_out"] = row["words"]
        row["removed"] = ledger.removed.get(document, [])
        row["removed_lines"] = sum(entry["lines"] for entry in row["removed"])
        row["repaired_lines"] = ledger.repaired.get(document, 0)
        rows["outcomes"].append(row)
    return Written(
        pa.RecordBatch.from_pylist(rows["kept"], schema=schema.KEPT),
        pa.RecordBatch.from_pylist(rows["dropped"], schema=schema.DROPPED),
        pa.RecordBatch.from_pylist(rows["outcomes"], schema=schema.OUTCOMES),
    )


def _dropped_by(relations: pa.Table) -> dict[str, str]:
    rows = relations.filter(relations["dropped"]).select(["document", "relation", "kept"])
    return {row["document"]: f"{row['relation']}: {row['kept']}" for row in rows.to_pylist()}


def _removed_by_category(removed: pa.Table) -> Mapping[str, list[dict[str, Any]]]:
    counted = removed.group_by(["document", "category"]).aggregate([("line", "count")])
    found: dict[str, list[dict[str, Any]]] = {}
    for row in counted.sort_by([("document", "ascending"), ("category", "ascending")]).to_pylist():
        entry = {"category": row["category"], "lines": row["line_count"]}
        found.setdefault(row["document"], []).append(entry)
    return found


def _repaired_lines(repairs: pa.Table) -> Mapping[str, int]:
    documents = repairs["document"].to_pylist()
    lines = repairs["first_line"].to_pylist()
    return Counter(document for document, _ in set(zip(documents, lines, strict=True)))
