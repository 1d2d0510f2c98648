"""One document of a CLEAN explained, and given back as it was read."""

from dataclasses import astuple
from pathlib import Path

from pipeline.boilerplate import undo_cuts
from pipeline.duplicates import shared_passages
from pipeline.errors import UsageError
from pipeline.publishing.lookup import Found, find, outcome_row, texts
from pipeline.repair import Repair, undo_repairs
from pipeline.report.redline import DocumentView, compared_with


def restore(clean: Path, document: str) -> str:
    """The text of a document as it was read, from CLEAN alone, kept or dropped.

    Raises UsageError for a document that is not there, or could not be read.
    """
    found = find(clean, document)
    if found.outcome["outcome"] == "unreadable":
        raise UsageError(
            "there is no text to restore",
            document,
            f"it could not be read: {found.outcome['reason']}",
        )
    return _as_read(found, _repaired(found))


def view(clean: Path, document: str, *, compare: bool = True) -> DocumentView:
    """All that CLEAN says of a document; with `compare`, also the text of the kept one it is
    compared with and what the two share."""
    found = find(clean, document)
    repaired = _repaired(found)
    compared = compared_with(found.relations)
    kept = compared["kept"] if compared else ""
    kept_row = outcome_row(clean, kept) if kept else None
    kept_text = texts(clean, [kept]).get(kept) if kept and compare else None
    shared = shared_passages(found.text, kept_text) if kept_text else []
    return DocumentView(
        document=document,
        outcome=found.outcome,
        as_read=_as_read(found, repaired),
        repaired=repaired,
        cleaned=found.text,
        removed=found.removed,
        repairs=found.repairs,
        relations=found.relations,
        kept=kept_text,
        kept_digest=kept_row["digest_as_read"] if kept_row else "",
        shared=tuple(map(astuple, shared)),
    )


def _repaired(found: Found) -> str:
    return undo_cuts(found.text, [(row["start"], row["text"]) for row in found.removed])


def _as_read(found: Found, repaired: str) -> str:
    names = Repair.__dataclass_fields__
    repairs = tuple(Repair(**{name: row[name] for name in names}) for row in found.repairs)
    return undo_repairs(repaired, repairs)
