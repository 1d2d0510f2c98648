"""A person's decisions in this room: documents that stay, pairs that are never tied."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline import schema
from pipeline.decisions import Decisions, Known
from pipeline.duplicates.groups import Tie


@dataclass(frozen=True, slots=True)
class Decided:
    """Entries of decisions.toml (from 1) by the document, or pair of documents, they mean."""

    keep: dict[int, int]
    apart: dict[tuple[int, int], int]


def decided(signatures: pa.Table, decisions: Decisions) -> Decided:
    """Which rows of SIGNATURES the entries mean; an entry that means none is left out.

    A document of an earlier run is meant by its name alone.
    """
    if not (decisions.keep or decisions.not_duplicate):
        return Decided({}, {})
    names = signatures["document"].to_pylist()
    at = {name: place for place, name in enumerate(names)}
    ours = signatures.filter(pc.invert(pc.starts_with(signatures["document"], schema.AGAINST)))
    known = Known(ours["document"].to_pylist(), ours["digest_as_read"].to_pylist())

    def meant(document: str, digest: str) -> str:
        if document.startswith(schema.AGAINST):
            return document if document in at else ""
        return known.meant(document, digest).document

    keep: dict[int, int] = {}
    apart: dict[tuple[int, int], int] = {}
    for entry, one in enumerate(decisions.keep, 1):
        if found := known.meant(one.document, one.digest).document:
            keep.setdefault(at[found], entry)
    for entry, pair in enumerate(decisions.not_duplicate, 1):
        both = [
            meant(document, digest)
            for document, digest in zip(pair.documents, pair.digests, strict=True)
        ]
        if all(both) and both[0] != both[1]:
            first, second = sorted(at[name] for name in both)
            apart.setdefault((first, second), entry)
    return Decided(keep, apart)


def obeyed_table(
    names: Sequence[str],
    order: NDArray[np.int64],
    ties: Sequence[Tie],
    word: Decided,
) -> pa.Table:
    """OBEYED: a row an entry and document whose fate or ties the entry changed.

    `order` is that of leaders, had nobody decided anything.
    """
    rank = np.argsort(order)
    rows: set[tuple[str, int, str]] = set()
    for tie in ties:
        if tie.verdict == "held":
            rows.add(("keep", word.keep[tie.document], names[tie.document]))
        elif tie.verdict == "apart":
            pair = (min(tie.document, tie.kept), max(tie.document, tie.kept))
            rows.add(("not_duplicate", word.apart[pair], names[tie.document]))
        elif tie.dropped and tie.kept in word.keep and rank[tie.document] < rank[tie.kept]:
            rows.add(("keep", word.keep[tie.kept], names[tie.kept]))
    columns = zip(*sorted(rows), strict=True) if rows else ((), (), ())
    fields = zip(columns, schema.OBEYED, strict=True)
    return pa.table([pa.array(c, field.type) for c, field in fields], schema=schema.OBEYED)
