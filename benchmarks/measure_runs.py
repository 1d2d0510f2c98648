"""What runs cost over the life of a folder: the first, one with nothing to do, small additions.

    python benchmarks/measure_runs.py out FOLDER [--memory 1G]

`out` is what generate_duplicates.py wrote; its documents become files of 40 sites in FOLDER/raw.
Each run is the command itself in a process of its own. Prints CPU seconds, seconds and the peak
memory of the process tree, and the CPU seconds of each stage that ran. With --memory the first run
is made once more with that bound, into another folder.
"""

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tasks.engines.memory import held_by

ROOT = Path(__file__).resolve().parent.parent
SITES = 40
_COMMAND = "import sys; sys.path.insert(0, sys.argv.pop(1)); from copydesk.cli import main; main()"
_LOOK = 0.05  # seconds between two looks at the memory


def main() -> None:
    """Read the arguments, make the folder, and print a row a run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--memory", default="")
    given = parser.parse_args()
    raw, clean = given.folder / "raw", given.folder / "clean"
    texts = list(_texts(given.out))
    for at, text in enumerate(texts):
        _write(raw / f"site{at % SITES:02}" / f"{at:06}.txt", text)
    print("run", "cpu-s", "s", "peak-MB", "stages", sep="\t")
    measure("first", raw, clean)
    measure("nothing to do", raw, clean)
    _write(raw / "site00" / "added.txt", _shuffled(texts[0], 0))
    measure("one file added", raw, clean)
    for at in range(len(texts) // 100):
        _write(raw / "new-site" / f"{at:06}.txt", _shuffled(texts[at], at))
    measure("a folder of 1% added", raw, clean)
    if given.memory:
        bounded = given.folder / "bounded"  # with a store of its own
        measure(f"first, {given.memory}", raw, bounded / "clean", "--memory", given.memory)
        shutil.rmtree(bounded)


def measure(name: str, raw: Path, clean: Path, *options: str) -> None:
    """Run the command and print what it cost."""
    words = [sys.executable, "-c", _COMMAND, str(ROOT), "run", str(raw), str(clean)]
    before, start, peak = _children_cpu(), time.monotonic(), 0
    with tempfile.TemporaryFile("w+") as told:
        running = subprocess.Popen([*words, "--accept", *options], stdout=told, stderr=told)
        while running.poll() is None:
            peak = max(peak, held_by(_tree(running.pid)))
            time.sleep(_LOOK)
        told.seek(0)
        if running.returncode:
            raise SystemExit(f"{name}: exit code {running.returncode}\n{told.read()}")
    seconds, cpu = time.monotonic() - start, _children_cpu() - before
    stages = " ".join(_stages(clean)) if name != "nothing to do" else "-"
    print(name, f"{cpu:.2f}", f"{seconds:.2f}", peak >> 20, stages, sep="\t", flush=True)


def _stages(clean: Path) -> Iterator[str]:
    record = json.loads((clean.parent / ".copydesk" / clean.name / "run.json").read_bytes())
    for stage in record["stages"]:
        yield f"{stage['stage']} {stage['cpu_seconds']:.2f}"


def _tree(process: int) -> Iterator[int]:
    """A process and all that come from it."""
    yield process
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:  # gone meanwhile
            continue
        for child in children:
            yield from _tree(int(child))


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _texts(out: str) -> Iterator[str]:
    with Path(f"{out}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def _shuffled(text: str, seed: int) -> str:
    """A text of its own, of the same words."""
    words = text.split()
    random.Random(seed).shuffle(words)
    return " ".join(words)


def _write(path: Path, text: str) -> None:
    """A file of lines of twelve words."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = text.split()
    lines = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
