"""Duplicates: exact, near, contained, updated and variant, verified against the kept document.

A document goes when at least `threshold` of it stands in a document that is kept, and both tell the
same facts. Signatures only find candidates; every figure given is exact.

>>> story = "The ferry left the pier at nine and came back before noon with forty guests."
>>> similarity(story, story.upper()).relation
'exact'
>>> similarity(story, "The tram runs again.").covered
0.0
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.duplicates.passages import Passage, shared_passages
from pipeline.settings import Duplicates

__all__ = [
    "Passage",
    "Relation",
    "Similarity",
    "find_relations",
    "shared_passages",
    "similarity",
]


@dataclass(frozen=True, slots=True)
class Similarity:
    """How much of one text stands in another.

    `covered` is the share of the first text's shingles (runs of five words) that stand in the
    second, `jaccard` and `containment` those shared over all, and over those of the shorter; all 0
    to 1. `shared_words` are words of the first in shared shingles. `relation` is exact, near,
    contained, updated, variant, or empty: whether the first would go if the second were kept.
    """

    covered: float
    jaccard: float
    containment: float
    shared_words: int
    relation: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A text and the kept text it was verified against, by their places in the list, from 0."""

    document: int
    kept: int
    relation: str
    dropped: bool
    covered: float
    jaccard: float
    containment: float
    shared_words: int
    reason: str


def similarity(a: str, b: str, settings: Duplicates | None = None) -> Similarity:
    """How much of `a` stands in `b`; only words count, not case, punctuation or quote style.

    >>> similarity("Two three four five six.", "One, two, three, four, five, six!")
    Similarity(covered=1.0, jaccard=0.5, containment=1.0, shared_words=5, relation='')

    Texts under eight shingles, as these, are copies only when equal.
    """
    from pipeline.duplicates.signing import content_of
    from pipeline.duplicates.verify import (
        figures,
        kind_of_change,
        kind_of_copy,
        shared_words,
        told_otherwise,
    )

    ours, theirs = content_of(a), content_of(b)
    counted = figures(ours, theirs)
    relation = kind_of_copy(counted, (settings or Duplicates()).threshold)
    if relation and told_otherwise(ours, theirs):
        relation = kind_of_change(ours, theirs)
    return Similarity(
        counted.covered,
        counted.jaccard,
        counted.containment,
        shared_words(ours, theirs),
        relation,
    )


def find_relations(texts: Sequence[str], settings: Duplicates | None = None) -> list[Relation]:
    """Copies among texts, each verified against the text that is kept; sorted by document.

    >>> story = "The ferry left the pier at nine and came back before noon with forty guests."
    >>> [(one.document, one.kept, one.relation) for one in find_relations([story, "", story])]
    [(2, 0, 'exact')]
    """
    import pyarrow as pa

    from pipeline import schema
    from pipeline.decisions import Decisions
    from pipeline.duplicates.stage import find_duplicates, sign_documents

    settings = settings or Duplicates()
    width = len(str(len(texts)))
    blank = {"outcome": "", "site": "", "date": "", "digest_as_read": "", "flags": []}
    rows = [
        blank | {"document": f"{at:0{width}}", "text": text.encode("utf-8", "replace").decode()}
        for at, text in enumerate(texts)
    ]
    signatures, shingles = sign_documents(
        pa.RecordBatch.from_pylist(rows, schema.DOCUMENTS), settings
    )
    found = find_duplicates(
        [pa.Table.from_batches([signatures])],
        [pa.Table.from_batches([shingles])],
        settings,
        Decisions(),
    )
    columns = ("document", "kept", "relation", "dropped", "covered", "jaccard")
    more = ("containment", "shared_words", "reason")
    return [
        Relation(
            int(row["document"]), int(row["kept"]), *[row[name] for name in columns[2:] + more]
        )
        for row in found.relations.to_pylist()
    ]
