"""Plain text and Markdown: one file, one document."""

from collections.abc import Iterator

from pipeline.reading.decoding import decode
from pipeline.reading.document import Document, unreadable, with_text
from pipeline.settings import Reading


def read_text(name: str, data: bytes, settings: Reading) -> Iterator[Document]:
    """The one document of a text file."""
    yield _read(name, data, settings, "text")


def read_markdown(name: str, data: bytes, settings: Reading) -> Iterator[Document]:
    """The one document of a Markdown file, its marks as they stand."""
    yield _read(name, data, settings, "markdown")


def _read(name: str, data: bytes, settings: Reading, source_format: str) -> Document:
    if len(data) > settings.max_document_bytes:
        return unreadable(name, f"too_large: {len(data)} bytes", source_format=source_format)
    decoded = decode(data, settings)
    document = Document(
        name,
        source_format=source_format,
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        flags=decoded.flags,
    )
    return with_text(document, decoded.text)
