"""Promise 9, careful: a run that would lose an unusual share stops before it publishes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SENTENCES, Tree, copies

from copydesk.running import run
from pipeline.errors import BrakeError, UnreadableError


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


def test_a_site_that_would_lose_most_of_its_prose_stops_the_run(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    line = "This very long line of prose stands on every page of the site and says nothing {n} new."
    own = "Page {n} has only this short line of its own, about {n} gulls."
    pages: dict[str, str | bytes] = {
        f"site/{n:02}.txt": f"{line.replace('{n}', 'at all')}\n\n{own.replace('{n}', str(n))}\n"
        for n in range(20)
    }
    raw = write("raw", pages)
    decisions = tmp_path / "decisions.toml"
    decisions.write_text(f'[[remove_line]]\nline = "{line.replace("{n}", "at all")}"\n')
    with pytest.raises(BrakeError, match="prose removed from the site site"):
        run(str(raw), str(tmp_path / "clean"), decisions=str(decisions))


def test_one_group_that_would_swallow_a_large_share_stops_the_run(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "low.toml").write_text(
        "[brake]\ndropped = 1.0\ngroup = 0.1\ngroup_documents = 50\n"
    )
    raw = write("raw", copies(100))
    with pytest.raises(BrakeError, match="in one group of inexact copies"):
        run(str(raw), str(tmp_path / "clean"), settings=str(tmp_path / "low.toml"))
