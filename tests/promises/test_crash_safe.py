"""Promise 6, crash-safe: killed at any moment, CLEAN is the old or the new output, whole.

The long form is ``make soak``: more rounds on more documents, and every call of publish.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from pipeline.errors import StorageError, UsageError
from tests.soak import kills, runs
from tests.soak.edits import Scene, edit, make_scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path / "scene", 40, Random(5))


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return tmp_path / "out" / "clean"


@pytest.fixture
def changed(scene: Scene, clean: Path) -> tuple[runs.Tree, runs.Tree]:
    """A CLEAN, and a RAW that has moved on: the old output and the new one."""
    runs.finish(scene, clean)
    old = runs.tree_of(clean)
    for number in range(3):
        edit(scene, Random(number))
    (scene.raw / "harbour" / "new.txt").write_text("A page nobody has seen before, it says.\n")
    return old, runs.fresh(scene)


def said(scene: Scene) -> list[str]:
    return (scene.home / "said").read_text().strip().splitlines()


def test_after_kills_by_the_clock_and_at_calls_the_next_run_equals_a_fresh_one(
    tmp_path: Path,
) -> None:
    tally = list(kills.soak(tmp_path, documents=40, rounds=3, seed=11))[-1]
    assert tally.compared == 3 and tally.slowest < runs.GONE


@pytest.mark.skipif(kills.STRACE is None, reason="needs strace")
@pytest.mark.parametrize("at", [("renameat2", 1), ("rmdir", 1)], ids=["the swap", "after it"])
def test_killed_around_the_swap(
    at: tuple[str, int], scene: Scene, clean: Path, changed: tuple[runs.Tree, runs.Tree]
) -> None:
    kills._kill_at_call(scene, clean, at, kills.Tally())
    assert runs.tree_of(clean) in changed
    runs.finish(scene, clean)
    assert runs.tree_of(clean) == changed[1] and not runs.leftovers(clean)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_run_in_one_line(
    number: signal.Signals, scene: Scene, clean: Path, changed: tuple[runs.Tree, runs.Tree]
) -> None:
    process = runs.start(scene, runs.command(scene, clean))
    _wait_until_at_work(clean, process)
    process.send_signal(number)
    assert process.wait(20) == {signal.SIGINT: 130, signal.SIGTERM: 143}[number]
    assert said(scene) == ["stopped; CLEAN is as it was"]
    assert runs.alive(scene) == [] and not runs.leftovers(clean)
    assert runs.tree_of(clean) == changed[0]
    runs.finish(scene, clean)
    assert runs.tree_of(clean) == changed[1]


def test_a_second_run_is_refused_and_the_first_goes_on(
    scene: Scene, clean: Path, changed: tuple[runs.Tree, runs.Tree]
) -> None:
    first = runs.start(scene, runs.command(scene, clean))
    _wait_until_at_work(clean, first)
    second = subprocess.run(
        runs.command(scene, clean), capture_output=True, text=True, cwd=runs.PROJECT, check=False
    )
    assert second.returncode == 5
    what, do = second.stderr.strip().splitlines()
    assert "another run holds this folder" in what and "wait" in do
    assert first.wait() == 0
    assert runs.tree_of(clean) == changed[1]


def test_a_full_disk_is_said_and_leaves_clean_whole(
    scene: Scene, clean: Path, changed: tuple[runs.Tree, runs.Tree]
) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
    words = runs.command(scene, clean, workers=1)
    words[2] = limit + words[2]
    process = runs.start(scene, words)
    assert process.wait() == 1
    assert said(scene)[-2].startswith("copydesk: a file may not grow that large here: ")
    assert "CLEAN is whole" in said(scene)[-1]
    assert runs.tree_of(clean) == changed[0] and not runs.leftovers(clean)
    runs.finish(scene, clean)
    assert runs.tree_of(clean) == changed[1]


@pytest.mark.parametrize(
    ("code", "call"), [("ENOSPC", "fsync"), ("EROFS", "mkdir"), ("EACCES", "write_bytes")]
)
def test_a_failing_write_is_two_lines_for_people(
    code: str,
    call: str,
    scene: Scene,
    clean: Path,
    changed: tuple[runs.Tree, runs.Tree],
) -> None:
    import errno

    number = getattr(errno, code)

    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    target = "os.fsync" if call == "fsync" else f"pathlib.Path.{call}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(target, failing)
        with pytest.raises(StorageError) as stopped:
            runs.finish(scene, clean)
    assert stopped.value.where and "run again; CLEAN is whole" in stopped.value.do
    assert runs.tree_of(clean) == changed[0]
    runs.finish(scene, clean)
    assert runs.tree_of(clean) == changed[1] and not runs.leftovers(clean)


def test_a_file_put_into_clean_while_a_run_is_at_work_is_not_lost(
    scene: Scene, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tasks import publish

    runs.finish(scene, clean)
    original = publish.sync_tree

    def meanwhile(folder: Path) -> None:
        (clean / "notes.txt").write_text("mine")
        original(folder)

    monkeypatch.setattr(publish, "sync_tree", meanwhile)
    edit(scene, Random(1))
    (scene.raw / "harbour" / "new.txt").write_text("A page nobody has seen before, it says.\n")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        runs.finish(scene, clean)
    assert (clean / "notes.txt").read_text() == "mine"


def _wait_until_at_work(clean: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until a run holds its folder and has begun to make products."""
    scratch = clean.parent / ".copydesk" / clean.name / "tmp"
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if scratch.is_dir() and any(path.is_dir() for path in scratch.iterdir()):
            return
        time.sleep(0.005)
    raise AssertionError("the run did not begin")


@pytest.fixture
def unwritable(tmp_path: Path) -> Iterator[Path]:
    """A folder nobody may write in, whoever runs the tests."""
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="gives up a power that only Linux names")
def test_a_closed_folder_is_said_before_anything_is_read(unwritable: Path, scene: Scene) -> None:
    libc, drop, power_over_modes = ctypes.CDLL(None), 24, 1  # so that it holds for root as well
    done = subprocess.run(
        runs.command(scene, unwritable / "clean", workers=1),
        capture_output=True,
        text=True,
        cwd=runs.PROJECT,
        preexec_fn=lambda: libc.prctl(drop, power_over_modes),
        check=False,
    )
    assert done.returncode == 1
    what, do = done.stderr.strip().splitlines()
    assert what.startswith("copydesk: permission denied: ") and str(unwritable) in what
    assert "give another CLEAN" in do
    assert list(unwritable.iterdir()) == []
