"""The files of RAW: every entry with its size, the digest of its bytes, and what keeps it unread.

A cache of (size, mtime, ctime, inode) spares reading what did not move. Young files are read again
the next time: their times could not tell a second edit from the first (git's racy rule).
"""

import os
import stat
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
from blake3 import blake3

from pipeline.errors import DamagedError, UsageError
from pipeline.scan.names import document_name
from pipeline.store.durable import digest_bytes, write_durably

_CHUNK = 1 << 20
_YOUNG = 2_000_000_000  # nanoseconds; coarser clocks (NFS, FAT) need as much


Choose = Callable[[Sequence[str]], Collection[str]]


class Part(msgspec.Struct, frozen=True, array_like=True):
    """Bytes `start` to `stop` of a big file, read as `kind`; `first` numbers its first record.

    `frame` are bytes elsewhere in the file that all its parts are read with; `digest` is of both.
    """

    kind: str
    start: int
    stop: int
    first: int
    digest: str
    frame: tuple[int, int] = (0, 0)


class RawFile(msgspec.Struct, frozen=True, array_like=True):
    """One entry of RAW. `refused` says in a few words why it is not read; else it is empty.

    `parts` are those of a big file that many can read; one that is read whole has none.
    """

    document: str
    size: int
    digest: str
    refused: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Cutting:
    """How big files are cut: those above `least` bytes, by `cut`; other cuts, another `mark`."""

    mark: str
    least: int
    cut: Callable[[str, BinaryIO], tuple[Part, ...]]


WHOLE = Cutting("", 1 << 62, lambda _, __: ())  # nothing is cut


class Listing(msgspec.Struct, frozen=True):
    """What RAW holds: its digest, how many names were hidden or excluded, and the files.

    `files` is called for the files themselves, sorted by document name; a run that changes nothing
    never asks.
    """

    digest: str
    hidden: int
    files: Callable[[], tuple[RawFile, ...]]


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """A directory entry as the system tells it; mode 0 is a folder that cannot be listed."""

    path: bytes
    mode: int = 0
    size: int = 0
    mtime: int = 0
    ctime: int = 0
    inode: int = 0

    @property
    def times(self) -> tuple[int, int, int, int]:
        return self.size, self.mtime, self.ctime, self.inode


def list_raw(raw: Path, cache: Path, choose: Choose | None, cutting: Cutting = WHOLE) -> Listing:
    """Walk RAW and digest its files. Links, pipes and sockets are not followed, but listed.

    `choose` gets all names and says which take part; without it all do. `cache` is a file that may
    be deleted; its first line alone is read when nothing moved. Raises UsageError when RAW is
    missing or no folder; `files` raises DamagedError, and removes the cache, when that holds
    something else.
    """
    refuse_missing(raw)
    started = time.time_ns()
    entries, hidden = _walk(os.fsencode(raw))
    chosen = _chosen(entries, choose) if choose else entries
    hidden += len(entries) - len(chosen)
    fingerprint = _fingerprint(chosen, hidden)
    head, _, body = _read(cache).partition(b"\n")
    known, digest, mark = (*head.decode("ascii", "replace").split(" "), "", "")[:3]
    if (known, mark) == (fingerprint, cutting.mark):
        return Listing(digest, hidden, lambda: _files(cache, body, (digest, hidden)))
    chosen, files = _digest(raw, chosen, body if mark == cutting.mark else b"", cutting)
    digest = _listing_digest(files, hidden)
    head_line = f"{fingerprint} {digest} {cutting.mark}"
    _write(cache, head_line, _rows_of(chosen, files, started))
    return Listing(digest, hidden, lambda: files)


def _chosen(entries: list[_Entry], choose: Choose) -> list[_Entry]:
    names = [document_name(entry.path) for entry in entries]
    taken = choose(names)
    return [entry for entry, name in zip(entries, names, strict=True) if name in taken]


def refuse_missing(raw: Path) -> None:
    """Raise UsageError when RAW is missing or not a folder."""
    if not raw.is_dir():
        what = "RAW is a file" if raw.exists() else "RAW does not exist"
        raise UsageError(what, str(raw), "give the folder that holds your pages")


def _walk(root: bytes) -> tuple[list[_Entry], int]:
    """Every entry below `root` that is no folder, sorted by document name, and the hidden names."""
    found: list[_Entry] = []
    hidden = 0
    folders = [b""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as entries:  # noqa: PTH118
                for entry in entries:
                    if entry.name.startswith(b"."):
                        hidden += 1
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(folder + entry.name + b"/")
                    elif there := _entry(folder + entry.name, entry):
                        found.append(there)
        except FileNotFoundError:  # gone since it was listed
            continue
        except OSError as error:
            if not folder:
                what = f"RAW cannot be listed ({error.strerror})"
                raise UsageError(what, os.fsdecode(root), "let yourself read it") from None
            found.append(_Entry(folder.rstrip(b"/")))
    # UTF-8 keeps the order of code points, so bytes sort as names do.
    return sorted(found, key=lambda entry: entry.path), hidden


def _entry(path: bytes, entry: "os.DirEntry[bytes]") -> _Entry | None:
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # gone since it was listed
        return None
    except OSError:  # not ours to ask
        return _Entry(path)
    return _Entry(
        path, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
    )


def _fingerprint(entries: list[_Entry], hidden: int) -> str:
    return digest_bytes(msgspec.json.encode((hidden, entries)))


def _listing_digest(files: tuple[RawFile, ...], hidden: int) -> str:
    """What the manifest says of RAW stands in here: also how many names were hidden."""
    return digest_bytes(msgspec.json.encode((hidden, files)))


def _digest(
    raw: Path, entries: list[_Entry], body: bytes, cutting: Cutting
) -> tuple[list[_Entry], tuple[RawFile, ...]]:
    """The files of `entries`, both sorted by document name, without those that are gone by now."""
    known = _known(body)
    root = os.fsencode(raw)
    found: list[tuple[_Entry, RawFile]] = []
    for entry in entries:
        name = document_name(entry.path)
        times, file = known.get(name, (None, None))
        if file is None or times != entry.times or not stat.S_ISREG(entry.mode):
            file = _raw_file(root, entry, name, cutting)
        if file is not None:
            found.append((entry, file))
    found.sort(key=lambda pair: pair[1].document.encode())
    return [entry for entry, _ in found], tuple(file for _, file in found)


def _raw_file(root: bytes, entry: _Entry, name: str, cutting: Cutting) -> RawFile | None:
    if stat.S_ISLNK(entry.mode):
        return RawFile(name, 0, "", "link: links are not followed")
    if entry.mode == 0:
        return RawFile(name, 0, "", "permission: it cannot be listed")
    if not stat.S_ISREG(entry.mode):
        return RawFile(name, 0, "", "special: pipes, sockets and devices are not read")
    path = os.path.join(root, entry.path)  # noqa: PTH118
    try:
        if entry.size > cutting.least and (parts := _parts(path, name, cutting)):
            digest = digest_bytes(msgspec.json.encode(parts))
            return RawFile(name, parts[-1].stop, digest, "", parts)
        hasher, size = blake3(), 0
        for chunk in read_chunks(path):
            hasher.update(chunk)
            size += len(chunk)
    except FileNotFoundError:  # gone since it was listed
        return None
    except OSError as error:
        return RawFile(name, 0, "", f"permission: {error.strerror or 'cannot be opened'}")
    return RawFile(name, size, str(hasher.hexdigest(length=16)))


def _parts(path: bytes, name: str, cutting: Cutting) -> tuple[Part, ...]:
    with open_file(path) as stream:
        return cutting.cut(name, stream)


def read_chunks(path: bytes) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time; a link is never followed."""
    with open_file(path) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def open_file(path: bytes) -> BinaryIO:
    """A file to read from; a link is never followed, a pipe never waited for. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    return os.fdopen(handle, "rb")


_Rows = list[tuple[tuple[int, int, int, int], RawFile]]


def _read(cache: Path) -> bytes:
    try:
        return cache.read_bytes()
    except FileNotFoundError:
        return b""


def _rows(body: bytes) -> _Rows:
    try:
        return msgspec.json.decode(body, type=_Rows)
    except (msgspec.DecodeError, UnicodeDecodeError):  # whatever is wrong, RAW is read again
        return []


def _files(cache: Path, body: bytes, expected: tuple[str, int]) -> tuple[RawFile, ...]:
    """The files of a cache whose first line fits; a cache is never believed on its first line."""
    digest, hidden = expected
    files = tuple(file for _, file in _rows(body))
    if _listing_digest(files, hidden) != digest:
        cache.unlink(missing_ok=True)
        raise DamagedError("the list of files was damaged", str(cache), "run again")
    return files


def _known(body: bytes) -> dict[str, tuple[tuple[int, int, int, int], RawFile]]:
    return {file.document: (times, file) for times, file in _rows(body) if times[0] >= 0}


def _rows_of(entries: list[_Entry], files: tuple[RawFile, ...], started: int) -> _Rows:
    """Rows of the cache; a file that was young when the scan started is not to be trusted."""
    rows: _Rows = []
    for entry, file in zip(entries, files, strict=True):
        old = max(entry.mtime, entry.ctime) < started - _YOUNG
        rows.append((entry.times if old else (-1, 0, 0, 0), file))
    return rows


def _write(cache: Path, head: str, rows: _Rows) -> None:
    trusted = all(times[0] >= 0 for times, _ in rows)
    first = head if trusted else f"-{head}"
    body = msgspec.json.encode(rows)
    write_durably(cache, f"{first}\n".encode() + body, cache.parent / "tmp")
