"""What stands beside the text and may be part of it: a site's notice, and dates.

A notice that a site prints under every article, and the line that says when this one was written,
are furniture to some and text to others. The notice stays right beside the text, and so does a date
that is much beside a short one.
"""

from collections.abc import Mapping, Sequence

import regex

from pipeline.boilerplate.likely import ALL, distance, expected_text, is_likely, likely_text
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import Hit, removes
from pipeline.boilerplate.removal import SCORE, TEMPLATE, Removal
from pipeline.boilerplate.thresholds import thresholds

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
    text = likely_text(page, chances, passed)
    far = max(apart, limits.notice_lines, limits.date_lines)
    near = {index for at in text for index in range(at - far, at + far + 1)}
    notices: list[int] = []
    dates: list[int] = []
    for index in sorted(near.intersection(passed)):
        rule, lines = passed[index].rule, distance(text, index)
        if rule not in (TEMPLATE, SCORE) or removes(hits[index]):
            continue
        if rule == TEMPLATE and lines <= max(apart, limits.notice_lines * page.prose[index]):
            notices.append(index)
        elif lines <= limits.date_lines and _DATE.search(page.line(index)):
            dates.append(index)
    return notices + _over_share(page, chances, passed, dates)


def _over_share(
    page: Page, chances: Sequence[int], passed: Mapping[int, Removal], lines: Sequence[int]
) -> list[int]:
    """The longest of the lines, until the others are no more than a small share of the text."""
    if not lines:
        return []
    share = thresholds().beside.date_share
    expected = enumerate(expected_text(page, chances))
    text = sum(size for index, size in expected if index not in passed)
    spared: list[int] = []
    left = sum(page.hundredths[index] for index in lines)
    for index in sorted(lines, key=lambda index: (-page.words[index], index)):
        if left * ALL <= share * text:
            break
        left -= page.hundredths[index]
        spared.append(index)
    return spared


def between_paragraphs(
    page: Page, chances: Sequence[int], passed: Mapping[int, Removal]
) -> list[int]:
    """Removals by score of a line or two between two paragraphs of likely text."""
    spared: list[int] = []
    for index, removal in passed.items():
        if removal.rule != SCORE or index - 1 in passed:
            continue
        end = index
        while end in passed and passed[end].rule == SCORE:
            end += 1
        few = end - index <= thresholds().beside.between_lines
        if few and all(_is_paragraph(page, chances, passed, at) for at in (index - 1, end)):
            spared += range(index, end)
    return spared


def _is_paragraph(
    page: Page, chances: Sequence[int], passed: Mapping[int, Removal], index: int
) -> bool:
    inside = 0 <= index < len(page) and index not in passed
    return inside and page.prose[index] and is_likely(chances[index])
