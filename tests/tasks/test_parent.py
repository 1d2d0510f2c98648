"""The chain inside a Luigi pipeline of somebody else, as docs/runs.md shows it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from conftest import PROJECT


def luigi(cwd: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(cwd)])}
    command = [sys.executable, "-m", "luigi", "--module", "mypipeline", "CountWords"]
    return subprocess.run(
        [*command, "--local-scheduler"],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_task_may_require_the_chain(write: Callable[..., Path], tmp_path: Path) -> None:
    page = (PROJECT / "docs" / "runs.md").read_text()
    example = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert example
    (tmp_path / "mypipeline.py").write_text(example[1])
    write("scrape", {"a/one.txt": "Three small words", "b/two.txt": "And another four words"})
    done = luigi(tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "words.txt").read_text() == "7"


def test_it_fails_with_the_chain(write: Callable[..., Path], tmp_path: Path) -> None:
    example = re.search(
        r"```python\n(.*?)```", (PROJECT / "docs" / "runs.md").read_text(), re.DOTALL
    )
    assert example
    (tmp_path / "mypipeline.py").write_text(example[1])
    done = luigi(tmp_path)
    assert done.returncode != 0 and "RAW does not exist" in done.stderr
    assert not (tmp_path / "words.txt").exists()
