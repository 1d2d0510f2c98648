"""FindDuplicates as work: maps what was signed, calls the room, writes its product."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import schema
from pipeline.publishing.tables import Mapped, mapped_writer, write_mapped, write_table
from pipeline.store.products import canonical
from tasks.work import Facts, Job, decisions_of, plan_of, settings_of, slice_name

_SCRATCH = ".scratch"


def find_duplicates(job: Job, _: int, folder: Path) -> Facts:
    """Verified relations: relations.parquet, obeyed.parquet, a slice a shard, and the index."""
    from pipeline.duplicates.stage import find_duplicates as find

    shards = range(len(plan_of(job.shared, job.plan).shards))
    signatures = Mapped(job.product("SignDocuments", shard, "signatures.arrow") for shard in shards)
    shingles = Mapped(job.product("SignDocuments", shard, "shingles.arrow") for shard in shards)
    earlier = Mapped(_signed_earlier(job, folder))

    def release() -> None:
        for one in (signatures, shingles, earlier):
            one.release()

    done = find(
        [*signatures.tables, *earlier.tables[:1]],
        [*shingles.tables, *earlier.tables[1:]],
        settings_of(job).duplicates,
        decisions_of(job),
        release,
    )
    found = done.relations
    write_table(folder / "relations.parquet", found)
    write_table(folder / "obeyed.parquet", done.obeyed)
    for shard, table in enumerate(signatures.tables):
        mine = found.filter(pc.is_in(found["document"], table["document"].combine_chunks()))
        write_table(folder / slice_name("relations", shard), mine)
    every = pa.concat_tables([schema.SIGNATURES.empty_table(), *signatures.tables])
    _write_index(job, folder, every, found, release)
    for scratch in folder.glob(f"*{_SCRATCH}"):
        scratch.unlink()
    inexact = found.filter(pc.and_(found["dropped"], pc.not_equal(found["relation"], "exact")))
    groups = pc.value_counts(inexact["kept"]).to_pylist()
    counted = {row["values"]: row["counts"] for row in groups}
    return {"groups": counted, "capped": done.capped}


def _signed_earlier(job: Job, folder: Path) -> list[Path]:
    """Signatures and shingles of the documents of an earlier CLEAN, from their texts, so that it
    does not matter which version made it; nothing where none is named."""
    from pipeline.duplicates.stage import sign_documents as sign
    from pipeline.publishing.earlier import earlier_documents, earlier_parts

    settings = settings_of(job).duplicates
    if not settings.against:
        return []
    parts = earlier_parts(Path(job.against), settings.against)
    size = sum(path.stat().st_size for path in parts)
    paths = [folder / f"earlier-{name}{_SCRATCH}" for name in ("signatures", "shingles")]
    kinds = (schema.SIGNATURES, schema.SHINGLES)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(mapped_writer(path, columns))
            for path, columns in zip(paths, kinds, strict=True)
        ]
        for part in parts:
            for batch in earlier_documents(part):
                for writer, rows in zip(writers, sign(batch, settings, size), strict=True):
                    writer.write_batch(rows)
    return paths


def _write_index(
    job: Job,
    folder: Path,
    signatures: pa.Table,
    relations: pa.Table,
    release: Callable[[], None],
) -> None:
    """What `query` reads: names.arrow, postings.arrow, scheme.json."""
    from pipeline.duplicates import index

    release()
    dropped = relations.filter(relations["dropped"])["document"]
    kept = index.kept_documents(signatures, dropped)
    versions = plan_of(job.shared, job.plan).head.versions
    signed = ("stage duplicates", "datasketch")
    name = settings_of(job).duplicates.signatures
    scheme = index.scheme({one: versions[one] for one in signed}, name)
    (folder / "scheme.json").write_bytes(canonical(scheme))
    write_mapped(folder / "names.arrow", schema.NAMES, index.names(signatures, kept))
    write_mapped(
        folder / "postings.arrow", schema.POSTINGS, index.postings(signatures, kept, release)
    )
