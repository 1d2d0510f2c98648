"""Entries of decisions.toml one by one: as text, as blocks of a file, and what two say of another.

>>> print(entry_text(Entry("keep_line", KeepLine("Share this", "bbc"))))
[[keep_line]]
line = "Share this"
site = "bbc"
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec

from pipeline.decisions import Decisions, KeepLine, parse
from pipeline.decisions.lines import any_number
from pipeline.language.folding import fold

__all__ = ["Block", "Entry", "KeepLine", "blocks", "entries", "entry_text", "relation"]

_HEADER = re.compile(r"^[ \t]*\[\[", re.MULTILINE)
_HIDING = ("Cc", "Cf", "Cs", "Zl", "Zp")
_REMOVES = {"keep_line": False, "remove_line": True}


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision: its table, and its value (a Struct of `pipeline.decisions`)."""

    kind: str
    value: Any

    @property
    def fields(self) -> Mapping[str, Any]:
        """What the entry says, without what it leaves empty."""
        values = msgspec.to_builtins(self.value)
        return {name: value for name, value in values.items() if value and any(value)}


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the file: an entry with all that stands up to the next, or (None) the top."""

    text: str
    entry: Entry | None


def entries(decisions: Decisions) -> list[Entry]:
    """Every entry, table by table."""
    return [
        Entry(kind, value)
        for kind in Decisions.__struct_fields__
        for value in getattr(decisions, kind)
    ]


def entry_text(entry: Entry) -> str:
    """The entry as TOML, without a line feed at its end; it reads back exactly."""
    lines = [f"{name} = {_value(value)}" for name, value in entry.fields.items()]
    return "\n".join([f"[[{entry.kind}]]", *lines])


def _value(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        # JSON strings are TOML strings; what hides on a screen is written as an escape.
        return "".join(_shown(char) for char in json.dumps(value, ensure_ascii=False))
    return f"[{', '.join(map(_value, value))}]"


def _shown(char: str) -> str:
    if unicodedata.category(char) not in _HIDING:
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def blocks(text: str, where: str) -> list[Block] | None:
    """The file cut before each entry, in its order; the texts joined are the file.

    None for a file that is written in another style (arrays of inline tables), which cannot be cut
    so. Raises UsageError as `parse` does.
    """
    whole = parse(text, where)
    starts = [found.start() for found in _HEADER.finditer(text)]
    pieces = [text[: starts[0]] if starts else text]
    for start, end in pairwise([*starts, len(text)]):
        piece = text[start:end]
        # A header inside a string of many lines is no header: what stands before it is not whole.
        if _is_whole(pieces[-1]):
            pieces.append(piece)
        else:
            pieces[-1] += piece
    found = [_block(piece, where) for piece in pieces]
    listed = [block.entry for block in found[1:] if block.entry]
    in_order = [
        entry for kind in Decisions.__struct_fields__ for entry in listed if entry.kind == kind
    ]
    return found if in_order == entries(whole) else None


def _is_whole(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _block(text: str, where: str) -> Block:
    found = entries(parse(text, where)) if _is_whole(text) else []
    return Block(text, found[0] if len(found) == 1 else None)


def relation(old: Entry, new: Entry) -> str:
    """What a later entry is to an earlier one.

    `same` speaks of the same thing and wants the same, `against` wants the opposite, `barred` comes
    too late, because a takedown stands; empty when they have nothing to do with each other.
    """
    if old.kind == new.kind == "forget":
        return "same" if old.value.digest == new.value.digest else ""
    if {old.kind, new.kind} == {"keep", "forget"}:
        if not _same_document(old, new):
            return ""
        return "barred" if old.kind == "forget" else "against"
    if old.kind == new.kind == "keep":
        return "same" if _same_document(old, new) else ""
    if old.kind == new.kind == "not_duplicate":
        return "same" if _same_pair(old, new) else ""
    if (wanted := _removes(old)) is None or _removes(new) is None or not _same_line(old, new):
        return ""
    if wanted != _removes(new):
        return "against"
    return "same" if old.kind == new.kind else ""


def _removes(entry: Entry) -> bool | None:
    if entry.kind == "template":
        return bool(entry.value.verdict == "accept")
    return _REMOVES.get(entry.kind)


def _same_document(old: Entry, new: Entry) -> bool:
    return any(
        getattr(old.value, name) and getattr(old.value, name) == getattr(new.value, name)
        for name in ("document", "digest")
    )


def _same_pair(old: Entry, new: Entry) -> bool:
    return any(
        all(getattr(old.value, name))
        and set(getattr(old.value, name)) == set(getattr(new.value, name))
        for name in ("documents", "digests")
    )


def _same_line(old: Entry, new: Entry) -> bool:
    mine, other = fold(old.value.line), fold(new.value.line)
    if "template" in (old.kind, new.kind):
        mine, other = any_number(mine), any_number(other)
    return mine == other and bool(old.value.site == new.value.site)
