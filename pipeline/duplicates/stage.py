"""The two stages of this room, Arrow to Arrow: SignDocuments a shard, FindDuplicates the corpus."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from blake3 import blake3
from numpy.typing import NDArray

from pipeline import schema
from pipeline.decisions import Decisions
from pipeline.duplicates import groups, keeper, signing
from pipeline.duplicates.columns import Contents, Signatures, Tables
from pipeline.duplicates.corpus import Corpus
from pipeline.duplicates.decided import decided, obeyed_table
from pipeline.duplicates.groups import Led, Rules
from pipeline.duplicates.order import ranked
from pipeline.duplicates.rows import relations_table
from pipeline.duplicates.signatures import Scheme
from pipeline.settings import Duplicates

# From so much text in the corpus, or so many shingles, compiled code is worth its start (seconds,
# once a machine: then its machine code is kept). Both ways give the same rows.
WORTH_COMPILING_BYTES = 8_000_000
WORTH_COMPILING_SHINGLES = 2_000_000
WORTH_OF_A_DOCUMENT = 100  # shingles: what the plain path needs for a document, however short


def sign_documents(
    documents: pa.RecordBatch,
    settings: Duplicates,
    corpus_bytes: int = 0,
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """SIGNATURES and SHINGLES of the readable documents of a shard, in their order.

    `corpus_bytes` is the size of all that is signed, if known; it decides how, never what. Of the
    settings only `signatures` matters here.
    """
    readable = documents.filter(pc.not_equal(documents["outcome"], "unreadable"))
    texts = readable["text"]
    signatures, contents = _sign(texts, settings.signatures, corpus_bytes)
    names = readable["document"]
    signature_columns = [
        names,
        readable["site"],
        readable["date"],
        _digests(texts),
        readable["digest_as_read"],
        pa.array(signatures.shingles),
        pa.array(signatures.set_digests, pa.string()),
        pa.array(signatures.facts_digests),
        _lists(signatures.values),
        signatures.sketches,
    ]
    content_columns = [names, contents.shingles, contents.weights, contents.facts]
    return (
        pa.record_batch(signature_columns, schema=schema.SIGNATURES),
        pa.record_batch(content_columns, schema=schema.SHINGLES),
    )


def _sign(texts: pa.StringArray, scheme: Scheme, corpus_bytes: int) -> tuple[Signatures, Contents]:
    """Signed in plain Python, or compiled when there is much."""
    if max(corpus_bytes, pc.sum(pc.binary_length(texts)).as_py() or 0) < WORTH_COMPILING_BYTES:
        return signing.sign(texts.to_pylist(), scheme)
    from pipeline.duplicates.compiled import signing as compiled

    composed = texts
    if any(not unicodedata.is_normalized("NFC", text.as_py()) for text in texts):
        composed = pa.array([unicodedata.normalize("NFC", text.as_py()) for text in texts])
    return compiled.sign(composed, scheme)


def _digests(texts: pa.StringArray) -> pa.StringArray:
    digests = [blake3(text.as_buffer()).hexdigest(length=16) for text in texts]
    return pa.array(digests, pa.string())


def _lists(values: NDArray[np.uint32]) -> pa.ListArray:
    width = values.shape[1] if len(values) else 0
    offsets = np.arange(len(values) + 1, dtype=np.int32) * width
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(values.ravel()))


@dataclass(frozen=True, slots=True)
class Found:
    """RELATIONS and OBEYED of a corpus, and what met a bound.

    RELATIONS is sorted by document and kept: one dropped row a document that is dropped; other rows
    tell what was close and stays. `capped` counts, by bound: documents that stayed although not all
    that is like them was compared (candidates), or although they hold sampled shingles too common
    to be looked for by (shingles), and groups in which not every copy wished for was tried
    (wishes).
    """

    relations: pa.Table
    obeyed: pa.Table
    capped: dict[str, int]


def find_duplicates(
    signatures: Sequence[pa.Table],
    shingles: Sequence[pa.Table],
    settings: Duplicates,
    decisions: Decisions,
    release: Callable[[], None] = lambda: None,
) -> Found:
    """What the documents of a corpus are to each other; one table a shard of each input, in the
    same order.

    Documents whose name starts with `schema.AGAINST` are kept already and are not met themselves.
    Tables may be mapped files; `release` then lets go of the pages looked at, and memory holds
    about 1.5 kB a document.
    """
    columns = pa.concat_tables([schema.SIGNATURES.empty_table(), *signatures])
    names = columns["document"].to_pylist()
    given = np.array([name.startswith(schema.AGAINST) for name in names], np.bool_)
    word = decided(columns, decisions)
    rules = Rules(
        settings.threshold,
        frozenset(settings.drop),
        frozenset(word.keep),
        frozenset(word.apart),
        frozenset(np.flatnonzero(given).tolist()),
    )
    ranks = ranked(columns)
    held = np.isin(ranks, list(word.keep))
    rest = ~(given[ranks] | held)
    order = np.concatenate([ranks[given[ranks]], ranks[held], ranks[rest]])
    tables = Tables(columns, shingles, release)
    scopes = columns["site"].to_pylist() if settings.scope == "site" else [""] * len(names)
    led, compare = _lead(tables, order, rules, scopes)
    ties, bounded = led.ties, 0
    if settings.keep != keeper.DEFAULT:
        wish = keeper.policy(columns, order.tolist(), settings)
        ties, bounded = keeper.choose(ties, wish, rules, compare)
    return Found(
        relations_table(names, ties, settings.threshold),
        obeyed_table(names, ranks, ties, word),
        {"candidates": led.bounded, "shingles": led.common, "wishes": bounded},
    )


def _lead(
    tables: Tables, order: NDArray[np.int64], rules: Rules, scopes: Sequence[str]
) -> tuple[Led, keeper.Compare]:
    """Ties, and what compares pairs of documents by the same rules."""
    size = pc.sum(tables.signatures["shingles"]).as_py() or 0
    if size + WORTH_OF_A_DOCUMENT * len(order) < WORTH_COMPILING_SHINGLES:
        corpus = Corpus(tables, scopes)
        led = groups.lead(corpus, order.tolist(), rules)
        return led, lambda pairs: [groups.compare(*pair, corpus, rules) for pair in pairs]
    from pipeline.duplicates.compiled import groups as compiled

    sites = {site: number for number, site in enumerate(sorted(set(scopes)))}
    numbers = np.array([sites[site] for site in scopes], np.uint64)
    return compiled.lead(tables, order, rules, numbers), compiled.comparer(tables, rules)
