"""One run a folder; the kernel lets go for the dead."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import PROJECT

from pipeline.errors import BusyError
from pipeline.store.durable import write_durably
from pipeline.store.locks import Lock

_HOLD = """
import sys, time
from pathlib import Path
from pipeline.store.locks import Lock
lock = Lock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_holder_is_refused_with_exit_code_5(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "a" / "lock"), Lock(tmp_path / "a" / "lock")
    first.take()
    with pytest.raises(BusyError) as refused:
        second.take()
    assert refused.value.exit_code == 5 and not second.held
    first.release()
    first.release()
    second.take()
    second.release()


def test_shared_holders_keep_an_exclusive_one_out_until_they_go(tmp_path: Path) -> None:
    one, two, alone = (Lock(tmp_path / "lock") for _ in range(3))
    one.take(shared=True)
    two.take(shared=True)
    assert not one.alone()
    started = time.monotonic()
    with pytest.raises(BusyError):
        alone.take(wait=0.3)
    assert time.monotonic() - started >= 0.3
    two.release()
    assert one.alone()
    one.release()
    assert not one.alone()
    alone.take()
    alone.release()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    words = [sys.executable, "-c", _HOLD, str(tmp_path / "lock")]
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        mine = Lock(tmp_path / "lock")
        with pytest.raises(BusyError):
            mine.take()
        holder.kill()
        holder.wait()
    mine.take()
    mine.release()


def test_a_durable_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_durably(tmp_path / "target", b"new", tmp_path / "tmp")
    assert list((tmp_path / "tmp").iterdir()) == []
    write_durably(tmp_path / "file", b"old", tmp_path / "tmp")
    write_durably(tmp_path / "file", b"new", tmp_path / "tmp")
    assert (tmp_path / "file").read_bytes() == b"new"
