"""Readers at work while CLEAN is published again and again: whole, an error, never a mixture."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.soak import runs
from tests.soak.edits import Scene, make_scene

_MARK = "The watermark of this edition is {n}."
_EDITIONS = 3  # in turn: once each is made, a run does nothing but publish
_SITES = 6  # files that carry the edition, spread over several shards


def mark_edition(scene: Scene, number: int) -> None:
    """Write the number of an edition into pages of several shards."""
    for site in range(_SITES):
        path = scene.raw / f"z{site}" / "edition.txt"
        path.parent.mkdir(exist_ok=True)
        words = " ".join(f"word{site}{n}" for n in range(1500))
        path.write_text(f"{_MARK.format(n=number)}\n\n{words} edition{number}.\n")


def _editions(texts: list[str]) -> set[str]:
    return {word for text in texts if "watermark" in text for word in text.split()[6:7]}


def by_glob(clean: Path) -> set[str]:
    """List the parts, then open them one by one."""
    import pyarrow.parquet as pq

    paths = sorted(clean.glob("documents/part-*.parquet"))
    return _editions([text for path in paths for text in pq.read_table(path)["text"].to_pylist()])


def by_manifest(clean: Path) -> set[str]:
    """Open what the manifest lists."""
    import pyarrow.parquet as pq

    files = json.loads((clean / "manifest.json").read_bytes())["files"]
    paths = [clean / name for name in sorted(files) if name.startswith("documents/")]
    return _editions([text for path in paths for text in pq.read_table(path)["text"].to_pylist()])


def by_pandas(clean: Path) -> set[str]:
    """The line of the README."""
    import pandas as pd

    return _editions(list(pd.read_parquet(clean / "documents")["text"]))


READERS: dict[str, Callable[[Path], set[str]]] = {
    "glob": by_glob,
    "manifest": by_manifest,
    "pandas": by_pandas,
}


def read_while_publishing(home: Path, publishes: int) -> dict[str, "Counter[str]"]:
    """What each reader saw: whole, error or MIXTURE, while that many publishes went by."""
    scene = make_scene(home / "scene", 20, Random(3))
    clean = home / "out" / "clean"
    mark_edition(scene, 0)
    runs.finish(scene, clean)
    seen: dict[str, Counter[str]] = {name: Counter() for name in READERS}
    over = threading.Event()

    def read(name: str) -> None:
        while not over.is_set():
            try:
                found = READERS[name](clean)
            except (OSError, ValueError):  # pandas turns a lost file into its own ValueError
                seen[name]["error"] += 1
                continue
            seen[name]["whole" if len(found) == 1 else "MIXTURE"] += 1

    threads = [threading.Thread(target=read, args=(name,)) for name in READERS]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, publishes + 1):
            mark_edition(scene, number % _EDITIONS)
            runs.finish(scene, clean)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    return seen
