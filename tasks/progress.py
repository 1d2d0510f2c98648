"""How far a run is, for people or as JSON lines; and the record of a run, for the store.

On a terminal one line moves; on a pipe there is one line every 30 seconds, and none for a quick
run. Times and memory go here and never into CLEAN.
"""

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from tasks.engines.memory import peak_memory

_EVERY_TERMINAL = 0.5
_EVERY_PIPE = 30.0


@dataclass(frozen=True, slots=True)
class StageRecord:
    """One stage of a run: products made and reused, bytes of all of them, time, peak memory.

    `peak_memory` is the most this process has held so far, `peak_worker` the most that a worker of
    the stage did (0 for none), in bytes.
    """

    stage: str
    made: int
    reused: int
    bytes: int
    seconds: float
    cpu_seconds: float
    peak_memory: int
    peak_worker: int


@dataclass
class Reporter:
    """Tells how far the stages are and keeps their records."""

    as_json: bool = False
    records: list[StageRecord] = field(default_factory=list)
    deaf: bool = False

    @contextmanager
    def stage(self, name: str, sizes: list[int], reused: int) -> Iterator["Stage"]:
        """Follow one stage; `sizes` are the bytes of RAW behind each product to be made."""
        stage = Stage(name, sizes)
        started, cpu = time.monotonic(), _cpu()
        self._event("stage_started", stage=name, to_make=len(sizes), reused=reused)
        with self._ticker(stage):
            yield stage
        record = StageRecord(
            name,
            len(sizes),
            reused,
            stage.bytes,
            round(time.monotonic() - started, 3),
            round(_cpu() - cpu, 3),
            peak_memory(),
            stage.peak_worker,
        )
        self.records.append(record)
        self._event("stage_ended", **asdict(record))

    def _event(self, event: str, **values: Any) -> None:
        if self.as_json:
            self._write(
                json.dumps({"event": event, "time": round(time.time(), 3), **values}) + "\n"
            )

    def _write(self, text: str) -> None:
        if self.deaf:
            return
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            self.deaf = True  # nobody listens any more; the run goes on

    @contextmanager
    def _ticker(self, stage: "Stage") -> Iterator[None]:
        """A thread that shows the stage now and then, also while one long call runs."""
        terminal = sys.stderr.isatty() and not self.as_json
        ended = threading.Event()

        def tick() -> None:
            while not ended.wait(_EVERY_TERMINAL if terminal else _EVERY_PIPE):
                if self.as_json:
                    self._event("progress", stage=stage.name, done=stage.done, of=len(stage.sizes))
                else:
                    self._write(f"\r\x1b[K{stage.line()}" if terminal else f"{stage.line()}\n")

        thread = threading.Thread(target=tick, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            if terminal:
                self._write("\r\x1b[K")


class Stage:
    """A stage under way."""

    def __init__(self, name: str, sizes: list[int]) -> None:
        self.name, self.sizes = name, sizes
        self.done = self.bytes = self.peak_worker = 0
        self._done_size = 0
        self._started = time.monotonic()

    def advance(self, index: int, peak: int = 0) -> None:
        """The product at `index` of the sizes is made, by a worker that held up to `peak` bytes."""
        self.done += 1
        self.peak_worker = max(self.peak_worker, peak)
        self._done_size += self.sizes[index]

    def line(self) -> str:
        """Counts, rate and time left, for people."""
        seconds = time.monotonic() - self._started
        if len(self.sizes) <= 1 or not self._done_size:
            return f"{self.name}: {seconds:.0f} s"
        rate = self._done_size / seconds
        left = (sum(self.sizes) - self._done_size) / rate
        return (
            f"{self.name}: {self.done:,} of {len(self.sizes):,} shards, "
            f"{rate / 1e6:.1f} MB a second, {left:.0f} s left"
        )


reporter = Reporter()


def start(*, as_json: bool) -> None:
    """Begin the record of a run."""
    reporter.as_json = as_json
    reporter.records.clear()


def record(write: Callable[[bytes], None], plan: str) -> None:
    """Hand the record of the run, as JSON, to `write`."""
    whole = {
        "plan": plan,
        "process": os.getpid(),
        "seconds": round(sum(one.seconds for one in reporter.records), 3),
        "cpu_seconds": round(sum(one.cpu_seconds for one in reporter.records), 3),
        "peak_memory": peak_memory(),
        "peak_worker": max((one.peak_worker for one in reporter.records), default=0),
        "stages": [asdict(one) for one in reporter.records],
    }
    write(json.dumps(whole, indent=1).encode() + b"\n")


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
