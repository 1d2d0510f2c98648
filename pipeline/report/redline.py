"""One document explained: what became of it and why, repairs, removed lines, the copy it is of.

What `copydesk show DOC [--diff]` prints. Every character is visible, so that a scraped text cannot
steer the terminal; lines of the text stay lines, however long.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.decisions import Keep, KeepLine, NotDuplicate
from pipeline.decisions.entries import Entry, entry_text
from pipeline.report.alignment import Piece, Row, aligned
from pipeline.report.escape import visible
from pipeline.report.words import FLAGS, plural, relation
from pipeline.schema import AGAINST

LINES_TO_KEEP = 10

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """All that a run knows of one document; rows are of `pipeline.schema`, as dictionaries.

    `relations` are the rows that compare this document with a kept one; `kept` is the cleaned text
    of the kept document that `--diff` compares with (the one it was dropped for, else the first),
    or None; `kept_digest` is that document's digest of the text as read, or empty. `shared` are the
    passages that stand in both cleaned texts: start and stop here, start and stop there.
    """

    document: str
    outcome: Columns
    as_read: str
    repaired: str
    cleaned: str
    removed: tuple[Columns, ...]
    repairs: tuple[Columns, ...]
    relations: tuple[Columns, ...]
    kept: str | None = None
    kept_digest: str = ""
    shared: tuple[tuple[int, int, int, int], ...] = ()


def compared_with(relations: Sequence[Columns]) -> Columns | None:
    """The relation `--diff` shows: the one it was dropped for, else the one that covers most."""
    order = sorted(relations, key=lambda row: (not row["dropped"], -row["covered"], row["kept"]))
    return order[0] if order else None


def document_text(view: DocumentView, diff: bool) -> str:
    """The whole explanation as plain text; with `diff`, the comparison with the kept one too."""
    parts = [_head(view), _relations(view), _repairs(view), _text(view)]
    if diff:
        parts.append(_diff(view))
    parts.append(_decisions(view))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def document_json(view: DocumentView) -> dict[str, object]:
    """The same facts as plain values, texts untouched."""
    return {
        "document": view.document,
        "outcome": dict(view.outcome),
        "relations": [dict(row) for row in _by_kept(view)],
        "repairs": [dict(row) for row in _repairs_in_order(view)],
        "removed_lines": [dict(row) for row in _removed_in_order(view)],
        "text_as_read": view.as_read,
        "text_repaired": view.repaired,
        "text": view.cleaned,
        "kept_text": view.kept,
        "shared_passages": [list(spans) for spans in view.shared],
        "decisions": _offers(view),
    }


def _head(view: DocumentView) -> Iterator[str]:
    row = view.outcome
    yield visible(view.document)
    yield f"  {_outcome(view)}"
    if row["reason"]:
        yield f"  why: {visible(row['reason'])}"
    if row["outcome"] != "unreadable":
        yield (
            f"  {plural(row['words_in'], 'word')} read, {row['words_out']:,} after cleaning; "
            f"{plural(row['removed_lines'], 'line')} removed, {row['repaired_lines']:,} repaired, "
            f"{row['normalized_lines']:,} with line end or trailing space made plain"
        )
    site = visible(row["site"]) or "not known"
    sure = (
        "" if row["encoding_confidence"] >= 1 else f" (a guess: {row['encoding_confidence']:.2f})"
    )
    yield f"  site {site}; encoding {visible(row['encoding']) or 'not known'}{sure}"
    for flag in sorted(row["flags"]):
        meaning = f": {FLAGS[flag]}" if flag in FLAGS else ""
        yield f"  flag {visible(flag)}{meaning}"


def _outcome(view: DocumentView) -> str:
    row = compared_with(view.relations)
    if row is None or not row["dropped"]:
        return visible(view.outcome["outcome"])
    kind = row["relation"]
    of = "" if kind == "contained" else " of"
    return f"duplicate: {visible(relation(kind))}{of}{':' if not of else ''} {visible(row['kept'])}"


def _by_kept(view: DocumentView) -> list[Columns]:
    return sorted(view.relations, key=lambda row: (not row["dropped"], row["kept"]))


def _relations(view: DocumentView) -> Iterator[str]:
    if not view.relations:
        return
    yield "Compared with"
    for row in _by_kept(view):
        verdict = "dropped for it" if row["dropped"] else "not dropped"
        yield f"  {visible(row['kept'])}: {visible(row['relation'])}, {verdict}"
        yield (
            f"    covered {row['covered']:.3f}, Jaccard {row['jaccard']:.3f}, containment "
            f"{row['containment']:.3f}, {plural(row['shared_words'], 'shared word')}"
        )
        if row["reason"]:
            yield f"    {visible(row['reason'])}"


def _repairs_in_order(view: DocumentView) -> list[Columns]:
    return sorted(view.repairs, key=lambda row: (row["first_line"], row["step"]))


def _removed_in_order(view: DocumentView) -> list[Columns]:
    return sorted(view.removed, key=lambda row: (row["start"], row["line"]))


def _repairs(view: DocumentView) -> Iterator[str]:
    if not view.repairs:
        return
    yield f"Repairs ({len(view.repairs):,}; lines count in the text as read)"
    for row in _repairs_in_order(view):
        yield f"  line {row['first_line']:,}  {visible(row['rule'])}: {visible(row['reason'])}"
        yield from (f"    - {visible(line)}" for line in row["before"].split("\n"))
        yield from (f"    + {visible(line)}" for line in row["after"].split("\n"))


def _text(view: DocumentView) -> Iterator[str]:
    if not view.repaired:
        return
    yield "Text after repair (- was removed)" if view.removed else "Text"
    rows = {row["line"]: row for row in view.removed}
    spans = [(row["start"], row["end"]) for row in view.removed]
    lines = view.repaired.removesuffix("\n").split("\n")
    width = len(str(len(lines)))
    at = 0
    for number, line in enumerate(lines, 1):
        gone = number in rows or (not line.strip() and _inside(at, spans))
        yield f"  {number:>{width}} {'-' if gone else ' '} {visible(line)}".rstrip()
        if number in rows and not _same_again(rows, number):
            yield f"  {'':>{width}}   ^ {_why(rows[number])}"
        at += len(line) + 1


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _same_again(rows: Mapping[int, Columns], number: int) -> bool:
    """The next line went by the same rule for the same reason: one explanation does for both."""
    following = rows.get(number + 1)
    return following is not None and _why(following) == _why(rows[number])


def _why(row: Columns) -> str:
    seen = f" ({row['evidence']})" if row["evidence"] else ""
    return visible(f"{row['rule']}, {row['level']}: {row['reason']}{seen}")


def _diff(view: DocumentView) -> Iterator[str]:
    row = compared_with(view.relations)
    if row is None:
        yield "Nothing to compare: this document was not found to be like another."
        return
    if view.kept is None:
        of = ": it is in the earlier CLEAN" if row["kept"].startswith(AGAINST) else ""
        yield f"The text of {visible(row['kept'])} is not at hand{of}."
        return
    yield f"Difference to {visible(row['kept'])} ([-only here-] {{+only there+}})"
    yield (
        f"  {plural(len(view.shared), 'passage')} of it there, "
        f"{plural(row['shared_words'], 'word')} in all: each a run of words in the same order"
    )
    runs = groupby(aligned(view.cleaned, view.kept), key=lambda pair: pair.same)
    for same, run in runs:
        rows = list(run)
        if same:
            yield f"  = {plural(len(rows), 'paragraph')} the same, quote forms aside"
        else:
            yield from map(_changed, rows)


def _changed(row: Row) -> str:
    if row.left is None or row.right is None:
        sign, pieces = ("+", row.right) if row.left is None else ("-", row.left)
        return f"  {sign} {visible(''.join(piece.text for piece in pieces or ()))}"
    words = [_words(a, b) for a, b in zip(row.left, row.right, strict=True)]
    return f"  ~ {visible(''.join(words))}"


def _words(left: Piece, right: Piece) -> str:
    if not left.changed:
        return left.text
    old, new = left.text.rstrip(), right.text.rstrip()
    space = " " if (left.text + right.text)[-1:].isspace() else ""
    return f"{f'[-{old}-]' if old else ''}{f'{{+{new}+}}' if new else ''}{space}"


def _offers(view: DocumentView) -> list[str]:
    """Entries of decisions.toml that would change what became of this document."""
    digest = view.outcome["digest_as_read"]
    offers: list[Entry] = []
    row = compared_with(view.relations)
    if row is not None and row["dropped"]:
        pair = (view.document, row["kept"])
        both = NotDuplicate(pair, (digest, view.kept_digest))
        offers.append(Entry("not_duplicate", both))
        offers.append(Entry("keep", Keep(view.document, digest)))
    lines = dict.fromkeys(
        row["text"].strip()
        for row in _removed_in_order(view)
        if row["category"] != "decision" and row["text"].strip()
    )
    site = view.outcome["site"]
    offers += [Entry("keep_line", KeepLine(line, site)) for line in lines]
    return [entry_text(entry) for entry in offers]


def _decisions(view: DocumentView) -> Iterator[str]:
    offers = _offers(view)
    name = shlex.quote(visible(view.document))
    if offers:
        yield "To decide otherwise, paste what you mean into decisions.toml and run again"
    for offer in offers[: LINES_TO_KEEP + 2]:
        yield from ("", *(f"  {line}" for line in offer.split("\n")))
    if len(offers) > LINES_TO_KEEP + 2:
        yield ""
        yield f"  and {plural(len(offers) - LINES_TO_KEEP - 2, 'more line')} to keep: see --json"
    if view.outcome["outcome"] != "unreadable":
        yield from ([""] if offers else [])
        yield f"The text as it was read: copydesk restore {name}"
