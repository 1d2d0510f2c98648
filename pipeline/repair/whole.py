"""A whole line read through the wrong page: read back, it is valid UTF-8 and holds ordinary text.

Why text is like this: the file was UTF-8, and a program read it as the page of its own system.
Wrong where valid UTF-8 comes about by chance: so it takes a certain sequence, or three of which one
is telling, and every character that comes out must be one that text is likely to hold.

>>> read_whole_line("╨Я╤А╨╕╨▓╨╡╤В"), read_whole_line("Привет")
('Привет', '')
"""

from functools import cache

import regex

from pipeline.repair.pages import PAGES, is_common, page_characters, sequence_pattern
from pipeline.repair.sequences import best_reading, is_certain, is_telling_sequence

# A no-break space (byte A0) that became a plain one, inside a sequence.
_SPACE_FOR_A0 = regex.compile(
    rb"[\xc2-\xdf][ ]|[\xe0-\xef][ ][\x80-\xbf]|[\xe0-\xef][\x80-\xbf][ ]"
    rb"|\xf0[\x80-\xbf]{2}[ ]|\xf0[\x80-\xbf][ ][\x80-\xbf]"
)
_MANY = 3  # sequences from which chance is no answer any more
_INTACT = 3  # sequences that must be whole before a space may be taken for a lost byte


def read_whole_line(line: str) -> str:
    """The line read back through the page that proves itself, or empty if none does."""
    found = []
    for page in PAGES:
        data = page_bytes(line, page)
        if not data:
            continue
        matches = list(sequence_pattern(page).finditer(line))
        if not matches or not _proven(matches, page):
            continue
        for candidate in (data, _with_spaces_restored(data, len(matches), page)):
            text = _decode(candidate)
            if text and _reads_well(text):
                found.append(text)
    return best_reading(found)


def _reads_well(text: str) -> bool:
    """Whether text came out; C1 controls and the marks of a code page may be the next layer."""
    return all(char <= "\x9f" or is_common(char) or char in _next_layer() for char in set(text))


@cache
def _next_layer() -> frozenset[str]:
    return frozenset("".join(page_characters(page, 0x80, 0x100) for page in PAGES))


def page_bytes(line: str, page: str) -> bytes:
    """The bytes of the line in the page; empty if it holds characters the page has not."""
    page_characters(page, 0, 1)
    try:
        data = line.encode(page)
    except UnicodeEncodeError:
        return b""
    return b"" if b"\x1a" in data else data


def _proven(matches: list[regex.Match[str]], page: str) -> bool:
    if any(is_certain(match, page) for match in matches):
        return True
    return len(matches) >= _MANY and any(map(is_telling_sequence, matches))


def _with_spaces_restored(data: bytes, intact: int, page: str) -> bytes:
    # In Mac Roman a dash and a space would look like a lost byte.
    if page == "macroman" or intact < _INTACT:
        return b""
    # Where spaces after à are still double, none was collapsed: a single one is the byte.
    a_grave = b"\xc3\xa0" if b"\xc3  " in data else b"\xc3\xa0 "

    def restore(match: regex.Match[bytes]) -> bytes:
        return a_grave if match[0] == b"\xc3 " else bytes(match[0].replace(b" ", b"\xa0"))

    return bytes(_SPACE_FOR_A0.sub(restore, data))


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
