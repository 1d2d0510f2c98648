"""Ranges of a big file, cut between records where the content says so, so that many can read it.

A range ends after a record whose own hash says so: appended records leave the earlier ranges as
they are, and one changed record moves its own range only. Each range knows the number of its first
record, so that names do not depend on who reads what. Content-defined cuts: Muthitacharoen et al.,
LBFS, 2001. Cutting reads the file once, as digesting it does; both are one pass.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from blake3 import blake3

from pipeline.reading.document import Document
from pipeline.reading.jsonl import line_ends, read_records
from pipeline.reading.site import site_of
from pipeline.reading.sniffing import HEAD, is_wide, sniff
from pipeline.reading.source import Source, Tape, Window, read_up_to
from pipeline.settings import Reading

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes `start` to `stop` of a file, whole records; `first` is the number of its first one.

    `kind` is the format they are read as; `digest` is BLAKE3-128 of all that decides their rows.
    """

    kind: str
    start: int
    stop: int
    first: int
    digest: str


# Where records end, in order: the offset behind one, the bytes it is known by, its documents.
Ends = Iterator[tuple[int, bytes, int]]
_ENDS: dict[str, Callable[[BinaryIO, Reading], Ends]] = {"jsonl": line_ends}
_READERS: dict[str, Callable[[Source, Reading, int], Iterator[Document]]] = {"jsonl": read_records}


def cut_ranges(name: str, stream: BinaryIO, target: int, settings: Reading) -> tuple[Range, ...]:
    """The ranges of a file of about `target` bytes each, in order; together they are the file.

    None has less than a quarter of `target` but the last, and none goes on beyond four times after
    the record that reaches it. Nothing for a file that is read as a whole: other formats, text in
    UTF-16, packed streams, whose middle cannot be read without their beginning.

    >>> import io
    >>> [(part.start, part.stop, part.first)
    ...     for part in cut_ranges("a.jsonl", io.BytesIO(b'{"a": 1}\\n\\n{}\\n'), 2, Reading())]
    [(0, 10, 1), (10, 13, 2)]
    """
    head = read_up_to(stream, HEAD)
    stream.seek(0)
    kind = sniff(name.rpartition("/")[2], head)
    if kind not in _ENDS or is_wide(head):
        return ()
    parts = tuple(_cut(kind, Tape(stream), target, settings))
    return parts if any(part.first > 1 for part in parts) else ()


def _cut(kind: str, tape: Tape, target: int, settings: Reading) -> Iterator[Range]:
    start = before = 0
    first = number = 1
    for end, mark, documents in _ENDS[kind](tape.file(), settings):
        at = min(end, tape.seen)  # the last line may have no line feed
        number += documents
        filled = at - start
        if filled >= target // 4 and (filled >= 4 * target or _cuts(mark, at - before, target)):
            yield Range(kind, start, at, first, tape.digest(at))
            start, first = at, number
        before = at
    if (end := tape.drain()) > start:
        yield Range(kind, start, end, first, tape.digest(end))


def _cuts(mark: bytes, size: int, target: int) -> bool:
    """Whether a record's hash ends a range: once in about `target` bytes, by its size."""
    value = int.from_bytes(blake3(mark).digest(length=8), "big")
    return value < (size / target) * 2**64


def range_digest(stream: BinaryIO, part: Range) -> str:
    """The digest that the range has now; the stream must be able to seek."""
    hasher = blake3()
    window = Window(stream, part.start, part.stop)
    while chunk := window.read(_CHUNK):
        hasher.update(chunk)
    return str(hasher.hexdigest(length=16))


def read_part(source: Source, part: Range, settings: Reading) -> Iterator[Document]:
    """The documents of a range, named as if the file were read whole."""
    window = Window(source.stream, part.start, part.stop)
    inside = Source(source.document, source.file, cast(BinaryIO, window))
    for document in _READERS[part.kind](inside, settings, part.first):
        yield replace(document, site=site_of(document.url, document.site, source.document))
