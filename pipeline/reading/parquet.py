"""Parquet: a row is a document; row groups are read one after another, a few rows at a time.

A row group that cannot be read ends in one row that says so; the next one goes on with its number.
"""

import io
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO

from pipeline.reading.document import Document, unreadable
from pipeline.reading.jsonl import why
from pipeline.reading.records import holds_text, record_document
from pipeline.reading.source import Source, read_up_to
from pipeline.reading.windows import Cuts, Ends, Range
from pipeline.settings import Reading

_ROWS = 256


def read_parquet(source: Source, settings: Reading) -> Iterator[Document]:
    """A document a row, `name#1` ... A stream that cannot seek is held in memory."""
    name, stream = source.document, source.stream
    if not stream.seekable():
        data = read_up_to(stream, settings.max_nested_bytes + 1)
        if len(data) > settings.max_nested_bytes:
            yield unreadable(name, f"too_large: more than {len(data) - 1} bytes")
            return
        stream = io.BytesIO(data)
    file = _opened(stream)
    if isinstance(file, str):
        yield unreadable(f"{name}#1", file, source_format="parquet")
    elif not holds_text(file.schema_arrow.names, settings):
        reason = "no_text: no column is named like a text"
        yield unreadable(name, reason, source_format="parquet")
    elif not file.metadata.num_rows:
        yield Document(f"{name}#1", source_format="parquet")
    else:
        yield from _rows(name, file, range(file.num_row_groups), settings)


def read_range(source: Source, part: Range, settings: Reading) -> Iterator[Document]:
    """The documents of the row groups that begin in a range."""
    file = _opened(source.stream)
    if isinstance(file, str):
        yield unreadable(f"{source.document}#{part.first}", file, source_format="parquet")
        return
    if holds_text(file.schema_arrow.names, settings):
        groups = [
            group
            for group, (start, _) in enumerate(_spans(file))
            if part.start <= start < part.stop
        ]
        yield from _rows(source.document, file, groups, settings)
    elif part.first == 1:
        reason = "no_text: no column is named like a text"
        yield unreadable(source.document, reason, source_format="parquet")


def cuts(stream: BinaryIO, _: Reading) -> Cuts | None:
    """Row groups, read with what stands behind the last; None if they do not follow each other."""
    file = _opened(stream)
    if isinstance(file, str):
        return None
    stops, at = [], 0
    for start, stop in _spans(file):
        if not at <= start <= stop:
            return None
        stops.append(at := stop)
    end = stream.seek(0, io.SEEK_END)
    counts = [file.metadata.row_group(group).num_rows for group in range(len(stops))]
    ends = list(zip([*stops[:-1], end], counts, strict=True)) if stops else []
    return Cuts(partial(_group_ends, ends), (at, end))


def _group_ends(ends: list[tuple[int, int]], stream: BinaryIO) -> Ends:
    at = 0
    for end, rows in ends:
        at += sum(len(chunk) for chunk in _chunks(stream, end - at))
        yield at, str(end).encode(), rows


def _chunks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0 and (chunk := stream.read(min(size, 1 << 20))):
        size -= len(chunk)
        yield chunk


def _opened(stream: BinaryIO) -> Any:
    """The file, or why it is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(stream)
    except (pa.ArrowException, OSError, ValueError) as error:
        return f"parquet: {why(error)}"


def _spans(file: Any) -> Iterator[tuple[int, int]]:
    """The bytes of each row group, from its first column chunk to its last."""
    for group in range(file.num_row_groups):
        about = file.metadata.row_group(group)
        chunks = [about.column(column) for column in range(about.num_columns)]
        yield (
            min(_begin(chunk) for chunk in chunks),
            max(_begin(chunk) + chunk.total_compressed_size for chunk in chunks),
        )


def _begin(chunk: Any) -> int:
    pages = (chunk.dictionary_page_offset, chunk.data_page_offset)
    return int(min(page for page in pages if page))


def _rows(name: str, file: Any, groups: Iterable[int], settings: Reading) -> Iterator[Document]:
    import pyarrow as pa

    sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    for group in groups:
        number = sum(sizes[:group])
        try:
            for batch in file.iter_batches(batch_size=_ROWS, row_groups=[group]):
                for record in batch.to_pylist():
                    number += 1
                    base = Document(f"{name}#{number}", source_format="parquet", encoding="utf-8")
                    yield record_document(base, record, settings)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = f"parquet: {why(error)}"
            yield unreadable(f"{name}#{number + 1}", reason, source_format="parquet")
