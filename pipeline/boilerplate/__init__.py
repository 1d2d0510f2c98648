"""Boilerplate: take out the furniture, touch nothing else, explain every line.

Layers a to d of the evidence page: repeated captions, phrase families, edges, site templates. A rule
is ``(page, ...) -> list[Removal]``; `decide` guards, one `cut` cuts.

>>> strip_text("A ferry sank at the pier last night and nobody was hurt, the harbour master said.\\n"
...            "\\nRead also:\\n\\nStorm on its way").text
'A ferry sank at the pier last night and nobody was hurt, the harbour master said.'
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.boilerplate.cut import RemovedLine, cut, undo_cuts
from pipeline.boilerplate.decide import LineDecisions, decide
from pipeline.boilerplate.edges import edges
from pipeline.boilerplate.lines import Page, make_page
from pipeline.boilerplate.phrases import phrase_lines
from pipeline.boilerplate.removal import Removal
from pipeline.boilerplate.repeats import repeats
from pipeline.boilerplate.templates import Verdict, template_lines
from pipeline.settings import Boilerplate

__all__ = ["RemovedLine", "Stripped", "Verdict", "strip_page", "strip_text", "undo_cuts"]

VERSION = 1


@dataclass(frozen=True, slots=True)
class Stripped:
    """The text without furniture, every removed line, and flags (paywalled, furniture_kept ...)."""

    text: str
    removed: tuple[RemovedLine, ...]
    flags: tuple[str, ...] = ()
    kept_by_decision: tuple[str, ...] = ()


def strip_text(text: str, language: str = "", settings: Boilerplate | None = None) -> Stripped:
    """Remove the furniture of one page, without knowledge of its site.

    `language` is an ISO 639-1 code; empty: it is guessed.
    """
    return strip_page(make_page(text, language), settings or Boilerplate())


def strip_page(
    page: Page,
    settings: Boilerplate,
    verdicts: Sequence[Verdict] = (),
    decisions: LineDecisions | None = None,
) -> Stripped:
    """Tag lines, decide, cut once.

    `verdicts` are the template lines of the page's site; `decisions` a person's word on lines.
    """
    tagged: list[Removal] = []
    if settings.repeats:
        tagged += repeats(page)
    if settings.phrases:
        tagged += phrase_lines(page)
    if settings.edges:
        tagged += edges(page)
    if settings.templates:
        tagged += template_lines(page, verdicts)
    verdict = decide(page, tagged, decisions or LineDecisions())
    text, removed = cut(page, verdict.removals)
    return Stripped(text, removed, verdict.flags, verdict.kept_by_decision)
