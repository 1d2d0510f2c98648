"""Lines of a byte stream, none longer than allowed, in memory that does not grow with the file."""

from collections.abc import Iterator
from typing import BinaryIO

_CHUNK = 1 << 20


def byte_lines(stream: BinaryIO, longest: int) -> Iterator[tuple[bytes, int]]:
    r"""(line without its LF, its whole length) in order; a longer line comes as its head only.

    >>> import io
    >>> list(byte_lines(io.BytesIO(b"one\ntwo three"), 5))
    [(b'one', 3), (b'two t', 9)]
    """
    parts: list[bytes] = []
    kept = size = 0
    while chunk := stream.read(_CHUNK):
        at = 0
        while (end := chunk.find(b"\n", at)) >= 0:
            part = chunk[at : min(end, at + longest - kept)]
            yield b"".join([*parts, part]), size + end - at
            parts, kept, size, at = [], 0, 0, end + 1
        part = chunk[at : at + longest - kept]
        parts.append(part)
        kept += len(part)
        size += len(chunk) - at
    if size:
        yield b"".join(parts), size
