"""The local engine: shards one after the other in this process, or over worker processes.

A worker is a fresh interpreter that takes calls on its standard input, so it needs no ``__main__``
guard in the caller's script, inherits no thread or lock, and sees at once when its parent is gone.
"""

import os
import pickle
import selectors
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

from pipeline.errors import CopydeskError, MemoryLimitError
from tasks.engines.memory import held_by

Call = tuple[Any, ...]
_BOOT = "import sys; sys.path[:] = {path!r}; from tasks.engines.worker import main; main()"
_END = 1.0  # seconds a worker gets to leave by itself
_LOOK = 0.05  # seconds between two looks at the memory, where it is bounded
WORKER_BYTES = 300 << 20  # what one is expected to hold before any has told


@dataclass(frozen=True, slots=True)
class Done:
    """A finished call: its place in the order of calls, and the most bytes its worker has held.

    `peak` is 0 for a call that this process made itself.
    """

    index: int
    peak: int = 0


@dataclass(frozen=True, slots=True)
class Crew:
    """Who makes the calls: up to `workers` processes, each of which holds the file `lock` shared.

    With `first_alone` the others start when the first call has ended: what it compiled, they find
    kept. `memory` bounds what this process and its workers hold together, in bytes; 0: nothing
    does. With `apart` even a single call is made by a worker, which gives back all it held.
    """

    workers: int
    lock: str
    first_alone: bool = False
    memory: int = 0
    apart: bool = False


def run_calls(function: Callable[..., None], calls: Sequence[Call], crew: Crew) -> Iterator[Done]:
    """Make every call, and yield each as it ends; the first error ends all.

    A single call, or one worker, needs no other process; but where memory is bounded, only a
    process of its own can be stopped in time.

    Raises what a call raised; CopydeskError when a worker died; MemoryLimitError when one call
    alone needs more memory than there may be.
    """
    if calls and (crew.apart or crew.memory or (crew.workers > 1 and len(calls) > 1)):
        pool = _Pool(function, calls, crew)
        try:
            yield from pool.run()
        finally:
            pool.stop()
        return
    for index, call in enumerate(calls):
        function(*call)
        yield Done(index)


class _Pool:
    """Workers, which of them is busy with which call, and the calls that wait."""

    def __init__(self, function: Callable[..., None], calls: Sequence[Call], crew: Crew) -> None:
        self._function, self._calls, self._crew = function, calls, crew
        self._waiting = deque(range(len(calls)))
        self._busy: dict[subprocess.Popen[bytes], int] = {}  # in the order of their calls
        self._idle: list[subprocess.Popen[bytes]] = []
        self._most = 1 if crew.first_alone else crew.workers  # how many may be at work now
        self._peak = WORKER_BYTES if crew.memory else 0
        self._answers = selectors.DefaultSelector()

    def run(self) -> Iterator[Done]:
        while self._waiting or self._busy:
            self._hand_out()
            ready = self._answers.select(_LOOK if self._crew.memory else None)
            for key, _ in ready:
                done = self._answer(key.data)
                self._most = self._crew.workers
                self._peak = max(self._peak, done.peak)
                yield done
            if self._crew.memory and self._busy:
                self._keep_within()

    def _hand_out(self) -> None:
        """Give waiting calls to as many workers as may be at work."""
        while self._waiting and len(self._busy) < self._fitting():
            call = pickle.dumps((self._function, self._calls[self._waiting[0]]))
            worker = self._idle.pop() if self._idle else self._start()
            self._busy[worker] = self._waiting.popleft()
            self._answers.register(_pipes(worker)[1], selectors.EVENT_READ, worker)
            try:
                _pipes(worker)[0].write(call)
                _pipes(worker)[0].flush()
            except OSError:
                raise _death(worker) from None
        for worker in self._idle:
            _stop(worker)
        self._idle.clear()

    def _fitting(self) -> int:
        """How many may be at work, if each comes to hold as much as any has so far."""
        if not self._crew.memory:
            return self._most
        room = self._crew.memory - held_by([os.getpid()])
        return max(1, min(self._most, room // self._peak))

    def _start(self) -> "subprocess.Popen[bytes]":
        code = _BOOT.format(path=sys.path)
        return subprocess.Popen(
            [sys.executable, "-c", code, self._crew.lock, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C is for the parent, which then ends its workers
        )

    def _answer(self, worker: "subprocess.Popen[bytes]") -> Done:
        reads = _pipes(worker)[1]
        try:
            error, peak = pickle.load(reads)
        except (OSError, EOFError, pickle.UnpicklingError):  # it died, perhaps in mid-sentence
            raise _death(worker) from None
        if error is not None:
            raise error
        self._answers.unregister(reads)
        self._idle.append(worker)
        return Done(self._busy.pop(worker), peak)

    def _keep_within(self) -> None:
        """End the worker that came last where too much is held; its call is made later."""
        held = held_by([os.getpid(), *(worker.pid for worker in self._busy)])
        if held <= self._crew.memory:
            return
        if len(self._busy) == 1:
            raise _too_little(self._crew.memory)
        worker, index = self._busy.popitem()
        self._answers.unregister(_pipes(worker)[1])
        worker.kill()
        _stop(worker)
        self._waiting.appendleft(index)
        self._crew = replace(self._crew, workers=len(self._busy))
        self._most = self._crew.workers

    def stop(self) -> None:
        """End all workers, whatever they do."""
        self._answers.close()
        for worker in (*self._busy, *self._idle):
            _stop(worker)


def _too_little(memory: int) -> MemoryLimitError:
    more = (memory + (memory >> 1)) >> 20
    return MemoryLimitError(
        "a step needs more memory than the run may take",
        f"--memory {memory >> 20}M",
        f"CLEAN is as it was, and what is finished stays; run again with --memory {more}M",
    )


def _pipes(worker: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    if worker.stdin is None or worker.stdout is None:
        raise OSError("the worker has no pipes")
    return worker.stdin, worker.stdout


def _death(worker: "subprocess.Popen[bytes]") -> CopydeskError:
    code = _ended(worker)
    how = f"killed by {_signal_name(-code)}" if code < 0 else f"exit code {code}"
    do = "CLEAN is as it was; if the system ran out of memory, run again with fewer --workers"
    return CopydeskError("a worker process died", how, do)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _stop(worker: "subprocess.Popen[bytes]") -> None:
    """End a worker: an idle one leaves when its input ends, a busy one is not waited for."""
    writes, reads = _pipes(worker)
    try:
        writes.close()
    except OSError:
        worker.kill()  # its end of the pipe is gone already
    _ended(worker)
    reads.close()  # only now: closing waits for whoever reads, and that ends with the worker


def _ended(worker: "subprocess.Popen[bytes]") -> int:
    try:
        return worker.wait(_END)
    except subprocess.TimeoutExpired:
        worker.kill()
        return worker.wait()
