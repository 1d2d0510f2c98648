"""Rounds of edits and kills; after each, CLEAN is whole and the next run equals a fresh one."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.soak import runs
from tests.soak.edits import Scene, edit, make_scene

# Every call by which publish and the store change the file system.
CALLS = (
    *("rename", "renameat2", "mkdir", "unlink", "unlinkat", "rmdir"),
    *("link", "linkat", "chmod", "fsync", "syncfs", "flock", "ftruncate"),
)
STRACE = shutil.which("strace")
_STARTUP = 0.5  # seconds a run needs for its imports


@dataclass
class Tally:
    """What was done and found."""

    edits: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    ended: int = 0  # runs that were over before the kill
    states: Counter[str] = field(default_factory=Counter)  # CLEAN after a kill: old, new
    slowest: float = 0.0  # seconds until the last process was gone
    compared: int = 0

    def lines(self) -> list[str]:
        """For people."""
        return [
            f"{sum(self.edits.values())} edits: {dict(self.edits)}",
            f"{sum(self.kills.values())} kills: {dict(self.kills)}; {self.ended} runs ended first",
            f"CLEAN after a kill: {dict(self.states)}",
            f"last process gone after {self.slowest:.2f} s at most",
            f"{self.compared} next runs compared with fresh ones, 0 differences",
        ]


def soak(home: Path, documents: int, rounds: int, seed: int) -> Iterator[Tally]:
    """Rounds of edits, a kill, a check; yields the tally after each. Raises AssertionError."""
    chance = Random(seed)
    scene = make_scene(home / "scene", documents, chance)
    clean = home / "out" / "clean"
    runs.finish(scene, clean)
    usual = 4.0  # seconds a run takes; learned from those that are over before their kill
    new = runs.fresh(scene)
    tally = Tally()
    counts = count_calls(scene, clean, scratch=home / "other") if STRACE else Counter()
    for number in range(rounds):
        old = new
        for _ in range(chance.choice((1, 1, 2, 3))):
            tally.edits[edit(scene, chance)] += 1
        new = runs.fresh(scene)
        began, ended = time.monotonic(), tally.ended
        if counts and chance.random() < 0.4:
            where = _kill_at_call(scene, clean, pick_call(counts, chance), tally)
        else:
            where = _kill_by_clock(scene, clean, chance, usual, tally)
            usual = time.monotonic() - began if tally.ended > ended else 1.02 * usual
        _check(scene, clean, (old, new), f"seed {seed} round {number}: {where}", tally)
        yield tally


def publishes(home: Path, documents: int, step: int, seed: int) -> Iterator[Tally]:
    """Kill a run that only publishes, at every `step`-th call of each kind; as `soak`."""
    chance = Random(seed)
    scene = make_scene(home / "scene", documents, chance)
    clean = home / "out" / "clean"
    states: list[tuple[str, runs.Tree]] = []
    for settings in ("", "[output]\ntext = false\n"):
        scene.settings.write_text(settings)
        runs.finish(scene, clean)
        states.append((settings, runs.fresh(scene)))
    tally = Tally()
    scene.settings.write_text(states[0][0])
    counts = count_calls(scene, clean, scratch=None)
    turn = 1
    for call, count in sorted(counts.items()):
        for when in range(1, count + 1, step):
            settings, new = states[turn % 2]
            scene.settings.write_text(settings)
            where = _kill_at_call(scene, clean, (call, when), tally)
            tally.edits["settings"] += 1
            _check(scene, clean, (states[(turn + 1) % 2][1], new), where, tally)
            turn += 1
            yield tally


def count_calls(scene: Scene, clean: Path, scratch: Path | None) -> "Counter[str]":
    """How often a run makes each of `CALLS`: the run at hand, or one into `scratch`."""
    listing = scene.home / "calls"
    trace = [str(STRACE), "-qq", "-c", "-o", str(listing), "-e", f"trace={','.join(CALLS)}"]
    target = scratch / "clean" if scratch else clean
    process = runs.start(scene, [*trace, *runs.command(scene, target, workers=1)])
    assert process.wait() == 0, (scene.home / "said").read_text()
    found: Counter[str] = Counter()
    for words in map(str.split, listing.read_text().splitlines()):
        if words and words[-1] in CALLS:
            found[words[-1]] = int(words[3])
    return found


def pick_call(counts: "Counter[str]", chance: Random) -> tuple[str, int]:
    """A call of a run, by kind first, since most are of few kinds; rather an early one."""
    call = chance.choice(sorted(counts))
    return call, 1 + int(counts[call] * chance.random() ** 3)


def _kill_at_call(scene: Scene, clean: Path, at: tuple[str, int], tally: Tally) -> str:
    call, when = at
    trace = [str(STRACE), "-qq", "-o", "/dev/null", "-e", f"trace={call}"]
    trace += ["-e", f"inject={call}:signal=KILL:when={when}"]
    process = runs.start(scene, [*trace, *runs.command(scene, clean, workers=1)])
    _count(scene, process.wait(), f"call {call}", tally)
    return f"killed at {call} {when}"


def _kill_by_clock(scene: Scene, clean: Path, chance: Random, usual: float, tally: Tally) -> str:
    who = chance.choice(("group", "parent"))
    after = chance.uniform(_STARTUP, usual)
    process = runs.start(scene, runs.command(scene, clean, workers=chance.choice((1, 2, 2))))
    runs.kill_later(process, after, group=who == "group")
    _count(scene, process.returncode, who, tally)
    return f"{who} killed after {after:.2f} s"


def _count(scene: Scene, code: int, how: str, tally: Tally) -> None:
    if code in (-9, 137):
        tally.kills[how] += 1
    else:
        tally.ended += 1
        assert code == 0, (scene.home / "said").read_text()


def _check(
    scene: Scene, clean: Path, states: tuple[runs.Tree, runs.Tree], where: str, tally: Tally
) -> None:
    tally.slowest = max(tally.slowest, runs.seconds_until_gone(scene))
    found = runs.tree_of(clean)
    assert found in states, f"{where}: CLEAN is neither the old nor the new output"
    tally.states["new" if found == states[1] else "old"] += 1
    runs.finish(scene, clean)
    found = runs.tree_of(clean)
    names = [name for name in {*found, *states[1]} if found.get(name) != states[1].get(name)]
    assert not names, f"{where}: the next run differs from a fresh one in {sorted(names)}"
    assert not runs.leftovers(clean), f"{where}: {runs.leftovers(clean)}"
    tally.compared += 1
