"""Company: a line goes with the lines around it.

Menus and lists of links are right or wrong together. Of 100 lines that the score would take but the
budget has no room for, or that score a little less than a preset asks for, 1 is text among lines
that go; of 100 that it does take among lines that stay, 6 are.
"""

from collections.abc import Container, Sequence

from pipeline.boilerplate.likely import distance, likely_text
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.thresholds import thresholds


def in_company(page: Page, chances: Sequence[int], chosen: Container[int], least: int) -> list[int]:
    """The lines that go because most around them do; none near text, and none that reads like
    prose.

    `chances` of being furniture, 0 to 10,000; `least` is the chance that a line must have.
    """
    asked = [
        index
        for index, chance in enumerate(chances)
        if chance >= least and index not in chosen and not page.prose[index]
    ]
    if not asked:
        return []
    limits = thresholds().company
    text = likely_text(page, chances, chosen)
    found = []
    for index in asked:
        around = range(max(0, index - limits.lines), min(len(page), index + limits.lines + 1))
        stay = sum(near not in chosen for near in around) - 1
        near_text = bool(text) and distance(text, index) <= limits.text_lines
        if stay <= limits.stay and not near_text:
            found.append(index)
    return found
