"""Where the text of a page is likely: what guards look at when they ask what a line is beside."""

from bisect import bisect_left
from collections.abc import Container, Sequence

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.thresholds import thresholds

ALL = 10_000  # chances are counted in ten-thousandths


def is_likely(chance: int) -> bool:
    """Is a line with this chance of being furniture more likely text?"""
    return chance < thresholds().likely.chance * ALL


def expected_text(page: Page, chances: Sequence[int]) -> list[int]:
    """The size of each line times its chance of being text, in ten-thousandths of hundredths of a
    word; `chances` of being furniture, 0 to 10,000."""
    return [(ALL - c) * size for c, size in zip(chances, page.hundredths, strict=True)]


def likely_text(page: Page, chances: Sequence[int], gone: Container[int]) -> list[int]:
    """The lines that stay and are likely text, in their order.

    `chances` of being furniture, 0 to 10,000. Where no line is likely text, those count that are
    about as likely as the likeliest: a short post may look like furniture as a whole.
    """
    limits, words = thresholds().likely, page.words
    below = limits.chance * ALL
    text = [
        index
        for index, chance in enumerate(chances)
        if chance < below and index not in gone and words[index] >= limits.words
    ]
    if any(chances[index] <= below - limits.margin * ALL for index in text):
        return text
    stays = [at for at, size in enumerate(words) if size >= limits.words and at not in gone]
    below = max(below, min((chances[at] for at in stays), default=0) + limits.margin * ALL)
    return [index for index in stays if chances[index] < below]


def distance(lines: Sequence[int], index: int) -> int:
    """Lines to the nearest of these, which are sorted and not none.

    >>> distance([4, 9], 7)
    2
    """
    at = bisect_left(lines, index)
    return min(abs(near - index) for near in lines[max(0, at - 1) : at + 1])
