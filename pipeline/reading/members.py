"""Gzip files of many members, as web archives are packed: each member holds whole records.

A member can be read without those before it (RFC 1952; ISO 28500, annex D asks for one a record),
so that a big archive is cut at their ends.
"""

import io
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO, cast

from pipeline.reading import warc
from pipeline.reading.document import Document, broken_off
from pipeline.reading.packing import Unpacked
from pipeline.reading.sniffing import HEAD
from pipeline.reading.source import Source
from pipeline.reading.windows import Cuts, Ends, Range
from pipeline.settings import Reading

_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 1 << 16
_OUT = 1 << 20  # bytes unpacked at a time


def unpacked_head(head: bytes) -> bytes:
    """The first bytes behind the first bytes of a gzip file; nothing where they are damaged."""
    try:
        return zlib.decompressobj(31).decompress(head, HEAD)
    except zlib.error:
        return b""


def cuts(_: BinaryIO, settings: Reading) -> Cuts:
    """A packed archive is cut behind a member whose records are whole."""
    return Cuts(partial(_ends, settings))


def read_range(source: Source, part: Range, settings: Reading) -> Iterator[Document]:
    """The documents of a range of members."""
    stream = Unpacked(source.window(part.start, part.stop).stream, "gzip")
    inner = Source(source.document, source.file, cast(BinaryIO, stream))
    documents = warc.read_records(inner, settings, part.first)
    return broken_off(documents, source.document, lambda: stream.trouble, part.first)


def _ends(settings: Reading, stream: BinaryIO) -> Ends:
    members = _Members(stream)
    try:
        while members.next_begins():
            mark, documents = b"", 0
            for _, named, held in warc.ends(settings, members.member()):
                mark, documents = named, documents + held
            if not members.ended or not members.next_begins():
                return  # what comes now is no record, or no member: one range reads it
            yield members.at, mark, documents
    except (ValueError, EOFError, zlib.error):  # reading what is left will say so
        return


class _Members:
    """The members of a stream, one after the other; `at` is how many packed bytes they took."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._pending = b""
        self._taken = 0
        self._machine: Any = zlib.decompressobj(31)

    @property
    def at(self) -> int:
        return self._taken - len(self._pending)

    @property
    def ended(self) -> bool:
        """Whether the last member was read to its end."""
        return bool(self._machine.eof)

    def next_begins(self) -> bool:
        """Whether a member stands where the last one ended."""
        while len(self._pending) < len(_MAGIC) and self._take():
            continue
        return self._pending.startswith(_MAGIC)

    def member(self) -> BinaryIO:
        """The bytes behind the next member."""
        self._machine = zlib.decompressobj(31)
        return cast(BinaryIO, _Member(self.unpack))

    def unpack(self) -> bytes:
        """Some more bytes of the member, none at its end. Raises zlib.error, EOFError."""
        while not self._machine.eof:
            if not self._pending and not self._take():
                raise EOFError("the last member is cut off")
            out: bytes = self._machine.decompress(self._pending, _OUT)
            self._pending = self._machine.unconsumed_tail or self._machine.unused_data
            if out:
                return out
        return b""

    def _take(self) -> bool:
        more = self._stream.read(_CHUNK)
        self._pending += more
        self._taken += len(more)
        return bool(more)


class _Member(io.RawIOBase):
    """What a function gives piece by piece, as a stream."""

    def __init__(self, unpack: Callable[[], bytes]) -> None:
        super().__init__()
        self._unpack = unpack
        self._ready = b""

    def readable(self) -> bool:
        """A stream to read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes of the member."""
        if not self._ready:
            self._ready = self._unpack()
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size
