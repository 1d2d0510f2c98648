"""What stands beside the text and may be part of it: a site's notice, and dates.

A notice that a site prints under every article, and the line that says when this one was written,
are furniture to some and text to others. The notice stays right beside the text, and so does a date
that is much beside a short one.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import regex

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import Hit
from pipeline.boilerplate.removal import TEMPLATE, Removal
from pipeline.boilerplate.thresholds import thresholds

_SCORE = "score.line"
_ALL = 10_000  # chances are counted in ten-thousandths
_DATE = regex.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}[:.]\d{2}|\d{4}-\d\d|\b(?:19|20)\d\d\b|\d[年月]|\d년"
)


def beside_text(
    page: Page,
    chances: Sequence[int],
    hits: Sequence[Hit | None],
    passed: Mapping[int, Removal],
    apart: int,
) -> list[int]:
    """The removals that are better not made; `chances` of being furniture, 0 to 10,000.

    Lines that a phrase covers have a second witness and are not looked at. No template line goes
    that stands no more than `apart` lines from text.
    """
    limits = thresholds().beside
    likely = limits.likely * _ALL
    text = [
        index
        for index, chance in enumerate(chances)
        if chance < likely and index not in passed and page.words[index] >= limits.text_words
    ]
    far = max(apart, limits.notice_lines, limits.date_lines)
    near = {index for at in text for index in range(at - far, at + far + 1)}
    notices: list[int] = []
    dates: list[int] = []
    for index in sorted(near.intersection(passed)):
        rule, lines = passed[index].rule, _distance(text, index)
        if rule not in (TEMPLATE, _SCORE) or not _plain(hits[index]):
            continue
        if rule == TEMPLATE and lines <= max(apart, limits.notice_lines * page.prose[index]):
            notices.append(index)
        elif lines <= limits.date_lines and _DATE.search(page.line(index)):
            dates.append(index)
    return notices + _over_share(page, chances, passed, dates)


def _plain(hit: Hit | None) -> bool:
    return hit is None or hit.rule.kind == "hint"


def _distance(text: Sequence[int], index: int) -> int:
    """Lines to the nearest of these, which are sorted."""
    at = bisect_left(text, index)
    return min(abs(near - index) for near in text[max(0, at - 1) : at + 1])


def _over_share(
    page: Page, chances: Sequence[int], passed: Mapping[int, Removal], lines: Sequence[int]
) -> list[int]:
    """The longest of the lines, until the others are no more than a small share of the text."""
    if not lines:
        return []
    share = thresholds().beside.date_share
    sizes = enumerate(zip(chances, page.hundredths, strict=True))
    text = sum((_ALL - chance) * size for index, (chance, size) in sizes if index not in passed)
    spared: list[int] = []
    left = sum(page.hundredths[index] for index in lines)
    for index in sorted(lines, key=lambda index: (-page.words[index], index)):
        if left * _ALL <= share * text:
            break
        left -= page.hundredths[index]
        spared.append(index)
    return spared
