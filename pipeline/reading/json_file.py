"""JSON files: one object is one document; an array, or an object around one, is a container.

An array is read element by element, so that its size does not matter.
"""

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.reading.decoding import decode
from pipeline.reading.document import Document, unreadable
from pipeline.reading.jsonl import why
from pipeline.reading.records import holds_text, record_document
from pipeline.reading.source import Source, read_up_to
from pipeline.settings import Reading

_CHUNK = 1 << 20
_LISTS = (
    "articles",
    "documents",
    "items",
    "data",
    "results",
    "records",
    "entries",
    "pages",
    "docs",
)
_SPACE = " \t\r\n"


def read_json(source: Source, settings: Reading) -> Iterator[Document]:
    """The documents of a JSON file: `name` for one object, `name#n` for an array's elements."""
    head, source = source.head()
    encoding = _encoding(head)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[") and encoding == "utf-8":
        yield from _array(source, settings)
        return
    data = read_up_to(source.stream, settings.max_document_bytes + 1)
    yield from _whole(source.document, data, settings)


def _encoding(head: bytes) -> str:
    return "utf-8" if b"\0" not in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else ""


def _whole(name: str, data: bytes, settings: Reading) -> Iterator[Document]:
    if len(data) > settings.max_document_bytes:
        yield unreadable(name, f"too_large: more than {len(data) - 1} bytes", source_format="json")
        return
    decoded = decode(data, settings)
    base = Document(
        name,
        source_format="json",
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        flags=decoded.flags,
    )
    try:
        value = json.loads(decoded.text) if decoded.text.strip() else None
    except (ValueError, RecursionError) as error:
        yield unreadable(name, f"json: {why(error)}", source_format="json")
        return
    if value is None:
        yield base
        return
    elements = value if isinstance(value, list) else _inner_list(value, settings)
    if elements is None:
        yield record_document(base, value, settings)
        return
    for number, element in enumerate(elements, 1):
        yield record_document(_numbered(base, name, number), element, settings)
    if not elements:
        yield _numbered(base, name, 1)


def _inner_list(value: object, settings: Reading) -> list[object] | None:
    """The list of records inside an object that has no text itself (newspaper-style exports)."""
    if not isinstance(value, dict) or holds_text(value, settings):
        return None
    for name in _LISTS:
        inner = value.get(name)
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            return inner
    objects = list(value.values())
    if len(objects) > 1 and all(
        isinstance(one, dict) and holds_text(one, settings) for one in objects
    ):
        return objects
    return None


def _numbered(base: Document, name: str, number: int) -> Document:
    return Document(
        f"{name}#{number}",
        source_format=base.source_format,
        encoding=base.encoding,
        encoding_confidence=base.encoding_confidence,
        flags=base.flags,
    )


def _array(source: Source, settings: Reading) -> Iterator[Document]:
    name, number = source.document, 0
    base = Document(name, source_format="json", encoding="utf-8")
    try:
        for element in array_elements(source.stream, settings.max_document_bytes):
            number += 1
            yield record_document(_numbered(base, name, number), element, settings)
    except (ValueError, RecursionError) as error:
        number += 1
        yield unreadable(f"{name}#{number}", f"json: {why(error)}", source_format="json")
    if not number:
        yield _numbered(base, name, 1)


def array_elements(stream: BinaryIO, longest: int) -> Iterator[object]:
    """The elements of a JSON array in UTF-8, one at a time. Raises ValueError where it breaks."""
    text = codecs.getreader("utf-8")(stream, "surrogateescape")
    scan = json.JSONDecoder().raw_decode
    buffer, at, more = text.read(_CHUNK).removeprefix("\ufeff"), 0, True
    at = _skip(buffer, 0, _SPACE) + 1
    while True:
        at = _skip(buffer, at, _SPACE + ",")
        if at >= len(buffer) - 1 and more:
            added = text.read(_CHUNK)
            buffer, at, more = buffer[at:] + added, 0, bool(added)
            continue
        if at >= len(buffer):
            raise ValueError("the array is cut off")
        if buffer[at] == "]":
            return
        try:
            element, end = scan(buffer, at)
        except ValueError:
            added = text.read(max(_CHUNK, len(buffer) - at)) if more else ""
            if not added or len(buffer) - at > longest:
                raise
            buffer, at = buffer[at:] + added, 0
            continue
        if end >= len(buffer) and more and not isinstance(element, dict | list | str):
            buffer, at, added = buffer[at:], 0, text.read(_CHUNK)
            buffer, more = buffer + added, bool(added)
            continue
        yield element
        at = end


def _skip(text: str, at: int, chars: str) -> int:
    while at < len(text) and text[at] in chars:
        at += 1
    return at
