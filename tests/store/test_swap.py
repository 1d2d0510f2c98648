"""CLEAN is the old or the new folder, whole; whatever a kill left half done is finished."""

from pathlib import Path

import pytest

from pipeline.store import swap as room_of_swap
from pipeline.store.swap import recover, swap


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "two renames":
        monkeypatch.setattr(room_of_swap, "_exchange", lambda *_: False)
    return str(request.param)


def folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "manifest.json").write_text(text)
    return path


def said(path: Path) -> str:
    return (path / "manifest.json").read_text() if path.exists() else ""


def test_the_first_publish_needs_no_old_folder(way: str, tmp_path: Path) -> None:
    folder(tmp_path / "room" / "next", "new")
    swap(tmp_path / "room", tmp_path / "clean")
    assert said(tmp_path / "clean") == "new"
    assert list((tmp_path / "room").iterdir()) == []


def test_the_old_folder_is_kept_once(way: str, tmp_path: Path) -> None:
    room, clean = tmp_path / "room", tmp_path / "clean"
    for text in ("first", "second", "third"):
        folder(room / "next", text)
        swap(room, clean)
    assert (said(clean), said(room / "previous")) == ("third", "second")
    assert [path.name for path in room.iterdir()] == ["previous"]


@pytest.mark.parametrize(
    ("clean", "new", "swapping", "expected"),
    [
        ("old", "", "", "old"),
        ("old", "new", "", "old"),  # before the swap
        ("new", "old", "", "new"),  # exchanged, not yet set aside
        ("", "new", "old", "new"),  # in the gap of the two renames
        ("", "", "old", "old"),  # the gap, and next is gone
        ("new", "", "old", "new"),  # renamed, not yet set aside
        ("", "new", "", ""),  # before the first publish
        ("", "", "", ""),
    ],
)
def test_recover_finishes_or_drops_every_half_done_state(
    clean: str, new: str, swapping: str, expected: str, tmp_path: Path
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    for path, text in ((tmp_path / "clean", clean), (room / "next", new)):
        if text:
            folder(path, text)
    if swapping:
        folder(room / "swapping", swapping)
    recover(room, tmp_path / "clean")
    recover(room, tmp_path / "clean")
    assert said(tmp_path / "clean") == expected
    assert list(room.iterdir()) == []


def test_a_next_without_a_manifest_never_becomes_clean(tmp_path: Path) -> None:
    (tmp_path / "room" / "next").mkdir(parents=True)
    folder(tmp_path / "room" / "swapping", "old")
    recover(tmp_path / "room", tmp_path / "clean")
    assert said(tmp_path / "clean") == "old"


def test_an_error_of_the_exchange_that_is_no_missing_call_is_raised(tmp_path: Path) -> None:
    clean = folder(tmp_path / "clean", "old")
    with pytest.raises(FileNotFoundError):
        room_of_swap._exchange(tmp_path / "nowhere", clean)
    assert said(clean) == "old"
