"""Signing: from texts to shingles, facts, signatures and sketches, as flat columns."""

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from pipeline import schema
from pipeline.duplicates.columns import Contents, Signatures
from pipeline.duplicates.facts import Fact, facts
from pipeline.duplicates.shingles import shingles
from pipeline.duplicates.signatures import AFFINE, Scheme, set_digest, signature, sketch
from pipeline.duplicates.tokens import MASK, bytes_hash, normalized, tokens
from pipeline.duplicates.verify import Content


def content_of(text: str) -> Content:
    """A text as it is compared."""
    found = tokens(normalized(text))
    weights = [token.weight for token in found]
    in_order = shingles([token.hash for token in found], weights)
    return Content(in_order, frozenset(in_order), weights, facts(found))


def facts_digest(found: Iterable[Fact]) -> int:
    """64 bits that name the facts of a text as a set, wherever they stand."""
    return sum({bytes_hash(bytes([fact.kind]) + fact.word.encode()) for fact in found}) & MASK


def sign(texts: Sequence[str], scheme: Scheme = AFFINE) -> tuple[Signatures, Contents]:
    """Sign texts in plain Python, MinHash by datasketch."""
    contents = [content_of(text) for text in texts]
    values = [signature(list(one.distinct), scheme) for one in contents]
    signatures = Signatures(
        np.array([len(one.distinct) for one in contents], np.int32),
        [set_digest(list(one.distinct)) for one in contents],
        np.array([facts_digest(one.facts) for one in contents], np.uint64),
        np.array(values, np.uint32),
        pa.array([sketch(list(one.distinct)) for one in contents], pa.list_(pa.uint64())),
    )
    return signatures, Contents(
        pa.array([one.shingles for one in contents], pa.list_(pa.uint64())),
        pa.array([one.weights for one in contents], pa.list_(pa.uint8())),
        pa.array([[_as_row(fact) for fact in one.facts] for one in contents], _FACTS),
    )


_FACTS = pa.list_(schema.FACT)


def _as_row(fact: Fact) -> dict[str, object]:
    return {
        "kind": fact.kind,
        "word": fact.word,
        "left": fact.left,
        "right": fact.right,
        "around": fact.around,
    }
