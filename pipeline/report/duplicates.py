"""Groups of copies: which document stayed, which went and why, and both texts side by side.

Two texts cost about 10 kB of page: 200 pairs and 3 MB of them at most, 20 in one group, so that a
page over 10,000 documents still opens at once.
"""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.blocks import Column, left_out, linked, number, section, soft, table
from pipeline.report.diff import Sides, side_by_side
from pipeline.report.escape import foreign, show
from pipeline.report.evidence import Evidence
from pipeline.report.words import plural, relation

_COLUMNS = (
    Column("Document", "path"),
    Column("Relation"),
    number("Covered"),
    number("Jaccard"),
    number("Containment"),
    number("Shared words"),
    Column("Dropped", named=True),
    Column("Reason", "why"),
)

Texts = Callable[[Sequence[str]], Mapping[str, str]]
Row = Mapping[str, Any]

PAIRS_LISTED = 1_000
PAIRS_SHOWN = 200
SHOWN_A_GROUP = 20
LISTED_A_GROUP = 100
BYTES_SHOWN = 3_000_000


@dataclass(frozen=True, slots=True)
class _View:
    """What drawing a pair needs beside the pair: rows of documents, links, texts."""

    documents: Mapping[str, Row]
    anchors: Mapping[str, str]
    texts: Texts


@dataclass(frozen=True, slots=True)
class _Budget:
    """How many texts, and how much page for them, are left; the two lists share it."""

    pairs: int = PAIRS_SHOWN
    size: int = BYTES_SHOWN


@dataclass(frozen=True, slots=True)
class _Group:
    kept: str
    count: int
    rows: tuple[Row, ...]


_PAIR = '<details class="pair">'
_LEGEND = (
    '<p class="legend"><span><del>struck</del> only in the document compared</span><span><ins>'
    "underlined</ins> only in the kept one</span><span><mark>boxed</mark> a figure in place of "
    "another</span></p>"
)


def duplicates(evidence: Evidence, anchors: Mapping[str, str], texts: Texts) -> str:
    """The section: groups with dropped copies, then pairs kept although similar.

    `anchors` names the documents that have a row on this page.
    """
    rows = evidence.relations
    dropped = _groups(rows.filter(rows["dropped"]))
    similar = _groups(rows.filter(pc.invert(rows["dropped"])))
    view = _View(_documents(evidence.outcomes, [*dropped, *similar]), anchors, texts)
    total = pc.count_distinct(rows.filter(rows["dropped"])["kept"]).as_py()
    copies = int(pc.sum(rows["dropped"]).as_py() or 0)
    lead = (
        f"{plural(copies, 'copy', 'copies')} of {plural(total, 'kept document')}. A document goes "
        f"when at least {evidence.threshold:.0%} of it stands in the kept one; every pair was "
        "compared text by text."
    )
    first, budget = _list(dropped, view, "g", _Budget())
    second, _ = _list(similar, view, "k", budget)
    others = rows.num_rows - copies
    first = first + _more(dropped, copies, first) or "<p>No document was dropped as a copy.</p>"
    second = second + _more(similar, others, second) or "<p>None.</p>"
    # One open pair shows at once what the others hold.
    first = first.replace(_PAIR, '<details class="pair" open>', 1)
    also = (
        f"{plural(others, 'pair')}: updates and variants carry other facts, borderline pairs lie "
        "under the threshold, and what you decided stands."
    )
    return section("duplicates", "Duplicates", lead, _LEGEND + first) + section(
        "similar", "Similar, and kept", also, second
    )


def _groups(rows: pa.Table) -> list[_Group]:
    """The biggest groups, then by name, until enough pairs are listed."""
    sizes = rows.group_by("kept").aggregate([("document", "count")])
    sizes = sizes.sort_by([("document_count", "descending"), ("kept", "ascending")])
    sizes = sizes.slice(0, PAIRS_LISTED)
    kept = sizes["kept"].to_pylist()
    chosen = rows.filter(pc.is_in(rows["kept"], pa.array(kept, pa.string())))
    chosen = chosen.sort_by([("kept", "ascending"), ("document", "ascending")])
    starts = {name.as_py(): at for at, name in _first_rows(chosen["kept"])}
    groups, left = [], PAIRS_LISTED
    for name, count in zip(kept, sizes["document_count"].to_pylist(), strict=True):
        take = min(count, LISTED_A_GROUP, left)
        if take <= 0:
            break
        left -= take
        members = chosen.slice(starts[name], take).to_pylist()
        groups.append(_Group(name, count, tuple(members)))
    return groups


def _first_rows(column: pa.ChunkedArray) -> Iterator[tuple[int, pa.Scalar]]:
    ends = pc.run_end_encode(column.combine_chunks()) if len(column) else None
    at = 0
    for end, value in zip(ends.run_ends, ends.values, strict=True) if ends is not None else ():
        yield at, value
        at = end.as_py()


def _documents(outcomes: pa.Table, groups: Sequence[_Group]) -> dict[str, Row]:
    names = {row["document"] for group in groups for row in group.rows}
    names |= {group.kept for group in groups}
    found = outcomes.filter(pc.is_in(outcomes["document"], pa.array(sorted(names), pa.string())))
    found = found.select(["document", "words_out", "digest_as_read"])
    return {row["document"]: row for row in found.to_pylist()}


def _list(
    groups: Sequence[_Group], view: _View, prefix: str, budget: _Budget
) -> tuple[str, _Budget]:
    drawn = []
    for rank, group in enumerate(groups, 1):
        title, pairs = _pairs(group, view, budget)
        budget = _Budget(budget.pairs - len(pairs), budget.size - sum(map(len, pairs)))
        drawn.append(_group(group, view, f"{prefix}{rank}", title) + "".join(pairs) + "</article>")
    return "".join(drawn), budget


def _more(groups: Sequence[_Group], total: int, drawn: str) -> str:
    listed = sum(len(group.rows) for group in groups)
    shown = drawn.count(_PAIR)
    said = []
    if total > listed:
        said.append(f"{plural(total - listed, 'more pair')} not listed here")
    if listed > shown:
        said.append(f"{plural(listed - shown, 'listed pair')} shown without their texts")
    if not said:
        return ""
    return (
        f'<p class="more">{"; ".join(said)}. <code>duplicates.csv</code> holds every pair, <code>'
        "copydesk show</code> every text.</p>"
    )


def _pairs(group: _Group, view: _View, budget: _Budget) -> tuple[str, list[str]]:
    """The first line of the kept text, and the compared texts as far as the budget goes."""
    rows = group.rows[: max(0, min(SHOWN_A_GROUP, budget.pairs))]
    if not rows or budget.size <= 0:
        return "", []
    texts = view.texts([group.kept, *(row["document"] for row in rows)])
    pairs: list[str] = []
    for row in rows:
        if sum(map(len, pairs)) >= budget.size:
            break
        pairs.append(_pair(row, texts, view))
    title = texts.get(group.kept, "").lstrip().partition("\n")[0]
    return title.strip(), pairs


def _group(group: _Group, view: _View, anchor: str, title: str) -> str:
    words = view.documents.get(group.kept, {}).get("words_out")
    size = f" {soft(plural(words, 'word'))}" if words is not None else ""
    head = f"<h3>{foreign(title, limit=160)}</h3>" if title else ""
    members = table(_COLUMNS, (_member(row, view) for row in group.rows))
    more = left_out(group.count - len(group.rows), "more pair", "duplicates.csv")
    return (
        f'<article class="card group" id="{anchor}">{head}<p><b class="tag kept">✓ kept</b> '
        f"{linked(group.kept, view.anchors)}{size}</p>{members}{more}"
    )


def _member(row: Row, view: _View) -> tuple[str, ...]:
    words = view.documents.get(row["document"], {}).get("words_out")
    size = f' <small class="soft">{plural(words, "word")}</small>' if words is not None else ""
    return (
        linked(row["document"], view.anchors) + size,
        _tag(row["relation"]),
        *(f"{row[name]:.3f}" for name in ("covered", "jaccard", "containment")),
        f"{row['shared_words']:,}",
        '<b class="out">✕ yes</b>' if row["dropped"] else '<b class="in">✓ no, kept</b>',
        foreign(row["reason"]),
    )


def _tag(name: str) -> str:
    kind = f"t-{name}" if name in ("exact", "near", "contained", "updated", "variant") else ""
    return f'<b class="tag {kind}">{show(name)}</b>'


def _pair(row: Row, texts: Mapping[str, str], view: _View) -> str:
    document, kept = row["document"], row["kept"]
    shown = side_by_side(Sides(texts.get(document), texts.get(kept)))
    summary = (
        f"{show(relation(row['relation']).capitalize())}: compare {foreign(document)} with the kept"
    )
    return f"{_PAIR}<summary>{summary}</summary>{shown}{_undo(row, view)}</details>"


def _undo(row: Row, view: _View) -> str:
    if not row["dropped"]:
        return ""
    names = [row["document"], row["kept"]]
    digests = [view.documents.get(name, {}).get("digest_as_read", "") for name in names]
    lines = f"[[not_duplicate]]\ndocuments = {_toml(names)}"
    lines += f"\ndigests = {_toml(digests)}" if all(digests) else ""
    command = f"copydesk restore {shlex.quote(row['document'])}"
    return (
        '<details class="fold"><summary>Not a copy? Keep both</summary><p>Put this into <code>'
        f"decisions.toml</code> and run again:</p><pre><code>{show(lines)}</code></pre><p>Or only "
        f"look at the text as it was read:</p><pre><code>{show(command)}</code></pre></details>"
    )


def _toml(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
