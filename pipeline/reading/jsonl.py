"""JSON lines: a record a line, documents ``name#1``, ``name#2`` ...; a broken line is a row."""

import json
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from pipeline.reading.decoding import decode
from pipeline.reading.document import Document, accounted, unreadable
from pipeline.reading.lines import byte_lines
from pipeline.reading.records import record_document
from pipeline.reading.source import Source
from pipeline.reading.windows import Cuts, Ends, Range
from pipeline.settings import Reading

_KNOWN_BY = 4_096  # bytes of a line that its hash is made of


def read_jsonl(source: Source, settings: Reading) -> Iterator[Document]:
    """A document a line that is not blank; the numbers count those lines from 1.

    A file without any gives one empty document, so that it is accounted for.
    """
    return accounted(_records(source, settings, 1), source.document, "jsonl")


def read_range(source: Source, part: Range, settings: Reading) -> Iterator[Document]:
    """The documents of a range of lines."""
    return _records(source.window(part.start, part.stop), settings, part.first)


def _records(source: Source, settings: Reading, first: int) -> Iterator[Document]:
    """The documents of the lines, numbered from `first`; none if there are none."""
    number = first - 1
    for line, size in byte_lines(source.stream, settings.max_document_bytes):
        if line.strip():
            number += 1
            yield _record(f"{source.document}#{number}", line, size, settings)


def cuts(_: BinaryIO, settings: Reading) -> Cuts:
    """A record ends where its line does."""
    return Cuts(partial(_line_ends, settings))


def _line_ends(settings: Reading, stream: BinaryIO) -> Ends:
    at = 0
    for line, size in byte_lines(stream, settings.max_document_bytes):
        at += size + 1
        yield at, line[:_KNOWN_BY], int(bool(line.strip()))


def _record(name: str, line: bytes, size: int, settings: Reading) -> Document:
    def refuse(reason: str) -> Document:
        return unreadable(name, reason, source_format="jsonl")

    if size > len(line):
        return refuse(f"too_large: {size} bytes")
    decoded = decode(line, settings)
    try:
        record = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        return refuse(f"json: {why(error)}")
    base = Document(
        name,
        source_format="jsonl",
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        flags=decoded.flags,
    )
    return record_document(base, record, settings)


def why(error: Exception) -> str:
    """The first line of an error's message, short."""
    return (str(error) or type(error).__name__).splitlines()[0][:120]
