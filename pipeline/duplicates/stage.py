"""The two stages of this room, from Arrow to Arrow: SignDocuments a shard, FindDuplicates the
corpus."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from blake3 import blake3

from pipeline import schema
from pipeline.decisions import Decisions
from pipeline.duplicates.decided import Decided, decided
from pipeline.duplicates.facts import Fact
from pipeline.duplicates.groups import Rules, Signed, Tie, lead
from pipeline.duplicates.order import sortable_date
from pipeline.duplicates.rows import relations_table
from pipeline.duplicates.signing import sign
from pipeline.duplicates.verify import Content
from pipeline.settings import Duplicates


def sign_documents(
    documents: pa.RecordBatch,
    settings: Duplicates,  # noqa: ARG001  the scheme is one for all; settings decide when comparing
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """SIGNATURES and SHINGLES of the readable documents of a shard, in their order."""
    readable = documents.filter(pc.not_equal(documents["outcome"], "unreadable"))
    texts = readable["text"].to_pylist()
    signatures, contents = sign(texts)
    names = readable["document"]
    signature_columns = [
        names,
        readable["site"],
        readable["date"],
        pa.array([blake3(text.encode()).hexdigest(length=16) for text in texts], pa.string()),
        readable["digest_as_read"],
        pa.array(signatures.shingles),
        pa.array(signatures.set_digests, pa.string()),
        pa.array(signatures.facts_digests),
        _lists(signatures.values),
        signatures.sketches,
    ]
    content_columns = [names, contents.shingles, contents.weights, contents.facts]
    return (
        pa.record_batch(signature_columns, schema=schema.SIGNATURES),
        pa.record_batch(content_columns, schema=schema.SHINGLES),
    )


def _lists(values: np.ndarray) -> pa.ListArray:
    offsets = np.arange(len(values) + 1, dtype=np.int32) * (values.shape[1] if len(values) else 0)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values.ravel()))


def find_duplicates(
    signatures: Sequence[pa.Table],
    shingles: Sequence[pa.Table],
    settings: Duplicates,
    decisions: Decisions,
) -> tuple[pa.Table, pa.Table]:
    """RELATIONS and OBEYED of a corpus; one table a shard of each input, in the same order.

    RELATIONS is sorted by document and kept: one dropped row a document that is dropped; other rows
    tell what was close and stays.
    """
    columns = pa.concat_tables([schema.SIGNATURES.empty_table(), *signatures])
    names = columns["document"].to_pylist()
    word = decided(names, columns["digest_as_read"].to_pylist(), decisions)
    documents = _documents(columns, shingles)
    rules = Rules(
        settings.threshold, frozenset(settings.drop), frozenset(word.keep), frozenset(word.apart)
    )
    rank = _ranks(columns)
    order = sorted(range(len(names)), key=lambda at: (at not in word.keep, rank[at]))
    ties = lead(documents, order, rules)
    obeyed = _obeyed(names, rank, ties, word)
    return relations_table(documents, ties, settings.threshold), obeyed


def _documents(columns: pa.Table, shingles: Sequence[pa.Table]) -> list[Signed]:
    contents = chain.from_iterable(_contents(table) for table in shingles)
    rows = zip(
        columns["document"].to_pylist(),
        columns["set_digest"].to_pylist(),
        columns["signature"].to_numpy(),
        columns["sketch"].to_pylist(),
        contents,
        strict=True,
    )
    return [Signed(name, "", *rest) for name, *rest in rows]


def _contents(table: pa.Table) -> Iterable[Content]:
    for row in table.to_pylist():
        found = [Fact(**fact) for fact in row["facts"]]
        yield Content(row["shingles"], frozenset(row["shingles"]), row["weights"], found)


def _ranks(columns: pa.Table) -> list[tuple[int, str, str, str]]:
    """What orders leaders: the most complete, the earliest, then digest and name."""
    return list(
        zip(
            pc.negate(columns["shingles"]).to_pylist(),
            map(sortable_date, columns["date"].to_pylist()),
            columns["digest"].to_pylist(),
            columns["document"].to_pylist(),
            strict=True,
        )
    )


def _obeyed(
    names: Sequence[str],
    rank: Sequence[tuple[int, str, str, str]],
    ties: Sequence[Tie],
    word: Decided,
) -> pa.Table:
    """A row an entry and document whose fate or ties an entry changed."""
    rows: set[tuple[str, int, str]] = set()
    for tie in ties:
        if tie.verdict == "held":
            rows.add(("keep", word.keep[tie.document], names[tie.document]))
        elif tie.verdict == "apart":
            pair = (min(tie.document, tie.kept), max(tie.document, tie.kept))
            rows.add(("not_duplicate", word.apart[pair], names[tie.document]))
        elif tie.dropped and tie.kept in word.keep and rank[tie.document] < rank[tie.kept]:
            rows.add(("keep", word.keep[tie.kept], names[tie.kept]))
    kinds, entries, documents = zip(*sorted(rows), strict=True) if rows else ((), (), ())
    return pa.table(
        [
            pa.array(kinds, pa.string()),
            pa.array(entries, pa.int32()),
            pa.array(documents, pa.string()),
        ],
        schema=schema.OBEYED,
    )
