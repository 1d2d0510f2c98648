"""The stages as data: what each reads, what decides its products, and so the key of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.store.products import product_key
from tasks import copies, work
from tasks.work import Facts, Job, plan_of, slice_name, stage_keys

# Stage -> the keys of its products in the order of the shards; None for one not made yet.
Made = Callable[[str], Sequence[str | None]]
Work = Callable[[Job, int, Path], Facts]
_TEXT_LIBRARIES = ("pyarrow", "regex", "unicode")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: `reads` names (stage, file) pairs; a corpus-wide one reads them of all shards."""

    name: str
    work: Work
    reads: tuple[tuple[str, str], ...] = ()
    settings: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    corpus_wide: bool = False
    compiles: bool = False  # what the first shard compiles, the others find kept


STAGES = {
    stage.name: stage
    for stage in (
        Stage(
            "RepairText",
            work.repair_text,
            settings=("reading", "repair"),
            decisions=("forget",),
            versions=(
                *("stage reading", "stage repair", "stage boilerplate", *_TEXT_LIBRARIES),
                *("blake3", "charset-normalizer", "ftfy", "lxml", "trafilatura"),
            ),
        ),
        Stage(
            "FindTemplates",
            work.find_templates,
            reads=(("RepairText", "site-lines.parquet"),),
            versions=("stage boilerplate", "pyarrow"),
            corpus_wide=True,
        ),
        Stage(
            "RemoveBoilerplate",
            work.remove_boilerplate,
            reads=(("RepairText", "documents.parquet"), ("FindTemplates", "verdicts")),
            settings=("boilerplate", "output"),
            decisions=("keep_line", "remove_line", "template"),
            versions=("stage boilerplate", "stage publishing", *_TEXT_LIBRARIES),
        ),
        Stage(
            "SignDocuments",
            work.sign_documents,
            reads=(("RemoveBoilerplate", "documents.parquet"),),
            settings=("duplicates.signatures",),
            versions=("stage duplicates", "datasketch", "numpy", *_TEXT_LIBRARIES),
            compiles=True,
        ),
        Stage(
            "FindDuplicates",
            copies.find_duplicates,
            reads=(
                ("SignDocuments", "signatures.arrow"),
                ("SignDocuments", "shingles.arrow"),
            ),
            settings=("duplicates",),
            decisions=("keep", "not_duplicate"),
            versions=("stage duplicates", "datasketch", "numpy", "pyarrow"),
            corpus_wide=True,
        ),
        Stage(
            "CheckLoss",
            work.check_loss,
            reads=(
                ("RemoveBoilerplate", "documents.parquet"),
                ("FindDuplicates", "relations.parquet"),
            ),
            settings=("brake",),
            versions=("stage publishing",),
            corpus_wide=True,
        ),
        Stage(
            "WriteClean",
            work.write_clean,
            reads=(
                ("RepairText", "repairs.parquet"),
                ("RemoveBoilerplate", "documents.parquet"),
                ("RemoveBoilerplate", "removed-lines.parquet"),
                ("FindDuplicates", "relations"),
            ),
            versions=("stage publishing", *_TEXT_LIBRARIES),
        ),
    )
}


def keys_of(job: Job, stage: Stage, made: Made) -> list[str | None]:
    """The keys of a stage's products: one a shard, or one in all.

    `made` gives the keys of an earlier stage's products; where one is None, because it is not made
    yet, so is every key that depends on it.
    """
    plan = plan_of(job.shared, job.plan)
    decides = {
        "settings": {name: _setting(plan.head.settings, name) for name in stage.settings},
        "decisions": {name: plan.head.decisions[name] for name in stage.decisions},
        "versions": {name: plan.head.versions[name] for name in stage.versions},
    }
    shards = range(1 if stage.corpus_wide else len(plan.shards))
    inputs = [_inputs(job, stage, shard, made) for shard in shards]
    return [None if one is None else product_key(stage.name, decides, one) for one in inputs]


def _setting(settings: Mapping[str, Any], name: str) -> Any:
    """A table of the settings, or one key of it: ``table.key``."""
    table, _, key = name.partition(".")
    return settings[table][key] if key else settings[table]


def finished_keys(job: Job, stage: Stage) -> list[str]:
    """The keys of a stage whose earlier stages are finished."""
    keys = keys_of(job, stage, lambda name: stage_keys(job.shared, job.plan, name))
    return [key for key in keys if key is not None]


def _inputs(job: Job, stage: Stage, shard: int, made: Made) -> list[Any] | None:
    if not stage.reads:
        files = plan_of(job.shared, job.plan).shards[shard]
        # Where a part begins does not matter, which number its first record has does.
        return [
            [file.document, file.digest, file.refused, *((p.kind, p.first) for p in file.parts)]
            for file in files
        ]
    found: list[Any] = []
    for name, file in stage.reads:
        keys = made(name)
        if stage.corpus_wide:
            read = [_digest(job, name, key, file) for key in keys]
        elif STAGES[name].corpus_wide:
            read = [_digest(job, name, keys[0], slice_name(file, shard))]
        else:
            read = [_digest(job, name, keys[shard], file)]
        if None in read:
            return None
        found.append(read)
    return found


def _digest(job: Job, stage: str, key: str | None, file: str) -> str | None:
    if key is None:
        return None
    digest: str = job.store.facts(stage, key)["files"][file]
    return digest
