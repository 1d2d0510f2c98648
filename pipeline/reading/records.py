"""A record of a container as a document: which of its fields is text, title, address and so on."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from pipeline.reading.document import Document, unreadable, with_text
from pipeline.settings import Reading


@cache
def field_names() -> dict[str, tuple[str, ...]]:
    """Column -> the names of record fields that may hold it, in order of preference."""
    data = resources.files(__package__).joinpath("fields.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, tuple[str, ...]])


def record_document(base: Document, record: object, settings: Reading) -> Document:
    """The document of a record. `base` has its name, format, encoding and flags."""

    def refuse(reason: str) -> Document:
        return unreadable(base.document, reason, source_format=base.source_format)

    if not isinstance(record, Mapping):
        return refuse(f"{base.source_format}: the record is no object")
    columns, rest = _columns(record, settings)
    text = columns.pop("text", None)
    if text is None:
        return refuse(f"no_text: no field named {', '.join(_names('text', settings))}")
    if len(text) > settings.max_document_bytes:
        return refuse(f"too_large: {len(text)} characters")
    known: dict[str, Any] = {name: well_formed(value) for name, value in columns.items()}
    known["metadata"] = well_formed(_plain_json(rest)) if rest else ""
    return with_text(replace(base, **known), text)


def holds_text(names: Iterable[str], settings: Reading) -> bool:
    """Whether one of the fields is named like a text."""
    given = {name.strip().lower() for name in names}
    return any(name.lower() in given for name in _names("text", settings))


def _names(column: str, settings: Reading) -> tuple[str, ...]:
    own = (settings.text_field,) if column == "text" and settings.text_field else ()
    return own + field_names()[column]


def _columns(record: Mapping[str, Any], settings: Reading) -> tuple[dict[str, str], dict[str, Any]]:
    """The record's known columns as text, and the fields that are none."""
    rest = dict(record)
    folded = {str(name).strip().lower(): name for name in reversed(list(rest))}
    found: dict[str, str] = {}
    for column in field_names():
        for wanted in _names(column, settings):
            name = wanted if wanted in rest else folded.get(wanted.lower())
            value = rest.get(name) if name is not None else None
            if name is not None and (text := _as_text(column, value)) is not None:
                found[column] = text
                del rest[name]
                break
    return found, rest


def _as_text(column: str, value: object) -> str | None:
    if isinstance(value, str):
        return value
    if column == "text":
        # Some dumps keep paragraphs as a list.
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            return "\n".join(value)
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return None


def _plain_json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError, TypeError):
        return ""


def well_formed(value: str) -> str:
    """The value without halves of UTF-16 characters, which UTF-8 cannot hold."""
    return value.encode("utf-8", "replace").decode() if not value.isascii() else value
