"""CSV and TSV: a header names the columns, a row is a document. Cells are text, as they stand."""

import csv
import io
from collections.abc import Iterator

from pipeline.reading.decoding import decode
from pipeline.reading.document import Document, unreadable
from pipeline.reading.jsonl import why
from pipeline.reading.records import holds_text, record_document
from pipeline.reading.source import Source
from pipeline.settings import Reading

_DELIMITERS = ",;\t|"


def read_csv(source: Source, settings: Reading) -> Iterator[Document]:
    """A document a row, `name#1` ...; the delimiter is the one that splits the header best."""
    return _read(source, settings, "csv", _DELIMITERS)


def read_tsv(source: Source, settings: Reading) -> Iterator[Document]:
    """The same with tabs."""
    return _read(source, settings, "tsv", "\t")


def _read(
    source: Source, settings: Reading, source_format: str, delimiters: str
) -> Iterator[Document]:
    name = source.document
    head, source = source.head()
    decoded = decode(head, settings)
    encoding = "utf-8-sig" if decoded.encoding == "utf-8" else decoded.encoding
    text = io.TextIOWrapper(
        source.stream,
        encoding=encoding,
        errors="replace",
        newline="",
    )
    csv.field_size_limit(settings.max_document_bytes)
    first_line = decoded.text.split("\n", 1)[0]
    delimiter = max(delimiters, key=first_line.count)
    rows = csv.reader(text, delimiter=delimiter)
    base = Document(
        name,
        source_format=source_format,
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        flags=tuple(flag for flag in decoded.flags if flag != "cut_character"),
    )
    number = 0
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if header and not holds_text(header, settings):
            yield unreadable(
                name, "no_text: no column is named like a text", source_format=source_format
            )
            return
        for row in rows:
            if row:
                number += 1
                yield _row(base, number, header, row, settings)
    except (csv.Error, UnicodeError) as error:
        number += 1
        reason = f"{source_format}: {why(error)}"
        yield unreadable(f"{name}#{number}", reason, source_format=source_format)
    if not number:
        yield Document(f"{name}#1", source_format=source_format)


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
