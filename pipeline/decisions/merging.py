"""New entries into a person's decisions.toml: nothing twice, the later wins, comments stay."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from pipeline.decisions import parse
from pipeline.decisions.entries import Block, Entry, blocks, entries, entry_text, relation
from pipeline.errors import CopydeskError, UsageError

# What CLEAN puts a quote in front of, so that a spreadsheet does not run it.
_FORMULA = ("'=", "'+", "'-", "'@", "'\t", "'\r")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one entry: `added`, `ignored` or `replaced`, and why."""

    what: str
    entry: Entry
    why: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The new text of decisions.toml, and what became of each entry, in order."""

    text: str
    changes: tuple[Change, ...]


def entries_of(text: str, where: str) -> list[Entry]:
    """The entries of a file in its order, without the quote that a CSV cell puts in front.

    Raises UsageError as `parse` does.
    """
    found = blocks(text, where)
    listed = [block.entry for block in found or [] if block.entry]
    return [_as_written(entry) for entry in (listed if found else entries(parse(text, where)))]


def _as_written(entry: Entry) -> Entry:
    changed = {
        name: value[1:] if isinstance(value, str) and value.startswith(_FORMULA) else value
        for name, value in entry.fields.items()
    }
    if "documents" in changed:
        changed["documents"] = tuple(
            name[1:] if name.startswith(_FORMULA) else name for name in changed["documents"]
        )
    return Entry(entry.kind, msgspec.structs.replace(entry.value, **changed))


def merge(mine: str, new: Sequence[Entry], where: str) -> Merged:
    """The text of `mine` with the entries of `new`, each in turn; what is there keeps its place.

    Raises UsageError when `mine` is no decisions.toml, or something in it would have to be replaced
    and it is written as inline tables.
    """
    found = blocks(mine, where)
    parts = found if found is not None else [Block(mine, None)]
    fixed = entries(parse(mine, where)) if found is None else []
    changes: list[Change] = []
    for entry in new:
        parts, change = _add(parts, entry, fixed, where)
        changes += change
    text = "".join(block.text for block in parts)
    expected = [*fixed, *(block.entry for block in parts if block.entry)]
    if sorted(map(entry_text, expected)) != sorted(map(entry_text, entries(parse(text, where)))):
        raise CopydeskError("the merged decisions do not read back", where, "add them by hand")
    return Merged(text, tuple(changes))


def _add(
    parts: list[Block], entry: Entry, fixed: Sequence[Entry], where: str
) -> tuple[list[Block], list[Change]]:
    standing = [*fixed, *(block.entry for block in parts if block.entry)]
    gone: list[Entry] = []
    changes: list[Change] = []
    for old in standing:
        kind = relation(old, entry)
        if kind == "barred":
            return parts, [Change("ignored", entry, "a takedown of this document stands")]
        if kind == "same" and _says_no_more(entry, old):
            return parts, [Change("ignored", entry, "it is there already")]
        if kind:
            why = "the later says more" if kind == "same" else "the later says the opposite"
            gone.append(old)
            changes.append(Change("replaced", old, why))
    if any(old in fixed for old in gone) or any(old.kind == entry.kind for old in fixed):
        do = "write them as [[tables]], or make the change by hand"
        raise UsageError("entries in inline tables cannot be added to or replaced", where, do)
    left = [_without_entry(block) if block.entry in gone else block for block in parts]
    before = "".join(block.text for block in left)
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    left.append(Block(f"{gap}{entry_text(entry)}\n", entry))
    return left, [*changes, Change("added", entry)]


def _says_no_more(new: Entry, old: Entry) -> bool:
    if new.kind == "not_duplicate":
        told = {name: set(value) for name, value in old.fields.items()}
        return all(told.get(name) == set(value) for name, value in new.fields.items())
    return all(getattr(old.value, name) == value for name, value in new.fields.items())


def _without_entry(block: Block) -> Block:
    """What is left of a block: its comments; all of it, as comments, where one ends a line."""
    lines = block.text.splitlines(keepends=True)
    own = [line for line in lines if line.lstrip().startswith("#")]
    rest = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if any(map(_ends_in_comment, rest)):
        own = [
            line if line.lstrip().startswith("#") or not line.strip() else f"# {line}"
            for line in lines
        ]
    return replace(block, text="".join(own), entry=None)


def _ends_in_comment(line: str) -> bool:
    whole = _read(line)
    cuts = [at for at, char in enumerate(line) if char == "#"]
    # A line that is not whole by itself is part of a long string or list: rather keep it.
    return bool(cuts) and (whole is None or any(_read(line[:at]) == whole for at in cuts))


def _read(line: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return None
