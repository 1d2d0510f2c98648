"""What a file is, by its first bytes; the suffix only decides where the bytes leave it open.

>>> sniff("a.txt", b"<!DOCTYPE html>"), sniff("a.jpg", b"\\xff\\xd8\\xff\\xe0"), sniff("a.md", b"#")
('html', 'binary', 'markdown')
"""

import re
from pathlib import PurePosixPath

HEAD = 8_192  # bytes that are looked at

_PACKED = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"WARC/", "warc"),
)
_BINARY = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\x7fELF",
    b"MZ\x90",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3",
    b"7z\xbc\xaf",
    b"Rar!",
    b"ID3",
    b"OggS",
    b"\x00\x00\x01\x00",
    b"{\\rtf",
)
_BY_SUFFIX = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".warc": "warc",
    ".wet": "warc",
    ".parquet": "parquet",
    ".tar": "tar",
    "": "text",
}
PACKED_SUFFIXES = {".gz": "gzip", ".tgz": "gzip", ".zst": "zstd", ".bz2": "bzip2", ".xz": "xz"}
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.I | re.S
)
_HTML_INSIDE = re.compile(rb"<(?:head|body|div|p|meta|title|article)[\s>]", re.I)
_CONTROLS = bytes([*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_CONTROL_SHARE = 0.05
_NUL_SHARE = 0.015  # fewer NULs are stray ones in a page of text
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00\x00\xfe\xff")


def suffix_of(name: str) -> str:
    """The suffix in lower case, without the hash that names a record."""
    return (
        PurePosixPath(name.rpartition("#")[0] or name).suffix.lower()
        if "#" in name
        else (PurePosixPath(name).suffix.lower())
    )


def sniff(name: str, head: bytes) -> str:
    """The kind of a file: gzip zstd bzip2 xz zip tar parquet warc html json jsonl csv tsv text
    markdown binary, or unknown. `name` is its own name, without that of the archive around it.
    """
    for magic, kind in _PACKED:
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    if head.startswith(_BINARY) or _is_binary(head):
        return "binary"
    named = _BY_SUFFIX.get(suffix_of(name), "unknown")
    text = _as_ascii(head).lstrip()
    if _HTML.match(text) and named != "markdown":
        return "html"
    if named in ("json", "jsonl"):
        return _json_kind(named, text)
    if named == "html" and not _HTML_INSIDE.search(text):
        return "text"
    return named


def is_wide(head: bytes) -> bool:
    """Whether a mark says UTF-16 or UTF-32, where a line feed is no single byte."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))


def _as_ascii(head: bytes) -> bytes:
    if not is_wide(head):
        return head.removeprefix(b"\xef\xbb\xbf")
    encoding = "utf-32" if b"\0\0" in head[:4] else "utf-16"
    return head[: len(head) // 4 * 4].decode(encoding, "replace").encode("ascii", "replace")


def _json_kind(named: str, text: bytes) -> str:
    if not text.startswith((b"{", b"[")):
        return "text" if named == "json" and text and not text[:1].isdigit() else named
    first, newline, rest = text.partition(b"\n")
    one_a_line = first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
    if named == "json":
        return "jsonl" if newline and text.startswith(b"{") and one_a_line else "json"
    return "json" if text.startswith(b"[") and not first.rstrip().endswith(b"]") else "jsonl"


def _is_binary(head: bytes) -> bool:
    if head.startswith(_BOMS) or not head:
        return False
    nuls = head.count(0)
    if nuls > 0.9 * len(head):
        return True
    if nuls > _NUL_SHARE * len(head):
        # UTF-16 and UTF-32 put their NUL bytes at one parity, or have more of them than letters.
        even, odd = head[0::2].count(0), head[1::2].count(0)
        return max(even, odd) <= 8 * min(even, odd) and nuls <= len(head) // 2
    controls = len(head) - len(head.translate(None, _CONTROLS))
    odd_bytes = controls > _CONTROL_SHARE * len(head)
    return odd_bytes and b"\x1b$" not in head and not _is_wide(head)


def _is_wide(head: bytes) -> bool:
    from pipeline.reading.decoding import wide_script

    return bool(wide_script(head))
