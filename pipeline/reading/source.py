"""A file, a member of an archive or a slice of memory: its name and the stream of its bytes."""

import io
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from pipeline.reading.sniffing import HEAD
from pipeline.reading.windows import Window


@dataclass(frozen=True, slots=True)
class Source:
    """What is read: the name of its document, its own file name, and its bytes.

    `document` may end in ``#n`` inside an archive; `file` is what suffix and kind are taken from.
    """

    document: str
    file: str
    stream: BinaryIO

    def head(self) -> tuple[bytes, "Source"]:
        """The first bytes, and the source as if they had not been read."""
        if self.stream.seekable():
            start = self.stream.tell()
            head = read_up_to(self.stream, HEAD)
            self.stream.seek(start)
            return head, self
        head = read_up_to(self.stream, HEAD)
        return head, Source(self.document, self.file, cast(BinaryIO, Rejoined(head, self.stream)))

    def window(self, start: int, stop: int) -> "Source":
        """The same with the bytes `start` to `stop` alone; its stream must be able to seek."""
        return Source(self.document, self.file, Window(self.stream, start, stop).file())


def of_bytes(name: str, data: bytes) -> Source:
    """A source for bytes at hand."""
    return Source(name, name, io.BytesIO(data))


def read_up_to(stream: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes; fewer only at the end of the stream."""
    parts = []
    while size > 0:
        part = stream.read(min(size, 1 << 20))
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class Rejoined(io.RawIOBase):
    """A stream with its head put back in front."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        """A stream to read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """First the head, then the rest."""
        if self._head:
            size = min(len(buffer), len(self._head))
            buffer[:size] = self._head[:size]
            self._head = self._head[size:]
            return size
        data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
