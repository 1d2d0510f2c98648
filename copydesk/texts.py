"""Single texts, without a folder: clean one, read a file, compare several."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.boilerplate import RemovedLine, strip_text
from pipeline.duplicates import Relation, find_relations
from pipeline.reading import read_documents
from pipeline.reading.document import Document, normalize_line_ends
from pipeline.repair import Repair, repair_text

__all__ = ["Cleaned", "Relation", "clean_text", "find_duplicates", "read"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A repaired text without its furniture; every repair, every removed line, and flags."""

    text: str
    repairs: tuple[Repair, ...]
    removed: tuple[RemovedLine, ...]
    flags: tuple[str, ...]


def clean_text(text: str, language: str = "") -> Cleaned:
    """Repair one page and take its furniture out; `language` is an ISO 639-1 code, else guessed.

    What only a whole site shows (template lines, copies) needs `run`.

    >>> clean_text("Theyâ€™re the only ferries left on the estuary and they are late.").text
    'They’re the only ferries left on the estuary and they are late.'
    """
    repaired = repair_text(normalize_line_ends(text)[0])
    stripped = strip_text(repaired.text, language)
    return Cleaned(stripped.text, repaired.repairs, stripped.removed, stripped.flags)


def read(path: str) -> tuple[Document, ...]:
    """The documents of one file, as a run reads them; an unreadable one says why in `reason`."""
    file = Path(path)
    return tuple(read_documents(file.name, file.read_bytes()))


def find_duplicates(texts: Sequence[str]) -> list[Relation]:
    """Which texts are copies of which, verified: see `Relation`. Texts are named by their index."""
    return find_relations(texts)
