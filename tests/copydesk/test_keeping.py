"""Before and after a run: plan, dry run, selection, settings, verify, gc."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Sample, Tree, copies, rows, tree_of

from copydesk import running
from copydesk.keeping import gc, settings_with_origin, verify
from pipeline.errors import BrakeError, BusyError, UsageError
from pipeline.run import Request, open_run

TEXT = "The ferry {n} left the pier at noon with a goat aboard, and {n} people waved at the goat.\n"


def pages(count: int, folder: str = "site") -> dict[str, str | bytes]:
    return {f"{folder}/{n:03}.txt": TEXT.replace("{n}", f"number{n}") for n in range(count)}


def made(raw: Path, clean: Path) -> dict[str, tuple[int, int, int]]:
    stages, _ = running.planned(str(raw), str(clean))
    return {one.stage: (one.will, one.may, one.reused) for one in stages}


def test_a_plan_says_what_will_run_what_may_and_what_is_reused(
    write: Callable[..., Path], tmp_path: Path, small_shards: int
) -> None:
    raw, clean = write("raw", pages(200)), tmp_path / "clean"
    before = made(raw, clean)
    assert before["RepairText"][0] > 2 and before["Publish"] == (1, 0, 0)
    assert before["WriteClean"][0] == 0 < before["WriteClean"][1]
    running.run(str(raw), str(clean))
    after = made(raw, clean)
    assert all((will, may) == (0, 0) for will, may, _ in after.values())
    write("raw", {"site/new.txt": "A new page about another goat altogether, and its own ferry.\n"})
    changed = made(raw, clean)
    assert changed["RepairText"][0] == 1 and changed["Publish"][0] == 1
    stages, reasons = running.planned(str(raw), str(clean))
    assert reasons == ["1 file is new: site/new.txt."]
    assert not any(one.will for one in stages if one.stage not in ("RepairText", "Publish"))


def test_a_plan_names_settings_that_changed(write: Callable[..., Path], tmp_path: Path) -> None:
    raw, clean = write("raw", pages(3)), tmp_path / "clean"
    running.run(str(raw), str(clean))
    file = tmp_path / "other.toml"
    file.write_text("[output]\njsonl = true\n")
    _, reasons = running.planned(str(raw), str(clean), settings=str(file))
    assert reasons == ["Settings changed: output."]


def test_a_dry_run_publishes_nothing_and_shows_what_would_be_lost(
    write: Callable[..., Path], tmp_path: Path, tree: Callable[[Path], Tree]
) -> None:
    raw, clean = write("raw", pages(5)), tmp_path / "clean"
    running.run(str(raw), str(clean))
    before = tree(clean)
    (raw / "site" / "003.txt").write_bytes((raw / "site" / "002.txt").read_bytes())
    (raw / "site" / "004.txt").unlink()
    found = running.preview(str(raw), str(clean))
    assert found.lost == (
        ("site/003.txt", "exact: site/002.txt"),
        ("site/004.txt", "no longer in RAW"),
    )
    assert found.outcomes == {"duplicate": 1, "kept": 3}
    assert tree(clean) == before


def test_a_dry_run_never_counts_as_accepting(write: Callable[..., Path], tmp_path: Path) -> None:

    raw, clean = write("raw", copies(100)), tmp_path / "clean"
    assert any(check.exceeded for check in running.preview(str(raw), str(clean)).checks)
    with pytest.raises(BrakeError):
        running.run(str(raw), str(clean))


def test_include_exclude_and_sample(write: Callable[..., Path], tmp_path: Path) -> None:
    raw = write("raw", {**pages(20, "a"), **pages(20, "b"), "b/drafts/x.txt": "A draft."})

    def read(**options: object) -> set[str]:
        running.run(str(raw), str(tmp_path / "clean"), **options)  # type: ignore[arg-type]
        return {row["document"] for row in rows(tmp_path / "clean", "audit/outcomes.parquet")}

    assert {name[0] for name in read(include=["a/*"])} == {"a"}
    assert "b/drafts/x.txt" not in read(exclude=["*/drafts/*"])
    sample = read(sample=10)
    assert len(sample) == 10 and {name[0] for name in sample} == {"a", "b"}
    assert read(sample=10) == sample
    manifest = json.loads((tmp_path / "clean" / "manifest.json").read_text())
    assert manifest["hidden_names"] == 31


def test_settings_say_where_each_value_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[duplicates]\nthreshold = 0.9\n")
    found = {
        (table, key): (value, origin)
        for table, key, value, origin in settings_with_origin(str(file))
    }
    assert found["duplicates", "threshold"] == (0.9, str(file))
    assert found["output", "text"] == (True, "default")


def test_verify_reads_every_byte(sample: Sample, tmp_path: Path) -> None:
    for name in ("clean", ".copydesk"):
        shutil.copytree(sample.clean.parent / name, tmp_path / name)
    clean = tmp_path / "clean"
    assert verify(clean) == type(verify(clean))((), ())
    text = clean / "text" / "le-quai" / "soupe.md"
    text.write_bytes(text.read_bytes().replace(b"e", b"a"))
    csv = clean / "duplicates.csv"
    csv.write_bytes(csv.read_bytes().replace(b"near", b"tear"))
    product = next((tmp_path / ".copydesk/store/products/WriteClean").glob("*/kept.parquet"))
    product.chmod(0o644)
    product.write_bytes(b"scribble" + product.read_bytes()[8:])
    found = verify(clean)
    assert found.clean == ("duplicates.csv", "text/")
    assert len(found.store) == 1 and found.store[0].endswith("kept.parquet")


def test_gc_keeps_what_the_last_publishes_need(
    write: Callable[..., Path], tmp_path: Path, tree: Callable[[Path], Tree]
) -> None:
    raw, clean = write("raw", pages(6)), tmp_path / "clean"
    for n in range(4):
        write("raw", {"site/000.txt": f"Edition {n} of a page that is written again and again."})
        running.run(str(raw), str(clean))
    last = tree(clean)
    found = gc(clean, keep=1)
    assert found.dropped > 0 and found.left == 8
    shutil.rmtree(clean)
    assert running.run(str(raw), str(clean)).changed and tree(clean) == last
    assert gc(clean, keep=1).dropped == 0
    assert gc(clean, keep=9, max_bytes=1).left == 8


def test_gc_waits_for_nobody(write: Callable[..., Path], tmp_path: Path) -> None:
    raw, clean = write("raw", pages(2)), tmp_path / "clean"
    running.run(str(raw), str(clean))
    held = open_run(Request(str(raw), str(clean)))
    try:
        with pytest.raises(BusyError):
            gc(clean, keep=1)
    finally:
        held.close()
    assert gc(clean, keep=1).dropped == 0
    with pytest.raises(UsageError, match="no store"):
        gc(tmp_path / "elsewhere" / "clean", keep=1)


def test_too_little_memory_is_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too little memory"):
        running.run(str(write("raw", pages(2))), str(tmp_path / "clean"), memory=1 << 20)


def test_bounded_memory_changes_nothing_but_who_works(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    raw = write("raw", pages(4))
    running.run(str(raw), str(tmp_path / "free"))
    running.run(str(raw), str(tmp_path / "bounded"), memory=1 << 30)
    assert tree_of(tmp_path / "bounded") == tree_of(tmp_path / "free")
    record = json.loads((tmp_path / ".copydesk" / "bounded" / "run.json").read_text())
    assert all(stage["peak_worker"] > 0 for stage in record["stages"])


def test_the_next_run_says_when_notably_fewer_documents_were_kept(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    raw = write("raw", pages(10))
    running.run(str(raw), str(tmp_path / "clean"))
    for n in range(5):
        (raw / "site" / f"{n:03}.txt").unlink()
    summary = running.run(str(raw), str(tmp_path / "clean"))
    assert "The last run kept 10 documents, this one 5." in summary.lines
    assert "last run" not in (tmp_path / "clean" / "manifest.json").read_text()


def test_the_store_holds_a_record_of_the_run(write: Callable[..., Path], tmp_path: Path) -> None:
    running.run(str(write("raw", pages(3))), str(tmp_path / "clean"))
    record = json.loads((tmp_path / ".copydesk" / "clean" / "run.json").read_text())
    assert record["stages"][0]["stage"] == "RepairText"
    assert all(stage["bytes"] > 0 for stage in record["stages"] if stage["stage"] != "Publish")
    assert record["peak_memory"] > 1 << 20
