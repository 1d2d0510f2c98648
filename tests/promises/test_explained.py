"""Promise 2, explained: every change is a ledger row with rule, reason and evidence."""

import csv
import re

import pyarrow.parquet as pq
from conftest import Sample, rows

from copydesk.explain import view
from pipeline.duplicates import similarity


def test_every_row_of_the_ledger_names_rule_and_reason(sample: Sample) -> None:
    ledger = [
        *rows(sample.clean, "audit/removed-lines-*.parquet"),
        *rows(sample.clean, "audit/repairs-*.parquet"),
    ]
    assert len(ledger) > 100
    for row in ledger:
        assert re.fullmatch(r"[a-z_]+(\.[a-z_]+){1,2}", row["rule"])
        assert row["reason"].endswith(".") and "\n" not in row["reason"]


def test_a_removed_line_holds_exactly_what_was_cut(sample: Sample) -> None:
    for row in rows(sample.clean, "audit/removed-lines-*.parquet"):
        repaired = view(sample.clean, row["document"]).repaired
        assert repaired[row["start"] : row["end"]] == row["text"]
        assert repaired[: row["start"]].count("\n") + 1 <= row["line"]
        assert row["evidence"] and row["level"] in ("high", "medium", "low")


def test_no_text_changes_without_a_row(sample: Sample) -> None:
    touched = {row["document"] for row in rows(sample.clean, "audit/removed-lines-*.parquet")}
    touched |= {row["document"] for row in rows(sample.clean, "audit/repairs-*.parquet")}
    for part in ("documents/*.parquet", "audit/dropped-*.parquet"):
        for row in rows(sample.clean, part):
            raw = sample.raw / row["document"]
            if row["document"] in touched or row["source_format"] not in ("text", "markdown"):
                continue
            if row["encoding"] == "utf-8" and row.get("outcome") != "unreadable":
                as_read = re.sub(
                    r"[ \t]+(?=\n)", "", raw.read_bytes().decode().replace("\r\n", "\n")
                )
                assert row["text"] == as_read


def test_every_dropped_document_names_a_kept_one_and_its_figures_can_be_recomputed(
    sample: Sample,
) -> None:
    kept = {row["document"]: row["text"] for row in rows(sample.clean, "documents/*.parquet")}
    gone = {row["document"]: row for row in rows(sample.clean, "audit/dropped-*.parquet")}
    with (sample.clean / "duplicates.csv").open(newline="") as file:
        relations = [row for row in csv.DictReader(file) if row["dropped"] == "true"]
    assert {row["document"] for row in relations} == {
        name for name, row in gone.items() if row["outcome"] == "duplicate"
    }
    for row in relations:
        again = similarity(gone[row["document"]]["text"], kept[row["kept"]])
        for name in ("covered", "jaccard", "containment", "shared_words"):
            assert float(row[name]) == getattr(again, name)
        assert float(row["covered"]) >= 0.8
        assert row["reason"].endswith(".")


def test_everything_not_kept_says_why(sample: Sample) -> None:
    for row in rows(sample.clean, "audit/outcomes.parquet"):
        assert (row["outcome"] == "kept") == (row["reason"] == "")
        if row["outcome"] != "kept":
            assert re.match(r"[a-z_]+: .", row["reason"])


def test_the_schema_of_clean_explains_its_columns(sample: Sample) -> None:
    for path in (*sample.clean.glob("documents/*"), *sample.clean.glob("audit/*.parquet")):
        for field in pq.read_schema(path):
            assert field.metadata and field.metadata[b"about"], (path.name, field.name)
