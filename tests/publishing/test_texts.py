"""The text folder: written anew, or moved out of a tree that nobody needs any more."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.publishing.texts import tree_digest, write_texts
from pipeline.store.durable import digest_bytes

TEXTS = {b"bbc/ferry.txt": "A ferry sank.\n", b"bbc/soup.txt": "Soup, it seems.\n"}


def written(folder: Path, earlier: Path, texts: dict[bytes, str] = TEXTS) -> str:
    folder.mkdir()
    rows = [(path, text, digest_bytes(text.encode())) for path, text in texts.items()]
    return write_texts(folder, rows, earlier)


def inodes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in folder.rglob("*.txt")}


def test_the_digest_is_that_of_the_files(tmp_path: Path) -> None:
    digest = written(tmp_path / "text", tmp_path / "none")
    assert digest == tree_digest(tmp_path / "text")
    assert digest != written(tmp_path / "other", tmp_path / "none", TEXTS | {b"a.txt": "more"})


def test_what_did_not_change_is_moved(tmp_path: Path) -> None:
    digest = written(tmp_path / "text", tmp_path / "none")
    before = inodes(tmp_path / "text")
    changed = TEXTS | {b"bbc/soup.txt": "Soup, it was.\n"}
    told = written(tmp_path / "next", tmp_path / "text", changed)
    assert told == tree_digest(tmp_path / "next") != digest
    after = inodes(tmp_path / "next")
    assert after["ferry.txt"] == before["ferry.txt"] and after["soup.txt"] != before["soup.txt"]
    assert (tmp_path / "next/bbc/soup.txt").read_text() == "Soup, it was.\n"
    assert inodes(tmp_path / "text") == {"soup.txt": before["soup.txt"]}


def scribble(path: Path) -> None:
    path.write_text("A ferry sang.\n")


def link_elsewhere(path: Path) -> None:
    os.link(path, path.with_name("mine"))


def make_a_link(path: Path) -> None:
    path.rename(path.with_name("mine"))
    path.symlink_to("mine")


def make_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def close_to_others(path: Path) -> None:
    path.chmod(0o600)


@pytest.mark.parametrize(
    "change", [scribble, link_elsewhere, make_a_link, make_a_pipe, close_to_others]
)
def test_what_somebody_changed_is_written_anew(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    written(tmp_path / "text", tmp_path / "none")
    file = tmp_path / "text/bbc/ferry.txt"
    before = file.stat().st_ino
    change(file)
    told = written(tmp_path / "next", tmp_path / "text")
    made = (tmp_path / "next/bbc/ferry.txt").lstat()
    assert told == tree_digest(tmp_path / "next")
    assert made.st_ino != before and made.st_nlink == 1
    assert made.st_mode == (tmp_path / "next/bbc/soup.txt").stat().st_mode
