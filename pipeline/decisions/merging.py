"""Merge decisions into a decisions.toml that a person may have written by hand.

What stands there stays, comments too; new entries go below it. An entry that would say the
opposite of one that stands is left out and named: which of the two holds is the person's to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.decisions import Decisions, Keep, KeepLine, NotDuplicate, RemoveLine, Template, parse
from pipeline.decisions.entries import Entry, entries, entry_text


@dataclass(frozen=True, slots=True)
class Merged:
    """The new text, and what became of each entry: added, standing already, or opposed."""

    text: str
    added: tuple[Entry, ...]
    standing: tuple[Entry, ...]
    opposed: tuple[Entry, ...]


def merged(ours: str, theirs: Decisions, where: str = "decisions.toml") -> Merged:
    """`theirs` merged into the text `ours`, which may be empty.

    Raises UsageError when `ours` is no decisions.toml.

    >>> merged('[[keep_line]]\\nline = "a"', Decisions(remove_line=(RemoveLine("a"),))).opposed
    (RemoveLine(line='a', site=''),)
    """
    standing = {_subject(entry): entry for entry in entries(parse(ours, where))}
    added: list[Entry] = []
    already: list[Entry] = []
    opposed: list[Entry] = []
    for entry in entries(theirs):
        other = standing.setdefault(_subject(entry), entry)
        if other is entry:
            added.append(entry)
        else:
            (already if _word(other) == _word(entry) else opposed).append(entry)
    return Merged(_below(ours, added), tuple(added), tuple(already), tuple(opposed))


def _subject(entry: Entry) -> tuple[object, ...]:
    """What an entry speaks of: two with one subject say the same or the opposite."""
    match entry:
        case Keep():
            return ("document", entry.document or entry.digest)
        case NotDuplicate():
            named = entry.documents if all(entry.documents) else entry.digests
            return ("pair", *sorted(named))
        case KeepLine() | RemoveLine():
            return ("line", entry.line.strip(), entry.site)
        case Template():
            return ("template", entry.line.strip(), entry.site)


def _word(entry: Entry) -> object:
    """What is said of the subject."""
    return entry.verdict if isinstance(entry, Template) else type(entry)


def _below(ours: str, added: Sequence[Entry]) -> str:
    if not added:
        return ours
    head = ours.rstrip("\n") + "\n\n" if ours.strip() else ""
    return head + "\n\n".join(map(entry_text, added)) + "\n"
