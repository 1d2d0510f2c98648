"""What a process has held at most, and giving back what it no longer needs."""

import ctypes
import resource
import sys
from collections.abc import Iterable
from pathlib import Path

_M_MMAP_THRESHOLD = -3
_STATUS = Path("/proc/self/status")
_KILOBYTE = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in


def peak_memory() -> int:
    """The largest resident memory of this process so far, in bytes.

    On Linux a new process inherits ``ru_maxrss`` of its parent; ``VmHWM`` is its own.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KILOBYTE


def held_by(processes: Iterable[int]) -> int:
    """What processes hold now, in bytes, pages they share counted once; 0 where only Linux tells.

    A process that is gone holds nothing.
    """
    held = 0
    for process in processes:
        try:
            told = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        held += sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))
    return held * 1024


def return_large_blocks() -> None:
    """Have what is freed of a megabyte and more go back to the system at once, on Linux.

    Else the C library keeps more and more of it: columns of a batch are large and of many sizes.
    Arrow's own allocators keep even more, so its memory comes from the C library, too.
    """
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_MMAP_THRESHOLD, 1 << 20)


def give_back() -> None:
    """Return freed memory to the system, so that it is there for workers."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
