"""Document names: a path below RAW, escaped so that it is safe text and can be turned back.

>>> document_name(b"news/100% #1.txt")
'news/100%25 %231.txt'
>>> raw_path("news/100%25 %231.txt")
b'news/100% #1.txt'
"""

import re
import unicodedata

_LEADING = "=+-@"
_HARMLESS = re.compile(rb"[\w.][\w./ ,()!-]*", re.ASCII)
_ESCAPE = re.compile(rb"%([0-9A-F]{2})")


def document_name(path: bytes) -> str:
    """The name of the file at `path` below RAW: %XX for bytes that would mislead somebody."""
    if _HARMLESS.fullmatch(path):
        return path.decode("ascii")
    text = path.decode("utf-8", "surrogateescape")
    return "".join(_escaped(char, first=index == 0) for index, char in enumerate(text))


def _escaped(char: str, *, first: bool) -> str:
    risky = char in "%#" or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    if risky or (first and char in _LEADING):
        return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogateescape"))
    return char


def raw_path(document: str) -> bytes:
    """The path below RAW of the file that holds a document: the inverse, without ``#n``."""
    file, _, _ = document.partition("#")
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), file.encode())
