"""Ranges of a big file, cut between records where the content says so, so that many can read it.

A range ends after a record whose own hash says so: appended records leave the earlier ranges as
they are, and one changed record moves its own range only. Each range knows the number of its first
record, so that names do not depend on who reads what. Content-defined cuts: Muthitacharoen et al.,
LBFS, 2001. Cutting reads the file once, as digesting it does; both are one pass.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from blake3 import blake3

from pipeline.reading import jsonl, members, parquet, tables, warc
from pipeline.reading.document import Document
from pipeline.reading.site import site_of
from pipeline.reading.sniffing import HEAD, is_wide, sniff
from pipeline.reading.source import Source, read_up_to
from pipeline.reading.windows import Cuts, Range, Tape, digest_of, framed
from pipeline.settings import Reading

Look = Callable[[BinaryIO, Reading], Cuts | None]  # None: nothing is certain about records
Read = Callable[[Source, Range, Reading], Iterator[Document]]
_FORMATS: dict[str, tuple[Look, Read]] = {
    "jsonl": (jsonl.cuts, jsonl.read_range),
    "warc": (warc.cuts, warc.read_range),
    "csv": (tables.csv_cuts, tables.read_csv_range),
    "tsv": (tables.tsv_cuts, tables.read_tsv_range),
    "parquet": (parquet.cuts, parquet.read_range),
    "packed warc": (members.cuts, members.read_range),
}


def cut_ranges(name: str, stream: BinaryIO, target: int, settings: Reading) -> tuple[Range, ...]:
    """The ranges of a file of about `target` bytes each, in order; together they are the file.

    None has less than a quarter of `target` but the last, and none goes on beyond four times after
    the record that reaches it. Nothing for a file that is read as a whole: other formats, text in
    UTF-16, most packed streams, whose middle cannot be read without their beginning.

    >>> import io
    >>> [(part.start, part.stop, part.first)
    ...     for part in cut_ranges("a.jsonl", io.BytesIO(b'{"a": 1}\\n\\n{}\\n'), 2, Reading())]
    [(0, 9, 1), (9, 13, 2)]
    """
    head = read_up_to(stream, HEAD)
    kind = _kind(name.rpartition("/")[2], head)
    if kind not in _FORMATS or is_wide(head):
        return ()
    stream.seek(0)
    cuts = _FORMATS[kind][0](stream, settings)
    if cuts is None:
        return ()
    around = digest_of(stream, *cuts.frame)
    stream.seek(0)
    parts = tuple(_cut(kind, cuts, Tape(stream), target))
    if not any(part.first > 1 for part in parts):
        return ()
    if not any(cuts.frame):
        return parts
    return tuple(
        replace(part, digest=framed(part.digest, around), frame=cuts.frame) for part in parts
    )


def _kind(name: str, head: bytes) -> str:
    """What the file is; of packed ones only web archives, whose members stand for themselves."""
    kind = sniff(name, head)
    if kind == "gzip":
        return f"packed {sniff(name.removesuffix('.gz'), members.unpacked_head(head))}"
    return kind


def _cut(kind: str, cuts: Cuts, tape: Tape, target: int) -> Iterator[Range]:
    start = before = 0
    first = number = 1
    for end, mark, documents in cuts.ends(tape.file()):
        at = min(end, tape.seen)  # the last line may have no line feed
        number += documents
        filled = at - start
        if filled >= target // 4 and (filled >= 4 * target or _ends(mark, at - before, target)):
            yield Range(kind, start, at, first, tape.digest(at))
            start, first = at, number
        before = at
    if (end := tape.drain()) > start:
        yield Range(kind, start, end, first, tape.digest(end))


def _ends(mark: bytes, size: int, target: int) -> bool:
    """Whether a record's hash ends a range: once in about `target` bytes, by its size."""
    value = int.from_bytes(blake3(mark).digest(length=8), "big")
    return value < (size / target) * 2**64


def range_digest(stream: BinaryIO, part: Range) -> str:
    """The digest that the range has now; the stream must be able to seek."""
    digest = digest_of(stream, part.start, part.stop)
    return digest if not any(part.frame) else framed(digest, digest_of(stream, *part.frame))


def read_part(source: Source, part: Range, settings: Reading) -> Iterator[Document]:
    """The documents of a range, named as if the file were read whole; the stream can seek."""
    for document in _FORMATS[part.kind][1](source, part, settings):
        yield replace(document, site=site_of(document.url, document.site, source.document))
