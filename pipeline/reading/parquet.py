"""Parquet: a row is a document; row groups are read one after another, a few rows at a time."""

import io
from collections.abc import Iterator

from pipeline.reading.document import Document, unreadable
from pipeline.reading.jsonl import why
from pipeline.reading.records import holds_text, record_document
from pipeline.reading.source import Source, read_up_to
from pipeline.settings import Reading

_ROWS = 256


def read_parquet(source: Source, settings: Reading) -> Iterator[Document]:
    """A document a row, `name#1` ... A stream that cannot seek is held in memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    name, number = source.document, 0
    stream = source.stream
    if not stream.seekable():
        data = read_up_to(stream, settings.max_nested_bytes + 1)
        if len(data) > settings.max_nested_bytes:
            yield unreadable(name, f"too_large: more than {len(data) - 1} bytes")
            return
        stream = io.BytesIO(data)
    try:
        file = pq.ParquetFile(stream)
        if not holds_text(file.schema_arrow.names, settings):
            reason = "no_text: no column is named like a text"
            yield unreadable(name, reason, source_format="parquet")
            return
        for batch in file.iter_batches(batch_size=_ROWS):
            for record in batch.to_pylist():
                number += 1
                base = Document(f"{name}#{number}", source_format="parquet", encoding="utf-8")
                yield record_document(base, record, settings)
    except (pa.ArrowException, OSError, ValueError) as error:
        number += 1
        reason = f"parquet: {why(error)}"
        yield unreadable(f"{name}#{number}", reason, source_format="parquet")
        return
    if not number:
        yield Document(f"{name}#1", source_format="parquet")
