"""HTML: main text by trafilatura, with a second opinion where it lost a block or found nothing.

trafilatura is the most exact extractor on our pages but damages 22 of 100 (it drops a headline, a
first paragraph, a caption); resiliparse keeps more, and more furniture. So the exact text is the
base, the headline stands first, and what the other kept between these lines comes back. Readers'
comments go before the page is extracted; in a thread the posts are the text.
"""

import re
import warnings
from collections.abc import Iterator
from typing import Any

from pipeline.reading.decoding import decode
from pipeline.reading.document import Document, unreadable, with_text
from pipeline.reading.markup import comments, is_thread, markup
from pipeline.reading.opinions import Lines, headline, is_prose, joined
from pipeline.reading.source import Source, read_up_to
from pipeline.settings import Reading

# lxml refuses text that declares an encoding of its own, and stops at NUL.
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_DECLARED_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.I)
_LANGUAGE = re.compile(r"<html[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-\w{2,8})*)", re.I)
_LOOKED_AT = 4_096  # bytes in which a page says its encoding
_LARGEST = 4 << 20  # characters that the exact extractor is given; beyond, only the fast one
_DEEPEST = 600  # open elements: beyond, parsers lose the text or their stack
# Elements that hold no others, or that the next one of their kind ends, open nothing.
_TAG = re.compile(
    r"<(/?)(?!(?i:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li)[\s/>])"
    r"[a-zA-Z][^>]*+(?<!/)>"
)
_UNSEEN = re.compile(r"<(script|style|template|noscript)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|tr|section|article|blockquote)\s*>|<br\s*/?>", re.I)
_ANY_TAG = re.compile(r"<[^>]{0,10000}>")
_DATE_PARAMETERS = {
    "original_date": True,
    "extensive_search": True,
    "max_date": "2100-01-01",  # the library's default is today, and then the clock decides
}


def read_html(source: Source, settings: Reading) -> Iterator[Document]:
    """The one document of a page: paragraphs as lines, title, author, date, site, URL, language."""
    data = read_up_to(source.stream, settings.max_document_bytes + 1)
    if len(data) > settings.max_document_bytes:
        reason = f"too_large: more than {settings.max_document_bytes} bytes"
        yield unreadable(source.document, reason, source_format="html")
        return
    yield page_document(source.document, data, settings, "")


def page_document(name: str, data: bytes, settings: Reading, declared: str) -> Document:
    """The document of a page's bytes; `declared` is the encoding a header names."""
    head = data[:_LOOKED_AT]
    found = _DECLARED.search(head) or _DECLARED_XML.search(head)
    decoded = decode(data, settings, declared or (found[1].decode("ascii") if found else ""))
    html = _XML_DECLARATION.sub("", decoded.text).replace("\0", "")
    columns, text, flags = _extract(html)
    document = Document(
        name,
        source_format="html",
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        flags=(*decoded.flags, *flags),
        **columns,
    )
    return with_text(document, text)


def _extract(html: str) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    """What the page says of itself, its main text, and flags."""
    if not html.strip():
        return {}, "", ()
    if _is_too_deep(html):
        return {}, _visible(html), ("whole_page",)
    thread = is_thread(html)
    wide = _wide(html, main=True, discussion=thread)
    page, discussed = _exact(html, wide, thread) if len(html) <= _LARGEST else ({}, Lines([]))
    columns = {
        "title": page.get("title") or "",
        "author": page.get("author") or "",
        "date": page.get("date") or "",
        "language": page.get("language") or _language(html),
        "url": page.get("url") or "",
        "publisher": page.get("sitename") or "",
    }
    text = joined(page.get("text") or "", wide, headline(html, columns["title"], wide), discussed)
    if not text.strip():
        text = _wide(html, main=False, discussion=True) or _visible(html)
        return columns, text, ("whole_page",) if text.strip() else ("no_main_text",)
    return columns, text, ()


def _language(html: str) -> str:
    named = _LANGUAGE.search(html[:_LOOKED_AT])
    return named[1] if named else ""


def _exact(html: str, wide: str, thread: bool) -> tuple[dict[str, Any], Lines]:
    """What trafilatura found, and the lines of the comments that it was not shown."""
    from trafilatura import bare_extraction, load_html

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd dates: they stay as the page writes them
            tree = load_html(html)
            if tree is None:
                return {}, Lines([])
            discussed = Lines([]) if thread else _without_comments(tree, wide)
            found = bare_extraction(
                tree,
                with_metadata=True,
                include_comments=thread,
                deduplicate=False,
                date_extraction_params=_DATE_PARAMETERS,
            )
    except Exception:
        return {}, Lines([])
    page = {} if found is None or isinstance(found, dict) else found.as_dict()
    if thread:
        page["text"] = _posts(page, wide)
    return page, discussed


def _without_comments(tree: Any, wide: str) -> Lines:
    """Takes readers' comments out of the tree, and gives their lines.

    Where the first prose of the page would be one of them, they are no comments.
    """
    found = comments(tree)
    lines = Lines([text for element in found for text in element.itertext()])
    first = next((line for line in wide.split("\n") if is_prose(line)), "")
    if lines.has(first):
        return Lines([])
    for element in found:
        element.drop_tree()
    return lines


def _posts(page: dict[str, Any], wide: str) -> str:
    """The text of a thread: all posts that the exact extractor found, or the wide text."""
    text = page.get("text") or ""
    known = Lines(text.split("\n"))
    posts = [line for line in (page.get("comments") or "").split("\n") if not known.has(line)]
    text = "\n".join([text, *posts])
    enough: float = markup()["thread"]["least_share"] * len(wide)
    return text if len(text) >= enough else wide


def _wide(html: str, *, main: bool, discussion: bool) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    try:
        text: str = extract_plain_text(
            html, main_content=main, comments=discussion, alt_texts=False, list_bullets=False
        )
    except Exception:
        return ""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _is_too_deep(html: str) -> bool:
    """Whether more elements are open at once than any page needs."""
    depth = 0
    for closing in _TAG.findall(html):
        if not closing:
            depth += 1
            if depth > _DEEPEST:
                return True
        elif depth:
            depth -= 1
    return False


def _visible(html: str) -> str:
    """The text between the tags, when no parser will have the page."""
    from html import unescape

    text = _BLOCK_END.sub("\n", _UNSEEN.sub(" ", html))
    lines = (" ".join(unescape(line).split()) for line in _ANY_TAG.sub(" ", text).split("\n"))
    return "\n".join(line for line in lines if line)
