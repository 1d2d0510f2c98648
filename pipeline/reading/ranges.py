"""Ranges of a big file of JSON lines, cut where the content says so, so that many can read it.

A range ends after a line whose own hash says so: appended lines leave the earlier ranges as they
are, and one changed line moves its own range only. Each range knows the number of its first record,
so that names do not depend on who reads what. Content-defined cuts: Muthitacharoen et al., LBFS,
2001. Cutting reads the file once, as digesting it does; both fit in one pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from blake3 import blake3

from pipeline.reading.document import Document
from pipeline.reading.jsonl import read_records
from pipeline.reading.site import site_of
from pipeline.reading.source import Source
from pipeline.settings import Reading

TARGET = 32 << 20  # bytes, about; never below a quarter, always at four times
_CHUNK = 1 << 20
_LINE_HEAD = 4_096  # bytes of a line that its hash is made of


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes `start` to `stop` of a file, whole lines; `first` is the number of its first record.

    `digest` is BLAKE3-128 of the bytes.
    """

    start: int
    stop: int
    first: int
    digest: str


def cut_ranges(stream: BinaryIO, target: int = TARGET) -> Iterator[Range]:
    """The ranges of a stream of lines, in order; together they are the file, without gaps.

    >>> import io
    >>> [(part.start, part.stop, part.first) for part in cut_ranges(io.BytesIO(b"{}\\n\\n{}\\n"))]
    [(0, 7, 1)]
    """
    start = at = 0
    first = number = 1
    hasher = blake3()
    for line in whole_lines(stream):
        hasher.update(line)
        at += len(line)
        number += bool(line.strip())
        filled = at - start
        if filled >= target // 4 and (filled >= 4 * target or _cuts(line, target)):
            yield Range(start, at, first, str(hasher.hexdigest(length=16)))
            start, first, hasher = at, number, blake3()
    if at > start or not at:
        yield Range(start, at, first, str(hasher.hexdigest(length=16)))


def whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream with their line feeds; what has none comes at the end."""
    left = b""
    while chunk := stream.read(_CHUNK):
        end = chunk.rfind(b"\n") + 1
        if not end:
            left += chunk
            continue
        # Not bytes.splitlines: it also cuts at a lone carriage return.
        for line in (left + chunk[:end]).split(b"\n")[:-1]:
            yield line + b"\n"
        left = chunk[end:]
    if left:
        yield left


def _cuts(line: bytes, target: int) -> bool:
    """Whether a line's hash ends a range: once in about `target` bytes, longer lines more often."""
    value = int.from_bytes(blake3(line[:_LINE_HEAD]).digest(length=8), "big")
    return value < (len(line) / target) * 2**64


def read_lines(source: Source, part: Range, settings: Reading) -> Iterator[Document]:
    """The documents of a range; the stream must be able to seek."""
    source.stream.seek(part.start)
    window = _Window(source.stream, part.stop - part.start)
    inside = Source(source.document, source.file, cast(BinaryIO, window))
    for document in read_records(inside, settings, part.first):
        yield replace(document, site=site_of(document.url, document.site, source.document))


class _Window:
    """The next `size` bytes of a stream."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the window."""
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._stream.read(wanted)
        self._left -= len(data)
        return data
