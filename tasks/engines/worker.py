"""A worker process: takes calls from its parent until the parent is gone, then leaves at once."""

import ctypes
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import IO, Any

from pipeline.store.locks import Lock
from tasks.engines.memory import peak_memory, return_large_blocks

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Read pickled (function, arguments) pairs, run them, answer with None or the error, and the
    most bytes held so far."""
    _die_with(int(sys.argv[2]))
    return_large_blocks()
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What a library prints goes to stderr, never between the answers.
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    held = Lock(Path(sys.argv[1]))
    held.take(shared=True)
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(calls, waiting), daemon=True).start()
    while True:
        function, arguments = waiting.get()
        _answer(answers, _run(function, arguments))


def _die_with(parent: int) -> None:
    """Ask Linux to end this process with its parent, even in the middle of a long C call.

    Elsewhere the end of the input says that the parent is gone.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it could be watched
        os._exit(0)


def _listen(calls: IO[bytes], waiting: "queue.SimpleQueue[Any]") -> None:
    while True:
        try:
            waiting.put(pickle.load(calls))
        except (EOFError, pickle.UnpicklingError):
            os._exit(0)  # the parent is gone, or done: work in progress is swept by the next run
        except BaseException:  # a call that cannot be understood: the parent waits for an answer
            traceback.print_exc()
            os._exit(1)


def _run(function: Any, arguments: tuple[Any, ...]) -> BaseException | None:
    try:
        function(*arguments)
    except BaseException as error:
        return error
    return None


def _answer(answers: IO[bytes], error: BaseException | None) -> None:
    try:
        data = pickle.dumps((error, peak_memory()))
        pickle.loads(data)
    except Exception:
        data = pickle.dumps((RuntimeError(f"{type(error).__name__}: {error}"), 0))
    try:
        answers.write(data)
        answers.flush()
    except OSError:  # nobody listens any more
        os._exit(0)
