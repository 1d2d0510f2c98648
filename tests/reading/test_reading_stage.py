"""The reading stage: rows of DOCUMENTS, whatever the batches."""

import pyarrow as pa
import pytest
from blake3 import blake3

from pipeline.reading import read_documents, stage
from pipeline.schema import DOCUMENTS
from pipeline.settings import Reading

FEED = b"".join(b'{"text": "Record %d of the feed"}\n' % number for number in range(25))


def _rows(data: bytes, name: str = "feed.jsonl") -> list[dict[str, object]]:
    return pa.Table.from_batches(
        list(stage.document_batches(read_documents(name, data, Reading())))
    ).to_pylist()


def test_rows_have_the_schema_and_figures_of_the_text_as_read() -> None:
    read = read_documents("bbc/a.txt", "Zwei Wörter \r\n".encode(), Reading())
    (batch,) = stage.document_batches(read)
    assert batch.schema == DOCUMENTS
    (row,) = batch.to_pylist()
    assert (row["document"], row["site"], row["text"]) == ("bbc/a.txt", "bbc", "Zwei Wörter\n")
    assert (row["words_in"], row["normalized_lines"], row["outcome"]) == (2, 1, "")
    assert row["digest_as_read"] == blake3("Zwei Wörter\n".encode()).hexdigest(length=16)


@pytest.mark.parametrize(("rows", "characters"), [(7, 1 << 20), (1000, 50), (1, 1)])
def test_any_batch_size_gives_the_same_rows(
    rows: int, characters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _rows(FEED)
    monkeypatch.setattr(stage, "BATCH_ROWS", rows)
    monkeypatch.setattr(stage, "BATCH_CHARACTERS", characters)
    batches = list(stage.document_batches(read_documents("feed.jsonl", FEED, Reading())))
    assert len(batches) > 1
    assert pa.Table.from_batches(batches).to_pylist() == whole
    assert [row["document"] for row in whole] == [f"feed.jsonl#{n}" for n in range(1, 26)]


def test_what_cannot_be_read_is_a_row() -> None:
    (row,) = _rows(b"\x89PNG\r\n\x1a\n\0\0", "bbc/a.txt")
    assert (row["outcome"], row["text"]) == ("unreadable", "")
    assert str(row["reason"]).startswith("binary: ")
    refused = stage.refused_document("bbc/b.txt", "link: links are not followed")
    (row,) = stage.document_batch([refused]).to_pylist()
    assert (row["document"], row["site"], row["outcome"]) == ("bbc/b.txt", "bbc", "unreadable")
    assert row["reason"] == "link: links are not followed"
