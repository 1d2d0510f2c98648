"""Entries of decisions.toml as text; the strings read back exactly.

>>> print(entry_text(Keep("bbc/a.txt", "9f2c")))
[[keep]]
document = "bbc/a.txt"
digest = "9f2c"
>>> print(entry_text(KeepLine('Say "hi"\\u202e')))
[[keep_line]]
line = "Say \\"hi\\"\\u202e"
"""

import json
from typing import Any

import msgspec

from pipeline.decisions import Decisions, Keep, KeepLine, NotDuplicate, RemoveLine, Template

KINDS = {
    Keep: "keep",
    NotDuplicate: "not_duplicate",
    KeepLine: "keep_line",
    RemoveLine: "remove_line",
    Template: "template",
}
Entry = Keep | NotDuplicate | KeepLine | RemoveLine | Template


def entries(decisions: Decisions) -> list[Entry]:
    """All entries, table by table, in the order of the file."""
    return [entry for kind in KINDS.values() for entry in getattr(decisions, kind)]


def entry_text(entry: Entry) -> str:
    """The entry as TOML, without what it leaves open."""
    values: dict[str, Any] = msgspec.to_builtins(entry)
    said = {name: value for name, value in values.items() if _is_said(value)}
    lines = [f"{name} = {_value(value)}" for name, value in said.items()]
    return "\n".join([f"[[{KINDS[type(entry)]}]]", *lines])


def _is_said(value: Any) -> bool:
    return bool(value) if isinstance(value, str) else all(value)


def _value(value: Any) -> str:
    if isinstance(value, str):
        # JSON strings are TOML strings, but for what does not print: that gets an escape.
        quoted = json.dumps(value, ensure_ascii=False)
        return "".join(one if one.isprintable() else _escape(one) for one in quoted)
    return f"[{', '.join(map(_value, value))}]"


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
