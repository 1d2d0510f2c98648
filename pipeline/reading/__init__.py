"""Bytes become documents: unpack, sniff, decode, extract. What cannot be read is a row.

>>> [document.text for document in read_documents("news/a.txt", b"One line\\r\\n")]
['One line\\n']
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from pipeline.reading.archives import MOST_NESTED, read_tar, read_zip
from pipeline.reading.decoding import Decoded, decode
from pipeline.reading.document import Document, broken_off, unreadable
from pipeline.reading.html import read_html
from pipeline.reading.json_file import read_json
from pipeline.reading.jsonl import read_jsonl
from pipeline.reading.packing import Unpacked
from pipeline.reading.parquet import read_parquet
from pipeline.reading.plain import read_markdown, read_text
from pipeline.reading.site import site_of
from pipeline.reading.sniffing import PACKED_SUFFIXES, is_wide, sniff
from pipeline.reading.source import Source, of_bytes, read_up_to
from pipeline.reading.tables import read_csv, read_tsv
from pipeline.reading.warc import read_warc
from pipeline.settings import Reading

__all__ = ["Decoded", "Document", "decode", "read_documents", "read_source"]

FORMATS: dict[str, Callable[[Source, Reading], Iterator[Document]]] = {
    "text": read_text,
    "markdown": read_markdown,
    "html": read_html,
    "json": read_json,
    "jsonl": read_jsonl,
    "csv": read_csv,
    "tsv": read_tsv,
    "parquet": read_parquet,
    "warc": read_warc,
}
_BY_LINE = frozenset(["jsonl", "csv", "tsv"])
_PACKED = frozenset(PACKED_SUFFIXES.values())
_KNOWN = (
    ".txt .md .html .json .jsonl .csv .tsv .parquet .warc, packed (.gz .zst .bz2 .xz .zip .tar)"
)


def read_documents(name: str, data: bytes, settings: Reading | None = None) -> Iterator[Document]:
    """The documents in the bytes of one file, in their order; at least one.

    `name` is the document name of the file: its suffix helps to tell the format, its first folder
    is the site. Never raises for what the bytes hold: such a document is `unreadable`.
    """
    return read_source(of_bytes(name, data), settings or Reading())


def read_source(source: Source, settings: Reading) -> Iterator[Document]:
    """The same for a stream, which is read once, in memory that does not grow with it."""
    for document in _read(source, settings, 0):
        yield replace(document, site=site_of(document.url, document.site, source.document))


def _read(source: Source, settings: Reading, depth: int) -> Iterator[Document]:
    head, source = source.head()
    kind = sniff(source.file, head)
    if kind in _PACKED:
        yield from _unpacked(source, kind, settings, depth)
    elif kind in ("zip", "tar"):
        if depth >= MOST_NESTED:
            reason = f"nested: more than {MOST_NESTED} archives in each other"
            yield unreadable(source.document, reason, source_format=kind)
            return
        reader = read_zip if kind == "zip" else read_tar
        yield from reader(source, settings, depth + 1, _read)
    elif kind in FORMATS:
        if kind in _BY_LINE and is_wide(head):
            source = _in_utf8(source, settings)
        yield from FORMATS[kind](source, settings)
    elif kind == "binary" and _is_text_name(source.file):
        yield unreadable(source.document, "binary: the file holds no text")
    else:
        yield unreadable(source.document, f"format: not one of {_KNOWN}")


def _in_utf8(source: Source, settings: Reading) -> Source:
    """A file in UTF-16 or UTF-32 as UTF-8, so that lines end in one byte."""
    data = read_up_to(source.stream, settings.max_nested_bytes)
    text = decode(data, settings).text
    return Source(source.document, source.file, io.BytesIO(text.encode("utf-8", "replace")))


def _is_text_name(name: str) -> bool:
    return sniff(name, b"") in FORMATS


def _unpacked(source: Source, kind: str, settings: Reading, depth: int) -> Iterator[Document]:
    """What a compressed stream holds; if it broke, the last row says so."""
    if depth >= MOST_NESTED:
        yield unreadable(source.document, f"nested: more than {MOST_NESTED} times packed")
        return
    stream = Unpacked(source.stream, kind)
    inner = Source(source.document, _inner_name(source.file), cast(BinaryIO, stream))
    documents = _read(inner, settings, depth + 1)
    first = next(documents, None)
    if first is None:
        yield unreadable(source.document, stream.trouble or "empty: nothing inside")
    elif "#" in first.document.removeprefix(source.document):
        every = chain([first], documents)
        yield from broken_off(every, source.document, lambda: stream.trouble)
    else:
        yield from chain(_kept(first, stream), documents)


def _kept(only: Document, stream: Unpacked) -> Iterator[Document]:
    """One packed document: what came of it is kept, unless it is nothing."""
    if not stream.trouble:
        yield only
    elif only.text:
        yield replace(only, flags=(*only.flags, "truncated"))
    else:
        yield unreadable(only.document, stream.trouble)


def _inner_name(name: str) -> str:
    path = PurePosixPath(name)
    if path.suffix.lower() == ".tgz":
        return path.with_suffix(".tar").name
    return path.stem if path.suffix.lower() in PACKED_SUFFIXES else path.name
