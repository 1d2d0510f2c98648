"""Errors a person can act on: what happened, where, what to do, and an exit code.

CopydeskError            1  a defect, or a state copydesk cannot explain better
  UsageError             2  wrong arguments, settings, decisions or folders
  BrakeError             3  the run would lose an unusual share; nothing was changed
  UnreadableError        4  something could not be read, under --strict
  BusyError              5  another run holds the folder
  DamagedError           1  a stored product is not what it says; it was removed, run again
  StorageError           1  the disk is full, read-only, or not ours to write to
  MemoryLimitError       1  a step needs more memory than --memory lets the run take
  ChangedError           1  RAW changed while it was read; run again
"""

import errno


class CopydeskError(Exception):
    """What happened, where (a file, a folder, a setting) and the way out.

    >>> str(UsageError("RAW does not exist", "scrape/", "give the folder that holds your pages"))
    'RAW does not exist: scrape/\\n  give the folder that holds your pages'
    """

    exit_code = 1

    def __init__(self, what: str, where: str = "", do: str = "") -> None:
        super().__init__(what, where, do)
        self.what, self.where, self.do = what, where, do

    def __str__(self) -> str:
        first = f"{self.what}: {self.where}" if self.where else self.what
        return f"{first}\n  {self.do}" if self.do else first


class UsageError(CopydeskError):
    """Arguments, settings, decisions or folders that cannot be used as they are."""

    exit_code = 2


class BrakeError(CopydeskError):
    """The run would lose an unusual share of documents; it stopped before it published."""

    exit_code = 3


class UnreadableError(CopydeskError):
    """Some input could not be read, and the user asked to stop for that."""

    exit_code = 4


class BusyError(CopydeskError):
    """Another run holds the output folder."""

    exit_code = 5


class DamagedError(CopydeskError):
    """A stored product is missing or not what it says; it was removed and is built again."""


class ChangedError(CopydeskError):
    """A file of RAW changed while it was read."""


class StorageError(CopydeskError):
    """CLEAN or its store cannot be written to."""


class MemoryLimitError(CopydeskError):
    """A step of the run needs more memory than the run may take."""


_STORAGE = {
    errno.ENOSPC: ("the disk is full", "make room, for instance with copydesk gc"),
    errno.EDQUOT: ("your share of the disk is full", "make room, for instance with copydesk gc"),
    errno.EFBIG: ("a file may not grow that large here", "raise the limit on file sizes"),
    errno.EROFS: ("the file system is read-only", "make it writable, or give another CLEAN"),
    errno.EACCES: ("permission denied", "let yourself write there, or give another CLEAN"),
    errno.EPERM: ("permission denied", "let yourself write there, or give another CLEAN"),
}


def explained(error: OSError, folder: str) -> Exception:
    """What a person can do about a failed write; the error itself where that is not known.

    `folder` is named where the system does not say which file it was.
    """
    known = _STORAGE.get(error.errno or 0)
    if known is None:
        return error
    what, do = known
    return StorageError(what, str(error.filename or folder), f"{do}, and run again; CLEAN is whole")
