"""The reading stage: the bytes of files in, batches of documents out (schema DOCUMENTS).

>>> from pipeline.reading import read_documents
>>> found = read_documents("news/a.txt", b"One line\\n", Reading())
>>> [batch.num_rows for batch in document_batches(found)]
[1]
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import BinaryIO

import pyarrow as pa
from blake3 import blake3

from pipeline.language.words import count_words
from pipeline.reading import read_source
from pipeline.reading.document import Document, unreadable
from pipeline.reading.ranges import read_part
from pipeline.reading.site import site_of
from pipeline.reading.source import Source
from pipeline.reading.windows import Range
from pipeline.schema import DOCUMENTS
from pipeline.settings import Reading

# A batch is what a worker holds at once, and what works on columns pays for each batch, not each
# row. It ends after the document that reaches a bound.
BATCH_ROWS = 512
BATCH_CHARACTERS = 4 << 20


def read_stream(name: str, stream: BinaryIO, settings: Reading) -> Iterator[Document]:
    """The documents of an open file, read once, in memory that does not grow with it."""
    return read_source(Source(name, name.rpartition("/")[2], stream), settings)


def read_range(name: str, stream: BinaryIO, part: Range, settings: Reading) -> Iterator[Document]:
    """The documents of one range of a big file, named as if it were read whole."""
    return read_part(Source(name, name.rpartition("/")[2], stream), part, settings)


def refused_document(name: str, reason: str) -> Document:
    """What stands for an entry of RAW that is not read: a link, a pipe."""
    return unreadable(name, reason, site=site_of("", "", name))


def document_batches(documents: Iterable[Document]) -> Iterator[pa.RecordBatch]:
    """Documents of any number of files, in batches bounded by rows and characters.

    What could not be read is a row with outcome `unreadable`. A batch never cuts a document.
    """
    waiting: list[Document] = []
    characters = 0
    for document in documents:
        waiting.append(document)
        characters += len(document.text) + len(document.metadata)
        if len(waiting) >= BATCH_ROWS or characters >= BATCH_CHARACTERS:
            yield document_batch(waiting)
            waiting, characters = [], 0
    if waiting:
        yield document_batch(waiting)


def document_batch(documents: Sequence[Document]) -> pa.RecordBatch:
    """The documents as rows of DOCUMENTS, counted and digested as read."""
    columns: dict[str, list[object]] = {
        field.name: [getattr(document, field.name) for document in documents]
        for field in fields(Document)
    }
    columns["outcome"] = ["unreadable" if document.reason else "" for document in documents]
    columns["digest_as_read"] = [_digest(document.text) for document in documents]
    columns["words_in"] = [count_words(document.text) for document in documents]
    return pa.RecordBatch.from_pydict(columns, schema=DOCUMENTS)


def _digest(text: str) -> str:
    return str(blake3(text.encode()).hexdigest(length=16))
