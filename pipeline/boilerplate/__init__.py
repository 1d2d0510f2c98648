"""Boilerplate: take out the furniture, touch nothing else, explain every line.

Layers: repeated captions, phrase families, edges, site templates. A rule is
``(page, ...) -> list[Removal]``; `decide` guards, one `cut` cuts.

>>> strip_text("A ferry sank at the pier last night and nobody was hurt, the crew said.\\n"
...            "\\nRead also:\\n\\nStorm on its way").text
'A ferry sank at the pier last night and nobody was hurt, the crew said.'
"""

from collections.abc import Set
from dataclasses import dataclass

from pipeline.boilerplate.cut import RemovedLine, cut, report, undo_cuts
from pipeline.boilerplate.decide import decide
from pipeline.boilerplate.edges import edges
from pipeline.boilerplate.lines import Page, make_page
from pipeline.boilerplate.phrases import phrase_lines
from pipeline.boilerplate.repeats import repeats
from pipeline.boilerplate.templates import template_lines
from pipeline.boilerplate.words import LineWords, Word
from pipeline.settings import Boilerplate

__all__ = ["RemovedLine", "Stripped", "strip_page", "strip_text", "undo_cuts"]

VERSION = 1


@dataclass(frozen=True, slots=True)
class Stripped:
    """The text without furniture, every removed line, flags (paywalled, furniture_kept ...), and
    the decisions that changed something."""

    text: str
    removed: tuple[RemovedLine, ...]
    flags: tuple[str, ...] = ()
    obeyed: tuple[Word, ...] = ()


def strip_text(text: str, language: str = "", settings: Boilerplate | None = None) -> Stripped:
    """Remove the furniture of one page, without knowledge of its site.

    `language` is an ISO 639-1 code; empty: it is guessed.
    """
    return strip_page(make_page(text, language), settings or Boilerplate())


def strip_page(
    page: Page,
    settings: Boilerplate,
    templates: Set[int] = frozenset(),
    words: LineWords | None = None,
) -> Stripped:
    """Tag lines, decide, cut once.

    `templates` are the keys of lines that the page's site prints on many stories; `words` what a
    person said of lines. With `action = "report"` the rows say what would go, and nothing is cut.
    """
    tagged = [
        *repeats(page),
        *phrase_lines(page),
        *edges(page),
        *template_lines(page, templates),
    ]
    verdict = decide(page, tagged, words or {})
    if settings.action == "report":
        return Stripped(page.text, report(page, verdict.removals), verdict.flags, verdict.obeyed)
    text, removed = cut(page, verdict.removals)
    return Stripped(text, removed, verdict.flags, verdict.obeyed)
