"""Every document with its outcome, the sites, and what sites print on many stories."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.blocks import (
    Column,
    card,
    left_out,
    linked_list,
    number,
    section,
    soft,
    table,
)
from pipeline.report.escape import foreign, show
from pipeline.report.figures import Figures
from pipeline.report.looks import LOST_MUCH, lost_much, site_table
from pipeline.report.words import FLAGS, category, percent

DOCUMENTS = 2_000
KEPT_AT_LEAST = 500
TEMPLATES = 500
SITES = 100
_ORDER = ("unreadable", "duplicate", "empty")
_SIGNS = {"kept": "✓", "duplicate": "✕", "empty": "∅", "unreadable": "!"}

_COLUMNS = (
    Column("Document", "path"),
    Column("Outcome"),
    Column("Reason, and what was cut", "why"),
    number("Words in"),
    number("Words out"),
    number("Lines cut"),
    number("Repaired"),
    Column("Flags", "flags"),
)
_SITE_COLUMNS = (
    Column("Site", "path"),
    number("Documents"),
    number("Kept"),
    number("Words read"),
    number("Furniture, words"),
    number("Share"),
    Column(""),
)
_TEMPLATE_COLUMNS = (
    Column("Line", "text"),
    Column("Site", "path", named=True),
    number("Stories"),
    number("Share"),
    Column("Decision", named=True),
    Column("Documents", "path", named=True),
)

Row = Mapping[str, Any]


def listed_documents(outcomes: pa.Table) -> list[Row]:
    """The rows of the documents table: problems first, then the kept ones that lost most lines."""
    problem = pc.index_in(outcomes["outcome"], pa.array(_ORDER))
    ranked = outcomes.append_column("rank", pc.fill_null(problem, len(_ORDER)))
    kept = ranked.filter(pc.equal(ranked["rank"], len(_ORDER)))
    others = ranked.filter(pc.less(ranked["rank"], len(_ORDER)))
    places = DOCUMENTS - min(KEPT_AT_LEAST, kept.num_rows)
    others = others.sort_by([("rank", "ascending"), ("document", "ascending")]).slice(0, places)
    kept = kept.sort_by([("removed_lines", "descending"), ("document", "ascending")])
    kept = kept.slice(0, DOCUMENTS - others.num_rows)
    return [*others.to_pylist(), *kept.to_pylist()]


def documents(rows: list[Row], figures: Figures, anchors: Mapping[str, str]) -> str:
    """The section of documents; `rows` from `listed_documents`, `anchors` their ids."""
    lead = "Problems first, then the kept documents that lost most lines."
    flags = [f"{count:,} {_flag(name)}" for name, count in figures.by_flag]
    if flags:
        lead += f" Flags, which change nothing: {'; '.join(flags)}."
    ids = [anchors[row["document"]] for row in rows]
    shown = table(_COLUMNS, (_document(row) for row in rows), ids)
    hidden = left_out(figures.read - len(rows), "more document", "audit/outcomes.parquet")
    return section("documents", "Documents", lead, card(shown + hidden))


def _document(row: Row) -> tuple[str, ...]:
    outcome = row["outcome"]
    kind = outcome if outcome in _SIGNS else "other"
    reason = f"{foreign(row['reason'])}<br>" if row["reason"] else ""
    cuts = sorted(row["removed"], key=lambda cut: (-cut["lines"], cut["category"]))
    named = ", ".join(f"{cut['lines']:,} {show(category(cut['category']))}" for cut in cuts)
    return (
        foreign(row["document"]),
        f'<b class="tag o-{kind}">{_SIGNS.get(outcome, "?")} {show(outcome)}</b>',
        reason + soft(named) if named else reason,
        f"{row['words_in']:,}",
        f"{row['words_out']:,}",
        f"{row['removed_lines']:,}",
        f"{row['repaired_lines']:,}",
        "<br>".join(f'<span class="flag">{show(flag)}</span>' for flag in row["flags"]),
    )


def _flag(name: str) -> str:
    meaning = f" ({FLAGS[name]})" if name in FLAGS else ""
    return f'<span class="flag">{show(name)}</span>{meaning}'


def sites(outcomes: pa.Table, templates: pa.Table, anchors: Mapping[str, str]) -> str:
    """The section of sites: what they lost, and the lines they print on many stories."""
    lead = (
        "What each site lost as furniture, copies left aside, and the lines a site prints on many "
        "of its stories."
    )
    return section("sites", "Sites", lead, _sites(outcomes) + _templates(templates, anchors))


def _sites(outcomes: pa.Table) -> str:
    every = site_table(outcomes)
    much = set(lost_much(every)["site"].to_pylist())
    first = every.sort_by([("lost", "descending"), ("site", "ascending")]).slice(0, SITES)
    shown = table(_SITE_COLUMNS, (_site(row, much) for row in first.to_pylist()))
    return card(shown + left_out(every.num_rows - SITES, "more site", "audit/outcomes.parquet"))


def _site(row: Row, much: set[str]) -> tuple[str, ...]:
    lost = max(0, row["lost"])
    return (
        foreign(row["site"]) if row["site"] else soft("(no site)"),
        f"{row['documents']:,}",
        f"{row['kept']:,}",
        f"{row['words_in']:,}",
        f"{lost:,}",
        percent(lost, row["words_in"]),
        f'<b class="tag l-low">{LOST_MUCH:.0%} and more</b>' if row["site"] in much else "",
    )


def _templates(templates: pa.Table, anchors: Mapping[str, str]) -> str:
    if not templates.num_rows:
        return f"<p>{soft('No line stands on many stories of one site.')}</p>"
    keys = [("removes", "descending"), ("stories", "descending"), ("share", "descending")]
    first = templates.append_column("removes", pc.equal(templates["decision"], "remove"))
    first = first.sort_by([*keys, ("site", "ascending"), ("line", "ascending")])
    rows = first.slice(0, TEMPLATES).to_pylist()
    shown = table(_TEMPLATE_COLUMNS, (_template(row, anchors) for row in rows))
    hidden = left_out(templates.num_rows - TEMPLATES, "more line", "audit/templates.csv")
    return f"<h3>Lines printed on many stories</h3>{card(shown + hidden)}"


def _template(row: Row, anchors: Mapping[str, str]) -> tuple[str, ...]:
    only = f'<b class="in">{show(row["decision"])} only</b>'
    return (
        foreign(row["line"], "span"),
        foreign(row["site"]),
        f"{row['stories']:,}",
        percent(row["share"], 1),
        '<b class="out">✕ removed</b>' if row["decision"] == "remove" else only,
        linked_list(row["documents"][:3], anchors),
    )
