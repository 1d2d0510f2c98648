"""Before publishing: the brake, and what --strict stops for."""

from collections.abc import Iterator

import pyarrow.compute as pc

from pipeline.errors import UnreadableError
from pipeline.publishing import brake
from pipeline.publishing.outcomes import UNREADABLE
from pipeline.publishing.tables import read_batches
from tasks.work import Job, loss_checks, plan_of


def check_before_publish(job: Job, *, accept: bool, strict: bool) -> None:
    """Raise BrakeError for an unusual loss unless accepted, UnreadableError under `strict`."""
    if strict:
        _stop_for_unreadable(job)
    if not accept:
        brake.stop_if_exceeded(loss_checks(job))


def _stop_for_unreadable(job: Job) -> None:
    names = list(_unreadable(job))
    if names:
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        what = f"{len(names):,} documents could not be read, so nothing was published"
        raise UnreadableError(what, shown, "mend or remove them, or run without --strict")


def _unreadable(job: Job) -> Iterator[str]:
    for shard in range(len(plan_of(job.shared, job.plan).shards)):
        path = job.product("RemoveBoilerplate", shard, "documents.parquet")
        for batch in read_batches(path, ["document", "outcome"]):
            mine = batch.filter(pc.equal(batch["outcome"], UNREADABLE))
            yield from mine["document"].to_pylist()
