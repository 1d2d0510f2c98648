"""Promise 1, accounted: every input document ends in exactly one outcome, and the counts add up."""

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import Sample, rows

from copydesk.running import run
from pipeline.publishing.lookup import relations
from pipeline.publishing.manifest import read_manifest

OUTCOMES = {"kept", "duplicate", "empty", "unreadable"}


def test_every_document_has_one_outcome_and_lies_in_one_place(sample: Sample) -> None:
    outcomes = {
        row["document"]: row["outcome"] for row in rows(sample.clean, "audit/outcomes.parquet")
    }
    kept = [row["document"] for row in rows(sample.clean, "documents/*.parquet")]
    dropped = [row["document"] for row in rows(sample.clean, "audit/dropped-*.parquet")]
    assert set(outcomes.values()) <= OUTCOMES
    assert Counter([*kept, *dropped]) == Counter(list(outcomes))
    assert {name for name, outcome in outcomes.items() if outcome == "kept"} == set(kept)


def test_every_file_of_raw_is_accounted_for(sample: Sample) -> None:
    documents = [row["document"] for row in rows(sample.clean, "audit/outcomes.parquet")]
    files = {
        path.relative_to(sample.raw).as_posix() for path in sample.raw.rglob("*") if path.is_file()
    }
    assert {name.split("#")[0] for name in documents} == files
    assert len(documents) == len(set(documents)) == 64


def test_counts_agree_everywhere(sample: Sample) -> None:
    outcomes = Counter(row["outcome"] for row in rows(sample.clean, "audit/outcomes.parquet"))
    manifest = read_manifest(sample.clean)
    assert manifest is not None
    assert (
        manifest["outcomes"]
        == dict(outcomes)
        == {
            "kept": sample.summary.kept,
            "duplicate": sample.summary.duplicates,
            "empty": sample.summary.empty,
            "unreadable": sample.summary.unreadable,
        }
    )
    assert sum(outcomes.values()) == sample.summary.read
    dropped = relations(sample.clean).filter(relations(sample.clean)["dropped"])
    assert Counter(dropped["document"].to_pylist()) == Counter(
        row["document"]
        for row in rows(sample.clean, "audit/outcomes.parquet")
        if row["outcome"] == "duplicate"
    )


def test_lines_removed_and_repaired_are_counted_from_the_ledger(sample: Sample) -> None:
    removed = Counter(
        row["document"] for row in rows(sample.clean, "audit/removed-lines-*.parquet")
    )
    repaired = Counter(
        name
        for name, _ in {
            (row["document"], row["first_line"])
            for row in rows(sample.clean, "audit/repairs-*.parquet")
        }
    )
    for row in rows(sample.clean, "audit/outcomes.parquet"):
        assert row["removed_lines"] == removed[row["document"]]
        assert row["repaired_lines"] == repaired[row["document"]]
        assert sum(entry["lines"] for entry in row["removed"]) == row["removed_lines"]


@pytest.mark.parametrize("names", [[], ["only.bin"], ["a/.hidden"]])
def test_a_folder_without_readable_documents_still_gives_a_whole_clean(
    tmp_path: Path, names: list[str]
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in names:
        (raw / name).parent.mkdir(exist_ok=True)
        (raw / name).write_bytes(b"\0\1\2")
    summary = run(str(raw), str(tmp_path / "clean"))
    visible = [name for name in names if "/." not in name]
    assert (summary.read, summary.unreadable) == (len(visible), len(visible))
    assert pq.read_table(next((tmp_path / "clean").glob("documents/part-*.parquet"))).num_rows == 0
    manifest = read_manifest(tmp_path / "clean")
    assert manifest is not None and manifest["hidden_names"] == len(names) - len(visible)
