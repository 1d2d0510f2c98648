"""A corpus as the plain path reads it: a value a document, from the tables of all shards."""

from collections.abc import Iterator, Sequence
from itertools import chain

import pyarrow as pa

from pipeline.duplicates.columns import Tables
from pipeline.duplicates.facts import Fact
from pipeline.duplicates.groups import Signed
from pipeline.duplicates.verify import Content


def signed_documents(tables: Tables, scopes: Sequence[str]) -> list[Signed]:
    """The documents of a corpus, in their order."""
    signatures = tables.signatures
    rows = zip(
        signatures["document"].to_pylist(),
        scopes,
        signatures["set_digest"].to_pylist(),
        signatures["facts_digest"].to_pylist(),
        signatures["signature"].to_numpy(),
        signatures["sketch"].to_pylist(),
        chain.from_iterable(_contents(table) for table in tables.shingles),
        strict=True,
    )
    return [Signed(*row) for row in rows]


def _contents(table: pa.Table) -> Iterator[Content]:
    for row in table.to_pylist():
        facts = [Fact(**fact) for fact in row["facts"]]
        yield Content(row["shingles"], frozenset(row["shingles"]), row["weights"], facts)
