"""Guards: what stays although a rule or the score would take it.

The first prose line stays, a title candidate stays, interviews stay, bullets under a kept intro
stay, lists that are text stay, and what may be part of the text it stands beside. A page of prose
keeps 30% of its words, and no page loses its last prose line.
"""

from collections.abc import Mapping, Sequence
from itertools import compress

from pipeline.boilerplate.beside import beside_text, between_paragraphs
from pipeline.boilerplate.dialogue import dialogue
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.lists import longer_than_text, mostly_kept
from pipeline.boilerplate.phrases import Hit, removes
from pipeline.boilerplate.removal import HIGH, SCORE, TEMPLATE, Removal
from pipeline.boilerplate.thresholds import thresholds


def guarded(
    page: Page,
    hits: Sequence[Hit | None],
    chances: Sequence[int],
    chosen: Mapping[int, Removal],
    apart: int,
) -> dict[int, Removal]:
    """The removals that the guards of single lines let pass.

    `hits` are the phrase rules on the lines; `chances` of being furniture, 0 to 10,000; no template
    line goes that stands no more than `apart` lines from text.
    """
    if not chosen:
        return {}
    kept = {*_first_prose(page), *_titles(page, hits, chosen), *_spoken(page, chances, chosen)}
    passed = {i: r for i, r in chosen.items() if i not in kept or _is_sure(r)}
    for index in _bullets_under_intro(page, passed):
        del passed[index]
    for index in beside_text(page, chances, hits, passed, apart):
        del passed[index]
    if not any(removal.rule == SCORE for removal in passed.values()):
        return passed
    for index in mostly_kept(page, passed):
        del passed[index]
    for index in between_paragraphs(page, chances, passed):
        del passed[index]
    for index in longer_than_text(page, chances, passed):
        del passed[index]
    return passed


def _spoken(page: Page, chances: Sequence[int], chosen: Mapping[int, Removal]) -> list[int]:
    """Lines of interviews, but for phrases and what the site prints between the turns."""
    talk = dialogue(page, chances)
    mine = [index for index in chosen if index in talk.lines]
    asked = [i for i in mine if chosen[i].rule == TEMPLATE and i in talk.turns]
    return asked + [i for i in mine if chosen[i].rule.startswith(("score.", "edge."))]


def _is_sure(removal: Removal) -> bool:
    """A caption printed twice may read like prose or a title; it is neither."""
    return removal.category in ("caption", "metadata") and removal.level == HIGH


def _first_prose(page: Page) -> list[int]:
    return [i for i in range(*page.block) if page.prose[i]][:1]


def _titles(page: Page, hits: Sequence[Hit | None], chosen: Mapping[int, Removal]) -> list[int]:
    """Lines that may be the title of a page that starts with its article.

    Lines in one block with removed ones, without a blank line between, are candidates only when no
    other line is.
    """
    limits = thresholds().guard
    first = next(iter(_first_prose(page)), len(page))
    if first > limits.title_lines or first == len(page):
        return []
    least, most = limits.title_words
    candidates = [
        index
        for index, hit in enumerate(hits[:first])
        if least <= page.words[index] <= most
        and not removes(hit)
        and not _is_metadata(chosen.get(index))
    ]
    apart = [index for index in candidates if not _glued_to_promotion(page, index, chosen)]
    return apart or candidates


def _is_metadata(removal: Removal | None) -> bool:
    return removal is not None and removal.category == "metadata"


def _glued_to_promotion(page: Page, index: int, chosen: Mapping[int, Removal]) -> bool:
    first = last = index
    while not page.blank_before(first):
        first -= 1
    while last + 1 < len(page) and not page.blank_before(last + 1):
        last += 1
    return any(i in chosen and chosen[i].rule.startswith("phrase.") for i in range(first, last + 1))


def _bullets_under_intro(page: Page, chosen: Mapping[int, Removal]) -> list[int]:
    spared: list[int] = []
    for index in sorted(chosen):
        above = index - 1
        if above < 0 or not page.is_bullet(index) or (above in chosen and above not in spared):
            continue
        opens = page.line(above).rstrip().endswith((":", "："))
        intro = opens and page.words[above] >= thresholds().guard.intro_words
        if intro or above in spared:
            spared.append(index)
    return spared


def too_much(page: Page, chosen: Mapping[int, Removal]) -> bool:
    """Would the page lose too much to trust any removal?"""
    if not chosen:
        return False
    limits = thresholds().guard
    # What the site prints on its other stories is no prose of this page, whatever it reads like.
    own = [i not in chosen or chosen[i].rule != TEMPLATE for i in range(len(page))]
    words = list(compress(page.words, own))
    total = sum(words)
    prose = sum(w for w, is_prose in zip(words, compress(page.prose, own), strict=True) if is_prose)
    left = sum(w for index, w in enumerate(page.words) if index not in chosen)
    if prose >= limits.prose_share_of_words * total and left < limits.prose_left * total:
        return True
    prose_left = any(is_prose and i not in chosen for i, is_prose in enumerate(page.prose))
    return not left or (prose > 0 and not prose_left)
