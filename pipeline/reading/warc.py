"""WARC and WET: a web archive's records of pages and of their text; each is a document.

The format is lines of a header, a blank line, and as many bytes as the header says (ISO 28500).
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from pipeline.reading.document import Document, unreadable
from pipeline.reading.html import page_document
from pipeline.reading.plain import read_text
from pipeline.reading.source import Source, read_up_to
from pipeline.settings import Reading

_LONGEST_HEADER = 1 << 16
_KINDS = frozenset(["response", "resource", "conversion"])
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.I)


@dataclass(frozen=True, slots=True)
class _Record:
    headers: dict[str, str]
    body: bytes
    size: int


def read_warc(source: Source, settings: Reading) -> Iterator[Document]:
    """A document a page, `name#1` ...: the records that hold one, in their order."""
    name, number = source.document, 0
    try:
        for record in _records(source.stream, settings):
            if record.headers.get("warc-type", "") not in _KINDS:
                continue
            number += 1
            yield _document(f"{name}#{number}", record, settings)
    except (ValueError, EOFError) as error:
        number += 1
        yield unreadable(f"{name}#{number}", f"warc: {error}", source_format="warc")
    if not number:
        yield Document(f"{name}#1", source_format="warc")


def _records(stream: BinaryIO, settings: Reading) -> Iterator[_Record]:
    lines = io.BufferedReader(stream, 1 << 16)  # type: ignore[type-var]
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
        yield _Record(headers, body, size)


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
