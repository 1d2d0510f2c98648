"""Assembling a CLEAN: the products of a run as the files people read, in a folder of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import decisions as decision_room
from pipeline import schema
from pipeline import settings as settings_room
from pipeline.boilerplate.verdicts import with_verdicts
from pipeline.publishing import parts
from pipeline.publishing.manifest import GITIGNORE, About, write_manifest
from pipeline.publishing.notes import Obeyed, capped, notes, stale
from pipeline.publishing.tables import count_rows, open_tables, read_table, read_tables
from pipeline.report.counting import figures
from pipeline.report.evidence import Evidence, Shard
from pipeline.report.figures import Brake, Figures, as_json
from pipeline.report.listing import listing
from pipeline.report.publication import report_files
from pipeline.scan.plan import Plan
from tasks.drawing import READ, link_drawn
from tasks.engines.memory import give_back
from tasks.work import Job, plan_of

_FILES_AT_ONCE = 64
_SHOWN = pa.schema([schema.KEPT.field(name) for name in ("document", "title", "date", "text")])
RELATIONS, TEMPLATES, OBEYED = "relations.parquet", "templates.parquet", "obeyed.parquet"


@dataclass(frozen=True)
class Products:
    """The finished products of a run, by name."""

    job: Job

    @cached_property
    def plan(self) -> Plan:
        """The plan of the run."""
        return plan_of(self.job.shared, self.job.plan)

    def of(self, stage: str, name: str) -> list[Path]:
        """A file of each shard's product."""
        return [self.job.product(stage, at, name) for at in range(len(self.plan.shards))]

    def one(self, stage: str, name: str) -> Path:
        """A file of a corpus-wide product."""
        return self.job.product(stage, 0, name)


def assemble(job: Job, folder: Path, earlier: Path) -> None:
    """Write a whole CLEAN into the empty `folder`, its manifest last.

    `earlier` is a CLEAN nobody needs any more, or none: unchanged texts are taken out of it.
    """
    products = Products(job)
    written = _write_parts(products, folder, earlier)
    evidence = _evidence(products, written)
    counted = figures(evidence)
    give_back()
    listed = listing(evidence)
    drawn = link_drawn(job, evidence.shards, listed, folder)
    made = report_files(evidence, counted, listed, drawn)
    for number, (name, data) in enumerate(made, start=1):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if number % _FILES_AT_ONCE == 0:
            give_back()
    (folder / GITIGNORE).write_bytes(b"*\n")
    write_manifest(folder, _about(products, counted), written.text_digest)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of CLEAN that the report is drawn from, the digest of ``text/``, and the documents
    behind them."""

    removed: list[Path]
    repairs: list[Path]
    outcomes: Path
    text_digest: str
    shards: tuple[Shard, ...]


def _write_parts(products: Products, folder: Path, earlier: Path) -> _Parts:
    audit = folder / "audit"
    read = [products.of(stage, name) for stage, name in READ]
    outcomes, kept_rows, dropped, removed, repairs = read
    signatures = products.of("SignDocuments", "signatures.parquet")
    kept = parts.write_documents_part(folder, kept_rows)
    parts.link_parts(audit, "dropped", dropped)
    parts.link_parts(audit / "index", "signatures", signatures)
    for name in ("scheme.json", "names.arrow", "postings.arrow"):
        parts.link(products.one("FindDuplicates", name), audit / "index" / name)
    parts.write_duplicates_csv(folder, read_table(products.one("FindDuplicates", RELATIONS)))
    parts.write_templates_csv(folder, _templates(products))
    output = settings_room.from_dict(products.plan.head.settings).output
    if output.jsonl:
        parts.write_jsonl(folder, kept)
    return _Parts(
        removed=parts.link_parts(audit, "removed-lines", removed),
        repairs=parts.link_parts(audit, "repairs", repairs),
        outcomes=parts.write_outcomes(folder, outcomes),
        text_digest=parts.write_text_folder(folder, kept, earlier) if output.text else "",
        shards=tuple(_shard(*files) for files in zip(*read, strict=True)),
    )


def _evidence(products: Products, written: _Parts) -> Evidence:
    outcomes = read_table(written.outcomes)
    decided = decision_room.from_dict(products.plan.head.decisions)
    done = Obeyed(
        read_tables(
            [*products.of("RemoveBoilerplate", OBEYED), products.one("FindDuplicates", OBEYED)],
            schema.OBEYED,
        ),
        _forgotten(products),
    )
    bounds = products.job.facts("FindDuplicates", 0)["capped"]
    return Evidence(
        outcomes=outcomes,
        relations=read_table(products.one("FindDuplicates", RELATIONS)),
        removed=open_tables(written.removed, schema.REMOVED_LINES),
        repairs=open_tables(written.repairs, schema.REPAIRS),
        templates=_templates(products),
        notes=(*notes(outcomes, decided, done), *capped(bounds)),
        threshold=products.plan.head.settings["duplicates"]["threshold"],
        shards=written.shards,
        stale=tuple(stale(outcomes, decided, done)),
        brakes=tuple(
            Brake(one["what"], one["counted"] / max(1, one["of"]), one["limit"])
            for one in _checks(products)
        ),
        capped=tuple(sorted(bounds.items())),
    )


def _shard(outcomes: Path, kept: Path, dropped: Path, removed: Path, repairs: Path) -> Shard:
    return Shard(
        count=count_rows(outcomes),
        texts=partial(open_tables, [kept, dropped], _SHOWN),
        removed=partial(open_tables, [removed], schema.REMOVED_LINES),
        repairs=partial(open_tables, [repairs], schema.REPAIRS),
    )


def _templates(products: Products) -> pa.Table:
    """TEMPLATES, with a person's verdicts in the place of what was counted."""
    found = read_table(products.one("FindTemplates", TEMPLATES))
    return with_verdicts(found, decision_room.from_dict(products.plan.head.decisions))


def _forgotten(products: Products) -> pa.Table:
    return read_tables(products.of("RepairText", "forgotten.parquet"), schema.FORGOTTEN)


def _checks(products: Products) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = json.loads(
        products.one("CheckLoss", "brake.json").read_bytes()
    )
    return found


def _about(products: Products, counted: Figures) -> About:
    head = products.plan.head
    return About(
        plan=products.job.plan,
        outcomes={
            "kept": counted.kept,
            "duplicate": counted.duplicates,
            "empty": counted.empty,
            "unreadable": counted.unreadable,
        },
        settings=head.settings,
        versions=head.versions,
        hidden=products.plan.hidden,
        forgotten=_forgotten(products).num_rows,
        notes=counted.notes,
        brake=_checks(products),
        figures=as_json(counted),
    )
