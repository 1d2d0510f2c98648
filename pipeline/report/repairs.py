"""Repairs by rule: how many, why, and samples before and after with hidden characters visible."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.blocks import Column, fold, left_out, linked, number, section, soft, table
from pipeline.report.escape import foreign, show
from pipeline.report.evidence import tally
from pipeline.report.words import REPAIRS, plural

SAMPLES_A_RULE = 20
SAMPLES = 1_000
_TRIED = 400
_BEFORE = 60
_WINDOW = 240
_ALIKE = 0.5
_COLUMNS = (
    Column("Before", "text", named=True),
    Column("After", "text", named=True),
    Column("Document", "path", named=True),
    number("Line"),
)

Row = Mapping[str, Any]


def repairs(made: pa.Table, anchors: Mapping[str, str]) -> str:
    """The section of repairs; `anchors` names the documents that have a row on this page."""
    lead = f"{plural(made.num_rows, 'repair')}, each in the ledger with the line before and after."
    parts = []
    room = SAMPLES
    for rule, count in tally(made["rule"]):
        rows = _samples(made.filter(pc.equal(made["rule"], rule)))[:room]
        room -= len(rows)
        parts.append(_rule(rule, count, rows, anchors))
    return section("repairs", "Repairs", lead, "".join(parts))


def _samples(rows: pa.Table) -> list[Row]:
    """The first repairs by name and line, the same change only once."""
    keys = [(name, "ascending") for name in ("document", "first_line", "step")]
    first = rows.take(pc.select_k_unstable(rows, k=_TRIED, sort_keys=keys))
    found: dict[tuple[str, ...], Row] = {}
    for row in first.to_pylist():
        found.setdefault(_window(row["before"], row["after"])[1:3], row)
    return list(found.values())[:SAMPLES_A_RULE]


def _rule(rule: str, count: int, rows: list[Row], anchors: Mapping[str, str]) -> str:
    name = REPAIRS.get(rule, rule)
    reasons = sorted({row["reason"] for row in rows})
    reason = " ".join(foreign(text) for text in reasons[:3])
    summary = f"<b>{show(name)}</b> <code>{show(rule)}</code> {soft(plural(count, 'repair'))}"
    shown = table(_COLUMNS, (_cells(row, anchors) for row in rows))
    rest = left_out(count - len(rows), "more repair", "audit/repairs-*.parquet")
    return fold(summary, f"<p>{reason}</p>{shown}{rest}")


def _cells(row: Row, anchors: Mapping[str, str]) -> tuple[str, ...]:
    head, before, after, tail = _window(row["before"], row["after"])
    old, new = _marked(before, after)
    return (
        f'<span dir="auto">{show(head, blanks=True)}{old}{show(tail, blanks=True)}</span>',
        f'<span dir="auto">{show(head, blanks=True)}{new}{show(tail, blanks=True)}</span>',
        linked(row["document"], anchors),
        f"{row['first_line']:,}",
    )


def _marked(before: str, after: str) -> tuple[str, str]:
    """Both sides of a change as HTML, character by character where they are alike."""
    matcher = SequenceMatcher(None, before, after, False)
    whole = [("replace", 0, len(before), 0, len(after))]
    codes = matcher.get_opcodes() if matcher.ratio() > _ALIKE else whole
    old, new = [], []
    for tag, i, j, k, m in codes:
        left, right = show(before[i:j], blanks=True), show(after[k:m], blanks=True)
        if tag != "equal":
            left, right = left and f"<del>{left}</del>", right and f"<ins>{right}</ins>"
        old.append(left)
        new.append(right)
    return "".join(old), "".join(new)


def _window(before: str, after: str) -> tuple[str, str, str, str]:
    """What stands before the change, the change, and what stands behind it; all cut short."""
    start = _shared(before, after)
    rest = min(len(before), len(after)) - start
    end = _shared(before[: -rest - 1 : -1], after[: -rest - 1 : -1]) if rest else 0
    head = before[max(0, start - _BEFORE) : start]
    tail = before[len(before) - end :][:_BEFORE] if end else ""
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    return (
        f"…{head}" if start > _BEFORE else head,
        old if len(old) <= _WINDOW else f"{old[:_WINDOW]}…",
        new if len(new) <= _WINDOW else f"{new[:_WINDOW]}…",
        f"{tail}…" if end > _BEFORE else tail,
    )


def _shared(left: str, right: str) -> int:
    """Length of the common beginning; halving, because a line may hold megabytes."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
