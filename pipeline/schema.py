"""The columns of every product, once, each with a sentence.

A stage reads and writes Arrow batches with these schemas; the store and CLEAN hold them as Parquet.
Counts are never negative; spans count Unicode code points; lines count from 1.
"""

import pyarrow as pa


def _schema(*columns: tuple[str, pa.DataType, str]) -> pa.Schema:
    return pa.schema(
        [pa.field(name, kind, metadata={"about": about}) for name, kind, about in columns]
    )


METADATA = _schema(
    ("document", pa.string(), "path below RAW, POSIX form, escaped; records are path#n"),
    ("site", pa.string(), "host of the URL without www., else the first folder, else empty"),
    ("source_id", pa.string(), "the record's own id, or empty"),
    ("title", pa.string(), "title as the source names it, or empty"),
    ("author", pa.string(), "author as the source names it, or empty"),
    ("date", pa.string(), "date as the source writes it, or empty"),
    ("language", pa.string(), "language as the source names it, or empty"),
    ("url", pa.string(), "address of the page, or empty"),
    ("publisher", pa.string(), "publisher as the source names it, or empty"),
    ("section", pa.string(), "section as the source names it, or empty"),
    ("metadata", pa.string(), "the record's other fields as JSON, and moved captions, or empty"),
    ("source_format", pa.string(), "text, markdown, html, jsonl, or unknown"),
    ("encoding", pa.string(), "encoding the bytes were decoded with"),
    ("encoding_confidence", pa.float64(), "0 to 1; 1 is certain (a BOM, or valid UTF-8)"),
    ("flags", pa.list_(pa.string()), "what a person may want to know, e.g. paywalled"),
)

# Documents on their way: RepairText writes the repaired text, RemoveBoilerplate the cut one.
DOCUMENTS = pa.unify_schemas(
    [
        METADATA,
        _schema(
            ("outcome", pa.string(), "empty while the document is on its way, else unreadable"),
            ("reason", pa.string(), "why it is unreadable: a kind, a colon, a sentence"),
            ("digest_as_read", pa.string(), "BLAKE3-128 of the text as read"),
            ("normalized_lines", pa.int32(), "lines whose end or trailing space reading changed"),
            ("words_in", pa.int32(), "words of the text as read"),
            ("text", pa.string(), "the text at this point of the way"),
        ),
    ]
)

REPAIRS = _schema(
    ("document", pa.string(), "which document"),
    ("step", pa.int32(), "1, 2, ... within a line, in the order the repairs were made"),
    ("first_line", pa.int32(), "first line, counted in the text as read"),
    ("lines_before", pa.int32(), "how many lines stood there"),
    ("lines_after", pa.int32(), "how many stand there now"),
    ("rule", pa.string(), "e.g. repair.encoding"),
    ("reason", pa.string(), "one plain sentence"),
    ("before", pa.string(), "the lines before this step"),
    ("after", pa.string(), "the lines after this step"),
)

# One row a distinct line and document; what FindTemplates counts.
SITE_LINES = _schema(
    ("site", pa.string(), "which site"),
    ("document", pa.string(), "which document"),
    ("key", pa.uint64(), "hash of the line's site key (digits folded)"),
    ("prose", pa.bool_(), "the line reads like prose"),
    ("long", pa.bool_(), "15 words and more: such lines tell stories apart"),
    ("line", pa.string(), "the line itself"),
)

TEMPLATES = _schema(
    ("site", pa.string(), "which site"),
    ("line", pa.string(), "a sample of the line"),
    ("key", pa.uint64(), "hash of the line's site key"),
    ("stories", pa.int32(), "distinct stories that hold the line"),
    ("share", pa.float64(), "stories with the line over stories of the site, 0 to 1"),
    ("decision", pa.string(), "remove, report (too few stories on this site) or rejected (by you)"),
    ("documents", pa.list_(pa.string()), "up to three documents that hold it"),
)

REMOVED_LINES = _schema(
    ("document", pa.string(), "which document"),
    ("line", pa.int32(), "line number in the repaired text"),
    ("start", pa.int64(), "first character of the cut in the repaired text"),
    ("end", pa.int64(), "one past its last character; blank lines that went with it included"),
    ("rule", pa.string(), "e.g. repeat.caption, phrase.signup.en, edge.related, template.site"),
    ("category", pa.string(), "e.g. caption, signup, related, template, decision"),
    ("level", pa.string(), "high, medium or low: how sure"),
    ("reason", pa.string(), "one plain sentence"),
    ("evidence", pa.string(), "what the rule saw: a line number, a count, a phrase rule"),
    ("text", pa.string(), "exactly the characters that were cut"),
)

# A row a readable document: what finds candidates; `query` reads the same in audit/index/.
SIGNATURES = _schema(
    ("document", pa.string(), "which document"),
    ("site", pa.string(), "its site"),
    ("date", pa.string(), "its date as the source writes it, or empty"),
    ("digest", pa.string(), "BLAKE3-128 of the text"),
    ("digest_as_read", pa.string(), "BLAKE3-128 of the text as read"),
    ("shingles", pa.int32(), "number of distinct shingles; 0 for a text without words"),
    ("set_digest", pa.string(), "128 bits, in hex, of the set: equal sets, equal digest"),
    ("facts_digest", pa.uint64(), "of the facts as a set: equal facts, equal digest"),
    ("signature", pa.list_(pa.uint32()), "MinHash values; scheme in audit/index/scheme.json"),
    ("sketch", pa.list_(pa.uint64()), "shingle hashes below the limit of the sketch, sorted"),
)

# audit/index/names.arrow and postings.arrow: the kept documents, and the keys they are found by. A
# batch of postings a band, then one of sets of shingles, then one of sketches; sorted by key.
NAMES = _schema(("document", pa.string(), "a kept document with words; rows sorted by name"))
POSTINGS = _schema(
    ("key", pa.uint32(), "upper half of a band, a set digest, or a sketched hash"),
    ("row", pa.uint32(), "which row of the names, from 0"),
)

FACT = pa.struct(
    [
        pa.field("kind", pa.uint8(), metadata={"about": "1 number, 2 date, 3 name, 4 negation"}),
        pa.field("word", pa.string(), metadata={"about": "as it is compared"}),
        pa.field("left", pa.uint64(), metadata={"about": "hash of the words on its left, or 0"}),
        pa.field("right", pa.uint64(), metadata={"about": "hash of the words on its right, or 0"}),
        pa.field("around", pa.uint64(), metadata={"about": "hash of those on both sides, or 0"}),
    ]
)

# One row a readable document, as SIGNATURES: what verifies candidates.
SHINGLES = _schema(
    ("document", pa.string(), "which document"),
    ("shingles", pa.list_(pa.uint64()), "hashes in the order of the text, repeats included"),
    ("weights", pa.list_(pa.uint8()), "weight of each token: 2 a word, 1 a character"),
    ("facts", pa.list_(FACT), "facts in the order of the text, and where they stand"),
)

# Before the name of a document of the earlier CLEAN that `[duplicates] against` names; no document
# of a run is called so, because # in the name of a file is escaped.
AGAINST = "#against/"

RELATIONS = _schema(
    ("document", pa.string(), "the document compared"),
    (
        "kept",
        pa.string(),
        "the kept document it was verified against; #against/... in an earlier CLEAN",
    ),
    ("relation", pa.string(), "exact, near, contained, updated or variant"),
    ("dropped", pa.bool_(), "true once for each document with outcome duplicate"),
    ("covered", pa.float64(), "share of the document's shingles that stand in the kept one"),
    ("jaccard", pa.float64(), "shared shingles over all shingles of both"),
    ("containment", pa.float64(), "shared shingles over those of the shorter"),
    ("shared_words", pa.int32(), "words of the document that lie in shared shingles"),
    ("group", pa.string(), "digest of the kept document's name"),
    ("reason", pa.string(), "one plain sentence"),
)

# What a person's decisions did in a stage; an entry without a row changed nothing.
OBEYED = _schema(
    ("decision", pa.string(), "keep, not_duplicate, keep_line, remove_line, template or forget"),
    ("entry", pa.int32(), "which one of that kind in decisions.toml, from 1"),
    ("document", pa.string(), "the document it changed"),
)

# What RepairText left out for a [[forget]]: no text, no digest, a row a document.
FORGOTTEN = _schema(
    ("entry", pa.int32(), "which [[forget]] in decisions.toml, from 1"),
    ("document", pa.string(), "the document that was left out"),
    ("changed", pa.bool_(), "it is named by the entry, and its text is another one by now"),
)

OUTCOMES = _schema(
    ("document", pa.string(), "which document"),
    ("site", pa.string(), "its site"),
    ("outcome", pa.string(), "kept, duplicate, empty or unreadable"),
    ("reason", pa.string(), "why it is not kept; empty for kept"),
    ("flags", pa.list_(pa.string()), "what a person may want to know"),
    ("digest_as_read", pa.string(), "BLAKE3-128 of the text as read"),
    ("encoding", pa.string(), "encoding the bytes were decoded with"),
    ("encoding_confidence", pa.float64(), "0 to 1"),
    ("normalized_lines", pa.int32(), "lines whose end or trailing space reading changed"),
    ("repaired_lines", pa.int32(), "lines with at least one repair"),
    ("words_in", pa.int32(), "words of the text as read"),
    ("words_out", pa.int32(), "words of the cleaned text"),
    ("removed_lines", pa.int32(), "lines removed in all"),
    (
        "removed",
        pa.list_(pa.struct([pa.field("category", pa.string()), pa.field("lines", pa.int32())])),
        "lines removed by category",
    ),
)

_TEXT = _schema(("text", pa.string(), "the cleaned text"))
_COLUMNS = pa.schema(list(METADATA)[1:])

# CLEAN: what downstream loads, and the bin.
KEPT = pa.schema(
    [
        METADATA.field("document"),
        *_TEXT,
        *_COLUMNS,
        *_schema(
            ("words", pa.int32(), "words of the text"),
            ("digest", pa.string(), "BLAKE3-128 of the text in this row"),
        ),
    ]
)
DROPPED = pa.schema(
    [
        METADATA.field("document"),
        *_TEXT,
        *_schema(
            ("outcome", pa.string(), "duplicate, empty or unreadable"),
            ("reason", pa.string(), "why it is not kept"),
        ),
        *_COLUMNS,
    ]
)
