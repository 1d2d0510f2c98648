"""Code pages through which UTF-8 is misread, and what a misread sequence looks like in each.

A sequence is what one UTF-8 character of two to four bytes becomes when its bytes are read through
a single-byte page: `Ã©` for é through windows-1252, `├⌐` through cp437.

>>> sequence_pattern("sloppy-windows-1252").findall("cafÃ© â€™ naïve")
['Ã©', 'â€™']
>>> decode_sequence("├⌐", "cp437")
'é'
"""

import unicodedata
from functools import cache

import regex

from pipeline.language.alphabets import common_characters

# In the order they are tried: the pages of the web first. The sloppy ones are ftfy's: bytes that a
# page leaves undefined read as C1 controls, as browsers do.
PAGES = (
    "sloppy-windows-1252",
    "latin-1",
    "sloppy-windows-1251",
    "sloppy-windows-1250",
    "sloppy-windows-1253",
    "sloppy-windows-1254",
    "sloppy-windows-1257",
    "iso-8859-2",
    "macroman",
    "cp437",
    "cp850",
    "cp866",
    "koi8-r",
    "sloppy-windows-1255",
    "sloppy-windows-1256",
)
_LEADS = ((0xC2, 0xE0, 1), (0xE0, 0xF0, 2), (0xF0, 0xF5, 3))
_JOINERS = "\u200b\u200c\u200d\u200e\u200f\u2028\u2060\ufeff"
# Blocks whose letters all occur in text; elsewhere in two-byte UTF-8 lie phonetics and rarities.
_BLOCKS = ((0x386, 0x3CE), (0x400, 0x491), (0x5B0, 0x5EA), (0x600, 0x6FF))


@cache
def page_characters(page: str, low: int, high: int) -> str:
    """The characters that bytes low to high (exclusive) have in a page."""
    import ftfy.bad_codecs  # noqa: F401 - registers the sloppy codecs

    return bytes(range(low, high)).decode(page, "ignore")


@cache
def sequence_pattern(page: str) -> regex.Pattern[str]:
    """Matches one UTF-8 character as it reads through the page."""
    tail = "[" + regex.escape(page_characters(page, 0x80, 0xC0)) + "]"
    parts = [
        "[" + regex.escape(page_characters(page, low, high)) + "]" + tail * count
        for low, high, count in _LEADS
    ]
    return regex.compile("|".join(parts))


def decode_sequence(sequence: str, page: str) -> str:
    """The text behind one or more sequences, or empty when they are none."""
    page_characters(page, 0, 1)
    try:
        return sequence.encode(page).decode("utf-8")
    except UnicodeError:
        return ""


def is_common(char: str) -> bool:
    """Whether a character is one that text is likely to hold; phonetics and controls are not."""
    point = ord(char)
    if 0xA0 <= point < 0xC0 or char in _JOINERS:
        return True
    if point < 0x800:
        return char in common_characters() or any(low <= point <= high for low, high in _BLOCKS)
    return char in common_characters() or (
        unicodedata.category(char)[0] in "LMNPS" and not 0xE000 <= point < 0xFB00
    )
