"""Takedown: documents that a [[forget]] names are left out right after they were read.

A text is named by its digest, wherever it stands. A whole file is also named by its path, so that a
page fetched again with another advertisement stays away; a record of a container is not, because
its number names another record as soon as the container grows.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.decisions import Decisions
from pipeline.schema import FORGOTTEN


def forget(documents: pa.RecordBatch, decisions: Decisions) -> tuple[pa.RecordBatch, pa.Table]:
    """DOCUMENTS as read in; DOCUMENTS without the forgotten ones, and a row (FORGOTTEN) each."""
    if not decisions.forget:
        return documents, FORGOTTEN.empty_table()
    texts: dict[str, int] = {}
    files: dict[str, int] = {}
    for entry, one in enumerate(decisions.forget, 1):
        texts.setdefault(one.digest, entry)
        if one.document and "#" not in one.document:
            files.setdefault(one.document, entry)
    rows: list[Mapping[str, Any]] = []
    stays: list[bool] = []
    names = documents.column("document").to_pylist()
    for name, digest in zip(names, documents.column("digest_as_read").to_pylist(), strict=True):
        entry = texts.get(digest) or files.get(name) or 0
        stays.append(not entry)
        if entry:
            rows.append({"entry": entry, "document": name, "changed": digest not in texts})
    left = documents.filter(pa.array(stays, pa.bool_()))
    return left, pa.Table.from_pylist(rows, schema=FORGOTTEN)


def as_obeyed(forgotten: pa.Table) -> pa.Table:
    """Rows of FORGOTTEN as rows of OBEYED."""
    return pa.table(
        {
            "decision": pa.repeat("forget", forgotten.num_rows),
            "entry": forgotten["entry"],
            "document": forgotten["document"],
        }
    )


def stale_takedowns(
    decisions: Decisions, forgotten: pa.Table, documents: pa.ChunkedArray
) -> list[str]:
    """What a person should know: texts that changed, records that moved, what is gone from RAW."""
    said: list[str] = []
    changed = forgotten.filter(forgotten["changed"])
    for entry, name in zip(
        changed["entry"].to_pylist(), changed["document"].to_pylist(), strict=True
    ):
        said.append(
            f"Decision [[forget]] number {entry}: {name} has changed since the decision was made, "
            "and is left out all the same."
        )
    done = set(forgotten["entry"].to_pylist())
    there = set(documents.filter(pc.match_substring(documents, "#")).to_pylist())
    idle = 0
    for entry, one in enumerate(decisions.forget, 1):
        if entry not in done and one.document in there:
            said.append(
                f"Decision [[forget]] number {entry}: {one.document} holds another text by now, "
                "and was not left out."
            )
        elif entry not in done:
            idle += 1
    if idle:
        said.append(
            f"{idle:,} of {len(decisions.forget):,} takedowns found nothing: their texts are no "
            "longer in RAW."
        )
    return said
