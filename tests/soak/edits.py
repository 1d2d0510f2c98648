"""What happens to a folder over months: one random edit at a time, told in a word."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.soak import corpus

_SETTINGS = (
    "",
    "[duplicates]\nthreshold = 0.9\n",
    '[boilerplate]\npreset = "safe"\n',
    "[output]\ntext = false\n",
)
_NAMES = ("{n}.txt", "née {n}.txt", "#{n} 100%.txt", "={n}.txt", "a\nb{n}.txt", ".hidden{n}")


@dataclass(frozen=True)
class Scene:
    """A folder of pages with settings and decisions beside it; all an edit may touch."""

    home: Path

    @property
    def raw(self) -> Path:
        return self.home / "raw"

    @property
    def settings(self) -> Path:
        return self.home / "copydesk.toml"

    @property
    def decisions(self) -> Path:
        return self.home / "decisions.toml"

    def files(self) -> list[Path]:
        """Every file of RAW, sorted."""
        return sorted(path for path in self.raw.rglob("*") if path.is_file())


def make_scene(home: Path, documents: int, chance: Random) -> Scene:
    """A generated corpus with empty settings and no decisions."""
    scene = Scene(home)
    corpus.write_corpus(scene.raw, documents, chance)
    scene.settings.write_text("")
    scene.decisions.write_text("")
    return scene


def add(scene: Scene, chance: Random) -> None:
    site = chance.choice(corpus.SITES)
    name = chance.choice(_NAMES).format(n=chance.randrange(10**6))
    path = scene.raw / site / name
    path.parent.mkdir(exist_ok=True)
    pages = (
        lambda: corpus.story(site, chance),
        lambda: corpus.near_copy(chance.choice(scene.files()).read_bytes(), chance),
        lambda: corpus.broken(chance),
    )
    path.write_bytes(chance.choices(pages, (6, 3, 1))[0]())


def change(scene: Scene, chance: Random) -> None:
    path = chance.choice(scene.files())
    path.write_bytes(corpus.story(path.parent.name, chance))


def change_in_secret(scene: Scene, chance: Random) -> None:
    """Other bytes with the old size and the old time."""
    path = chance.choice(scene.files())
    times, data = path.stat(), bytearray(path.read_bytes())
    for index in range(min(len(data), 3)):
        data[index] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def append(scene: Scene, chance: Random) -> None:
    with chance.choice(scene.files()).open("ab") as file:
        file.write(corpus.sentence(chance).encode() + b"\n")


def rename(scene: Scene, chance: Random) -> None:
    path = chance.choice(scene.files())
    path.rename(path.with_name(f"r{chance.randrange(10**6)}{path.suffix}"))


def move(scene: Scene, chance: Random) -> None:
    path, site = chance.choice(scene.files()), chance.choice(corpus.SITES)
    (scene.raw / site).mkdir(exist_ok=True)
    path.rename(scene.raw / site / f"m{chance.randrange(10**6)}{path.suffix}")


def delete(scene: Scene, chance: Random) -> None:
    if len(scene.files()) > 5:
        chance.choice(scene.files()).unlink()


def set_settings(scene: Scene, chance: Random) -> None:
    scene.settings.write_text(chance.choice(_SETTINGS))


def decide(scene: Scene, chance: Random) -> None:
    names = [
        path.relative_to(scene.raw).as_posix()
        for path in scene.files()
        if path.name.isascii() and path.name.isprintable() and path.name[0] not in ".=#"
    ]
    entries = (
        "",
        f'[[keep]]\ndocument = "{chance.choice(names)}"\n',
        '[[keep_line]]\nline = "Share this page"\n',
        '[[remove_line]]\nline = "Share this page"\n',
    )
    scene.decisions.write_text(chance.choice(entries))


Edit = Callable[[Scene, Random], None]
EDITS: dict[str, tuple[Edit, int]] = {
    "add": (add, 4),
    "change": (change, 3),
    "change in secret": (change_in_secret, 1),
    "append": (append, 2),
    "rename": (rename, 2),
    "move": (move, 2),
    "delete": (delete, 2),
    "settings": (set_settings, 1),
    "decide": (decide, 1),
}


def edit(scene: Scene, chance: Random) -> str:
    """One random edit; its name."""
    name = chance.choices(list(EDITS), [weight for _, weight in EDITS.values()])[0]
    EDITS[name][0](scene, chance)
    return name
