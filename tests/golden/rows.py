"""The golden rows: what the sample scrape comes out as, by stage, as plain sorted rows."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FILE = Path(__file__).with_name("sample.json")
Rows = dict[str, list[list[Any]]]

# Stage -> the tables whose rows its version guards, with the columns that are compared.
_TABLES = {
    "repairs": ("audit/repairs-*.parquet", "document first_line rule before after"),
    "removed_lines": (
        "audit/removed-lines-*.parquet",
        "document line start end rule category level reason evidence",
    ),
    "outcomes": (
        "audit/outcomes.parquet",
        "document site outcome reason flags encoding encoding_confidence digest_as_read words_in "
        "words_out removed_lines repaired_lines normalized_lines",
    ),
    "kept": ("documents/*.parquet", "document title author date language url words digest"),
}
_CSV = {"relations": "duplicates.csv", "templates": "audit/templates.csv"}


def golden_rows(clean: Path) -> Rows:
    """The rows of a CLEAN that are golden, sorted."""
    found: Rows = {}
    for name, (pattern, columns) in _TABLES.items():
        parts = [pq.read_table(path).select(columns.split()) for path in clean.glob(pattern)]
        table = pa.concat_tables(parts)
        found[name] = sorted((list(row.values()) for row in table.to_pylist()), key=str)
    for name, path in _CSV.items():
        found[name] = [[line] for line in (clean / path).read_text("utf-8").splitlines()]
    return found


def stage_versions() -> dict[str, str]:
    """The version of each stage."""
    from pipeline.run import versions

    return {name: value for name, value in versions() if name.startswith("stage ")}


def load() -> dict[str, Any]:
    """The golden file: ``versions`` and ``rows``."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def save(rows: Rows) -> None:
    """Write the golden file, a row a line, so that a diff shows what moved."""
    lines = ["{", f' "versions": {json.dumps(stage_versions(), sort_keys=True)},', ' "rows": {']
    for number, (name, listed) in enumerate(rows.items(), 1):
        body = ",\n".join(f"   {json.dumps(row, ensure_ascii=False)}" for row in listed)
        lines.append(f'  "{name}": [\n{body}\n  ]' + ("," if number < len(rows) else ""))
    FILE.write_text("\n".join([*lines, " }", "}"]) + "\n", "utf-8")


def moved(old: Rows, new: Rows) -> list[str]:
    """The names of tables whose rows differ."""
    plain = json.loads(json.dumps(new))
    return [name for name in new if old.get(name) != plain[name]]
