"""The report as plain text: what `copydesk report` prints."""

import textwrap
from collections.abc import Iterator

import pyarrow.compute as pc

from pipeline.report.escape import cut, visible
from pipeline.report.evidence import Evidence, tally
from pipeline.report.figures import Figures
from pipeline.report.lines import removed_lines
from pipeline.report.looks import site_table
from pipeline.report.summary import counts
from pipeline.report.words import look, percent, plural

WIDTH = 100


def report_text(evidence: Evidence, figures: Figures, top: int = 10) -> str:
    """Summary, biggest groups, most removed lines and sites, at most 100 characters wide."""
    lines = [*counts(figures)]
    if figures.looks:
        lines += ["", "Needs a look"]
        for found in figures.looks:
            lines.append(f"  {found.count:,} {look(found.kind, found.count)}: {found.sentence}")
    lines += [*_groups(evidence, top), *_removed(evidence, top), *_sites(evidence, top)]
    if figures.notes:
        lines += ["", "Notes", *(f"  {note}" for note in figures.notes)]
    return "\n".join(part for line in lines for part in _wrapped(line)) + "\n"


def _groups(evidence: Evidence, top: int) -> Iterator[str]:
    rows = evidence.relations.filter(evidence.relations["dropped"])
    sizes = tally(rows["kept"])
    if not sizes:
        return
    yield from ("", f"Biggest groups ({min(top, len(sizes)):,} of {len(sizes):,})")
    for kept, count in sizes[:top]:
        yield _short(f"  {plural(count, 'copy', 'copies')} of {kept}")
        own = rows.filter(pc.equal(rows["kept"], kept)).sort_by("document").slice(0, 3)
        for row in own.to_pylist():
            figures = f"{row['relation']}, covered {row['covered']:.3f}"
            yield f"    {_short(row['document'], WIDTH - 8 - len(figures))}  {figures}"
        if count > own.num_rows:
            yield f"    and {count - own.num_rows:,} more in duplicates.csv"


def _removed(evidence: Evidence, top: int) -> Iterator[str]:
    lines = removed_lines(evidence)
    grouped = lines.table.group_by(["rule", "line"]).aggregate([("document_count", "sum")])
    every = grouped.num_rows + lines.hidden
    if not every:
        return
    order = [("document_count_sum", "descending"), ("line", "ascending"), ("rule", "ascending")]
    yield from ("", f"Most removed lines ({min(top, grouped.num_rows):,} of {every:,})")
    for row in grouped.sort_by(order).slice(0, top).to_pylist():
        rule = _short(row["rule"], 30)
        yield f"  {row['document_count_sum']:>7,}  {rule:<24}  {_short(row['line'], 56)}"


def _sites(evidence: Evidence, top: int) -> Iterator[str]:
    table = site_table(evidence.outcomes)
    if not table.num_rows:
        return
    rows = table.sort_by([("lost", "descending"), ("site", "ascending")]).slice(0, top).to_pylist()
    yield from ("", f"Sites that lost most ({len(rows):,} of {table.num_rows:,})")
    for row in rows:
        site = _short(row["site"] or "(no site)", 40)
        lost = max(0, row["lost"])
        said = f"{percent(lost, row['words_in'])} of the words"
        yield f"  {site:<40}  {plural(row['documents'], 'document')}, furniture {said}"


def _short(text: str, limit: int = WIDTH - 2) -> str:
    # Escapes make a text longer: cut, show, cut again.
    return cut(visible(cut(text, limit - 1)), limit - 1)


def _wrapped(line: str) -> list[str]:
    line = visible(line)
    indent = " " * (len(line) - len(line.lstrip(" ")))
    if len(line) <= WIDTH:
        return [line]
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent + "  ", drop_whitespace=True)
