"""A finished CLEAN as the evidence its report is drawn from."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from pipeline import schema
from pipeline.publishing.lookup import audit_parts, relations, templates
from pipeline.publishing.manifest import require_manifest
from pipeline.publishing.tables import read_table
from pipeline.report.evidence import Evidence


def evidence_of(clean: Path) -> Evidence:
    """The tables of a CLEAN. Raises UsageError when the folder is none."""
    manifest = require_manifest(clean)
    return Evidence(
        outcomes=read_table(clean / "audit" / "outcomes.parquet"),
        relations=relations(clean),
        removed=_whole(audit_parts(clean, "removed-lines"), schema.REMOVED_LINES),
        repairs=_whole(audit_parts(clean, "repairs"), schema.REPAIRS),
        templates=templates(clean),
        notes=tuple(manifest["notes"]),
        threshold=manifest["settings"]["duplicates"]["threshold"],
    )


def _whole(paths: Sequence[Path], columns: pa.Schema) -> pa.Table:
    return pa.concat_tables([columns.empty_table(), *(read_table(path) for path in paths)])
