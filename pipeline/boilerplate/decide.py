"""Decide: from tagged lines to the lines that go. Decisions of a person, then guards.

Guards, in order: the first prose line stays, a title candidate stays, bullets under a kept intro
stay, a page of prose keeps 30% of its words, and no page loses its last prose line: else nothing
goes and the page is flagged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import page_hits
from pipeline.boilerplate.removal import HIGH, Removal
from pipeline.boilerplate.thresholds import thresholds
from pipeline.boilerplate.words import LineWords, Word, word_on

_PAYWALL = "signup"
_INTRO_WORDS = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """The removals that stand, flags for the page, and the decisions that changed something."""

    removals: tuple[Removal, ...]
    flags: tuple[str, ...]
    obeyed: tuple[Word, ...]


def decide(page: Page, tagged: Sequence[Removal], words: LineWords) -> Verdict:
    """One removal a line at most; earlier rules in `tagged` win, a person's word always."""
    chosen: dict[int, Removal] = {}
    for removal in tagged:
        chosen.setdefault(removal.index, removal)
    chosen, too_much = _guard(page, chosen)
    flags = ["furniture_kept"] if too_much else []
    if any(removal.category == _PAYWALL for removal in chosen.values()):
        flags.append("paywalled")
    obeyed = _obey(page, words, chosen) if words else ()
    removals = tuple(chosen[index] for index in sorted(chosen))
    return Verdict(removals, tuple(flags), obeyed)


def _obey(page: Page, words: LineWords, chosen: dict[int, Removal]) -> tuple[Word, ...]:
    obeyed = set()
    for index, line in enumerate(page.lines):
        word = word_on(words, line.folded)
        if word is None:
            continue
        if word.removes:
            chosen[index] = _by_decision(index, word)
            obeyed.add(word)
        elif chosen.pop(index, None):
            obeyed.add(word)
    return tuple(sorted(obeyed, key=lambda word: (word.decision, word.entry)))


def _by_decision(index: int, word: Word) -> Removal:
    reason = "A decision says that this line always goes."
    evidence = f"decisions.toml, {word.decision} {word.entry}"
    return Removal(index, f"decision.{word.decision}", "decision", HIGH, reason, evidence)


def _guard(page: Page, chosen: dict[int, Removal]) -> tuple[dict[int, Removal], bool]:
    """The removals that the guards let pass, and whether there were too many to trust any."""
    kept = {*_first_prose(page), *_titles(page, chosen)}
    passed = {i: r for i, r in chosen.items() if i not in kept or r.rule == "repeat.caption"}
    for index in _bullets_under_intro(page, passed):
        del passed[index]
    return ({}, True) if passed and _too_much(page, passed) else (passed, False)


def _first_prose(page: Page) -> list[int]:
    return [i for i in range(*page.block) if page.prose[i]][:1]


def _titles(page: Page, chosen: dict[int, Removal]) -> list[int]:
    """Lines that may be the title of a page that starts with its article.

    Lines in one block with removed ones, without a blank line between, are candidates only when no
    other line is.
    """
    limits = thresholds().guard
    first = next(iter(_first_prose(page)), len(page.lines))
    if first > limits.title_lines or first == len(page.lines):
        return []
    hits = page_hits(page)
    least, most = limits.title_words
    candidates = [
        index
        for index, hit in enumerate(hits[:first])
        if least <= page.lines[index].words <= most and (hit is None or hit.rule.kind == "hint")
    ]
    apart = [index for index in candidates if not _glued_to_promotion(page, index, chosen)]
    return apart or candidates


def _glued_to_promotion(page: Page, index: int, chosen: dict[int, Removal]) -> bool:
    first = last = index
    while not page.blank_before(first):
        first -= 1
    while last + 1 < len(page.lines) and not page.blank_before(last + 1):
        last += 1
    return any(i in chosen and chosen[i].rule.startswith("phrase.") for i in range(first, last + 1))


def _bullets_under_intro(page: Page, chosen: dict[int, Removal]) -> list[int]:
    spared: list[int] = []
    for index in sorted(chosen):
        above = index - 1
        if above < 0 or (above in chosen and above not in spared):
            continue
        intro = page.lines[above]
        opens = intro.text.rstrip().endswith((":", "：")) and intro.words >= _INTRO_WORDS
        if page.lines[index].is_bullet and (opens or above in spared):
            spared.append(index)
    return spared


def _too_much(page: Page, chosen: dict[int, Removal]) -> bool:
    limits = thresholds().guard
    total = sum(line.words for line in page.lines)
    prose = sum(
        line.words for line, is_prose in zip(page.lines, page.prose, strict=True) if is_prose
    )
    left = sum(line.words for index, line in enumerate(page.lines) if index not in chosen)
    if prose >= limits.prose_share_of_words * total and left < limits.prose_left * total:
        return True
    prose_left = any(page.prose[i] for i in range(len(page.lines)) if i not in chosen)
    return not left or (any(page.prose) and not prose_left)
