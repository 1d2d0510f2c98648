"""One document as it was read, and the little that reading may change in a text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)|[ \t]+\Z")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its name, its text as read, and what the source says about it.

    `encoding_confidence` is 0 to 1; `flags` say what a person may want to know; `reason` is empty
    unless the document could not be read, and then starts with a kind and a colon.
    """

    document: str
    text: str = ""
    site: str = ""
    source_id: str = ""
    title: str = ""
    author: str = ""
    date: str = ""
    language: str = ""
    url: str = ""
    publisher: str = ""
    section: str = ""
    metadata: str = ""
    source_format: str = "unknown"
    encoding: str = ""
    encoding_confidence: float = 1.0
    flags: tuple[str, ...] = ()
    reason: str = ""
    normalized_lines: int = 0


def accounted(documents: Iterator[Document], name: str, source_format: str) -> Iterator[Document]:
    """The documents of a container; one empty document where it holds none, so that it is
    accounted for."""
    first = next(documents, None)
    yield first or Document(f"{name}#1", source_format=source_format)
    yield from documents


def broken_off(
    documents: Iterator[Document], name: str, trouble: Callable[[], str], first: int = 1
) -> Iterator[Document]:
    """The records of a container, numbered from `first` on; where it broke, which `trouble` says
    at the end, a last row tells why, in the place of one that is damaged for it."""
    last: Document | None = None
    count = first - 1
    for document in documents:
        if last is not None:
            yield last
        last, count = document, count + 1
    why = trouble()
    if last is not None and not (why and last.reason):
        yield last
        last = None
    if why:
        yield unreadable(f"{name}#{count + (last is None)}", why)


def unreadable(name: str, reason: str, **columns: Any) -> Document:
    """A document that could not be read; `reason` is a kind, a colon, a few words."""
    return Document(name, reason=reason, encoding_confidence=0.0, **columns)


def with_text(document: Document, text: str) -> Document:
    """The document with this text as read: LF line ends, no spaces or tabs before them.

    A lone surrogate (possible in JSON escapes, impossible in UTF-8) becomes U+FFFD and a flag.
    """
    text, changed = normalize_line_ends(text)
    flags = document.flags
    if not _is_well_formed(text):
        text, flags = _LONE_SURROGATE.sub("\ufffd", text), (*flags, "lone_surrogate")
    return replace(document, text=text, normalized_lines=changed, flags=flags)


def normalize_line_ends(text: str) -> tuple[str, int]:
    r"""The text with LF line ends and no spaces or tabs at line ends; how many lines changed.

    >>> normalize_line_ends("one \r\ntwo\n")
    ('one\ntwo\n', 1)
    """
    if not _may_change(text):
        return text, 0
    changed = 0

    def end(match: re.Match[str]) -> str:
        nonlocal changed
        normal = "\n" if match[0][-1] in "\r\n" else ""
        changed += match[0] != normal
        return normal

    return _LINE_END.sub(end, text), changed


def _is_well_formed(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _may_change(text: str) -> bool:
    if "\r" in text or text.endswith((" ", "\t")):
        return True
    return " \n" in text or "\t\n" in text
