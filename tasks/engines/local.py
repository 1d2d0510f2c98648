"""The local engine: shards one after the other in this process, or over worker processes.

A worker is a fresh interpreter that takes calls on its standard input, so it needs no ``__main__``
guard in the caller's script, inherits no thread or lock, and sees at once when its parent is gone.
"""

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from pipeline.errors import CopydeskError

Call = tuple[Any, ...]
_BOOT = "import sys; sys.path[:] = {path!r}; from tasks.engines.worker import main; main()"
_END = 1.0  # seconds a worker gets to leave by itself


@dataclass(frozen=True, slots=True)
class Done:
    """A finished call: its place in the order of calls, and the most bytes its worker has held.

    `peak` is 0 for a call that this process made itself.
    """

    index: int
    peak: int = 0


def run_calls(
    function: Callable[..., None],
    calls: Sequence[Call],
    workers: int,
    lock: str,
    first_alone: bool = False,
) -> Iterator[Done]:
    """Make every call, and yield each as it ends; the first error ends all.

    `workers` above 1 means that many processes; `lock` is a file each of them holds shared. With
    `first_alone` the others start when the first call has ended: what it compiled, they find kept.
    Raises what a call raised, or CopydeskError when a worker died.
    """
    if workers <= 1 or len(calls) <= 1:
        for index, call in enumerate(calls):
            function(*call)
            yield Done(index)
        return
    workers = min(workers, len(calls))
    yield from _run_in_workers(function, calls, (1 if first_alone else workers, workers), lock)


def _run_in_workers(
    function: Callable[..., None], calls: Sequence[Call], workers: tuple[int, int], lock: str
) -> Iterator[Done]:
    """`workers` are how many start, and how many there are once a call has ended."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for index in range(len(calls)):
        waiting.put(index)
    ended: queue.SimpleQueue[Done | BaseException] = queue.SimpleQueue()
    pool: list[subprocess.Popen[bytes]] = []

    def grow(size: int) -> None:
        while len(pool) < size:
            pool.append(_start(lock))
            target = (pool[-1], function, calls, waiting, ended)
            threading.Thread(target=_feed, args=target, daemon=True).start()

    first, most = workers
    try:
        grow(first)
        for _ in calls:
            result = ended.get()
            if isinstance(result, BaseException):
                raise result
            yield result
            grow(most)
    finally:
        for worker in pool:
            _stop(worker)


def _start(lock: str) -> "subprocess.Popen[bytes]":
    code = _BOOT.format(path=sys.path)
    return subprocess.Popen(
        [sys.executable, "-c", code, lock, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # a Ctrl-C is for the parent, which then ends its workers
    )


def _feed(
    worker: "subprocess.Popen[bytes]",
    function: Callable[..., None],
    calls: Sequence[Call],
    waiting: "queue.SimpleQueue[int]",
    ended: "queue.SimpleQueue[Done | BaseException]",
) -> None:
    while True:
        try:
            index = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            error, peak = _ask(worker, (function, calls[index]))
        except (OSError, EOFError, pickle.UnpicklingError):  # it died, perhaps in mid-sentence
            error, peak = _death(worker), 0
        except Exception as unsendable:  # a thread must not end in silence: somebody waits for it
            error, peak = unsendable, 0
        if error is not None:
            ended.put(error)
            return
        ended.put(Done(index, peak))


def _ask(
    worker: "subprocess.Popen[bytes]", call: tuple[Any, ...]
) -> tuple[BaseException | None, int]:
    writes, reads = _pipes(worker)
    writes.write(pickle.dumps(call))
    writes.flush()
    answer: tuple[BaseException | None, int] = pickle.load(reads)
    return answer


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
