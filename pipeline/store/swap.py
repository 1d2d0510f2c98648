"""CLEAN is replaced as a whole: the new folder is built beside it, then the names are swapped."""

import ctypes
import errno
import os
import shutil
from pathlib import Path

from pipeline.store.durable import sync

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NO_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def swap(room: Path, clean: Path) -> None:
    """``room/next`` becomes CLEAN; what CLEAN was becomes ``room/previous``.

    One system call where the system has it; else two renames, with a gap that `recover` closes.
    """
    new, aside = room / "next", room / "previous"
    shutil.rmtree(aside, ignore_errors=True)
    if not clean.exists():
        new.rename(clean)
    elif _exchange(new, clean):
        new.rename(aside)
    else:
        clean.rename(room / "swapping")
        new.rename(clean)
        (room / "swapping").rename(aside)
    sync(clean.parent)
    sync(room)


def recover(room: Path, clean: Path) -> None:
    """Finish what a killed publish left half done, drop the rest. The caller holds the lock."""
    new, old = room / "next", room / "swapping"
    if old.exists() and not clean.exists():
        whole = (new / "manifest.json").is_file()
        (new if whole else old).rename(clean)
    for left in (new, old):
        if left.exists():
            shutil.rmtree(left)


def _exchange(left: Path, right: Path) -> bool:
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    names = os.fsencode(left), os.fsencode(right)
    if call(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(right))
