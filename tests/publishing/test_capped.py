"""A search for copies that stopped at a bound is counted in the notes and figures of the run."""

import json
from collections.abc import Callable
from pathlib import Path

from conftest import rows

from copydesk.running import figures_of, run

STORY = (
    "The harbour office reads the tide at the old pier every morning before the first ferry goes. "
    "The water stood {n} centimetres over the mark, and the clerk wrote it down with a blunt "
    "pencil. Nobody was on the pier but a gull and a man who sells eels out of a bucket. The book "
    "goes to the library at the end of the year, where no one has asked for it yet."
)


def test_capped_searches_are_counted(write: Callable[..., Path], tmp_path: Path) -> None:
    raw = write("raw", {f"s{n}/a.txt": STORY.replace("{n}", str(101 + 7 * n)) for n in range(40)})
    run(str(raw), str(tmp_path / "clean"))
    told = (tmp_path / "clean/duplicates.csv").read_text().count("only the nearest")
    assert told and len(rows(tmp_path / "clean", "documents/*.parquet")) == 40
    manifest = json.loads((tmp_path / "clean/manifest.json").read_text())
    assert f"{told} documents have so many look-alikes" in " ".join(manifest["notes"])
    assert manifest["figures"]["capped"] == {"candidates": told, "shingles": 0, "wishes": 0}
    assert figures_of(tmp_path / "clean").capped[0] == ("candidates", told)
