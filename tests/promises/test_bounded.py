"""Promise 7, bounded: the memory of all processes together does not follow the corpus."""

import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.soak import runs
from tests.soak.edits import make_scene

_EVERY = 0.1  # seconds between two looks


def pss_of_group(group: int) -> int:
    """Bytes of memory of a process, its children and theirs; shared pages count once."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int(
                (entry / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    return sum(_pss(pid) for pid in parents if group in _line(pid, parents))


def _line(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid in parents:
        yield pid
        pid = parents[pid]


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def peak_of_run(home: Path, documents: int) -> int:
    """Peak bytes of a run over so many generated documents, two workers, small shards."""
    scene = make_scene(home / "scene", documents, Random(1))
    process = runs.start(scene, runs.command(scene, home / "out" / "clean", workers=2))
    peaks = [0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            peaks.append(pss_of_group(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    over.set()
    watcher.join()
    assert code == 0, (scene.home / "said").read_text()
    return max(peaks)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="PSS is Linux")
def test_four_times_the_corpus_needs_no_more_memory(tmp_path: Path) -> None:
    once = peak_of_run(tmp_path / "once", 100)
    four_times = peak_of_run(tmp_path / "four", 400)
    assert four_times < 1.1 * once, f"{once >> 20} MiB, then {four_times >> 20} MiB"
