"""Text repair: mojibake, entities, controls, litter, wraps; each change a row, and none invented.

What is uncertain stays as it is. ftfy runs under an explicit configuration, on lines that show
damage only.

>>> repair_text("It wasnâ€™t me").text
'It wasn’t me'
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.language.strangeness import code_units
from pipeline.repair.entities import holds_markup
from pipeline.repair.gate import may_change
from pipeline.repair.ledger import Block, Repair, joined, replay_repairs, rows, undo_repairs
from pipeline.repair.legacy import Legacy, read_legacy
from pipeline.repair.lines import LineRepair, repair_line
from pipeline.repair.mojibake import has_evidence
from pipeline.repair.wrapping import joins
from pipeline.settings import Repair as RepairSettings

__all__ = ["Repair", "Repaired", "repair_text", "replay_repairs", "undo_repairs"]


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repaired text, every repair in the order they were made, and what stayed uncertain.

    `flags`: suspect_encoding (strange letters throughout, but no page explains them) and
    mojibake_left (a line is not whole after its repair; its lost bytes are gone for good).
    """

    text: str
    repairs: tuple[Repair, ...]
    flags: tuple[str, ...] = ()


def repair_text(text: str, settings: RepairSettings | None = None) -> Repaired:
    """Repair a text. Takes any str, lone surrogates too; never raises.

    The result is NFC; a lone surrogate becomes U+FFFD.
    """
    settings = settings or RepairSettings()
    units = code_units(text)
    legacy = read_legacy(text, units)
    clean = legacy.text == text and not may_change(text, settings, units)
    if clean and not joins(text.split("\n")):
        return Repaired(text, ())
    blocks = _joined_wraps(_repaired_blocks(text, legacy, settings))
    text = "\n".join(block.text for block in blocks)
    return Repaired(text, rows(blocks), tuple(_flags(blocks, legacy)))


def _flags(blocks: list[Block], legacy: Legacy) -> Iterator[str]:
    if legacy.unsolved:
        yield "suspect_encoding"
    damaged = (block.text for block in blocks if _had_mojibake(block))
    if any("\ufffd" in text or has_evidence(text) for text in damaged):
        yield "mojibake_left"


def _had_mojibake(block: Block) -> bool:
    return any(step.rule == "repair.encoding" for step in block.steps)


def _repaired_blocks(text: str, legacy: Legacy, settings: RepairSettings) -> list[Block]:
    entities = not holds_markup(text)
    blocks = []
    for number, (line, read) in enumerate(
        zip(text.split("\n"), legacy.text.split("\n"), strict=True), 1
    ):
        steps: tuple[LineRepair, ...] = ()
        if may_change(read, settings):
            steps = repair_line(read, settings, entities=entities, encoding=not legacy.unsolved)
        if read != line:
            steps = (LineRepair("repair.legacy", line, read), *steps)
        blocks.append(Block(number, line, steps))
    return blocks


def _joined_wraps(blocks: list[Block]) -> list[Block]:
    lines = [block.text for block in blocks]
    if any("\n" in line for line in lines):
        return blocks
    whole: list[Block] = []
    at = 0
    for start, end, text in joins(lines):
        whole += [*blocks[at:start], joined(blocks[start:end], "repair.wrap", text)]
        at = end
    return [*whole, *blocks[at:]]
