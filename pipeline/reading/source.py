"""A file, a member of an archive or a slice of memory: its name and the stream of its bytes."""

import io
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from blake3 import blake3

from pipeline.reading.sniffing import HEAD

_LAG = 2 << 20  # more than anybody reads at once


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


class Window(io.RawIOBase):
    """The bytes `start` to `stop` of a stream that can seek, from `start` on."""

    def __init__(self, stream: BinaryIO, start: int, stop: int) -> None:
        super().__init__()
        self._stream = stream
        self._left = stop - start
        stream.seek(start)

    def file(self) -> BinaryIO:
        """Itself, as a file."""
        return cast(BinaryIO, self)

    def readable(self) -> bool:
        """A stream to read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes of the window."""
        data = self._stream.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)


class Tape(io.RawIOBase):
    """A stream that is digested piece by piece while it is read; a piece ends at most _LAG back."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self.seen = 0  # bytes read
        self._stream = stream
        self._waiting = bytearray()  # read, not yet digested
        self._hasher = blake3()

    def file(self) -> BinaryIO:
        """Itself, as a file."""
        return cast(BinaryIO, self)

    def readable(self) -> bool:
        """A stream to read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes."""
        self._digest_up_to(self.seen - _LAG)
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._waiting += data
        self.seen += len(data)
        return len(data)

    def drain(self) -> int:
        """Read what is left; the size of the stream."""
        while self.read(_LAG):
            continue
        return self.seen

    def digest(self, stop: int) -> str:
        """BLAKE3-128 in hex of what stands between the end of the last piece and `stop`."""
        self._digest_up_to(stop)
        digest = str(self._hasher.hexdigest(length=16))
        self._hasher = blake3()
        return digest

    def _digest_up_to(self, stop: int) -> None:
        size = stop - self.seen + len(self._waiting)
        if size > 0:
            self._hasher.update(bytes(self._waiting[:size]))
            del self._waiting[:size]
