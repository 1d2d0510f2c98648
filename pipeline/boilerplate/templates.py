"""Site templates: lines that a site prints on many distinct stories.

Counted over stories and not over pages, so that a text scraped twice does not make its own lines a
template. Too few stories on a site: reported, not removed.
"""

from collections.abc import Sequence, Set

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.removal import MEDIUM, TEMPLATE, Removal


def template_lines(page: Page, keys: Sequence[int], templates: Set[int]) -> list[Removal]:
    """The lines of the page that its site prints on many stories; quoted lines stay.

    `keys` are those of all lines of the pages made together.
    """
    if not templates:
        return []
    mine = keys[page.at : page.at + len(page)]
    return [
        _removal(index)
        for index, key in enumerate(mine)
        if key in templates and not page.is_quoted(index)
    ]


def _removal(index: int) -> Removal:
    reason = "The site prints this line on many of its stories."
    return Removal(index, TEMPLATE, "template", MEDIUM, reason, "counts in audit/templates.csv")
