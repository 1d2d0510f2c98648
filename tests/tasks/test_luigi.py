"""Raw Luigi is the same run as the command: same bytes, same protection, its own exit codes."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PROJECT, Sample, Tree

LUIGI = [sys.executable, "-m", "luigi", "--module", "tasks", "Clean"]


def luigi(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(
        [*LUIGI, *arguments], env=environment, cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A central luigid on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    code = "import sys; sys.argv[0] = 'luigid'; from luigi.cmdline import luigid; luigid()"
    command = [sys.executable, "-c", code, "--address", "127.0.0.1", "--port", port]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def test_the_local_scheduler_gives_the_same_clean(
    sample: Sample, tree: Callable[[Path], Tree], tmp_path: Path
) -> None:
    shutil.copytree(sample.raw, tmp_path / "raw")
    done = luigi("--raw", "raw", "--clean", "clean", "--local-scheduler", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "clean") == tree(sample.clean)


def test_a_central_scheduler_gives_the_same_clean(
    sample: Sample, tree: Callable[[Path], Tree], tmp_path: Path, scheduler: str
) -> None:
    shutil.copytree(sample.raw, tmp_path / "raw")
    where = ("--scheduler-host", "127.0.0.1", "--scheduler-port", scheduler)
    done = luigi("--raw", "raw", "--clean", "clean", *where, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "clean") == tree(sample.clean)


def test_a_failure_has_an_exit_code_and_says_what_where_and_the_way_out(tmp_path: Path) -> None:
    done = luigi("--raw", "nowhere", "--clean", "clean", "--local-scheduler", cwd=tmp_path)
    assert done.returncode != 0
    assert "RAW does not exist" in done.stderr and "nowhere" in done.stderr
    assert "give the folder that holds your pages" in done.stderr


def test_the_chain_is_eight_stages_under_one_root() -> None:
    import tasks

    stages = set(tasks.__all__) - {"Clean"}
    assert stages == {
        "RepairText",
        "FindTemplates",
        "RemoveBoilerplate",
        "SignDocuments",
        "FindDuplicates",
        "CheckLoss",
        "WriteClean",
        "Publish",
    }
