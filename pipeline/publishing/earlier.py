"""An earlier CLEAN whose documents count as kept: checked, named by its content, and read."""

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from pipeline import schema
from pipeline.errors import UsageError
from pipeline.publishing.manifest import NAME, read_manifest
from pipeline.store.durable import digest_file

_ANOTHER = "give the folder of an earlier run as [duplicates] against, or take the setting out"


def earlier_clean(against: str, raw: Path, clean: Path) -> tuple[Path, str]:
    """The folder and the digest of its manifest, which names every byte of it.

    Raises UsageError for a folder that is none of an earlier run, or that this run reads or writes.
    """
    folder = Path(os.path.realpath(against))
    if not folder.is_dir():
        raise UsageError("the earlier CLEAN is not there", str(folder), _ANOTHER)
    for other, what in ((clean, "CLEAN itself"), (raw, "RAW")):
        if folder == other or folder in other.parents or other in folder.parents:
            raise UsageError(f"[duplicates] against names {what}", str(folder), _ANOTHER)
    manifest = read_manifest(folder)
    if manifest is None:
        raise UsageError("[duplicates] against is not the output of a run", str(folder), _ANOTHER)
    if manifest.get("schema") != 1:
        do = "run copydesk there once more, which makes it anew"
        raise UsageError("another version made the earlier CLEAN", str(folder), do)
    return folder, digest_file(folder / NAME)


def earlier_parts(folder: Path, digest: str) -> list[Path]:
    """The files of kept documents of an earlier CLEAN, every byte checked.

    Raises UsageError when it is no longer what the digest says.
    """
    manifest = read_manifest(folder)
    if manifest is None or digest_file(folder / NAME) != digest:
        raise UsageError("the earlier CLEAN has changed meanwhile", str(folder), "run again")
    listed = {
        folder / name: entry["digest"]
        for name, entry in manifest["files"].items()
        if name.startswith("documents/")
    }
    for path, expected in listed.items():
        if not path.is_file() or digest_file(path) != expected:
            raise UsageError("a file of the earlier CLEAN is damaged or gone", str(path), _ANOTHER)
    return sorted(listed)


def earlier_documents(path: Path) -> Iterator[pa.RecordBatch]:
    """DOCUMENTS of a part of an earlier CLEAN, their names marked with `schema.AGAINST`; what says
    how they were read is null."""
    import pyarrow.compute as pc

    from pipeline.publishing.tables import read_batches

    for batch in read_batches(path, ["document", "site", "date", "text"]):
        given = {name: batch[name] for name in batch.schema.names}
        given["document"] = pc.binary_join_element_wise(schema.AGAINST, batch["document"], "")
        blank = pa.array([""] * batch.num_rows, pa.string())
        given |= {"outcome": blank, "digest_as_read": blank}
        columns = [
            given.get(field.name, pa.nulls(batch.num_rows, field.type))
            for field in schema.DOCUMENTS
        ]
        yield pa.record_batch(columns, schema=schema.DOCUMENTS)
