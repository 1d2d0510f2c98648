"""The stage over Arrow batches: which lines a site repeats, and documents without their furniture.

Pure functions; any batch size and any order of documents gives the same rows.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.boilerplate import Site, strip_pages
from pipeline.boilerplate.lines import make_lines, make_pages
from pipeline.boilerplate.metadata import COLUMNS
from pipeline.boilerplate.repeats import with_captions
from pipeline.boilerplate.stories import LineCount, SiteLines, count_lines
from pipeline.boilerplate.thresholds import thresholds
from pipeline.boilerplate.words import line_words
from pipeline.decisions import Decisions
from pipeline.schema import DOCUMENTS, OBEYED, REMOVED_LINES, SITE_LINES, TEMPLATES
from pipeline.settings import Boilerplate

# Some columns of SITE_LINES, as often as they are asked for.
ReadLines = Callable[[Sequence[str]], Iterable[pa.RecordBatch]]
_COUNTED = ("site", "document", "key", "prose", "long")
_EMPTY = "only_furniture: every line of the page looks like furniture"
_ROWS_AT_ONCE = 4_000_000  # site lines held while counting, 18 bytes each; a larger site alone


def site_lines(documents: pa.RecordBatch) -> pa.RecordBatch:
    """DOCUMENTS with repaired texts in, SITE_LINES out: a row a distinct line of a document.

    Documents without a site, and those that could not be read, have none.
    """
    columns = ["document", "site", "language", "outcome", "text"]
    listed = [r for r in documents.select(columns).to_pylist() if r["site"] and not r["outcome"]]
    lines, _ = make_lines([row["text"] for row in listed], [row["language"] for row in listed])
    page_of = np.repeat(np.arange(len(listed)), np.diff(lines.first))
    keys = lines.keys()
    # The first place of each key on each page, in the order of the pages and their lines.
    order = np.lexsort((np.arange(len(keys)), keys, page_of))
    known, page = keys[order], page_of[order]
    again = (known[1:] == known[:-1]) & (page[1:] == page[:-1])
    places = np.sort(order[(known != 0) & ~np.concatenate([[False], again])[: len(known)]])
    at = pa.array(places)
    columns_out = {
        "site": pa.array([row["site"] for row in listed], pa.string()).take(page_of[places]),
        "document": pa.array([r["document"] for r in listed], pa.string()).take(page_of[places]),
        "key": keys[places],
        "prose": lines.is_prose[places],
        "long": lines.words[places] >= thresholds().line.long_words,
        "line": pc.utf8_trim_whitespace(lines.text.take(at)),
    }
    return pa.RecordBatch.from_pydict(columns_out, schema=SITE_LINES)


def held(lines: Iterable[pa.RecordBatch]) -> ReadLines:
    """Site lines at hand, to be read as those in files are."""
    batches = list(lines)
    return lambda columns: (batch.select(columns) for batch in batches)


def find_templates(read: ReadLines) -> pa.Table:
    """SITE_LINES of all documents in, TEMPLATES out, sorted by site and key.

    Lines are counted over distinct stories. They are read several times, so that no more than the
    rows of one site, or 4 million, are held.
    """
    sizes: Counter[str] = Counter()
    for batch in read(["site"]):
        for count in pc.value_counts(batch["site"]).to_pylist():
            sizes[count["values"]] += count["counts"]
    found = [_count_sites(read, sites) for sites in _groups(sizes)]
    return pa.concat_tables([TEMPLATES.empty_table(), *found])


def _groups(sizes: Counter[str]) -> Iterator[list[str]]:
    """The sites in order, in groups of about the rows held at once."""
    group: list[str] = []
    rows = 0
    for site in sorted(sizes):
        if group and rows + sizes[site] > _ROWS_AT_ONCE:
            yield group
            group, rows = [], 0
        group.append(site)
        rows += sizes[site]
    if group:
        yield group


def _count_sites(read: ReadLines, sites: Sequence[str]) -> pa.Table:
    counts = [
        (site, count)
        for site, lines in zip(sites, _lines_of(read, sites), strict=True)
        for count in count_lines(lines)
    ]
    return _with_samples(counts, read)


def _lines_of(read: ReadLines, sites: Sequence[str]) -> Iterator[SiteLines]:
    """The lines of each of the sites, as columns of numbers."""
    numbers: dict[str, int] = {}  # documents in the order they are met
    columns: list[tuple[NDArray[Any], ...]] = []
    for batch in read(_COUNTED):
        site = pc.index_in(batch["site"], pa.array(sites, pa.string()))
        mine = batch.filter(pc.is_valid(site))
        document = mine["document"].dictionary_encode()
        names = document.dictionary.to_pylist()
        number = np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int32)
        columns.append(
            (
                site.drop_null().to_numpy().astype(np.int32),
                number[document.indices.to_numpy()],
                mine["key"].to_numpy(),
                *(mine[name].to_numpy(zero_copy_only=False) for name in ("prose", "long")),
            )
        )
    every = list(numbers)
    site, *rest = (np.concatenate(column) for column in zip(*columns, strict=True))
    del columns
    order = np.argsort(site, kind="stable")
    ends = np.cumsum(np.bincount(site, minlength=len(sites)))
    for rows in np.split(order, ends[:-1]):
        document, key, prose, long = (column[rows] for column in rest)
        own, document = np.unique(document, return_inverse=True)
        names = [every[at] for at in own.tolist()]
        rank = np.empty(len(names), np.int32)
        rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
        yield SiteLines(sorted(names), rank[document], key, prose, long)


def _with_samples(counts: Sequence[tuple[str, LineCount]], read: ReadLines) -> pa.Table:
    """TEMPLATES rows; the sample of a line is its form in the first document that holds it."""
    wanted = {(site, count.documents[0], count.key): "" for site, count in counts}
    keys = pa.array(sorted({count.key for _, count in counts}), pa.uint64())
    for batch in read(["site", "document", "key", "line"]) if wanted else ():
        for row in batch.filter(pc.is_in(batch["key"], keys)).to_pylist():
            place = (row["site"], row["document"], row["key"])
            if place in wanted:
                wanted[place] = row["line"]
    rows = [
        {
            "site": site,
            "line": wanted[site, count.documents[0], count.key],
            "key": count.key,
            "stories": count.stories,
            "share": count.share,
            "decision": count.decision,
            "documents": count.documents,
        }
        for site, count in counts
    ]
    return pa.Table.from_pylist(rows, schema=TEMPLATES)


def remove_boilerplate(
    documents: pa.RecordBatch, templates: pa.Table, settings: Boilerplate, decisions: Decisions
) -> tuple[pa.RecordBatch, pa.RecordBatch, pa.RecordBatch]:
    """DOCUMENTS with repaired texts in; DOCUMENTS with cut texts, REMOVED_LINES and OBEYED out.

    `templates` holds the rows of TEMPLATES whose decision is remove, for the sites of the batch. A
    document that could not be read passes as it is; a page's flags are added to the document's, and
    empty columns get what lines at its head name, its metadata the captions that moved.
    """
    keys: dict[str, set[int]] = {}
    for site, key in zip(templates["site"].to_pylist(), templates["key"].to_pylist(), strict=True):
        keys.setdefault(site, set()).add(key)
    columns = [
        "document",
        "site",
        "language",
        "outcome",
        "reason",
        "text",
        "flags",
        "title",
        "metadata",
    ]
    rows = documents.select([*columns, *COLUMNS]).to_pylist()
    on_the_way = [row for row in rows if not row["outcome"]]
    names = {row["site"] for row in on_the_way}
    sites = {name: Site(keys.get(name, frozenset()), line_words(decisions, name)) for name in names}
    stripped = strip_pages(
        make_pages([row["text"] for row in on_the_way], [row["language"] for row in on_the_way]),
        [sites[row["site"]] for row in on_the_way],
        settings,
        on_the_way,
    )
    for row, page in zip(on_the_way, stripped, strict=True):
        row["text"] = page.text
        row.update(page.columns)
        row["metadata"] = with_captions(row["metadata"], page.captions)
        row["flags"] = [*row["flags"], *(f for f in page.flags if f not in row["flags"])]
        if page.only_furniture and settings.empty == "drop":
            row["outcome"], row["reason"] = "empty", _EMPTY
    named = [row["document"] for row in on_the_way]
    for name in ("text", "flags", "outcome", "reason", "metadata", *COLUMNS):
        documents = _replace(documents, name, [row[name] for row in rows])
    return (
        documents,
        _rows(named, [page.removed for page in stripped], REMOVED_LINES),
        _rows(named, [page.obeyed for page in stripped], OBEYED),
    )


def _rows(
    documents: Sequence[str], values: Sequence[Sequence[Any]], of: pa.Schema
) -> pa.RecordBatch:
    """A row a value, with the attributes that the schema names."""
    flat = [value for some in values for value in some]
    rows = np.repeat(np.arange(len(documents)), [len(some) for some in values])
    names = [name for name in of.names if name != "document"]
    columns = {name: list(map(attrgetter(name), flat)) for name in names}
    named = {"document": pa.array(documents, pa.string()).take(pa.array(rows, pa.int64()))}
    return pa.RecordBatch.from_pydict(named | columns, schema=of)


def _replace(batch: pa.RecordBatch, name: str, values: Sequence[Any]) -> pa.RecordBatch:
    at = DOCUMENTS.get_field_index(name)
    return batch.set_column(at, DOCUMENTS.field(at), pa.array(values, DOCUMENTS.field(at).type))
