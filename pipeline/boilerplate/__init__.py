"""Boilerplate: take out the furniture, touch nothing else, explain every line.

Layers: metadata lines, repeated captions, phrase families, edges, site templates, and a line score
for what they miss. A rule is ``(page, ...) -> list[Removal]``; `decide` weighs and guards, one
`cut` cuts.

>>> strip_text("A ferry sank at the pier last night and nobody was hurt, the crew said.\\n"
...            "\\nRead also:\\n\\nStorm on its way").text
'A ferry sank at the pier last night and nobody was hurt, the crew said.'
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from pipeline.boilerplate.cut import RemovedLine, cut, report, undo_cuts
from pipeline.boilerplate.decide import Tagged, Verdict, decide
from pipeline.boilerplate.edges import edges
from pipeline.boilerplate.lines import Page, make_pages
from pipeline.boilerplate.metadata import NOTHING_KNOWN, metadata_lines, moved
from pipeline.boilerplate.phrases import Hit, page_hits, phrase_lines
from pipeline.boilerplate.repeats import captions, moved_captions, repeats
from pipeline.boilerplate.score import model, score_pages
from pipeline.boilerplate.templates import template_lines
from pipeline.boilerplate.words import LineWords, Word
from pipeline.settings import Boilerplate

__all__ = ["RemovedLine", "Site", "Stripped", "strip_pages", "strip_text", "undo_cuts"]

VERSION = 8


@dataclass(frozen=True, slots=True)
class Stripped:
    """The text without furniture, every removed line, flags (paywalled, furniture_kept ...), the
    decisions that changed something, whether every line looked like furniture, the columns
    (publisher, section, author, date) that lines moved into, and the captions that moved."""

    text: str
    removed: tuple[RemovedLine, ...]
    flags: tuple[str, ...] = ()
    obeyed: tuple[Word, ...] = ()
    only_furniture: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    captions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a page's site: the keys of lines it prints on many stories, and what a
    person said of lines."""

    templates: Set[int]
    words: LineWords


NO_SITE = Site(frozenset(), {})


def strip_text(text: str, language: str = "", settings: Boilerplate | None = None) -> Stripped:
    """Remove the furniture of one page, without knowledge of its site.

    `language` is an ISO 639-1 code; empty: it is guessed.
    """
    return strip_pages(make_pages([text], [language]), [NO_SITE], settings or Boilerplate())[0]


def strip_pages(
    pages: Sequence[Page],
    sites: Sequence[Site],
    settings: Boilerplate,
    columns: Sequence[Mapping[str, str]] = (),
) -> list[Stripped]:
    """Tag the lines of pages made together, score them, decide, cut once.

    `columns` holds what the source names of each page: title, publisher, section, author, date.
    With `action = "report"` the rows say what would go, and nothing is cut.
    """
    if not pages:
        return []
    keys = _keys(pages, sites)
    hits = page_hits(pages, settings.rules)
    templates = [template_lines(p, keys, s.templates) for p, s in zip(pages, sites, strict=True)]
    on_site = np.zeros(len(hits), np.int64)
    for page, site, found in zip(pages, sites, templates, strict=True):
        if site.templates:
            on_site[page.at : page.at + len(page)] = 1
        on_site[[page.at + removal.index for removal in found]] = 2
    scores = score_pages(pages, hits, on_site)
    preset = model().preset[settings.preset]
    known = columns or [NOTHING_KNOWN] * len(pages)
    stripped = []
    for page, site, found, named in zip(pages, sites, templates, known, strict=True):
        mine: list[Hit | None] = hits[page.at : page.at + len(page)]
        copies = repeats(page)
        rules = [*metadata_lines(page, mine, named), *copies, *phrase_lines(page, mine)]
        rules += [*edges(page, mine), *found]
        if settings.captions != "keep":
            rules += captions(page, mine, copies, settings.captions)
        verdict = decide(page, Tagged(mine, rules, scores, preset), site.words)
        stripped.append(_stripped(page, verdict, settings, named))
    return stripped


def _keys(pages: Sequence[Page], sites: Sequence[Site]) -> list[int]:
    """The keys of all lines, but for those of pages whose sites have no templates."""
    wanted = np.array([bool(site.templates) for site in sites], np.bool_)
    if not wanted.any():
        return []
    lines = pages[0].of
    keys: list[int] = lines.keys(np.repeat(wanted, np.diff(lines.first))).tolist()
    return keys


def _stripped(
    page: Page, verdict: Verdict, settings: Boilerplate, named: Mapping[str, str]
) -> Stripped:
    flags, obeyed, only = verdict.flags, verdict.obeyed, verdict.only_furniture
    if settings.action == "report":
        return Stripped(page.text, report(page, verdict.removals), flags, obeyed, only)
    text, removed = cut(page, verdict.removals)
    columns, away = moved(verdict.removals, named), moved_captions(page, verdict.removals)
    return Stripped(text, removed, flags, obeyed, only, columns, away)
