"""Runs of a scene: to the end here, or in a process of their own that can be killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from copydesk.running import run
from pipeline.run import Request, open_run
from tasks import chain
from tasks.forecast import Forecast, forecast
from tasks.work import Job
from tests.soak.edits import Scene

PROJECT = Path(__file__).resolve().parents[2]
SHARD_BYTES = 16 << 10
GONE = 5.0  # seconds after which nothing of a killed run may be alive
Tree = dict[str, bytes]

_SCRIPT = """
import sys
import pipeline.run, tasks.chain
pipeline.run.SHARD_BYTES = {shard_bytes}
tasks.chain.SMALL_BYTES = 0
sys.argv = ["copydesk", *sys.argv[1:]]
from copydesk.cli import main
main()
"""


def tree_of(folder: Path) -> Tree:
    """Every file below a folder, with its bytes."""
    paths = folder.rglob("*") if folder.is_dir() else ()
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths if p.is_file()}


@contextmanager
def small_shards() -> Iterator[None]:
    """Many shards of a small corpus, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.run.SHARD_BYTES", SHARD_BYTES)
        yield


def finish(scene: Scene, clean: Path) -> None:
    """Run to the end, in this process."""
    files = {"settings": str(scene.settings), "decisions": str(scene.decisions)}
    with small_shards():
        run(str(scene.raw), str(clean), accept=True, **files)


def told(scene: Scene, clean: Path) -> list[Forecast]:
    """What `copydesk plan` says of the stages that make products."""
    request = Request(str(scene.raw), str(clean), str(scene.settings), str(scene.decisions))
    with small_shards():
        prepared = open_run(request)
        try:
            return [one for one in forecast(prepared) if one.stage != "Publish"]
        finally:
            prepared.close()


def finish_counting(scene: Scene, clean: Path) -> "Counter[str]":
    """Run to the end; how many products each stage made."""
    made: Counter[str] = Counter()
    original = chain.make_product

    def counted(job: Job, stage: str, shard: int, key: str) -> None:
        made[stage] += 1
        original(job, stage, shard, key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "make_product", counted)
        finish(scene, clean)
    return made


def fresh(scene: Scene) -> Tree:
    """What a run without any history gives."""
    home = scene.home / "fresh"
    shutil.rmtree(home, ignore_errors=True)
    finish(scene, home / "clean")
    found = tree_of(home / "clean")
    shutil.rmtree(home)
    return found


def command(scene: Scene, clean: Path, workers: int = 2) -> list[str]:
    """The command line of a run in a process of its own."""
    code = _SCRIPT.format(shard_bytes=SHARD_BYTES)
    files = ["--settings", str(scene.settings), "--decisions", str(scene.decisions)]
    verb = ["run", str(scene.raw), str(clean), "--accept", "--workers", str(workers)]
    return [sys.executable, "-c", code, *verb, *files]


def start(scene: Scene, words: list[str]) -> "subprocess.Popen[bytes]":
    """A run that leads its own process group; what it says goes to ``said`` in the scene."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with (scene.home / "said").open("wb") as said:
        return subprocess.Popen(
            words, env=environment, cwd=scene.home, stderr=said, stdout=said, start_new_session=True
        )


def kill_later(process: "subprocess.Popen[bytes]", seconds: float, *, group: bool) -> bool:
    """Kill a run, its group or only itself, after a while; False where it ended before."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def alive(scene: Scene) -> list[str]:
    """Processes at work on a scene: those whose command line names it."""
    mine = os.fsencode(scene.home)
    found: list[str] = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if mine in words and state != "Z":
            found.append(f"{entry.name} {words!r}")
    return found


def seconds_until_gone(scene: Scene) -> float:
    """How long processes of a killed run stay; more than `GONE` is a failure."""
    started = time.monotonic()
    while left := alive(scene):
        if time.monotonic() - started > GONE:
            raise AssertionError(f"alive {GONE:.0f} s after the kill: {left}")
        time.sleep(0.02)
    return time.monotonic() - started


def leftovers(clean: Path) -> list[str]:
    """What a finished run must not leave: work in progress, names of its own beside CLEAN."""
    store = clean.parent / ".copydesk"
    room = store / clean.name
    allowed = {"run.lock", "workers.lock", "publish.lock", "scan", "tmp", "next", "previous"}
    allowed |= {"published.json", "run.json", "run.log"}
    found = [p for name in ("tmp", "next", "swapping") for p in (room / name).rglob("*")]
    found += [p for p in room.iterdir() if p.name not in allowed]
    beside = {clean.name, ".copydesk"}
    found += [p for p in clean.parent.iterdir() if p.name not in beside]
    return [str(path) for path in found]
