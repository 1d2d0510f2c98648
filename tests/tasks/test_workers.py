"""Worker processes: what they raise comes back, and none outlives its parent or its run."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import PROJECT

from pipeline.errors import CopydeskError, MemoryLimitError, UsageError
from tasks.engines import local
from tasks.engines.local import Crew, run_calls
from tasks.engines.memory import held_by

# Functions a worker imports by name.


def note(folder: str, name: str) -> None:
    Path(folder, name).write_text(str(os.getpid()))


def fail(kind: str) -> None:
    if kind == "ours":
        raise UsageError("what", "where", "do")
    if kind == "unsendable":
        raise ValueError(lambda: None)
    print("a library that prints")


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def hold_the_interpreter(folder: str) -> None:
    """A C call that never gives way to another thread of its process."""
    Path(folder, str(os.getpid())).write_text("")
    ctypes.PyDLL(None).sleep(60)


def children() -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if parent == str(os.getpid()) and state != "Z":
            found.append(entry.name)
    return found


@pytest.fixture
def lock(tmp_path: Path) -> str:
    return str(tmp_path / "workers.lock")


def test_every_call_is_made_once_and_the_workers_go(lock: str, tmp_path: Path) -> None:
    before = children()
    calls = [(str(tmp_path), f"call-{number}") for number in range(9)]
    done = sorted(one.index for one in run_calls(note, calls, Crew(2, lock)))
    assert done == list(range(9)) and len(list(tmp_path.glob("call-*"))) == 9
    assert children() == before


def test_an_error_of_ours_comes_back_as_it_is(lock: str) -> None:
    with pytest.raises(UsageError) as raised:
        list(run_calls(fail, [("ours",), ("prints",)], Crew(2, lock)))
    assert (raised.value.what, raised.value.where, raised.value.do) == ("what", "where", "do")
    assert children() == []


def test_an_error_that_cannot_be_sent_comes_back_in_words(lock: str) -> None:
    with pytest.raises(RuntimeError, match="ValueError"):
        list(run_calls(fail, [("unsendable",)] * 2, Crew(2, lock)))


def test_a_call_that_cannot_be_sent_is_an_error_and_no_silence(lock: str) -> None:
    with pytest.raises(Exception, match=r"pickle|local object"):
        list(run_calls(fail, [(lambda: None,)] * 2, Crew(2, lock)))
    assert children() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_killed_worker_is_named_by_its_signal(number: signal.Signals, lock: str) -> None:
    with pytest.raises(CopydeskError) as raised:
        list(run_calls(die, [(int(number),)] * 2, Crew(2, lock)))
    assert "a worker process died" in raised.value.what and number.name in raised.value.where
    assert "CLEAN is as it was" in raised.value.do
    assert children() == []


def hold(megabytes: int, seconds: float) -> None:
    held = bytearray(megabytes << 20)
    time.sleep(seconds)
    assert len(held) == megabytes << 20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process holds")
def test_where_two_hold_too_much_one_goes_and_its_call_is_made_later(
    lock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "WORKER_BYTES", 1 << 20)
    allowed = held_by([os.getpid()]) + (700 << 20)
    most = 0
    done = []
    for one in run_calls(hold, [(400, 1.0)] * 3, Crew(2, lock, memory=allowed)):
        done.append(one.index)
        most = max(most, len(children()))
    assert sorted(done) == [0, 1, 2] and most <= 1
    assert children() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process holds")
def test_a_call_that_needs_more_than_there_may_be_is_stopped(lock: str) -> None:
    allowed = held_by([os.getpid()]) + (200 << 20)
    with pytest.raises(MemoryLimitError, match="run again with --memory"):
        list(run_calls(hold, [(600, 30.0)], Crew(2, lock, memory=allowed)))
    assert children() == []


_PARENT = """
import sys, tests.tasks.test_workers as mine
from tasks.engines.local import Crew, run_calls
list(run_calls(mine.hold_the_interpreter, [(sys.argv[1],)] * 2, Crew(2, sys.argv[2])))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_workers_in_a_long_call_are_gone_a_second_after_their_parent(
    lock: str, tmp_path: Path
) -> None:
    busy = tmp_path / "busy"
    busy.mkdir()
    path = os.pathsep.join([str(PROJECT), str(PROJECT / "tests")])
    environment = {**os.environ, "PYTHONPATH": path}
    words = [sys.executable, "-c", _PARENT, str(busy), lock]
    with subprocess.Popen(words, env=environment) as parent:
        until = time.monotonic() + 60
        while len(list(busy.iterdir())) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        workers = [int(path.name) for path in busy.iterdir()]
        assert len(workers) == 2
        parent.kill()
        parent.wait()
    time.sleep(1.0)
    assert [number for number in workers if _runs(number)] == []


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
