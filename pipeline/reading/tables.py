"""CSV and TSV: a header names the columns, a row is a document. Cells are text, as they stand."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from pipeline.reading.decoding import decode
from pipeline.reading.document import Document, accounted, unreadable
from pipeline.reading.jsonl import why
from pipeline.reading.records import holds_text, record_document
from pipeline.reading.sniffing import HEAD
from pipeline.reading.source import Source, read_up_to
from pipeline.reading.windows import Cuts, Ends, Range
from pipeline.settings import Reading

_DELIMITERS = {"csv": ",;\t|", "tsv": "\t"}
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the head of a table says: its encoding, its delimiter, and what all its rows share."""

    encoding: str
    delimiter: str
    base: Document


def read_csv(source: Source, settings: Reading) -> Iterator[Document]:
    """A document a row, `name#1` ...; the delimiter is the one that splits the header best."""
    return _read(source, settings, "csv")


def read_tsv(source: Source, settings: Reading) -> Iterator[Document]:
    """The same with tabs."""
    return _read(source, settings, "tsv")


def csv_cuts(stream: BinaryIO, settings: Reading) -> Cuts | None:
    """A row ends where the reader of rows says so; known for UTF-8 only."""
    return _cuts(stream, settings, "csv")


def tsv_cuts(stream: BinaryIO, settings: Reading) -> Cuts | None:
    """The same with tabs."""
    return _cuts(stream, settings, "tsv")


def read_csv_range(source: Source, part: Range, settings: Reading) -> Iterator[Document]:
    """The documents of a range of rows."""
    return _read_range(source, part, settings, "csv")


def read_tsv_range(source: Source, part: Range, settings: Reading) -> Iterator[Document]:
    """The same with tabs."""
    return _read_range(source, part, settings, "tsv")


def _read(source: Source, settings: Reading, source_format: str) -> Iterator[Document]:
    head, source = source.head()
    dialect = _dialect(source.document, head, settings, source_format)
    rows = _reader(_lines(source.stream, dialect.encoding, settings), dialect, settings)
    documents = _documents(dialect.base, rows, settings)
    yield from accounted(documents, source.document, source_format)


def _dialect(name: str, head: bytes, settings: Reading, source_format: str) -> _Dialect:
    decoded = decode(head, settings)
    encoding = "utf-8-sig" if decoded.encoding == "utf-8" else decoded.encoding
    first_line = decoded.text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS[source_format], key=first_line.count)
    base = Document(
        name,
        source_format=source_format,
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        flags=tuple(flag for flag in decoded.flags if flag != "cut_character"),
    )
    return _Dialect(encoding, delimiter, base)


def _lines(stream: BinaryIO, encoding: str, settings: Reading) -> Iterator[str]:
    """The lines of a table with their ends. Raises csv.Error for one that no row may be."""
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    longest = 2 * settings.max_document_bytes
    try:
        while line := text.readline(longest + 1):
            if len(line) > longest:
                raise csv.Error(f"a line of more than {longest} characters")
            yield line
    finally:
        text.detach()  # else the stream is closed with it


def _reader(lines: Iterator[str], dialect: _Dialect, settings: Reading) -> Iterator[list[str]]:
    csv.field_size_limit(settings.max_document_bytes)
    return csv.reader(lines, delimiter=dialect.delimiter)


def _documents(base: Document, rows: Iterator[list[str]], settings: Reading) -> Iterator[Document]:
    """The documents of a table from its header on."""
    try:
        header = _header(next(rows, []))
    except (csv.Error, UnicodeError) as error:
        yield _broken(base, 1, error)
        return
    if header and not holds_text(header, settings):
        reason = "no_text: no column is named like a text"
        yield unreadable(base.document, reason, source_format=base.source_format)
        return
    yield from _numbered(base, header, rows, 1, settings)


def _header(row: list[str]) -> list[str]:
    return [cell.strip() for cell in row]


def _numbered(
    base: Document, header: list[str], rows: Iterator[list[str]], first: int, settings: Reading
) -> Iterator[Document]:
    number = first - 1
    try:
        for row in rows:
            if row:
                number += 1
                yield _row(base, number, header, row, settings)
    except (csv.Error, UnicodeError) as error:
        yield _broken(base, number + 1, error)


def _broken(base: Document, number: int, error: Exception) -> Document:
    reason = f"{base.source_format}: {why(error)}"
    return unreadable(f"{base.document}#{number}", reason, source_format=base.source_format)


def _row(
    base: Document, number: int, header: list[str], row: list[str], settings: Reading
) -> Document:
    record: dict[str, object] = dict(zip(header, row, strict=False))
    if len(row) > len(header):
        record["_more"] = row[len(header) :]
    lossy = ("lossy",) if any("\ufffd" in cell for cell in row) else ()
    numbered = Document(
        f"{base.document}#{number}",
        source_format=base.source_format,
        encoding=base.encoding,
        encoding_confidence=base.encoding_confidence,
        flags=(*base.flags, *lossy),
    )
    return record_document(numbered, record, settings)


def _cuts(stream: BinaryIO, settings: Reading, source_format: str) -> Cuts | None:
    head = read_up_to(stream, HEAD)
    dialect = _dialect("", head, settings, source_format)
    if dialect.encoding != "utf-8-sig":
        return None
    stream.seek(0)
    begin = next(_row_ends(dialect, settings, stream), None)
    if begin is None:
        return None
    return Cuts(partial(_row_ends, dialect, settings), (0, max(len(head), begin[0])))


def _row_ends(dialect: _Dialect, settings: Reading, stream: BinaryIO) -> Ends:
    """Where the rows end. Latin-1 keeps every byte, and quotes, delimiters and line ends are ASCII:
    what the reader of rows took is counted in bytes."""
    at = 0

    def counted() -> Iterator[str]:
        nonlocal at
        for line in _lines(stream, "latin-1", settings):
            mark = at == 0 and line.startswith(_BOM.decode("latin-1"))
            at += len(line)
            yield line[len(_BOM) :] if mark else line

    documents = 0  # the header is none
    try:
        for row in _reader(counted(), dialect, settings):
            yield at, "\0".join(row)[:4_096].encode(), documents if row else 0
            documents = 1
    except csv.Error:  # reading what is left will say so
        return


def _read_range(
    source: Source, part: Range, settings: Reading, source_format: str
) -> Iterator[Document]:
    head = read_up_to(source.window(0, HEAD).stream, HEAD)
    dialect = _dialect(source.document, head, settings, source_format)
    frame = source.window(*part.frame).stream
    rows = _reader(_lines(frame, dialect.encoding, settings), dialect, settings)
    header = _header(next(rows, []))
    window = source.window(part.start, part.stop).stream
    if part.start == 0:
        rows = _reader(_lines(window, dialect.encoding, settings), dialect, settings)
        yield from _documents(dialect.base, rows, settings)
    elif not header or holds_text(header, settings):
        rows = _reader(_lines(window, "utf-8", settings), dialect, settings)
        yield from _numbered(dialect.base, header, rows, part.first, settings)
