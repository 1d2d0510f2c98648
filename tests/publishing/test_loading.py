"""CLEAN loads with one line in the tools people use, as the README says."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Sample

from copydesk.running import run

KEPT = 50


def test_pandas(sample: Sample) -> None:
    import pandas as pd

    frame = pd.read_parquet(sample.clean / "documents")
    assert len(frame) == KEPT and frame["text"].str.len().min() > 0


def test_polars(sample: Sample) -> None:
    import polars as pl

    assert pl.read_parquet(sample.clean / "documents" / "*.parquet").height == KEPT


def test_duckdb(sample: Sample) -> None:
    import duckdb

    query = f"SELECT count(*) FROM '{sample.clean}/documents/*.parquet'"
    assert duckdb.sql(query).fetchall() == [(KEPT,)]


@pytest.mark.filterwarnings("ignore")
def test_datasets(sample: Sample, tmp_path: Path) -> None:
    from datasets import load_dataset

    loaded = load_dataset(
        "parquet", data_dir=str(sample.clean / "documents"), cache_dir=str(tmp_path)
    )
    assert loaded["train"].num_rows == KEPT


def test_text_mirrors_raw_for_documents_that_are_files(sample: Sample) -> None:
    files = {path.relative_to(sample.clean / "text").as_posix()
             for path in (sample.clean / "text").rglob("*") if path.is_file()}  # fmt: skip
    assert "le-quai/soupe.md" in files and "wire-north/2031-03-21-comet.html.txt" in files
    assert "harbour-gazette/letters to the editor.txt" in files
    assert not any("jsonl" in name for name in files)


def test_text_names_never_collide(write: Callable[..., Path], tmp_path: Path) -> None:
    said = "The bridge is open again, said the keeper, and he meant it this time."
    page = f"<html><body><article><p>{said}</p></article></body></html>"
    other = page.replace("The bridge is open again", "Nobody has seen the tunnel since Easter")
    raw = write(
        "raw",
        {
            "s/a.html": page,
            "s/a.html.txt": "A text of its own, about the other bridge and its keeper's hat.",
            "s/b.htm": other,
            "s/b.htm.txt/c.txt": "A folder may bear the name that a page would have liked.",
        },
    )
    summary = run(str(raw), str(tmp_path / "clean"))
    files = [path for path in (tmp_path / "clean" / "text").rglob("*") if path.is_file()]
    assert len(files) == summary.kept == 4


def test_a_cell_that_a_spreadsheet_would_run_is_quoted(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    text = "The same words stand in both of these files, and there are enough of them to count.\n"
    record = json.dumps({"text": text})
    raw = write("raw", {"site/=cmd.txt": text, "site/+sum.jsonl": record})
    run(str(raw), str(tmp_path / "clean"))
    with (tmp_path / "clean" / "duplicates.csv").open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_names_that_look_like_formulas_come_back_from_the_csv(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    from pipeline.publishing.lookup import relations

    text = "The same words stand in both of these files, and there are enough of them to count.\n"
    raw = write("raw", {"'quoted.txt": text, "plain.txt": text})
    run(str(raw), str(tmp_path / "clean"))
    row = relations(tmp_path / "clean").to_pylist()[0]
    assert {row["document"], row["kept"]} == {"'quoted.txt", "plain.txt"}
