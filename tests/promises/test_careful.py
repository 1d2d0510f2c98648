"""Promise 9, careful: a run that would lose an unusual share stops before it publishes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Tree

from copydesk.running import run
from pipeline.errors import BrakeError, UnreadableError

SENTENCES = [
    "The ferry to the islands left at {n} past nine with a goat in the captain's chair.",
    "Nobody on the pier could say who had sold the goat its ticket, or for how much.",
    "The captain stood beside the wheel and steered by what the goat seemed to prefer.",
    "They came in early, which has not happened on this line since the war.",
    "A second goat has applied for the night boat and is expected to be interviewed.",
]


def copies(count: int) -> dict[str, str | bytes]:
    """Near copies: one story, each with another last sentence."""
    body = "\n\n".join(SENTENCES).replace("{n}", "ten")
    endings = ["gull", "seal", "crab", "tern", "whelk", "eel", "cod", "ray", "shrimp", "otter"]
    return {
        f"site/{n:03}.txt": f"{body}\n\nThe {endings[n % 10]} {'very ' * (n // 10)}much approved.\n"
        for n in range(count)
    }


def test_a_run_that_would_drop_more_than_half_stops_and_says_how_to_go_on(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    raw = write("raw", copies(100))
    with pytest.raises(BrakeError) as stopped:
        run(str(raw), str(tmp_path / "clean"))
    assert stopped.value.exit_code == 3
    assert "of 100 documents dropped" in stopped.value.where and "--accept" in stopped.value.do
    assert not (tmp_path / "clean").exists()


def test_clean_of_an_earlier_run_stays_as_it_was(
    write: Callable[..., Path], tmp_path: Path, tree: Callable[[Path], Tree]
) -> None:
    raw = write("raw", copies(3))
    run(str(raw), str(tmp_path / "clean"))
    before = tree(tmp_path / "clean")
    write("raw", copies(100))
    with pytest.raises(BrakeError):
        run(str(raw), str(tmp_path / "clean"))
    assert tree(tmp_path / "clean") == before


def test_accept_holds_for_this_evidence_and_leaves_no_trace_in_clean(
    write: Callable[..., Path], tmp_path: Path, tree: Callable[[Path], Tree]
) -> None:
    raw = write("raw", copies(100))
    assert run(str(raw), str(tmp_path / "a"), accept=True).duplicates > 50
    assert not run(str(raw), str(tmp_path / "a")).changed
    write("raw", copies(110))
    with pytest.raises(BrakeError):
        run(str(raw), str(tmp_path / "a"))


def test_small_folders_and_exact_copies_do_not_brake(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    assert run(str(write("few", copies(99))), str(tmp_path / "a")).duplicates > 50
    same = dict.fromkeys(copies(100), "\n".join(SENTENCES))
    assert run(str(write("same", same)), str(tmp_path / "b")).duplicates == 99


def test_strict_stops_for_what_is_unreadable(write: Callable[..., Path], tmp_path: Path) -> None:
    raw = write("raw", {**copies(3), "site/broken.jsonl": '{"text": "cut o'})
    with pytest.raises(UnreadableError, match=r"site/broken\.jsonl#1"):
        run(str(raw), str(tmp_path / "clean"), strict=True)
    assert not (tmp_path / "clean").exists()
    assert run(str(raw), str(tmp_path / "clean")).unreadable == 1
