"""Repeats in a page: captions printed twice.

The second copy of a line goes when it is printed exactly twice, near the first, long enough, and is
no question, bullet or quote: interviews, refrains, recipes and tables stay. Quote style does not
count, a different number or name does. Alone it costs 0.00% of body words.
"""

from collections import Counter
from collections.abc import Sequence

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import Hit
from pipeline.boilerplate.removal import HIGH, MEDIUM, Removal
from pipeline.boilerplate.thresholds import thresholds


def repeats(page: Page) -> list[Removal]:
    """Second copies of lines printed exactly twice."""
    limits = thresholds().repeat
    copies = Counter(page.repeat)
    first: dict[int, int] = {}
    found = []
    for index, key in enumerate(page.repeat):
        if copies[key] != limits.copies or page.words[index] < limits.words:
            continue
        if key not in first:
            first[key] = index
        elif index - first[key] <= limits.distance and not page.repeats_by_right(index):
            found.append(_removal(page, first[key], index))
    return found


def captions(page: Page, hits: Sequence[Hit | None], copies: Sequence[Removal]) -> list[Removal]:
    """Captions that stand once: lines with an agency or photo credit in them, and first copies of
    repeated captions. They go only when a person wants no captions."""
    second = {page.repeat[removal.index] for removal in copies}
    reason = "A caption, and the settings say that captions go."
    return [
        Removal(index, "caption.line", "caption", MEDIUM, reason, "[boilerplate] captions")
        for index, hit in enumerate(hits)
        if (hit and hit.rule.kind == "hint" and hit.rule.family == "photo")
        or page.repeat[index] in second
    ]


def _removal(page: Page, first: int, second: int) -> Removal:
    same = page.line(first).strip() == page.line(second).strip()
    how = "" if same else ", but for quotes, case or dashes"
    return Removal(
        second,
        "repeat.caption",
        "caption",
        HIGH,
        f"The same line stands just above{how}; one copy stays.",
        f"first copy on line {page.number[first]}",
    )
