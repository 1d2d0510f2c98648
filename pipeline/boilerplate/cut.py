"""Cut removed lines out of a text, with the blank lines that go, so that it can be undone exactly.

The gap that stays where a run of lines was is the wider of the two gaps around it; at the head and
in the tail nothing stays but the text's own last line feed, if it had one.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.removal import Removal


class RemovedLine(msgspec.Struct, frozen=True, gc=False):
    """A cut: `text` is exactly what stood at [start, end) of the repaired text."""

    line: int
    start: int
    end: int
    rule: str
    category: str
    level: str
    reason: str
    evidence: str
    text: str


def cut(page: Page, removals: Sequence[Removal]) -> tuple[str, tuple[RemovedLine, ...]]:
    """The text without the removed lines, and a row for each, in their order."""
    removed: list[RemovedLine] = []
    for run in _runs(removals):
        start, end = _span(page, run[0].index, run[-1].index)
        starts = [start, *(page.start[removal.index] for removal in run[1:]), end]
        for removal, (first, last) in zip(run, pairwise(starts), strict=True):
            removed.append(_row(page, removal, first, last))
    return _without(page.text, removed), tuple(removed)


def report(page: Page, removals: Sequence[Removal]) -> tuple[RemovedLine, ...]:
    """A row for each line that would go. Nothing is cut, so `text` is empty and the evidence holds
    the line."""
    rows = []
    for removal in removals:
        line, start = page.line(removal.index), page.start[removal.index]
        evidence = f"{removal.evidence}; reported, not cut: {line}"
        said = msgspec.structs.replace(removal, evidence=evidence)
        rows.append(_row(page, said, start, start))
    return tuple(rows)


def undo_cuts(text: str, cuts: Iterable[tuple[int, str]]) -> str:
    """The repaired text, from the cut one and the (start, text) of its cuts."""
    parts: list[str] = []
    at = length = 0
    for start, removed in sorted(cuts):
        parts += [text[at : at + start - length], removed]
        at += start - length
        length = start + len(removed)
    return "".join([*parts, text[at:]])


def _runs(removals: Sequence[Removal]) -> list[list[Removal]]:
    runs: list[list[Removal]] = []
    for removal in removals:
        if runs and removal.index == runs[-1][-1].index + 1:
            runs[-1].append(removal)
        else:
            runs.append([removal])
    return runs


def _span(page: Page, first: int, last: int) -> tuple[int, int]:
    """The characters that go with lines [first, last]."""
    start, end = page.start[first], page.end[last]
    before = page.end[first - 1] if first else 0
    if last + 1 == len(page):
        # The text's own end stays: its final line feed, or none.
        return before, len(page.text) - page.text.endswith("\n") if first else len(page.text)
    after = page.start[last + 1]
    if not first or page.text.count("\n", before, start) >= page.text.count("\n", end, after):
        return (start if first else 0), after
    return before, end


def _row(page: Page, removal: Removal, start: int, end: int) -> RemovedLine:
    return RemovedLine(
        page.number[removal.index],
        start,
        end,
        removal.rule,
        removal.category,
        removal.level,
        removal.reason,
        removal.evidence,
        page.text[start:end],
    )


def _without(text: str, removed: Sequence[RemovedLine]) -> str:
    ends = [0, *(row.end for row in removed)]
    starts = [*(row.start for row in removed), len(text)]
    return "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
