"""Compressed bytes as a stream: bounded, every member read, and what breaks is told, not raised.

A bomb, a cut or damaged file ends the stream early; `trouble` then says why, and what came before
stays. Sizes in headers are never believed.
"""

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

MAX_EXPANSION = 1_000  # times the bytes read: text comes to 20, logs to 100
_FREE = 16 << 20  # bytes out before the expansion is looked at
_CHUNK = 1 << 16
_OUT = 1 << 20  # bytes asked for at a time


class Unpacked(io.RawIOBase):
    """The bytes behind a compressed stream. `trouble` is empty unless it ended early."""

    def __init__(self, source: BinaryIO, kind: str) -> None:
        super().__init__()
        self.trouble = ""
        self._kind = kind
        self._source = source
        self._make, self._chunk = _DECOMPRESSORS[kind]
        self._machine: Any = self._make()
        self._pending = b""
        self._ready = b""
        self._taken = self._given = 0
        self._fresh = True

    def readable(self) -> bool:
        """A stream to read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what can be unpacked; 0 at the end, whatever the reason."""
        while not self._ready and not self.trouble:
            if not self._step():
                break
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _step(self) -> bool:
        """Unpack a little more; False at the end."""
        hungry = getattr(self._machine, "needs_input", True)
        if not self._pending and hungry:
            self._pending = self._source.read(self._chunk)
            self._taken += len(self._pending)
            if not self._pending:
                if not self._fresh:
                    self.trouble = "truncated: the compressed data end too early"
                return False
        try:
            self._ready = self._unpack()
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
            self.trouble = f"damaged: {_plain(error)}"
            return False
        except Exception as error:
            if type(error).__name__ != "ZstdError":
                raise
            self.trouble = f"damaged: {_plain(error)}"
            return False
        self._given += len(self._ready)
        if self._given > _FREE and self._given > MAX_EXPANSION * self._taken:
            self.trouble = f"bomb: more than {MAX_EXPANSION} times its size"
        if self._machine.eof:
            self._next_member()
        return True

    def _unpack(self) -> bytes:
        data, self._pending = self._pending, b""
        self._fresh = False
        if self._kind == "gzip":
            out: bytes = self._machine.decompress(data, _OUT)
            self._pending = self._machine.unconsumed_tail
            return out
        if self._kind != "zstd":
            return bytes(self._machine.decompress(data, _OUT))
        return bytes(self._machine.decompress(data))

    def _next_member(self) -> None:
        rest = self._machine.unused_data + self._pending
        if not rest.strip(b"\0"):
            rest = b""  # padding
        self._pending = rest
        self._machine = self._make()
        self._fresh = True


def _plain(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:120]


def _zstd() -> Any:
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()


# zstd has no bound on what one call gives back, so it is fed in small bites.
_DECOMPRESSORS: dict[str, tuple[Callable[[], Any], int]] = {
    "gzip": (lambda: zlib.decompressobj(31), _CHUNK),
    "bzip2": (bz2.BZ2Decompressor, _CHUNK),
    "xz": (lzma.LZMADecompressor, _CHUNK),
    "zstd": (_zstd, 1 << 11),
}
