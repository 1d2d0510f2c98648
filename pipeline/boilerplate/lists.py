"""Lists that are text: rows of like lines, which stay as a whole or go as a whole.

A list of winners, products or results reads like a menu, and the score takes some of its lines and
leaves others. Two things tell it from a menu: most of its lines stay, or it hangs below the text,
is longer than the text, and the score is not sure of it.
"""

from collections.abc import Mapping, Sequence

from pipeline.boilerplate.likely import ALL, is_likely
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.removal import SCORE, TEMPLATE, Removal
from pipeline.boilerplate.thresholds import thresholds


def mostly_kept(page: Page, passed: Mapping[int, Removal]) -> list[int]:
    """Removals by score, of lines that are no prose, out of runs of lines of about one length, most
    of which stay."""
    limits = thresholds().lists
    spared: list[int] = []
    seen = -1
    for index in sorted(passed):
        if index < seen or not _may_be_listed(page, passed, index):
            continue
        first, seen = _run(page, passed, index)
        goes = [at for at in range(first, seen) if at in passed]
        if seen - first >= limits.lines and len(goes) <= limits.gone_share * (seen - first):
            spared += goes
    return spared


def _run(page: Page, passed: Mapping[int, Removal], index: int) -> tuple[int, int]:
    """The run of lines around one, as (first, end), each about as long as the next."""
    first, end = index, index + 1
    while first > 0 and _goes_on(page, passed, first, first - 1):
        first -= 1
    while end < len(page) and _goes_on(page, passed, end - 1, end):
        end += 1
    return first, end


def _goes_on(page: Page, passed: Mapping[int, Removal], here: int, there: int) -> bool:
    less, more = sorted((page.words[here] + 2, page.words[there] + 2))
    return more <= thresholds().lists.ratio * less and _may_be_listed(page, passed, there)


def _may_be_listed(page: Page, passed: Mapping[int, Removal], index: int) -> bool:
    least, most = thresholds().lists.words
    if not least <= page.words[index] <= most:
        return False
    if index not in passed:
        return True
    return passed[index].rule == SCORE and not page.prose[index]


def longer_than_text(
    page: Page, chances: Sequence[int], passed: Mapping[int, Removal]
) -> list[int]:
    """Removals by score out of a list close below the text that is longer than the text.

    `chances` of being furniture, 0 to 10,000. Paragraphs and lines that the site prints everywhere
    end such a list.
    """
    limits = thresholds().lists
    if not any(removal.rule == SCORE for removal in passed.values()):
        return []
    sizes = zip(chances, page.hundredths, strict=True)
    text = sum((ALL - chance) * size for chance, size in sizes)
    spared: list[int] = []
    for first, end in _below_text(page, chances, passed):
        lines = [at for at in range(first, end) if at not in passed or passed[at].rule == SCORE]
        goes = [at for at in lines if at in passed]
        size = sum(page.hundredths[at] for at in goes)
        sure = sum(chances[at] * page.hundredths[at] for at in goes)
        long = sum(page.hundredths[at] for at in lines) * ALL > text
        stay = len(lines) - len(goes) >= limits.kept_share * (end - first)
        if goes and long and stay and sure < limits.sure * ALL * size:
            spared += goes
    return spared


def _below_text(
    page: Page, chances: Sequence[int], passed: Mapping[int, Removal]
) -> list[tuple[int, int]]:
    """Stretches of lines, as (first, end), that begin close below likely text."""
    found: list[tuple[int, int]] = []
    begins = text = -1
    for index in range(len(page)):
        stays = index not in passed
        likely = stays and is_likely(chances[index])
        if likely or (page.prose[index] if stays else passed[index].rule == TEMPLATE):
            if begins >= 0:
                found.append((begins, index))
            begins = -1
        elif begins < 0 and 0 <= text and index - text <= thresholds().lists.text_lines:
            begins = index
        text = index if likely else text
    return found + ([(begins, len(page))] if begins >= 0 else [])
