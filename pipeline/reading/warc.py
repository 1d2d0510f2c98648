"""WARC and WET: a web archive's records of pages and of their text; each is a document.

The format is lines of a header, a blank line, and as many bytes as the header says (ISO 28500).
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, cast

from pipeline.reading.document import Document, accounted, unreadable
from pipeline.reading.html import page_document
from pipeline.reading.plain import read_text
from pipeline.reading.source import Source, read_up_to
from pipeline.reading.windows import Cuts, Ends, Range
from pipeline.settings import Reading

_LONGEST_HEADER = 1 << 16
_KINDS = frozenset(["response", "resource", "conversion"])
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.I)


@dataclass(frozen=True, slots=True)
class _Record:
    """A record: `size` as its header says, `end` the offset behind it."""

    headers: dict[str, str]
    body: bytes
    size: int
    end: int

    @property
    def is_page(self) -> bool:
        return self.headers.get("warc-type", "") in _KINDS


def read_warc(source: Source, settings: Reading) -> Iterator[Document]:
    """A document a page, `name#1` ...: the records that hold one, in their order."""
    return accounted(read_records(source, settings, 1), source.document, "warc")


def read_range(source: Source, part: Range, settings: Reading) -> Iterator[Document]:
    """The documents of a range of records."""
    return read_records(source.window(part.start, part.stop), settings, part.first)


def cuts(_: BinaryIO, settings: Reading) -> Cuts:
    """A record ends where its header says."""
    return Cuts(partial(_whole, settings))


def _whole(settings: Reading, stream: BinaryIO) -> Ends:
    try:
        yield from ends(settings, stream)
    except (ValueError, EOFError):  # reading what is left will say so
        return


def ends(settings: Reading, stream: BinaryIO) -> Ends:
    """Where the records of a stream end. Raises ValueError, EOFError where one is not whole."""
    for record in _records(stream, settings):
        yield record.end, repr(record.headers).encode(), int(record.is_page)


def read_records(source: Source, settings: Reading, first: int) -> Iterator[Document]:
    """The documents of all records of a stream, numbered from `first` on."""
    name, number = source.document, first - 1
    try:
        for record in _records(source.stream, settings):
            if record.is_page:
                number += 1
                yield _document(f"{name}#{number}", record, settings)
    except (ValueError, EOFError) as error:
        yield unreadable(f"{name}#{number + 1}", f"warc: {error}", source_format="warc")


class _Counted:
    """Buffered lines and bytes of a stream; `at` is how many were given."""

    def __init__(self, stream: BinaryIO) -> None:
        self.at = 0
        self._lines = io.BufferedReader(stream, 1 << 16)  # type: ignore[type-var]

    def readline(self, size: int = -1) -> bytes:
        line = self._lines.readline(size)
        self.at += len(line)
        return line

    def read(self, size: int = -1) -> bytes:
        data = self._lines.read(size)
        self.at += len(data)
        return data


def _records(stream: BinaryIO, settings: Reading) -> Iterator[_Record]:
    counted = _Counted(stream)
    lines = cast(BinaryIO, counted)
    while True:
        line = lines.readline(_LONGEST_HEADER)
        while line in (b"\r\n", b"\n"):
            line = lines.readline(_LONGEST_HEADER)
        if not line:
            return
        if not line.startswith(b"WARC/"):
            raise ValueError("no record where one should begin")
        headers = _headers(lines)
        try:
            size = int(headers.get("content-length", ""))
        except ValueError:
            raise ValueError("a record without its length") from None
        body = read_up_to(lines, min(size, settings.max_document_bytes))
        if len(body) < min(size, settings.max_document_bytes):
            raise EOFError("the last record is cut off")
        left = size - len(body)
        while left > 0 and (skipped := lines.read(min(left, 1 << 20))):
            left -= len(skipped)
        yield _Record(headers, body, size, counted.at)


def _headers(lines: BinaryIO) -> dict[str, str]:
    found: dict[str, str] = {}
    while (line := lines.readline(_LONGEST_HEADER)).strip():
        key, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            found.setdefault(key.strip().lower(), value.strip())
    return found


def _document(name: str, record: _Record, settings: Reading) -> Document:
    url = record.headers.get("warc-target-uri", "").strip("<>")
    if record.size > len(record.body):
        return unreadable(name, f"too_large: {record.size} bytes", url=url, source_format="warc")
    kind, body, declared = record.headers.get("content-type", ""), record.body, ""
    if record.headers.get("warc-type") == "response":
        http = io.BytesIO(body)
        status = http.readline(_LONGEST_HEADER).split()
        headers = _headers(http)
        if len(status) > 1 and status[1][:1] not in (b"2",):
            return unreadable(name, f"status: {status[1].decode('latin-1')}", url=url)
        kind = headers.get("content-type", "")
        try:
            body = _unwrapped(http.read(), headers, settings)
        except (ValueError, OSError, EOFError, zlib.error) as error:
            return unreadable(name, f"damaged: {error}", url=url, source_format="warc")
    found = _CHARSET.search(kind)
    declared = found[1] if found else ""
    if "html" in kind or (not kind.startswith("text/plain") and body[:512].lstrip()[:1] == b"<"):
        document = page_document(name, body, settings, declared)
        return replace(document, url=url or document.url, date=document.date or _date(record))
    if kind.startswith("text/"):
        source = Source(name, name, io.BytesIO(body))
        document = next(read_text(source, settings))
        return replace(document, url=url, date=_date(record), source_format="warc")
    return unreadable(name, f"format: {kind or 'unknown'}", url=url, source_format="warc")


def _date(record: _Record) -> str:
    return record.headers.get("warc-date", "")[:10]


def _unwrapped(body: bytes, headers: dict[str, str], settings: Reading) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    packed = headers.get("content-encoding", "").lower()
    if packed == "gzip" and body[:2] == b"\x1f\x8b":
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
            body = file.read(settings.max_document_bytes)
    elif packed == "deflate":
        body = zlib.decompressobj().decompress(body, settings.max_document_bytes)
    elif packed not in ("", "identity", "gzip"):
        raise ValueError(f"content encoding {packed}")
    return body


def _dechunked(body: bytes) -> bytes:
    parts, at = [], 0
    while (end := body.find(b"\r\n", at)) > at:
        try:
            size = int(body[at:end].split(b";")[0], 16)
        except ValueError:
            return body  # archives often store the body already joined
        if size == 0:
            break
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 4 + size
    return b"".join(parts) or body
