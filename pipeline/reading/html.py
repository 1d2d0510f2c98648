"""HTML: main text and metadata by trafilatura, as it comes, one file one document."""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.reading.decoding import decode
from pipeline.reading.document import Document, unreadable, with_text
from pipeline.settings import Reading

# lxml refuses text that declares an encoding of its own.
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DATE_PARAMETERS = {
    "original_date": True,
    "extensive_search": True,
    "max_date": "2100-01-01",  # the library's default is today, and then the clock decides
}


def read_html(name: str, data: bytes, settings: Reading) -> Iterator[Document]:
    """The one document of a page: paragraphs as lines, title, author, date, site, URL, language."""
    if len(data) > settings.max_document_bytes:
        yield unreadable(name, f"too_large: {len(data)} bytes", source_format="html")
        return
    decoded = decode(data, settings)
    page = _extract(_XML_DECLARATION.sub("", decoded.text))
    document = Document(
        name,
        title=page.get("title") or "",
        author=page.get("author") or "",
        date=page.get("date") or "",
        language=page.get("language") or "",
        url=page.get("url") or "",
        publisher=page.get("sitename") or "",
        source_format="html",
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        flags=decoded.flags if page.get("text") else (*decoded.flags, "no_main_text"),
    )
    yield with_text(document, page.get("text") or "")


def _extract(html: str) -> dict[str, Any]:
    from trafilatura import bare_extraction

    page = bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        deduplicate=False,
        date_extraction_params=_DATE_PARAMETERS,
    )
    return {} if page is None or isinstance(page, dict) else page.as_dict()
