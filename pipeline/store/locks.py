"""Locks of one CLEAN: one run at a time, nothing swept under a living worker.

flock: the kernel lets go when the process dies, however it dies.
"""

import fcntl
import time
from pathlib import Path
from typing import IO

from pipeline.errors import BusyError

_POLL = 0.1


class Lock:
    """A lock file held by this process until `release` or its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    @property
    def held(self) -> bool:
        """Does this object hold the lock?"""
        return self._file is not None

    def alone(self) -> bool:
        """Held, and by nobody else: then it is exclusive from now on."""
        if self._file is None:
            return False
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def take(self, *, shared: bool = False, wait: float = 0.0) -> None:
        """Take the lock, or change it from exclusive to shared; `wait` in seconds.

        Raises BusyError when another process holds it for longer than that.
        """
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab")
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self._file, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() < until:
                    time.sleep(_POLL)
                    continue
                self.release()
                raise BusyError(
                    "another run holds this folder", str(self._path), "wait for it to end"
                ) from None
            return

    def release(self) -> None:
        """Let go; harmless when not held."""
        if self._file is not None:
            self._file.close()
            self._file = None
