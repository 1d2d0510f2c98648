"""The first view: one sentence with four numbers, where everything went, and what needs a look."""

import pyarrow.compute as pc

from pipeline.report.charts import Part, bars, flow, histogram
from pipeline.report.escape import foreign, show
from pipeline.report.evidence import Evidence, Look
from pipeline.report.figures import Figures
from pipeline.report.words import category, look, percent, plural, relation

ANCHORS = {
    "borderline": "similar",
    "kept_although_similar": "similar",
    "site_lost_much": "sites",
    "low_level": "low",
    "unreadable": "documents",
    "suspect_encoding": "documents",
}
_BINS = 20
_FIRST = 0.5
_REASONS = 9


def headline(figures: Figures) -> str:
    """One sentence with four numbers, as plain text."""
    came = "document came" if figures.read == 1 else "documents came"
    copies = "was a copy" if figures.duplicates == 1 else "were copies"
    share = percent(figures.removed_words, figures.words_in)
    return (
        f"{figures.read:,} {came} in, {figures.kept:,} went out. "
        f"{figures.duplicates:,} {copies}, {share} of the words were furniture."
    )


def overview(evidence: Evidence, figures: Figures) -> str:
    """The section under the headline: cards with pictures and lists."""
    left = _card("Where everything went", _flows(figures))
    left += _card("How alike the pairs are", _alike(evidence))
    left += _card("What was cut, by reason", _reasons(figures))
    right = _card("Needs a look", _looks(figures))
    return f'<section id="overview" class="grid"><div>{left}</div><div>{right}</div></section>'


def _card(title: str, body: str) -> str:
    return f'<div class="card"><h2>{title}</h2>{body}</div>'


def _flows(figures: Figures) -> str:
    documents = [Part(f"{figures.kept:,} kept", figures.kept, "c-kept")]
    for name, count in figures.by_relation:
        colour = f"c-{name}" if name in ("exact", "near", "contained") else "c-near"
        documents.append(Part(f"{count:,} {relation(name, count)}", count, colour))
    documents.append(Part(f"{figures.empty:,} empty", figures.empty, "c-lost"))
    documents.append(Part(f"{figures.unreadable:,} unreadable", figures.unreadable, "c-lost"))
    furniture = f"{figures.removed_words:,} furniture, {plural(figures.removed_lines, 'line')}"
    words = [
        Part(f"{figures.words_out:,} written", figures.words_out, "c-kept"),
        Part(furniture, figures.removed_words, "c-furniture"),
        Part(f"{figures.duplicate_words:,} in copies", figures.duplicate_words, "c-exact"),
        Part(f"{figures.lost_words:,} in empty documents", figures.lost_words, "c-lost"),
    ]
    drawn = flow(plural(figures.read, "document") + " read", documents)
    drawn += flow(plural(figures.words_in, "word") + " read", words)
    repaired = (
        f"{plural(figures.repaired_lines, 'line')} repaired; "
        f"{plural(figures.normalized_lines, 'line end')} or trailing space made plain in reading."
    )
    return (drawn or "<p>Nothing was read.</p>") + f'<p class="soft">{repaired}</p>'


def _looks(figures: Figures) -> str:
    items = [_look(found) for found in figures.looks]
    if figures.notes:
        title = "note of this run" if len(figures.notes) == 1 else "notes of this run"
        why = "what could not work, and which decisions were obeyed"
        items.append(_item(len(figures.notes), title, f"<small>{why}</small>", "notes"))
    if not items:
        return "<p>Nothing stands out: no borderline pairs, no unreadable documents.</p>"
    return f'<ul class="looks">{"".join(items)}</ul>'


def _look(found: Look) -> str:
    examples = "".join(f"<small>{foreign(example)}</small>" for example in found.examples)
    said = f"<small>{show(found.why)}</small>{examples}"
    return _item(found.count, look(found.kind, found.count), said, ANCHORS.get(found.kind, "notes"))


def _item(count: int, title: str, said: str, anchor: str) -> str:
    return (
        f'<li><a href="#{anchor}"><b>{count:,}</b><span><strong>{show(title)}</strong>{said}'
        f'</span><i aria-hidden="true">›</i></a></li>'
    )


def _alike(evidence: Evidence) -> str:
    covered = evidence.relations["covered"]
    if not len(covered):
        return "<p>No two documents were alike enough to compare.</p>"
    width = (1 - _FIRST) / _BINS
    counts = []
    for index in range(_BINS):
        low, high = _FIRST + index * width, _FIRST + (index + 1) * width
        upper = pc.less(covered, high - 1e-9) if index < _BINS - 1 else pc.is_valid(covered)
        inside = pc.and_(pc.greater_equal(covered, low - 1e-9), upper)
        counts.append(int(pc.sum(inside).as_py() or 0))
    below = len(covered) - sum(counts)
    said = "Share of a document that stands in the kept one; heights on a square-root scale."
    if below:
        said += f" {plural(below, 'pair')} under {_FIRST:.0%} not drawn."
    return histogram(counts, _FIRST, evidence.threshold) + f'<p class="soft">{said}</p>'


def _reasons(figures: Figures) -> str:
    if not figures.removed_lines:
        return "<p>No line was removed.</p>"
    rows = [(category(name), count) for name, count in figures.by_category[:_REASONS]]
    rest = sum(count for _, count in figures.by_category[_REASONS:])
    if rest:
        rows.append(("other reasons", rest))
    levels = ", ".join(f"{count:,} {name}" for name, count in figures.by_level)
    said = (
        f"{plural(figures.removed_lines, 'line')} in all; how sure: {show(levels)}. Every one "
        "is in the ledger and can be put back."
    )
    return f'{bars(rows)}<p class="soft">{said} <a href="#boilerplate">All lines</a></p>'
