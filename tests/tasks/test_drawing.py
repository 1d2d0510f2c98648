"""What the report shows is drawn once a shard, kept, and the same as if it were drawn anew."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Tree

from copydesk.keeping import gc, verify
from copydesk.running import run

WORDS = [
    "the",
    "a",
    "ferry",
    "goat",
    "pier",
    "heron",
    "bakery",
    "waved",
    "left",
    "sold",
    "in",
    "at",
]


def story(seed: int) -> str:
    """Twelve lines of words that no other story has in this order."""
    draw = random.Random(seed)
    lines = (" ".join(draw.choices(WORDS, k=14)).capitalize() + "." for _ in range(12))
    return "\n".join(lines) + "\n"


@pytest.fixture
def raw(write: Callable[..., Path]) -> Path:
    return write("raw", {f"site/{n:03}.txt": story(n) for n in range(40)})


def drawn(folder: Path) -> set[Path]:
    return set((folder / ".copydesk" / "store" / "products" / "DrawRecords").iterdir())


def test_only_a_shard_that_changed_is_drawn_again(
    raw: Path, tmp_path: Path, small_shards: int, tree: Callable[[Path], Tree]
) -> None:
    run(str(raw), str(tmp_path / "clean"))
    before = drawn(tmp_path)
    assert len(before) > 3
    (raw / "site" / "new.txt").write_text(story(99))
    run(str(raw), str(tmp_path / "clean"))
    assert len(drawn(tmp_path) - before) == 1
    run(str(raw), str(tmp_path / "fresh" / "clean"))
    assert tree(tmp_path / "clean") == tree(tmp_path / "fresh" / "clean")


def test_what_is_drawn_is_kept_as_long_as_its_publish(
    raw: Path, tmp_path: Path, small_shards: int
) -> None:
    clean = tmp_path / "clean"
    run(str(raw), str(clean))
    before = drawn(tmp_path)
    gc(clean, keep=1)
    assert drawn(tmp_path) == before
    (raw / "site" / "000.txt").write_text(story(98))
    run(str(raw), str(clean))
    gc(clean, keep=1)
    assert len(before - drawn(tmp_path)) == 1


def test_a_damaged_drawing_is_made_again(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    run(str(raw), str(clean))
    (product,) = drawn(tmp_path)
    chunk = next(product.glob("texts-*.js"))
    chunk.chmod(0o644)
    chunk.write_bytes(b"scribble" + chunk.read_bytes()[8:])
    shutil.rmtree(clean)  # so that the run publishes again
    run(str(raw), str(clean))
    assert verify(clean) == type(verify(clean))((), ())
