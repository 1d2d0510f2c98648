"""Single documents out of a CLEAN: their row, their text, and what the ledger says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import UsageError
from pipeline.publishing.manifest import require_manifest

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """All that CLEAN says of one document: its outcome, its cleaned text, rows of the ledger."""

    document: str
    outcome: Row
    text: str
    removed: tuple[Row, ...]
    repairs: tuple[Row, ...]
    relations: tuple[Row, ...]


def rows_of(paths: Sequence[Path], documents: Sequence[str], schema: pa.Schema) -> pa.Table:
    """The rows of some documents in the parts of one kind of table, in the order of the parts."""
    wanted = _named(documents)
    tables = [pq.read_table(path, filters=wanted, partitioning=None) for path in sorted(paths)]
    return pa.concat_tables([schema.empty_table(), *(table.cast(schema) for table in tables)])


def texts(clean: Path, documents: Sequence[str]) -> dict[str, str]:
    """Cleaned texts by document, kept or not; unknown ones are left out."""
    found: dict[str, str] = {}
    wanted = _named(documents)
    for path in [*sorted(clean.glob("documents/*.parquet")), *audit_parts(clean, "dropped")]:
        columns = ["document", "text"]
        table = pq.read_table(path, columns=columns, filters=wanted, partitioning=None)
        found |= dict(zip(table["document"].to_pylist(), table["text"].to_pylist(), strict=True))
    return found


def kept_texts(clean: Path, documents: Sequence[str]) -> dict[str, str]:
    """Cleaned texts of a few kept documents, in their order; unknown ones are left out.

    Only row groups that may hold one, by the range of their names, are read.
    """
    found: dict[str, str] = {}
    for path in sorted(clean.glob("documents/*.parquet")):
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                if _may_hold(file.metadata.row_group(group).column(0), documents):
                    table = file.read_row_group(group, columns=["document", "text"])
                    table = table.filter(pc.is_in(table["document"], pa.array(documents)))
                    found |= dict(
                        zip(table["document"].to_pylist(), table["text"].to_pylist(), strict=True)
                    )
    return {document: found[document] for document in documents if document in found}


def _may_hold(names: pq.ColumnChunkMetaData, documents: Sequence[str]) -> bool:
    """Whether a chunk of names may hold one of the documents."""
    known = names.statistics
    if known is None or not known.has_min_max:
        return True
    return any(known.min <= document <= known.max for document in documents)


def _named(documents: Sequence[str]) -> pc.Expression:
    """The rows of these documents; a range first, by which readers skip whole row groups."""
    name = pc.field("document")
    if not documents:
        return pc.scalar(False)
    return (name >= min(documents)) & (name <= max(documents)) & name.isin(list(documents))


def find(clean: Path, document: str) -> Found:
    """One document of a CLEAN.

    Raises UsageError when CLEAN is none, or has no such document.
    """
    from pipeline import schema

    require_manifest(clean)
    outcome = outcome_row(clean, document)
    if outcome is None:
        raise UsageError("no such document", document, _names_like(clean, document))
    order = {"removed-lines": "start", "repairs": "first_line"}
    ledger = {
        stem: rows_of(audit_parts(clean, stem), [document], columns)
        .sort_by(order[stem])
        .to_pylist()
        for stem, columns in (
            ("removed-lines", schema.REMOVED_LINES),
            ("repairs", schema.REPAIRS),
        )
    }
    return Found(
        document,
        outcome,
        texts(clean, [document]).get(document, ""),
        tuple(ledger["removed-lines"]),
        tuple(sorted(ledger["repairs"], key=lambda row: (row["first_line"], row["step"]))),
        tuple(_relations(clean, document)),
    )


def relations(clean: Path) -> pa.Table:
    """duplicates.csv as a table of RELATIONS."""
    import pyarrow.csv as pcsv

    from pipeline.schema import RELATIONS

    types = pcsv.ConvertOptions(column_types=RELATIONS, strings_can_be_null=False)
    newlines = pcsv.ParseOptions(newlines_in_values=True)
    table = pcsv.read_csv(clean / "duplicates.csv", convert_options=types, parse_options=newlines)
    for name in ("document", "kept", "reason"):
        plain = pc.replace_substring_regex(table[name], r"^'", "")
        table = table.set_column(table.schema.get_field_index(name), RELATIONS.field(name), plain)
    return table.cast(RELATIONS)


def _relations(clean: Path, document: str) -> list[Row]:
    table = relations(clean)
    rows: list[Row] = table.filter(pc.equal(table["document"], document)).to_pylist()
    return rows


def audit_parts(clean: Path, stem: str) -> list[Path]:
    """The parts of one table of ``audit/``, sorted by name."""
    return sorted((clean / "audit").glob(f"{stem}-*.parquet"))


def outcome_row(clean: Path, document: str) -> Row | None:
    """The row of OUTCOMES of a document, or None."""
    from pipeline.schema import OUTCOMES

    rows = rows_of([clean / "audit" / "outcomes.parquet"], [document], OUTCOMES).to_pylist()
    return rows[0] if rows else None


def templates(clean: Path) -> pa.Table:
    """audit/templates.csv as a table of TEMPLATES; the key of a line is not in the file, and 0."""
    import csv
    import json

    from pipeline.schema import TEMPLATES

    with (clean / "audit" / "templates.csv").open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    for row in rows:
        row |= {"key": 0, "stories": int(row["stories"]), "share": float(row["share"])}
        row |= {name: row[name].removeprefix("'") for name in ("site", "line")}
        row["documents"] = json.loads(row["documents"])
    return pa.Table.from_pylist(rows, schema=TEMPLATES)


def _names_like(clean: Path, document: str) -> str:
    table = pq.read_table(clean / "audit" / "outcomes.parquet", columns=["document"])
    named = table.filter(pc.match_substring(table["document"], document, ignore_case=True))
    close = named["document"].slice(0, 3).to_pylist()
    return f"did you mean {', '.join(close)}?" if close else "copydesk report lists what there is"
