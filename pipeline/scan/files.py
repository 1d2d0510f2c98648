"""The files of RAW: every entry with its size, the digest of its bytes, and what keeps it unread."""

import os
import stat

import msgspec
from blake3 import blake3

from pipeline.errors import UsageError
from pipeline.scan.names import document_name

_CHUNK = 1 << 20


class RawFile(msgspec.Struct, frozen=True, array_like=True):
    """One entry of RAW. `refused` says in a few words why it is not read; else it is empty."""

    document: str
    size: int
    digest: str
    refused: str = ""


class Listing(msgspec.Struct, frozen=True):
    """What RAW holds: the files, sorted by document name, and how many names were hidden."""

    files: tuple[RawFile, ...]
    hidden: int


def digest_of(data: bytes) -> str:
    """BLAKE3-128 in hex: 32 characters."""
    return str(blake3(data).hexdigest(length=16))


def list_raw(raw: str) -> Listing:
    """Walk RAW and digest its files. Links, pipes and sockets are not followed, but listed.

    Raises UsageError when RAW is missing or not a folder.
    """
    if not os.path.isdir(raw):  # noqa: PTH112 - names may hold bytes that are no UTF-8
        what = "RAW is a file" if os.path.exists(raw) else "RAW does not exist"  # noqa: PTH110
        raise UsageError(what, raw, "give the folder that holds your pages")
    root = os.fsencode(raw)
    entries, hidden = _walk(root)
    files = [_raw_file(root, path, mode) for path, mode in entries]
    return Listing(tuple(sorted(files, key=lambda file: file.document.encode())), hidden)


def _walk(root: bytes) -> tuple[list[tuple[bytes, int]], int]:
    found: list[tuple[bytes, int]] = []
    hidden = 0
    folders = [b""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as entries:  # noqa: PTH118
                listed = list(entries)
        except OSError:
            found.append((folder.rstrip(b"/"), 0))
            continue
        for entry in listed:
            if entry.name.startswith(b"."):
                hidden += 1
            elif entry.is_dir(follow_symlinks=False):
                folders.append(folder + entry.name + b"/")
            else:
                found.append((folder + entry.name, entry.stat(follow_symlinks=False).st_mode))
    return found, hidden


def _raw_file(root: bytes, path: bytes, mode: int) -> RawFile:
    name = document_name(path)
    if stat.S_ISLNK(mode):
        return RawFile(name, 0, "", "link: links are not followed")
    if mode == 0:
        return RawFile(name, 0, "", "permission: the folder cannot be listed")
    if not stat.S_ISREG(mode):
        return RawFile(name, 0, "", "special: pipes, sockets and devices are not read")
    try:
        hasher, size = blake3(), 0
        with open(os.path.join(root, path), "rb") as file:  # noqa: PTH118, PTH123
            while chunk := file.read(_CHUNK):
                hasher.update(chunk)
                size += len(chunk)
    except OSError as error:
        return RawFile(name, 0, "", f"permission: {error.strerror or 'cannot be opened'}")
    return RawFile(name, size, str(hasher.hexdigest(length=16)))
