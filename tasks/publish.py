"""Publish: the products of a run become CLEAN, as a whole."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import decisions as decision_room
from pipeline import schema
from pipeline import settings as settings_room
from pipeline.publishing import lookup, parts
from pipeline.publishing.manifest import (
    GITIGNORE,
    About,
    is_whole,
    read_manifest,
    write_manifest,
)
from pipeline.publishing.notes import notes
from pipeline.publishing.tables import read_table
from pipeline.report.evidence import Evidence
from pipeline.report.figures import Figures, figures
from pipeline.report.page import render
from pipeline.run import Places
from pipeline.store.durable import sync_tree
from pipeline.store.locks import Lock
from pipeline.store.swap import recover, swap
from tasks.work import Job, plan_of


def is_published(clean: Path, plan: str) -> bool:
    """Does CLEAN, whole, name this plan?"""
    manifest = read_manifest(clean)
    return manifest is not None and manifest["plan"] == plan and is_whole(clean, manifest)


def publish(job: Job, places: Places) -> None:
    """Build the new folder beside CLEAN and swap the two."""
    lock = Lock(places.room / "publish.lock")
    lock.take()
    try:
        recover(places.room, places.clean)
        new = places.room / "next"
        new.mkdir(parents=True)
        try:
            _build(job, new)
        except BaseException:
            shutil.rmtree(new)
            raise
        if places.clean.is_dir():
            new.chmod(places.clean.stat().st_mode)
        sync_tree(new)
        places.clean.parent.mkdir(parents=True, exist_ok=True)
        swap(places.room, places.clean)
    finally:
        lock.release()


def _build(job: Job, folder: Path) -> None:
    plan = plan_of(job.shared, job.plan)
    shards = range(len(plan.shards))

    def of(stage: str, name: str) -> list[Path]:
        return [job.product(stage, shard, name) for shard in shards]

    settings = settings_room.from_dict(plan.head.settings)
    kept = parts.write_documents_part(folder, of("WriteClean", "kept.parquet"))
    audit = folder / "audit"
    parts.link_parts(audit, "dropped", of("WriteClean", "dropped.parquet"))
    removed = parts.link_parts(
        audit, "removed-lines", of("RemoveBoilerplate", "removed-lines.parquet")
    )
    repairs = parts.link_parts(audit, "repairs", of("RepairText", "repairs.parquet"))
    parts.link_parts(audit / "index", "signatures", of("SignDocuments", "signatures.parquet"))
    outcomes = read_table(parts.write_outcomes(folder, of("WriteClean", "outcomes.parquet")))
    relations = read_table(job.product("FindDuplicates", 0, "relations.parquet"))
    templates = read_table(job.product("FindTemplates", 0, "templates.parquet"))
    parts.write_duplicates_csv(folder, relations)
    parts.write_templates_csv(folder, templates)
    if settings.output.text:
        parts.write_text_folder(folder, kept)
    if settings.output.jsonl:
        parts.write_jsonl(folder, kept)
    obeyed = [read_table(path) for path in of("RemoveBoilerplate", "obeyed.parquet")]
    obeyed.append(read_table(job.product("FindDuplicates", 0, "obeyed.parquet")))
    decided = decision_room.from_dict(plan.head.decisions)
    evidence = Evidence(
        outcomes=outcomes,
        relations=relations,
        removed=_whole(removed, schema.REMOVED_LINES),
        repairs=_whole(repairs, schema.REPAIRS),
        templates=templates,
        notes=notes(outcomes, decided, _concat(obeyed, schema.OBEYED)),
        threshold=settings.duplicates.threshold,
    )
    counted = figures(evidence)
    _write_report(folder, evidence, counted)
    (folder / GITIGNORE).write_bytes(b"*\n")
    brake: Sequence[Mapping[str, Any]] = json.loads(
        job.product("CheckLoss", 0, "brake.json").read_bytes()
    )
    about = About(
        job.plan,
        outcomes_by_name(counted),
        settings_room.as_dict(settings),
        plan.head.versions,
        plan.hidden,
        evidence.notes,
        brake,
    )
    write_manifest(folder, about)


def outcomes_by_name(counted: Figures) -> dict[str, int]:
    """How many documents ended in each outcome."""
    return {
        "kept": counted.kept,
        "duplicate": counted.duplicates,
        "empty": counted.empty,
        "unreadable": counted.unreadable,
    }


def _write_report(folder: Path, evidence: Evidence, counted: Figures) -> None:
    page = render(evidence, counted, lambda names: lookup.texts(folder, names))
    (folder / "report.html").write_bytes(page.encode())


def _whole(paths: Sequence[Path], columns: pa.Schema) -> pa.Table:
    return _concat([read_table(path) for path in paths], columns)


def _concat(tables: Sequence[pa.Table], columns: pa.Schema) -> pa.Table:
    return pa.concat_tables([columns.empty_table(), *tables])
