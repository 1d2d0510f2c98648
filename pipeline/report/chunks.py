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


def packed(items: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Encoded items packed into chunks: how many each holds, and its body."""
    held: list[str] = []
    size = 0
    for item in items:
        held.append(item)
        size += len(item)
        if size >= BYTES:
            yield len(held), f"[{','.join(held)}]"
            held, size = [], 0
    if held:
        yield len(held), f"[{','.join(held)}]"
