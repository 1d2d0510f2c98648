"""Progress of long stages, for people: a line that moves, or on a pipe one every 30 s."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_EVERY_TERMINAL = 0.2
_EVERY_PIPE = 30.0
_QUICK = 1.0  # seconds; a stage that ends sooner is not worth a line


@contextmanager
def stage(name: str, calls: int) -> Iterator[Callable[[], None]]:
    """Show how far a stage is; yields what to call after each finished shard."""
    started = shown = time.monotonic()
    terminal = sys.stderr.isatty()
    every = _EVERY_TERMINAL if terminal else _EVERY_PIPE
    done = 0

    def advance() -> None:
        nonlocal done, shown
        done += 1
        now = time.monotonic()
        if now - started > _QUICK and now - shown > every:
            shown = now
            _write(_line(name, done, calls, now - started), terminal=terminal)

    try:
        yield advance
    finally:
        if terminal and shown > started:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _line(name: str, done: int, calls: int, seconds: float) -> str:
    rate = done / seconds
    left = (calls - done) / rate if rate else 0.0
    return f"{name}: {done:,} of {calls:,} shards, {rate:.1f} a second, {left:.0f} s left"


def _write(line: str, *, terminal: bool) -> None:
    sys.stderr.write(f"\r\x1b[K{line}" if terminal else f"{line}\n")
    sys.stderr.flush()
