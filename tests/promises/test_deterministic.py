"""Promise 4, deterministic: same input, settings and versions give the same bytes."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Sample, Tree, feed, rows

RunApart = Callable[..., None]
ToTree = Callable[[Path], Tree]


@pytest.fixture(scope="session")
def expected(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The sample in many small shards, by one process."""
    from conftest import tree_of

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.run.SHARD_BYTES", 4_096)
        from copydesk.running import run

        clean = tmp_path_factory.mktemp("expected") / "clean"
        run(str(sample.raw), str(clean))
    return tree_of(clean)


@pytest.fixture
def again(sample: Sample, run_apart: RunApart, tree: ToTree, tmp_path: Path) -> Callable[..., Tree]:
    """The sample cleaned once more in another interpreter, as a tree."""

    def start(**how: object) -> Tree:
        run_apart(sample.raw, tmp_path / "clean", **how)
        return tree(tmp_path / "clean")

    return start


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_do_not_count(workers: int, expected: Tree, again: Callable[..., Tree]) -> None:
    assert again(workers=workers) == expected


ENVIRONMENTS = {
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 2, C locale": {"PYTHONHASHSEED": "2", "LC_ALL": "C", "PYTHONUTF8": "0"},
    "other time zone": {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_environment_does_not_count(
    name: str, expected: Tree, again: Callable[..., Tree]
) -> None:
    assert again(env=ENVIRONMENTS[name]) == expected


def test_place_times_and_listing_order_do_not_count(
    sample: Sample, expected: Tree, run_apart: RunApart, tree: ToTree, tmp_path: Path
) -> None:
    raw = tmp_path / "elsewhere" / "scrape"
    files = [path for path in sample.raw.rglob("*") if path.is_file()]
    for path in sorted(files, reverse=True):
        target = raw / path.relative_to(sample.raw)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        os.utime(target, (1_000_000_000, 1_000_000_000))
    run_apart(raw, tmp_path / "out")
    assert tree(tmp_path / "out") == expected


@pytest.mark.parametrize("shard_bytes", [1, 60_000])
def test_shard_size_never_changes_rows(
    shard_bytes: int, sample: Sample, run_apart: RunApart, tmp_path: Path
) -> None:
    run_apart(sample.raw, tmp_path / "clean", shard_bytes=shard_bytes)
    for pattern in (
        "documents/*.parquet",
        "audit/outcomes.parquet",
        "audit/removed-lines-*.parquet",
        "audit/repairs-*.parquet",
        "audit/dropped-*.parquet",
    ):
        mine, theirs = (
            sorted(rows(clean, pattern), key=str) for clean in (tmp_path / "clean", sample.clean)
        )
        assert mine == theirs
    for name in ("duplicates.csv", "audit/templates.csv"):
        assert (tmp_path / "clean" / name).read_bytes() == (sample.clean / name).read_bytes()


def test_neither_workers_nor_range_size_change_what_a_big_file_gives(
    run_apart: RunApart, tree: ToTree, tmp_path: Path
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "feed.jsonl").write_text(feed(60) + "no record\n" + feed(60, first=55))
    trees, found = [], []
    for workers, shard_bytes in ((1, 4_096), (2, 4_096), (3, 4_096), (2, 1_500), (1, 1 << 20)):
        clean = tmp_path / f"{workers}-{shard_bytes}" / "clean"
        clean.parent.mkdir()
        run_apart(tmp_path / "raw", clean, workers=workers, shard_bytes=shard_bytes)
        trees.append(tree(clean))
        found.append(sorted(rows(clean, "audit/outcomes.parquet"), key=str))
    assert trees[0] == trees[1] == trees[2] and len(trees[0]) > 20
    assert found[0] == found[3] == found[4] and len(found[0]) == 121


def test_clean_names_no_place_and_no_time(sample: Sample) -> None:
    manifest = (sample.clean / "manifest.json").read_text()
    assert str(sample.raw) not in manifest and str(sample.clean) not in manifest
