"""A person's word on lines: which entry of decisions.toml speaks of a line on a site.

>>> from pipeline.decisions import KeepLine
>>> line_words(Decisions(keep_line=(KeepLine("Share this"),)), "bbc")["share this"]
Word(decision='keep_line', entry=1, removes=False)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.decisions import Decisions
from pipeline.decisions.lines import any_number
from pipeline.language.folding import fold


@dataclass(frozen=True, slots=True)
class Word:
    """An entry of decisions.toml: its kind, which one of that kind (from 1), and what it wants."""

    decision: str
    entry: int
    removes: bool


# Folded line, or that line with any number -> the entry that decides it.
LineWords: TypeAlias = Mapping[str, Word]


def word_on(words: LineWords, folded: str) -> Word | None:
    """The entry that decides a line; one for this very line beats a site template."""
    return words.get(folded) or words.get(any_number(folded))


def line_words(decisions: Decisions, site: str) -> LineWords:
    """The entries that count on a site.

    One that names the site beats one for all sites; of two with equal reach, keeping beats
    removing, a word on the line beats one on a site template, and the first beats later ones.
    """
    entries = [
        *(("keep_line", n, e.site, e.line) for n, e in enumerate(decisions.keep_line, 1)),
        *(("remove_line", n, e.site, e.line) for n, e in enumerate(decisions.remove_line, 1)),
    ]
    found: dict[str, Word] = {}
    for reach in (site, ""):
        for kind, number, where, line in entries:
            if where == reach:
                found.setdefault(fold(line), Word(kind, number, kind == "remove_line"))
    for number, template in enumerate(decisions.template, 1):
        if template.site == site:
            word = Word("template", number, template.verdict == "accept")
            found.setdefault(any_number(fold(template.line)), word)
    return found
