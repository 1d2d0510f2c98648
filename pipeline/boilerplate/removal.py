"""A removal: one line of a page that a rule would take out, and why."""

import msgspec

HIGH, MEDIUM, LOW = "high", "medium", "low"
TEMPLATE = "template.site"  # the rule of lines that a site prints on many stories
SCORE = "score.line"  # the rule of lines that score like furniture


class Removal(msgspec.Struct, frozen=True, gc=False):
    """Line `index` of the page; rule, category, level, a plain sentence, what the rule saw."""

    index: int
    rule: str
    category: str
    level: str
    reason: str
    evidence: str
