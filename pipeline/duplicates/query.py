"""Asking whether a text is in a corpus: candidates by the index, then exact figures.

No bound of `groups` holds here but how many candidates are verified: the nearest documents are
told, whether or not the text would go for one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipeline.duplicates.bands import band_keys, minhash
from pipeline.duplicates.index import SKETCH_SHIFT, set_key
from pipeline.duplicates.signatures import BANDS, LEGACY, set_digest, sketch
from pipeline.duplicates.signing import content_of
from pipeline.duplicates.verify import (
    Content,
    Figures,
    figures,
    kind_of_change,
    kind_of_copy,
    shared_words,
    told_otherwise,
    words,
)

READ = 8  # candidates verified, the likeliest first
_IN_BAND, _IN_SKETCH = 1024, 64  # documents read of a key; an equal set is found by its own key
_EQUAL = 1 << 20  # an equal set outweighs any number of other keys


@dataclass(frozen=True, slots=True)
class Nearest:
    """A kept document near to the text asked for.

    Figures are those of `Similarity`: `covered` is the share of the text that stands in the
    document. `relation` is what the text would be to it, empty when it would stay for other reasons
    than facts.
    """

    document: str
    relation: str
    covered: float
    jaccard: float
    containment: float
    shared_words: int


@dataclass(frozen=True, slots=True)
class Index:
    """The index as read: NAMES, POSTINGS (a chunk a kind of key), the scheme of its signatures and
    the permutations (2 x n)."""

    names: pa.Table
    postings: pa.Table
    scheme: str
    permutations: NDArray[np.unsignedinteger[Any]]


def likely(index: Index, asked: Content) -> list[str]:
    """Documents that may hold much of the text or stand in it, the likeliest first, at most READ.

    The same whatever the order of files; ties by name.
    """
    if not asked.distinct:
        return []
    keys, rows = index.postings["key"].chunks, index.postings["row"].chunks
    values = minhash(asked.distinct, index.permutations, index.scheme)
    bands = [int(band_keys(values, band)[0]) >> 32 for band in range(BANDS)]
    found = [_rows(keys[band], rows[band], key, _IN_BAND) for band, key in enumerate(bands)]
    for value in sketch(list(asked.distinct)):
        found.append(_rows(keys[-1], rows[-1], value >> SKETCH_SHIFT, _IN_SKETCH))
    equal = _rows(keys[-2], rows[-2], set_key(set_digest(list(asked.distinct))), _IN_BAND)
    met, hits = np.unique(np.concatenate([*found, equal]), return_counts=True)
    hits = hits + np.isin(met, equal) * _EQUAL
    order = np.argsort(-hits, kind="stable")[:READ]
    named: list[str] = index.names["document"].take(pa.array(met[order])).to_pylist()
    return named


def _rows(keys: pa.Array, rows: pa.Array, key: int, most: int) -> NDArray[np.uint32]:
    """The rows with a key, at most so many."""
    held = keys.to_numpy()
    start = int(np.searchsorted(held, np.uint32(key)))
    end = int(np.searchsorted(held, np.uint32(key), side="right"))
    found: NDArray[np.uint32] = rows.to_numpy()[start : min(end, start + most)]
    return found


def nearest(asked: Content, texts: Mapping[str, str], threshold: float) -> list[Nearest]:
    """The documents that share a shingle with the text, the one that covers it best first.

    `texts` holds the candidates' cleaned texts by name.
    """
    compared = [
        (name, _compare(asked, content_of(text), threshold)) for name, text in texts.items()
    ]
    shared = [(name, *one) for name, one in compared if one[0].shared]
    shared.sort(key=lambda one: (-one[1].covered, -one[1].jaccard, one[0]))
    return [
        Nearest(name, relation, found.covered, found.jaccard, found.containment, count)
        for name, found, relation, count in shared
    ]


def _compare(ours: Content, theirs: Content, threshold: float) -> tuple[Figures, str, int]:
    """Figures, relation and shared words, by the rules that `groups` has."""
    counted = figures(ours, theirs)
    count = shared_words(ours, theirs)
    relation = kind_of_copy(counted, threshold)
    if count < threshold * words(ours):
        relation = ""
    if relation and told_otherwise(ours, theirs):
        relation = kind_of_change(ours, theirs)
    return counted, relation, count


def index_of(names: pa.Table, postings: pa.Table, scheme: Mapping[str, Any]) -> Index:
    """The index from its files: NAMES, POSTINGS, and what scheme.json says."""
    width = np.uint64 if scheme["scheme"] == LEGACY else np.uint32
    return Index(names, postings, scheme["scheme"], np.array([scheme["a"], scheme["b"]], width))
