"""HTML entities that stand for characters in plain text.

Why text is like this: a scraper took the source of a page for its text, or an editor escaped twice.
Wrong where the text is about HTML or is markup itself, so a document with tags keeps its entities,
and so do addresses. At most two rounds: bounded work, bounded meaning.

>>> decode_entities("Loir &amp;amp; Fils, &eacute;t&#233;")
'Loir & Fils, été'
"""

import html

import regex

ENTITY = regex.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ADDRESS_BEFORE = regex.compile(r"(?:https?://|www\.)\S*$")
_TAG = regex.compile(r"</?[A-Za-z!][^<>\n]{0,200}>")


def holds_markup(text: str) -> bool:
    """Whether a document shows tags: then entities are markup, not damage; decided once."""
    return "<" in text and _TAG.search(text) is not None


def decode_entities(line: str) -> str:
    """The line with its entities decoded, two rounds at most; no tag is ever made out of text."""
    for _ in range(2):
        if "&" not in line:
            break
        decoded = ENTITY.sub(_decode, line)
        line = ENTITY.sub(_decode_letter, line) if _TAG.search(decoded) else decoded
    return line


def _decode(match: regex.Match[str]) -> str:
    if _ADDRESS_BEFORE.search(match.string, max(0, match.start() - 300), match.start()):
        return str(match[0])
    decoded = html.unescape(match[0])
    # A line break would cut the line in two.
    return str(match[0]) if decoded in "\n\r" else decoded


def _decode_letter(match: regex.Match[str]) -> str:
    decoded = _decode(match)
    return str(match[0]) if decoded in "<>" else decoded
