"""Plain text and Markdown: one file, one document."""

from collections.abc import Iterator

from pipeline.reading.decoding import decode
from pipeline.reading.document import Document, unreadable, with_text
from pipeline.reading.source import Source, read_up_to
from pipeline.settings import Reading


def read_text(source: Source, settings: Reading) -> Iterator[Document]:
    """The one document of a text file."""
    yield _read(source, settings, "text")


def read_markdown(source: Source, settings: Reading) -> Iterator[Document]:
    """The one document of a Markdown file, its marks as they stand."""
    yield _read(source, settings, "markdown")


def _read(source: Source, settings: Reading, source_format: str) -> Document:
    data = read_up_to(source.stream, settings.max_document_bytes + 1)
    if len(data) > settings.max_document_bytes:
        reason = f"too_large: more than {settings.max_document_bytes} bytes"
        return unreadable(source.document, reason, source_format=source_format)
    decoded = decode(data, settings)
    document = Document(
        source.document,
        source_format=source_format,
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        flags=decoded.flags,
    )
    return with_text(document, decoded.text)
