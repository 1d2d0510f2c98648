"""Archives: members are read as streams, named by number, never written anywhere.

A name inside an archive is not trusted and not used as a path; links and devices are rows; what is
broken ends the archive with a row, and what came before stays.
"""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from pipeline.reading.document import Document, unreadable
from pipeline.reading.jsonl import why
from pipeline.reading.packing import MAX_EXPANSION
from pipeline.reading.source import Source, read_up_to
from pipeline.settings import Reading

Reader = Callable[[Source, Reading, int], Iterator[Document]]
MOST_NESTED = 3  # archives within archives
_FREE = 16 << 20


def read_zip(source: Source, settings: Reading, depth: int, read: Reader) -> Iterator[Document]:
    """The documents of the members, `name#1` ...; members count as the archive lists them."""
    name = source.document
    stream, trouble = _seekable(source, settings)
    if trouble:
        yield unreadable(name, trouble, source_format="zip")
        return
    try:
        archive = zipfile.ZipFile(stream)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield unreadable(name, f"damaged: {why(error)}", source_format="zip")
        return
    number = given = 0
    for member in members:
        if member.is_dir():
            continue
        number += 1
        if not is_hidden(member.filename):
            given += 1
            yield from _zip_member(archive, member, (f"{name}#{number}", settings, depth, read))
    if not given:
        yield Document(f"{name}#1", source_format="zip")


def _zip_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, how: tuple[str, Reading, int, Reader]
) -> Iterator[Document]:
    name, settings, depth, read = how
    if member.flag_bits & 1:
        yield unreadable(name, "encrypted: the member has a password", source_format="zip")
        return
    mode = member.external_attr >> 16
    if mode & 0o170000 == 0o120000:
        yield unreadable(name, "link: links are not followed", source_format="zip")
        return
    try:
        with archive.open(member) as opened:
            stream = Guarded(opened, max(1, member.compress_size))
            yield from read(
                Source(name, _own_name(member.filename), stream.file()), settings, depth
            )
            if stream.trouble:
                yield unreadable(f"{name}#end", stream.trouble, source_format="zip")
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        ValueError,  # it is said to begin before the archive does
    ) as error:
        yield unreadable(name, f"damaged: {why(error)}", source_format="zip")


def read_tar(source: Source, settings: Reading, depth: int, read: Reader) -> Iterator[Document]:
    """The documents of the members, `name#1` ...; a cut archive ends in a row that says so."""
    name, number, given = source.document, 0, 0
    watched = Watched(source.stream)
    try:
        with tarfile.open(fileobj=watched.file(), mode="r|") as archive:
            for member in archive:
                if member.isdir():
                    continue
                number += 1
                if is_hidden(member.name):
                    continue
                given += 1
                own = f"{name}#{number}"
                if not member.isreg():
                    yield unreadable(
                        own, "link: links and devices are not read", source_format="tar"
                    )
                elif (opened := archive.extractfile(member)) is not None:
                    stream = Guarded(opened, member.size).file()
                    inner = Source(own, _own_name(member.name), stream)
                    yield from read(inner, settings, depth)
        watched.drain()
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        yield unreadable(f"{name}#{number + 1}", f"damaged: {why(error)}", source_format="tar")
        return
    if not watched.ended_with_zeros:
        reason = "truncated: the archive has no end"
        yield unreadable(f"{name}#{number + 1}", reason, source_format="tar")
    elif not given:
        yield Document(f"{name}#1", source_format="tar")


def is_hidden(name: str) -> bool:
    """Members that no person put there: dot files, and what macOS leaves in archives."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part.startswith(".") and part != ".." for part in parts[-1:]) or "__MACOSX" in parts


def _own_name(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def _seekable(source: Source, settings: Reading) -> tuple[BinaryIO, str]:
    if source.stream.seekable():
        return source.stream, ""
    data = read_up_to(source.stream, settings.max_nested_bytes + 1)
    if len(data) > settings.max_nested_bytes:
        return source.stream, f"too_large: more than {settings.max_nested_bytes} bytes"
    return io.BytesIO(data), ""


class Guarded(io.RawIOBase):
    """A member's bytes, until they are more than its packed size can honestly hold."""

    def __init__(self, source: Any, packed: int) -> None:
        super().__init__()
        self.trouble = ""
        self._source = source
        self._most = max(_FREE, packed * MAX_EXPANSION)
        self._given = 0

    def file(self) -> BinaryIO:
        """Itself, as a file."""
        return cast(BinaryIO, self)

    def readable(self) -> bool:
        """A stream to read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes; 0 at the end or at the limit."""
        if self._given > self._most:
            self.trouble = f"bomb: more than {MAX_EXPANSION} times its size"
            return 0
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        self._given += len(data)
        return len(data)


class Watched:
    """A stream that remembers whether it ended in the zero block of a tar archive."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._tail = b""

    def file(self) -> BinaryIO:
        """Itself, as a file."""
        return cast(BinaryIO, self)

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = read_up_to(self._source, size) if size >= 0 else self._source.read()
        self._tail = (self._tail + data)[-512:] if data else self._tail
        return data

    def drain(self) -> None:
        """Read what the archive's reader left."""
        while self.read(1 << 20):
            continue

    @property
    def ended_with_zeros(self) -> bool:
        """Whether the last 512 bytes are zero."""
        return len(self._tail) == 512 and not self._tail.strip(b"\0")
