"""What was cut and repaired, and what sites print: tables from the ledger.

Lines are grouped by rule, then by distinct line, because a furniture line stands on thousands of
pages. Caps keep the page openable: 2,000 distinct lines, shared fairly between rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.blocks import Column, fold, left_out, linked_list, number, section, soft, table
from pipeline.report.escape import LIMIT, foreign, show
from pipeline.report.evidence import tally
from pipeline.report.words import category, plural

LINES = 2_000
LINES_A_RULE = 200
LOW_LINES = 50
_DOCUMENTS = 3
_KEYS = ["rule", "category", "level", "reason", "line"]
_COLUMNS = (
    Column("Line", "text"),
    number("Count"),
    Column("Level"),
    Column("Reason", "why"),
    Column("Evidence", "seen", named=True),
    Column("Documents", "path", named=True),
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Distinct lines (columns of `_KEYS`, count, evidence) and their documents by row number."""

    rows: tuple[Row, ...]
    distinct: int
    samples: tuple[tuple[str, ...], ...]


def boilerplate(removed: pa.Table, anchors: Mapping[str, str]) -> str:
    """The section of removed lines; `anchors` names the documents that have a row on this page."""
    lines = removed.select(["rule", "category", "level", "reason", "evidence", "document"])
    line = pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(removed["text"], 0, LIMIT + 1))
    found = _lines(lines.append_column("line", line))
    lead = (
        f"{plural(removed.num_rows, 'line')} went, {found.distinct:,} distinct, most removed first "
        "within a rule. The level says how sure the rule was."
    )
    parts = [_low(found, removed, anchors)]
    for rule, count in tally(removed["rule"]):
        own = [at for at, row in enumerate(found.rows) if row["rule"] == rule]
        parts.append(_rule(found, own, (rule, count), anchors))
    hidden = found.distinct - len(found.rows)
    parts.append(left_out(hidden, "more distinct line", "audit/removed-lines-*.parquet"))
    return section("boilerplate", "Boilerplate", lead, "".join(parts))


def _lines(removed: pa.Table) -> _Lines:
    counted = removed.group_by(_KEYS).aggregate([("document", "count"), ("evidence", "min")])
    order = [("document_count", "descending"), *((key, "ascending") for key in _KEYS)]
    best = []
    for rule, _ in tally(removed["rule"]):
        own = counted.filter(pc.equal(counted["rule"], rule)).sort_by(order)
        rows = own.slice(0, LINES_A_RULE).to_pylist()
        best += [(rank, row) for rank, row in enumerate(rows)]
    # By rank within a rule first: a rule with many lines must not hide the others.
    best = sorted(best, key=lambda ranked: ranked[0])[:LINES]
    rows = tuple(row for _, row in best)
    return _Lines(rows, counted.num_rows, _samples(removed, rows))


def _samples(removed: pa.Table, rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """The first documents by name of each row, and how many there are in all, as a last item."""
    wanted = pa.table(
        {key: pa.array([row[key] for row in rows], pa.string()) for key in _KEYS}
        | {"at": pa.array(range(len(rows)), pa.int64())}
    )
    held = removed.join(wanted, _KEYS, join_type="inner").select(["at", "document"])
    held = (
        held.group_by(["at", "document"])
        .aggregate([])
        .sort_by([("at", "ascending"), ("document", "ascending")])
    )
    found: list[list[str]] = [[] for _ in rows]
    counts = [0] * len(rows)
    for at, document in zip(held["at"].to_pylist(), held["document"].to_pylist(), strict=True):
        counts[at] += 1
        if counts[at] <= _DOCUMENTS:
            found[at].append(document)
    return tuple((*names, str(count)) for names, count in zip(found, counts, strict=True))


def _low(found: _Lines, removed: pa.Table, anchors: Mapping[str, str]) -> str:
    count = int(pc.sum(pc.equal(removed["level"], "low")).as_py() or 0)
    rows = [at for at, row in enumerate(found.rows) if row["level"] == "low"][:LOW_LINES]
    if not rows:
        return '<p id="low" class="soft">No line was removed at level low.</p>'
    summary = f"Read these first: removed without being sure ({count:,}, level low)"
    body = _table(found, rows, anchors)
    return f'<details id="low" class="card" open><summary>{summary}</summary>{body}</details>'


def _rule(
    found: _Lines, rows: Sequence[int], counted: tuple[str, int], anchors: Mapping[str, str]
) -> str:
    rule, count = counted
    name = f"<b>{show(category(found.rows[rows[0]]['category']))}</b> " if rows else ""
    summary = f"{name}<code>{show(rule)}</code> {soft(plural(count, 'line'))}"
    return fold(summary, _table(found, rows, anchors))


def _table(found: _Lines, rows: Sequence[int], anchors: Mapping[str, str]) -> str:
    return table(_COLUMNS, (_cells(found.rows[at], found.samples[at], anchors) for at in rows))


def _cells(row: Row, samples: Sequence[str], anchors: Mapping[str, str]) -> tuple[str, ...]:
    *names, count = samples
    level = row["level"] if row["level"] in ("high", "medium", "low") else "other"
    return (
        foreign(row["line"], "span"),
        f"{row['document_count']:,}",
        f'<b class="tag l-{level}">{show(row["level"])}</b>',
        foreign(row["reason"]),
        foreign(row["evidence_min"]),
        linked_list(names, anchors, int(count) - len(names)),
    )
