"""What most tests need: the sample scrape cleaned once, and folders as plain values."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest

from copydesk.running import Summary, run

PROJECT = Path(__file__).resolve().parent.parent
Tree = dict[str, bytes]


@dataclass(frozen=True)
class Sample:
    """The sample scrape, a CLEAN made of it, and what the run said."""

    raw: Path
    clean: Path
    summary: Summary


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample scrape, cleaned once; tests read it and change nothing."""
    home = tmp_path_factory.mktemp("sample")
    raw = home / "raw"
    shutil.copytree(PROJECT / "raw", raw)
    return Sample(raw, home / "clean", run(str(raw), str(home / "clean")))


@pytest.fixture
def tree() -> Callable[[Path], Tree]:
    """A folder as relative path -> bytes."""
    return tree_of


def tree_of(folder: Path) -> Tree:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a folder of files: ``write("raw", {"site/a.txt": "text"})``."""

    def make(name: str, files: dict[str, str | bytes]) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Shards of a few kilobytes, so that a small folder has many of them."""
    monkeypatch.setattr("pipeline.run.SHARD_BYTES", 4_096)
    monkeypatch.setattr("pipeline.run.PART_BYTES", 4_096)
    yield 4_096


# Run in a fresh interpreter: many small shards, workers even for a small folder.
_SCRIPT = """
import sys
import pipeline.run, tasks.chain
pipeline.run.SHARD_BYTES = pipeline.run.PART_BYTES = {shard_bytes}
tasks.chain.SMALL_BYTES = 0
from copydesk.running import run
run(sys.argv[1], sys.argv[2], workers={workers})
"""


@pytest.fixture
def run_apart() -> Callable[..., None]:
    """Run in another interpreter: ``run_apart(raw, clean, workers=2, env={...})``."""

    def start(
        raw: Path,
        clean: Path,
        *,
        workers: int = 1,
        shard_bytes: int = 4_096,
        env: dict[str, str] | None = None,
    ) -> None:
        import os

        code = _SCRIPT.format(workers=workers, shard_bytes=shard_bytes)
        command = [sys.executable, "-c", code, str(raw), str(clean)]
        path = os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": path, **(env or {})}
        done = subprocess.run(
            command, env=environment, cwd=clean.parent, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    return start


def rows(clean: Path, pattern: str) -> list[dict[str, Any]]:
    return [row for path in sorted(clean.glob(pattern)) for row in pq.read_table(path).to_pylist()]


SENTENCES = [
    "The ferry to the islands left at {n} past nine with a goat in the captain's chair.",
    "Nobody on the pier could say who had sold the goat its ticket, or for how much.",
    "The captain stood beside the wheel and steered by what the goat seemed to prefer.",
    "They came in early, which has not happened on this line since the war.",
    "A second goat has applied for the night boat and is expected to be interviewed.",
]


def copies(count: int) -> dict[str, str | bytes]:
    """Near copies: one story, each with another last sentence."""
    body = "\n\n".join(SENTENCES).replace("{n}", "ten")
    endings = ["gull", "seal", "crab", "tern", "whelk", "eel", "cod", "ray", "shrimp", "otter"]
    return {
        f"site/{n:03}.txt": f"{body}\n\nThe {endings[n % 10]} {'very ' * (n // 10)}much approved.\n"
        for n in range(count)
    }


def feed(count: int, first: int = 0) -> str:
    """Records of JSON lines, no two alike: at 4 kB shards, 100 of them make a file in ranges."""
    records = []
    for number in range(first, first + count):
        chance = Random(number)
        words = [f"{chance.choice(_WORDS)}{chance.randrange(90)}" for _ in range(60)]
        text = f"Story {number}.\n\n{' '.join(words)}.\n"
        records.append({"id": number, "url": f"https://site{number % 3}.example/", "text": text})
    return "".join(json.dumps(record) + "\n" for record in records)


_WORDS = ["ferry", "pier", "goat", "captain", "tide", "gull", "lantern", "baker", "parrot", "mill"]
