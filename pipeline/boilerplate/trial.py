"""Phrase rules on trial: which lines of which documents the rules of a file would cover."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow.compute as pc

from pipeline.boilerplate.hits import covered
from pipeline.boilerplate.lines import make_page
from pipeline.boilerplate.phrases import ANY, parse_rules


@dataclass(frozen=True, slots=True)
class Trial:
    """A line that a rule would cover: the rule's name, the document, the line's number and text."""

    rule: str
    document: str
    line: int
    text: str


def try_rules(text: str, where: str, documents: Iterable[tuple[str, str, str]]) -> Iterator[Trial]:
    """Run the examples of a phrase file, then its rules over documents (name, text, language).

    A hint is listed too. Raises UsageError, naming rule and line, when an example fails.

    >>> rules = '''language = "en"
    ... [[rule]]
    ... family = "share"
    ... kind = "line"
    ... pattern = 'share (?:this|that)'
    ... match = ["Share this"]
    ... keep = ["Share prices fell."]
    ... '''
    >>> pages = [("a.txt", "News\\nSHARE THAT", "en")]
    >>> [(hit.rule, hit.line) for hit in try_rules(rules, "mine.toml", pages)]
    [('mine.toml rule 1', 2)]
    """
    rules = parse_rules(text, where)
    for document, page_text, language in documents:
        page = make_page(page_text, language)
        mine = [rule for rule in rules if rule.language in (page.language, "en", ANY)]
        hits = covered(pc.unique(page.of.folded), mine)
        for index, folded in enumerate(page.folded):
            if hit := hits.get(folded):
                yield Trial(hit.rule.name, document, page.number[index], page.line(index))
