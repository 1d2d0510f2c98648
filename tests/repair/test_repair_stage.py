"""The repair stage: repaired documents and their ledger, whatever the batches."""

import pyarrow as pa

from pipeline.reading.document import Document
from pipeline.reading.stage import document_batch
from pipeline.repair import Repair, undo_repairs
from pipeline.repair.stage import repair_documents
from pipeline.schema import DOCUMENTS, REPAIRS
from pipeline.settings import Repair as RepairSettings

TEXTS = [
    "The cafÃ© was full.\nIt stayed so.",
    "Nothing to do here.",
    "Fish &amp; chips, two\x0blines",
]


def _batch() -> pa.RecordBatch:
    return document_batch([Document(f"bbc/{n}.txt", text=text) for n, text in enumerate(TEXTS)])


def test_repaired_rows_and_their_ledger() -> None:
    batch = _batch()
    documents, ledger = repair_documents(batch, None)
    assert (documents.schema, ledger.schema) == (DOCUMENTS, REPAIRS)
    assert documents.drop_columns("text").equals(batch.drop_columns("text"))
    assert documents.column("text").to_pylist() == [
        "The café was full.\nIt stayed so.",
        TEXTS[1],
        "Fish & chips, two lines",
    ]
    assert [(row["document"], row["rule"]) for row in ledger.to_pylist()] == [
        ("bbc/0.txt", "repair.encoding"),
        ("bbc/2.txt", "repair.control"),
        ("bbc/2.txt", "repair.entity"),
    ]


def test_the_ledger_leads_back() -> None:
    documents, ledger = repair_documents(_batch(), None)
    for name, text, before in zip(
        documents.column("document").to_pylist(),
        documents.column("text").to_pylist(),
        TEXTS,
        strict=True,
    ):
        rows = [row for row in ledger.to_pylist() if row.pop("document") == name]
        assert undo_repairs(text, tuple(Repair(**row) for row in rows)) == before


def test_any_batch_size_gives_the_same_rows() -> None:
    batch = _batch()
    whole = [part.to_pylist() for part in repair_documents(batch, None)]
    cut = [repair_documents(batch.slice(at, 1), None) for at in range(batch.num_rows)]
    assert [row for documents, _ in cut for row in documents.to_pylist()] == whole[0]
    assert [row for _, ledger in cut for row in ledger.to_pylist()] == whole[1]


def test_quotes_follow_the_settings() -> None:
    batch = document_batch([Document("a.txt", text="‘Aye’, he said: ''no''")])
    kept, _ = repair_documents(batch, RepairSettings())
    straight, _ = repair_documents(batch, RepairSettings(quotes="straight"))
    mended, _ = repair_documents(batch, RepairSettings(quotes="repair"))
    assert kept.equals(batch)
    assert straight.column("text").to_pylist() == ["'Aye', he said: ''no''"]
    assert mended.column("text").to_pylist() == ['‘Aye’, he said: "no"']
