"""What the report shows of each document, drawn shard by shard and kept for the next runs.

It hangs on a choice among all documents, so it is made while Publish is at work; but a shard that
nothing changed in is found in the store, as a product of its own.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pyarrow as pa

from pipeline.publishing.parts import link
from pipeline.publishing.tables import read_table, write_table
from pipeline.report.chunks import FOLDER
from pipeline.report.evidence import Shard
from pipeline.report.listing import Listing
from pipeline.report.records import CARDS, Drawn, draw
from pipeline.store.durable import digest_bytes
from pipeline.store.products import canonical, product_key
from pipeline.versions import RECORDS
from tasks.work import Job, stage_keys

STAGE = "DrawRecords"
READ = (  # the files that a shard is drawn from
    ("WriteClean", "outcomes.parquet"),
    ("WriteClean", "kept.parquet"),
    ("WriteClean", "dropped.parquet"),
    ("RemoveBoilerplate", "removed-lines.parquet"),
    ("RepairText", "repairs.parquet"),
)
_CARDS = "cards.parquet"


def link_drawn(
    job: Job, shards: tuple[Shard, ...], listed: Listing, folder: Path
) -> Iterator[Drawn]:
    """The shards of a run as the page shows them, drawn where the store has none that fit; their
    chunks are linked into CLEAN, which is `folder`."""
    (folder / FOLDER).mkdir(parents=True)
    keys: list[str] = []
    numbers = listed.documents["shard"].to_numpy()
    for number, shard in enumerate(shards):
        first, last = numbers.searchsorted([number, number + 1]).tolist()
        mine = listed.documents.slice(first, last - first)
        keys.append(_key(job, number, mine))
        if not job.store.has(STAGE, keys[-1]):
            _draw(job, shard, mine, keys[-1])
        chunks = [(name, count) for name, count in job.store.facts(STAGE, keys[-1])["chunks"]]
        for name, _ in chunks:
            source = job.store.path(STAGE, keys[-1], f"{name}.js")
            link(source, folder / FOLDER / source.name)
        yield Drawn(chunks, partial(read_table, job.store.path(STAGE, keys[-1], _CARDS)))
    job.store.finish_stage(job.plan, STAGE, keys)  # so that nobody collects them


def _key(job: Job, shard: int, listed: pa.Table) -> str:
    chosen = canonical(listed.select(["document", "with_text"]).to_pydict())
    read = [
        job.store.facts(stage, stage_keys(job.shared, job.plan, stage)[shard])["files"][file]
        for stage, file in READ
    ]
    return product_key(STAGE, {"records": RECORDS}, [*read, digest_bytes(chosen)])


def _draw(job: Job, shard: Shard, listed: pa.Table, key: str) -> None:
    cards: dict[str, tuple[str, str]] = {}
    with job.store.new(STAGE, key) as (folder, facts):
        facts["chunks"] = []
        for name, count, data in draw(shard, listed, cards):
            (folder / f"{name}.js").write_bytes(data)
            facts["chunks"].append([name, count])
        write_table(folder / _CARDS, _table(cards))


def _table(cards: Mapping[str, tuple[str, str]]) -> pa.Table:
    rows = [dict(zip(CARDS.names, (name, *card), strict=True)) for name, card in cards.items()]
    return pa.Table.from_pylist(rows, schema=CARDS)
