"""Promise 7, bounded: what a worker needs follows the shard, not the corpus.

The stages that look at the whole corpus hold a little of each document (where it lies, what it is
found by, its outcome) and no text: for FindDuplicates that is tested here too.
"""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

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
) -> tuple[int, dict[str, int]]:
    """Bytes of a corpus, and of the largest process up to the end of each stage."""
    size = corpus(home / "raw", documents)
    run_apart(home / "raw", home / "clean", workers=2, shard_bytes=SHARD)
    record = json.loads((home / ".copydesk" / "clean" / "run.json").read_text())
    stages = {stage["stage"]: stage["peak_memory"] for stage in record["stages"]}
    return size, stages


def test_six_times_the_corpus_needs_no_larger_worker(
    tmp_path: Path, run_apart: Callable[..., None]
) -> None:
    small, worker = largest_worker(tmp_path / "small", 60, run_apart)
    large, worker_large = largest_worker(tmp_path / "large", 360, run_apart)
    assert large > 5 * small > 20 * SHARD
    for stage, grows in (("FindDuplicates", 1.25), ("RemoveBoilerplate", 1.15)):
        least, most = worker[stage], worker_large[stage]
        print(stage, least>>20, most>>20)
        assert most < grows * least, f"{stage}: {least >> 20} MiB, then {most >> 20} MiB"
