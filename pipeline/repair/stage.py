"""The repair stage: documents as read in, documents repaired and the ledger of repairs out."""

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
    names: list[str] = []
    repairs: list[Repair] = []
    for name, text in zip(
        documents.column("document").to_pylist(), documents.column("text").to_pylist(), strict=True
    ):
        repaired = repair_text(text, settings)
        texts.append(repaired.text)
        repairs += repaired.repairs
        names += [name] * len(repaired.repairs)
    columns = {column: [getattr(repair, column) for repair in repairs] for column in _LEDGER}
    ledger = pa.RecordBatch.from_pydict({"document": names, **columns}, schema=REPAIRS)
    index = documents.schema.get_field_index("text")
    field = DOCUMENTS.field("text")
    return documents.set_column(index, field, pa.array(texts, field.type)), ledger
