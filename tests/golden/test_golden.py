"""The sample scrape is the golden corpus: its rows move only with a stage's version."""

from conftest import Sample

from tests.golden.rows import golden_rows, load, moved, stage_versions


def test_golden_rows_move_only_with_a_version(sample: Sample) -> None:
    golden = load()
    tables = moved(golden["rows"], golden_rows(sample.clean))
    assert not tables, f"{tables} moved: raise the version of the stage, then `make golden`"
    assert golden["versions"] == stage_versions(), "a version moved: run `make golden`"


def test_the_sample_does_what_its_page_says(sample: Sample) -> None:
    outcomes = {row[0]: row[2] for row in load()["rows"]["outcomes"]}
    assert len(outcomes) == 64
    counted = {name: list(outcomes.values()).count(name) for name in set(outcomes.values())}
    assert counted == {"kept": 50, "duplicate": 8, "empty": 2, "unreadable": 4}
    untouched = [row for row in load()["rows"]["outcomes"] if not (row[10] or row[11])]
    assert len(untouched) >= 28
