"""Bytes that survive a power cut: written beside, synced, renamed; digests that name them."""

import ctypes
import os
import uuid
from pathlib import Path
from typing import BinaryIO

from blake3 import blake3

_MANY_FILES = 200  # above this one syncfs is cheaper than an fsync a file


def digest_bytes(data: bytes) -> str:
    """BLAKE3-128 in hex: 32 characters."""
    return str(blake3(data).hexdigest(length=16))


def digest_file(path: Path) -> str:
    """BLAKE3-128 in hex of a file's bytes."""
    if path.stat().st_size == 0:  # nothing to map
        return digest_bytes(b"")
    return str(blake3().update_mmap(str(path)).hexdigest(length=16))


def digest_stream(stream: BinaryIO) -> str:
    """BLAKE3-128 in hex of what is left of a stream."""
    hasher = blake3()
    while chunk := stream.read(1 << 20):
        hasher.update(chunk)
    return str(hasher.hexdigest(length=16))


def sync(path: Path) -> None:
    """Force a file or a folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_durably(path: Path, data: bytes, scratch: Path) -> None:
    """The file at `path` holds `data`, all of it or what it held before.

    `scratch` is a folder on the same file system; the next run sweeps what a kill leaves there.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = scratch / new_name()
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)


def new_name() -> str:
    """A name no other process has: for work in progress only, never for a result."""
    return f"{os.getpid()}-{uuid.uuid4().hex[:12]}"


def sync_tree(root: Path) -> None:
    """Force every file and folder below `root` to disk."""
    found = [(folder, names) for folder, _, names in os.walk(root, topdown=False)]
    if sum(len(names) for _, names in found) > _MANY_FILES and _sync_file_system(root):
        return
    for folder, names in found:
        for name in names:
            sync(Path(folder, name))
        sync(Path(folder))


def _sync_file_system(path: Path) -> bool:
    """One call for a whole file system; False where the system has no such call."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if call is None:
        return False
    handle = os.open(path, os.O_RDONLY)
    try:
        return int(call(handle)) == 0
    finally:
        os.close(handle)
