"""What a stage does with a shard: read products, call pure functions of `pipeline`, write one.

Every function here is ``(job, shard, folder) -> facts``: it reads what earlier stages made of the
shard, writes its files into `folder`, and returns what the product says of itself beside them. No
decision about text is made here.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, astuple, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import decisions as decision_room
from pipeline import schema
from pipeline import settings as settings_room
from pipeline.errors import ChangedError
from pipeline.publishing import brake, outcomes
from pipeline.publishing.tables import (
    TableWriter,
    mapped_writer,
    read_batches,
    read_table,
    write_mapped,
    write_table,
)
from pipeline.run import Places
from pipeline.scan.files import RawFile, open_file
from pipeline.scan.names import raw_path
from pipeline.scan.plan import Plan, load_plan
from pipeline.store.durable import digest_bytes, digest_stream
from pipeline.store.products import Store, canonical

if TYPE_CHECKING:
    from pipeline.reading import Document

Facts = dict[str, Any]
_LINES_AT_ONCE = 8_192  # narrow rows: batches cost more than what they hold
WHOLE_BYTES = 8 << 20  # larger files are read as a stream, in bounded memory


@dataclass(frozen=True, slots=True)
class Job:
    """Where a worker finds its run; plain values, so that any process can be sent one."""

    shared: str
    scratch: str
    raw: str
    plan: str
    against: str = ""

    @property
    def store(self) -> Store:
        """The products."""
        return Store(Path(self.shared), Path(self.scratch))

    def facts(self, stage: str, shard: int) -> Facts:
        """What a product says of itself."""
        return self.store.facts(stage, stage_keys(self.shared, self.plan, stage)[shard])

    def product(self, stage: str, shard: int, name: str) -> Path:
        """A verified file of what `stage` made of a shard; of a corpus-wide stage: shard 0."""
        return self.store.path(stage, stage_keys(self.shared, self.plan, stage)[shard], name)


def job_of(places: Places, plan: str) -> Job:
    """Where workers find the run of a plan."""
    where = (str(places.shared), str(places.scratch), str(places.raw))
    return Job(*where, plan, places.against)


@lru_cache(maxsize=4)
def plan_of(shared: str, plan: str) -> Plan:
    """The plan of a run."""
    return load_plan(Store(Path(shared), Path(shared)).plan_file(plan).read_bytes())


@lru_cache(maxsize=64)
def stage_keys(shared: str, plan: str, stage: str) -> list[str]:
    """The products of a finished stage, in the order of the shards."""
    return Store(Path(shared), Path(shared)).stage_keys(plan, stage)


def _plan(job: Job) -> Plan:
    return plan_of(job.shared, job.plan)


def settings_of(job: Job) -> settings_room.Settings:
    """The settings of a run."""
    return settings_room.from_dict(_plan(job).head.settings)


def decisions_of(job: Job) -> decision_room.Decisions:
    """The decisions of a run."""
    return decision_room.from_dict(_plan(job).head.decisions)


def repair_text(job: Job, shard: int, folder: Path) -> Facts:
    """Bytes to repaired documents: documents.parquet, repairs.parquet, site-lines.parquet.

    What a takedown names is left out as soon as it is read: forgotten.parquet.
    """
    from pipeline.boilerplate.stage import site_lines
    from pipeline.decisions.takedown import forget
    from pipeline.reading.stage import document_batches
    from pipeline.repair.stage import repair_documents

    settings = settings_of(job)
    with ExitStack() as stack:
        documents = stack.enter_context(TableWriter(folder / "documents.parquet", schema.DOCUMENTS))
        repairs = stack.enter_context(TableWriter(folder / "repairs.parquet", schema.REPAIRS))
        lines = stack.enter_context(TableWriter(folder / "site-lines.parquet", schema.SITE_LINES))
        left_out = stack.enter_context(TableWriter(folder / "forgotten.parquet", schema.FORGOTTEN))
        for read in document_batches(_read(job, _plan(job).shards[shard], settings)):
            batch, forgotten = forget(read, decisions_of(job))
            left_out.write(forgotten)
            repaired, steps = repair_documents(batch, settings.repair)
            documents.write(repaired)
            repairs.write(steps)
            lines.write(site_lines(repaired))
    return {}


def _read(
    job: Job, files: tuple[RawFile, ...], settings: settings_room.Settings
) -> Iterator["Document"]:
    from pipeline.reading import read_documents
    from pipeline.reading.stage import read_stream, refused_document

    for file in files:
        if file.refused:
            yield refused_document(file.document, file.refused)
            continue
        with _open(job, file) as stream:
            if file.parts:
                yield from _read_part(stream, file, settings.reading)
            elif file.size <= WHOLE_BYTES:
                data = _as_planned(stream.read(), file)
                yield from read_documents(file.document, data, settings.reading)
            else:
                documents = read_stream(file.document, stream, settings.reading)
                yield from _unchanged(stream, file, documents)


def _read_part(
    stream: BinaryIO, file: RawFile, settings: settings_room.Reading
) -> Iterator["Document"]:
    """The documents of a part of a big file, whose bytes are those of the plan before and after."""
    from pipeline.reading.ranges import range_digest
    from pipeline.reading.stage import read_range
    from pipeline.reading.windows import Range

    part = Range(*msgspec.structs.astuple(file.parts[0]))
    if range_digest(stream, part) != part.digest:
        raise _changed(file)
    yield from read_range(file.document, stream, part, settings)
    if range_digest(stream, part) != part.digest:
        raise _changed(file)


def _open(job: Job, file: RawFile) -> BinaryIO:
    path = os.path.join(os.fsencode(job.raw), raw_path(file.document))  # noqa: PTH118
    try:
        return open_file(path)
    except OSError as error:
        raise _changed(file) from error


def _as_planned(data: bytes, file: RawFile) -> bytes:
    if digest_bytes(data) != file.digest:
        raise _changed(file)
    return data


def _unchanged(
    stream: BinaryIO, file: RawFile, documents: Iterator["Document"]
) -> Iterator["Document"]:
    """The documents of a big file, whose bytes are those of the plan before and after reading."""
    before = os.fstat(stream.fileno())
    if digest_stream(stream) != file.digest:
        raise _changed(file)
    stream.seek(0)
    yield from documents
    after = os.fstat(stream.fileno())
    if _times(before) != _times(after):
        raise _changed(file)


def _times(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _changed(file: RawFile) -> ChangedError:
    return ChangedError("a file changed while it was read", file.document, "run again")


def find_templates(job: Job, _: int, folder: Path) -> Facts:
    """Lines a site prints on many stories: templates.parquet, and a slice a shard."""
    from pipeline.boilerplate.stage import find_templates as find

    shards = range(len(_plan(job).shards))
    paths = [job.product("RepairText", shard, "site-lines.parquet") for shard in shards]

    def read(columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        return (one for path in paths for one in read_batches(path, columns, _LINES_AT_ONCE))

    templates = find(read)
    write_table(folder / "templates.parquet", templates)
    removed = templates.filter(pc.equal(templates["decision"], "remove"))
    for shard, path in enumerate(paths):
        sites = pc.unique(read_table(path, ["site"])["site"])
        mine = removed.filter(pc.is_in(removed["site"], sites))
        write_table(folder / slice_name("verdicts", shard), mine.select(["site", "key"]))
    return {}


def slice_name(stem: str, shard: int) -> str:
    """The file in which a corpus-wide stage says what concerns one shard."""
    return f"{stem}-{shard:06d}.parquet"


def remove_boilerplate(job: Job, shard: int, folder: Path) -> Facts:
    """Cleaned documents: documents.parquet, removed-lines.parquet, obeyed.parquet."""
    from pipeline.boilerplate.stage import remove_boilerplate as remove

    settings, decisions = settings_of(job), decisions_of(job)
    verdicts = read_table(job.product("FindTemplates", 0, slice_name("verdicts", shard)))
    with ExitStack() as stack:
        documents = stack.enter_context(TableWriter(folder / "documents.parquet", schema.DOCUMENTS))
        removed = stack.enter_context(
            TableWriter(folder / "removed-lines.parquet", schema.REMOVED_LINES)
        )
        obeyed = stack.enter_context(TableWriter(folder / "obeyed.parquet", schema.OBEYED))
        sites: dict[str, brake.SiteLoss] = {}
        read = 0
        for batch in read_batches(job.product("RepairText", shard, "documents.parquet")):
            cut, rows, done = remove(batch, verdicts, settings.boilerplate, decisions)
            cut = outcomes.mark_empty(cut, settings.output.min_words)
            documents.write(cut)
            removed.write(rows)
            obeyed.write(done)
            read += cut.num_rows
            for site, loss in brake.site_losses(cut, rows).items():
                sites[site] = brake.add(sites.get(site, brake.SiteLoss(0, 0, 0)), loss)
    return {"read": read, "sites": {site: astuple(loss) for site, loss in sites.items()}}


def sign_documents(job: Job, shard: int, folder: Path) -> Facts:
    """What copies are found and verified by: signatures.arrow, shingles.arrow; and for CLEAN
    signatures.parquet."""
    from pipeline.duplicates.stage import sign_documents as sign

    settings = settings_of(job).duplicates
    corpus_bytes = sum(file.size for files in _plan(job).shards for file in files)

    def signed() -> Iterator[pa.RecordBatch]:
        for batch in read_batches(job.product("RemoveBoilerplate", shard, "documents.parquet")):
            mine = batch.filter(pc.equal(batch["outcome"], ""))
            signatures, shingles = sign(mine, settings, corpus_bytes)
            published.write(signatures)
            mapped.write_batch(signatures)
            yield shingles

    with (
        TableWriter(folder / "signatures.parquet", schema.SIGNATURES) as published,
        mapped_writer(folder / "signatures.arrow", schema.SIGNATURES) as mapped,
    ):
        write_mapped(folder / "shingles.arrow", schema.SHINGLES, signed())
    return {}


def loss_checks(job: Job) -> list[brake.Check]:
    """The figures of the brake against their limits."""
    facts = [job.facts("RemoveBoilerplate", shard) for shard in range(len(_plan(job).shards))]
    groups = job.facts("FindDuplicates", 0)["groups"]
    sites: dict[str, brake.SiteLoss] = {}
    for one in facts:
        for site, loss in one["sites"].items():
            sites[site] = brake.add(sites.get(site, brake.SiteLoss(0, 0, 0)), brake.SiteLoss(*loss))
    read = sum(one["read"] for one in facts)
    losses = brake.Losses(read, sum(groups.values()), groups, sites)
    return brake.check(losses, settings_of(job).brake)


def check_loss(job: Job, _: int, folder: Path) -> Facts:
    """The figures of the brake, for the report: brake.json."""
    checks = [asdict(one) for one in loss_checks(job)]
    (folder / "brake.json").write_bytes(canonical(checks))
    return {}


def write_clean(job: Job, shard: int, folder: Path) -> Facts:
    """The rows of CLEAN: kept.parquet, dropped.parquet, outcomes.parquet."""
    ledger = outcomes.Ledger(
        repairs=read_table(job.product("RepairText", shard, "repairs.parquet")),
        removed=read_table(job.product("RemoveBoilerplate", shard, "removed-lines.parquet")),
        relations=read_table(job.product("FindDuplicates", 0, slice_name("relations", shard))),
    )
    with ExitStack() as stack:
        kept = stack.enter_context(TableWriter(folder / "kept.parquet", schema.KEPT))
        dropped = stack.enter_context(TableWriter(folder / "dropped.parquet", schema.DROPPED))
        rows = stack.enter_context(TableWriter(folder / "outcomes.parquet", schema.OUTCOMES))
        summaries = outcomes.summarize(ledger)
        for batch in read_batches(job.product("RemoveBoilerplate", shard, "documents.parquet")):
            written = outcomes.write_documents(batch, summaries)
            kept.write(written.kept)
            dropped.write(written.dropped)
            rows.write(written.outcomes)
    return {}
