"""Bytes become documents: decode, extract, normalise line ends. What cannot be read is a row.

>>> [document.text for document in read_documents("news/a.txt", b"One line\\r\\n")]
['One line\\n']
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.reading.document import Document, unreadable
from pipeline.reading.html import read_html
from pipeline.reading.jsonl import read_jsonl
from pipeline.reading.plain import read_markdown, read_text
from pipeline.reading.site import site_of
from pipeline.settings import Reading

VERSION = 1
FORMATS: dict[str, Callable[[str, bytes, Reading], Iterator[Document]]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}


def read_documents(name: str, data: bytes, settings: Reading | None = None) -> Iterator[Document]:
    """The documents in the bytes of one file, in their order; at least one.

    `name` is the document name of the file: its suffix names the format, its first folder the site.
    Never raises for what the bytes hold: such a document is `unreadable`, with the reason.
    """
    settings = settings or Reading()
    reader = FORMATS.get(PurePosixPath(name).suffix.lower())
    if reader is None:
        known = " ".join(FORMATS)
        yield unreadable(name, f"format: not one of {known}", site=site_of("", "", name))
        return
    if b"\0" in data[:8192] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield unreadable(name, "binary: the file holds NUL bytes", site=site_of("", "", name))
        return
    for document in reader(name, data, settings):
        yield replace(document, site=site_of(document.url, document.site, name))
