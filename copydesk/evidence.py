"""A finished CLEAN as the evidence its report is drawn from."""

from pathlib import Path

from pipeline import schema
from pipeline.publishing.lookup import audit_parts, relations, templates
from pipeline.publishing.manifest import require_manifest
from pipeline.publishing.tables import open_tables, read_table
from pipeline.report.evidence import Evidence


def evidence_of(clean: Path) -> Evidence:
    """The tables of a CLEAN. Raises UsageError when the folder is none."""
    manifest = require_manifest(clean)
    return Evidence(
        outcomes=read_table(clean / "audit" / "outcomes.parquet"),
        relations=relations(clean),
        removed=open_tables(audit_parts(clean, "removed-lines"), schema.REMOVED_LINES),
        repairs=open_tables(audit_parts(clean, "repairs"), schema.REPAIRS),
        templates=templates(clean),
        notes=tuple(manifest["notes"]),
        threshold=manifest["settings"]["duplicates"]["threshold"],
    )
