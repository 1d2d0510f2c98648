"""Small corpora as the stages see them, and texts of our own to fill them."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipeline import schema
from pipeline.decisions import Decisions
from pipeline.duplicates.stage import find_duplicates, sign_documents
from pipeline.settings import Duplicates

_LISTED = (
    "harbour tram bell tide chowder lantern pilot gull ferry bakery poem anchor comet bridge choir "
    "letter kettle garden ladder museum pocket rumour saddle timber umbrella violin walnut yellow"
)
WORDS = _LISTED.split()


def words(count: int, seed: int) -> list[str]:
    """Words without figures or capitals; two seeds share no run of five but by chance."""
    draw = random.Random(seed)
    return [
        f"{draw.choice(WORDS)}{draw.choice('abcdefghij')}{draw.choice('klmnop')}"
        for _ in range(count)
    ]


def text(count: int, seed: int) -> str:
    """A text of that many words."""
    return " ".join(words(count, seed))


def batch(texts: Mapping[str, str], **columns: Mapping[str, str]) -> pa.RecordBatch:
    """DOCUMENTS: a row a name and text; columns such as date={"a": "2031-01-01"}."""
    blank: dict[str, Any] = dict.fromkeys(schema.DOCUMENTS.names, "")
    blank |= {"encoding_confidence": 1.0, "flags": [], "normalized_lines": 0, "words_in": 0}
    rows = [
        blank
        | {"document": name, "text": one, "digest_as_read": f"digest of {one[:40]} {len(one)}"}
        | {column: values[name] for column, values in columns.items() if name in values}
        for name, one in texts.items()
    ]
    return pa.RecordBatch.from_pylist(rows, schema.DOCUMENTS)


def run(
    shards: Sequence[pa.RecordBatch],
    settings: Duplicates | None = None,
    decisions: Decisions | None = None,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of RELATIONS and OBEYED of shards of documents."""
    settings = settings or Duplicates()
    signed = [sign_documents(shard, settings) for shard in shards]
    found = find_duplicates(
        [pa.Table.from_batches([one]) for one, _ in signed],
        [pa.Table.from_batches([two]) for _, two in signed],
        settings,
        decisions or Decisions(),
    )
    assert found.relations.schema == schema.RELATIONS
    assert found.obeyed.schema == schema.OBEYED
    return found.relations.to_pylist(), found.obeyed.to_pylist()


def dropped(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Dropped document -> the one it was dropped for."""
    return {row["document"]: row["kept"] for row in rows if row["dropped"]}
