"""Repeats in a page: captions printed twice.

The second copy of a line goes when it is printed exactly twice, near the first, long enough, and is
no question, bullet or quote: interviews, refrains, recipes and tables stay. Quote style does not
count, a different number or name does. Alone it costs 0.00% of body words.
"""

from collections import Counter

from pipeline.boilerplate.lines import Line, Page
from pipeline.boilerplate.removal import HIGH, Removal
from pipeline.boilerplate.thresholds import thresholds
from pipeline.language.folding import repeat_key


def repeats(page: Page) -> list[Removal]:
    """Second copies of lines printed exactly twice."""
    limits = thresholds().repeat
    keys = [repeat_key(line.folded) if line.words >= limits.words else "" for line in page.lines]
    copies = Counter(keys)
    first: dict[str, int] = {}
    found = []
    for index, key in enumerate(keys):
        if not key or copies[key] != limits.copies:
            continue
        if key not in first:
            first[key] = index
        elif index - first[key] <= limits.distance and not _repeats_by_right(page.lines[index]):
            found.append(_removal(page, first[key], index))
    return found


def _repeats_by_right(line: Line) -> bool:
    return line.is_question or line.is_bullet or line.opens_quote


def _removal(page: Page, first: int, second: int) -> Removal:
    same = page.lines[first].text.strip() == page.lines[second].text.strip()
    how = "" if same else ", but for quotes, case or dashes"
    return Removal(
        second,
        "repeat.caption",
        "caption",
        HIGH,
        f"The same line stands just above{how}; one copy stays.",
        f"first copy on line {page.lines[first].number}",
    )
