"""Chunks: the data of the page as scripts, because a page opened from disk cannot fetch.

Each is one call, `copydesk("name", value)`, in `audit/report/`. A chunk is packed to about 256 KiB:
small enough to load in a blink, few enough to count.
"""

from collections.abc import Iterator

import msgspec

FOLDER = "audit/report"
BYTES = 256 << 10


def encoded(value: object) -> str:
    """A value as JSON that is also JavaScript."""
    return msgspec.json.encode(value).decode()


def inline(value: object) -> str:
    """A value as JSON that can stand inside a script element of a page."""
    text = encoded(value)
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def file(name: str, body: str) -> tuple[str, bytes]:
    """Path below CLEAN and bytes of the chunk `name`; `body` is already encoded."""
    script = f"copydesk({encoded(name)},{body});\n"
    return f"{FOLDER}/{name}.js", script.encode()


def packed(stem: str, items: Iterator[str]) -> Iterator[tuple[int, tuple[str, bytes]]]:
    """Encoded items packed into chunks `stem-0000`, ...: the number of its first item, the file."""
    held: list[str] = []
    size = first = chunk = 0
    for number, item in enumerate(items, 1):
        held.append(item)
        size += len(item)
        if size >= BYTES:
            yield first, file(f"{stem}-{chunk:04}", f"[{','.join(held)}]")
            held, size, first, chunk = [], 0, number, chunk + 1
    if held:
        yield first, file(f"{stem}-{chunk:04}", f"[{','.join(held)}]")
