"""The stages as data: what each reads, what decides its products, and so the key of each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.store.products import product_key
from tasks import work
from tasks.work import Facts, Job, plan_of, slice_name, stage_keys

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


STAGES = {
    stage.name: stage
    for stage in (
        Stage(
            "RepairText",
            work.repair_text,
            settings=("reading", "repair"),
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
            decisions=("keep_line", "remove_line"),
            versions=("stage boilerplate", "stage publishing", *_TEXT_LIBRARIES),
        ),
        Stage(
            "SignDocuments",
            work.sign_documents,
            reads=(("RemoveBoilerplate", "documents.parquet"),),
            versions=("stage duplicates", "datasketch", "numpy", *_TEXT_LIBRARIES),
        ),
        Stage(
            "FindDuplicates",
            work.find_duplicates,
            reads=(
                ("SignDocuments", "signatures.parquet"),
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


def keys_of(job: Job, stage: Stage) -> list[str]:
    """The keys of a stage's products: one a shard, or one in all. Every input must exist."""
    head = plan_of(job.shared, job.plan).head
    decides = {
        "settings": {name: head.settings[name] for name in stage.settings},
        "decisions": {name: head.decisions[name] for name in stage.decisions},
        "versions": {name: head.versions[name] for name in stage.versions},
    }
    if stage.corpus_wide:
        return [product_key(stage.name, decides, _of_all_shards(job, stage))]
    shards = range(len(plan_of(job.shared, job.plan).shards))
    return [product_key(stage.name, decides, _of_shard(job, stage, shard)) for shard in shards]


def _of_all_shards(job: Job, stage: Stage) -> list[Any]:
    found: list[Any] = []
    for name, file in stage.reads:
        keys = stage_keys(job.shared, job.plan, name)
        found.append([job.store.facts(name, key)["files"][file] for key in keys])
    return found


def _of_shard(job: Job, stage: Stage, shard: int) -> list[Any]:
    found: list[Any] = []
    for name, file in stage.reads:
        keys = stage_keys(job.shared, job.plan, name)
        if STAGES[name].corpus_wide:
            found.append(job.store.facts(name, keys[0])["files"][slice_name(file, shard)])
        else:
            found.append(job.store.facts(name, keys[shard])["files"][file])
    if not stage.reads:
        files = plan_of(job.shared, job.plan).shards[shard]
        found = [[file.document, file.digest, file.refused] for file in files]
    return found
