"""The text folder: one file a document, mirroring RAW, so that ``diff -r raw clean/text`` works."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from blake3 import blake3

from pipeline.scan.names import raw_path
from pipeline.store.durable import digest_bytes

_AS_TEXT = (b".txt", b".md", b".markdown")


def text_paths(documents: Iterable[str]) -> dict[str, bytes]:
    """Document -> path below ``text/`` for documents that are files of their own.

    A plain text keeps its name, another kind gets ``.txt`` behind it (more when that name is
    taken); records of a container have no file.
    """
    own = {name: raw_path(name) for name in sorted(documents) if "#" not in name}
    taken = {path for path in own.values() if path.lower().endswith(_AS_TEXT)}
    for path in list(own.values()):
        folder = os.path.dirname(path)  # noqa: PTH120 - names may hold bytes that are no UTF-8
        while folder:
            taken.add(folder)
            folder = os.path.dirname(folder)  # noqa: PTH120
    for name, path in own.items():
        if path.lower().endswith(_AS_TEXT):
            continue
        target = path + b".txt"
        while target in taken:
            target += b".txt"
        taken.add(target)
        own[name] = target
    return own


def write_texts(folder: Path, texts: Iterable[tuple[bytes, str, str]], earlier: Path) -> str:
    """Write texts below `folder` and return the digest of the tree; each is a copy, never a link.

    `texts` are (path, text, digest of the text). `earlier` is a tree nobody needs any more, or
    none: a file of it that holds the very text is moved, which costs less than one to write and one
    to delete.
    """
    root, spare = os.fsencode(folder), os.fsencode(earlier)
    mode = stat.S_IFREG | folder.stat().st_mode & 0o666  # of a file that is written now
    made: set[bytes] = set()
    digests: list[tuple[bytes, str]] = []
    for path, text, digest in texts:
        target = os.path.join(root, path)  # noqa: PTH118
        parent = os.path.dirname(target)  # noqa: PTH120
        if parent not in made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103
            made.add(parent)
        data = text.encode()
        if not _moved(os.path.join(spare, path), target, data, mode):  # noqa: PTH118
            with open(target, "wb") as file:  # noqa: PTH123
                file.write(data)
        digests.append((path, digest))
    return _tree_digest(sorted(digests))


def _moved(spare: bytes, target: bytes, data: bytes, mode: int) -> bool:
    """Was there a file like one written now, with these bytes and one name, and was it moved?"""
    try:
        handle = os.open(spare, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            there = os.fstat(handle)
            alike = (there.st_size, there.st_nlink, there.st_mode) == (len(data), 1, mode)
            if not alike or os.read(handle, len(data)) != data:
                return False
        finally:
            os.close(handle)
        os.rename(spare, target)  # noqa: PTH104
    except OSError:
        return False
    return True


def walk(folder: Path) -> Iterator[tuple[bytes, int]]:
    """(path below `folder`, size) of each file, sorted by path."""
    root = os.fsencode(folder)
    found: list[tuple[bytes, int]] = []
    folders = [b""]
    while folders:
        below = folders.pop()
        try:
            with os.scandir(os.path.join(root, below)) as entries:  # noqa: PTH118
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(below + entry.name + b"/")
                    else:
                        size = entry.stat(follow_symlinks=False).st_size
                        found.append((below + entry.name, size))
        except FileNotFoundError:
            continue
    return iter(sorted(found))


def listing_digest(files: Iterable[tuple[bytes, int]]) -> str:
    """Names and sizes of a tree as one digest: cheap to check, blind to edits of equal length."""
    return digest_bytes(b"\0".join(b"%s\n%d" % pair for pair in files))


def tree_digest(folder: Path) -> str:
    """Names and contents of a tree as one digest; every byte is read."""
    root = os.fsencode(folder)
    return _tree_digest((path, _digest_of(os.path.join(root, path))) for path, _ in walk(folder))  # noqa: PTH118


def _digest_of(path: bytes) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
        return digest_bytes(file.read())


def _tree_digest(digests: Iterable[tuple[bytes, str]]) -> str:
    """The digest of a tree from the digest of each file, sorted by path."""
    hasher = blake3()
    for path, digest in digests:
        hasher.update(b"%s\0%s\n" % (path, digest.encode()))
    return str(hasher.hexdigest(length=16))
