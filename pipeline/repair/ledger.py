"""The ledger of repairs: a row a step, and the way back.

A block is one line as read, or several that were joined; its steps form a chain, each `before`
being the `after` of the step above. So the first `before` is the text as read and the last `after`
the repaired one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.repair.lines import LineRepair

RULES = {
    "repair.surrogate": "Half a UTF-16 character stood alone.",
    "repair.break": "A line separator of another system ended the line.",
    "repair.control": "A control character or terminal code stood in the text.",
    "repair.entity": "An HTML entity stood for a character.",
    "repair.encoding": "The text had been decoded with the wrong encoding (mojibake).",
    "repair.legacy": "The document had been decoded with the wrong legacy encoding.",
    "repair.litter": "An invisible character did nothing for the text.",
    "repair.nfc": "Letters and their accents stood apart; they were composed (Unicode NFC).",
    "repair.quotes": "Quotation marks were written in the style the settings ask for.",
    "repair.wrap": "Lines cut at a fixed width were joined to the paragraph they are.",
}


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair of one block of lines: a row. Lines count from 1 in the text as read."""

    step: int
    first_line: int
    lines_before: int
    lines_after: int
    rule: str
    reason: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of the text as read, from `first_line`; what they are now, and how that came about."""

    first_line: int
    as_read: str
    steps: tuple[LineRepair, ...] = ()

    @property
    def text(self) -> str:
        """The block as it is now."""
        return self.steps[-1].after if self.steps else self.as_read


def joined(blocks: list[Block], rule: str, after: str) -> Block:
    """One block from several: their steps in order, each over all lines, then the join."""
    parts = [block.as_read for block in blocks]
    as_read = "\n".join(parts)
    steps: list[LineRepair] = []
    for index, block in enumerate(blocks):
        for step in block.steps:
            before = "\n".join(parts)
            parts[index] = step.after
            steps.append(LineRepair(step.rule, before, "\n".join(parts)))
    steps.append(LineRepair(rule, "\n".join(parts), after))
    return Block(blocks[0].first_line, as_read, tuple(steps))


def rows(blocks: Iterable[Block]) -> tuple[Repair, ...]:
    """The ledger rows of the blocks, in order."""
    return tuple(
        Repair(
            step=number,
            first_line=block.first_line,
            lines_before=step.before.count("\n") + 1,
            lines_after=step.after.count("\n") + 1,
            rule=step.rule,
            reason=RULES[step.rule],
            before=step.before,
            after=step.after,
        )
        for block in blocks
        for number, step in enumerate(block.steps, 1)
    )


def undo_repairs(text: str, repairs: tuple[Repair, ...]) -> str:
    """The text as read, from the repaired one: the inverse of `repair_text`."""
    return _walk(text, repairs, back=True)


def replay_repairs(text: str, repairs: tuple[Repair, ...]) -> str:
    """The repaired text, from the text as read: what the ledger says was done, done again."""
    return _walk(text, repairs, back=False)


def _walk(text: str, repairs: tuple[Repair, ...], *, back: bool) -> str:
    chains: dict[int, list[Repair]] = {}
    for repair in repairs:
        chains.setdefault(repair.first_line, []).append(repair)
    given = text.split("\n")
    lines: list[str] = []
    at, number = 0, 1
    while at < len(given):
        chain = sorted(chains.get(number, ()), key=lambda repair: repair.step)
        if not chain:
            lines.append(given[at])
            at, number = at + 1, number + 1
            continue
        lines.append(chain[0].before if back else chain[-1].after)
        at += chain[-1].lines_after if back else chain[0].lines_before
        number += chain[0].lines_before
    return "\n".join(lines)
