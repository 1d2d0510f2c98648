"""A piece of a big file: what names it, how its bytes are read, and how they are digested."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from blake3 import blake3

_LAG = 2 << 20  # more than anybody reads at once


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes `start` to `stop` of a file, whole records; `first` is the number of its first one.

    `kind` is the format they are read as. `frame` are the bytes, elsewhere in the file, that all
    its ranges are read with: the head of a table. `digest` is made of both.
    """

    kind: str
    start: int
    stop: int
    first: int
    digest: str
    frame: tuple[int, int] = (0, 0)


# Where records end, in order: the offset behind one, the bytes it is known by, its documents.
Ends = Iterator[tuple[int, bytes, int]]


@dataclass(frozen=True, slots=True)
class Cuts:
    """How a file can be cut: its records' ends as it is read, and the frame of all ranges."""

    ends: Callable[[BinaryIO], Ends]
    frame: tuple[int, int] = (0, 0)


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


def digest_of(stream: BinaryIO, start: int, stop: int) -> str:
    """BLAKE3-128 in hex of these bytes of a stream that can seek."""
    hasher = blake3()
    window = Window(stream, start, stop)
    while chunk := window.read(1 << 20):
        hasher.update(chunk)
    return str(hasher.hexdigest(length=16))


def framed(digest: str, frame: str) -> str:
    """One digest for a piece and for the frame that it is read with."""
    return str(blake3(f"{digest} {frame}".encode()).hexdigest(length=16))
