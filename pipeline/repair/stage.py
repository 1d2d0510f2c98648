"""The repair stage: documents as read in, documents repaired and the ledger of repairs out."""

from typing import Any

import pyarrow as pa

from pipeline.repair import Repair, repair_text
from pipeline.schema import DOCUMENTS, REPAIRS
from pipeline.settings import Repair as RepairSettings

_LEDGER = [name for name in REPAIRS.names if name != "document"]


def repair_documents(
    documents: pa.RecordBatch, settings: RepairSettings | None = None
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The batch (DOCUMENTS) with repaired texts, and a row a repair (REPAIRS) in its order.

    Each document stands alone: any cut into batches gives the same rows.
    """
    settings = settings or RepairSettings()
    texts: list[str] = []
    flags: list[list[str]] = []
    names: list[str] = []
    repairs: list[Repair] = []
    columns = [documents.column(name).to_pylist() for name in ("document", "text", "flags")]
    for name, text, known in zip(*columns, strict=True):
        repaired = repair_text(text, settings)
        texts.append(repaired.text)
        flags.append([*known, *(flag for flag in repaired.flags if flag not in known)])
        repairs += repaired.repairs
        names += [name] * len(repaired.repairs)
    values = {column: [getattr(repair, column) for repair in repairs] for column in _LEDGER}
    ledger = pa.RecordBatch.from_pydict({"document": names, **values}, schema=REPAIRS)
    repaired_documents = _replaced(_replaced(documents, "text", texts), "flags", flags)
    return repaired_documents, ledger


def _replaced(documents: pa.RecordBatch, name: str, values: list[Any]) -> pa.RecordBatch:
    field = DOCUMENTS.field(name)
    index = documents.schema.get_field_index(name)
    return documents.set_column(index, field, pa.array(values, field.type))
