"""Text repair: mojibake, entities, controls and litter, line by line, each change a row.

ftfy runs under an explicit configuration: its default changes three of four clean articles (curly
quotes, CJK punctuation). What is uncertain stays.

>>> repair_text("It wasnâ€™t me").text
'It wasn’t me'
"""

from dataclasses import dataclass

from pipeline.repair.lines import RULES, LineRepair, may_change, repair_line
from pipeline.settings import Repair as RepairSettings

VERSION = 1


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair of one line: a row of the ledger. Lines count from 1 in the text as read."""

    step: int
    first_line: int
    lines_before: int
    lines_after: int
    rule: str
    reason: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repaired text and every repair, in the order they were made."""

    text: str
    repairs: tuple[Repair, ...]


def repair_text(text: str, settings: RepairSettings | None = None) -> Repaired:
    """Repair a text line by line. Takes any str, lone surrogates too; never raises.

    The result is NFC; a lone surrogate becomes U+FFFD.
    """
    settings = settings or RepairSettings()
    if not may_change(text, settings):
        return Repaired(text, ())
    entities = not _holds_markup(text)
    lines: list[str] = []
    repairs: list[Repair] = []
    for number, line in enumerate(text.split("\n"), 1):
        steps = repair_line(line, settings, entities=entities)
        lines.append(steps[-1].after if steps else line)
        repairs += [_row(number, index, step) for index, step in enumerate(steps, 1)]
    return Repaired("\n".join(lines), tuple(repairs))


def undo_repairs(text: str, repairs: tuple[Repair, ...]) -> str:
    """The text as read, from the repaired one: the inverse of `repair_text`."""
    by_line: dict[int, list[Repair]] = {}
    for repair in repairs:
        by_line.setdefault(repair.first_line, []).append(repair)
    repaired = text.split("\n")
    lines: list[str] = []
    at, number = 0, 1
    while at < len(repaired):
        steps = sorted(by_line.get(number, ()), key=lambda repair: repair.step)
        lines.append(steps[0].before if steps else repaired[at])
        at += steps[-1].lines_after if steps else 1
        number += steps[0].lines_before if steps else 1
    return "\n".join(lines)


def _row(number: int, index: int, step: LineRepair) -> Repair:
    before, after = step.before.count("\n") + 1, step.after.count("\n") + 1
    return Repair(
        index, number, before, after, step.rule, RULES[step.rule], step.before, step.after
    )


def _holds_markup(text: str) -> bool:
    # Where tags stand, entities are markup and not damage; ftfy decides this line by line, we once.
    return "</" in text or "/>" in text
