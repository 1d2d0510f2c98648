"""Lists that are text: rows of like lines, which stay as a whole or go as a whole.

A list of winners, products or results reads like a menu, and the score takes some of its lines and
leaves others. Two things tell it from a menu: most of its lines stay, or it hangs below the text,
is longer than the text, and the score is not sure of it.
"""

from collections.abc import Mapping, Sequence

from pipeline.boilerplate.likely import ALL, expected_text, likely_text
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.removal import SCORE, TEMPLATE, Removal
from pipeline.boilerplate.thresholds import thresholds


def mostly_kept(page: Page, passed: Mapping[int, Removal]) -> list[int]:
    """Removals by score, of lines that are no prose, out of runs of lines of about one length, most
    of which stay."""
    limits = thresholds().lists
    (least, most), ratio = limits.words, limits.ratio
    spared: list[int] = []
    goes: list[int] = []
    first = 0
    above = 0.0  # the line above, if the run may go on from it: its words
    for index, words in enumerate((*page.words, 0.0)):
        removal = passed.get(index)
        listed = least <= words <= most and (removal is None or _is_listed(page, removal))
        if not listed or words + 2 > ratio * (above + 2) or above + 2 > ratio * (words + 2):
            if index - first >= limits.lines and len(goes) <= limits.gone_share * (index - first):
                spared += goes
            first, goes = index if listed else index + 1, []
        if listed and removal is not None:
            goes.append(index)
        above = words if listed else 0.0
    return spared


def _is_listed(page: Page, removal: Removal) -> bool:
    return removal.rule == SCORE and not page.prose[removal.index]


def longer_than_text(
    page: Page, chances: Sequence[int], passed: Mapping[int, Removal]
) -> list[int]:
    """Removals by score out of a list close below the text that is longer than the text.

    `chances` of being furniture, 0 to 10,000. Paragraphs and lines that the site prints everywhere
    end such a list.
    """
    text = likely_text(page, chances, passed)
    expected = expected_text(page, chances)
    size = sum(expected[at] for at in text)
    if (sum(page.hundredths) - sum(page.hundredths[at] for at in text)) * ALL <= size:
        return []
    limits = thresholds().lists
    spared: list[int] = []
    for first, end in _below(page, text, passed):
        lines = [at for at in range(first, end) if at not in passed or passed[at].rule == SCORE]
        goes = [at for at in lines if at in passed]
        if not goes or len(lines) - len(goes) < limits.kept_share * (end - first):
            continue
        size = sum(page.hundredths[at] for at in goes)
        unsure = sum(chances[at] * page.hundredths[at] for at in goes) < limits.sure * ALL * size
        if unsure and sum(page.hundredths[at] for at in lines) * ALL > sum(expected):
            spared += goes
    return spared


def _below(page: Page, text: Sequence[int], passed: Mapping[int, Removal]) -> list[tuple[int, int]]:
    """Stretches of lines, as (first, end), that begin close below lines of text."""
    near = thresholds().lists.text_lines
    likely = frozenset(text)

    def ends(index: int) -> bool:
        if index in passed:
            return passed[index].rule == TEMPLATE
        return page.prose[index] or index in likely

    found: list[tuple[int, int]] = []
    end = 0
    for index in text:
        if index + 1 < end or index + 1 in likely:
            continue
        below = range(max(end, index + 1), min(len(page), index + 1 + near))
        first = next((at for at in below if not ends(at)), len(page))
        end = next((at for at in range(first, len(page)) if ends(at)), len(page))
        found.append((first, end))
    return found
