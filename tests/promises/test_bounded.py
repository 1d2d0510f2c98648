"""Promise 7, bounded: what a worker needs follows the shard, not the corpus.

The stages that look at the whole corpus hold a little of each document (where it lies, what it is
found by, its outcome) and no text: for FindDuplicates that is tested here too.
"""

import json
import resource
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from conftest import Sample

from copydesk.running import run

SHARD = 64 << 10
WORDS = """
ferry pier goat captain tide gull lantern baker parrot anchor river mill clock apple bridge
winter letter garden harbour mayor piano window market paper summer engine violin orchard
"""


def corpus(folder: Path, documents: int) -> int:
    """Write so many pages of about 12 kB, no two alike; returns their bytes."""
    chance = Random(documents)
    total = 0
    for number in range(documents):
        lines = [
            " ".join(chance.choices(WORDS.split(), k=14)).capitalize() + "." for _ in range(130)
        ]
        text = "\n\n".join(lines)
        path = folder / f"site{number % 7}" / f"{number:04}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        total += len(text)
    return total


def largest_worker(
    home: Path, documents: int, run_apart: Callable[..., None]
) -> tuple[int, int, int]:
    """Bytes of a corpus, what the largest worker held, and the run up to FindDuplicates."""
    size = corpus(home / "raw", documents)
    run_apart(home / "raw", home / "clean", workers=2, shard_bytes=SHARD)
    record = json.loads((home / ".copydesk" / "clean" / "run.json").read_text())
    assert all(one["peak_worker"] for one in record["stages"] if one["made"] > 1)
    stages = {one["stage"]: one["peak_memory"] for one in record["stages"]}
    return size, record["peak_worker"], stages["FindDuplicates"]


def test_six_times_the_corpus_needs_no_larger_worker(
    tmp_path: Path, run_apart: Callable[..., None]
) -> None:
    small, worker, finding = largest_worker(tmp_path / "small", 60, run_apart)
    large, worker_large, finding_large = largest_worker(tmp_path / "large", 360, run_apart)
    assert large > 5 * small > 20 * SHARD
    assert worker_large < 1.15 * worker, f"{worker >> 20} MiB, then {worker_large >> 20} MiB"
    assert finding_large < 1.25 * finding, f"{finding >> 20} MiB, then {finding_large >> 20} MiB"


def test_more_shards_than_a_process_may_open_files(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.run.SHARD_BYTES", 512)
    room = 30
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    there = len(list(Path("/dev/fd").iterdir()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (there + room, before[1]))
    try:
        run(str(sample.raw), str(tmp_path / "clean"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert len(list((tmp_path / "clean" / "documents").iterdir())) > room
