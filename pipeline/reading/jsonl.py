"""JSON lines: a record a line, documents ``name#1``, ``name#2`` ...; a broken line is a row."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from pipeline.reading.decoding import decode
from pipeline.reading.document import Document, unreadable, with_text
from pipeline.settings import Reading


def read_jsonl(name: str, data: bytes, settings: Reading) -> Iterator[Document]:
    """A document a line that is not blank; the numbers count those lines from 1.

    A file without any gives one empty document, so that it is accounted for.
    """
    number = 0
    for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if line.strip():
            number += 1
            yield _record(f"{name}#{number}", line, settings)
    if not number:
        yield Document(f"{name}#1", source_format="jsonl")


@cache
def field_names() -> dict[str, tuple[str, ...]]:
    """Column -> the names of record fields that may hold it, in order of preference."""
    data = resources.files(__package__).joinpath("fields.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, tuple[str, ...]])


def _record(name: str, line: bytes, settings: Reading) -> Document:
    def refuse(reason: str) -> Document:
        return unreadable(name, reason, source_format="jsonl")

    if len(line) > settings.max_document_bytes:
        return refuse(f"too_large: {len(line)} bytes")
    decoded = decode(line, settings)
    try:
        record = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        return refuse(f"json: {str(error).splitlines()[0]}")
    if not isinstance(record, dict):
        return refuse("json: the record is no object")
    columns, rest = _columns(record)
    text = columns.pop("text", None)
    if text is None:
        return refuse(f"no_text: no field named {', '.join(field_names()['text'])}")
    document = Document(
        name,
        source_format="jsonl",
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        flags=decoded.flags,
        metadata=_well_formed(json.dumps(rest, ensure_ascii=False)) if rest else "",
    )
    known: dict[str, Any] = {name: _well_formed(value) for name, value in columns.items()}
    return with_text(replace(document, **known), text)


def _columns(record: dict[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """The record's known columns as text, and the fields that are none."""
    rest = dict(record)
    found: dict[str, str] = {}
    for column, names in field_names().items():
        for field in names:
            value = rest.get(field)
            plain = isinstance(value, str) or (
                column != "text" and isinstance(value, int | float) and not isinstance(value, bool)
            )
            if plain:
                found[column] = str(rest.pop(field))
                break
    return found, rest


def _well_formed(value: str) -> str:
    return value.encode("utf-8", "replace").decode() if not value.isascii() else value
