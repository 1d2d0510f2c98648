"""Text repair: mojibake, entities, controls, litter, wraps; each change a row, and none invented.

What is uncertain stays as it is. ftfy runs under an explicit configuration, on lines that show
damage only.

>>> repair_text("It wasnâ€™t me").text
'It wasn’t me'
"""

from dataclasses import dataclass

from pipeline.repair.entities import holds_markup
from pipeline.repair.ledger import Block, Repair, joined, replay_repairs, rows, undo_repairs
from pipeline.repair.legacy import read_legacy
from pipeline.repair.lines import LineRepair, repair_line
from pipeline.repair.wrapping import joins
from pipeline.settings import Repair as RepairSettings

__all__ = ["VERSION", "Repair", "Repaired", "repair_text", "replay_repairs", "undo_repairs"]

VERSION = 2


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repaired text and every repair, in the order they were made."""

    text: str
    repairs: tuple[Repair, ...]


def repair_text(text: str, settings: RepairSettings | None = None) -> Repaired:
    """Repair a text. Takes any str, lone surrogates too; never raises.

    The result is NFC; a lone surrogate becomes U+FFFD.
    """
    settings = settings or RepairSettings()
    entities = not holds_markup(text)
    legacy = read_legacy(text)
    blocks = []
    for number, (line, read) in enumerate(
        zip(text.split("\n"), legacy.text.split("\n"), strict=True), 1
    ):
        steps = repair_line(read, settings, entities=entities, encoding=not legacy.unsolved)
        if read != line:
            steps = (LineRepair("repair.legacy", line, read), *steps)
        blocks.append(Block(number, line, steps))
    blocks = _joined_wraps(blocks)
    return Repaired("\n".join(block.text for block in blocks), rows(blocks))


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
